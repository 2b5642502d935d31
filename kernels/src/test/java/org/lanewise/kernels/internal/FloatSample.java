package org.lanewise.kernels.internal;

import java.util.function.Consumer;

/**
 * The floats on which element-wise functions are tested: every 1009th of all bit patterns (a prime, so that all
 * mantissas and exponents occur), every float near the points where a formula changes or a result becomes special, and
 * the special values. With {@code -Dlanewise.test.exhaustive=true} it is all 2³² floats.
 */
public final class FloatSample {
    /** Floats in a block, a multiple of every lane count. */
    public static final int BLOCK = 4096;

    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lanewise.test.exhaustive");
    private static final int STRIDE = EXHAUSTIVE ? 1 : 1009;
    private static final int NEIGHBOURS = 1000;
    private static final float[] CENTRES = {
            // where formulas change: subnormals, multiples of ln 2 / 2, the range reduction of logarithms; where a slope is 0
            Float.MIN_VALUE, Float.MIN_NORMAL, 0x1p-24f, 0.3465736f, 0.41421357f, 0.5f, 0.55f, 0.6931472f, 0.70710677f,
            0.75f, 1, 1.0397208f, 1.1924f, 1.2784646f, 1.4142135f, 1.5f, 2.5f, 3, 0x1p24f, 0x1p32f, 0x1p64f, 0x1p126f,
            Float.MAX_VALUE,
            // where a result becomes 0, 1, a subnormal or infinity, where an argument is limited; mish's largest error
            6, 6.763f, 9.01f, 10, 10.75f, 10.92f, 14.4f, 15, 16.635532f, 17.32868f, 18, 20, 30, 40, 87.33655f,
            88.72284f, 89,
            91.9f, 103.27893f, 103.97208f, 104,
            108.7f, 110, 111, 112, 160, 176};
    private static final int[] SPECIAL_BITS = {0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001,
            0x7fffffff, 0xffffffff, 0x7fc001ff, 0xffc001ff};

    private final float[] block = new float[BLOCK];
    private final Consumer<float[]> action;
    private int filled;

    private FloatSample(Consumer<float[]> action) {
        this.action = action;
    }

    /**
     * Hands the whole sample to an action, in blocks of {@link #BLOCK} that may be reused; the last one ends with
     * zeros.
     */
    public static void forEachBlock(Consumer<float[]> action) {
        FloatSample sample = new FloatSample(action);
        for (long bits = 0; bits < 1L << Integer.SIZE; bits += STRIDE) {
            sample.add((int) bits);
        }
        for (float centre : CENTRES) {
            for (int d = -NEIGHBOURS; d <= NEIGHBOURS; d++) {
                int bits = Float.floatToRawIntBits(centre) + d;
                sample.add(bits);
                sample.add(bits ^ Integer.MIN_VALUE);
            }
        }
        for (int bits : SPECIAL_BITS) {
            sample.add(bits);
        }
        sample.add(0);
        sample.add(Integer.MIN_VALUE);
        while (sample.filled > 0) {
            sample.add(0);
        }
    }

    private void add(int bits) {
        block[filled++] = Float.intBitsToFloat(bits);
        if (filled == BLOCK) {
            action.accept(block);
            filled = 0;
        }
    }
}
