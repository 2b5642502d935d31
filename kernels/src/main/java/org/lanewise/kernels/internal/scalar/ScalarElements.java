package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.ElementWise;

/** Element-wise kernels, one element after the other. The vector backend leaves the ends of its runs to them. */
public final class ScalarElements {
    private ScalarElements() {
    }

    /** {@code Z = f(X, Y)} for some rows. */
    static void run(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int fromRow, int toRow) {
        for (int i = fromRow; i < toRow; i++) {
            int yo = y.index(y.rows() == 1 ? 0 : i, 0);
            float uniform = f.byRows() ? y.data()[yo] : alpha;
            run(f, uniform, x.data(), x.index(i, 0), y.data(), yo, z.data(), z.index(i, 0), z.columns());
        }
    }

    /** {@code z = f(x, y)} over {@code n} elements, with α or the one element of y that belongs to all of them. */
    public static void run(ElementWise f, float uniform, float[] x, int xo, float[] y, int yo, float[] z, int zo,
            int n) {
        switch (f) {
            case AXPY -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Formulas.axpy(x[xo + i], uniform, y[yo + i]);
                }
            }
            case SCALED, WEIGHTED -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Formulas.scaled(x[xo + i], uniform);
                }
            }
            case SUM -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Formulas.sum(x[xo + i], y[yo + i]);
                }
            }
            case PRODUCT -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Formulas.product(x[xo + i], y[yo + i]);
                }
            }
            case SHIFTED -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Formulas.shifted(x[xo + i], uniform);
                }
            }
        }
    }
}
