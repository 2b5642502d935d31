package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.plan.Product;

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
    /**
     * Rows at a multiple of this distance fall on so few sets of the L1 cache that sixteen of them drive each other out:
     * each line may be read but once, by a vector that lies in it and not across two.
     */
    private static final int PAGE_STRIDE = 512;
    /** Rows of the matrix that are summed at a time. */
    private static final int CHAINS = 8;

    private static final Pool<VectorGemv> POOL = new Pool<>();

    /** Longer than what is summed at a time, because the rows' sums are stored eight at a time. */
    private final float[] sums = new float[NC + CHAINS];
    private final float[] vector = new float[KC];
    /** In place of C where the product is a gradient. */
    private final float[] gradient = new float[NC];

    private VectorGemv() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        VectorGemv gemv = POOL.acquire();
        if (gemv == null) {
            gemv = new VectorGemv();
        }
        if (p.c.rows() == 1) {
            gemv.row(p, fromRow, fromColumn, toColumn);
        } else {
            gemv.column(p, fromColumn, fromRow, toRow);
        }
        POOL.release(gemv);
        Epilogues.apply(p, fromRow, toRow, fromColumn, toColumn);
    }

    /** {@code c = α·a·op(B)}: row i of A with the matrix op(B). */
    private void row(Product p, int i, int from, int to) {
        Matrix b = p.b;
        int n;
        for (int j = from; j < to; j += n) {
            n = Math.min(NC, to - j);
            int kc;
            for (int k = p.fromK; k < p.toK; k += kc) {
                kc = Math.min(KC, p.toK - k);
                gather(p.dataOfA(), p.indexOfA(i, k), p.stepOfA(i), kc, p.alpha);
                if (p.transB) {
                    dotRows(b.data(), b.index(j, k), b.leadingDimension(), kc, n);
                } else {
                    Arrays.fill(sums, 0, n, 0);
                    addRows(b.data(), b.index(k, j), b.leadingDimension(), vector, 0, kc, sums, n);
                }
                store(p, k == p.fromK, p.indexOfC(i, j), 1, n);
            }
            if (p.update != null) {
                VectorUpdates.RUNS.apply(p.update, gradient, 0, n, i, 1, j, n);
            }
        }
    }

    /** {@code cᵀ = bᵀ·op(A)ᵀ}: column j of B with the matrix op(A)ᵀ. */
    private void column(Product p, int j, int from, int to) {
        Matrix a = p.a;
        int n;
        for (int i = from; i < to; i += n) {
            n = Math.min(NC, to - i);
            int kc;
            for (int k = p.fromK; k < p.toK; k += kc) {
                kc = Math.min(KC, p.toK - k);
                gather(p.dataOfB(), p.indexOfB(k, j), p.stepOfB(j), kc, 1);
                if (p.transA) {
                    Arrays.fill(sums, 0, n, 0);
                    addRows(a.data(), a.index(k, i), a.leadingDimension(), vector, 0, kc, sums, n);
                } else {
                    dotRows(a.data(), a.index(i, k), a.leadingDimension(), kc, n);
                }
                store(p, k == p.fromK, p.indexOfC(i, j), p.rowStepOfC(), n);
            }
            if (p.update != null) {
                VectorUpdates.RUNS.apply(p.update, gradient, 0, 1, i, n, j, 1);
            }
        }
    }

    private void gather(float[] from, int at, int step, int kc, float factor) {
        for (int k = 0; k < kc; k++) {
            vector[k] = factor * from[at + k * step];
        }
    }

    /** {@code C = β·C + sums} for the first block of k, {@code C = C + sums} for the others. */
    private void store(Product p, boolean first, int co, int stepC, int n) {
        boolean isGradient = p.update != null;
        float[] c = isGradient ? gradient : p.dataOfC();
        for (int j = 0; j < n; j++) {
            int at = isGradient ? j : co + j * stepC;
            if (first) {
                c[at] = (p.beta == 0 ? 0 : p.beta * c[at]) + sums[j];
            } else {
                c[at] += sums[j];
            }
        }
    }

    /** {@code sums = sums + Σ v(k)·x(k, ·)} for some rows of x, in ascending order: lanes run along the rows. */
    static void addRows(float[] x, int xo, int ldx, float[] v, int vo, int rows, float[] sums, int n) {
        int k = 0;
        for (; k <= rows - ROWS; k += ROWS) {
            addEightRows(x, xo + k * ldx, ldx, v, vo + k, sums, n);
        }
        for (; k < rows; k++) {
            addRow(x, xo + k * ldx, v[vo + k], sums, n);
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
            int from = Math.min(kc, toCacheLine(xo, ldx));
            int to = kc - (kc - from) % LENGTH;
            for (; j <= n - LENGTH; j += LENGTH) {
                for (int r = j; r < j + LENGTH; r++) {
                    sums[r] = dot(0, x, xo + r * ldx, 0, from);
                }
                Transpose16.dotRows(x, xo + j * ldx, ldx, from, to, vector, sums, j);
                for (int r = j; r < j + LENGTH; r++) {
                    sums[r] = dot(sums[r], x, xo + r * ldx, to, kc);
                }
            }
        }
        for (; j < n; j += CHAINS) {
            dotEightRows(x, xo + j * ldx, ldx, Math.min(CHAINS, n - j), kc, j);
        }
    }

    /**
     * How many elements of each row are to be read before vectors of them are: where rows share their places in the L1
     * cache so many as lie from {@code xo} on before the next cache line, in an array that starts at a page. Large ones do
     * in most heaps, with a header of four elements. A guess, which changes no bit.
     */
    static int toCacheLine(int xo, int ldx) {
        return ldx % PAGE_STRIDE == 0 ? (LENGTH - 4 - xo) & (LENGTH - 1) : 0;
    }

    /**
     * Eight scalar chains at a time, because one alone waits for the latency of every multiply-add. Where there are fewer
     * rows, the last one stands for those that are missing.
     */
    private void dotEightRows(float[] x, int xo, int ldx, int rows, int kc, int j) {
        int last = rows - 1;
        int x1 = xo + Math.min(1, last) * ldx;
        int x2 = xo + Math.min(2, last) * ldx;
        int x3 = xo + Math.min(3, last) * ldx;
        int x4 = xo + Math.min(4, last) * ldx;
        int x5 = xo + Math.min(5, last) * ldx;
        int x6 = xo + Math.min(6, last) * ldx;
        int x7 = xo + Math.min(7, last) * ldx;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int k = 0; k < kc; k++) {
            float v = vector[k];
            s0 = Math.fma(v, x[xo + k], s0);
            s1 = Math.fma(v, x[x1 + k], s1);
            s2 = Math.fma(v, x[x2 + k], s2);
            s3 = Math.fma(v, x[x3 + k], s3);
            s4 = Math.fma(v, x[x4 + k], s4);
            s5 = Math.fma(v, x[x5 + k], s5);
            s6 = Math.fma(v, x[x6 + k], s6);
            s7 = Math.fma(v, x[x7 + k], s7);
        }
        sums[j] = s0;
        sums[j + 1] = s1;
        sums[j + 2] = s2;
        sums[j + 3] = s3;
        sums[j + 4] = s4;
        sums[j + 5] = s5;
        sums[j + 6] = s6;
        sums[j + 7] = s7;
    }

    private float dot(float sum, float[] x, int xo, int fromK, int toK) {
        for (int k = fromK; k < toK; k++) {
            sum = Math.fma(vector[k], x[xo + k], sum);
        }
        return sum;
    }
}
