package org.lanewise.kernels;

import java.util.Arrays;
import java.util.Random;

/** How a matrix lies in its array. */
enum Layout {
    /** It is the whole array, so that whoever leaves the matrix leaves the array. */
    WHOLE,
    /** It is a part of the array, with something before it, behind it and between the rows. */
    PART;

    /** What surrounds a part: a NaN, which spoils the result of who reads it, with bits that nobody else writes. */
    private static final float CANARY = Float.intBitsToFloat(0x7fc0_dead);

    /** A matrix of zeros. */
    Matrix matrix(int rows, int columns) {
        if (this == WHOLE) {
            return Matrix.zeros(rows, columns);
        }
        int offset = 5;
        int leadingDimension = columns + 3;
        float[] data = new float[offset + rows * leadingDimension + 7];
        Arrays.fill(data, CANARY);
        Matrix x = Matrix.view(data, offset, rows, columns, leadingDimension);
        x.fill(0);
        return x;
    }

    /** A matrix with the elements of another. */
    Matrix copy(Matrix x) {
        Matrix copy = matrix(x.rows(), x.columns());
        copy.copyFrom(x);
        return copy;
    }

    /** A copy that lies anywhere in an array; rows that have none below them may have the largest leading dimension. */
    static Matrix byChance(Matrix x, Random random) {
        int offset = random.nextInt(20);
        int padding = random.nextInt(20);
        float[] data = new float[offset + x.rows() * (x.columns() + padding) + random.nextInt(5)];
        Arrays.fill(data, CANARY);
        boolean anyDistance = x.rows() <= 1 && random.nextInt(4) == 0;
        Matrix copy = Matrix.view(data, offset, x.rows(), x.columns(),
                anyDistance ? Integer.MAX_VALUE - random.nextInt(3) : x.columns() + padding);
        copy.copyFrom(x);
        return copy;
    }
}
