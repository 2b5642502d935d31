package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** What a kernel should compute, in double precision, and how far from it a sound float result can be. */
final class Expected {
    /** The unit roundoff of a float: one operation's relative error. */
    static final double U = 0x1p-24;
    /** The least positive float: twice the absolute error of an operation whose result is subnormal. */
    static final double TINY = Float.MIN_VALUE;

    final double[][] value;
    final double[][] bound;

    Expected(int rows, int columns) {
        value = new double[rows][columns];
        bound = new double[rows][columns];
    }

    /** {@code γₙ = n·u / (1 − n·u)}: the relative error of n operations one after the other. */
    static double gamma(int n) {
        return n * U / (1 - n * U);
    }

    void set(int i, int j, double value, double bound) {
        this.value[i][j] = value;
        this.bound[i][j] = bound;
    }

    /** Asserts that every element is within its bound; what is too large for a float has to be infinite. */
    void assertNear(Matrix actual, String name) {
        assertEquals(value.length, actual.rows(), name);
        for (int i = 0; i < actual.rows(); i++) {
            assertEquals(value[i].length, actual.columns(), name);
            for (int j = 0; j < actual.columns(); j++) {
                if (!isNear(actual.get(i, j), value[i][j], bound[i][j])) {
                    fail(name + " (" + i + ", " + j + ") is " + actual.get(i, j) + ", not " + value[i][j] + " ± "
                            + bound[i][j]);
                }
            }
        }
    }

    private static boolean isNear(float actual, double value, double bound) {
        if (Double.isNaN(value)) {
            return Float.isNaN(actual);
        }
        if (Float.isInfinite(actual)) {
            return Math.abs(value) + bound > Float.MAX_VALUE && Math.signum(actual) == Math.signum(value);
        }
        return Math.abs(actual - value) <= bound;
    }
}
