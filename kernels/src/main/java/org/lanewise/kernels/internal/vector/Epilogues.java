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
        int rows = toRow - fromRow;
        int columns = toColumn - fromColumn;
        Matrix c = p.c;
        if (p.bias != null) {
            Matrix z = p.z != null ? p.z : c;
            addBias(c, p.bias, z, fromRow, toRow, fromColumn, columns);
            VectorActivations.activate(p.activation, z, c, fromRow, rows, fromColumn, columns);
        } else if (p.kept != null) {
            VectorActivations.gradient(p.activation, p.kept, c, c, fromRow, rows, fromColumn, columns);
        }
    }

    /** {@code Z = C + bias}. */
    private static void addBias(Matrix c, Matrix bias, Matrix z, int fromRow, int toRow, int column, int columns) {
        float[] from = c.data();
        float[] to = z.data();
        for (int i = fromRow; i < toRow; i++) {
            int co = c.index(i, column);
            int zo = z.index(i, column);
            float b = bias.data()[bias.index(i, 0)];
            FloatVector bv = FloatVector.broadcast(F, b);
            int j = 0;
            for (; j <= columns - LENGTH; j += LENGTH) {
                FloatVector.fromArray(F, from, co + j).add(bv).intoArray(to, zo + j);
            }
            for (; j < columns; j++) {
                to[zo + j] = from[co + j] + b;
            }
        }
    }
}
