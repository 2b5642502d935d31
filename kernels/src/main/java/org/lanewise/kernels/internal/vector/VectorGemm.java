package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.BLOCKING;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.plan.Plan;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.TileHeights;

/**
 * The product in blocks around the micro-kernels, after Goto and van de Geijn, and BLIS: a KC × NC block of op(B) is
 * packed into panels as wide as a tile. Then stripe by stripe: so many rows of A as a tile has stay in the L1 cache
 * while all panels of B stream past them, and C is written along its rows. An operand is only copied where that costs
 * less than reading it in its place: {@link Plan} decides, and docs/adr/0005 has the reasons.
 *
 * <p>An object of this class is the workspace of one thread: what is packed, and a tile at C's edge.
 */
final class VectorGemm {
    private static final int KC = Product.KC;
    /** Columns of a packed block of B: wider, it would not stay in the cache; narrower, A is packed more often. */
    private static final int NC = 1024;
    /** Stripes of a transposed A that are packed at a time. */
    private static final int STRIPES = 8;
    /** Rows of C whose gradients are kept at a time where a sum has several blocks: B is packed again for each such part. */
    private static final int GRADIENT_ROWS = 480;
    /** Between packed panels: at a distance of a power of two a row's pieces would fall on the same sets of the cache. */
    private static final int PANEL_GAP = 3 * LENGTH;

    private static final Pool<VectorGemm> POOL = new Pool<>();

    /** For products that need nothing of a workspace. */
    private static final VectorGemm IN_PLACE = new VectorGemm();

    private float[] packedA = new float[0];
    /** The row of C with which the packed stripes of A begin. */
    private int packedFrom;
    private float[] packedB = new float[0];
    /** In place of C where the product is a gradient: a stripe, or so many rows of C that B is not packed too often. */
    private float[] gradient = new float[0];
    /** The row of C with which it begins. */
    private int gradientFrom;
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
        if (p.beta != 0) {
            scale(p, fromRow, toRow, fromColumn, toColumn);
        }
        int columns = toColumn - fromColumn;
        boolean addsToRest = columns % LENGTH != 0 && (p.beta != 0 || p.k > KC);
        if (p.plan.packsA() || p.plan.packsB() || addsToRest || isNarrow(p.plan, columns % NC)
                || (p.packedB != null && columns % LENGTH != 0) || p.update != null) {
            VectorGemm gemm = POOL.acquire();
            if (gemm == null) {
                gemm = new VectorGemm();
            }
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
        int nc;
        for (int j = fromColumn; j < toColumn; j += nc) {
            nc = Math.min(NC, toColumn - j);
            int rows = p.update != null && p.k > KC ? GRADIENT_ROWS : toRow - fromRow;
            for (int i = fromRow; i < toRow; i += rows) {
                multiplyRows(p, i, Math.min(toRow, i + rows), j, nc);
            }
        }
    }

    private void multiplyRows(Product p, int fromRow, int toRow, int j, int nc) {
        TileHeights heights = BLOCKING.heights(p.plan.leftIsColumnMajor(), p.plan.vectors());
        boolean packsB = p.packedB == null && (p.plan.packsB() || isNarrow(p.plan, nc));
        gradientFrom = fromRow;
        if (p.update != null) {
            int rows = p.k > KC ? toRow - fromRow : heights.tallest();
            if (gradient.length < rows * nc) {
                gradient = new float[rows * nc];
            }
        }
        for (int k = 0; k < p.k; k += KC) {
            int kc = Math.min(KC, p.k - k);
            if (packsB) {
                packB(p, j, nc, k, kc);
            }
            int packedTo = fromRow;
            int rows;
            for (int i = fromRow; i < toRow; i += rows) {
                int left = Math.min(toRow - i, p.rowsLeft(i));
                rows = heights.next(left);
                if (p.plan.packsA() && i == packedTo) {
                    packedTo = i + packA(p, heights, i, rows, left, k, kc);
                }
                if (p.k <= KC) {
                    gradientFrom = i;
                }
                multiplyStripe(p, i, rows, packsB, j, nc, k, kc);
                if (k + kc == p.k) {
                    finish(p, i, rows, j, nc);
                }
            }
        }
    }

    private void finish(Product p, int i, int rows, int j, int nc) {
        if (p.update != null) {
            VectorUpdates.RUNS.apply(p.update, gradient, (i - gradientFrom) * nc, nc, i, rows, j, nc);
        } else {
            Epilogues.apply(p, i, i + rows, j, j + nc);
        }
    }

    /** Whether there are so few columns that vectors would reach beyond B and C. */
    private static boolean isNarrow(Plan plan, int columns) {
        return columns > 0 && columns < Columns.vectors(plan.vectors(), columns) * LENGTH;
    }

    /**
     * Packs a stripe; or several if A is transposed, because a cache line has elements of several. All of those are of
     * full height, as any is that twice the height is left for. Returns how many rows were packed.
     */
    private int packA(Product p, TileHeights heights, int i, int rows, int left, int k, int kc) {
        int tallest = heights.tallest();
        int stripes = p.transA && rows == tallest ? Math.max(1, Math.min(STRIPES, left / tallest - 1)) : 1;
        int step = stripeStep(tallest, kc);
        if (packedA.length < stripes * step) {
            packedA = new float[stripes * step];
        }
        if (p.packedA != null) {
            Packing.copy(p.packedA.data(), p.packedA.index(i, k), p.packedA.width(i), 1, rows, kc, p.alpha, packedA, 0,
                    rows, 0);
        } else if (p.transA) {
            Packing.copy(p.a.data(), p.a.index(k, i), p.a.leadingDimension(), stripes, rows, kc, p.alpha, packedA, 0,
                    rows,
                    step);
        } else {
            Packing.transpose(p.a.data(), p.a.index(i, k), p.a.leadingDimension(), rows, kc, p.alpha, packedA, 0, rows);
        }
        packedFrom = i;
        return stripes * rows;
    }

    /** From one packed stripe to the next: a vector longer than a stripe, because packing writes whole vectors. */
    private static int stripeStep(int rows, int kc) {
        return rows * kc + LENGTH;
    }

    private void packB(Product p, int j, int nc, int k, int kc) {
        int panels = (BLOCKING.vectors(nc) - 1) / p.plan.vectors() + 1;
        int size = panels * panelStep(p.plan, kc) + LENGTH * kc;
        if (packedB.length < size) {
            packedB = new float[size];
        }
        Packing.packB(p.b, p.transB, j, nc, p.plan.vectors(), k, kc, packedB, panelStep(p.plan, kc));
    }

    private static int panelStep(Plan plan, int kc) {
        return plan.vectors() * LENGTH * kc + PANEL_GAP;
    }

    /** The tiles of some rows of C, with one block of k. */
    private void multiplyStripe(Product p, int i, int rows, boolean packsB, int j, int nc, int k, int kc) {
        boolean packsA = p.plan.packsA();
        boolean columnMajor = p.plan.leftIsColumnMajor();
        float[] a = packsA ? packedA : p.dataOfA();
        int ao = packsA ? (i - packedFrom) / rows * stripeStep(rows, kc) : p.indexOfA(i, k);
        int stepA = packsA ? rows : columnMajor ? p.stepOfA(i) : p.rowStepOfA();
        int stepRow = columnMajor ? 1 : stepA;
        boolean isGradient = p.update != null;
        float[] c = isGradient ? gradient : p.c.data();
        int ldc = isGradient ? nc : p.c.leadingDimension();
        int row = isGradient ? (i - gradientFrom) * nc : p.c.index(i, j);
        boolean add = k > 0 || p.beta != 0;
        float[] b = packsB ? packedB : p.dataOfB();
        int main = p.plan.vectors();
        int vectors;
        for (int jr = 0, panel = 0; jr < nc; jr += vectors * LENGTH, panel += panelStep(p.plan, kc)) {
            vectors = Columns.vectors(main, nc - jr);
            int width = vectors * LENGTH;
            int start = p.packedB != null ? jr : Columns.start(jr, width, nc);
            int bo = packsB ? panel : p.indexOfB(k, j + start);
            int stepB = packsB ? width : p.stepOfB(j + start);
            int co = row + start;
            int done = jr - start;
            // What the tile before has done already is done again, with the same result.
            boolean inPlace = start + width <= nc && (done == 0 || !add);
            TileHeights heights = BLOCKING.heights(columnMajor, vectors);
            int height;
            for (int r = 0; r < rows; r += height) {
                height = heights.next(rows - r);
                int ar = ao + r * stepRow;
                if (inPlace) {
                    MicroKernels.run(columnMajor, vectors, height, kc, a, ar, stepA, b, bo, stepB, add, c, co + r * ldc,
                            ldc);
                } else {
                    int left = nc - jr;
                    int cr = co + r * ldc + done;
                    if (add) {
                        copy(height, left, c, cr, ldc, edge, done, width);
                    }
                    MicroKernels.run(columnMajor, vectors, height, kc, a, ar, stepA, b, bo, stepB, add, edge, 0, width);
                    copy(height, left, edge, done, width, c, cr, ldc);
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
