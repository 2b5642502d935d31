package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.plan.Plan;
import org.lanewise.kernels.internal.plan.Product;

/**
 * The product in plain loops. Where C is wide, rows of op(B) are added to rows of sums, in a loop that the JIT turns
 * into SIMD by itself. The rest, where that loop would be too short, is left to {@link ScalarTiles}; so is everything where
 * {@link Fma} has no instruction, for then there is no SIMD either. That lets the loop call {@code Math.fma} directly: a
 * process's first product is interpreted, and has half as many calls.
 */
final class ScalarGemm {
    /** The rows of C whose sums are kept at a time, an even number; all of them fit the L2 cache. */
    private static final int MC = 64;
    /** The columns of C whose sums are kept at a time; two rows and those of op(B) fit the L1 cache. */
    private static final int NC = 512;
    /** Rows of op(B) that are copied at a time. */
    private static final int KB = 8;
    /** Rows of op(B) that one pass over the sums adds. */
    private static final int PASS = 4;

    private static final Pool<ScalarGemm> POOL = new Pool<>();

    /*
     * Each row is an array of its own, because the JIT uses SIMD only where the loop variable alone is the index: with
     * an offset, a store might hit what a later iteration loads.
     */
    private final float[][] sums = new float[MC][NC];
    private final float[][] rowsOfB = new float[KB][NC];
    /** A block in place of C where the product is a gradient. */
    private float[] gradient = new float[0];
    /** A piece of a row of α·op(A), and of the row after it. */
    private final float[] a0 = new float[KB];
    private final float[] a1 = new float[KB];

    private ScalarGemm() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        int m = toRow - fromRow;
        int n = toColumn - fromColumn;
        Plan.Path path = p.plan.path();
        if (path == Plan.Path.EMPTY) {
            if (p.update != null) {
                ScalarUpdates.RUNS.applyZeros(p.update, fromRow, toRow, fromColumn, toColumn);
            } else {
                scale(p.beta, p.c, fromRow, toRow, fromColumn, toColumn);
            }
        } else if (path == Plan.Path.ROWS || p.update != null) {
            ScalarGemm gemm = POOL.acquire();
            if (gemm == null) {
                gemm = new ScalarGemm();
            }
            for (int i = 0; i < m; i += MC) {
                int columns;
                for (int j = 0; j < n; j += columns) {
                    columns = Math.min(NC, n - j);
                    gemm.block(p, fromRow + i, Math.min(MC, m - i), fromColumn + j, columns);
                }
            }
            POOL.release(gemm);
        } else {
            ScalarTiles.product(p, fromRow, m, fromColumn, n, p.dataOfC(), p.indexOfC(fromRow, fromColumn),
                    p.rowStepOfC());
        }
        ScalarEpilogues.apply(p, fromRow, toRow, fromColumn, toColumn);
    }

    /** {@code C = β·C + Σ sums} for some rows, and the epilogue. */
    static void addSums(Product p, int blocks, boolean first, boolean last, int fromRow, int toRow) {
        int n = p.c.columns();
        if (first) {
            scale(p.beta, p.c, fromRow, toRow, 0, n);
        }
        float[] c = p.c.data();
        float[] sums = p.dataOfSums();
        for (int block = 0; block < blocks; block++) {
            for (int i = fromRow; i < toRow; i++) {
                int so = (block * p.c.rows() + i) * n;
                int co = p.c.index(i, 0);
                ScalarElements.run(ElementWise.SUM, 1, c, co, sums, so, c, co, n);
            }
        }
        if (last) {
            ScalarEpilogues.apply(p, fromRow, toRow, 0, n);
        }
    }

    /** {@code C = β·C}. */
    private static void scale(float beta, Matrix c, int fromRow, int toRow, int fromColumn, int toColumn) {
        float[] data = c.data();
        for (int i = fromRow; i < toRow; i++) {
            for (int at = c.index(i, fromColumn); at < c.index(i, toColumn); at++) {
                data[at] = beta == 0 ? 0 : beta * data[at];
            }
        }
    }

    /** The block of C with m rows from {@code row} on and n columns from {@code column} on. */
    private void block(Product p, int row, int m, int column, int n) {
        if (p.update == null) {
            rows(p, row, m, column, n, p.dataOfC(), p.indexOfC(row, column), p.rowStepOfC());
            return;
        }
        if (gradient.length == 0) {
            gradient = new float[MC * NC];
        }
        if (p.plan.path() == Plan.Path.ROWS) {
            rows(p, row, m, column, n, gradient, 0, n);
        } else {
            ScalarTiles.product(p, row, m, column, n, gradient, 0, n);
        }
        ScalarUpdates.RUNS.apply(p.update, gradient, 0, n, row, m, column, n);
    }

    private void rows(Product p, int row, int m, int column, int n, float[] c, int co, int ldc) {
        int to;
        for (int from = p.fromK; from < p.toK; from = to) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(sums[i], 0, n, 0);
            }
            to = from + Math.min(Product.KC, p.toK - from);
            for (int k = from; k < to; k += KB) {
                addRows(p, row, m, column, n, k, Math.min(KB, to - k));
            }
            float beta = from == p.fromK ? p.beta : 1;
            for (int i = 0; i < m; i++) {
                store(sums[i], rowsOfB[0], beta, c, co + i * ldc, n);
            }
        }
    }

    /** Adds the products with rows k to k + kb − 1 of op(B) to the sums. */
    private void addRows(Product p, int row, int m, int column, int n, int k, int kb) {
        // The last pass is filled up with products −0·0: adding −0 changes nothing, not even a sum that is −0.
        int padded = (kb + PASS - 1) / PASS * PASS;
        Arrays.fill(a0, -0f);
        Arrays.fill(a1, -0f);
        for (int q = kb; q < padded; q++) {
            Arrays.fill(rowsOfB[q], 0, n, 0);
        }
        for (int q = 0; q < kb; q++) {
            copyRowOfB(p, k + q, column, n, rowsOfB[q]);
        }
        for (int i = 0; i < m; i += 2) {
            copyPartOfA(p, row + i, k, kb, a0);
            // The row after an odd last one is that one again; nobody reads its sums.
            copyPartOfA(p, row + Math.min(i + 1, m - 1), k, kb, a1);
            for (int q = 0; q < padded; q += PASS) {
                multiplyAdd(a0, a1, q, rowsOfB, sums[i], sums[i + 1], n);
            }
        }
    }

    private static void copyRowOfB(Product p, int k, int column, int n, float[] to) {
        float[] b = p.dataOfB();
        int block = k / Product.KC * Product.KC;
        int step = p.columnStepOfB();
        int columns;
        for (int j = 0; j < n; j += columns) {
            columns = Math.min(n - j, p.columnsLeft(column + j));
            int bo = p.indexOfB(block, column + j) + (k - block) * p.stepOfB(column + j);
            if (step == 1) {
                System.arraycopy(b, bo, to, j, columns);
            } else {
                for (int c = 0; c < columns; c++) {
                    to[j + c] = b[bo + c * step];
                }
            }
        }
    }

    private static void copyPartOfA(Product p, int row, int k, int kb, float[] to) {
        float[] a = p.dataOfA();
        int ao = p.indexOfA(row, k / Product.KC * Product.KC);
        int stepK = p.stepOfA(row);
        ao += k % Product.KC * stepK;
        for (int q = 0; q < kb; q++) {
            to[q] = p.alpha * a[ao + q * stepK];
        }
    }

    /** One pass over two rows of sums: four multiply-adds for every load and store of a sum. */
    private static void multiplyAdd(float[] a0, float[] a1, int k, float[][] b, float[] sums0, float[] sums1, int n) {
        float a00 = a0[k];
        float a01 = a0[k + 1];
        float a02 = a0[k + 2];
        float a03 = a0[k + 3];
        float a10 = a1[k];
        float a11 = a1[k + 1];
        float a12 = a1[k + 2];
        float a13 = a1[k + 3];
        float[] row0 = b[k];
        float[] row1 = b[k + 1];
        float[] row2 = b[k + 2];
        float[] row3 = b[k + 3];
        for (int j = 0; j < n; j++) {
            float b0 = row0[j];
            float b1 = row1[j];
            float b2 = row2[j];
            float b3 = row3[j];
            sums0[j] = Math.fma(a03, b3, Math.fma(a02, b2, Math.fma(a01, b1, Math.fma(a00, b0, sums0[j]))));
            sums1[j] = Math.fma(a13, b3, Math.fma(a12, b2, Math.fma(a11, b1, Math.fma(a10, b0, sums1[j]))));
        }
    }

    /** {@code c = β·c + sums}, in a copy of the row of C for the sake of SIMD. */
    private static void store(float[] sums, float[] copy, float beta, float[] c, int co, int n) {
        if (beta == 0) {
            Arrays.fill(copy, 0, n, 0);
        } else {
            System.arraycopy(c, co, copy, 0, n);
            for (int j = 0; j < n; j++) {
                copy[j] *= beta;
            }
        }
        for (int j = 0; j < n; j++) {
            copy[j] += sums[j];
        }
        System.arraycopy(copy, 0, c, co, n);
    }
}
