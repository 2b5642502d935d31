package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ColumnSums;
import org.lanewise.kernels.internal.scalar.ScalarMatrixVector;
import org.lanewise.kernels.internal.scalar.ScalarSums;

/** Sums over rows and columns, in the order of the contract. An object of this class is the workspace of one thread. */
final class VectorSums {
    private static final int LANES = ScalarSums.LANES;

    private static final int BLOCK = ColumnSums.BLOCK;
    private static final float[] ONES = new float[BLOCK];

    static {
        Arrays.fill(ONES, 1);
    }

    private static final Pool<VectorSums> POOL = new Pool<>();

    /** Rows whose lanes are folded at a time. */
    private static final int ROWS = Transpose16.SIZE;

    /** The virtual lanes of one row; or those of {@link #ROWS} rows, when four vectors have become one. */
    private final float[] lanes = new float[ROWS * Transpose16.SIZE];
    /** The same lanes of all rows next to each other. */
    private final float[] transposed = new float[ROWS * Transpose16.SIZE];

    private final ColumnSums columnSums = new ColumnSums();

    private VectorSums() {
    }

    private static VectorSums acquire() {
        VectorSums sums = POOL.acquire();
        return sums != null ? sums : new VectorSums();
    }

    static void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        VectorSums sums = acquire();
        if (LANES == 4 * LENGTH) {
            for (int i = fromRow; i < toRow; i += ROWS) {
                int rows = Math.min(ROWS, toRow - i);
                sums.sumRows(x.data(), x.index(i, 0), x.leadingDimension(), rows, x.columns());
                for (int r = 0; r < rows; r++) {
                    ScalarSums.store(alpha, sums.lanes[r], beta, y.data(), y.index(i + r, 0));
                }
            }
        } else {
            for (int i = fromRow; i < toRow; i++) {
                float sum = sums.sum(x.data(), x.index(i, 0), x.columns());
                ScalarSums.store(alpha, sum, beta, y.data(), y.index(i, 0));
            }
        }
        POOL.release(sums);
    }

    /** The sums of some rows, left in {@code lanes}, where four vectors are all 64 lanes. */
    private void sumRows(float[] x, int xo, int ldx, int rows, int n) {
        addUpToSixteenLanes(x, xo, ldx, rows, n, lanes);
        Transpose16.block(lanes, 0, Transpose16.SIZE, rows, 1, transposed, 0, ROWS);
        foldSixteenLanes(transposed, lanes);
    }

    /** Element j of a row is added to virtual lane j mod 64; then lanes 32 and 16 apart to each other. */
    private static void addUpToSixteenLanes(float[] x, int xo, int ldx, int rows, int n, float[] lanes) {
        int whole = n / LANES * LANES;
        int rest = n - whole;
        VectorMask<Float> m0 = F.indexInRange(0, rest);
        VectorMask<Float> m1 = F.indexInRange(LENGTH, rest);
        VectorMask<Float> m2 = F.indexInRange(2 * LENGTH, rest);
        VectorMask<Float> m3 = F.indexInRange(3 * LENGTH, rest);
        for (int r = 0; r < rows; r++) {
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = FloatVector.zero(F);
            FloatVector s2 = FloatVector.zero(F);
            FloatVector s3 = FloatVector.zero(F);
            int at = xo + r * ldx;
            int end = at + whole;
            for (; at < end; at += LANES) {
                s0 = FloatVector.fromArray(F, x, at).add(s0);
                s1 = FloatVector.fromArray(F, x, at + LENGTH).add(s1);
                s2 = FloatVector.fromArray(F, x, at + 2 * LENGTH).add(s2);
                s3 = FloatVector.fromArray(F, x, at + 3 * LENGTH).add(s3);
            }
            if (rest > 0) {
                // What is masked out adds +0, which changes no sum, because none is ever −0.
                s0 = FloatVector.fromArray(F, x, at, m0).add(s0);
                s1 = FloatVector.fromArray(F, x, at + LENGTH, m1).add(s1);
                s2 = FloatVector.fromArray(F, x, at + 2 * LENGTH, m2).add(s2);
                s3 = FloatVector.fromArray(F, x, at + 3 * LENGTH, m3).add(s3);
            }
            // No sum of a loop is the receiver of an operation: the JIT may not know its class (docs/adr/0006).
            FloatVector even = FloatVector.zero(F).add(s0).add(s2);
            even.add(FloatVector.zero(F).add(s1).add(s3)).intoArray(lanes, r * LENGTH);
        }
    }

    /** The rest of the tree, lanes 8, 4, 2 and 1 apart, for as many rows as a vector has lanes. */
    private static void foldSixteenLanes(float[] transposed, float[] sums) {
        for (int s = Transpose16.SIZE / 2; s > 0; s /= 2) {
            for (int lane = 0; lane < s; lane++) {
                add(transposed, lane * LENGTH, transposed, (lane + s) * LENGTH);
            }
        }
        FloatVector.fromArray(F, transposed, 0).intoArray(sums, 0);
    }

    /** The sum of a run: element j is added to virtual lane j mod 64, then the lanes are folded. */
    private float sum(float[] x, int xo, int n) {
        int whole = n / LANES * LANES;
        if (whole > 0) {
            sumWhole(lanes, x, xo, whole);
        } else {
            Arrays.fill(lanes, 0, LANES, 0);
        }
        int j = whole;
        for (; j <= n - LENGTH; j += LENGTH) {
            add(lanes, j - whole, x, xo + j);
        }
        for (; j < n; j++) {
            lanes[j - whole] += x[xo + j];
        }
        return fold(lanes);
    }

    /** The fixed tree as far as vectors reach; what is left of it is a few scalar additions. */
    static float fold(float[] lanes) {
        int s = LANES / 2;
        for (; s >= LENGTH; s /= 2) {
            for (int i = 0; i < s; i += LENGTH) {
                add(lanes, i, lanes, i + s);
            }
        }
        return ScalarSums.foldLanes(lanes, s);
    }

    private static void sumWhole(float[] lanes, float[] x, int xo, int n) {
        for (int lane = 0; lane < LANES; lane += 4 * LENGTH) {
            // 4·LENGTH is 64, 32 or 16: four chains at a time hide the latency of the additions.
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int j = lane; j < n; j += LANES) {
                s0 = FloatVector.fromArray(F, x, xo + j).add(s0);
                s1 = FloatVector.fromArray(F, x, xo + j + LENGTH).add(s1);
                s2 = FloatVector.fromArray(F, x, xo + j + 2 * LENGTH).add(s2);
                s3 = FloatVector.fromArray(F, x, xo + j + 3 * LENGTH).add(s3);
            }
            s0.intoArray(lanes, lane);
            s1.intoArray(lanes, lane + LENGTH);
            s2.intoArray(lanes, lane + 2 * LENGTH);
            s3.intoArray(lanes, lane + 3 * LENGTH);
        }
    }

    /** {@code to(i) = to(i) + from(i)} for one vector. */
    private static void add(float[] to, int at, float[] from, int fromAt) {
        FloatVector.fromArray(F, to, at).add(FloatVector.fromArray(F, from, fromAt)).intoArray(to, at);
    }

    static void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        boolean isRun = x.columns() == 1 && x.leadingDimension() == 1;
        if (toColumn - fromColumn < Math.min(LENGTH, ScalarSums.FEW) && !(isRun && LENGTH == Transpose16.SIZE)) {
            ScalarSums.columnSums(alpha, x, beta, y, fromColumn, toColumn);
            return;
        }
        VectorSums pooled = acquire();
        ColumnSums sums = pooled.columnSums;
        int n;
        for (int j = fromColumn; j < toColumn; j += n) {
            n = Math.min(ColumnSums.COLUMNS, toColumn - j);
            sums.start(n);
            int rows;
            for (int i = isRun ? pooled.addBlocks(x) : 0; i < x.rows(); i += rows) {
                rows = Math.min(BLOCK, x.rows() - i);
                sums.beforeRow(i);
                int xo = x.index(i, j);
                int done = addRows(x.data(), xo, x.leadingDimension(), rows, sums.chain, n);
                ScalarSums.addRows(x.data(), xo, x.leadingDimension(), rows, sums.chain, done, n);
            }
            sums.finish();
            store(alpha, sums.chain, beta, y, j, n);
        }
        POOL.release(pooled);
    }

    /** As many elements of a run as there are sixteen blocks of, a block in each lane; returns how many these are. */
    private int addBlocks(Matrix x) {
        int rows = x.rows() - x.rows() % (ROWS * BLOCK);
        for (int i = 0; i < rows; i += ROWS * BLOCK) {
            Arrays.fill(lanes, 0, ROWS, 0);
            // A multiply-add of a product with 1 is an addition.
            Transpose16.dotRows(x.data(), x.index(i, 0), BLOCK, 0, BLOCK, ONES, lanes, 0);
            for (int block = 0; block < ROWS; block++) {
                columnSums.beforeRow(i + block * BLOCK);
                columnSums.chain[0] = lanes[block];
            }
        }
        return rows;
    }

    /** {@code y = α·sums + β·y} for n elements of a vector, from number i on. */
    static void store(float alpha, float[] sums, float beta, Matrix y, int i, int n) {
        int step = ScalarMatrixVector.step(y);
        int yo = y.offset() + i * step;
        int done = 0;
        if (step == 1) {
            done = beta == 0
                    ? VectorFormulas.scaled(sums, 0, alpha, y.data(), yo, n)
                    : VectorFormulas.scaledSum(sums, 0, alpha, y.data(), yo, beta, y.data(), yo, n);
        }
        for (int j = done; j < n; j++) {
            ScalarSums.store(alpha, sums[j], beta, y.data(), yo + j * step);
        }
    }

    /** Adds some rows to sums of columns, as many as fill whole vectors; four rows for each load and store of a sum. */
    private static int addRows(float[] x, int xo, int ldx, int rows, float[] sums, int n) {
        int whole = n - n % LENGTH;
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            int x0 = xo + r * ldx;
            int x1 = x0 + ldx;
            int x2 = x1 + ldx;
            int x3 = x2 + ldx;
            for (int j = 0; j < whole; j += LENGTH) {
                FloatVector sum = FloatVector.fromArray(F, sums, j);
                sum = FloatVector.fromArray(F, x, x0 + j).add(sum);
                sum = FloatVector.fromArray(F, x, x1 + j).add(sum);
                sum = FloatVector.fromArray(F, x, x2 + j).add(sum);
                sum = FloatVector.fromArray(F, x, x3 + j).add(sum);
                sum.intoArray(sums, j);
            }
        }
        for (; r < rows; r++) {
            int at = xo + r * ldx;
            for (int j = 0; j < whole; j += LENGTH) {
                FloatVector.fromArray(F, sums, j).add(FloatVector.fromArray(F, x, at + j)).intoArray(sums, j);
            }
        }
        return whole;
    }
}
