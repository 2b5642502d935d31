package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.scalar.ScalarMatrixVector.length;
import static org.lanewise.kernels.internal.scalar.ScalarMatrixVector.step;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ColumnSums;
import org.lanewise.kernels.internal.scalar.ScalarSums;

/**
 * Dot products and products of a matrix with a vector, in the order of the contract: lanes run along the rows of the
 * matrix, which is read once and as it lies. An object of this class is the workspace of one thread.
 */
final class VectorMatrixVector {
    private static final int LANES = ScalarSums.LANES;
    /** Rows whose lanes are folded at a time. */
    private static final int ROWS = 16;
    /** Lanes that a row has left when it is transposed. */
    private static final int SIXTEEN = 16;
    /** Rows that share what is loaded of the vector; where there are 32 registers, as all 512-bit ones have. */
    private static final int ROWS_TOGETHER = 4;
    /** Products that are added before the next of the virtual lanes have their turn: what they leave out is in L1 then. */
    private static final int BLOCK = 1024;

    private static final Pool<VectorMatrixVector> POOL = new Pool<>();

    /** The virtual lanes of some rows. */
    private final float[] lanes = new float[ROWS * LANES];
    /** Sixteen lanes of each row; then the sums. */
    private final float[] folded = new float[ROWS * SIXTEEN];
    private final float[] transposed = new float[ROWS * SIXTEEN];
    private final float[] left = new float[BLOCK];
    private final float[] right = new float[BLOCK];
    private final ColumnSums columnSums = new ColumnSums();
    /** A vector whose elements are apart in memory. */
    private float[] gathered = new float[0];

    private VectorMatrixVector() {
    }

    private static VectorMatrixVector acquire() {
        VectorMatrixVector workspace = POOL.acquire();
        return workspace != null ? workspace : new VectorMatrixVector();
    }

    private static void gather(Matrix v, int from, int n, float[] to) {
        int step = step(v);
        int at = v.offset() + from * step;
        for (int i = 0; i < n; i++) {
            to[i] = v.data()[at + i * step];
        }
    }

    static float dot(Matrix x, Matrix y) {
        VectorMatrixVector workspace = acquire();
        float sum = workspace.dotOf(x, y);
        POOL.release(workspace);
        return sum;
    }

    private float dotOf(Matrix x, Matrix y) {
        int length = length(x);
        if (step(x) == 1 && step(y) == 1) {
            return dot(x.data(), x.offset(), y.data(), y.offset(), length);
        }
        Arrays.fill(lanes, 0, LANES, 0);
        int n;
        for (int i = 0; i < length; i += n) {
            n = Math.min(BLOCK, length - i);
            gather(x, i, n, left);
            gather(y, i, n, right);
            addProducts(left, 0, right, 0, n, lanes, 0);
        }
        return VectorSums.fold(lanes);
    }

    /** The dot product of two runs. */
    private float dot(float[] x, int xo, float[] y, int yo, int n) {
        Arrays.fill(lanes, 0, LANES, 0);
        addProducts(x, xo, y, yo, n, lanes, 0);
        return VectorSums.fold(lanes);
    }

    /** Product j is added to virtual lane j mod 64, the first of which is at {@code first}. */
    static void addProducts(float[] x, int xo, float[] y, int yo, int n, float[] lanes, int first) {
        int whole = n - n % LANES;
        int block;
        for (int j = 0; j < whole; j += block) {
            block = Math.min(BLOCK, whole - j);
            for (int lane = 0; lane < LANES; lane += 4 * LENGTH) {
                addRounds(x, xo + j + lane, y, yo + j + lane, block, lanes, first + lane);
            }
        }
        addRest(x, xo + whole, y, yo + whole, n - whole, lanes, first);
    }

    /** Whole rounds of the virtual lanes, for four vectors of them: four chains at a time hide the latency. */
    private static void addRounds(float[] x, int xo, float[] y, int yo, int n, float[] lanes, int lane) {
        FloatVector s0 = FloatVector.fromArray(F, lanes, lane);
        FloatVector s1 = FloatVector.fromArray(F, lanes, lane + LENGTH);
        FloatVector s2 = FloatVector.fromArray(F, lanes, lane + 2 * LENGTH);
        FloatVector s3 = FloatVector.fromArray(F, lanes, lane + 3 * LENGTH);
        for (int j = 0; j < n; j += LANES) {
            s0 = FloatVector.fromArray(F, x, xo + j).fma(FloatVector.fromArray(F, y, yo + j), s0);
            s1 = FloatVector.fromArray(F, x, xo + j + LENGTH).fma(FloatVector.fromArray(F, y, yo + j + LENGTH), s1);
            s2 = FloatVector.fromArray(F, x, xo + j + 2 * LENGTH)
                    .fma(FloatVector.fromArray(F, y, yo + j + 2 * LENGTH), s2);
            s3 = FloatVector.fromArray(F, x, xo + j + 3 * LENGTH)
                    .fma(FloatVector.fromArray(F, y, yo + j + 3 * LENGTH), s3);
        }
        s0.intoArray(lanes, lane);
        s1.intoArray(lanes, lane + LENGTH);
        s2.intoArray(lanes, lane + 2 * LENGTH);
        s3.intoArray(lanes, lane + 3 * LENGTH);
    }

    /** The last products, fewer than there are virtual lanes. */
    private static void addRest(float[] x, int xo, float[] y, int yo, int n, float[] lanes, int lane) {
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, lanes, lane + j);
            FloatVector.fromArray(F, x, xo + j).fma(FloatVector.fromArray(F, y, yo + j), sum).intoArray(lanes,
                    lane + j);
        }
        if (LENGTH == Transpose16.SIZE && j < n) {
            addLessThanAVector(x, xo + j, y, yo + j, n - j, lanes, lane + j);
        } else {
            for (; j < n; j++) {
                lanes[lane + j] = Math.fma(x[xo + j], y[yo + j], lanes[lane + j]);
            }
        }
    }

    /** By masks, which 512-bit vectors have in hardware. */
    private static void addLessThanAVector(float[] x, int xo, float[] y, int yo, int n, float[] lanes, int lane) {
        VectorMask<Float> mask = F.indexInRange(0, n);
        FloatVector sum = FloatVector.fromArray(F, lanes, lane);
        // A lane that is masked out keeps its sum: it may be −0, which a product of zeros would change.
        FloatVector.fromArray(F, x, xo, mask).fma(FloatVector.fromArray(F, y, yo, mask), sum).intoArray(lanes, lane,
                mask);
    }

    /** {@code y = α·A·x + β·y} for some rows of A. */
    static void rows(float alpha, Matrix a, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        VectorMatrixVector workspace = acquire();
        int n = alpha == 0 ? 0 : a.columns();
        float[] v = workspace.run(x, n);
        int vo = startOfRun(x);
        int rows;
        for (int i = fromRow; i < toRow; i += rows) {
            rows = toRow - i >= ROWS_TOGETHER ? Math.min(ROWS, toRow - i) : 1;
            if (rows == 1) {
                workspace.folded[0] = workspace.dot(a.data(), a.index(i, 0), v, vo, n);
            } else {
                workspace.dotRows(a.data(), a.index(i, 0), a.leadingDimension(), rows, v, vo, n);
            }
            VectorSums.store(alpha, workspace.folded, beta, y, i, rows);
        }
        POOL.release(workspace);
    }

    /** An array where so many elements of a vector follow each other, from {@link #startOfRun} on. */
    private float[] run(Matrix v, int n) {
        if (step(v) == 1) {
            return v.data();
        }
        if (gathered.length < n) {
            gathered = new float[n];
        }
        gather(v, 0, n, gathered);
        return gathered;
    }

    private static int startOfRun(Matrix v) {
        return step(v) == 1 ? v.offset() : 0;
    }

    /** The dot products of some rows with x, left in {@code folded}. */
    private void dotRows(float[] a, int ao, int lda, int rows, float[] x, int xo, int n) {
        if (LANES == 4 * LENGTH) {
            addProductsOfRows(a, ao, lda, rows, x, xo, n);
        } else {
            Arrays.fill(lanes, 0, rows * LANES, 0);
            for (int r = 0; r < rows; r++) {
                addProducts(a, ao + r * lda, x, xo, n, lanes, r * LANES);
            }
        }
        foldToSixteenLanes(lanes, rows, folded);
        Packing.transpose(folded, 0, SIXTEEN, rows, SIXTEEN, 1, transposed, 0, ROWS);
        foldSixteenLanes(transposed, folded);
    }

    /** The virtual lanes of some rows, where four vectors are all 64 of them. */
    private void addProductsOfRows(float[] a, int ao, int lda, int rows, float[] x, int xo, int n) {
        int whole = n - n % LANES;
        int last = rows - 1;
        for (int r = 0; r < rows; r += ROWS_TOGETHER) {
            // Where there are fewer rows, the last one stands for those that are missing.
            addRoundsOfFourRows(a, ao + r * lda, ao + Math.min(r + 1, last) * lda, ao + Math.min(r + 2, last) * lda,
                    ao + Math.min(r + 3, last) * lda, x, xo, whole, lanes, r * LANES);
        }
        if (whole < n) {
            for (int r = 0; r < rows; r++) {
                addRest(a, ao + r * lda + whole, x, xo + whole, n - whole, lanes, r * LANES);
            }
        }
    }

    private static void addRoundsOfFourRows(float[] a, int a0, int a1, int a2, int a3, float[] x, int xo, int n,
            float[] lanes, int lane) {
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = FloatVector.zero(F);
        FloatVector s02 = FloatVector.zero(F);
        FloatVector s03 = FloatVector.zero(F);
        FloatVector s10 = FloatVector.zero(F);
        FloatVector s11 = FloatVector.zero(F);
        FloatVector s12 = FloatVector.zero(F);
        FloatVector s13 = FloatVector.zero(F);
        FloatVector s20 = FloatVector.zero(F);
        FloatVector s21 = FloatVector.zero(F);
        FloatVector s22 = FloatVector.zero(F);
        FloatVector s23 = FloatVector.zero(F);
        FloatVector s30 = FloatVector.zero(F);
        FloatVector s31 = FloatVector.zero(F);
        FloatVector s32 = FloatVector.zero(F);
        FloatVector s33 = FloatVector.zero(F);
        for (int j = 0; j < n; j += LANES) {
            FloatVector x0 = FloatVector.fromArray(F, x, xo + j);
            s00 = x0.fma(FloatVector.fromArray(F, a, a0 + j), s00);
            s10 = x0.fma(FloatVector.fromArray(F, a, a1 + j), s10);
            s20 = x0.fma(FloatVector.fromArray(F, a, a2 + j), s20);
            s30 = x0.fma(FloatVector.fromArray(F, a, a3 + j), s30);
            FloatVector x1 = FloatVector.fromArray(F, x, xo + j + LENGTH);
            s01 = x1.fma(FloatVector.fromArray(F, a, a0 + j + LENGTH), s01);
            s11 = x1.fma(FloatVector.fromArray(F, a, a1 + j + LENGTH), s11);
            s21 = x1.fma(FloatVector.fromArray(F, a, a2 + j + LENGTH), s21);
            s31 = x1.fma(FloatVector.fromArray(F, a, a3 + j + LENGTH), s31);
            FloatVector x2 = FloatVector.fromArray(F, x, xo + j + 2 * LENGTH);
            s02 = x2.fma(FloatVector.fromArray(F, a, a0 + j + 2 * LENGTH), s02);
            s12 = x2.fma(FloatVector.fromArray(F, a, a1 + j + 2 * LENGTH), s12);
            s22 = x2.fma(FloatVector.fromArray(F, a, a2 + j + 2 * LENGTH), s22);
            s32 = x2.fma(FloatVector.fromArray(F, a, a3 + j + 2 * LENGTH), s32);
            FloatVector x3 = FloatVector.fromArray(F, x, xo + j + 3 * LENGTH);
            s03 = x3.fma(FloatVector.fromArray(F, a, a0 + j + 3 * LENGTH), s03);
            s13 = x3.fma(FloatVector.fromArray(F, a, a1 + j + 3 * LENGTH), s13);
            s23 = x3.fma(FloatVector.fromArray(F, a, a2 + j + 3 * LENGTH), s23);
            s33 = x3.fma(FloatVector.fromArray(F, a, a3 + j + 3 * LENGTH), s33);
        }
        s00.intoArray(lanes, lane);
        s01.intoArray(lanes, lane + LENGTH);
        s02.intoArray(lanes, lane + 2 * LENGTH);
        s03.intoArray(lanes, lane + 3 * LENGTH);
        s10.intoArray(lanes, lane + LANES);
        s11.intoArray(lanes, lane + LANES + LENGTH);
        s12.intoArray(lanes, lane + LANES + 2 * LENGTH);
        s13.intoArray(lanes, lane + LANES + 3 * LENGTH);
        s20.intoArray(lanes, lane + 2 * LANES);
        s21.intoArray(lanes, lane + 2 * LANES + LENGTH);
        s22.intoArray(lanes, lane + 2 * LANES + 2 * LENGTH);
        s23.intoArray(lanes, lane + 2 * LANES + 3 * LENGTH);
        s30.intoArray(lanes, lane + 3 * LANES);
        s31.intoArray(lanes, lane + 3 * LANES + LENGTH);
        s32.intoArray(lanes, lane + 3 * LANES + 2 * LENGTH);
        s33.intoArray(lanes, lane + 3 * LANES + 3 * LENGTH);
    }

    /** Lanes 32 and 16 apart are added to each other. */
    private static void foldToSixteenLanes(float[] lanes, int rows, float[] folded) {
        for (int r = 0; r < rows; r++) {
            for (int lane = 0; lane < SIXTEEN; lane += LENGTH) {
                int at = r * LANES + lane;
                FloatVector even = FloatVector.fromArray(F, lanes, at).add(FloatVector.fromArray(F, lanes, at + 32));
                FloatVector odd = FloatVector.fromArray(F, lanes, at + 16)
                        .add(FloatVector.fromArray(F, lanes, at + 48));
                even.add(odd).intoArray(folded, r * SIXTEEN + lane);
            }
        }
    }

    /** The rest of the tree, lanes 8, 4, 2 and 1 apart, for all rows at once. */
    private static void foldSixteenLanes(float[] transposed, float[] sums) {
        for (int s = SIXTEEN / 2; s > 0; s /= 2) {
            for (int at = 0; at < s * ROWS; at += LENGTH) {
                FloatVector other = FloatVector.fromArray(F, transposed, at + s * ROWS);
                FloatVector.fromArray(F, transposed, at).add(other).intoArray(transposed, at);
            }
        }
        System.arraycopy(transposed, 0, sums, 0, ROWS);
    }

    /** {@code y = α·Aᵀ·x + β·y} for some columns of A. */
    static void columns(float alpha, Matrix a, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        VectorMatrixVector workspace = acquire();
        ColumnSums sums = workspace.columnSums;
        int m = alpha == 0 ? 0 : a.rows();
        float[] v = workspace.run(x, m);
        int vo = startOfRun(x);
        int n;
        for (int j = fromColumn; j < toColumn; j += n) {
            n = Math.min(ColumnSums.COLUMNS, toColumn - j);
            sums.start(n);
            int rows;
            for (int i = 0; i < m; i += rows) {
                rows = Math.min(ColumnSums.BLOCK, m - i);
                sums.beforeRow(i);
                VectorGemv.addRows(a.data(), a.index(i, j), a.leadingDimension(), v, vo + i, rows, sums.chain, n);
            }
            sums.finish();
            VectorSums.store(alpha, sums.chain, beta, y, j, n);
        }
        POOL.release(workspace);
    }
}
