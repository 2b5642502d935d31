package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Matrix;

/**
 * Softmax and the costs, one column at a time; the vector backend computes as many columns at a time as it has lanes,
 * and the rest with these methods. {@link org.lanewise.kernels.Kernels} has the equations.
 */
public final class ScalarCosts {
    private ScalarCosts() {
    }

    /** {@code a = softmax(z)} for one column. */
    public static void softmax(Matrix z, Matrix a, int j) {
        float sum = exponentials(z, a, max(z, j), j);
        for (int i = 0; i < z.rows(); i++) {
            a.data()[a.index(i, j)] /= sum;
        }
    }

    /** {@code a = log softmax(z)} for one column. */
    public static void logSoftmax(Matrix z, Matrix a, int j) {
        float max = max(z, j);
        float sum = 0;
        for (int i = 0; i < z.rows(); i++) {
            sum += ScalarMath.expNonPositive(z.data()[z.index(i, j)] - max);
        }
        float logSum = ScalarMath.log(sum);
        for (int i = 0; i < z.rows(); i++) {
            a.data()[a.index(i, j)] = z.data()[z.index(i, j)] - max - logSum;
        }
    }

    /** The largest of a column; a NaN in it shows in the sum of the exponentials. */
    private static float max(Matrix z, int j) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < z.rows(); i++) {
            float x = z.data()[z.index(i, j)];
            max = x <= max ? max : x;
        }
        return max;
    }

    /** {@code a = e^(z − max)} for one column, and their sum. */
    private static float exponentials(Matrix z, Matrix a, float max, int j) {
        float sum = 0;
        for (int i = 0; i < z.rows(); i++) {
            float e = ScalarMath.expNonPositive(z.data()[z.index(i, j)] - max);
            a.data()[a.index(i, j)] = e;
            sum += e;
        }
        return sum;
    }

    /** Sigmoid with binary cross-entropy for one column. */
    public static void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int j) {
        for (int i = 0; i < z.rows(); i++) {
            float ai = ScalarMath.sigmoid(z.data()[z.index(i, j)]);
            a.data()[a.index(i, j)] = ai;
            dz.data()[dz.index(i, j)] = ai - y.data()[y.index(i, j)];
        }
        losses.data()[losses.index(0, j)] = binaryCrossEntropy(z, y, j);
    }

    /** {@code Σ max(z, 0) − z·y + log(1 + e^−|z|)} over one column. */
    private static float binaryCrossEntropy(Matrix z, Matrix y, int j) {
        float loss = 0;
        for (int i = 0; i < z.rows(); i++) {
            loss += binaryCrossEntropy(z.data()[z.index(i, j)], y.data()[y.index(i, j)]);
        }
        return loss;
    }

    /** {@code max(z, 0) − z·y + log(1 + e^−|z|)}. */
    private static float binaryCrossEntropy(float z, float y) {
        return Math.fma(-z, y, ScalarActivations.relu(z)) + ScalarMath.log1p(ScalarMath.expNonPositive(-Math.abs(z)));
    }

    /** Softmax with categorical cross-entropy for one column. */
    public static void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int j) {
        float max = max(z, j);
        float sum = exponentials(z, a, max, j);
        float logSum = ScalarMath.log(sum);
        float loss = 0;
        for (int i = 0; i < z.rows(); i++) {
            float yi = y.data()[y.index(i, j)];
            float ai = a.data()[a.index(i, j)] / sum;
            a.data()[a.index(i, j)] = ai;
            dz.data()[dz.index(i, j)] = ai - yi;
            // −y·log a; where y = 0 nothing, even if log a is infinite.
            loss += yi == 0 ? 0 : crossEntropy(z.data()[z.index(i, j)], max, logSum, yi);
        }
        losses.data()[losses.index(0, j)] = loss;
    }

    /**
     * {@code y·(logSum − (z − max))}, with halves of z and max because their difference may be too large for a float.
     */
    private static float crossEntropy(float z, float max, float logSum, float y) {
        return Math.fma(-2 * y, z * 0.5f - max * 0.5f, y * logSum);
    }

    /** Mean squared error for one column. */
    public static void squaredError(Matrix a, Matrix y, Matrix da, Matrix losses, int j) {
        int n = a.rows();
        float sum = 0;
        for (int i = 0; i < n; i++) {
            float difference = a.data()[a.index(i, j)] - y.data()[y.index(i, j)];
            da.data()[da.index(i, j)] = difference * 2 / n;
            sum += difference * difference;
        }
        losses.data()[losses.index(0, j)] = n == 0 ? 0 : sum / n;
    }
}
