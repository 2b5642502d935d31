package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;

/** Sums over rows and columns, in the order of the contract. */
public final class ScalarSums {
    /** Virtual lanes of a row sum: element j is added to lane j mod 64. */
    public static final int LANES = 64;

    private static final Pool<float[]> POOL = new Pool<>();

    private ScalarSums() {
    }

    static void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        float[] lanes = POOL.acquire();
        if (lanes == null) {
            lanes = new float[LANES];
        }
        for (int i = fromRow; i < toRow; i++) {
            Arrays.fill(lanes, 0);
            for (int j = 0; j < x.columns(); j++) {
                lanes[j % LANES] += x.data()[x.index(i, j)];
            }
            store(alpha, foldLanes(lanes, LANES / 2), beta, y, i, 0);
        }
        POOL.release(lanes);
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

    /** One column from top to bottom. */
    public static void columnSum(float alpha, Matrix x, float beta, Matrix y, int j) {
        float sum = 0;
        for (int i = 0; i < x.rows(); i++) {
            sum += x.data()[x.index(i, j)];
        }
        store(alpha, sum, beta, y, 0, j);
    }

    /** {@code y = α·sum + β·y}, where y is not read for {@code β = 0}. */
    public static void store(float alpha, float sum, float beta, Matrix y, int i, int j) {
        int at = y.index(i, j);
        y.data()[at] = beta == 0 ? alpha * sum : beta * y.data()[at] + alpha * sum;
    }
}
