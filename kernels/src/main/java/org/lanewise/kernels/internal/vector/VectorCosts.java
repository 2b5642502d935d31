package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.scalar.ScalarCosts;

/**
 * Softmax and the costs, a vector of columns at a time: a lane walks down its column, as {@link ScalarCosts} does,
 * which gets the columns that are left over.
 */
final class VectorCosts {
    private VectorCosts() {
    }

    static void softmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        int j = fromColumn;
        for (; j <= toColumn - LENGTH; j += LENGTH) {
            FloatVector sum = exponentials(z, a, max(z, j), j);
            for (int i = 0; i < z.rows(); i++) {
                store(load(a, i, j).div(sum), a, i, j);
            }
        }
        for (; j < toColumn; j++) {
            ScalarCosts.softmax(z, a, j);
        }
    }

    static void logSoftmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        int j = fromColumn;
        for (; j <= toColumn - LENGTH; j += LENGTH) {
            FloatVector max = max(z, j);
            FloatVector sum = FloatVector.zero(F);
            for (int i = 0; i < z.rows(); i++) {
                sum = sum.add(VectorMath.exp(load(z, i, j).sub(max)));
            }
            FloatVector logSum = VectorMath.log(sum);
            for (int i = 0; i < z.rows(); i++) {
                store(load(z, i, j).sub(max).sub(logSum), a, i, j);
            }
        }
        for (; j < toColumn; j++) {
            ScalarCosts.logSoftmax(z, a, j);
        }
    }

    /** The largest of each column. */
    private static FloatVector max(Matrix z, int j) {
        FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < z.rows(); i++) {
            FloatVector x = load(z, i, j);
            max = x.blend(max, x.compare(VectorOperators.LE, max));
        }
        return max;
    }

    /** {@code a = e^(z − max)}, and the sums over the columns. */
    private static FloatVector exponentials(Matrix z, Matrix a, FloatVector max, int j) {
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < z.rows(); i++) {
            FloatVector e = VectorMath.exp(load(z, i, j).sub(max));
            store(e, a, i, j);
            sum = sum.add(e);
        }
        return sum;
    }

    static void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        int j = fromColumn;
        for (; j <= toColumn - LENGTH; j += LENGTH) {
            FloatVector loss = FloatVector.zero(F);
            for (int i = 0; i < z.rows(); i++) {
                FloatVector zi = load(z, i, j);
                FloatVector yi = load(y, i, j);
                FloatVector ai = VectorMath.sigmoid(zi);
                store(ai, a, i, j);
                store(ai.sub(yi), dz, i, j);
                loss = loss.add(binaryCrossEntropy(zi, yi));
            }
            store(loss, losses, 0, j);
        }
        for (; j < toColumn; j++) {
            ScalarCosts.sigmoidCrossEntropy(z, y, a, dz, losses, j);
        }
    }

    /** {@code max(z, 0) − z·y + log(1 + e^−|z|)}. */
    private static FloatVector binaryCrossEntropy(FloatVector z, FloatVector y) {
        return z.neg().fma(y, VectorActivations.relu(z))
                .add(VectorMath.log1p(VectorMath.expNonPositive(z.abs().neg())));
    }

    static void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        int j = fromColumn;
        for (; j <= toColumn - LENGTH; j += LENGTH) {
            FloatVector max = max(z, j);
            FloatVector sum = exponentials(z, a, max, j);
            FloatVector logSum = VectorMath.log(sum);
            FloatVector loss = FloatVector.zero(F);
            for (int i = 0; i < z.rows(); i++) {
                FloatVector yi = load(y, i, j);
                FloatVector ai = load(a, i, j).div(sum);
                store(ai, a, i, j);
                store(ai.sub(yi), dz, i, j);
                FloatVector term = crossEntropy(load(z, i, j), max, logSum, yi);
                loss = loss.add(term.blend(0, yi.compare(VectorOperators.EQ, 0)));
            }
            store(loss, losses, 0, j);
        }
        for (; j < toColumn; j++) {
            ScalarCosts.softmaxCrossEntropy(z, y, a, dz, losses, j);
        }
    }

    /**
     * {@code y·(logSum − (z − max))}, with halves of z and max because their difference may be too large for a float.
     */
    private static FloatVector crossEntropy(FloatVector z, FloatVector max, FloatVector logSum, FloatVector y) {
        return y.mul(-2).fma(z.mul(0.5f).sub(max.mul(0.5f)), y.mul(logSum));
    }

    static void squaredError(Matrix a, Matrix y, Matrix da, Matrix losses, int fromColumn, int toColumn) {
        int n = a.rows();
        int j = fromColumn;
        for (; n > 0 && j <= toColumn - LENGTH; j += LENGTH) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = 0; i < n; i++) {
                FloatVector difference = load(a, i, j).sub(load(y, i, j));
                store(difference.mul(2).div(n), da, i, j);
                sum = sum.add(difference.mul(difference));
            }
            store(sum.div(n), losses, 0, j);
        }
        for (; j < toColumn; j++) {
            ScalarCosts.squaredError(a, y, da, losses, j);
        }
    }

    private static FloatVector load(Matrix x, int i, int j) {
        return FloatVector.fromArray(F, x.data(), x.index(i, j));
    }

    private static void store(FloatVector v, Matrix x, int i, int j) {
        v.intoArray(x.data(), x.index(i, j));
    }
}
