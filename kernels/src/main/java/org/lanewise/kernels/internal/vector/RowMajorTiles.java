package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;
import static org.lanewise.kernels.internal.vector.Tiles.NR;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels for an A that lies row by row, element (r, k) at {@code a[ao + r·lda + k]}; {@link Tiles} says what
 * they compute.
 */
final class RowMajorTiles {
    private RowMajorTiles() {
    }

    /**
     * One tile.
     *
     * @param rows the height, one that {@link Tiles#rows} gives
     * @param width NR or LENGTH
     * @param kc length of the sums
     */
    static void tile(int rows, int width, int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB,
            boolean add, float[] c, int co, int ldc) {
        if (width == NR) {
            switch (rows) {
                case 12 -> wide12(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 8 -> wide8(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 5 -> wide5(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 4 -> wide4(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 3 -> wide3(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 2 -> wide2(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 1 -> wide1(kc, a, ao, b, bo, stepB, add, c, co);
                default -> throw new AssertionError(rows);
            }
        } else {
            switch (rows) {
                case 12 -> narrow12(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 8 -> narrow8(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 5 -> narrow5(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 4 -> narrow4(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 3 -> narrow3(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 2 -> narrow2(kc, a, ao, lda, b, bo, stepB, add, c, co, ldc);
                case 1 -> narrow1(kc, a, ao, b, bo, stepB, add, c, co);
                default -> throw new AssertionError(rows);
            }
        }
    }

    private static void wide12(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add, float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        int a4o = ao + 4 * lda;
        int a5o = ao + 5 * lda;
        int a6o = ao + 6 * lda;
        int a7o = ao + 7 * lda;
        int a8o = ao + 8 * lda;
        int a9o = ao + 9 * lda;
        int a10o = ao + 10 * lda;
        int a11o = ao + 11 * lda;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c2b = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        FloatVector c3b = FloatVector.zero(F);
        FloatVector c4a = FloatVector.zero(F);
        FloatVector c4b = FloatVector.zero(F);
        FloatVector c5a = FloatVector.zero(F);
        FloatVector c5b = FloatVector.zero(F);
        FloatVector c6a = FloatVector.zero(F);
        FloatVector c6b = FloatVector.zero(F);
        FloatVector c7a = FloatVector.zero(F);
        FloatVector c7b = FloatVector.zero(F);
        FloatVector c8a = FloatVector.zero(F);
        FloatVector c8b = FloatVector.zero(F);
        FloatVector c9a = FloatVector.zero(F);
        FloatVector c9b = FloatVector.zero(F);
        FloatVector c10a = FloatVector.zero(F);
        FloatVector c10b = FloatVector.zero(F);
        FloatVector c11a = FloatVector.zero(F);
        FloatVector c11b = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, at);
            FloatVector bb = FloatVector.fromArray(F, b, at + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
            FloatVector a4 = FloatVector.broadcast(F, a[a4o + k]);
            c4a = a4.fma(ba, c4a);
            c4b = a4.fma(bb, c4b);
            FloatVector a5 = FloatVector.broadcast(F, a[a5o + k]);
            c5a = a5.fma(ba, c5a);
            c5b = a5.fma(bb, c5b);
            FloatVector a6 = FloatVector.broadcast(F, a[a6o + k]);
            c6a = a6.fma(ba, c6a);
            c6b = a6.fma(bb, c6b);
            FloatVector a7 = FloatVector.broadcast(F, a[a7o + k]);
            c7a = a7.fma(ba, c7a);
            c7b = a7.fma(bb, c7b);
            FloatVector a8 = FloatVector.broadcast(F, a[a8o + k]);
            c8a = a8.fma(ba, c8a);
            c8b = a8.fma(bb, c8b);
            FloatVector a9 = FloatVector.broadcast(F, a[a9o + k]);
            c9a = a9.fma(ba, c9a);
            c9b = a9.fma(bb, c9b);
            FloatVector a10 = FloatVector.broadcast(F, a[a10o + k]);
            c10a = a10.fma(ba, c10a);
            c10b = a10.fma(bb, c10b);
            FloatVector a11 = FloatVector.broadcast(F, a[a11o + k]);
            c11a = a11.fma(ba, c11a);
            c11b = a11.fma(bb, c11b);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c0b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c1b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c2b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c3b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c4a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c4b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c5a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c5b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c6a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c6b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c7a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c7b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c8a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c8b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c9a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c9b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c10a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c10b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c11a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c11b).intoArray(c, co + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0a.add(zero).intoArray(c, co);
            c0b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c1a.add(zero).intoArray(c, co);
            c1b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c2a.add(zero).intoArray(c, co);
            c2b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c3a.add(zero).intoArray(c, co);
            c3b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c4a.add(zero).intoArray(c, co);
            c4b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c5a.add(zero).intoArray(c, co);
            c5b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c6a.add(zero).intoArray(c, co);
            c6b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c7a.add(zero).intoArray(c, co);
            c7b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c8a.add(zero).intoArray(c, co);
            c8b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c9a.add(zero).intoArray(c, co);
            c9b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c10a.add(zero).intoArray(c, co);
            c10b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c11a.add(zero).intoArray(c, co);
            c11b.add(zero).intoArray(c, co + LENGTH);
        }
    }

    private static void wide8(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add, float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        int a4o = ao + 4 * lda;
        int a5o = ao + 5 * lda;
        int a6o = ao + 6 * lda;
        int a7o = ao + 7 * lda;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c2b = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        FloatVector c3b = FloatVector.zero(F);
        FloatVector c4a = FloatVector.zero(F);
        FloatVector c4b = FloatVector.zero(F);
        FloatVector c5a = FloatVector.zero(F);
        FloatVector c5b = FloatVector.zero(F);
        FloatVector c6a = FloatVector.zero(F);
        FloatVector c6b = FloatVector.zero(F);
        FloatVector c7a = FloatVector.zero(F);
        FloatVector c7b = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, at);
            FloatVector bb = FloatVector.fromArray(F, b, at + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
            FloatVector a4 = FloatVector.broadcast(F, a[a4o + k]);
            c4a = a4.fma(ba, c4a);
            c4b = a4.fma(bb, c4b);
            FloatVector a5 = FloatVector.broadcast(F, a[a5o + k]);
            c5a = a5.fma(ba, c5a);
            c5b = a5.fma(bb, c5b);
            FloatVector a6 = FloatVector.broadcast(F, a[a6o + k]);
            c6a = a6.fma(ba, c6a);
            c6b = a6.fma(bb, c6b);
            FloatVector a7 = FloatVector.broadcast(F, a[a7o + k]);
            c7a = a7.fma(ba, c7a);
            c7b = a7.fma(bb, c7b);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c0b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c1b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c2b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c3b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c4a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c4b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c5a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c5b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c6a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c6b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c7a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c7b).intoArray(c, co + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0a.add(zero).intoArray(c, co);
            c0b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c1a.add(zero).intoArray(c, co);
            c1b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c2a.add(zero).intoArray(c, co);
            c2b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c3a.add(zero).intoArray(c, co);
            c3b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c4a.add(zero).intoArray(c, co);
            c4b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c5a.add(zero).intoArray(c, co);
            c5b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c6a.add(zero).intoArray(c, co);
            c6b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c7a.add(zero).intoArray(c, co);
            c7b.add(zero).intoArray(c, co + LENGTH);
        }
    }

    private static void wide5(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add, float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        int a4o = ao + 4 * lda;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c2b = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        FloatVector c3b = FloatVector.zero(F);
        FloatVector c4a = FloatVector.zero(F);
        FloatVector c4b = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, at);
            FloatVector bb = FloatVector.fromArray(F, b, at + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
            FloatVector a4 = FloatVector.broadcast(F, a[a4o + k]);
            c4a = a4.fma(ba, c4a);
            c4b = a4.fma(bb, c4b);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c0b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c1b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c2b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c3b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c4a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c4b).intoArray(c, co + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0a.add(zero).intoArray(c, co);
            c0b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c1a.add(zero).intoArray(c, co);
            c1b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c2a.add(zero).intoArray(c, co);
            c2b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c3a.add(zero).intoArray(c, co);
            c3b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c4a.add(zero).intoArray(c, co);
            c4b.add(zero).intoArray(c, co + LENGTH);
        }
    }

    private static void wide4(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add, float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c2b = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        FloatVector c3b = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, at);
            FloatVector bb = FloatVector.fromArray(F, b, at + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c0b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c1b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c2b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c3b).intoArray(c, co + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0a.add(zero).intoArray(c, co);
            c0b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c1a.add(zero).intoArray(c, co);
            c1b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c2a.add(zero).intoArray(c, co);
            c2b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c3a.add(zero).intoArray(c, co);
            c3b.add(zero).intoArray(c, co + LENGTH);
        }
    }

    private static void wide3(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add, float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c2b = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, at);
            FloatVector bb = FloatVector.fromArray(F, b, at + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c0b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c1b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c2b).intoArray(c, co + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0a.add(zero).intoArray(c, co);
            c0b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c1a.add(zero).intoArray(c, co);
            c1b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c2a.add(zero).intoArray(c, co);
            c2b.add(zero).intoArray(c, co + LENGTH);
        }
    }

    private static void wide2(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add, float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, at);
            FloatVector bb = FloatVector.fromArray(F, b, at + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c0b).intoArray(c, co + LENGTH);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c1b).intoArray(c, co + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0a.add(zero).intoArray(c, co);
            c0b.add(zero).intoArray(c, co + LENGTH);
            co += ldc;
            c1a.add(zero).intoArray(c, co);
            c1b.add(zero).intoArray(c, co + LENGTH);
        }
    }

    private static void wide1(int kc, float[] a, int ao, float[] b, int bo, int stepB, boolean add, float[] c,
            int co) {
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, at);
            FloatVector bb = FloatVector.fromArray(F, b, at + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0a).intoArray(c, co);
            FloatVector.fromArray(F, c, co + LENGTH).add(c0b).intoArray(c, co + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0a.add(zero).intoArray(c, co);
            c0b.add(zero).intoArray(c, co + LENGTH);
        }
    }

    private static void narrow12(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add,
            float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        int a4o = ao + 4 * lda;
        int a5o = ao + 5 * lda;
        int a6o = ao + 6 * lda;
        int a7o = ao + 7 * lda;
        int a8o = ao + 8 * lda;
        int a9o = ao + 9 * lda;
        int a10o = ao + 10 * lda;
        int a11o = ao + 11 * lda;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        FloatVector c2 = FloatVector.zero(F);
        FloatVector c3 = FloatVector.zero(F);
        FloatVector c4 = FloatVector.zero(F);
        FloatVector c5 = FloatVector.zero(F);
        FloatVector c6 = FloatVector.zero(F);
        FloatVector c7 = FloatVector.zero(F);
        FloatVector c8 = FloatVector.zero(F);
        FloatVector c9 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector bk = FloatVector.fromArray(F, b, at);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0 = a0.fma(bk, c0);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1 = a1.fma(bk, c1);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2 = a2.fma(bk, c2);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3 = a3.fma(bk, c3);
            FloatVector a4 = FloatVector.broadcast(F, a[a4o + k]);
            c4 = a4.fma(bk, c4);
            FloatVector a5 = FloatVector.broadcast(F, a[a5o + k]);
            c5 = a5.fma(bk, c5);
            FloatVector a6 = FloatVector.broadcast(F, a[a6o + k]);
            c6 = a6.fma(bk, c6);
            FloatVector a7 = FloatVector.broadcast(F, a[a7o + k]);
            c7 = a7.fma(bk, c7);
            FloatVector a8 = FloatVector.broadcast(F, a[a8o + k]);
            c8 = a8.fma(bk, c8);
            FloatVector a9 = FloatVector.broadcast(F, a[a9o + k]);
            c9 = a9.fma(bk, c9);
            FloatVector a10 = FloatVector.broadcast(F, a[a10o + k]);
            c10 = a10.fma(bk, c10);
            FloatVector a11 = FloatVector.broadcast(F, a[a11o + k]);
            c11 = a11.fma(bk, c11);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c4).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c5).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c6).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c7).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c8).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c9).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c10).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c11).intoArray(c, co);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0.add(zero).intoArray(c, co);
            co += ldc;
            c1.add(zero).intoArray(c, co);
            co += ldc;
            c2.add(zero).intoArray(c, co);
            co += ldc;
            c3.add(zero).intoArray(c, co);
            co += ldc;
            c4.add(zero).intoArray(c, co);
            co += ldc;
            c5.add(zero).intoArray(c, co);
            co += ldc;
            c6.add(zero).intoArray(c, co);
            co += ldc;
            c7.add(zero).intoArray(c, co);
            co += ldc;
            c8.add(zero).intoArray(c, co);
            co += ldc;
            c9.add(zero).intoArray(c, co);
            co += ldc;
            c10.add(zero).intoArray(c, co);
            co += ldc;
            c11.add(zero).intoArray(c, co);
        }
    }

    private static void narrow8(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add,
            float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        int a4o = ao + 4 * lda;
        int a5o = ao + 5 * lda;
        int a6o = ao + 6 * lda;
        int a7o = ao + 7 * lda;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        FloatVector c2 = FloatVector.zero(F);
        FloatVector c3 = FloatVector.zero(F);
        FloatVector c4 = FloatVector.zero(F);
        FloatVector c5 = FloatVector.zero(F);
        FloatVector c6 = FloatVector.zero(F);
        FloatVector c7 = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector bk = FloatVector.fromArray(F, b, at);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0 = a0.fma(bk, c0);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1 = a1.fma(bk, c1);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2 = a2.fma(bk, c2);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3 = a3.fma(bk, c3);
            FloatVector a4 = FloatVector.broadcast(F, a[a4o + k]);
            c4 = a4.fma(bk, c4);
            FloatVector a5 = FloatVector.broadcast(F, a[a5o + k]);
            c5 = a5.fma(bk, c5);
            FloatVector a6 = FloatVector.broadcast(F, a[a6o + k]);
            c6 = a6.fma(bk, c6);
            FloatVector a7 = FloatVector.broadcast(F, a[a7o + k]);
            c7 = a7.fma(bk, c7);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c4).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c5).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c6).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c7).intoArray(c, co);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0.add(zero).intoArray(c, co);
            co += ldc;
            c1.add(zero).intoArray(c, co);
            co += ldc;
            c2.add(zero).intoArray(c, co);
            co += ldc;
            c3.add(zero).intoArray(c, co);
            co += ldc;
            c4.add(zero).intoArray(c, co);
            co += ldc;
            c5.add(zero).intoArray(c, co);
            co += ldc;
            c6.add(zero).intoArray(c, co);
            co += ldc;
            c7.add(zero).intoArray(c, co);
        }
    }

    private static void narrow5(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add,
            float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        int a4o = ao + 4 * lda;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        FloatVector c2 = FloatVector.zero(F);
        FloatVector c3 = FloatVector.zero(F);
        FloatVector c4 = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector bk = FloatVector.fromArray(F, b, at);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0 = a0.fma(bk, c0);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1 = a1.fma(bk, c1);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2 = a2.fma(bk, c2);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3 = a3.fma(bk, c3);
            FloatVector a4 = FloatVector.broadcast(F, a[a4o + k]);
            c4 = a4.fma(bk, c4);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c4).intoArray(c, co);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0.add(zero).intoArray(c, co);
            co += ldc;
            c1.add(zero).intoArray(c, co);
            co += ldc;
            c2.add(zero).intoArray(c, co);
            co += ldc;
            c3.add(zero).intoArray(c, co);
            co += ldc;
            c4.add(zero).intoArray(c, co);
        }
    }

    private static void narrow4(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add,
            float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        int a3o = ao + 3 * lda;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        FloatVector c2 = FloatVector.zero(F);
        FloatVector c3 = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector bk = FloatVector.fromArray(F, b, at);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0 = a0.fma(bk, c0);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1 = a1.fma(bk, c1);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2 = a2.fma(bk, c2);
            FloatVector a3 = FloatVector.broadcast(F, a[a3o + k]);
            c3 = a3.fma(bk, c3);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c3).intoArray(c, co);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0.add(zero).intoArray(c, co);
            co += ldc;
            c1.add(zero).intoArray(c, co);
            co += ldc;
            c2.add(zero).intoArray(c, co);
            co += ldc;
            c3.add(zero).intoArray(c, co);
        }
    }

    private static void narrow3(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add,
            float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        int a2o = ao + 2 * lda;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        FloatVector c2 = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector bk = FloatVector.fromArray(F, b, at);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0 = a0.fma(bk, c0);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1 = a1.fma(bk, c1);
            FloatVector a2 = FloatVector.broadcast(F, a[a2o + k]);
            c2 = a2.fma(bk, c2);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c2).intoArray(c, co);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0.add(zero).intoArray(c, co);
            co += ldc;
            c1.add(zero).intoArray(c, co);
            co += ldc;
            c2.add(zero).intoArray(c, co);
        }
    }

    private static void narrow2(int kc, float[] a, int ao, int lda, float[] b, int bo, int stepB, boolean add,
            float[] c,
            int co, int ldc) {
        int a1o = ao + lda;
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector bk = FloatVector.fromArray(F, b, at);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0 = a0.fma(bk, c0);
            FloatVector a1 = FloatVector.broadcast(F, a[a1o + k]);
            c1 = a1.fma(bk, c1);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0).intoArray(c, co);
            co += ldc;
            FloatVector.fromArray(F, c, co).add(c1).intoArray(c, co);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0.add(zero).intoArray(c, co);
            co += ldc;
            c1.add(zero).intoArray(c, co);
        }
    }

    private static void narrow1(int kc, float[] a, int ao, float[] b, int bo, int stepB, boolean add, float[] c,
            int co) {
        FloatVector c0 = FloatVector.zero(F);
        for (int k = 0, at = bo; k < kc; k++, at += stepB) {
            FloatVector bk = FloatVector.fromArray(F, b, at);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + k]);
            c0 = a0.fma(bk, c0);
        }
        if (add) {
            FloatVector.fromArray(F, c, co).add(c0).intoArray(c, co);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c0.add(zero).intoArray(c, co);
        }
    }
}
