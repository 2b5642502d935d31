package org.lanewise.kernels.internal.vector;

import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LE;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ScalarCosts;

/**
 * Softmax and the costs: row by row over a block of columns, so that each column is walked down in the order of
 * {@link ScalarCosts}, which gets the columns that are left over after the last whole vector.
 *
 * <p>Each step is a loop over a run of a row; like those of {@link VectorMath}, it calls nothing but the Vector API. An
 * object of this class is the workspace of one thread.
 */
final class VectorCosts {
    /** Columns of a block: a multiple of any vector's length, and few enough for the L1 cache to keep a row's runs. */
    private static final int COLUMNS = 512;

    private static final Pool<VectorCosts> POOL = new Pool<>();

    /** The largest of each column. */
    private final float[] maxima = new float[COLUMNS];
    /** A sum over each column. */
    private final float[] sums = new float[COLUMNS];
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
            int n = Math.min(COLUMNS, whole - j);
            costs.exponentials(z, a, j, n);
            costs.divide(a, j, n);
        }
        POOL.release(costs);
        for (int j = whole; j < toColumn; j++) {
            ScalarCosts.softmax(z, a, j);
        }
    }

    static void logSoftmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.logSoftmaxOfBlock(z, a, j, Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        for (int j = whole; j < toColumn; j++) {
            ScalarCosts.logSoftmax(z, a, j);
        }
    }

    static void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            costs.sigmoidCrossEntropyOfBlock(z, y, a, dz, losses, j, Math.min(COLUMNS, whole - j));
        }
        POOL.release(costs);
        for (int j = whole; j < toColumn; j++) {
            ScalarCosts.sigmoidCrossEntropy(z, y, a, dz, losses, j);
        }
    }

    static void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        VectorCosts costs = acquire();
        int whole = wholeVectors(fromColumn, toColumn);
        for (int j = fromColumn; j < whole; j += COLUMNS) {
            int n = Math.min(COLUMNS, whole - j);
            costs.exponentials(z, a, j, n);
            costs.crossEntropyOfBlock(z, y, a, dz, losses, j, n);
        }
        POOL.release(costs);
        for (int j = whole; j < toColumn; j++) {
            ScalarCosts.softmaxCrossEntropy(z, y, a, dz, losses, j);
        }
    }

    static void squaredError(Matrix a, Matrix y, Matrix da, Matrix losses, int fromColumn, int toColumn) {
        int whole = a.rows() == 0 ? fromColumn : wholeVectors(fromColumn, toColumn);
        squaredErrorOfBlock(a, y, da, losses, fromColumn, whole - fromColumn);
        for (int j = whole; j < toColumn; j++) {
            ScalarCosts.squaredError(a, y, da, losses, j);
        }
    }

    private static int wholeVectors(int fromColumn, int toColumn) {
        return toColumn - (toColumn - fromColumn) % LENGTH;
    }

    /** {@code maxima}, {@code a = e^(z − maxima)} and {@code sums = Σ a} over n columns. */
    private void exponentials(Matrix z, Matrix a, int j, int n) {
        findMaxima(z, j, n);
        Arrays.fill(sums, 0, n, 0);
        for (int i = 0; i < z.rows(); i++) {
            int ao = a.index(i, j);
            subtract(z.data(), z.index(i, j), maxima, 0, a.data(), ao, n);
            VectorMath.expNonPositive(a.data(), ao, a.data(), ao, n);
            addTo(sums, 0, a.data(), ao, n);
        }
    }

    private void findMaxima(Matrix z, int j, int n) {
        Arrays.fill(maxima, 0, n, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < z.rows(); i++) {
            max(maxima, z.data(), z.index(i, j), n);
        }
    }

    /** {@code a = a / sums}. */
    private void divide(Matrix a, int j, int n) {
        for (int i = 0; i < a.rows(); i++) {
            divide(a.data(), a.index(i, j), sums, n);
        }
    }

    /** {@code a = z − maxima − log Σ e^(z − maxima)}. */
    private void logSoftmaxOfBlock(Matrix z, Matrix a, int j, int n) {
        findMaxima(z, j, n);
        Arrays.fill(sums, 0, n, 0);
        for (int i = 0; i < z.rows(); i++) {
            subtract(z.data(), z.index(i, j), maxima, 0, row, 0, n);
            VectorMath.expNonPositive(row, 0, row, 0, n);
            addTo(sums, 0, row, 0, n);
        }
        VectorMath.log(sums, 0, logSums, 0, n);
        for (int i = 0; i < z.rows(); i++) {
            int ao = a.index(i, j);
            subtract(z.data(), z.index(i, j), maxima, 0, a.data(), ao, n);
            subtract(a.data(), ao, logSums, 0, a.data(), ao, n);
        }
    }

    /** {@code a = a / sums}, {@code dz = a − y} and {@code losses = −Σ y·log a}. */
    private void crossEntropyOfBlock(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int j, int n) {
        VectorMath.log(sums, 0, logSums, 0, n);
        int lo = losses.index(0, j);
        Arrays.fill(losses.data(), lo, lo + n, 0);
        for (int i = 0; i < z.rows(); i++) {
            int ao = a.index(i, j);
            int yo = y.index(i, j);
            divide(a.data(), ao, sums, n);
            subtract(a.data(), ao, y.data(), yo, dz.data(), dz.index(i, j), n);
            addCrossEntropy(losses.data(), lo, z.data(), z.index(i, j), maxima, logSums, y.data(), yo, n);
        }
    }

    /** {@code a = σ(z)}, {@code dz = a − y} and {@code losses = Σ max(z, 0) − z·y + log(1 + e^−|z|)}. */
    private void sigmoidCrossEntropyOfBlock(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int j, int n) {
        int lo = losses.index(0, j);
        Arrays.fill(losses.data(), lo, lo + n, 0);
        for (int i = 0; i < z.rows(); i++) {
            int zo = z.index(i, j);
            int yo = y.index(i, j);
            int ao = a.index(i, j);
            VectorMath.sigmoid(z.data(), zo, a.data(), ao, n);
            subtract(a.data(), ao, y.data(), yo, dz.data(), dz.index(i, j), n);
            negativeAbs(z.data(), zo, row, n);
            VectorMath.expNonPositive(row, 0, row, 0, n);
            VectorMath.log1p(row, 0, row, 0, n);
            addBinaryCrossEntropy(losses.data(), lo, z.data(), zo, y.data(), yo, row, n);
        }
    }

    /** {@code da = 2(a − y) / rows} and {@code losses = Σ (a − y)² / rows}. */
    private static void squaredErrorOfBlock(Matrix a, Matrix y, Matrix da, Matrix losses, int j, int n) {
        if (n == 0) {
            return;
        }
        int lo = losses.index(0, j);
        Arrays.fill(losses.data(), lo, lo + n, 0);
        for (int i = 0; i < a.rows(); i++) {
            addSquaredError(losses.data(), lo, a.data(), a.index(i, j), y.data(), y.index(i, j), da.data(),
                    da.index(i, j), a.rows(), n);
        }
        divide(losses.data(), lo, a.rows(), n);
    }

    /** {@code m = max(m, x)}; a NaN in x shows in the sum of the exponentials. */
    private static void max(float[] m, float[] x, int xo, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            FloatVector mj = fromArray(F, m, j);
            FloatVector xj = fromArray(F, x, xo + j);
            xj.blend(mj, xj.compare(LE, mj)).intoArray(m, j);
        }
    }

    /** {@code s = x − y}. */
    private static void subtract(float[] x, int xo, float[] y, int yo, float[] s, int so, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            fromArray(F, x, xo + j).sub(fromArray(F, y, yo + j)).intoArray(s, so + j);
        }
    }

    /** {@code s = s + x}. */
    private static void addTo(float[] s, int so, float[] x, int xo, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            fromArray(F, s, so + j).add(fromArray(F, x, xo + j)).intoArray(s, so + j);
        }
    }

    /** {@code x = x / y}. */
    private static void divide(float[] x, int xo, float[] y, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            fromArray(F, x, xo + j).div(fromArray(F, y, j)).intoArray(x, xo + j);
        }
    }

    /** {@code x = x / y}. */
    private static void divide(float[] x, int xo, float y, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            fromArray(F, x, xo + j).div(y).intoArray(x, xo + j);
        }
    }

    /** {@code y = −|x|}. */
    private static void negativeAbs(float[] x, int xo, float[] y, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            fromArray(F, x, xo + j).abs().neg().intoArray(y, j);
        }
    }

    /** {@code loss = loss + (max(z, 0) − z·y) + log1p}. */
    private static void addBinaryCrossEntropy(float[] loss, int lo, float[] z, int zo, float[] y, int yo, float[] log1p,
            int n) {
        for (int j = 0; j < n; j += LENGTH) {
            FloatVector zj = fromArray(F, z, zo + j);
            FloatVector relu = zj.blend(0, zj.compare(LE, 0));
            FloatVector term = zj.neg().fma(fromArray(F, y, yo + j), relu).add(fromArray(F, log1p, j));
            fromArray(F, loss, lo + j).add(term).intoArray(loss, lo + j);
        }
    }

    /**
     * {@code loss = loss − y·log a} with {@code −log a = logSum − (z − max)}, and with halves of z and max because their
     * difference may be too large for a float; where y = 0 nothing, even if the logarithm is infinite.
     */
    private static void addCrossEntropy(float[] loss, int lo, float[] z, int zo, float[] max, float[] logSum, float[] y,
            int yo, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            FloatVector yj = fromArray(F, y, yo + j);
            FloatVector half = fromArray(F, z, zo + j).mul(0.5f).sub(fromArray(F, max, j).mul(0.5f));
            FloatVector term = yj.mul(-2).fma(half, yj.mul(fromArray(F, logSum, j)));
            fromArray(F, loss, lo + j).add(term.blend(0, yj.compare(EQ, 0))).intoArray(loss, lo + j);
        }
    }

    /** {@code da = 2(a − y) / rows} and {@code loss = loss + (a − y)²}. */
    private static void addSquaredError(float[] loss, int lo, float[] a, int ao, float[] y, int yo, float[] da, int dao,
            float rows, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            FloatVector difference = fromArray(F, a, ao + j).sub(fromArray(F, y, yo + j));
            difference.mul(2).div(rows).intoArray(da, dao + j);
            fromArray(F, loss, lo + j).add(difference.mul(difference)).intoArray(loss, lo + j);
        }
    }
}
