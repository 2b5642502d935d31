package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.internal.Backends;

/**
 * The fused multiply-add of the portable backend. Where the JVM has an instruction for {@code Math.fma} it is that;
 * elsewhere that method goes through {@code BigDecimal}, hundreds of times slower, and the same bits come from doubles.
 */
public final class Fma {
    private Fma() {
    }

    /** {@code a·b + c}, rounded once. */
    public static float fma(float a, float b, float c) {
        return Backends.HAVE_FMA ? Math.fma(a, b, c) : emulated(a, b, c);
    }

    /**
     * The product of two floats is exact in a double. The sum is rounded to odd: where it is inexact, it becomes that one
     * of its two neighbours in double precision whose last bit is 1. That is no tie between floats, and on the same side
     * of any tie as the exact sum, so that rounding once more gives the float nearest to the exact sum, subnormal or not.
     */
    static float emulated(float a, float b, float c) {
        double product = (double) a * b;
        double sum = product + c;
        // What the sum lacks, exactly (Knuth's TwoSum). It is a NaN if the sum is infinite or a NaN.
        double added = sum - product;
        double error = (product - (sum - added)) + (c - added);
        if (error > 0 || error < 0) {
            long bits = Double.doubleToRawLongBits(sum);
            long towardsZero = (bits ^ Double.doubleToRawLongBits(error)) >>> 63;
            sum = Double.longBitsToDouble((bits - towardsZero) | 1);
        }
        return (float) sum;
    }
}
