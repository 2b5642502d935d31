package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.scalar.ScalarSums;

/** Sums over rows and columns, in the order of the contract. An object of this class is the workspace of one thread. */
final class VectorSums {
    private static final int LANES = ScalarSums.LANES;

    private static final Pool<VectorSums> POOL = new Pool<>(VectorSums::new);

    /** The virtual lanes of one row. */
    private final float[] lanes = new float[LANES];

    private VectorSums() {
    }

    static void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        VectorSums sums = POOL.acquire();
        for (int i = fromRow; i < toRow; i++) {
            int xo = x.index(i, 0);
            float sum = LANES == 4 * LENGTH
                    ? sums.sumOfFourVectors(x.data(), xo, x.columns())
                    : sums.sum(x.data(), xo, x.columns());
            ScalarSums.store(alpha, sum, beta, y, i, 0);
        }
        POOL.release(sums);
    }

    /** The same as {@link #sum} where four vectors are all lanes, so that they can stay in registers. */
    private float sumOfFourVectors(float[] x, int xo, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        int whole = n / LANES * LANES;
        for (int j = 0; j < whole; j += LANES) {
            s0 = s0.add(FloatVector.fromArray(F, x, xo + j));
            s1 = s1.add(FloatVector.fromArray(F, x, xo + j + LENGTH));
            s2 = s2.add(FloatVector.fromArray(F, x, xo + j + 2 * LENGTH));
            s3 = s3.add(FloatVector.fromArray(F, x, xo + j + 3 * LENGTH));
        }
        if (whole < n) {
            // Filled up with +0, which changes no sum, because none is ever −0.
            Arrays.fill(lanes, 0);
            System.arraycopy(x, xo + whole, lanes, 0, n - whole);
            s0 = s0.add(FloatVector.fromArray(F, lanes, 0));
            s1 = s1.add(FloatVector.fromArray(F, lanes, LENGTH));
            s2 = s2.add(FloatVector.fromArray(F, lanes, 2 * LENGTH));
            s3 = s3.add(FloatVector.fromArray(F, lanes, 3 * LENGTH));
        }
        s0.add(s2).add(s1.add(s3)).intoArray(lanes, 0);
        return foldSixteen(lanes);
    }

    /** The end of the tree, for s = 8, 4, 2, 1: in variables, because a loop over the array waits for its stores. */
    private static float foldSixteen(float[] lanes) {
        float s0 = lanes[0] + lanes[8];
        float s1 = lanes[1] + lanes[9];
        float s2 = lanes[2] + lanes[10];
        float s3 = lanes[3] + lanes[11];
        float s4 = lanes[4] + lanes[12];
        float s5 = lanes[5] + lanes[13];
        float s6 = lanes[6] + lanes[14];
        float s7 = lanes[7] + lanes[15];
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }

    /** The sum of a run: element j is added to virtual lane j mod 64, then the lanes are folded. */
    private float sum(float[] x, int xo, int n) {
        int whole = n / LANES * LANES;
        if (whole > 0) {
            sumWhole(lanes, x, xo, whole);
        } else {
            Arrays.fill(lanes, 0);
        }
        int j = whole;
        for (; j <= n - LENGTH; j += LENGTH) {
            add(lanes, j - whole, x, xo + j);
        }
        for (; j < n; j++) {
            lanes[j - whole] += x[xo + j];
        }
        // The tree as far as vectors reach; what is left of it is a few scalar additions.
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
                s0 = s0.add(FloatVector.fromArray(F, x, xo + j));
                s1 = s1.add(FloatVector.fromArray(F, x, xo + j + LENGTH));
                s2 = s2.add(FloatVector.fromArray(F, x, xo + j + 2 * LENGTH));
                s3 = s3.add(FloatVector.fromArray(F, x, xo + j + 3 * LENGTH));
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
        int j = fromColumn;
        for (; j <= toColumn - LENGTH; j += LENGTH) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = 0; i < x.rows(); i++) {
                sum = sum.add(FloatVector.fromArray(F, x.data(), x.index(i, j)));
            }
            FloatVector result = sum.mul(alpha);
            int yo = y.index(0, j);
            if (beta != 0) {
                result = FloatVector.fromArray(F, y.data(), yo).mul(beta).add(result);
            }
            result.intoArray(y.data(), yo);
        }
        for (; j < toColumn; j++) {
            ScalarSums.columnSum(alpha, x, beta, y, j);
        }
    }
}
