package org.lanewise.network;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;

/** A copy of the examples, a shuffled order of them, and a buffer for one mini-batch. */
final class MiniBatches {
    /** Examples that are gathered at a time. */
    private static final int RUN = 16;

    /** The data with one example after the other, because that is how a mini-batch reads it. */
    private final float[] examplesX;
    private final float[] examplesY;
    private final RandomStream random;
    private final int[] order;
    private final Matrix fullX;
    private final Matrix fullY;
    private final Matrix restX;
    private final Matrix restY;
    private Matrix x;
    private Matrix y;

    /**
     * Examples in their given order.
     *
     * @param x X, a column for each example
     * @param y Y, a column for each example
     * @param size examples of a mini-batch, at most as many as there are
     * @param random what shuffles
     */
    MiniBatches(Matrix x, Matrix y, int size, RandomStream random) {
        examplesX = transposed(x);
        examplesY = transposed(y);
        this.random = random;
        order = new int[x.columns()];
        for (int j = 0; j < order.length; j++) {
            order[j] = j;
        }
        fullX = Matrix.zeros(x.rows(), size);
        fullY = Matrix.zeros(y.rows(), size);
        restX = Matrix.zeros(x.rows(), order.length % size);
        restY = Matrix.zeros(y.rows(), order.length % size);
        this.x = fullX;
        this.y = fullY;
    }

    private static float[] transposed(Matrix x) {
        float[] examples = new float[Math.multiplyExact(x.rows(), x.columns())];
        for (int i = 0; i < x.rows(); i++) {
            int row = x.index(i, 0);
            for (int j = 0; j < x.columns(); j++) {
                examples[j * x.rows() + i] = x.data()[row + j];
            }
        }
        return examples;
    }

    int examples() {
        return order.length;
    }

    int size() {
        return fullX.columns();
    }

    /** The features of the mini-batch gathered last. */
    Matrix x() {
        return x;
    }

    /** The labels of the mini-batch gathered last. */
    Matrix y() {
        return y;
    }

    /** Fisher and Yates. */
    void shuffle() {
        for (int j = order.length - 1; j > 0; j--) {
            int other = random.nextInt(j + 1);
            int swapped = order[j];
            order[j] = order[other];
            order[other] = swapped;
        }
    }

    /** Copies the mini-batch that starts at place {@code first} of the order into the buffer. */
    void gather(int first) {
        boolean whole = first + size() <= order.length;
        x = whole ? fullX : restX;
        y = whole ? fullY : restY;
        gather(examplesX, first, x);
        gather(examplesY, first, y);
    }

    /** Each example is read in one run, and a few of them at a time, so that what is written is a run as well. */
    private void gather(float[] examples, int first, Matrix to) {
        int rows = to.rows();
        int columns = to.columns();
        float[] data = to.data();
        for (int j = 0; j < columns; j += RUN) {
            int end = Math.min(j + RUN, columns);
            for (int i = 0; i < rows; i++) {
                int row = to.index(i, 0);
                for (int c = j; c < end; c++) {
                    data[row + c] = examples[order[first + c] * rows + i];
                }
            }
        }
    }
}
