package org.lanewise.kernels.internal.scalar;

import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.Examples;
import org.lanewise.kernels.internal.Pool;

/**
 * Softmax and the costs, one example at a time; the vector backend computes as many examples at a time as it has lanes,
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

    /** {@code A = softmax(Z)} for some examples. */
    public static void softmax(Examples in, Matrix z, Matrix a, int from, int to) {
        ColumnSums sums = acquire();
        for (int j = from; j < to; j++) {
            float denominator = exponentials(in, z, a, max(in, z, j), j, sums);
            for (int i = 0; i < in.elements(z); i++) {
                int at = in.index(a, i, j);
                a.data()[at] = Formulas.quotient(a.data()[at], denominator);
            }
        }
        SUMS.release(sums);
    }

    /** {@code A = log softmax(Z)} for some examples. */
    public static void logSoftmax(Examples in, Matrix z, Matrix a, int from, int to) {
        ColumnSums sums = acquire();
        for (int j = from; j < to; j++) {
            float max = max(in, z, j);
            sums.start(1);
            for (int i = 0; i < in.elements(z); i++) {
                sums.beforeRow(i);
                sums.chain[0] += Formulas.softmaxNumerator(z.data()[in.index(z, i, j)], max);
            }
            sums.finish();
            float logSum = Formulas.log(Formulas.softmaxDenominator(sums.chain[0], max));
            for (int i = 0; i < in.elements(z); i++) {
                a.data()[in.index(a, i, j)] = Formulas.logSoftmax(z.data()[in.index(z, i, j)], max, logSum);
            }
        }
        SUMS.release(sums);
    }

    private static float max(Examples in, Matrix z, int j) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < in.elements(z); i++) {
            max = Formulas.largest(max, z.data()[in.index(z, i, j)]);
        }
        return max;
    }

    /** {@code a = e^(z − max)} for one example, and their sum. */
    private static float exponentials(Examples in, Matrix z, Matrix a, float max, int j, ColumnSums sums) {
        sums.start(1);
        for (int i = 0; i < in.elements(z); i++) {
            sums.beforeRow(i);
            float e = Formulas.softmaxNumerator(z.data()[in.index(z, i, j)], max);
            a.data()[in.index(a, i, j)] = e;
            sums.chain[0] += e;
        }
        sums.finish();
        return Formulas.softmaxDenominator(sums.chain[0], max);
    }

    /** Sigmoid with binary cross-entropy for some examples. */
    public static void sigmoidCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses,
            int from,
            int to) {
        ColumnSums sums = acquire();
        for (int j = from; j < to; j++) {
            sums.start(1);
            for (int i = 0; i < in.elements(z); i++) {
                sums.beforeRow(i);
                float zi = z.data()[in.index(z, i, j)];
                float yi = y.data()[in.index(y, i, j)];
                float ai = Formulas.sigmoid(zi);
                a.data()[in.index(a, i, j)] = ai;
                dz.data()[in.index(dz, i, j)] = Formulas.difference(ai, yi);
                sums.chain[0] = Formulas.addBinaryCrossEntropy(sums.chain[0], zi, yi);
            }
            sums.finish();
            losses.data()[in.index(losses, 0, j)] = sums.chain[0];
        }
        SUMS.release(sums);
    }

    /** Softmax with categorical cross-entropy for some examples. */
    public static void softmaxCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses,
            int from,
            int to) {
        ColumnSums sums = acquire();
        for (int j = from; j < to; j++) {
            softmaxCrossEntropy(in, z, y, -1, 0, a, dz, losses, j, sums);
        }
        SUMS.release(sums);
    }

    /** The same for some examples of known classes; −1 is none. */
    public static void softmaxCrossEntropy(Examples in, Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz,
            Matrix losses, int from, int to) {
        ColumnSums sums = acquire();
        for (int j = from; j < to; j++) {
            softmaxCrossEntropy(in, z, null, classes[j], smoothing, a, dz, losses, j, sums);
            clearIfOfNoClass(in, classes[j], dz, losses, j);
        }
        SUMS.release(sums);
    }

    /** The label of the class that an example has. */
    public static float smoothedOne(float smoothing, int classes) {
        return 1 - smoothing + smoothedZero(smoothing, classes);
    }

    /** The label of all other classes. */
    public static float smoothedZero(float smoothing, int classes) {
        return smoothing / classes;
    }

    /** No loss and no gradient of an example of no class, whatever its logits are. */
    public static void clearIfOfNoClass(Examples in, int number, Matrix dz, Matrix losses, int j) {
        if (number < 0) {
            losses.data()[in.index(losses, 0, j)] = 0;
            for (int i = 0; i < in.elements(dz); i++) {
                dz.data()[in.index(dz, i, j)] = 0;
            }
        }
    }

    /** For one example, with the labels Y or of a class. */
    private static void softmaxCrossEntropy(Examples in, Matrix z, @Nullable Matrix y, int number, float smoothing,
            Matrix a, Matrix dz, Matrix losses, int j, ColumnSums sums) {
        float one = smoothedOne(smoothing, in.elements(z));
        float zero = smoothedZero(smoothing, in.elements(z));
        float max = max(in, z, j);
        float denominator = exponentials(in, z, a, max, j, sums);
        float logSum = Formulas.log(denominator);
        sums.start(1);
        for (int i = 0; i < in.elements(z); i++) {
            sums.beforeRow(i);
            int at = in.index(a, i, j);
            float yi = y != null ? y.data()[in.index(y, i, j)] : i == number ? one : zero;
            float ai = Formulas.quotient(a.data()[at], denominator);
            a.data()[at] = ai;
            dz.data()[in.index(dz, i, j)] = Formulas.difference(ai, yi);
            sums.chain[0] = Formulas.addCrossEntropy(sums.chain[0], z.data()[in.index(z, i, j)], max, logSum, yi);
        }
        sums.finish();
        losses.data()[in.index(losses, 0, j)] = sums.chain[0];
    }

    /** Mean error for some examples. */
    public static void error(Deviation deviation, float delta, Examples in, Matrix a, Matrix y, Matrix da,
            Matrix losses, int from, int to) {
        ColumnSums sums = acquire();
        float elements = in.elements(a);
        for (int j = from; j < to; j++) {
            sums.start(1);
            for (int i = 0; i < in.elements(a); i++) {
                sums.beforeRow(i);
                float ai = a.data()[in.index(a, i, j)];
                float yi = y.data()[in.index(y, i, j)];
                float gradient = gradient(deviation, delta, ai, yi, elements);
                da.data()[in.index(da, i, j)] = gradient;
                sums.chain[0] = switch (deviation) {
                    case SQUARED -> Formulas.addSquaredError(sums.chain[0], ai, yi, gradient);
                    case ABSOLUTE -> Formulas.addAbsoluteError(sums.chain[0], ai, yi, elements);
                    case HUBER -> Formulas.addHuberError(sums.chain[0], ai, yi, gradient, delta);
                };
            }
            sums.finish();
            losses.data()[in.index(losses, 0, j)] = sums.chain[0];
        }
        SUMS.release(sums);
    }

    private static float gradient(Deviation deviation, float delta, float a, float y, float elements) {
        return switch (deviation) {
            case SQUARED -> Formulas.squaredErrorGradient(a, y, elements);
            case ABSOLUTE -> Formulas.absoluteErrorGradient(a, y, elements);
            case HUBER -> Formulas.huberErrorGradient(a, y, delta, elements);
        };
    }
}
