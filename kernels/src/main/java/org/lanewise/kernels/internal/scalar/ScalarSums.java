package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;

/** Sums over rows and columns, in the order of the contract. An object of this class is the workspace of one thread. */
public final class ScalarSums {
    /** Virtual lanes of a row sum: element j is added to lane j mod 64. */
    public static final int LANES = 64;

    /** Columns that are too few to be summed row by row: a chain of each block would wait for every addition. */
    public static final int FEW = 16;
    /** Blocks of a column that are summed at a time, each a chain of its own. */
    private static final int BLOCKS = 8;

    private static final Pool<ScalarSums> POOL = new Pool<>();

    private final float[] lanes = new float[LANES];
    private final ColumnSums columnSums = new ColumnSums();
    /** The sums of {@link #BLOCKS} blocks of a column, for each column. */
    private final float[] blocks = new float[FEW * BLOCKS];

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

    /** {@code y = α·columnSums(X) + β·y} for some columns. */
    public static void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        ScalarSums pooled = acquire();
        ColumnSums sums = pooled.columnSums;
        int n;
        for (int j = fromColumn; j < toColumn; j += n) {
            n = Math.min(ColumnSums.COLUMNS, toColumn - j);
            sums.start(n);
            int rows;
            for (int i = n < FEW ? pooled.addBlocks(x, j, n) : 0; i < x.rows(); i += rows) {
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

    /** As many rows as there are eight blocks of, for few columns; returns how many rows these are. */
    private int addBlocks(Matrix x, int column, int n) {
        int rows = x.rows() - x.rows() % (BLOCKS * ColumnSums.BLOCK);
        for (int i = 0; i < rows; i += BLOCKS * ColumnSums.BLOCK) {
            for (int j = 0; j < n; j++) {
                sumBlocks(x.data(), x.index(i, column + j), x.leadingDimension(), blocks, j * BLOCKS);
            }
            for (int block = 0; block < BLOCKS; block++) {
                columnSums.beforeRow(i + block * ColumnSums.BLOCK);
                for (int j = 0; j < n; j++) {
                    columnSums.chain[j] = blocks[j * BLOCKS + block];
                }
            }
        }
        return rows;
    }

    private static void sumBlocks(float[] x, int xo, int ldx, float[] sums, int at) {
        int next = ColumnSums.BLOCK * ldx;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int r = 0, i = xo; r < ColumnSums.BLOCK; r++, i += ldx) {
            s0 += x[i];
            s1 += x[i + next];
            s2 += x[i + 2 * next];
            s3 += x[i + 3 * next];
            s4 += x[i + 4 * next];
            s5 += x[i + 5 * next];
            s6 += x[i + 6 * next];
            s7 += x[i + 7 * next];
        }
        sums[at] = s0;
        sums[at + 1] = s1;
        sums[at + 2] = s2;
        sums[at + 3] = s3;
        sums[at + 4] = s4;
        sums[at + 5] = s5;
        sums[at + 6] = s6;
        sums[at + 7] = s7;
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
