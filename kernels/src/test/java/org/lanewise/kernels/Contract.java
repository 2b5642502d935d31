package org.lanewise.kernels;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The order of operations that {@link Kernels} documents, written down once more as naive loops over floats. Both
 * backends have to give these bits.
 */
final class Contract {
    /** Length of the blocks of k. */
    static final int BLOCK = 1024;
    /** Virtual lanes of a row sum. */
    static final int LANES = 64;
    /** Rows of a block of a column sum. */
    static final int ROWS = 64;

    private Contract() {
    }

    /** {@code C = α·op(A)·op(B) + β·C}. */
    static void gemm(Op opA, Op opB, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                float[] rowOfA = opA == Op.N ? row(a, i) : column(a, i);
                float[] columnOfB = opB == Op.N ? column(b, j) : row(b, j);
                c.set(i, j, element(alpha, rowOfA, columnOfB, beta, c.get(i, j)));
            }
        }
    }

    private static float element(float alpha, float[] a, float[] b, float beta, float c) {
        float sum = beta != 0 ? beta * c : 0;
        if (alpha == 0) {
            return sum;
        }
        for (int from = 0; from < a.length; from += BLOCK) {
            float chain = 0;
            for (int k = from; k < Math.min(from + BLOCK, a.length); k++) {
                chain = Math.fma(alpha * a[k], b[k], chain);
            }
            sum += chain;
        }
        return sum;
    }

    /** {@code y = α·X·1 + β·y}. */
    static void rowSums(float alpha, Matrix x, float beta, Matrix y) {
        for (int i = 0; i < x.rows(); i++) {
            float[] lanes = new float[LANES];
            for (int j = 0; j < x.columns(); j++) {
                lanes[j % LANES] += x.get(i, j);
            }
            y.set(i, 0, scaled(alpha, folded(lanes), beta, y.get(i, 0)));
        }
    }

    private static float folded(float[] lanes) {
        for (int s : new int[]{32, 16, 8, 4, 2, 1}) {
            for (int lane = 0; lane < s; lane++) {
                lanes[lane] += lanes[lane + s];
            }
        }
        return lanes[0];
    }

    /** {@code Σⱼ xⱼ·yⱼ}: product j goes to lane j mod 64. */
    static float dot(float[] x, float[] y) {
        float[] lanes = new float[LANES];
        for (int j = 0; j < x.length; j++) {
            lanes[j % LANES] = Math.fma(x[j], y[j], lanes[j % LANES]);
        }
        return folded(lanes);
    }

    /** The square root of the sum of squares of scaled elements: blocks of 4096 in lanes, whose sums are added as down a column. */
    static float norm(float[] x) {
        float max = 0;
        for (float element : x) {
            max = Float.isNaN(element) ? max : Math.max(max, Math.abs(element));
        }
        float scale = 1;
        for (int i = 0; i < 126 && max * scale >= 2; i++) {
            scale /= 2;
        }
        for (int i = 0; i < 126 && max * scale < 1; i++) {
            scale *= 2;
        }
        float[] sums = new float[(x.length + 4095) / 4096];
        for (int block = 0; block < sums.length; block++) {
            float[] terms = Arrays.copyOfRange(x, 4096 * block, Math.min(4096 * (block + 1), x.length));
            for (int i = 0; i < terms.length; i++) {
                terms[i] *= scale;
            }
            sums[block] = dot(terms, terms);
        }
        return (float) Math.sqrt(sumDown(sums)) / scale;
    }

    /** {@code y = α·op(A)·x + β·y} with columns x and y. */
    static void matrixVector(Op opA, float alpha, Matrix a, Matrix x, float beta, Matrix y) {
        for (int i = 0; i < y.rows(); i++) {
            float sum = alpha == 0
                    ? 0
                    : opA == Op.N ? dot(row(a, i), column(x, 0)) : sumDown(column(a, i), column(x, 0));
            y.set(i, 0, scaled(alpha, sum, beta, y.get(i, 0)));
        }
    }

    /** {@code y = α·1ᵀ·X + β·y}. */
    static void columnSums(float alpha, Matrix x, float beta, Matrix y) {
        for (int j = 0; j < x.columns(); j++) {
            y.set(0, j, scaled(alpha, sumDown(column(x, j)), beta, y.get(0, j)));
        }
    }

    /** The order of every sum down a column: blocks of 64 rows, of which equal numbers are added to each other. */
    static float sumDown(float[] terms) {
        float[] ones = new float[terms.length];
        Arrays.fill(ones, 1);
        return sumDown(terms, ones);
    }

    /** The same of products, each of which is added by a fused multiply-add. */
    private static float sumDown(float[] terms, float[] factors) {
        Deque<Float> sums = new ArrayDeque<>();
        Deque<Integer> blocks = new ArrayDeque<>();
        float chain = 0;
        for (int i = 0; i < terms.length; i++) {
            chain = Math.fma(terms[i], factors[i], chain);
            if (i % ROWS == ROWS - 1) {
                int count = 1;
                while (!blocks.isEmpty() && blocks.peek() == count) {
                    chain = sums.pop() + chain;
                    count += blocks.pop();
                }
                sums.push(chain);
                blocks.push(count);
                chain = 0;
            }
        }
        while (!sums.isEmpty()) {
            chain = sums.pop() + chain;
        }
        return chain;
    }

    /** The most roundings that a term of such a sum of n terms goes through. */
    static int roundingsDown(int n) {
        return Math.min(n, ROWS) + Integer.SIZE - Integer.numberOfLeadingZeros(n / ROWS) + 1;
    }

    private static float scaled(float alpha, float sum, float beta, float y) {
        float product = alpha * sum;
        return beta == 0 ? product : beta * y + product;
    }

    private static float[] row(Matrix x, int i) {
        float[] row = new float[x.columns()];
        for (int j = 0; j < row.length; j++) {
            row[j] = x.get(i, j);
        }
        return row;
    }

    private static float[] column(Matrix x, int j) {
        float[] column = new float[x.rows()];
        for (int i = 0; i < column.length; i++) {
            column[i] = x.get(i, j);
        }
        return column;
    }
}
