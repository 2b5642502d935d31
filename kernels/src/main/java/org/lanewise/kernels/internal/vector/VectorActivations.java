package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ScalarActivations;

/**
 * Activations and their gradients over blocks of matrices. Each kind is a loop of its own over a run of an array, which
 * calls nothing but the Vector API (see {@link VectorMath}); what is left of a run after the last whole vector goes to the
 * scalar twin, which gives the same bits.
 */
final class VectorActivations {
    /** Room for the sigmoids of a part of a run. */
    private static final Pool<float[]> SIGMOIDS = new Pool<>();

    private VectorActivations() {
    }

    /** {@code A = g(Z)} over a block of both. */
    static void activate(Activation g, Matrix z, Matrix a, int row, int rows, int column, int columns) {
        boolean oneRun = columns == z.leadingDimension() && columns == a.leadingDimension();
        int runs = oneRun ? 1 : rows;
        int length = oneRun ? rows * columns : columns;
        for (int r = 0; r < runs; r++) {
            activate(g, z.data(), z.index(row + r, column), a.data(), a.index(row + r, column), length);
        }
    }

    /** {@code dZ = dA ⊙ g′(kept)} over a block of all three. */
    static void gradient(Activation g, Matrix kept, Matrix da, Matrix dz, int row, int rows, int column, int columns) {
        boolean oneRun = columns == kept.leadingDimension() && columns == da.leadingDimension()
                && columns == dz.leadingDimension();
        int runs = oneRun ? 1 : rows;
        int length = oneRun ? rows * columns : columns;
        for (int r = 0; r < runs; r++) {
            gradient(g, kept.data(), kept.index(row + r, column), da.data(), da.index(row + r, column), dz.data(),
                    dz.index(row + r, column), length);
        }
    }

    static void activate(Activation g, float[] z, int zo, float[] a, int ao, int n) {
        int done = switch (g.kind()) {
            case IDENTITY -> 0;
            case RELU -> relu(z, zo, a, ao, n);
            case LEAKY_RELU -> leakyRelu(g.slope(), z, zo, a, ao, n);
            case SIGMOID -> VectorMath.sigmoid(z, zo, a, ao, n);
            case TANH -> VectorMath.tanh(z, zo, a, ao, n);
            case SWISH -> VectorMath.swish(z, zo, a, ao, n);
        };
        if (done < n) {
            ScalarActivations.activate(g, z, zo + done, a, ao + done, n - done);
        }
    }

    private static void gradient(Activation g, float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {
        int done = switch (g.kind()) {
            case IDENTITY -> 0;
            case RELU -> reluGradient(kept, ko, da, dao, dz, dzo, n);
            case LEAKY_RELU -> leakyReluGradient(g.slope(), kept, ko, da, dao, dz, dzo, n);
            case SIGMOID -> sigmoidGradient(kept, ko, da, dao, dz, dzo, n);
            case TANH -> tanhGradient(kept, ko, da, dao, dz, dzo, n);
            case SWISH -> swishGradient(kept, ko, da, dao, dz, dzo, n);
        };
        if (done < n) {
            ScalarActivations.gradient(g, kept, ko + done, da, dao + done, dz, dzo + done, n - done);
        }
    }

    /** {@code max(0, x)}; NaN stays NaN, and −0 becomes +0. */
    private static int relu(float[] z, int zo, float[] a, int ao, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(F, z, zo + i);
            x.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(a, ao + i);
        }
        return i;
    }

    private static int leakyRelu(float slope, float[] z, int zo, float[] a, int ao, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(F, z, zo + i);
            x.blend(x.mul(slope), x.compare(VectorOperators.LE, 0)).intoArray(a, ao + i);
        }
        return i;
    }

    private static int reluGradient(float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(F, kept, ko + i);
            FloatVector d = FloatVector.fromArray(F, da, dao + i);
            d.blend(0, x.compare(VectorOperators.LE, 0)).intoArray(dz, dzo + i);
        }
        return i;
    }

    private static int leakyReluGradient(float slope, float[] kept, int ko, float[] da, int dao, float[] dz, int dzo,
            int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(F, kept, ko + i);
            FloatVector d = FloatVector.fromArray(F, da, dao + i);
            d.blend(d.mul(slope), x.compare(VectorOperators.LE, 0)).intoArray(dz, dzo + i);
        }
        return i;
    }

    /** {@code g′ = a·(1 − a)}. */
    private static int sigmoidGradient(float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(F, kept, ko + i);
            FloatVector d = FloatVector.fromArray(F, da, dao + i);
            d.mul(x.mul(FloatVector.broadcast(F, 1).sub(x))).intoArray(dz, dzo + i);
        }
        return i;
    }

    /** {@code g′ = 1 − a²}. */
    private static int tanhGradient(float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector x = FloatVector.fromArray(F, kept, ko + i);
            FloatVector d = FloatVector.fromArray(F, da, dao + i);
            d.mul(x.neg().fma(x, FloatVector.broadcast(F, 1))).intoArray(dz, dzo + i);
        }
        return i;
    }

    /** {@code g′ = s·(1 + z·(1 − s))} with {@code s = σ(z)}. */
    private static int swishGradient(float[] z, int zo, float[] da, int dao, float[] dz, int dzo, int n) {
        float[] s = SIGMOIDS.acquire();
        if (s == null) {
            s = new float[512];
        }
        int i = 0;
        while (i <= n - LENGTH) {
            int done = VectorMath.sigmoid(z, zo + i, s, 0, Math.min(n - i, s.length));
            swishGradient(s, z, zo + i, da, dao + i, dz, dzo + i, done);
            i += done;
        }
        SIGMOIDS.release(s);
        return i;
    }

    private static void swishGradient(float[] sigmoid, float[] z, int zo, float[] da, int dao, float[] dz, int dzo,
            int n) {
        FloatVector one = FloatVector.broadcast(F, 1);
        for (int i = 0; i < n; i += LENGTH) {
            FloatVector s = FloatVector.fromArray(F, sigmoid, i);
            FloatVector x = FloatVector.fromArray(F, z, zo + i);
            FloatVector d = FloatVector.fromArray(F, da, dao + i);
            d.mul(s.mul(x.fma(one.sub(s), one))).intoArray(dz, dzo + i);
        }
    }
}
