package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;
import static org.lanewise.kernels.internal.vector.MicroKernels.MR;
import static org.lanewise.kernels.internal.vector.MicroKernels.NR;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.Product;

/**
 * The product in five loops around the micro-kernel, after Goto and van de Geijn, and BLIS: a KC × NC block of op(B)
 * is packed into panels as wide as a tile, an MC × KC block of op(A) is packed as well; then each panel of B, which
 * stays in the L1 cache, meets all tiles of A, which stay in L2. An operand that is not read often enough to be worth
 * a copy stays where it is.
 *
 * <p>An object of this class is the workspace of one thread: the two packed blocks.
 */
final class VectorGemm {
    private static final int KC = Product.KC;
    /** Rows of a packed block of A: 360 KB with KC, so that L2 has room for it and for what streams by. */
    private static final int MC = 240;
    /** Columns of a packed block of B. */
    private static final int NC = 2048;
    /** Columns of C from which A is read so often that a copy pays. */
    private static final int PACK_A_COLUMNS = 8 * NR;
    /** Rows of C from which B is read so often that a copy pays. */
    private static final int PACK_B_ROWS = 4 * MR;

    private static final Pool<VectorGemm> POOL = new Pool<>(VectorGemm::new);

    private float[] packedA = new float[0];
    private float[] packedB = new float[0];
    /**
     * Where a tile is computed that is wider than what is left of C, because the micro-kernels store whole vectors
     * only.
     */
    private final float[] edge = new float[MR * NR];

    private VectorGemm() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        if (VectorGemv.fits(p, toRow - fromRow, toColumn - fromColumn)) {
            VectorGemv.product(p, fromRow, toRow, fromColumn, toColumn);
            return;
        }
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
        boolean packA = p.alpha != 1 || toColumn - fromColumn >= PACK_A_COLUMNS;
        boolean packB = p.transB || toRow - fromRow >= PACK_B_ROWS;
        for (int j = fromColumn; j < toColumn; j += NC) {
            int nc = Math.min(NC, toColumn - j);
            for (int k = 0; k < p.k; k += KC) {
                int kc = Math.min(KC, p.k - k);
                packB(p, packB, j, nc, k, kc);
                for (int i = fromRow; i < toRow; i += MC) {
                    int mc = Math.min(MC, toRow - i);
                    if (packA) {
                        packA(p, i, mc, k, kc);
                    }
                    multiplyBlock(p, packA, i, mc, packB, j, nc, k, kc);
                }
            }
        }
    }

    /** Keeps the orientation of A: copying runs of memory is cheap, and the micro-kernels read either. */
    private void packA(Product p, int i, int mc, int k, int kc) {
        if (packedA.length < mc * kc) {
            packedA = new float[mc * kc];
        }
        if (p.transA) {
            Packing.copy(p.a, p.alpha, k, kc, i, mc, packedA, 0, mc);
        } else {
            Packing.copy(p.a, p.alpha, i, mc, k, kc, packedA, 0, kc);
        }
    }

    /** Packs all panels, or only one at the right edge whose vectors would reach beyond B. */
    private void packB(Product p, boolean all, int j, int nc, int k, int kc) {
        int size = (nc + LENGTH - 1) / LENGTH * LENGTH * kc;
        if (packedB.length < size) {
            packedB = new float[size];
        }
        for (int jr = 0; jr < nc; jr += NR) {
            int columns = Math.min(NR, nc - jr);
            int width = width(columns);
            if (all || columns < width) {
                Packing.packB(p.b, p.transB, j + jr, columns, k, kc, packedB, jr * kc, width);
            }
        }
    }

    /** The width of the tiles for so many columns: two vectors, or one where that is enough. */
    private static int width(int columns) {
        return columns > LENGTH ? NR : LENGTH;
    }

    /** All tiles of one block of A with one of B; after the last block of k the epilogue, panel by panel. */
    private void multiplyBlock(Product p, boolean packA, int i, int mc, boolean packB, int j, int nc, int k, int kc) {
        float[] a = packA ? packedA : p.a.data();
        int lda = !packA ? p.a.leadingDimension() : p.transA ? mc : kc;
        int rowStep = p.transA ? 1 : lda;
        int stepA = p.transA ? lda : 1;
        int ao = packA ? 0 : p.transA ? p.a.index(k, i) : p.a.index(i, k);
        boolean add = k > 0 || p.beta != 0;
        boolean last = k + kc == p.k;
        Matrix c = p.c;
        for (int jr = 0; jr < nc; jr += NR) {
            int columns = Math.min(NR, nc - jr);
            int width = width(columns);
            boolean packed = packB || columns < width;
            float[] b = packed ? packedB : p.b.data();
            int bo = packed ? jr * kc : p.b.index(k, j + jr);
            int stepB = packed ? width : p.b.leadingDimension();
            for (int ir = 0; ir < mc;) {
                int rows = MicroKernels.tileRows(mc - ir, width);
                int co = c.index(i + ir, j + jr);
                if (columns == width) {
                    MicroKernels.tile(rows, width, kc, a, ao + ir * rowStep, rowStep, stepA, b, bo, stepB, c.data(), co,
                            c.leadingDimension(), add);
                } else {
                    MicroKernels.tile(rows, width, kc, a, ao + ir * rowStep, rowStep, stepA, b, bo, stepB, edge, 0,
                            width,
                            false);
                    storeEdge(rows, columns, width, c.data(), co, c.leadingDimension(), add);
                }
                ir += rows;
            }
            if (last) {
                Epilogues.apply(p, i, i + mc, j + jr, j + jr + columns);
            }
        }
    }

    private void storeEdge(int rows, int columns, int width, float[] c, int co, int ldc, boolean add) {
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < columns; j++) {
                int at = co + r * ldc + j;
                c[at] = add ? c[at] + edge[r * width + j] : edge[r * width + j];
            }
        }
    }
}
