package org.lanewise.kernels.internal.scalar;

import static org.lanewise.kernels.internal.scalar.Fma.fma;

import org.lanewise.kernels.Matrix;

/**
 * Products so small that borrowing a workspace would cost more than their arithmetic: plain loops for both backends,
 * over tiles of 2 × 2 elements of C, or of four in a line if C is one, because one chain of multiply-adds alone waits
 * for the latency of each.
 */
public final class TinyProduct {
    private TinyProduct() {
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
        if (lastColumn == 0) {
            for (int i = 0; i <= lastRow; i += 4) {
                line(k, 1, b.data(), b.offset(), stepB, alpha, a.data(), a.offset() + i * rowA, rowA, stepA,
                        lastRow - i, beta, c.data(), c.index(i, 0), c.leadingDimension());
            }
            return;
        }
        if (lastRow == 0) {
            for (int j = 0; j <= lastColumn; j += 4) {
                line(k, alpha, a.data(), a.offset(), stepA, 1, b.data(), b.offset() + j * columnB, columnB, stepB,
                        lastColumn - j, beta, c.data(), c.index(0, j), 1);
            }
            return;
        }
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
            s00 = fma(a0, b0, s00);
            s01 = fma(a0, b1, s01);
            s10 = fma(a1, b0, s10);
            s11 = fma(a1, b1, s11);
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

    /**
     * Four elements of a row of C, which share x, a row of op(A), and have each a y, a column of op(B); or of a column,
     * with the roles exchanged. Beyond the last element it is computed again.
     *
     * @param alphaX the factor of x
     * @param alphaY the factor of all y
     * @param nextY from one y to the next
     * @param stepY from one element of a y to the next
     * @param last the number of the last element, from the first of these
     */
    private static void line(int k, float alphaX, float[] x, int xo, int stepX, float alphaY, float[] y, int yo,
            int nextY, int stepY, int last, float beta, float[] c, int co, int nextC) {
        int i1 = Math.min(1, last);
        int i2 = Math.min(2, last);
        int i3 = Math.min(3, last);
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0, xi = xo, yi = yo; i < k; i++, xi += stepX, yi += stepY) {
            float xk = alphaX * x[xi];
            s0 = fma(xk, alphaY * y[yi], s0);
            s1 = fma(xk, alphaY * y[yi + i1 * nextY], s1);
            s2 = fma(xk, alphaY * y[yi + i2 * nextY], s2);
            s3 = fma(xk, alphaY * y[yi + i3 * nextY], s3);
        }
        // All of the old C is read before any of the new is written, for an element may be there twice.
        s0 = scaled(beta, c, co) + s0;
        s1 = scaled(beta, c, co + i1 * nextC) + s1;
        s2 = scaled(beta, c, co + i2 * nextC) + s2;
        s3 = scaled(beta, c, co + i3 * nextC) + s3;
        c[co] = s0;
        c[co + i1 * nextC] = s1;
        c[co + i2 * nextC] = s2;
        c[co + i3 * nextC] = s3;
    }

    private static float scaled(float beta, float[] c, int at) {
        return beta == 0 ? 0 : beta * c[at];
    }

    /** {@code Z = Z + b}. */
    public static void addBias(Matrix bias, Matrix z) {
        for (int i = 0; i < z.rows(); i++) {
            ScalarEpilogues.addBias(bias.data()[bias.index(i, 0)], z.data(), z.index(i, 0), z.columns());
        }
    }
}
