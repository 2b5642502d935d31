package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;

/**
 * Dot products and products of a matrix with a vector, in the order of the contract. A vector is a matrix with one column
 * or one row. An object of this class is the workspace of one thread.
 */
public final class ScalarMatrixVector {
    private static final int LANES = ScalarSums.LANES;

    private static final Pool<ScalarMatrixVector> POOL = new Pool<>();

    private final float[] lanes = new float[LANES];
    private final ColumnSums columnSums = new ColumnSums();

    private ScalarMatrixVector() {
    }

    private static ScalarMatrixVector acquire() {
        ScalarMatrixVector workspace = POOL.acquire();
        return workspace != null ? workspace : new ScalarMatrixVector();
    }

    /** The number of elements of a vector. */
    public static int length(Matrix v) {
        return v.columns() == 1 ? v.rows() : v.columns();
    }

    /** The distance in the array between an element of a vector and the next one. */
    public static int step(Matrix v) {
        return v.columns() == 1 ? v.leadingDimension() : 1;
    }

    static float dot(Matrix x, Matrix y) {
        ScalarMatrixVector workspace = acquire();
        float sum = workspace.dot(x.data(), x.offset(), step(x), y, length(x));
        POOL.release(workspace);
        return sum;
    }

    /** Product j is added to virtual lane j mod 64; then the lanes are folded. */
    private float dot(float[] x, int xo, int stepX, Matrix y, int n) {
        int yo = y.offset();
        int stepY = step(y);
        Arrays.fill(lanes, 0);
        for (int j = 0; j < n; j += LANES) {
            int count = Math.min(LANES, n - j);
            for (int lane = 0; lane < count; lane++) {
                lanes[lane] = Fma.fma(x[xo + (j + lane) * stepX], y.data()[yo + (j + lane) * stepY], lanes[lane]);
            }
        }
        return ScalarSums.foldLanes(lanes, LANES / 2);
    }

    /** {@code y = α·A·x + β·y} for some rows of A. */
    static void rows(float alpha, Matrix a, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        ScalarMatrixVector workspace = acquire();
        int n = alpha == 0 ? 0 : a.columns();
        for (int i = fromRow; i < toRow; i++) {
            float sum = workspace.dot(a.data(), a.index(i, 0), 1, x, n);
            ScalarSums.store(alpha, sum, beta, y.data(), y.offset() + i * step(y));
        }
        POOL.release(workspace);
    }

    /** {@code y = α·Aᵀ·x + β·y} for some columns of A. */
    static void columns(float alpha, Matrix a, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        ScalarMatrixVector workspace = acquire();
        ColumnSums sums = workspace.columnSums;
        int m = alpha == 0 ? 0 : a.rows();
        int n;
        for (int j = fromColumn; j < toColumn; j += n) {
            n = Math.min(ColumnSums.COLUMNS, toColumn - j);
            sums.start(n);
            for (int i = 0; i < m; i++) {
                sums.beforeRow(i);
                addScaledRow(x.data()[x.offset() + i * step(x)], a.data(), a.index(i, j), sums.chain, n);
            }
            sums.finish();
            for (int column = 0; column < n; column++) {
                ScalarSums.store(alpha, sums.chain[column], beta, y.data(), y.offset() + (j + column) * step(y));
            }
        }
        POOL.release(workspace);
    }

    private static void addScaledRow(float x, float[] a, int ao, float[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] = Fma.fma(x, a[ao + j], sums[j]);
        }
    }
}
