package org.lanewise.kernels.internal.vector;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.scalar.ScalarElements;

/** Element-wise functions over blocks of matrices, run by run: whole vectors of {@link VectorFormulas}, and the rest by the scalar twin. */
final class VectorElements {
    private VectorElements() {
    }

    /** {@code Z = f(X, Y)} over a block of Z. */
    static void run(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int row, int rows, int column,
            int columns) {
        boolean oneRun = !f.byRows() && y.rows() == z.rows() && columns == x.leadingDimension()
                && columns == y.leadingDimension() && columns == z.leadingDimension();
        int runs = oneRun ? 1 : rows;
        int length = oneRun ? rows * columns : columns;
        for (int r = 0; r < runs; r++) {
            int i = row + r;
            int yo = f.indexOfY(y, i, column);
            float uniform = f.byRows() ? y.data()[yo] : alpha;
            run(f, uniform, x.data(), x.index(i, column), y.data(), yo, z.data(), z.index(i, column), length);
        }
    }

    /** {@code z = f(x, y)} over {@code n} elements, with α or the one element of y that belongs to all of them. */
    static void run(ElementWise f, float uniform, float[] x, int xo, float[] y, int yo, float[] z, int zo,
            int n) {
        int done = VectorFormulas.elementWise(f, uniform, x, xo, y, yo, z, zo, n);
        if (done < n) {
            ScalarElements.run(f, uniform, x, xo + done, y, yo + done, z, zo + done, n - done);
        }
    }
}
