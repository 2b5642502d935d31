package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.scalar.ColumnSums.COLUMNS;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.Examples;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ColumnSums;
import org.lanewise.kernels.internal.scalar.ScalarCosts;

/**
 * Softmax and the costs: row by row over a block of columns, so that each column is walked down in the order of
 * {@link ScalarCosts}, which gets the columns that are left over after the last whole vector.
 *
 * <p>Each step is one of the {@link VectorFormulas} over a run of a row. An object of this class is the workspace of one
 * thread.
 */
final class VectorCosts {
    private static final int[] NO_CLASSES = {};
    private static final Pool<VectorCosts> POOL = new Pool<>();

    /** The largest of each column. */
    private final float[] maxima = new float[COLUMNS];
    private final ColumnSums sums = new ColumnSums();
    private final float[] denominators = new float[COLUMNS];
    private final float[] logSums = new float[COLUMNS];
    /** What belongs to one row. */
    private final float[] row = new float[COLUMNS];

    private VectorCosts() {
    }

    private static VectorCosts acquire() {
        VectorCosts costs = POOL.acquire();
        return costs != null ? costs : new VectorCosts();
    }

    static void softmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.softmaxOfBlock(z, a, j, Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        ScalarCosts.softmax(Examples.IN_COLUMNS, z, a, whole, toColumn);
    }

    static void logSoftmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.logSoftmaxOfBlock(z, a, j, Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        ScalarCosts.logSoftmax(Examples.IN_COLUMNS, z, a, whole, toColumn);
    }

    static void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.sigmoidCrossEntropyOfBlock(z, y, a, dz, losses, j, Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        ScalarCosts.sigmoidCrossEntropy(Examples.IN_COLUMNS, z, y, a, dz, losses, whole, toColumn);
    }

    static void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.softmaxCrossEntropyOfBlock(z, y, NO_CLASSES, 0, a, dz, losses, j, Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        ScalarCosts.softmaxCrossEntropy(Examples.IN_COLUMNS, z, y, a, dz, losses, whole, toColumn);
    }

    static void softmaxCrossEntropy(Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz, Matrix losses,
            int fromColumn, int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.softmaxCrossEntropyOfBlock(z, null, classes, smoothing, a, dz, losses, j,
                    Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        for (int j = fromColumn; j < whole; j++) {
            ScalarCosts.clearIfOfNoClass(Examples.IN_COLUMNS, classes[j], dz, losses, j);
        }
        ScalarCosts.softmaxCrossEntropy(Examples.IN_COLUMNS, z, classes, smoothing, a, dz, losses, whole, toColumn);
    }

    static void error(Deviation deviation, float delta, Matrix a, Matrix y, Matrix da, Matrix losses, int fromColumn,
            int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.errorOfBlock(deviation, delta, a, y, da, losses, j, Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        ScalarCosts.error(deviation, delta, Examples.IN_COLUMNS, a, y, da, losses, whole, toColumn);
    }

    private static int wholeVectors(int fromColumn, int toColumn) {
        return toColumn - (toColumn - fromColumn) % LENGTH;
    }

    /** {@code a = e^(z − maxima) / denominators}. */
    private void softmaxOfBlock(Matrix z, Matrix a, int j, int n) {
        exponentials(z, a, j, n);
        for (int i = 0; i < a.rows(); i++) {
            int ao = a.index(i, j);
            VectorFormulas.quotient(a.data(), ao, denominators, 0, a.data(), ao, n);
        }
    }

    /** {@code maxima}, {@code a = e^(z − maxima)} and {@code denominators = Σ a} over n columns. */
    private void exponentials(Matrix z, Matrix a, int j, int n) {
        findMaxima(z, j, n);
        sums.start(n);
        for (int i = 0; i < z.rows(); i++) {
            addExponentials(z, i, j, a.data(), a.index(i, j), n);
        }
        findDenominators(n);
    }

    private void findMaxima(Matrix z, int j, int n) {
        Arrays.fill(maxima, 0, n, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < z.rows(); i++) {
            VectorFormulas.largest(maxima, 0, z.data(), z.index(i, j), maxima, 0, n);
        }
    }

    private void addExponentials(Matrix z, int i, int j, float[] e, int eo, int n) {
        sums.beforeRow(i);
        VectorFormulas.softmaxNumerator(z.data(), z.index(i, j), maxima, 0, e, eo, n);
        VectorFormulas.sum(sums.chain, 0, e, eo, sums.chain, 0, n);
    }

    private void findDenominators(int n) {
        sums.finish();
        VectorFormulas.softmaxDenominator(sums.chain, 0, maxima, 0, denominators, 0, n);
    }

    /** {@code a = z − maxima − log Σ e^(z − maxima)}. */
    private void logSoftmaxOfBlock(Matrix z, Matrix a, int j, int n) {
        findMaxima(z, j, n);
        sums.start(n);
        for (int i = 0; i < z.rows(); i++) {
            addExponentials(z, i, j, row, 0, n);
        }
        findDenominators(n);
        VectorFormulas.log(denominators, 0, logSums, 0, n);
        for (int i = 0; i < z.rows(); i++) {
            VectorFormulas.logSoftmax(z.data(), z.index(i, j), maxima, 0, logSums, 0, a.data(), a.index(i, j), n);
        }
    }

    /** {@code a = softmax(z)}, {@code dz = a − y} and {@code losses = −Σ y·log a}, with the labels Y or of classes. */
    private void softmaxCrossEntropyOfBlock(Matrix z, @Nullable Matrix y, int[] classes, float smoothing, Matrix a,
            Matrix dz, Matrix losses, int j, int n) {
        float one = ScalarCosts.smoothedOne(smoothing, z.rows());
        float zero = ScalarCosts.smoothedZero(smoothing, z.rows());
        exponentials(z, a, j, n);
        VectorFormulas.log(denominators, 0, logSums, 0, n);
        sums.start(n);
        for (int i = 0; i < z.rows(); i++) {
            sums.beforeRow(i);
            int ao = a.index(i, j);
            if (y == null) {
                labelRow(classes, j, i, one, zero, n);
            }
            float[] labels = y == null ? row : y.data();
            int yo = y == null ? 0 : y.index(i, j);
            VectorFormulas.quotient(a.data(), ao, denominators, 0, a.data(), ao, n);
            VectorFormulas.difference(a.data(), ao, labels, yo, dz.data(), dz.index(i, j), n);
            VectorFormulas.addCrossEntropy(sums.chain, 0, z.data(), z.index(i, j), maxima, 0, logSums, 0, labels, yo,
                    sums.chain, 0, n);
        }
        storeLosses(losses, j, n);
    }

    /** The labels of class i for n examples. */
    private void labelRow(int[] classes, int j, int i, float one, float zero, int n) {
        for (int c = 0; c < n; c++) {
            row[c] = classes[j + c] == i ? one : zero;
        }
    }

    /** {@code a = σ(z)}, {@code dz = a − y} and the losses. */
    private void sigmoidCrossEntropyOfBlock(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int j, int n) {
        sums.start(n);
        for (int i = 0; i < z.rows(); i++) {
            sums.beforeRow(i);
            int zo = z.index(i, j);
            int yo = y.index(i, j);
            int ao = a.index(i, j);
            VectorFormulas.sigmoid(z.data(), zo, a.data(), ao, n);
            VectorFormulas.difference(a.data(), ao, y.data(), yo, dz.data(), dz.index(i, j), n);
            VectorFormulas.addBinaryCrossEntropy(sums.chain, 0, z.data(), zo, y.data(), yo, sums.chain, 0, n);
        }
        storeLosses(losses, j, n);
    }

    /** {@code da} and {@code losses}, both of them over the number of rows. */
    private void errorOfBlock(Deviation deviation, float delta, Matrix a, Matrix y, Matrix da, Matrix losses, int j,
            int n) {
        float rows = a.rows();
        sums.start(n);
        for (int i = 0; i < a.rows(); i++) {
            sums.beforeRow(i);
            int ao = a.index(i, j);
            int yo = y.index(i, j);
            int dao = da.index(i, j);
            float[] chain = sums.chain;
            switch (deviation) {
                case SQUARED -> {
                    VectorFormulas.squaredErrorGradient(a.data(), ao, y.data(), yo, rows, da.data(), dao, n);
                    VectorFormulas.addSquaredError(chain, 0, a.data(), ao, y.data(), yo, da.data(), dao, chain, 0, n);
                }
                case ABSOLUTE -> {
                    VectorFormulas.absoluteErrorGradient(a.data(), ao, y.data(), yo, rows, da.data(), dao, n);
                    VectorFormulas.addAbsoluteError(chain, 0, a.data(), ao, y.data(), yo, rows, chain, 0, n);
                }
                case HUBER -> {
                    VectorFormulas.huberErrorGradient(a.data(), ao, y.data(), yo, delta, rows, da.data(), dao, n);
                    VectorFormulas.addHuberError(chain, 0, a.data(), ao, y.data(), yo, da.data(), dao, delta, chain, 0,
                            n);
                }
            }
        }
        storeLosses(losses, j, n);
    }

    private void storeLosses(Matrix losses, int j, int n) {
        sums.finish();
        System.arraycopy(sums.chain, 0, losses.data(), losses.index(0, j), n);
    }
}
