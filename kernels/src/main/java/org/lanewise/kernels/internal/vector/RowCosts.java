package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.Pool;

/**
 * Softmax and the costs of examples in rows: some examples at a time become columns, for which {@link VectorCosts} has
 * the loops, and the results become rows again. The transposed block stays in the cache.
 *
 * <p>An object of this class is the workspace of one thread. Its views are made anew when examples have another length
 * than those of the call before.
 */
final class RowCosts {
    /** Examples of a block, as long as they are short. */
    private static final int EXAMPLES = 64;
    /** Elements of a block, where so many are as many examples as a vector has lanes. */
    private static final int ELEMENTS = 1 << 15;
    /** A longer example would make the workspace too large. */
    private static final int LONGEST = 1 << 18;

    private static final Matrix NONE = Matrix.zeros(0, 0);
    private static final Pool<RowCosts> POOL = new Pool<>();

    private Matrix z = NONE;
    private Matrix y = NONE;
    private Matrix a = NONE;
    private Matrix d = NONE;
    private final Matrix losses = Matrix.zeros(1, EXAMPLES);
    /** Rows of fewer elements than a vector has, one after the other; each is written as a vector, over the next one. */
    private final float[] shortRows = new float[(EXAMPLES + 1) * LENGTH];
    private final int[] classes = new int[EXAMPLES];
    private float smoothing;
    private Deviation deviation = Deviation.SQUARED;
    private float delta;

    private RowCosts() {
    }

    /** Whether examples are of a length that this class is for. */
    static boolean take(Matrix z) {
        return z.columns() <= LONGEST;
    }

    /** A kernel for examples in columns, on as many columns of a workspace; it captures nothing. */
    private interface Kernel {
        void run(RowCosts block, int columns);
    }

    static void softmax(Matrix z, Matrix a, int fromRow, int toRow) {
        run((block, n) -> VectorCosts.softmax(block.z, block.a, 0, n), acquire(), z, null, null, a, null,
                null, fromRow, toRow);
    }

    static void logSoftmax(Matrix z, Matrix a, int fromRow, int toRow) {
        run((block, n) -> VectorCosts.logSoftmax(block.z, block.a, 0, n), acquire(), z, null, null, a, null,
                null, fromRow, toRow);
    }

    static void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromRow, int toRow) {
        run((block, n) -> VectorCosts.sigmoidCrossEntropy(block.z, block.y, block.a, block.d, block.losses, 0, n),
                acquire(), z, y, null, a, dz, losses, fromRow, toRow);
    }

    static void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromRow, int toRow) {
        run((block, n) -> VectorCosts.softmaxCrossEntropy(block.z, block.y, block.a, block.d, block.losses, 0, n),
                acquire(), z, y, null, a, dz, losses, fromRow, toRow);
    }

    static void softmaxCrossEntropy(Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz, Matrix losses,
            int fromRow, int toRow) {
        RowCosts workspace = acquire();
        workspace.smoothing = smoothing;
        run((block, n) -> VectorCosts.softmaxCrossEntropy(block.z, block.classes, block.smoothing, block.a, block.d,
                block.losses, 0, n), workspace, z, null, classes, a, dz, losses, fromRow, toRow);
    }

    static void error(Deviation deviation, float delta, Matrix a, Matrix y, Matrix da, Matrix losses, int fromRow,
            int toRow) {
        RowCosts workspace = acquire();
        workspace.deviation = deviation;
        workspace.delta = delta;
        run((block, n) -> VectorCosts.error(block.deviation, block.delta, block.z, block.y, block.d, block.losses, 0,
                n), workspace, a, y, null, null, da, losses, fromRow, toRow);
    }

    private static RowCosts acquire() {
        RowCosts block = POOL.acquire();
        return block != null ? block : new RowCosts();
    }

    private static void run(Kernel kernel, RowCosts block, Matrix z, @Nullable Matrix y, int @Nullable [] classes,
            @Nullable Matrix a, @Nullable Matrix d, @Nullable Matrix losses, int fromRow, int toRow) {
        int n = z.columns();
        int wholeVectors = ELEMENTS / Math.max(n, 1) / LENGTH * LENGTH;
        int examples = Math.clamp(wholeVectors, LENGTH, EXAMPLES);
        block.z = sized(block.z, n, examples);
        block.y = y == null ? block.y : sized(block.y, n, examples);
        block.a = a == null ? block.a : sized(block.a, n, examples);
        block.d = d == null ? block.d : sized(block.d, n, examples);
        int rows;
        for (int i = fromRow; i < toRow; i += rows) {
            rows = Math.min(examples, toRow - i);
            toColumns(z, i, rows, block.z);
            toColumns(y, i, rows, block.y);
            if (classes != null) {
                Arrays.fill(block.classes, rows, EXAMPLES, -1);
                System.arraycopy(classes, i, block.classes, 0, rows);
            }
            // Whole vectors: what is beyond the last example is an older one, or 0.
            kernel.run(block, Math.ceilDiv(rows, LENGTH) * LENGTH);
            block.toRows(block.a, a, i, rows);
            block.toRows(block.d, d, i, rows);
            for (int r = 0; losses != null && r < rows; r++) {
                losses.data()[losses.index(i + r, 0)] = block.losses.data()[r];
            }
        }
        POOL.release(block);
    }

    /** A matrix of this shape, the old one or its array if that is large enough. */
    private static Matrix sized(Matrix old, int rows, int columns) {
        if (old.rows() == rows && old.columns() == columns) {
            return old;
        }
        // At least as many rows as a vector has elements: a short row may be read to the end of a vector.
        int size = Math.max(rows, LENGTH) * columns;
        return Matrix.view(old.data().length >= size ? old.data() : new float[size], 0, rows, columns, columns);
    }

    /** Some rows of X as columns. */
    private static void toColumns(@Nullable Matrix x, int row, int rows, Matrix block) {
        if (x != null && x.columns() > 0) {
            int n = x.columns();
            boolean readsOn = n < LENGTH && x.index(row + rows - 1, 0) <= x.data().length - LENGTH;
            Packing.transpose(x.data(), x.index(row, 0), x.leadingDimension(), rows, readsOn ? LENGTH : n, 1,
                    block.data(), 0, block.columns());
        }
    }

    /** Columns as rows of X. */
    private void toRows(Matrix block, @Nullable Matrix x, int row, int rows) {
        if (x == null || x.columns() == 0) {
            return;
        }
        int n = x.columns();
        if (n >= LENGTH) {
            Packing.transposeExactly(block.data(), 0, block.columns(), n, rows, x.data(), x.index(row, 0),
                    x.leadingDimension());
            return;
        }
        // Whole vectors, as they were computed.
        Packing.transpose(block.data(), 0, block.columns(), n, Math.ceilDiv(rows, LENGTH) * LENGTH, 1, shortRows, 0, n);
        int run = x.leadingDimension() == n ? rows : 1;
        for (int r = 0; r < rows; r += run) {
            System.arraycopy(shortRows, r * n, x.data(), x.index(row + r, 0), run * n);
        }
    }
}
