package org.lanewise.kernels.internal.scalar;

/** The fused multiply-add of the portable backend. */
public final class Fma {
    private Fma() {
    }

    /** {@code a·b + c}, rounded once. */
    public static float fma(float a, float b, float c) {
        return Math.fma(a, b, c);
    }
}
