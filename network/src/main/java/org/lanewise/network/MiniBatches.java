package org.lanewise.network;

import java.util.Random;
import org.lanewise.kernels.Matrix;

/** The examples in a shuffled order, and a buffer for one mini-batch of them. */
final class MiniBatches {
    private final Matrix allX;
    private final Matrix allY;
    private final Random random;
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
    MiniBatches(Matrix x, Matrix y, int size, Random random) {
        this.allX = x;
        this.allY = y;
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
        gather(allX, first, x);
        gather(allY, first, y);
    }

    private void gather(Matrix from, int first, Matrix to) {
        for (int i = 0; i < to.rows(); i++) {
            int row = from.index(i, 0);
            int at = to.index(i, 0);
            for (int j = 0; j < to.columns(); j++) {
                to.data()[at + j] = from.data()[row + order[first + j]];
            }
        }
    }
}
