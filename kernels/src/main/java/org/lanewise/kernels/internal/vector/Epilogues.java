package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
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
            Matrix z = p.z != null ? p.z : c;
            // Row by row, so that what one step leaves the next one finds in the L1 cache.
            for (int i = fromRow; i < toRow; i++) {
                float b = p.bias.data()[p.bias.index(i, 0)];
                addBias(c.data(), c.index(i, fromColumn), b, z.data(), z.index(i, fromColumn), columns);
                VectorActivations.activate(p.activation, z, c, i, 1, fromColumn, columns);
            }
        } else if (p.kept != null) {
            VectorActivations.gradient(p.activation, p.kept, c, c, fromRow, toRow - fromRow, fromColumn, columns);
        }
    }

    /** {@code z = c + b} for a run of a row. */
    private static void addBias(float[] c, int co, float b, float[] z, int zo, int n) {
        FloatVector bv = FloatVector.broadcast(F, b);
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            FloatVector.fromArray(F, c, co + j).add(bv).intoArray(z, zo + j);
        }
        for (; j < n; j++) {
            z[zo + j] = c[co + j] + b;
        }
    }
}
