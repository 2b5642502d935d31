package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.BLOCKING;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.TileHeights;

/**
 * Products with a packed right operand whose rows are shorter than a vector, as those of a network's last layer are. The
 * rows stay a vector apart until bias and activation are applied, to whole vectors, and are then moved together.
 *
 * <p>An object of this class is the workspace of one thread.
 */
final class ShortRows {
    /** Rows that are finished at a time. */
    private static final int ROWS = 96;

    private static final Pool<ShortRows> POOL = new Pool<>();

    /** Rows of C, a vector apart. */
    private final float[] apart = new float[ROWS * LENGTH];
    /** The same rows, one after the other. */
    private final float[] together = new float[ROWS * LENGTH];
    private final float[] bias = new float[LENGTH];

    private ShortRows() {
    }

    /** Whether a product is computed here. */
    static boolean suits(Product p, int columns) {
        return p.packedB != null && columns < LENGTH && !p.plan.packsA() && p.beta == 0 && p.update == null
                && p.toK - p.fromK <= Product.KC && (p.activation == null || p.biasOfColumns);
    }

    static void product(Product p, int fromRow, int toRow, int column, int columns) {
        ShortRows workspace = POOL.acquire();
        if (workspace == null) {
            workspace = new ShortRows();
        }
        workspace.multiply(p, fromRow, toRow, column, columns);
        POOL.release(workspace);
    }

    private void multiply(Product p, int fromRow, int toRow, int column, int columns) {
        if (p.bias != null) {
            for (int j = 0; j < columns; j++) {
                bias[j] = p.bias.data()[p.bias.index(column + j, 0)];
            }
        }
        boolean columnMajor = p.plan.leftIsColumnMajor();
        TileHeights heights = BLOCKING.heights(columnMajor, 1);
        int bo = p.indexOfB(p.fromK, column);
        int stepB = p.stepOfB(column);
        int rows;
        for (int i = fromRow; i < toRow; i += rows) {
            rows = 0;
            int height;
            // The heights are those of a stripe: tiles do not change with the rows that are finished at a time.
            for (; i + rows < toRow && rows + heights.tallest() <= ROWS; rows += height) {
                height = heights.next(toRow - i - rows);
                int stepA = columnMajor ? p.stepOfA(i + rows) : p.rowStepOfA();
                MicroKernels.run(columnMajor, 1, height, p.toK - p.fromK, p.dataOfA(), p.indexOfA(i + rows, p.fromK),
                        stepA, p.dataOfB(), bo, stepB, false, apart, rows * LENGTH, LENGTH);
            }
            finish(p, i, rows, column, columns);
        }
    }

    private void finish(Product p, int i, int rows, int column, int columns) {
        Activation g = p.activation;
        if (g == null) {
            store(p.dataOfC(), p.indexOfC(i, column), p.rowStepOfC(), rows, columns);
            return;
        }
        FewColumns.addBias(bias, apart, LENGTH, rows);
        Matrix a = Objects.requireNonNull(p.activated);
        if (a != p.c) {
            store(p.c.data(), p.c.index(i, column), p.c.leadingDimension(), rows, columns);
        }
        VectorActivations.activate(g, apart, 0, apart, 0, rows * LENGTH);
        store(a.data(), a.index(i, column), a.leadingDimension(), rows, columns);
    }

    private void store(float[] c, int co, int ldc, int rows, int columns) {
        if (ldc == columns) {
            moveTogether(apart, rows, columns, together);
            System.arraycopy(together, 0, c, co, rows * columns);
        } else {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(apart, r * LENGTH, c, co + r * ldc, columns);
            }
        }
    }

    /** Writes each row as a vector, over the end of the one before. */
    static void moveTogether(float[] apart, int rows, int columns, float[] together) {
        for (int r = 0; r < rows; r++) {
            FloatVector.fromArray(F, apart, r * LENGTH).intoArray(together, r * columns);
        }
    }
}
