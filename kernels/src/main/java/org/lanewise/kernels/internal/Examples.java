package org.lanewise.kernels.internal;

import org.lanewise.kernels.Matrix;

/** Where the examples of a matrix are. */
public enum Examples {
    /** A column is an example. */
    IN_COLUMNS,
    /** A row is an example. */
    IN_ROWS;

    /** The number of examples. */
    public int count(Matrix x) {
        return this == IN_COLUMNS ? x.columns() : x.rows();
    }

    /** The number of elements that an example has. */
    public int elements(Matrix x) {
        return this == IN_COLUMNS ? x.rows() : x.columns();
    }

    /** Where element i of an example is in the array. */
    public int index(Matrix x, int i, int example) {
        return this == IN_COLUMNS ? x.index(i, example) : x.index(example, i);
    }
}
