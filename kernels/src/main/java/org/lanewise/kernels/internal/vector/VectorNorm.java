package org.lanewise.kernels.internal.vector;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ColumnSums;
import org.lanewise.kernels.internal.scalar.Formulas;
import org.lanewise.kernels.internal.scalar.ScalarNorm;
import org.lanewise.kernels.internal.scalar.ScalarSums;

/** The norm of a matrix, in the order of the contract. An object of this class is the workspace of one thread. */
final class VectorNorm {
    private static final int BLOCK = ScalarNorm.BLOCK;
    /** Largest magnitudes that are kept at a time: few are soon compared with each other, and short runs are slow. */
    private static final int MAXIMA = 512;

    private static final Pool<VectorNorm> POOL = new Pool<>();

    private final float[] block = new float[BLOCK];
    private final float[] lanes = new float[ScalarSums.LANES];
    private final ColumnSums sums = new ColumnSums();

    private VectorNorm() {
    }

    static float norm(Matrix x) {
        VectorNorm workspace = POOL.acquire();
        if (workspace == null) {
            workspace = new VectorNorm();
        }
        // Without gaps it is a single row: the elements count, and not their shape.
        int rows = x.isContiguous() ? 1 : x.rows();
        int columns = x.isContiguous() ? x.rows() * x.columns() : x.columns();
        float norm = workspace.norm(x, 0, rows, columns);
        POOL.release(workspace);
        return norm;
    }

    /** Scales those of some rows whose norm is larger than the limit. */
    static void limitRows(float limit, Matrix w, int fromRow, int toRow) {
        VectorNorm workspace = POOL.acquire();
        if (workspace == null) {
            workspace = new VectorNorm();
        }
        for (int i = fromRow; i < toRow; i++) {
            float norm = workspace.norm(w, i, 1, w.columns());
            if (norm > limit) {
                int at = w.index(i, 0);
                VectorElements.run(ElementWise.SCALED, limit / norm, w.data(), at, w.data(), at, w.data(), at,
                        w.columns());
            }
        }
        POOL.release(workspace);
    }

    private float norm(Matrix x, int row, int rows, int columns) {
        float scale = ScalarNorm.scale(largestMagnitude(x, row, rows, columns));
        return ScalarNorm.norm(sumOfSquares(x, row, rows, columns, scale), scale);
    }

    /** First of the elements that are a multiple of so many columns apart, then of all. */
    private float largestMagnitude(Matrix x, int row, int rows, int columns) {
        int maxima = Math.min(MAXIMA, columns);
        Arrays.fill(block, 0, maxima, 0);
        for (int i = row; i < row + rows; i++) {
            int n;
            for (int j = 0; j < columns; j += n) {
                n = Math.min(maxima, columns - j);
                int at = x.index(i, j);
                int done = VectorFormulas.largestMagnitude(block, 0, x.data(), at, block, 0, n);
                for (int k = done; k < n; k++) {
                    block[k] = Formulas.largestMagnitude(block[k], x.data()[at + k]);
                }
            }
        }
        float max = 0;
        for (int k = 0; k < maxima; k++) {
            max = Formulas.largestMagnitude(max, block[k]);
        }
        return max;
    }

    private float sumOfSquares(Matrix x, int row, int rows, int columns, float scale) {
        sums.start(1);
        Arrays.fill(lanes, 0);
        int blocks = 0;
        int count = 0;
        for (int i = row; i < row + rows; i++) {
            int n;
            for (int j = 0; j < columns; j += n) {
                n = Math.min(BLOCK - count, columns - j);
                int at = x.index(i, j);
                int done = VectorFormulas.scaled(x.data(), at, scale, block, count, n);
                for (int k = done; k < n; k++) {
                    block[count + k] = Formulas.scaled(x.data()[at + k], scale);
                }
                count += n;
                if (count == BLOCK) {
                    addBlock(count, blocks);
                    blocks++;
                    count = 0;
                }
            }
        }
        addBlock(count, blocks);
        sums.finish();
        return sums.chain[0];
    }

    private void addBlock(int count, int number) {
        VectorMatrixVector.addProducts(block, 0, block, 0, count, lanes, 0);
        ScalarNorm.addBlock(lanes, number, sums);
    }
}
