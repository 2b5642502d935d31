package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;

/**
 * Softmax and the costs, one column at a time; the vector backend computes as many columns at a time as it has lanes,
 * and the rest with these methods. {@link org.lanewise.kernels.Kernels} has the equations, {@link Formulas} what is done
 * with each element.
 */
public final class ScalarCosts {
    private static final Pool<ColumnSums> SUMS = new Pool<>();

    private ScalarCosts() {
    }

    private static ColumnSums acquire() {
        ColumnSums sums = SUMS.acquire();
        return sums != null ? sums : new ColumnSums();
    }

    /** {@code A = softmax(Z)} for some columns. */
    public static void softmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        ColumnSums sums = acquire();
        for (int j = fromColumn; j < toColumn; j++) {
            float denominator = exponentials(z, a, max(z, j), j, sums);
            for (int i = 0; i < z.rows(); i++) {
                int at = a.index(i, j);
                a.data()[at] = Formulas.quotient(a.data()[at], denominator);
            }
        }
        SUMS.release(sums);
    }

    /** {@code A = log softmax(Z)} for some columns. */
    public static void logSoftmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        ColumnSums sums = acquire();
        for (int j = fromColumn; j < toColumn; j++) {
            float max = max(z, j);
            sums.start(1);
            for (int i = 0; i < z.rows(); i++) {
                sums.beforeRow(i);
                sums.chain[0] += Formulas.softmaxNumerator(z.data()[z.index(i, j)], max);
            }
            sums.finish();
            float logSum = Formulas.log(Formulas.softmaxDenominator(sums.chain[0], max));
            for (int i = 0; i < z.rows(); i++) {
                a.data()[a.index(i, j)] = Formulas.logSoftmax(z.data()[z.index(i, j)], max, logSum);
            }
        }
        SUMS.release(sums);
    }

    private static float max(Matrix z, int j) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < z.rows(); i++) {
            max = Formulas.largest(max, z.data()[z.index(i, j)]);
        }
        return max;
    }

    /** {@code a = e^(z − max)} for one column, and their sum. */
    private static float exponentials(Matrix z, Matrix a, float max, int j, ColumnSums sums) {
        sums.start(1);
        for (int i = 0; i < z.rows(); i++) {
            sums.beforeRow(i);
            float e = Formulas.softmaxNumerator(z.data()[z.index(i, j)], max);
            a.data()[a.index(i, j)] = e;
            sums.chain[0] += e;
        }
        sums.finish();
        return Formulas.softmaxDenominator(sums.chain[0], max);
    }

    /** Sigmoid with binary cross-entropy for some columns. */
    public static void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        ColumnSums sums = acquire();
        for (int j = fromColumn; j < toColumn; j++) {
            sums.start(1);
            for (int i = 0; i < z.rows(); i++) {
                sums.beforeRow(i);
                float zi = z.data()[z.index(i, j)];
                float yi = y.data()[y.index(i, j)];
                float ai = Formulas.sigmoid(zi);
                a.data()[a.index(i, j)] = ai;
                dz.data()[dz.index(i, j)] = Formulas.difference(ai, yi);
                sums.chain[0] = Formulas.addBinaryCrossEntropy(sums.chain[0], zi, yi);
            }
            sums.finish();
            losses.data()[losses.index(0, j)] = sums.chain[0];
        }
        SUMS.release(sums);
    }

    /** Softmax with categorical cross-entropy for some columns. */
    public static void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        ColumnSums sums = acquire();
        for (int j = fromColumn; j < toColumn; j++) {
            float max = max(z, j);
            float denominator = exponentials(z, a, max, j, sums);
            float logSum = Formulas.log(denominator);
            sums.start(1);
            for (int i = 0; i < z.rows(); i++) {
                sums.beforeRow(i);
                float yi = y.data()[y.index(i, j)];
                float ai = Formulas.quotient(a.data()[a.index(i, j)], denominator);
                a.data()[a.index(i, j)] = ai;
                dz.data()[dz.index(i, j)] = Formulas.difference(ai, yi);
                sums.chain[0] = Formulas.addCrossEntropy(sums.chain[0], z.data()[z.index(i, j)], max, logSum, yi);
            }
            sums.finish();
            losses.data()[losses.index(0, j)] = sums.chain[0];
        }
        SUMS.release(sums);
    }

    /** Mean squared error for some columns. */
    public static void squaredError(Matrix a, Matrix y, Matrix da, Matrix losses, int fromColumn, int toColumn) {
        ColumnSums sums = acquire();
        float rows = a.rows();
        for (int j = fromColumn; j < toColumn; j++) {
            sums.start(1);
            for (int i = 0; i < a.rows(); i++) {
                sums.beforeRow(i);
                float ai = a.data()[a.index(i, j)];
                float yi = y.data()[y.index(i, j)];
                float gradient = Formulas.squaredErrorGradient(ai, yi, rows);
                da.data()[da.index(i, j)] = gradient;
                sums.chain[0] = Formulas.addSquaredError(sums.chain[0], ai, yi, gradient);
            }
            sums.finish();
            losses.data()[losses.index(0, j)] = sums.chain[0];
        }
        SUMS.release(sums);
    }
}
