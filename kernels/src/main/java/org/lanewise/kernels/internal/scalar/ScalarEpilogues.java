package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.plan.Product;

/** What follows a product, on rows of C that have just been finished. */
final class ScalarEpilogues {
    private ScalarEpilogues() {
    }

    static void apply(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        Activation g = p.activation;
        if (g == null) {
            return;
        }
        float[] c = p.c.data();
        int n = toColumn - fromColumn;
        for (int i = fromRow; i < toRow; i++) {
            int co = p.c.index(i, fromColumn);
            if (p.bias != null && p.activated != null) {
                if (p.biasOfColumns) {
                    addBiasOfColumns(p.bias, fromColumn, c, co, n);
                } else {
                    addBias(p.bias.data()[p.bias.index(i, 0)], c, co, n);
                }
                ScalarActivations.activate(g, c, co, p.activated.data(), p.activated.index(i, fromColumn), n);
            } else if (p.kept != null) {
                ScalarActivations.gradient(g, p.kept.data(), p.kept.index(i, fromColumn), c, co, c, co, n);
            }
        }
    }

    /** {@code z = z + b} over {@code n} elements. */
    static void addBias(float b, float[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] += b;
        }
    }

    /** {@code z = z + bᵀ} over {@code n} elements. */
    private static void addBiasOfColumns(Matrix bias, int column, float[] z, int zo, int n) {
        int bo = bias.index(column, 0);
        for (int j = 0; j < n; j++) {
            z[zo + j] += bias.data()[bo + j * bias.leadingDimension()];
        }
    }
}
