package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels: a register tile of C, some rows by two vectors, is summed over one block of k. Element (r, k) of A is
 * {@code a[ao + k·stepA + r]}, row k of B starts at {@code b[bo + k·stepB]}; so both a packed panel and an operand that lies
 * k-major in memory will do. Each accumulator is one chain of fused multiply-adds from +0.
 *
 * <p>Every height is a flat method of its own, so that the JIT compiles it by itself, the same way every time, with all
 * accumulators in registers. No part of it is a helper: in a method of so many nodes the JIT stops inlining, and a vector that
 * crosses a call is boxed. The twelve rows need 27 of them; JVMs with 16 stop at five rows (docs/adr/0003).
 */
final class MicroKernels {
    /** Vectors across a tile. */
    private static final int NV = 2;
    /** Columns of a tile. */
    static final int NR = NV * LENGTH;
    /** Rows of the tallest tile: 32 vector registers hold twelve rows, 16 hold five. */
    static final int MR = Lanes.REGISTERS >= 32 ? 12 : 5;

    /** The first tile to cut off where so many rows are left. */
    private static final byte[] FIRST_TILE = firstTiles();

    private MicroKernels() {
    }

    /** The height of the tile to take where {@code rows} rows of C are left. */
    static int tileRows(int rows) {
        return rows < FIRST_TILE.length ? FIRST_TILE[rows] : MR;
    }

    /**
     * Cuts up to 2·MR rows into the tiles of least cost. A step of k costs a tile as many multiply-adds as it has rows, but no
     * less than the latency of one; and a tile costs its start and end.
     */
    private static byte[] firstTiles() {
        int[] heights = {12, 8, 6, 5, 4, 3, 2, 1};
        double[] cost = new double[2 * MR];
        byte[] first = new byte[2 * MR];
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
     * @param kc length of the sums
     */
    static void tile(int rows, int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        switch (rows) {
            case 12 -> tile12(kc, a, ao, stepA, b, bo, stepB, c, co, ldc, add);
            case 8 -> tile8(kc, a, ao, stepA, b, bo, stepB, c, co, ldc, add);
            case 6 -> tile6(kc, a, ao, stepA, b, bo, stepB, c, co, ldc, add);
            case 5 -> tile5(kc, a, ao, stepA, b, bo, stepB, c, co, ldc, add);
            case 4 -> tile4(kc, a, ao, stepA, b, bo, stepB, c, co, ldc, add);
            case 3 -> tile3(kc, a, ao, stepA, b, bo, stepB, c, co, ldc, add);
            case 2 -> tile2(kc, a, ao, stepA, b, bo, stepB, c, co, ldc, add);
            case 1 -> tile1(kc, a, ao, stepA, b, bo, stepB, c, co, add);
            default -> throw new AssertionError(rows);
        }
    }

    private static void tile12(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        FloatVector c60 = FloatVector.zero(F);
        FloatVector c61 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F);
        FloatVector c71 = FloatVector.zero(F);
        FloatVector c80 = FloatVector.zero(F);
        FloatVector c81 = FloatVector.zero(F);
        FloatVector c90 = FloatVector.zero(F);
        FloatVector c91 = FloatVector.zero(F);
        FloatVector c100 = FloatVector.zero(F);
        FloatVector c101 = FloatVector.zero(F);
        FloatVector c110 = FloatVector.zero(F);
        FloatVector c111 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(F, a[ak + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(F, a[ak + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            FloatVector a8 = FloatVector.broadcast(F, a[ak + 8]);
            c80 = a8.fma(b0, c80);
            c81 = a8.fma(b1, c81);
            FloatVector a9 = FloatVector.broadcast(F, a[ak + 9]);
            c90 = a9.fma(b0, c90);
            c91 = a9.fma(b1, c91);
            FloatVector a10 = FloatVector.broadcast(F, a[ak + 10]);
            c100 = a10.fma(b0, c100);
            c101 = a10.fma(b1, c101);
            FloatVector a11 = FloatVector.broadcast(F, a[ak + 11]);
            c110 = a11.fma(b0, c110);
            c111 = a11.fma(b1, c111);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c31);
            c40 = FloatVector.fromArray(F, c, co + 4 * ldc).add(c40);
            c41 = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c41);
            c50 = FloatVector.fromArray(F, c, co + 5 * ldc).add(c50);
            c51 = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH).add(c51);
            c60 = FloatVector.fromArray(F, c, co + 6 * ldc).add(c60);
            c61 = FloatVector.fromArray(F, c, co + 6 * ldc + LENGTH).add(c61);
            c70 = FloatVector.fromArray(F, c, co + 7 * ldc).add(c70);
            c71 = FloatVector.fromArray(F, c, co + 7 * ldc + LENGTH).add(c71);
            c80 = FloatVector.fromArray(F, c, co + 8 * ldc).add(c80);
            c81 = FloatVector.fromArray(F, c, co + 8 * ldc + LENGTH).add(c81);
            c90 = FloatVector.fromArray(F, c, co + 9 * ldc).add(c90);
            c91 = FloatVector.fromArray(F, c, co + 9 * ldc + LENGTH).add(c91);
            c100 = FloatVector.fromArray(F, c, co + 10 * ldc).add(c100);
            c101 = FloatVector.fromArray(F, c, co + 10 * ldc + LENGTH).add(c101);
            c110 = FloatVector.fromArray(F, c, co + 11 * ldc).add(c110);
            c111 = FloatVector.fromArray(F, c, co + 11 * ldc + LENGTH).add(c111);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + LENGTH);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + LENGTH);
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + LENGTH);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + LENGTH);
        c80.intoArray(c, co + 8 * ldc);
        c81.intoArray(c, co + 8 * ldc + LENGTH);
        c90.intoArray(c, co + 9 * ldc);
        c91.intoArray(c, co + 9 * ldc + LENGTH);
        c100.intoArray(c, co + 10 * ldc);
        c101.intoArray(c, co + 10 * ldc + LENGTH);
        c110.intoArray(c, co + 11 * ldc);
        c111.intoArray(c, co + 11 * ldc + LENGTH);
    }

    private static void tile8(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        FloatVector c60 = FloatVector.zero(F);
        FloatVector c61 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F);
        FloatVector c71 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(F, a[ak + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(F, a[ak + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c31);
            c40 = FloatVector.fromArray(F, c, co + 4 * ldc).add(c40);
            c41 = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c41);
            c50 = FloatVector.fromArray(F, c, co + 5 * ldc).add(c50);
            c51 = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH).add(c51);
            c60 = FloatVector.fromArray(F, c, co + 6 * ldc).add(c60);
            c61 = FloatVector.fromArray(F, c, co + 6 * ldc + LENGTH).add(c61);
            c70 = FloatVector.fromArray(F, c, co + 7 * ldc).add(c70);
            c71 = FloatVector.fromArray(F, c, co + 7 * ldc + LENGTH).add(c71);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + LENGTH);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + LENGTH);
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + LENGTH);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + LENGTH);
    }

    private static void tile6(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c51 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(F, a[ak + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c31);
            c40 = FloatVector.fromArray(F, c, co + 4 * ldc).add(c40);
            c41 = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c41);
            c50 = FloatVector.fromArray(F, c, co + 5 * ldc).add(c50);
            c51 = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH).add(c51);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + LENGTH);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + LENGTH);
    }

    private static void tile5(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c41 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(F, a[ak + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c31);
            c40 = FloatVector.fromArray(F, c, co + 4 * ldc).add(c40);
            c41 = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c41);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + LENGTH);
    }

    private static void tile4(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[ak + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c31);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
    }

    private static void tile3(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ak + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
    }

    private static void tile2(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            int ldc, boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ak + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
    }

    private static void tile1(int kc, float[] a, int ao, int stepA, float[] b, int bo, int stepB, float[] c, int co,
            boolean add) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        for (int k = 0, ak = ao, bk = bo; k < kc; k++, ak += stepA, bk += stepB) {
            FloatVector b0 = FloatVector.fromArray(F, b, bk);
            FloatVector b1 = FloatVector.fromArray(F, b, bk + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ak]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
    }
}
