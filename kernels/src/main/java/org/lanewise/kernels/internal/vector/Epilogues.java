package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.scalar.ScalarActivations.NO_BIAS;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Product;

/** What follows a product, on a block of C that has just been finished and is still in the cache. */
final class Epilogues {
    private Epilogues() {
    }

    static void apply(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        int columns = toColumn - fromColumn;
        Matrix c = p.c;
        if (p.bias != null) {
            for (int i = fromRow; i < toRow; i++) {
                float b = p.bias.data()[p.bias.index(i, 0)];
                int co = c.index(i, fromColumn);
                if (p.z == null) {
                    VectorActivations.activate(p.activation, c.data(), co, b, c.data(), co, columns);
                } else {
                    int zo = p.z.index(i, fromColumn);
                    VectorActivations.activate(Activation.IDENTITY, c.data(), co, b, p.z.data(), zo, columns);
                    VectorActivations.activate(p.activation, p.z.data(), zo, NO_BIAS, c.data(), co, columns);
                }
            }
        } else if (p.kept != null) {
            VectorActivations.gradient(p.activation, p.kept, c, c, fromRow, toRow - fromRow, fromColumn, columns);
        }
    }
}
