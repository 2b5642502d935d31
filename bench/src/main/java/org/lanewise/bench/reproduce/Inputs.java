package org.lanewise.bench.reproduce;

import java.util.Random;
import org.lanewise.kernels.Matrix;

/** What the corpus computes with: numbers from the JDK's generator, whose algorithm is part of Java, not from the library's own. */
final class Inputs {
    /** The edges of the functions, of the formats and of their ranges. */
    private static final float[] SPECIAL = {0, -0.0f, Float.MIN_VALUE, -Float.MIN_VALUE, 0x1.8p-130f, -0x1p-140f,
            Float.MIN_NORMAL, -Float.MIN_NORMAL, Math.nextDown(Float.MIN_NORMAL), 0x1p-64f, -0x1p-64f, 0x1p-24f,
            -0x1p-24f,
            0.5f, -0.5f, Math.nextDown(1f), 1, Math.nextUp(1f), -1, 3, -3, 5.5f, 6, -6, 9.01f, 16.5f, -17.3f, 20, -20,
            87.3f,
            88.7f, 88.8f, -87.3f, -88, -103.9f, -104.1f, 1e4f, -1e4f, 0x1p23f, 0x1p24f, -0x1p31f, 1e19f, -2e19f,
            0x1p127f,
            Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN,
            Float.intBitsToFloat(0xffc00001)};

    /** A prime number of them, so that no two rows of a matrix are alike. */
    private static final float[] NUMBERS = new float[65_521];

    static {
        Random random = new Random(1);
        for (int i = 0; i < NUMBERS.length; i++) {
            NUMBERS[i] = 2 * random.nextFloat() - 1;
        }
    }

    private Inputs() {
    }

    /** Elements from −1 to 1, in a view with gaps that begins nowhere in particular. */
    static Matrix uniform(int rows, int columns, long seed) {
        return uniform(rows, columns, 1, seed);
    }

    static Matrix uniform(int rows, int columns, double limit, long seed) {
        return filled(Matrix.zeros(rows + 1, columns + 3), limit, seed).rowRange(1, rows + 1).columnRange(1,
                columns + 1);
    }

    private static Matrix filled(Matrix x, double limit, long seed) {
        int next = (int) (seed * 7919 % NUMBERS.length);
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = (float) limit * NUMBERS[next++];
            if (next == NUMBERS.length) {
                next = 0;
            }
        }
        return x;
    }

    /** The same in a matrix without gaps. */
    static Matrix dense(int rows, int columns, long seed) {
        return filled(Matrix.zeros(rows, columns), 1, seed);
    }

    /** Elements some of which are special, each in its turn. */
    static Matrix special(int rows, int columns, int every, long seed) {
        Matrix x = uniform(rows, columns, 4, seed);
        int next = (int) seed;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if ((i * columns + j) % every == 0) {
                    x.set(i, j, SPECIAL[next++ % SPECIAL.length]);
                }
            }
        }
        return x;
    }

    /** The special values, then as many from all floats, in equal steps of their bits. */
    static Matrix sampled(int count) {
        Matrix x = Matrix.zeros(1, SPECIAL.length + count);
        System.arraycopy(SPECIAL, 0, x.data(), 0, SPECIAL.length);
        int step = (int) ((1L << Integer.SIZE) / count);
        for (int i = 0; i < count; i++) {
            // 12345 bits further, so that not only short mantissas are met.
            x.data()[SPECIAL.length + i] = Float.intBitsToFloat(i * step + 12345 * (i % 100));
        }
        return x;
    }

    /** Where results go: old values show whatever is not written. */
    static Matrix result(int rows, int columns) {
        Matrix c = Matrix.zeros(rows, columns);
        c.fill(Float.NaN);
        return c;
    }
}
