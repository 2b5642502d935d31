package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Pool;

/** The norm of a matrix, in the order of the contract. An object of this class is the workspace of one thread. */
public final class ScalarNorm {
    /** Elements whose squares are summed in the virtual lanes before these are folded. */
    public static final int BLOCK = 4096;

    /** Smaller ones would not be normal numbers, and larger ones would have no normal reciprocal. */
    private static final int MAX_SCALE = 126;

    private static final Pool<ScalarNorm> POOL = new Pool<>();

    private final float[] lanes = new float[ScalarSums.LANES];
    private final ColumnSums sums = new ColumnSums();

    private ScalarNorm() {
    }

    static float norm(Matrix x) {
        ScalarNorm workspace = POOL.acquire();
        if (workspace == null) {
            workspace = new ScalarNorm();
        }
        float norm = workspace.norm(x, 0, x.rows());
        POOL.release(workspace);
        return norm;
    }

    /** Scales those of some rows whose norm is larger than the limit. */
    static void limitRows(float limit, Matrix w, int fromRow, int toRow) {
        ScalarNorm workspace = POOL.acquire();
        if (workspace == null) {
            workspace = new ScalarNorm();
        }
        for (int i = fromRow; i < toRow; i++) {
            float norm = workspace.norm(w, i, i + 1);
            if (norm > limit) {
                int at = w.index(i, 0);
                ScalarElements.run(ElementWise.SCALED, limit / norm, w.data(), at, w.data(), at, w.data(), at,
                        w.columns());
            }
        }
        POOL.release(workspace);
    }

    private float norm(Matrix x, int fromRow, int toRow) {
        float scale = scale(largestMagnitude(x, fromRow, toRow));
        return norm(sumOfSquares(x, fromRow, toRow, scale), scale);
    }

    private static float largestMagnitude(Matrix x, int fromRow, int toRow) {
        float max = 0;
        for (int i = fromRow; i < toRow; i++) {
            for (int j = 0; j < x.columns(); j++) {
                max = Formulas.largestMagnitude(max, x.data()[x.index(i, j)]);
            }
        }
        return max;
    }

    /** The power of two that brings the largest magnitude to 1, or as near as it can: squares neither overflow nor vanish. */
    public static float scale(float max) {
        return Math.scalb(1f, Math.clamp(-Math.getExponent(max), -MAX_SCALE, MAX_SCALE));
    }

    private float sumOfSquares(Matrix x, int fromRow, int toRow, float scale) {
        sums.start(1);
        Arrays.fill(lanes, 0);
        int blocks = 0;
        int count = 0;
        for (int i = fromRow; i < toRow; i++) {
            for (int j = 0; j < x.columns(); j++) {
                float scaled = Formulas.scaled(x.data()[x.index(i, j)], scale);
                int lane = count % lanes.length;
                lanes[lane] = Fma.fma(scaled, scaled, lanes[lane]);
                count++;
                if (count == BLOCK) {
                    addBlock(lanes, blocks, sums);
                    blocks++;
                    count = 0;
                }
            }
        }
        addBlock(lanes, blocks, sums);
        sums.finish();
        return sums.chain[0];
    }

    /** Adds the sum of a block's lanes, which are +0 afterwards. */
    public static void addBlock(float[] lanes, int block, ColumnSums sums) {
        sums.beforeRow(block);
        sums.chain[0] += ScalarSums.foldLanes(lanes, lanes.length / 2);
        Arrays.fill(lanes, 0);
    }

    /** The square root of the sum, without the scale of its terms. */
    public static float norm(float sumOfSquares, float scale) {
        return (float) Math.sqrt(sumOfSquares) / scale;
    }
}
