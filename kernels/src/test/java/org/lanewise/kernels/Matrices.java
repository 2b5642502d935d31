package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Random;

/** Making and comparing matrices. */
final class Matrices {
    private Matrices() {
    }

    /** Elements from −1 to 1. */
    static void fill(Matrix x, Random random) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                x.set(i, j, 2 * random.nextFloat() - 1);
            }
        }
    }

    static Matrix random(int rows, int columns, Random random) {
        Matrix x = Matrix.zeros(rows, columns);
        fill(x, random);
        return x;
    }

    static Matrix constant(int rows, int columns, float value) {
        Matrix x = Matrix.zeros(rows, columns);
        x.fill(value);
        return x;
    }

    static Matrix transposed(Matrix x) {
        Matrix transposed = Matrix.zeros(x.columns(), x.rows());
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                transposed.set(j, i, x.get(i, j));
            }
        }
        return transposed;
    }

    /** Asserts equal shapes and bits, −0 and +0 being different; all NaNs are one value. */
    static void assertSameBits(Matrix expected, Matrix actual, String name) {
        assertEquals(expected.toString(), actual.toString(), name);
        for (int i = 0; i < expected.rows(); i++) {
            for (int j = 0; j < expected.columns(); j++) {
                if (Float.floatToIntBits(expected.get(i, j)) != Float.floatToIntBits(actual.get(i, j))) {
                    fail(name + " (" + i + ", " + j + ") is " + actual.get(i, j) + ", not " + expected.get(i, j));
                }
            }
        }
    }
}
