package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ScalarCosts;
import org.lanewise.kernels.internal.scalar.ScalarMath;

/**
 * Softmax and the costs, a vector of columns at a time: a lane walks down its column, as {@link ScalarCosts} does,
 * which gets the columns that are left over.
 *
 * <p>Logarithms are scalar. An exponential and a logarithm of vectors have too many nodes for one method: the JIT would
 * stop inlining in the middle, and a vector that crosses a call is boxed. An object of this class is the workspace of one
 * thread.
 */
final class VectorCosts {
    private static final Pool<VectorCosts> POOL = new Pool<>(VectorCosts::new);

    private final float[] maxima = new float[LENGTH];
    private final float[] sums = new float[LENGTH];
    private final float[] logSums = new float[LENGTH];

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
        VectorCosts costs = POOL.acquire();
        int j = fromColumn;
        for (; j <= toColumn - LENGTH; j += LENGTH) {
            costs.sumExponentials(z, j);
            costs.logarithms();
            costs.subtractLogarithms(z, a, j);
        }
        POOL.release(costs);
        for (; j < toColumn; j++) {
            ScalarCosts.logSoftmax(z, a, j);
        }
    }

    /** {@code maxima}, and {@code sums = Σ e^(z − maxima)} over the columns. */
    private void sumExponentials(Matrix z, int j) {
        FloatVector max = max(z, j);
        max.intoArray(maxima, 0);
        FloatVector sum = FloatVector.zero(F);
        for (int i = 0; i < z.rows(); i++) {
            sum = sum.add(VectorMath.exp(load(z, i, j).sub(max)));
        }
        sum.intoArray(sums, 0);
    }

    /** {@code a = z − maxima − logSums}. */
    private void subtractLogarithms(Matrix z, Matrix a, int j) {
        FloatVector max = FloatVector.fromArray(F, maxima, 0);
        FloatVector logSum = FloatVector.fromArray(F, logSums, 0);
        for (int i = 0; i < z.rows(); i++) {
            store(load(z, i, j).sub(max).sub(logSum), a, i, j);
        }
    }

    /** {@code logSums = log(sums)}, one for each column. */
    private void logarithms() {
        for (int lane = 0; lane < LENGTH; lane++) {
            logSums[lane] = ScalarMath.log(sums[lane]);
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
            sigmoid(z, y, a, dz, j);
            for (int lane = 0; lane < LENGTH; lane++) {
                losses.data()[losses.index(0, j + lane)] = ScalarCosts.binaryCrossEntropy(z, y, j + lane);
            }
        }
        for (; j < toColumn; j++) {
            ScalarCosts.sigmoidCrossEntropy(z, y, a, dz, losses, j);
        }
    }

    /** {@code a = σ(z)} and {@code dz = a − y}. */
    private static void sigmoid(Matrix z, Matrix y, Matrix a, Matrix dz, int j) {
        for (int i = 0; i < z.rows(); i++) {
            FloatVector ai = VectorMath.sigmoid(load(z, i, j));
            store(ai, a, i, j);
            store(ai.sub(load(y, i, j)), dz, i, j);
        }
    }

    static void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        VectorCosts costs = POOL.acquire();
        int j = fromColumn;
        for (; j <= toColumn - LENGTH; j += LENGTH) {
            costs.exponentials(z, a, j);
            costs.logarithms();
            costs.crossEntropy(z, y, a, dz, losses, j);
        }
        POOL.release(costs);
        for (; j < toColumn; j++) {
            ScalarCosts.softmaxCrossEntropy(z, y, a, dz, losses, j);
        }
    }

    /** {@code maxima}, {@code a = e^(z − maxima)} and {@code sums = Σ a} over the columns. */
    private void exponentials(Matrix z, Matrix a, int j) {
        FloatVector max = max(z, j);
        max.intoArray(maxima, 0);
        exponentials(z, a, max, j).intoArray(sums, 0);
    }

    /** {@code a = a / sums}, {@code dz = a − y} and {@code losses = −Σ y·log a} over the columns. */
    private void crossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int j) {
        FloatVector max = FloatVector.fromArray(F, maxima, 0);
        FloatVector sum = FloatVector.fromArray(F, sums, 0);
        FloatVector logSum = FloatVector.fromArray(F, logSums, 0);
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
