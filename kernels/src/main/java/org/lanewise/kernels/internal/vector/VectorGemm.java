package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.MicroKernels.MR;
import static org.lanewise.kernels.internal.vector.MicroKernels.NR;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.Product;

/**
 * The product in five loops around the micro-kernel, after Goto and van de Geijn, and BLIS: a KC × NC block of op(B) is packed
 * into panels, an MC × KC block of op(A) as well; then each panel of B, which stays in the L1 cache, meets all panels of A,
 * which stay in L2. An object of this class is the workspace of one thread: the two packed blocks.
 */
final class VectorGemm {
    private static final int KC = Product.KC;
    /** Rows of a packed block of A: 360 KB with KC, about half of the L2 cache of current cores. */
    private static final int MC = 240;
    /** Columns of a packed block of B. */
    private static final int NC = 2048;

    private static final Pool<VectorGemm> POOL = new Pool<>(VectorGemm::new);

    private float[] packedA = new float[0];
    private float[] packedB = new float[0];
    /** Where a tile at the right edge of C is computed, because the micro-kernels store whole vectors only. */
    private final float[] edge = new float[MR * NR];

    private VectorGemm() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        VectorGemm gemm = POOL.acquire();
        scale(p, fromRow, toRow, fromColumn, toColumn);
        if (p.isEmptySum()) {
            Epilogues.apply(p, fromRow, toRow, fromColumn, toColumn);
        } else {
            gemm.multiply(p, fromRow, toRow, fromColumn, toColumn);
        }
        POOL.release(gemm);
    }

    /** {@code C = β·C} where the blocks' sums are not simply stored or added. */
    private static void scale(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        if (p.beta == 1 || (p.beta == 0 && !p.isEmptySum())) {
            return;
        }
        float[] c = p.c.data();
        for (int i = fromRow; i < toRow; i++) {
            int end = p.c.index(i, toColumn);
            for (int at = p.c.index(i, fromColumn); at < end; at++) {
                c[at] = p.beta == 0 ? 0 : p.beta * c[at];
            }
        }
    }

    private void multiply(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        reserve(Math.min(MC, toRow - fromRow), Math.min(NC, toColumn - fromColumn), Math.min(KC, p.k));
        for (int j = fromColumn; j < toColumn; j += NC) {
            int nc = Math.min(NC, toColumn - j);
            for (int k = 0; k < p.k; k += KC) {
                int kc = Math.min(KC, p.k - k);
                packB(p, j, nc, k, kc);
                for (int i = fromRow; i < toRow; i += MC) {
                    int mc = Math.min(MC, toRow - i);
                    packA(p, i, mc, k, kc);
                    multiplyBlock(p, i, mc, j, nc, k, kc);
                }
            }
        }
    }

    private void reserve(int mc, int nc, int kc) {
        int sizeA = mc * kc;
        int sizeB = (nc + NR - 1) / NR * NR * kc;
        if (packedA.length < sizeA) {
            packedA = new float[sizeA];
        }
        if (packedB.length < sizeB) {
            packedB = new float[sizeB];
        }
    }

    private void packB(Product p, int j, int nc, int k, int kc) {
        for (int jr = 0; jr < nc; jr += NR) {
            Packing.packB(p.b, p.transB, j + jr, Math.min(NR, nc - jr), k, kc, packedB, jr * kc, NR);
        }
    }

    private void packA(Product p, int i, int mc, int k, int kc) {
        for (int ir = 0; ir < mc;) {
            int rows = MicroKernels.tileRows(mc - ir);
            Packing.packA(p.a, p.transA, p.alpha, i + ir, rows, k, kc, packedA, ir * kc);
            ir += rows;
        }
    }

    /** All tiles of one packed block of A with one of B; after the last block of k the epilogue, panel by panel. */
    private void multiplyBlock(Product p, int i, int mc, int j, int nc, int k, int kc) {
        boolean add = k > 0 || p.beta != 0;
        boolean last = k + kc == p.k;
        Matrix c = p.c;
        for (int jr = 0; jr < nc; jr += NR) {
            int columns = Math.min(NR, nc - jr);
            for (int ir = 0; ir < mc;) {
                int rows = MicroKernels.tileRows(mc - ir);
                int co = c.index(i + ir, j + jr);
                if (columns == NR) {
                    MicroKernels.tile(rows, kc, packedA, ir * kc, rows, packedB, jr * kc, NR, c.data(), co,
                            c.leadingDimension(), add);
                } else {
                    MicroKernels.tile(rows, kc, packedA, ir * kc, rows, packedB, jr * kc, NR, edge, 0, NR, false);
                    storeEdge(rows, columns, c.data(), co, c.leadingDimension(), add);
                }
                ir += rows;
            }
            if (last) {
                Epilogues.apply(p, i, i + mc, j + jr, j + jr + columns);
            }
        }
    }

    private void storeEdge(int rows, int columns, float[] c, int co, int ldc, boolean add) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                int at = co + r * ldc + j;
                c[at] = add ? c[at] + edge[r * NR + j] : edge[r * NR + j];
            }
        }
    }
}
