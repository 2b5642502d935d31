package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.BLOCKING;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.TileHeights;

/**
 * Products with so few columns that vectors along C's rows would be nearly empty: {@code Cᵀ = op(B)ᵀ·op(A)ᵀ}, with lanes
 * down the columns of C. The chains of multiply-adds stay the same, so the bits do. A panel of op(A) is the right
 * operand: packed beforehand, packed here, or in its place if A is transposed; op(B)ᵀ is the left one and always stays
 * where it is.
 *
 * <p>An object of this class is the workspace of one thread.
 */
final class FewColumns {
    private static final int KC = Product.KC;
    /** From so many columns on C is transposed in registers; fewer are cheaper element by element. */
    private static final int MIN_COLUMNS_IN_REGISTERS = 4;

    /** Steps of k for which a panel stays in the L1 cache. */
    private static final int PIECE = 64;
    private static final int CHAIN_WIDTH = MicroKernels.CHAIN_VECTORS * LENGTH;

    private static final Pool<FewColumns> POOL = new Pool<>();

    private float[] packed = new float[0];
    /** The block of Cᵀ with the rows of one panel. */
    private float[] sums = new float[0];
    /** The same block as it goes to C. */
    private float[] block = new float[0];
    /** The chains of one block of k, between one piece and the next. */
    private float[] chains = new float[0];
    /** The same block in place of C where the product is a gradient. */
    private float[] gradient = new float[0];
    private final float[] bias = new float[Panels.ROWS];

    private FewColumns() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        FewColumns workspace = POOL.acquire();
        if (workspace == null) {
            workspace = new FewColumns();
        }
        int rows;
        for (int i = fromRow; i < toRow; i += rows) {
            rows = Math.min(Panels.ROWS, toRow - i);
            workspace.panel(p, i, rows, fromColumn, toColumn - fromColumn);
        }
        POOL.release(workspace);
    }

    /** Some rows of C, as many as a panel has. */
    private void panel(Product p, int i, int rows, int column, int columns) {
        int width = width(rows);
        boolean inPlace = p.packedA == null && !p.plan.packsA();
        // Vectors reach back over rows that are another panel's, rather than beyond A.
        int first = inPlace ? Columns.start(i, width, p.c.rows()) : i;
        if (sums.length < columns * width) {
            sums = new float[columns * width];
            block = new float[columns * width + LENGTH];
        }
        if (p.beta != 0) {
            load(p, i, rows, column, columns, width, i - first);
        }
        for (int k = p.fromK; k < p.toK; k += KC) {
            int kc = Math.min(KC, p.toK - k);
            if (inPieces(p, kc, rows)) {
                multiplyInPieces(p, i, rows, column, columns, k, kc, width);
                continue;
            }
            float[] right;
            int ro;
            int step;
            if (inPlace) {
                right = p.a.data();
                ro = p.a.index(k, first);
                step = p.a.leadingDimension();
            } else if (p.packedA != null && !p.plan.packsA()) {
                right = p.packedA.data();
                ro = p.packedA.index(i, k);
                step = p.packedA.width(i);
            } else {
                pack(p, i, rows, width, k, 0, kc);
                right = packed;
                ro = 0;
                step = width;
            }
            multiply(p, column, columns, k, kc, right, ro, step, width);
        }
        finish(p, i, rows, column, columns, width, i - first);
    }

    /** Copies some steps of the block of k that starts at k. */
    private void pack(Product p, int i, int rows, int width, int k, int from, int kc) {
        Packing.count(rows, kc);
        if (packed.length < width * kc + LENGTH) {
            packed = new float[width * kc + LENGTH];
        }
        if (p.packedA != null) {
            Packing.copy(p.packedA.data(), p.packedA.index(i, k) + from * p.packedA.width(i), p.packedA.width(i), 1,
                    rows, kc, p.alpha, packed, 0, width, 0);
        } else if (p.transA) {
            Packing.copy(p.a.data(), p.a.index(k + from, i), p.a.leadingDimension(), 1, rows, kc, p.alpha, packed, 0,
                    width,
                    0);
        } else {
            Packing.transpose(p.a.data(), p.a.index(i, k + from), p.a.leadingDimension(), rows, kc, p.alpha, packed, 0,
                    width);
        }
    }

    /** Whether what is copied had better stay in the L1 cache. */
    static boolean inPieces(Product p, int kc, int rows) {
        return p.plan.packsA() && kc >= 2 * PIECE && width(rows) % CHAIN_WIDTH == 0;
    }

    /** The rows of a panel, filled up to whole vectors. */
    private static int width(int rows) {
        return (rows + LENGTH - 1) / LENGTH * LENGTH;
    }

    /**
     * {@code sums = sums + op(B)ᵀ·op(A)ᵀ} with one block of k: pieces of the panel are multiplied with all columns as soon
     * as they are copied, and the chains go on from piece to piece.
     */
    private void multiplyInPieces(Product p, int i, int rows, int column, int columns, int k, int kc, int width) {
        if (chains.length < columns * width) {
            chains = new float[columns * width];
        }
        Arrays.fill(chains, 0, columns * width, 0);
        boolean columnMajor = p.plan.leftIsColumnMajor();
        TileHeights heights = BLOCKING.heights(columnMajor, MicroKernels.CHAIN_VECTORS);
        Matrix b = p.b;
        int steps;
        for (int q = k; q < k + kc; q += steps) {
            int left = k + kc - q;
            // From a cache line on, where rows collide in L1.
            int ahead = q > k || p.transA || p.packedA != null
                    ? 0
                    : VectorGemv.toCacheLine(p.a.index(i, k), p.a.leadingDimension());
            // A short piece at the end would be copied element by element.
            steps = ahead > 0 ? ahead + LENGTH : left < PIECE + LENGTH ? left : PIECE;
            pack(p, i, rows, width, k, q - k, steps);
            for (int lane = 0; lane < width; lane += CHAIN_WIDTH) {
                int height;
                for (int j = 0; j < columns; j += height) {
                    height = heights.next(columns - j);
                    int bo = columnMajor ? b.index(q, column + j) : b.index(column + j, q);
                    MicroKernels.goOn(columnMajor, height, steps, b.data(), bo, b.leadingDimension(), packed, lane,
                            width,
                            chains, j * width + lane, width);
                }
            }
        }
        addChains(chains, k > p.fromK || p.beta != 0, sums, columns * width);
    }

    /** {@code sums = sums + chains}, or {@code 0 + chains}, so that no −0 is left. */
    static void addChains(float[] chains, boolean add, float[] sums, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            FloatVector sum = add ? FloatVector.fromArray(F, sums, j) : FloatVector.zero(F);
            FloatVector.fromArray(F, chains, j).add(sum).intoArray(sums, j);
        }
    }

    /** {@code sums = sums + op(B)ᵀ·op(A)ᵀ} with one block of k. */
    private void multiply(Product p, int column, int columns, int k, int kc, float[] right, int ro, int step,
            int width) {
        boolean columnMajor = p.plan.leftIsColumnMajor();
        boolean add = k > p.fromK || p.beta != 0;
        Matrix b = p.b;
        int vectors;
        for (int lane = 0; lane < width; lane += vectors * LENGTH) {
            vectors = Columns.vectors(p.plan.vectors(), width - lane);
            TileHeights heights = BLOCKING.heights(columnMajor, vectors);
            int height;
            for (int j = 0; j < columns; j += height) {
                height = heights.next(columns - j);
                int bo = columnMajor ? b.index(k, column + j) : b.index(column + j, k);
                MicroKernels.run(columnMajor, vectors, height, kc, b.data(), bo, b.leadingDimension(), right, ro + lane,
                        step, add, sums, j * width + lane, width);
            }
        }
    }

    /** {@code sums = β·Cᵀ}, to which the blocks' sums are added. */
    private void load(Product p, int i, int rows, int column, int columns, int width, int skip) {
        float[] c = p.dataOfC();
        for (int r = 0; r < rows; r++) {
            int co = p.indexOfC(i + r, column);
            for (int j = 0; j < columns; j++) {
                sums[j * width + skip + r] = p.beta * c[co + j];
            }
        }
    }

    /** The epilogue, and the way to C. */
    private void finish(Product p, int i, int rows, int column, int columns, int width, int skip) {
        if (p.update != null) {
            if (gradient.length < rows * columns) {
                gradient = new float[rows * columns];
            }
            store(gradient, 0, columns, rows, columns, width, skip);
            VectorUpdates.RUNS.apply(p.update, gradient, 0, columns, i, rows, column, columns);
            return;
        }
        Activation g = p.activation;
        if (g == null || p.bias == null || p.biasOfColumns) {
            store(p.dataOfC(), p.indexOfC(i, column), p.rowStepOfC(), rows, columns, width, skip);
            Epilogues.apply(p, i, i + rows, column, column + columns);
            return;
        }
        Matrix b = p.bias;
        for (int r = 0; r < rows; r++) {
            bias[skip + r] = b.data()[b.index(i + r, 0)];
        }
        addBias(bias, sums, width, columns);
        Matrix a = Objects.requireNonNull(p.activated);
        if (a != p.c) {
            store(p.c.data(), p.c.index(i, column), p.c.leadingDimension(), rows, columns, width, skip);
        }
        VectorActivations.activate(g, sums, 0, sums, 0, columns * width);
        store(a.data(), a.index(i, column), a.leadingDimension(), rows, columns, width, skip);
    }

    /** {@code Zᵀ = Zᵀ + bᵀ}: b has an element for each lane. */
    static void addBias(float[] bias, float[] z, int width, int columns) {
        for (int lane = 0; lane < width; lane += LENGTH) {
            FloatVector b = FloatVector.fromArray(F, bias, lane);
            for (int j = 0; j < columns; j++) {
                FloatVector.fromArray(F, z, j * width + lane).add(b).intoArray(z, j * width + lane);
            }
        }
    }

    /** {@code C = sumsᵀ} for some rows. */
    private void store(float[] c, int co, int ldc, int rows, int columns, int width, int skip) {
        if (columns < MIN_COLUMNS_IN_REGISTERS) {
            for (int j = 0; j < columns; j++) {
                for (int r = 0; r < rows; r++) {
                    c[co + r * ldc + j] = sums[j * width + skip + r];
                }
            }
            return;
        }
        Packing.transpose(sums, skip, width, columns, rows, 1, block, 0, columns);
        if (ldc == columns) {
            System.arraycopy(block, 0, c, co, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(block, r * columns, c, co + r * ldc, columns);
            }
        }
    }
}
