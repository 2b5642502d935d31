package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Philox;

/** Inverted dropout, one element after the other. The vector backend leaves the ends of its rows to it. */
public final class ScalarDropout {
    private ScalarDropout() {
    }

    /** Below this a word of noise, as a signed integer, drops its element. */
    public static int threshold(float share) {
        return (int) (Math.round(share * 0x1p32) + Integer.MIN_VALUE);
    }

    /** What is kept is multiplied by this. */
    public static float scale(float share) {
        return (float) (1 / (1 - (double) share));
    }

    /** Drops some elements of some rows. */
    static void run(float share, long key, long stream, int firstExample, Matrix a, int fromRow, int toRow) {
        for (int i = fromRow; i < toRow; i++) {
            run(share, key, stream, i, firstExample, a.data(), a.index(i, 0), a.columns());
        }
    }

    /** Drops some of a unit's elements: those of {@code n} examples from one on. */
    public static void run(float share, long key, long stream, int unit, int example, float[] a, int ao, int n) {
        int threshold = threshold(share);
        float scale = scale(share);
        long noise = 0;
        for (int j = 0; j < n; j++) {
            int e = example + j;
            boolean odd = (e & 1) != 0;
            if (j == 0 || !odd) {
                noise = Philox.number(key, (long) (e >>> 1) << Integer.SIZE | unit, stream);
            }
            int word = (int) (odd ? noise >>> Integer.SIZE : noise);
            a[ao + j] = word < threshold ? 0 : a[ao + j] * scale;
        }
    }
}
