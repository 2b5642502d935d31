package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Product;

/**
 * Products so small that borrowing a workspace would cost more than their arithmetic: plain loops for both backends,
 * over tiles of 2 × 2 elements of C, because one chain of multiply-adds alone waits for the latency of each.
 */
public final class TinyProduct {
    /** From so many columns on, the rows of C fill vectors: micro-kernels are faster. */
    private static final int MIN_VECTOR_COLUMNS = 16;
    /** What it takes to start and to end a tile, in steps of its sums. */
    private static final int STEPS_AROUND_A_TILE = 8;
    /** Up to so many steps in all, these loops are faster than micro-kernels. */
    private static final int MAX_STEPS = 128;

    private TinyProduct() {
    }

    /**
     * Whether a product with this C and sums of length {@code k} is one of these. A single tile is, even with long
     * sums, because it leaves most of a vector empty; nothing to sum isn't, nor are sums in several blocks.
     */
    public static boolean fits(Matrix c, int k) {
        long tiles = (c.rows() + 1L) / 2 * ((c.columns() + 1L) / 2);
        return k > 0 && k <= Product.KC && c.columns() < MIN_VECTOR_COLUMNS
                && (tiles <= 1 || tiles * (k + STEPS_AROUND_A_TILE) <= MAX_STEPS);
    }

    /** {@code C = α·op(A)·op(B) + β·C} with {@code α ≠ 0}. */
    public static void gemm(boolean transA, boolean transB, float alpha, Matrix a, Matrix b, float beta, Matrix c,
            int k) {
        int rowA = transA ? 1 : a.leadingDimension();
        int stepA = transA ? a.leadingDimension() : 1;
        int stepB = transB ? 1 : b.leadingDimension();
        int columnB = transB ? b.leadingDimension() : 1;
        int lastRow = c.rows() - 1;
        int lastColumn = c.columns() - 1;
        for (int i = 0; i <= lastRow; i += 2) {
            int down = i < lastRow ? 1 : 0;
            for (int j = 0; j <= lastColumn; j += 2) {
                int right = j < lastColumn ? 1 : 0;
                tile(k, alpha, a.data(), a.offset() + i * rowA, down * rowA, stepA, b.data(), b.offset() + j * columnB,
                        right * columnB, stepB, beta, c.data(), c.index(i, j), down * c.leadingDimension(), right);
            }
        }
    }

    /**
     * Elements (0, 0), (0, 1), (1, 0) and (1, 1) of a tile. At C's edge the distance to the other row or column is 0:
     * the same element is computed twice, which is cheaper than to ask.
     */
    private static void tile(int k, float alpha, float[] a, int ao, int downA, int stepA, float[] b, int bo,
            int rightB, int stepB, float beta, float[] c, int co, int downC, int rightC) {
        float s00 = 0;
        float s01 = 0;
        float s10 = 0;
        float s11 = 0;
        for (int i = 0, ai = ao, bi = bo; i < k; i++, ai += stepA, bi += stepB) {
            float a0 = alpha * a[ai];
            float a1 = alpha * a[ai + downA];
            float b0 = b[bi];
            float b1 = b[bi + rightB];
            s00 = Math.fma(a0, b0, s00);
            s01 = Math.fma(a0, b1, s01);
            s10 = Math.fma(a1, b0, s10);
            s11 = Math.fma(a1, b1, s11);
        }
        // All of the old C is read before any of the new is written, for an element may be there twice.
        s00 = scaled(beta, c, co) + s00;
        s01 = scaled(beta, c, co + rightC) + s01;
        s10 = scaled(beta, c, co + downC) + s10;
        s11 = scaled(beta, c, co + downC + rightC) + s11;
        c[co] = s00;
        c[co + rightC] = s01;
        c[co + downC] = s10;
        c[co + downC + rightC] = s11;
    }

    private static float scaled(float beta, float[] c, int at) {
        return beta == 0 ? 0 : beta * c[at];
    }

    /** {@code Z = Z + b}. */
    public static void addBias(Matrix bias, Matrix z) {
        for (int i = 0; i < z.rows(); i++) {
            ScalarActivations.addBias(bias.data()[bias.index(i, 0)], z.data(), z.index(i, 0), z.columns());
        }
    }
}
