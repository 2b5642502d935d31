package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.BLOCKING;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.plan.Plan;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.TileHeights;

/**
 * The product in blocks around the micro-kernels, after Goto and van de Geijn, and BLIS: a KC × NC block of op(B) is
 * packed into panels as wide as a tile. Then stripe by stripe: so many rows of A as a tile has stay in the L1 cache
 * while all panels of B stream past them, and C is written along its rows. Where B's block exceeds the L2 cache, a few
 * stripes share each panel. An operand is only copied where that costs less than reading it in its place: {@link Plan}
 * decides, and docs/adr/0005 has the reasons.
 *
 * <p>An object of this class is the workspace of one thread: what is packed, and a tile at C's edge.
 */
final class VectorGemm {
    private static final int KC = Product.KC;
    private static final int NC = Plan.NC;
    /** Stripes of a transposed A that are packed at a time, and stripes that share a panel of B. */
    private static final int STRIPES = 8;
    /** A larger block of B is not all in the L2 cache: then several stripes share each panel, while that one is. */
    private static final int ELEMENTS_IN_L2 = 1 << 17;
    /** Between packed panels: at a distance of a power of two a row's pieces would fall on the same sets of the cache. */
    private static final int PANEL_GAP = 3 * LENGTH;

    private static final Pool<VectorGemm> POOL = new Pool<>();

    /** For products that need nothing of a workspace. */
    private static final VectorGemm IN_PLACE = new VectorGemm();

    private float[] packedA = new float[0];
    private float[] packedB = new float[0];
    /** A stripe in place of C where the product is a gradient, unless that has several blocks of k. */
    private float[] gradient = new float[0];
    /** Where a tile is computed that is wider than C, or is to be added to what is left of C only. */
    private final float[] edge = new float[Lanes.largestTile()];

    private VectorGemm() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        switch (p.plan.path()) {
            case LINE -> VectorGemv.product(p, fromRow, toRow, fromColumn, toColumn);
            case FEW_COLUMNS -> FewColumns.product(p, fromRow, toRow, fromColumn, toColumn);
            case TILES -> tiles(p, fromRow, toRow, fromColumn, toColumn);
            default -> {
                if (p.update != null) {
                    VectorUpdates.RUNS.applyZeros(p.update, fromRow, toRow, fromColumn, toColumn);
                } else {
                    scale(p, fromRow, toRow, fromColumn, toColumn);
                    Epilogues.apply(p, fromRow, toRow, fromColumn, toColumn);
                }
            }
        }
    }

    private static void tiles(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        int columns = toColumn - fromColumn;
        if (ShortRows.suits(p, columns)) {
            ShortRows.product(p, fromRow, toRow, fromColumn, columns);
            return;
        }
        if (p.beta != 0) {
            scale(p, fromRow, toRow, fromColumn, toColumn);
        }
        boolean addsToRest = columns % LENGTH != 0 && (p.beta != 0 || p.toK - p.fromK > KC);
        if (p.plan.packsA() || p.plan.packsB() || addsToRest || isNarrow(p.plan, columns % NC)
                || (p.packedB != null && columns % LENGTH != 0) || p.update != null) {
            VectorGemm gemm = acquire();
            gemm.multiply(p, fromRow, toRow, fromColumn, toColumn);
            POOL.release(gemm);
        } else {
            IN_PLACE.multiply(p, fromRow, toRow, fromColumn, toColumn);
        }
    }

    /** {@code C = β·C}, to which the blocks' sums are added. */
    private static void scale(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        if (p.beta == 1) {
            return;
        }
        float[] c = p.c.data();
        int n = toColumn - fromColumn;
        for (int i = fromRow; i < toRow; i++) {
            int row = p.c.index(i, fromColumn);
            for (int j = 0; j < n; j++) {
                c[row + j] = p.beta == 0 ? 0 : p.beta * c[row + j];
            }
        }
    }

    private void multiply(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        int most = columnsOfBlock(p, toRow - fromRow);
        int nc;
        for (int j = fromColumn; j < toColumn; j += nc) {
            nc = Math.min(most, toColumn - j);
            boolean packsB = packsB(p, nc);
            for (int k = p.fromK; k < p.toK; k += KC) {
                if (packsB) {
                    packB(p, j, nc, k);
                }
                multiplyBlock(p, fromRow, toRow, j, j + nc, j, nc, k, null, packsB ? packedB : null);
            }
        }
    }

    /** How many columns a block of B has: for so few rows that they share one panel, as many as stay in the L2 cache. */
    private static int columnsOfBlock(Product p, int rows) {
        int vectors = p.plan.vectors();
        if (!p.plan.packsB() || rows > STRIPES * BLOCKING.heights(p.plan.leftIsColumnMajor(), vectors).tallest()) {
            return NC;
        }
        int panel = vectors * LENGTH;
        int columns = ELEMENTS_IN_L2 / Math.min(KC, Math.max(1, p.toK - p.fromK));
        return Math.min(NC, columns / panel * panel);
    }

    /**
     * The stripes of a range of C with one block of k. Its columns are all or some of a block of columns, because panels
     * belong to that.
     *
     * @param j the first column of the block
     * @param nc the columns of the block
     * @param sharedA the copy of A that threads share; if it is null and there is to be one, it is made here
     * @param b the copy of B, or null if B is read in its place
     */
    private void multiplyBlock(Product p, int fromRow, int toRow, int fromColumn, int toColumn, int j, int nc, int k,
            float @Nullable [] sharedA, float @Nullable [] b) {
        TileHeights heights = BLOCKING.heights(p.plan.leftIsColumnMajor(), p.plan.vectors());
        int kc = Math.min(KC, p.toK - k);
        int stripes = nc * kc > ELEMENTS_IN_L2 ? STRIPES : 1;
        if (p.update != null && gradient.length < stripes * heights.tallest() * (toColumn - fromColumn)) {
            gradient = new float[stripes * heights.tallest() * (toColumn - fromColumn)];
        }
        int packedFrom = fromRow;
        int packedTo = fromRow;
        int rows;
        for (int i = fromRow; i < toRow; i += rows) {
            rows = rowsOfStripes(p, heights, i, toRow, stripes);
            float @Nullable [] a = sharedA;
            int at = sharedA == null ? 0 : i * stepOfPackedRow(kc);
            if (sharedA == null && p.plan.packsA()) {
                if (i == packedTo) {
                    packedFrom = i;
                    int size = Math.min(2 * STRIPES * heights.tallest(), toRow - i) * stepOfPackedRow(kc);
                    if (packedA.length < size) {
                        packedA = new float[size];
                    }
                }
                while (packedTo < i + rows) {
                    int left = Math.min(toRow - packedTo, p.rowsLeft(packedTo));
                    packedTo += packA(p, heights, packedTo, heights.next(left), left, k, kc, packedA,
                            (packedTo - packedFrom) * stepOfPackedRow(kc));
                }
                a = packedA;
                at = (i - packedFrom) * stepOfPackedRow(kc);
            }
            multiplyStripes(p, i, rows, toRow, fromColumn, toColumn, j, nc, k, a, at, b);
            if (k + kc == p.toK) {
                finish(p, i, rows, fromColumn, toColumn);
            }
        }
    }

    /** The rows of the stripe that begins at a row. */
    private static int rowsOfStripe(Product p, TileHeights heights, int i, int toRow) {
        return heights.next(Math.min(toRow - i, p.rowsLeft(i)));
    }

    /** The rows of some stripes, or of those that are left. */
    private static int rowsOfStripes(Product p, TileHeights heights, int i, int toRow, int stripes) {
        int end = i;
        for (int stripe = 0; stripe < stripes && end < toRow; stripe++) {
            end += rowsOfStripe(p, heights, end, toRow);
        }
        return end - i;
    }

    private void finish(Product p, int i, int rows, int fromColumn, int toColumn) {
        int columns = toColumn - fromColumn;
        if (p.update == null) {
            Epilogues.apply(p, i, i + rows, fromColumn, toColumn);
        } else if (p.keepsGradient()) {
            VectorUpdates.RUNS.apply(p.update, p.dataOfC(), p.indexOfC(i, fromColumn), p.rowStepOfC(), i, rows,
                    fromColumn, columns);
        } else {
            VectorUpdates.RUNS.apply(p.update, gradient, 0, columns, i, rows, fromColumn, columns);
        }
    }

    /** A piece of the copy of a block of B that threads share. */
    static void copyPieceOfB(Product p, int piece, int j, int k) {
        int nc = Math.min(NC, p.c.columns() - j);
        if (!packsB(p, nc)) {
            return;
        }
        int kc = Math.min(KC, p.toK - k);
        float[] packed = p.copyOfB().reserve(sizeOfPackedB(p.plan, nc, kc));
        int pieces = p.plan.piecesOfB();
        int size = p.transB ? panels(p.plan, nc) : kc;
        int from = (int) ((long) size * piece / pieces);
        int to = (int) ((long) size * (piece + 1) / pieces);
        packB(p, j, nc, k, from, to, packed);
    }

    /** The stripes of some rows, in the copy of a block of A that threads share. */
    static void copyPieceOfA(Product p, int fromRow, int toRow, int k) {
        TileHeights heights = BLOCKING.heights(p.plan.leftIsColumnMajor(), p.plan.vectors());
        int kc = Math.min(KC, p.toK - k);
        float[] packed = p.copyOfA().reserve(p.c.rows() * stepOfPackedRow(kc));
        int rows;
        for (int i = fromRow; i < toRow; i += rows) {
            int left = Math.min(toRow - i, p.rowsLeft(i));
            rows = packA(p, heights, i, heights.next(left), left, k, kc, packed, i * stepOfPackedRow(kc));
        }
    }

    /** One block of k, for a range of C, from the copies that threads share. */
    static void multiplyCopies(Product p, int fromRow, int toRow, int fromColumn, int toColumn, int j, int k) {
        if (fromColumn == toColumn) {
            return;
        }
        if (k == 0 && p.beta != 0) {
            scale(p, fromRow, toRow, fromColumn, toColumn);
        }
        int nc = Math.min(NC, p.c.columns() - j);
        VectorGemm gemm = acquire();
        gemm.multiplyBlock(p, fromRow, toRow, fromColumn, toColumn, j, nc, k,
                p.plan.sharesA() ? p.copyOfA().data() : null, packsB(p, nc) ? p.copyOfB().data() : null);
        POOL.release(gemm);
    }

    private static VectorGemm acquire() {
        VectorGemm gemm = POOL.acquire();
        return gemm == null ? new VectorGemm() : gemm;
    }

    /** {@code C = β·C + Σ sums} for some rows, and the epilogue. */
    static void addSums(Product p, int blocks, boolean first, boolean last, int fromRow, int toRow) {
        int n = p.c.columns();
        if (first) {
            scale(p, fromRow, toRow, 0, n);
        }
        float[] c = p.c.data();
        float[] sums = p.dataOfSums();
        int rows = p.c.leadingDimension() == n ? toRow - fromRow : 1;
        for (int block = 0; block < blocks; block++) {
            for (int i = fromRow; i < toRow; i += rows) {
                int so = (block * p.c.rows() + i) * n;
                int co = p.c.index(i, 0);
                VectorElements.run(ElementWise.SUM, 1, c, co, sums, so, c, co, rows * n);
            }
        }
        if (last) {
            Epilogues.apply(p, fromRow, toRow, 0, n);
        }
    }

    private static boolean packsB(Product p, int nc) {
        return p.packedB == null && (p.plan.packsB() || isNarrow(p.plan, nc));
    }

    /** Whether there are so few columns that vectors would reach beyond B and C. */
    private static boolean isNarrow(Plan plan, int columns) {
        return columns > 0 && columns < Columns.vectors(plan.vectors(), columns) * LENGTH;
    }

    /**
     * Packs a stripe; or several if A is transposed, because a cache line has elements of several. All of those are of
     * full height, as any is that twice the height is left for. Returns how many rows were packed.
     */
    private static int packA(Product p, TileHeights heights, int i, int rows, int left, int k, int kc, float[] to,
            int at) {
        int tallest = heights.tallest();
        int stripes = p.transA && rows == tallest ? Math.max(1, Math.min(STRIPES, left / tallest - 1)) : 1;
        Packing.count(stripes * rows, kc);
        if (p.packedA != null) {
            Packing.copy(p.packedA.data(), p.packedA.index(i, k), p.packedA.width(i), 1, rows, kc, p.alpha, to, at,
                    rows, 0);
        } else if (p.transA) {
            Packing.copy(p.a.data(), p.a.index(k, i), p.a.leadingDimension(), stripes, rows, kc, p.alpha, to, at, rows,
                    rows * stepOfPackedRow(kc));
        } else {
            Packing.transpose(p.a.data(), p.a.index(i, k), p.a.leadingDimension(), rows, kc, p.alpha, to, at, rows);
        }
        return stripes * rows;
    }

    /** From one packed stripe to the next, a row: stripes are a vector apart at least, because whole ones are written. */
    private static int stepOfPackedRow(int kc) {
        return kc + LENGTH;
    }

    private void packB(Product p, int j, int nc, int k) {
        int kc = Math.min(KC, p.toK - k);
        int size = sizeOfPackedB(p.plan, nc, kc);
        if (packedB.length < size) {
            packedB = new float[size];
        }
        packB(p, j, nc, k, 0, p.transB ? panels(p.plan, nc) : kc, packedB);
    }

    /** Packs some steps of k of all panels, or, where B is transposed, all steps of some panels. */
    private static void packB(Product p, int j, int nc, int k, int from, int to, float[] packed) {
        int kc = Math.min(KC, p.toK - k);
        int panelStep = panelStep(p.plan, kc);
        if (p.transB) {
            int width = p.plan.vectors() * LENGTH;
            Packing.count(kc, Math.min(nc, to * width) - Math.min(nc, from * width));
            Packing.packColumns(p.b, j, nc, p.plan.vectors(), k, kc, from, to, packed, panelStep);
        } else {
            Packing.count(to - from, nc);
            Packing.packRows(p.b, j, nc, p.plan.vectors(), k, from, to, packed, panelStep);
        }
    }

    private static int panels(Plan plan, int nc) {
        return (BLOCKING.vectors(nc) - 1) / plan.vectors() + 1;
    }

    private static int sizeOfPackedB(Plan plan, int nc, int kc) {
        return panels(plan, nc) * panelStep(plan, kc) + LENGTH * kc;
    }

    private static int panelStep(Plan plan, int kc) {
        return plan.vectors() * LENGTH * kc + PANEL_GAP;
    }

    /** The tiles of some stripes of C, with one block of k: each panel of B meets all of them. */
    private void multiplyStripes(Product p, int i, int rows, int toRow, int fromColumn, int toColumn, int j, int nc,
            int k, float @Nullable [] packedA, int at, float @Nullable [] packedB) {
        int kc = Math.min(KC, p.toK - k);
        boolean columnMajor = p.plan.leftIsColumnMajor();
        boolean isStripe = p.update != null && !p.keepsGradient();
        float[] c = isStripe ? gradient : p.dataOfC();
        int ldc = isStripe ? toColumn - fromColumn : p.rowStepOfC();
        boolean add = k > p.fromK || p.beta != 0;
        float[] a = packedA != null ? packedA : p.dataOfA();
        float[] b = packedB != null ? packedB : p.dataOfB();
        int main = p.plan.vectors();
        TileHeights stripes = BLOCKING.heights(columnMajor, main);
        int from = fromColumn - j;
        int to = toColumn - j;
        int vectors;
        for (int jr = from, panel = from / (main * LENGTH) * panelStep(p.plan, kc); jr < to; jr += vectors
                * LENGTH, panel += panelStep(p.plan, kc)) {
            vectors = Columns.vectors(main, nc - jr);
            int width = vectors * LENGTH;
            int start = p.packedB != null ? jr : Columns.start(jr, width, nc);
            int bo = packedB != null ? panel : p.indexOfB(k, j + start);
            int stepB = packedB != null ? width : p.stepOfB(j + start);
            int done = jr - start;
            // What the tile before has done already is done again, with the same result, unless it is another thread's.
            boolean inPlace = start + width <= nc && (done == 0 || (!add && start >= from));
            TileHeights heights = BLOCKING.heights(columnMajor, vectors);
            int stripe;
            for (int s = i; s < i + rows; s += stripe) {
                stripe = rowsOfStripe(p, stripes, s, toRow);
                int ao = packedA != null ? at + (s - i) * stepOfPackedRow(kc) : p.indexOfA(s, k);
                int stepA = packedA != null ? stripe : columnMajor ? p.stepOfA(s) : p.rowStepOfA();
                int stepRow = columnMajor ? 1 : stepA;
                int co = isStripe ? (s - i) * ldc + start - from : p.indexOfC(s, j + start);
                int height;
                for (int r = 0; r < stripe; r += height) {
                    height = heights.next(stripe - r);
                    int ar = ao + r * stepRow;
                    if (inPlace) {
                        MicroKernels.run(columnMajor, vectors, height, kc, a, ar, stepA, b, bo, stepB, add, c,
                                co + r * ldc, ldc);
                    } else {
                        int left = nc - jr;
                        int cr = co + r * ldc + done;
                        if (add) {
                            copy(height, left, c, cr, ldc, edge, done, width);
                        }
                        MicroKernels.run(columnMajor, vectors, height, kc, a, ar, stepA, b, bo, stepB, add, edge, 0,
                                width);
                        copy(height, left, edge, done, width, c, cr, ldc);
                    }
                }
            }
        }
    }

    /** Copies a tile's columns that are left. */
    static void copy(int rows, int columns, float[] from, int fo, int ldf, float[] to, int too, int ldt) {
        for (int r = 0; r < rows; r++) {
            int j = 0;
            for (; j <= columns - LENGTH; j += LENGTH) {
                FloatVector.fromArray(F, from, fo + r * ldf + j).intoArray(to, too + r * ldt + j);
            }
            for (; j < columns; j++) {
                to[too + r * ldt + j] = from[fo + r * ldf + j];
            }
        }
    }
}
