package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels: a register tile of C, some rows by two vectors or by one, is summed over one block of k. Element
 * (r, k) of A is {@code a[ao + r·rowStep + k·stepA]}, row k of B starts at {@code b[bo + k·stepB]}; so packed panels
 * will do as well as operands in their place, A even transposed. Each accumulator is one chain of fused multiply-adds
 * from +0.
 *
 * <p>Every height is a flat method of its own, so that the JIT compiles it by itself, the same way every time, with all
 * accumulators in registers. No part of it is a helper: in a method of so many nodes the JIT stops inlining, and a
 * vector that crosses a call is boxed (docs/adr/0003).
 */
final class MicroKernels {
    /** Columns of a wide tile, two vectors. */
    static final int NR = 2 * LENGTH;
    /** Rows of the tallest tile: 32 vector registers hold twelve rows, 16 hold six. */
    static final int MR = Lanes.REGISTERS >= 32 ? 12 : 6;

    /** The first tile to cut off where so many rows are left: of the wide ones, of the narrow ones. */
    private static final byte[] FIRST_WIDE = firstTiles(12, 8, 6, 4, 3, 2, 1);
    private static final byte[] FIRST_NARROW = firstTiles(12, 8, 4, 2, 1);

    private MicroKernels() {
    }

    /** The height of the tile to take where {@code rows} rows of C are left, in a panel of NR columns or of LENGTH. */
    static int tileRows(int rows, int width) {
        byte[] first = width == NR ? FIRST_WIDE : FIRST_NARROW;
        return first[Math.min(rows, first.length - 1)];
    }

    /**
     * Cuts up to two of the tallest tiles' rows into the tiles of least cost. A step of k costs a tile as many
     * multiply-adds as it has rows, but no less than the latency of one; and a tile costs its start and end.
     */
    private static byte[] firstTiles(int... heights) {
        double[] cost = new double[2 * MR + 1];
        byte[] first = new byte[cost.length];
        for (int rows = 1; rows < cost.length; rows++) {
            cost[rows] = Double.POSITIVE_INFINITY;
            for (int height : heights) {
                if (height <= Math.min(rows, MR)) {
                    double c = cost[rows - height] + Math.max(height, 4) + 0.1;
                    if (c < cost[rows]) {
                        cost[rows] = c;
                        first[rows] = (byte) height;
                    }
                }
            }
        }
        return first;
    }

    /**
     * Computes one tile: {@code C = A·B} or, with {@code add}, {@code C = C + A·B}.
     *
     * @param rows the height, one that {@link #tileRows} gives
     * @param width NR or LENGTH
     * @param kc length of the sums
     */
    static void tile(int rows, int width, int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo,
            int stepB,
            float[] c, int co, int ldc, boolean add) {
        if (width == NR) {
            switch (rows) {
                case 12 -> wide12(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 8 -> wide8(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 6 -> wide6(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 4 -> wide4(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 3 -> wide3(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 2 -> wide2(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 1 -> wide1(kc, a, ao, stepA, b, bo, stepB, c, co, add);
                default -> throw new AssertionError(rows);
            }
        } else {
            switch (rows) {
                case 12 -> narrow12(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 8 -> narrow8(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 4 -> narrow4(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 2 -> narrow2(kc, a, ao, rowStep, stepA, b, bo, stepB, c, co, ldc, add);
                case 1 -> narrow1(kc, a, ao, stepA, b, bo, stepB, c, co, add);
                default -> throw new AssertionError(rows);
            }
        }
    }

    private static void wide12(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        int a3o = 3 * rowStep;
        int a4o = 4 * rowStep;
        int a5o = 5 * rowStep;
        int a6o = 6 * rowStep;
        int a7o = 7 * rowStep;
        int a8o = 8 * rowStep;
        int a9o = 9 * rowStep;
        int a10o = 10 * rowStep;
        int a11o = 11 * rowStep;
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
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector bb = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + a3o]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + a4o]);
            c4a = a4.fma(ba, c4a);
            c4b = a4.fma(bb, c4b);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + a5o]);
            c5a = a5.fma(ba, c5a);
            c5b = a5.fma(bb, c5b);
            FloatVector a6 = FloatVector.broadcast(F, a[ak + a6o]);
            c6a = a6.fma(ba, c6a);
            c6b = a6.fma(bb, c6b);
            FloatVector a7 = FloatVector.broadcast(F, a[ak + a7o]);
            c7a = a7.fma(ba, c7a);
            c7b = a7.fma(bb, c7b);
            FloatVector a8 = FloatVector.broadcast(F, a[ak + a8o]);
            c8a = a8.fma(ba, c8a);
            c8b = a8.fma(bb, c8b);
            FloatVector a9 = FloatVector.broadcast(F, a[ak + a9o]);
            c9a = a9.fma(ba, c9a);
            c9b = a9.fma(bb, c9b);
            FloatVector a10 = FloatVector.broadcast(F, a[ak + a10o]);
            c10a = a10.fma(ba, c10a);
            c10b = a10.fma(bb, c10b);
            FloatVector a11 = FloatVector.broadcast(F, a[ak + a11o]);
            c11a = a11.fma(ba, c11a);
            c11b = a11.fma(bb, c11b);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c0b = FloatVector.fromArray(F, c, co + LENGTH).add(c0b);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c1b = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c1b);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c2b = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c2b);
            c3a = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3a);
            c3b = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c3b);
            c4a = FloatVector.fromArray(F, c, co + 4 * ldc).add(c4a);
            c4b = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c4b);
            c5a = FloatVector.fromArray(F, c, co + 5 * ldc).add(c5a);
            c5b = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH).add(c5b);
            c6a = FloatVector.fromArray(F, c, co + 6 * ldc).add(c6a);
            c6b = FloatVector.fromArray(F, c, co + 6 * ldc + LENGTH).add(c6b);
            c7a = FloatVector.fromArray(F, c, co + 7 * ldc).add(c7a);
            c7b = FloatVector.fromArray(F, c, co + 7 * ldc + LENGTH).add(c7b);
            c8a = FloatVector.fromArray(F, c, co + 8 * ldc).add(c8a);
            c8b = FloatVector.fromArray(F, c, co + 8 * ldc + LENGTH).add(c8b);
            c9a = FloatVector.fromArray(F, c, co + 9 * ldc).add(c9a);
            c9b = FloatVector.fromArray(F, c, co + 9 * ldc + LENGTH).add(c9b);
            c10a = FloatVector.fromArray(F, c, co + 10 * ldc).add(c10a);
            c10b = FloatVector.fromArray(F, c, co + 10 * ldc + LENGTH).add(c10b);
            c11a = FloatVector.fromArray(F, c, co + 11 * ldc).add(c11a);
            c11b = FloatVector.fromArray(F, c, co + 11 * ldc + LENGTH).add(c11b);
        }
        c0a.intoArray(c, co);
        c0b.intoArray(c, co + LENGTH);
        c1a.intoArray(c, co + ldc);
        c1b.intoArray(c, co + ldc + LENGTH);
        c2a.intoArray(c, co + 2 * ldc);
        c2b.intoArray(c, co + 2 * ldc + LENGTH);
        c3a.intoArray(c, co + 3 * ldc);
        c3b.intoArray(c, co + 3 * ldc + LENGTH);
        c4a.intoArray(c, co + 4 * ldc);
        c4b.intoArray(c, co + 4 * ldc + LENGTH);
        c5a.intoArray(c, co + 5 * ldc);
        c5b.intoArray(c, co + 5 * ldc + LENGTH);
        c6a.intoArray(c, co + 6 * ldc);
        c6b.intoArray(c, co + 6 * ldc + LENGTH);
        c7a.intoArray(c, co + 7 * ldc);
        c7b.intoArray(c, co + 7 * ldc + LENGTH);
        c8a.intoArray(c, co + 8 * ldc);
        c8b.intoArray(c, co + 8 * ldc + LENGTH);
        c9a.intoArray(c, co + 9 * ldc);
        c9b.intoArray(c, co + 9 * ldc + LENGTH);
        c10a.intoArray(c, co + 10 * ldc);
        c10b.intoArray(c, co + 10 * ldc + LENGTH);
        c11a.intoArray(c, co + 11 * ldc);
        c11b.intoArray(c, co + 11 * ldc + LENGTH);
    }

    private static void wide8(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        int a3o = 3 * rowStep;
        int a4o = 4 * rowStep;
        int a5o = 5 * rowStep;
        int a6o = 6 * rowStep;
        int a7o = 7 * rowStep;
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
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector bb = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + a3o]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + a4o]);
            c4a = a4.fma(ba, c4a);
            c4b = a4.fma(bb, c4b);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + a5o]);
            c5a = a5.fma(ba, c5a);
            c5b = a5.fma(bb, c5b);
            FloatVector a6 = FloatVector.broadcast(F, a[ak + a6o]);
            c6a = a6.fma(ba, c6a);
            c6b = a6.fma(bb, c6b);
            FloatVector a7 = FloatVector.broadcast(F, a[ak + a7o]);
            c7a = a7.fma(ba, c7a);
            c7b = a7.fma(bb, c7b);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c0b = FloatVector.fromArray(F, c, co + LENGTH).add(c0b);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c1b = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c1b);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c2b = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c2b);
            c3a = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3a);
            c3b = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c3b);
            c4a = FloatVector.fromArray(F, c, co + 4 * ldc).add(c4a);
            c4b = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c4b);
            c5a = FloatVector.fromArray(F, c, co + 5 * ldc).add(c5a);
            c5b = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH).add(c5b);
            c6a = FloatVector.fromArray(F, c, co + 6 * ldc).add(c6a);
            c6b = FloatVector.fromArray(F, c, co + 6 * ldc + LENGTH).add(c6b);
            c7a = FloatVector.fromArray(F, c, co + 7 * ldc).add(c7a);
            c7b = FloatVector.fromArray(F, c, co + 7 * ldc + LENGTH).add(c7b);
        }
        c0a.intoArray(c, co);
        c0b.intoArray(c, co + LENGTH);
        c1a.intoArray(c, co + ldc);
        c1b.intoArray(c, co + ldc + LENGTH);
        c2a.intoArray(c, co + 2 * ldc);
        c2b.intoArray(c, co + 2 * ldc + LENGTH);
        c3a.intoArray(c, co + 3 * ldc);
        c3b.intoArray(c, co + 3 * ldc + LENGTH);
        c4a.intoArray(c, co + 4 * ldc);
        c4b.intoArray(c, co + 4 * ldc + LENGTH);
        c5a.intoArray(c, co + 5 * ldc);
        c5b.intoArray(c, co + 5 * ldc + LENGTH);
        c6a.intoArray(c, co + 6 * ldc);
        c6b.intoArray(c, co + 6 * ldc + LENGTH);
        c7a.intoArray(c, co + 7 * ldc);
        c7b.intoArray(c, co + 7 * ldc + LENGTH);
    }

    private static void wide6(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        int a3o = 3 * rowStep;
        int a4o = 4 * rowStep;
        int a5o = 5 * rowStep;
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
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector bb = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + a3o]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + a4o]);
            c4a = a4.fma(ba, c4a);
            c4b = a4.fma(bb, c4b);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + a5o]);
            c5a = a5.fma(ba, c5a);
            c5b = a5.fma(bb, c5b);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c0b = FloatVector.fromArray(F, c, co + LENGTH).add(c0b);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c1b = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c1b);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c2b = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c2b);
            c3a = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3a);
            c3b = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c3b);
            c4a = FloatVector.fromArray(F, c, co + 4 * ldc).add(c4a);
            c4b = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c4b);
            c5a = FloatVector.fromArray(F, c, co + 5 * ldc).add(c5a);
            c5b = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH).add(c5b);
        }
        c0a.intoArray(c, co);
        c0b.intoArray(c, co + LENGTH);
        c1a.intoArray(c, co + ldc);
        c1b.intoArray(c, co + ldc + LENGTH);
        c2a.intoArray(c, co + 2 * ldc);
        c2b.intoArray(c, co + 2 * ldc + LENGTH);
        c3a.intoArray(c, co + 3 * ldc);
        c3b.intoArray(c, co + 3 * ldc + LENGTH);
        c4a.intoArray(c, co + 4 * ldc);
        c4b.intoArray(c, co + 4 * ldc + LENGTH);
        c5a.intoArray(c, co + 5 * ldc);
        c5b.intoArray(c, co + 5 * ldc + LENGTH);
    }

    private static void wide4(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        int a3o = 3 * rowStep;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c2b = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        FloatVector c3b = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector bb = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + a3o]);
            c3a = a3.fma(ba, c3a);
            c3b = a3.fma(bb, c3b);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c0b = FloatVector.fromArray(F, c, co + LENGTH).add(c0b);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c1b = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c1b);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c2b = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c2b);
            c3a = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3a);
            c3b = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c3b);
        }
        c0a.intoArray(c, co);
        c0b.intoArray(c, co + LENGTH);
        c1a.intoArray(c, co + ldc);
        c1b.intoArray(c, co + ldc + LENGTH);
        c2a.intoArray(c, co + 2 * ldc);
        c2b.intoArray(c, co + 2 * ldc + LENGTH);
        c3a.intoArray(c, co + 3 * ldc);
        c3b.intoArray(c, co + 3 * ldc + LENGTH);
    }

    private static void wide3(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c2b = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector bb = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            c2b = a2.fma(bb, c2b);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c0b = FloatVector.fromArray(F, c, co + LENGTH).add(c0b);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c1b = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c1b);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c2b = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c2b);
        }
        c0a.intoArray(c, co);
        c0b.intoArray(c, co + LENGTH);
        c1a.intoArray(c, co + ldc);
        c1b.intoArray(c, co + ldc + LENGTH);
        c2a.intoArray(c, co + 2 * ldc);
        c2b.intoArray(c, co + 2 * ldc + LENGTH);
    }

    private static void wide2(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c1b = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector bb = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            c1b = a1.fma(bb, c1b);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c0b = FloatVector.fromArray(F, c, co + LENGTH).add(c0b);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c1b = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c1b);
        }
        c0a.intoArray(c, co);
        c0b.intoArray(c, co + LENGTH);
        c1a.intoArray(c, co + ldc);
        c1b.intoArray(c, co + ldc + LENGTH);
    }

    private static void wide1(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            boolean add) {
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c0b = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector bb = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            c0b = a0.fma(bb, c0b);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c0b = FloatVector.fromArray(F, c, co + LENGTH).add(c0b);
        }
        c0a.intoArray(c, co);
        c0b.intoArray(c, co + LENGTH);
    }

    private static void narrow12(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        int a3o = 3 * rowStep;
        int a4o = 4 * rowStep;
        int a5o = 5 * rowStep;
        int a6o = 6 * rowStep;
        int a7o = 7 * rowStep;
        int a8o = 8 * rowStep;
        int a9o = 9 * rowStep;
        int a10o = 10 * rowStep;
        int a11o = 11 * rowStep;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        FloatVector c4a = FloatVector.zero(F);
        FloatVector c5a = FloatVector.zero(F);
        FloatVector c6a = FloatVector.zero(F);
        FloatVector c7a = FloatVector.zero(F);
        FloatVector c8a = FloatVector.zero(F);
        FloatVector c9a = FloatVector.zero(F);
        FloatVector c10a = FloatVector.zero(F);
        FloatVector c11a = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + a3o]);
            c3a = a3.fma(ba, c3a);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + a4o]);
            c4a = a4.fma(ba, c4a);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + a5o]);
            c5a = a5.fma(ba, c5a);
            FloatVector a6 = FloatVector.broadcast(F, a[ak + a6o]);
            c6a = a6.fma(ba, c6a);
            FloatVector a7 = FloatVector.broadcast(F, a[ak + a7o]);
            c7a = a7.fma(ba, c7a);
            FloatVector a8 = FloatVector.broadcast(F, a[ak + a8o]);
            c8a = a8.fma(ba, c8a);
            FloatVector a9 = FloatVector.broadcast(F, a[ak + a9o]);
            c9a = a9.fma(ba, c9a);
            FloatVector a10 = FloatVector.broadcast(F, a[ak + a10o]);
            c10a = a10.fma(ba, c10a);
            FloatVector a11 = FloatVector.broadcast(F, a[ak + a11o]);
            c11a = a11.fma(ba, c11a);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c3a = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3a);
            c4a = FloatVector.fromArray(F, c, co + 4 * ldc).add(c4a);
            c5a = FloatVector.fromArray(F, c, co + 5 * ldc).add(c5a);
            c6a = FloatVector.fromArray(F, c, co + 6 * ldc).add(c6a);
            c7a = FloatVector.fromArray(F, c, co + 7 * ldc).add(c7a);
            c8a = FloatVector.fromArray(F, c, co + 8 * ldc).add(c8a);
            c9a = FloatVector.fromArray(F, c, co + 9 * ldc).add(c9a);
            c10a = FloatVector.fromArray(F, c, co + 10 * ldc).add(c10a);
            c11a = FloatVector.fromArray(F, c, co + 11 * ldc).add(c11a);
        }
        c0a.intoArray(c, co);
        c1a.intoArray(c, co + ldc);
        c2a.intoArray(c, co + 2 * ldc);
        c3a.intoArray(c, co + 3 * ldc);
        c4a.intoArray(c, co + 4 * ldc);
        c5a.intoArray(c, co + 5 * ldc);
        c6a.intoArray(c, co + 6 * ldc);
        c7a.intoArray(c, co + 7 * ldc);
        c8a.intoArray(c, co + 8 * ldc);
        c9a.intoArray(c, co + 9 * ldc);
        c10a.intoArray(c, co + 10 * ldc);
        c11a.intoArray(c, co + 11 * ldc);
    }

    private static void narrow8(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        int a3o = 3 * rowStep;
        int a4o = 4 * rowStep;
        int a5o = 5 * rowStep;
        int a6o = 6 * rowStep;
        int a7o = 7 * rowStep;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        FloatVector c4a = FloatVector.zero(F);
        FloatVector c5a = FloatVector.zero(F);
        FloatVector c6a = FloatVector.zero(F);
        FloatVector c7a = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + a3o]);
            c3a = a3.fma(ba, c3a);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + a4o]);
            c4a = a4.fma(ba, c4a);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + a5o]);
            c5a = a5.fma(ba, c5a);
            FloatVector a6 = FloatVector.broadcast(F, a[ak + a6o]);
            c6a = a6.fma(ba, c6a);
            FloatVector a7 = FloatVector.broadcast(F, a[ak + a7o]);
            c7a = a7.fma(ba, c7a);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c3a = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3a);
            c4a = FloatVector.fromArray(F, c, co + 4 * ldc).add(c4a);
            c5a = FloatVector.fromArray(F, c, co + 5 * ldc).add(c5a);
            c6a = FloatVector.fromArray(F, c, co + 6 * ldc).add(c6a);
            c7a = FloatVector.fromArray(F, c, co + 7 * ldc).add(c7a);
        }
        c0a.intoArray(c, co);
        c1a.intoArray(c, co + ldc);
        c2a.intoArray(c, co + 2 * ldc);
        c3a.intoArray(c, co + 3 * ldc);
        c4a.intoArray(c, co + 4 * ldc);
        c5a.intoArray(c, co + 5 * ldc);
        c6a.intoArray(c, co + 6 * ldc);
        c7a.intoArray(c, co + 7 * ldc);
    }

    private static void narrow4(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        int a2o = 2 * rowStep;
        int a3o = 3 * rowStep;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        FloatVector c2a = FloatVector.zero(F);
        FloatVector c3a = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + a2o]);
            c2a = a2.fma(ba, c2a);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + a3o]);
            c3a = a3.fma(ba, c3a);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
            c2a = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2a);
            c3a = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3a);
        }
        c0a.intoArray(c, co);
        c1a.intoArray(c, co + ldc);
        c2a.intoArray(c, co + 2 * ldc);
        c3a.intoArray(c, co + 3 * ldc);
    }

    private static void narrow2(int kc, float[] a, int ao, int rowStep, int stepA, float[] b, int bo, int stepB,
            float[] c, int co, int ldc, boolean add) {
        int a1o = rowStep;
        FloatVector c0a = FloatVector.zero(F);
        FloatVector c1a = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + a1o]);
            c1a = a1.fma(ba, c1a);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
            c1a = FloatVector.fromArray(F, c, co + ldc).add(c1a);
        }
        c0a.intoArray(c, co);
        c1a.intoArray(c, co + ldc);
    }

    private static void narrow1(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            boolean add) {
        FloatVector c0a = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector ba = FloatVector.fromArray(F, b, bk);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c0a = a0.fma(ba, c0a);
        }
        if (add) {
            c0a = FloatVector.fromArray(F, c, co).add(c0a);
        }
        c0a.intoArray(c, co);
    }
}
