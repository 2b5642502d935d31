package org.lanewise.network.data;

import java.util.Objects;
import org.lanewise.kernels.Matrix;

/** Examples that are the rows or the columns of a matrix. */
record MatrixRows(Matrix matrix, boolean inRows) implements Rows {
    MatrixRows {
        Objects.requireNonNull(matrix, inRows ? "rows" : "columns");
    }

    @Override
    public int size() {
        return inRows ? matrix.rows() : matrix.columns();
    }

    @Override
    public int features() {
        return inRows ? matrix.columns() : matrix.rows();
    }

    @Override
    public float get(int row, int i) {
        return inRows ? matrix.get(row, i) : matrix.get(i, row);
    }

    @Override
    public MatrixRows range(int from, int to) {
        return new MatrixRows(inRows ? matrix.rowRange(from, to) : matrix.columnRange(from, to), inRows);
    }
}
