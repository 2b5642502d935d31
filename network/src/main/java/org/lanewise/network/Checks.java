package org.lanewise.network;

import java.util.Objects;
import org.lanewise.kernels.Matrix;

/** Checks of what callers hand in. */
final class Checks {
    private Checks() {
    }

    /** Throws unless every element is finite. */
    static void finite(Matrix x, String name) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                if (!Float.isFinite(x.get(i, j))) {
                    throw new IllegalArgumentException(
                            name + " must be finite: element (" + i + ", " + j + ") is " + x.get(i, j));
                }
            }
        }
    }

    /** Throws unless the matrix has so many rows. */
    static void rows(Matrix x, String name, int rows, String why) {
        Objects.requireNonNull(x, name);
        if (x.rows() != rows) {
            throw new IllegalArgumentException(name + " is " + x + ", it has to have " + rows + " rows, " + why);
        }
    }

    /** Throws unless both have a column for each example, and there is one at least. */
    static void examples(Matrix x, Matrix y) {
        if (x.columns() != y.columns()) {
            throw new IllegalArgumentException("x is " + x + ", y is " + y + ": the numbers of examples differ");
        }
        if (x.columns() == 0) {
            throw new IllegalArgumentException("there is no example: x is " + x);
        }
    }
}
