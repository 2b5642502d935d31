package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.plan.Product;

/** What follows a product, on a block of C that has just been finished and is still in the cache. */
final class Epilogues {
    private Epilogues() {
    }

    static void apply(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        Activation g = p.activation;
        if (g == null) {
            return;
        }
        int rows = toRow - fromRow;
        int columns = toColumn - fromColumn;
        if (p.bias != null && p.activated != null) {
            if (p.biasOfColumns) {
                addBiasOfColumns(p.bias, p.c, fromRow, rows, fromColumn, columns);
            } else {
                addBias(p.bias, p.c, fromRow, rows, fromColumn, columns);
            }
            VectorActivations.activate(g, p.c, p.activated, fromRow, rows, fromColumn, columns);
        } else if (p.kept != null) {
            VectorActivations.gradient(g, p.kept, p.c, p.c, fromRow, rows, fromColumn, columns);
        }
    }

    /** {@code Z = Z + b}: b has an element for each row. */
    static void addBias(Matrix bias, Matrix z, int row, int rows, int column, int columns) {
        int bo = bias.index(row, 0);
        int zo = z.index(row, column);
        if (columns >= LENGTH) {
            addToRows(bias.data(), bo, bias.leadingDimension(), z.data(), zo, z.leadingDimension(), rows, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                addToColumn(bias.data(), bo, bias.leadingDimension(), z.data(), zo + j, z.leadingDimension(), rows);
            }
        }
    }

    private static void addToRows(float[] bias, int bo, int ldb, float[] z, int zo, int ldz, int rows, int columns) {
        int last = columns - LENGTH;
        for (int r = 0; r < rows; r++) {
            float b = bias[bo + r * ldb];
            int row = zo + r * ldz;
            // The last vector of a row may overlap the one before, so it is read ahead.
            FloatVector end = FloatVector.fromArray(F, z, row + last).add(b);
            for (int j = 0; j < last; j += LENGTH) {
                FloatVector.fromArray(F, z, row + j).add(b).intoArray(z, row + j);
            }
            end.intoArray(z, row + last);
        }
    }

    private static void addToColumn(float[] bias, int bo, int ldb, float[] z, int zo, int ldz, int rows) {
        for (int r = 0; r < rows; r++) {
            z[zo + r * ldz] += bias[bo + r * ldb];
        }
    }

    /** {@code Z = Z + bᵀ}: b has an element for each column. */
    static void addBiasOfColumns(Matrix bias, Matrix z, int row, int rows, int column, int columns) {
        int bo = bias.index(column, 0);
        int ldb = bias.leadingDimension();
        if (columns == 1 && z.leadingDimension() == 1 && rows >= LENGTH) {
            addToRows(bias.data(), bo, ldb, z.data(), z.index(row, column), rows, 1, rows);
            return;
        }
        float[] data = z.data();
        int ldz = z.leadingDimension();
        int zo = z.index(row, column);
        int done = ldb == 1 ? addAlongRows(bias.data(), bo, data, zo, ldz, rows, columns) : 0;
        for (int r = 0; r < rows && done < columns; r++) {
            for (int j = done; j < columns; j++) {
                data[zo + r * ldz + j] += bias.data()[bo + j * ldb];
            }
        }
    }

    /** {@code z = z + b} for each row, as far as whole vectors reach. */
    private static int addAlongRows(float[] b, int bo, float[] z, int zo, int ldz, int rows, int columns) {
        int j = 0;
        for (; j <= columns - LENGTH; j += LENGTH) {
            FloatVector bj = FloatVector.fromArray(F, b, bo + j);
            for (int r = 0; r < rows; r++) {
                int at = zo + r * ldz + j;
                FloatVector.fromArray(F, z, at).add(bj).intoArray(z, at);
            }
        }
        return j;
    }
}
