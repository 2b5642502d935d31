package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;
import static org.lanewise.kernels.internal.vector.Tiles.MR;
import static org.lanewise.kernels.internal.vector.Tiles.NR;

import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.plan.Product;

/**
 * The product in blocks around the micro-kernels, after Goto and van de Geijn, and BLIS: a KC × NC block of op(B) is
 * packed into panels as wide as a tile. Then stripe by stripe: so many rows of A as a tile has stay in the L1 cache
 * while all panels of B stream past them, and C is written along its rows. An operand is only copied where that costs
 * less than reading it in its place (docs/adr/0005).
 *
 * <p>An object of this class is the workspace of one thread: what is packed, and a tile at C's edge.
 */
final class VectorGemm {
    private static final int KC = Product.KC;
    /** Columns of a packed block of B: wider, it would not stay in the cache; narrower, A is packed more often. */
    private static final int NC = 1024;
    /** Columns of C from which A's rows are read so often that packing them pays: for tiles of five rows it never does. */
    private static final int PACK_A_COLUMNS = MR == 12 ? 128 : Integer.MAX_VALUE;
    /** The same for few rows, unless they are so far apart that they share their places in the cache. */
    private static final int PACK_FEW_ROWS_COLUMNS = MR == 12 ? 256 : Integer.MAX_VALUE;
    private static final int FEW_ROWS = 48;
    /** The same for a transposed A, whose rows lie as the micro-kernels read them: in its place it is nearly as good. */
    private static final int PACK_TRANSPOSED_A_COLUMNS = MR == 12 ? 512 : 128;
    /** The same for a transposed A whose rows share their places in the cache, */
    private static final int PACK_COLLIDING_A_COLUMNS = MR == 12 ? 65 : NR + 1;
    /** and are more than find room there. */
    private static final int PACK_COLLIDING_A_STEPS = MR == 12 ? 257 : 0;
    /** Stripes of a transposed A that are packed at a time. */
    private static final int STRIPES = 8;
    /** Rows of C from which B is read so often that packing it pays. */
    private static final int PACK_B_ROWS = 256;
    /** The same for a B with rows so far apart that a panel has them in pages of their own. */
    private static final int PACK_SPARSE_B_ROWS = 32;
    private static final int PAGE = 1024;
    /** Between packed panels: at a distance of a power of two a row's pieces would fall on the same sets of the cache. */
    private static final int PANEL_GAP = NR + LENGTH;

    private static final Pool<VectorGemm> POOL = new Pool<>();

    /** For products that need nothing of a workspace. */
    private static final VectorGemm IN_PLACE = new VectorGemm();

    private float[] packedA = new float[0];
    /** The row of C with which the packed stripes of A begin. */
    private int packedFrom;
    private float[] packedB = new float[0];
    /** Where a tile is computed that is wider than C, or is to be added to what is left of C only. */
    private final float[] edge = new float[MR * NR];

    private VectorGemm() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        if (VectorGemv.fits(p, toRow - fromRow, toColumn - fromColumn)) {
            VectorGemv.product(p, fromRow, toRow, fromColumn, toColumn);
            return;
        }
        scale(p, fromRow, toRow, fromColumn, toColumn);
        if (p.isEmptySum()) {
            Epilogues.apply(p, fromRow, toRow, fromColumn, toColumn);
            return;
        }
        int rows = toRow - fromRow;
        int columns = toColumn - fromColumn;
        boolean packA = packsA(p, rows, columns);
        boolean packB = packsB(p, rows);
        boolean addsToRest = columns % LENGTH != 0 && (p.beta != 0 || p.k > KC);
        if (packA || addsToRest || packsSomeOfB(p, rows, columns)) {
            VectorGemm gemm = POOL.acquire();
            if (gemm == null) {
                gemm = new VectorGemm();
            }
            gemm.multiply(p, packA, packB, fromRow, toRow, fromColumn, toColumn);
            POOL.release(gemm);
        } else {
            IN_PLACE.multiply(p, false, false, fromRow, toRow, fromColumn, toColumn);
        }
    }

    /** {@code C = β·C}, to which the blocks' sums are added; with β = 0 the first block is added to zeros instead. */
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

    private void multiply(Product p, boolean packA, boolean packB, int fromRow, int toRow, int fromColumn,
            int toColumn) {
        int columns = toColumn - fromColumn;
        boolean columnMajor = packA || p.transA || p.packedA != null;
        for (int j = fromColumn; j < toColumn; j += NC) {
            int nc = Math.min(NC, toColumn - j);
            for (int k = 0; k < p.k; k += KC) {
                int kc = Math.min(KC, p.k - k);
                int panelStep = kc * NR + PANEL_GAP;
                boolean packed = packB || isNarrow(nc);
                if (packed) {
                    packB(p, j, nc, k, kc, panelStep);
                }
                int packedTo = fromRow;
                int rows;
                for (int i = fromRow; i < toRow; i += rows) {
                    int left = p.packedA == null ? toRow - i : Math.min(toRow - i, p.packedA.rowsLeft(i));
                    rows = Tiles.rows(columnMajor, left, columns);
                    if (packA && i == packedTo) {
                        packedTo = i + packA(p, i, rows, left, k, kc);
                    }
                    multiplyStripe(p, packA, columnMajor, i, rows, packed, j, nc, k, kc, panelStep);
                    if (k + kc == p.k) {
                        Epilogues.apply(p, i, i + rows, j, j + nc);
                    }
                }
            }
        }
    }

    /** Whether any of B is packed. */
    static boolean packsSomeOfB(Product p, int rows, int columns) {
        return packsB(p, rows) || isNarrow(columns % NC);
    }

    /** Whether so few columns are left that vectors would reach beyond B and C. */
    private static boolean isNarrow(int columns) {
        return columns > 0 && columns < Tiles.width(columns);
    }

    static boolean packsA(Product p, int rows, int columns) {
        boolean collide = p.a.leadingDimension() % PAGE == 0;
        int from;
        if (!p.transA) {
            from = rows < FEW_ROWS && !collide ? PACK_FEW_ROWS_COLUMNS : PACK_A_COLUMNS;
        } else {
            from = collide && p.k >= PACK_COLLIDING_A_STEPS ? PACK_COLLIDING_A_COLUMNS : PACK_TRANSPOSED_A_COLUMNS;
        }
        // α goes into A's elements when they are packed.
        return p.packedA == null && (p.alpha != 1 || columns >= from);
    }

    private static boolean packsB(Product p, int rows) {
        return p.transB || rows >= (p.b.leadingDimension() <= PAGE / 2 ? PACK_B_ROWS : PACK_SPARSE_B_ROWS);
    }

    /**
     * Packs a stripe; or several if A is transposed, because a cache line has elements of several. All of those are of
     * full height, as any is that twice the height is left for. Returns how many rows were packed.
     */
    private int packA(Product p, int i, int rows, int left, int k, int kc) {
        int stripes = p.transA && rows == MR ? Math.max(1, Math.min(STRIPES, left / MR - 1)) : 1;
        int size = stripes * stripeStep(kc);
        if (packedA.length < size) {
            packedA = new float[size];
        }
        if (p.transA) {
            Packing.packTransposedA(p.a, p.alpha, i, stripes, rows, k, kc, packedA, stripeStep(kc));
        } else {
            Packing.packA(p.a, p.alpha, i, rows, k, kc, packedA);
        }
        packedFrom = i;
        return stripes * rows;
    }

    /** From one packed stripe to the next: a vector longer than a stripe, because packing writes whole vectors. */
    private static int stripeStep(int kc) {
        return MR * kc + LENGTH;
    }

    private void packB(Product p, int j, int nc, int k, int kc, int panelStep) {
        int size = (nc + NR - 1) / NR * panelStep;
        if (packedB.length < size) {
            packedB = new float[size];
        }
        Packing.packB(p.b, p.transB, j, nc, k, kc, packedB, panelStep);
    }

    /** The tiles of some rows of C, with one block of k. */
    private void multiplyStripe(Product p, boolean packA, boolean columnMajor, int i, int rows, boolean packB, int j,
            int nc, int k, int kc,
            int panelStep) {
        float[] a = packA ? packedA : p.dataOfA();
        int ao = packA ? (i - packedFrom) / MR * stripeStep(kc) : p.indexOfA(i, k);
        int stepA = packA ? rows : columnMajor ? p.stepOfA(i) : p.a.leadingDimension();
        float[] c = p.c.data();
        int ldc = p.c.leadingDimension();
        boolean add = k > 0 || p.beta != 0;
        float[] b = packB ? packedB : p.b.data();
        for (int jr = 0; jr < nc; jr += NR) {
            int width = Tiles.width(nc - jr);
            int start = Tiles.start(jr, nc);
            int bo = packB ? jr / NR * panelStep : p.b.index(k, j + start);
            int stepB = packB ? width : p.b.leadingDimension();
            int co = p.c.index(i, j + start);
            int done = jr - start;
            if (nc >= width && (done == 0 || !add)) {
                // What the tile before has done already is done again, with the same result.
                tile(columnMajor, rows, width, kc, a, ao, stepA, b, bo, stepB, add, c, co, ldc);
            } else {
                int left = nc - jr;
                if (add) {
                    copy(rows, left, c, co + done, ldc, edge, done, width);
                }
                tile(columnMajor, rows, width, kc, a, ao, stepA, b, bo, stepB, add, edge, 0, width);
                copy(rows, left, edge, done, width, c, co + done, ldc);
            }
        }
    }

    /** One tile, by the micro-kernel for this order of A. */
    static void tile(boolean columnMajor, int rows, int width, int kc, float[] a, int ao, int stepA, float[] b,
            int bo, int stepB, boolean add, float[] c, int co, int ldc) {
        if (columnMajor) {
            ColumnMajorTiles.tile(rows, width, kc, a, ao, stepA, b, bo, stepB, add, c, co, ldc);
        } else {
            RowMajorTiles.tile(rows, width, kc, a, ao, stepA, b, bo, stepB, add, c, co, ldc);
        }
    }

    /** Copies a tile's columns that are left. */
    static void copy(int rows, int columns, float[] from, int fo, int ldf, float[] to, int too, int ldt) {
        for (int r = 0; r < rows; r++) {
            if (columns >= LENGTH) {
                // Two vectors are enough for a tile's columns; they may overlap.
                FloatVector.fromArray(F, from, fo + r * ldf).intoArray(to, too + r * ldt);
                int last = columns - LENGTH;
                FloatVector.fromArray(F, from, fo + r * ldf + last).intoArray(to, too + r * ldt + last);
            } else {
                for (int j = 0; j < columns; j++) {
                    to[too + r * ldt + j] = from[fo + r * ldf + j];
                }
            }
        }
    }
}
