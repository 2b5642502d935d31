package org.lanewise.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.NullMarked;
import org.lanewise.kernels.Activation;

/**
 * What the vector unit can do at best, and what plain use of the Vector API makes of it. The kernels are measured against
 * these loops and use none of them.
 *
 * <p>The class is part of the benchmarks. It lies in this package because this is the only one that may import
 * {@code jdk.incubator.vector}; the benchmarks run on the class path, where a package may have classes in several places.
 */
@NullMarked
public final class VectorYardsticks {
    /** Not the kernels' own: the loops also stand beside other editions of them. */
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LENGTH = F.length();
    /** Chains of {@link #fma}: two units with a latency of four cycles need eight, and 16 registers hold these twelve. */
    private static final int CHAINS = 12;

    private VectorYardsticks() {
    }

    /** The floating-point operations of {@link #fma}: each lane multiplies and adds. */
    public static long fmaFlops(int iterations) {
        return 2L * CHAINS * LENGTH * iterations;
    }

    /** Independent chains of fused multiply-adds on registers alone. What it returns only keeps the work from being left out. */
    public static float fma(int iterations) {
        FloatVector half = FloatVector.broadcast(F, 0.5f);
        FloatVector a0 = FloatVector.broadcast(F, 0);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector a4 = a0;
        FloatVector a5 = a0;
        FloatVector a6 = a0;
        FloatVector a7 = a0;
        FloatVector a8 = a0;
        FloatVector a9 = a0;
        FloatVector a10 = a0;
        FloatVector a11 = a0;
        for (int i = 0; i < iterations; i++) {
            a0 = a0.fma(half, half);
            a1 = a1.fma(half, half);
            a2 = a2.fma(half, half);
            a3 = a3.fma(half, half);
            a4 = a4.fma(half, half);
            a5 = a5.fma(half, half);
            a6 = a6.fma(half, half);
            a7 = a7.fma(half, half);
            a8 = a8.fma(half, half);
            a9 = a9.fma(half, half);
            a10 = a10.fma(half, half);
            a11 = a11.fma(half, half);
        }
        return a0.add(a1).add(a2.add(a3)).add(a4.add(a5).add(a6.add(a7))).add(a8.add(a9).add(a10.add(a11))).lane(0);
    }

    /** {@code y = X·1} with X of m × n, four vectors in flight and {@code reduceLanes}: in no fixed order. */
    public static void rowSums(int m, int n, float[] x, float[] y) {
        int step = 4 * LENGTH;
        for (int i = 0; i < m; i++) {
            int at = i * n;
            int end = at + n;
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (; at <= end - step; at += step) {
                s0 = s0.add(FloatVector.fromArray(F, x, at));
                s1 = s1.add(FloatVector.fromArray(F, x, at + LENGTH));
                s2 = s2.add(FloatVector.fromArray(F, x, at + 2 * LENGTH));
                s3 = s3.add(FloatVector.fromArray(F, x, at + 3 * LENGTH));
            }
            float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
            for (; at < end; at++) {
                sum += x[at];
            }
            y[i] = sum;
        }
    }

    /**
     * {@code C = A·Bᵀ} with A of m × k and B of n × k: for each element a dot product with four vectors in flight and
     * {@code reduceLanes}, in no fixed order.
     */
    public static void dots(int m, int n, int k, float[] a, float[] b, float[] c) {
        int step = 4 * LENGTH;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                int ao = i * k;
                int bo = j * k;
                FloatVector s0 = FloatVector.zero(F);
                FloatVector s1 = s0;
                FloatVector s2 = s0;
                FloatVector s3 = s0;
                int p = 0;
                for (; p <= k - step; p += step) {
                    s0 = FloatVector.fromArray(F, a, ao + p).fma(FloatVector.fromArray(F, b, bo + p), s0);
                    s1 = FloatVector.fromArray(F, a, ao + p + LENGTH)
                            .fma(FloatVector.fromArray(F, b, bo + p + LENGTH), s1);
                    s2 = FloatVector.fromArray(F, a, ao + p + 2 * LENGTH)
                            .fma(FloatVector.fromArray(F, b, bo + p + 2 * LENGTH), s2);
                    s3 = FloatVector.fromArray(F, a, ao + p + 3 * LENGTH)
                            .fma(FloatVector.fromArray(F, b, bo + p + 3 * LENGTH), s3);
                }
                float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
                for (; p < k; p++) {
                    sum += a[ao + p] * b[bo + p];
                }
                c[i * n + j] = sum;
            }
        }
    }

    /**
     * {@code A = g(Z)} by {@code lanewise(EXP)} and {@code lanewise(TANH)}, which the JVM takes from a vector math library.
     *
     * @param g sigmoid, tanh or swish
     */
    public static void activate(Activation g, float[] z, float[] a) {
        if (z.length % LENGTH != 0) {
            throw new IllegalArgumentException(z.length + " is no multiple of " + LENGTH);
        }
        switch (g.kind()) {
            case SIGMOID -> sigmoid(z, a);
            case TANH -> tanh(z, a);
            case SWISH -> swish(z, a);
            default -> throw new IllegalArgumentException(g + " needs no exponential");
        }
    }

    private static void sigmoid(float[] z, float[] a) {
        FloatVector one = FloatVector.broadcast(F, 1);
        for (int i = 0; i < z.length; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, z, i);
            one.div(v.neg().lanewise(VectorOperators.EXP).add(one)).intoArray(a, i);
        }
    }

    private static void tanh(float[] z, float[] a) {
        for (int i = 0; i < z.length; i += LENGTH) {
            FloatVector.fromArray(F, z, i).lanewise(VectorOperators.TANH).intoArray(a, i);
        }
    }

    private static void swish(float[] z, float[] a) {
        FloatVector one = FloatVector.broadcast(F, 1);
        for (int i = 0; i < z.length; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, z, i);
            v.div(v.neg().lanewise(VectorOperators.EXP).add(one)).intoArray(a, i);
        }
    }
}
