package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Activation;

/**
 * Activations and their gradients over runs of an array; the vector backend computes its tails with the same
 * functions.
 */
public final class ScalarActivations {
    private ScalarActivations() {
    }

    /** {@code z = z + b} over {@code n} elements. */
    public static void addBias(float b, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] += b;
        }
    }

    /** {@code a = g(z)} over {@code n} elements. */
    public static void activate(Activation g, float[] z, int zo, float[] a, int ao, int n) {
        float slope = g.slope();
        switch (g.kind()) {
            case IDENTITY -> System.arraycopy(z, zo, a, ao, n);
            case RELU -> {
                for (int i = 0; i < n; i++) {
                    a[ao + i] = relu(z[zo + i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < n; i++) {
                    a[ao + i] = leakyRelu(z[zo + i], slope);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    a[ao + i] = ScalarMath.sigmoid(z[zo + i]);
                }
            }
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    a[ao + i] = ScalarMath.tanh(z[zo + i]);
                }
            }
            case SWISH -> {
                for (int i = 0; i < n; i++) {
                    a[ao + i] = ScalarMath.swish(z[zo + i]);
                }
            }
        }
    }

    /** {@code dz = da·g′(kept)} over {@code n} elements, with {@code kept} being z for swish and a for the others. */
    public static void gradient(Activation g, float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {
        float slope = g.slope();
        switch (g.kind()) {
            case IDENTITY -> System.arraycopy(da, dao, dz, dzo, n);
            case RELU -> {
                for (int i = 0; i < n; i++) {
                    dz[dzo + i] = reluGradient(kept[ko + i], da[dao + i]);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < n; i++) {
                    dz[dzo + i] = leakyReluGradient(kept[ko + i], da[dao + i], slope);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    dz[dzo + i] = sigmoidGradient(kept[ko + i], da[dao + i]);
                }
            }
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    dz[dzo + i] = tanhGradient(kept[ko + i], da[dao + i]);
                }
            }
            case SWISH -> {
                for (int i = 0; i < n; i++) {
                    dz[dzo + i] = swishGradient(kept[ko + i], da[dao + i]);
                }
            }
        }
    }

    /** {@code max(0, z)}; NaN stays NaN, and −0 becomes +0. */
    static float relu(float z) {
        return Math.max(0, z);
    }

    static float leakyRelu(float z, float slope) {
        return z <= 0 ? slope * z : z;
    }

    static float reluGradient(float a, float da) {
        return a <= 0 ? 0 : da;
    }

    /** {@code a ≤ 0} exactly where {@code z ≤ 0}, because the slope is not negative. */
    static float leakyReluGradient(float a, float da, float slope) {
        return a <= 0 ? slope * da : da;
    }

    /** {@code g′ = a·(1 − a)}. */
    static float sigmoidGradient(float a, float da) {
        return da * (a * (1 - a));
    }

    /** {@code g′ = 1 − a²}. */
    static float tanhGradient(float a, float da) {
        return da * Math.fma(-a, a, 1);
    }

    /** {@code g′ = s·(1 + z·(1 − s))} with {@code s = σ(z)}. */
    static float swishGradient(float z, float da) {
        float s = ScalarMath.sigmoid(z);
        return da * (s * Math.fma(z, 1 - s, 1));
    }
}
