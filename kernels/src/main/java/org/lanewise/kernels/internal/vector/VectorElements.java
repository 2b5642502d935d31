package org.lanewise.kernels.internal.vector;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.scalar.ScalarElements;

/** Element-wise kernels, run by run: whole vectors of {@link VectorFormulas}, and the rest by the scalar twin. */
final class VectorElements {
    private VectorElements() {
    }

    /** {@code Z = f(X, Y)} for some rows. */
    static void run(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int fromRow, int toRow) {
        int n = z.columns();
        boolean oneRun = !f.byRows() && y.rows() == z.rows() && n == x.leadingDimension()
                && n == y.leadingDimension() && n == z.leadingDimension();
        int rows = oneRun ? toRow - fromRow : 1;
        for (int i = fromRow; i < toRow; i += rows) {
            int yo = y.index(y.rows() == 1 ? 0 : i, 0);
            float uniform = f.byRows() ? y.data()[yo] : alpha;
            run(f, uniform, x.data(), x.index(i, 0), y.data(), yo, z.data(), z.index(i, 0), rows * n);
        }
    }

    private static void run(ElementWise f, float uniform, float[] x, int xo, float[] y, int yo, float[] z, int zo,
            int n) {
        int done = switch (f) {
            case AXPY -> VectorFormulas.axpy(x, xo, uniform, y, yo, z, zo, n);
            case SCALED, WEIGHTED -> VectorFormulas.scaled(x, xo, uniform, z, zo, n);
            case SUM -> VectorFormulas.sum(x, xo, y, yo, z, zo, n);
            case PRODUCT -> VectorFormulas.product(x, xo, y, yo, z, zo, n);
            case SHIFTED -> VectorFormulas.shifted(x, xo, uniform, z, zo, n);
        };
        if (done < n) {
            ScalarElements.run(f, uniform, x, xo + done, y, yo + done, z, zo + done, n - done);
        }
    }
}
