package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.Product;

/**
 * Products with a single row or a single column, which read every element of the other operand just once: no tile of C
 * would be wide enough for the micro-kernels to be fast. The matrix is walked along its rows, as it lies in memory.
 *
 * <p>A product with one column is one with one row, transposed: {@code Cᵀ = op(B)ᵀ·op(A)ᵀ}. The products in the sums
 * stay the same, so the bits do.
 */
final class VectorGemv {
    private static final int KC = Product.KC;
    /** Columns that are summed at a time, so that their sums stay in the L1 cache. */
    private static final int NC = 2048;
    /** Rows of the matrix that are added at a time. */
    private static final int ROWS = 8;

    private static final Pool<VectorGemv> POOL = new Pool<>(VectorGemv::new);

    private final float[] sums = new float[NC];
    private final float[] vector = new float[KC];

    private VectorGemv() {
    }

    /**
     * Whether a product, or a part of one, has such a shape. With alpha the elements of A are scaled: only if A is
     * the row.
     */
    static boolean fits(Product p, int rows, int columns) {
        return !p.isEmptySum() && (rows == 1 || (columns == 1 && p.alpha == 1));
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        VectorGemv gemv = POOL.acquire();
        if (toRow - fromRow == 1) {
            // c = α·a·op(B): the row of A with the matrix op(B).
            gemv.multiply(p, p.a, p.transA, fromRow, p.alpha, p.b, !p.transB, fromColumn, toColumn,
                    p.c.index(fromRow, fromColumn), 1);
        } else {
            // cᵀ = bᵀ·op(A)ᵀ: the column of B with the matrix op(A)ᵀ.
            gemv.multiply(p, p.b, !p.transB, fromColumn, 1, p.a, p.transA, fromRow, toRow,
                    p.c.index(fromRow, fromColumn),
                    p.c.leadingDimension());
        }
        POOL.release(gemv);
        Epilogues.apply(p, fromRow, toRow, fromColumn, toColumn);
    }

    /**
     * Sums {@code factor·v(k)·x(k, j)} over k for some j.
     *
     * @param v holds the vector in row {@code at}, or in column {@code at} if {@code inColumn}
     * @param x the matrix, k × n, or n × k unless {@code rowsAreK}
     * @param co where the first sum goes in C, and {@code stepC} further on the next
     */
    private void multiply(Product p, Matrix v, boolean inColumn, int at, float factor, Matrix x, boolean rowsAreK,
            int from, int to, int co, int stepC) {
        for (int j = from; j < to; j += NC) {
            int n = Math.min(NC, to - j);
            for (int k = 0; k < p.k; k += KC) {
                int kc = Math.min(KC, p.k - k);
                for (int i = 0; i < kc; i++) {
                    vector[i] = factor * v.data()[inColumn ? v.index(k + i, at) : v.index(at, k + i)];
                }
                if (rowsAreK) {
                    addRows(x.data(), x.index(k, j), x.leadingDimension(), kc, n);
                } else {
                    dotRows(x.data(), x.index(j, k), x.leadingDimension(), kc, n);
                }
                store(p, k == 0, co + (j - from) * stepC, stepC, n);
            }
        }
    }

    /** {@code C = β·C + sums} for the first block of k, {@code C = C + sums} for the others. */
    private void store(Product p, boolean first, int co, int stepC, int n) {
        float[] c = p.c.data();
        for (int j = 0; j < n; j++) {
            int at = co + j * stepC;
            if (first) {
                c[at] = (p.beta == 0 ? 0 : p.beta * c[at]) + sums[j];
            } else {
                c[at] += sums[j];
            }
        }
    }

    /** {@code sums = Σ vector(k)·x(k, ·)}: lanes run along the rows of x. */
    private void addRows(float[] x, int xo, int ldx, int kc, int n) {
        Arrays.fill(sums, 0, n, 0);
        int k = 0;
        for (; k <= kc - ROWS; k += ROWS) {
            addEightRows(x, xo + k * ldx, ldx, vector, k, sums, n);
        }
        for (; k < kc; k++) {
            addRow(x, xo + k * ldx, vector[k], sums, n);
        }
    }

    private static void addEightRows(float[] x, int xo, int ldx, float[] v, int k, float[] sums, int n) {
        FloatVector v0 = FloatVector.broadcast(F, v[k]);
        FloatVector v1 = FloatVector.broadcast(F, v[k + 1]);
        FloatVector v2 = FloatVector.broadcast(F, v[k + 2]);
        FloatVector v3 = FloatVector.broadcast(F, v[k + 3]);
        FloatVector v4 = FloatVector.broadcast(F, v[k + 4]);
        FloatVector v5 = FloatVector.broadcast(F, v[k + 5]);
        FloatVector v6 = FloatVector.broadcast(F, v[k + 6]);
        FloatVector v7 = FloatVector.broadcast(F, v[k + 7]);
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            int at = xo + j;
            FloatVector s = FloatVector.fromArray(F, sums, j);
            s = v0.fma(FloatVector.fromArray(F, x, at), s);
            s = v1.fma(FloatVector.fromArray(F, x, at + ldx), s);
            s = v2.fma(FloatVector.fromArray(F, x, at + 2 * ldx), s);
            s = v3.fma(FloatVector.fromArray(F, x, at + 3 * ldx), s);
            s = v4.fma(FloatVector.fromArray(F, x, at + 4 * ldx), s);
            s = v5.fma(FloatVector.fromArray(F, x, at + 5 * ldx), s);
            s = v6.fma(FloatVector.fromArray(F, x, at + 6 * ldx), s);
            s = v7.fma(FloatVector.fromArray(F, x, at + 7 * ldx), s);
            s.intoArray(sums, j);
        }
        for (; j < n; j++) {
            for (int r = 0; r < ROWS; r++) {
                sums[j] = Math.fma(v[k + r], x[xo + r * ldx + j], sums[j]);
            }
        }
    }

    private static void addRow(float[] x, int xo, float v, float[] sums, int n) {
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            FloatVector s = FloatVector.fromArray(F, sums, j);
            FloatVector.fromArray(F, x, xo + j).fma(FloatVector.broadcast(F, v), s).intoArray(sums, j);
        }
        for (; j < n; j++) {
            sums[j] = Math.fma(v, x[xo + j], sums[j]);
        }
    }

    /** {@code sums(j) = Σ vector(k)·x(j, k)}: the rows of x are chains, and a lane has one. */
    private void dotRows(float[] x, int xo, int ldx, int kc, int n) {
        int j = 0;
        if (LENGTH == Transpose16.SIZE) {
            int whole = kc / LENGTH * LENGTH;
            for (; j <= n - LENGTH; j += LENGTH) {
                Transpose16.dotRows(x, xo + j * ldx, ldx, whole, vector, sums, j);
                for (int r = j; r < j + LENGTH; r++) {
                    sums[r] = dot(sums[r], x, xo + r * ldx, whole, kc);
                }
            }
        }
        for (; j <= n - 4; j += 4) {
            dotFourRows(x, xo + j * ldx, ldx, kc, j);
        }
        for (; j < n; j++) {
            sums[j] = dot(0, x, xo + j * ldx, 0, kc);
        }
    }

    /** Four scalar chains at a time, because one alone waits for the latency of every multiply-add. */
    private void dotFourRows(float[] x, int xo, int ldx, int kc, int j) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int k = 0; k < kc; k++) {
            s0 = Math.fma(vector[k], x[xo + k], s0);
            s1 = Math.fma(vector[k], x[xo + ldx + k], s1);
            s2 = Math.fma(vector[k], x[xo + 2 * ldx + k], s2);
            s3 = Math.fma(vector[k], x[xo + 3 * ldx + k], s3);
        }
        sums[j] = s0;
        sums[j + 1] = s1;
        sums[j + 2] = s2;
        sums[j + 3] = s3;
    }

    private float dot(float sum, float[] x, int xo, int fromK, int toK) {
        for (int k = fromK; k < toK; k++) {
            sum = Math.fma(vector[k], x[xo + k], sum);
        }
        return sum;
    }
}
