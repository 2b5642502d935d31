package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;

/** Sums over rows and columns, in the order of the contract. An object of this class is the workspace of one thread. */
public final class ScalarSums {
    /** Virtual lanes of a row sum: element j is added to lane j mod 64. */
    public static final int LANES = 64;

    private static final Pool<ScalarSums> POOL = new Pool<>();

    private final float[] lanes = new float[LANES];
    private final ColumnSums columnSums = new ColumnSums();

    private ScalarSums() {
    }

    private static ScalarSums acquire() {
        ScalarSums sums = POOL.acquire();
        return sums != null ? sums : new ScalarSums();
    }

    static void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        ScalarSums sums = acquire();
        float[] lanes = sums.lanes;
        for (int i = fromRow; i < toRow; i++) {
            Arrays.fill(lanes, 0);
            for (int j = 0; j < x.columns(); j++) {
                lanes[j % LANES] += x.data()[x.index(i, j)];
            }
            store(alpha, foldLanes(lanes, LANES / 2), beta, y.data(), y.index(i, 0));
        }
        POOL.release(sums);
    }

    /** The fixed tree: lane i takes lane i + s, for s = 32, 16, 8, 4, 2, 1; from the given s on. */
    public static float foldLanes(float[] lanes, int first) {
        for (int s = first; s > 0; s /= 2) {
            for (int i = 0; i < s; i++) {
                lanes[i] += lanes[i + s];
            }
        }
        return lanes[0];
    }

    static void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        ScalarSums pooled = acquire();
        ColumnSums sums = pooled.columnSums;
        int n;
        for (int j = fromColumn; j < toColumn; j += n) {
            n = Math.min(ColumnSums.COLUMNS, toColumn - j);
            sums.start(n);
            int rows;
            for (int i = 0; i < x.rows(); i += rows) {
                rows = Math.min(ColumnSums.BLOCK, x.rows() - i);
                sums.beforeRow(i);
                addRows(x.data(), x.index(i, j), x.leadingDimension(), rows, sums.chain, 0, n);
            }
            sums.finish();
            for (int column = 0; column < n; column++) {
                store(alpha, sums.chain[column], beta, y.data(), y.index(0, j + column));
            }
        }
        POOL.release(pooled);
    }

    /** Adds some rows to sums of columns, from the given column on to n. */
    public static void addRows(float[] x, int xo, int ldx, int rows, float[] sums, int from, int n) {
        for (int j = from; j < n; j++) {
            float sum = sums[j];
            for (int r = 0; r < rows; r++) {
                sum += x[xo + r * ldx + j];
            }
            sums[j] = sum;
        }
    }

    /** {@code y = α·sum + β·y}, where y is not read for {@code β = 0}. */
    public static void store(float alpha, float sum, float beta, float[] y, int at) {
        y[at] = beta == 0 ? Formulas.scaled(sum, alpha) : Formulas.scaledSum(sum, alpha, y[at], beta);
    }
}
