package org.lanewise.kernels.internal.scalar;

/**
 * The fused multiply-add of the portable backend. Where the JVM has an instruction for {@code Math.fma} it is that;
 * elsewhere that method goes through {@code BigDecimal}, hundreds of times slower, and the same bits come from doubles.
 */
public final class Fma {
    private static final int CALLS = 8;
    private static final int TRIES = 8;
    /** In plain multiply-adds: an instruction takes about one, interpreted or compiled, {@code BigDecimal} over 200. */
    private static final int MOST = 16;

    /** Whether there is an instruction. It is constant to the JIT; a wrong guess would cost time, but change no bit. */
    public static final boolean HARDWARE = isInstruction();

    private Fma() {
    }

    /** {@code a·b + c}, rounded once. */
    public static float fma(float a, float b, float c) {
        return HARDWARE ? Math.fma(a, b, c) : emulated(a, b, c);
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

    /**
     * There is nothing to ask, so it is timed, in some microseconds. The thread may lose its processor in the middle:
     * the best of several tries counts, and the first one that is fast enough is enough.
     */
    private static boolean isInstruction() {
        long plain = Long.MAX_VALUE / MOST;
        for (int i = 0; i < TRIES; i++) {
            plain = Math.min(plain, nanos(false));
        }
        for (int i = 0; i < TRIES; i++) {
            if (nanos(true) <= MOST * plain) {
                return true;
            }
        }
        return false;
    }

    /** What some multiply-adds take, each of which waits for the one before. */
    private static long nanos(boolean fused) {
        float sum = 1;
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            sum = fused ? Math.fma(sum, 0.5f, 1) : multiplyAdd(sum, 0.5f, 1);
        }
        long nanos = System.nanoTime() - start;
        // Always the first: but the JIT does not know, and computes the sum.
        return sum > 0 ? nanos : Long.MAX_VALUE;
    }

    /** A call, as {@code Math.fma} is one to the interpreter. */
    private static float multiplyAdd(float a, float b, float c) {
        return a * b + c;
    }
}
