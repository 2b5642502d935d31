package org.lanewise.bench;

import java.util.Random;
import org.lanewise.kernels.Matrix;

/** Seeded data to compute with. */
public final class Data {
    private Data() {
    }

    /** Elements from −1 to 1. */
    public static Matrix uniform(int rows, int columns, long seed) {
        return uniform(rows, columns, 1, seed);
    }

    /** Elements from {@code −limit} to {@code limit}. */
    public static Matrix uniform(int rows, int columns, double limit, long seed) {
        Random random = new Random(seed);
        Matrix x = Matrix.zeros(rows, columns);
        for (int i = 0; i < x.data().length; i++) {
            x.data()[i] = (float) (limit * (2 * random.nextDouble() - 1));
        }
        return x;
    }

    /** {@code Xᵀ}, a copy. */
    public static Matrix transpose(Matrix x) {
        Matrix transposed = Matrix.zeros(x.columns(), x.rows());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                transposed.set(j, i, x.get(i, j));
            }
        }
        return transposed;
    }

    /** A column for each example, with a 1 in the row of its class and 0 elsewhere. */
    public static Matrix oneHot(int classes, int examples, long seed) {
        Random random = new Random(seed);
        Matrix y = Matrix.zeros(classes, examples);
        for (int j = 0; j < examples; j++) {
            y.set(random.nextInt(classes), j, 1);
        }
        return y;
    }
}
