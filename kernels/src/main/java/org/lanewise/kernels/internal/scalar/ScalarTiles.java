package org.lanewise.kernels.internal.scalar;

import static org.lanewise.kernels.internal.scalar.Fma.fma;

import org.lanewise.kernels.internal.plan.Product;

/**
 * Products with few columns, in tiles of sums that stay in local variables for a whole block of k: enough of them to
 * hide how long each multiply-add takes, and no buffers, so that the smallest products are cheap. A tile on the edge of
 * C computes its last row or column several times and stores it once.
 */
final class ScalarTiles {
    /** A tile is a square with this side, or a line of this length where C is a single row or column. */
    private static final int SIDE = 4;

    private ScalarTiles() {
    }

    /**
     * The part of C with m rows from {@code row} on and n columns from {@code column} on, without an epilogue, to where it
     * begins in an array.
     */
    static void product(Product p, int row, int m, int column, int n, float[] c, int co, int ldc) {
        // No step is longer than what is left: the longest rows and columns end just below the largest int.
        int kc;
        for (int k = p.fromK; k < p.toK; k += kc) {
            kc = Math.min(Product.KC, p.toK - k);
            float beta = k == p.fromK ? p.beta : 1;
            int rows;
            for (int i = row; i < row + m; i += rows) {
                rows = Math.min(SIDE, Math.min(row + m - i, p.rowsLeft(i)));
                int columns;
                for (int j = column; j < column + n; j += columns) {
                    columns = Math.min(SIDE, Math.min(column + n - j, p.columnsLeft(j)));
                    int at = co + (i - row) * ldc + j - column;
                    if (rows == 1 || columns == 1) {
                        line(p, beta, i, rows, j, columns, k, kc, c, at, ldc);
                    } else {
                        square(p, beta, i, rows, j, columns, k, kc, c, at, ldc);
                    }
                }
            }
        }
    }

    /** Up to 4 × 1 or 1 × 4 sums: of vectors x, one for each sum, with one vector y. */
    private static void line(Product p, float beta, int row, int m, int column, int n, int k, int kc, float[] c, int co,
            int ldc) {
        int ao = p.indexOfA(row, k);
        int stepA = p.rowStepOfA();
        int stepAk = p.stepOfA(row);
        int bo = p.indexOfB(k, column);
        int stepB = p.columnStepOfB();
        int stepBk = p.stepOfB(column);

        boolean down = n == 1;
        float[] x = down ? p.dataOfA() : p.dataOfB();
        float[] y = down ? p.dataOfB() : p.dataOfA();
        int xo = down ? ao : bo;
        int yo = down ? bo : ao;
        int stepX = down ? stepA : stepB;
        int stepXk = down ? stepAk : stepBk;
        int stepYk = down ? stepBk : stepAk;
        float scaleX = down ? p.alpha : 1;
        float scaleY = down ? 1 : p.alpha;

        int count = Math.max(m, n);
        int x1 = Math.min(1, count - 1) * stepX;
        int x2 = Math.min(2, count - 1) * stepX;
        int x3 = Math.min(3, count - 1) * stepX;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int q = 0; q < kc; q++) {
            float yk = scaleY * y[yo];
            s0 = fma(scaleX * x[xo], yk, s0);
            s1 = fma(scaleX * x[xo + x1], yk, s1);
            s2 = fma(scaleX * x[xo + x2], yk, s2);
            s3 = fma(scaleX * x[xo + x3], yk, s3);
            xo += stepXk;
            yo += stepYk;
        }
        store(beta, c, co, down ? ldc : 1, count, s0, s1, s2, s3);
    }

    /** Up to 4 × 4 sums. */
    private static void square(Product p, float beta, int row, int m, int column, int n, int k, int kc, float[] c,
            int co, int ldc) {
        float[] a = p.dataOfA();
        int ao = p.indexOfA(row, k);
        int stepA = p.rowStepOfA();
        int stepAk = p.stepOfA(row);
        int a1 = Math.min(1, m - 1) * stepA;
        int a2 = Math.min(2, m - 1) * stepA;
        int a3 = Math.min(3, m - 1) * stepA;
        float[] b = p.dataOfB();
        int bo = p.indexOfB(k, column);
        int stepB = p.columnStepOfB();
        int stepBk = p.stepOfB(column);
        int b1 = Math.min(1, n - 1) * stepB;
        int b2 = Math.min(2, n - 1) * stepB;
        int b3 = Math.min(3, n - 1) * stepB;
        float s00 = 0;
        float s01 = 0;
        float s02 = 0;
        float s03 = 0;
        float s10 = 0;
        float s11 = 0;
        float s12 = 0;
        float s13 = 0;
        float s20 = 0;
        float s21 = 0;
        float s22 = 0;
        float s23 = 0;
        float s30 = 0;
        float s31 = 0;
        float s32 = 0;
        float s33 = 0;
        for (int q = 0; q < kc; q++) {
            float bk0 = b[bo];
            float bk1 = b[bo + b1];
            float bk2 = b[bo + b2];
            float bk3 = b[bo + b3];
            float ak0 = p.alpha * a[ao];
            s00 = fma(ak0, bk0, s00);
            s01 = fma(ak0, bk1, s01);
            s02 = fma(ak0, bk2, s02);
            s03 = fma(ak0, bk3, s03);
            float ak1 = p.alpha * a[ao + a1];
            s10 = fma(ak1, bk0, s10);
            s11 = fma(ak1, bk1, s11);
            s12 = fma(ak1, bk2, s12);
            s13 = fma(ak1, bk3, s13);
            float ak2 = p.alpha * a[ao + a2];
            s20 = fma(ak2, bk0, s20);
            s21 = fma(ak2, bk1, s21);
            s22 = fma(ak2, bk2, s22);
            s23 = fma(ak2, bk3, s23);
            float ak3 = p.alpha * a[ao + a3];
            s30 = fma(ak3, bk0, s30);
            s31 = fma(ak3, bk1, s31);
            s32 = fma(ak3, bk2, s32);
            s33 = fma(ak3, bk3, s33);
            ao += stepAk;
            bo += stepBk;
        }
        store(beta, c, co, 1, n, s00, s01, s02, s03);
        if (m > 1) {
            store(beta, c, co + ldc, 1, n, s10, s11, s12, s13);
        }
        if (m > 2) {
            store(beta, c, co + 2 * ldc, 1, n, s20, s21, s22, s23);
        }
        if (m > 3) {
            store(beta, c, co + 3 * ldc, 1, n, s30, s31, s32, s33);
        }
    }

    /** {@code c = β·c + s} for the first {@code count} elements of a line. */
    private static void store(float beta, float[] c, int co, int step, int count, float s0, float s1, float s2,
            float s3) {
        store(beta, c, co, s0);
        if (count > 1) {
            store(beta, c, co + step, s1);
        }
        if (count > 2) {
            store(beta, c, co + 2 * step, s2);
        }
        if (count > 3) {
            store(beta, c, co + 3 * step, s3);
        }
    }

    private static void store(float beta, float[] c, int co, float sum) {
        c[co] = (beta == 0 ? 0 : beta * c[co]) + sum;
    }
}
