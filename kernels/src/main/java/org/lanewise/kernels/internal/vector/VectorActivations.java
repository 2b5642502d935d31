package org.lanewise.kernels.internal.vector;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.scalar.ScalarActivations;

/**
 * Activations and their gradients over blocks of matrices, run by run: whole vectors of {@link VectorFormulas}, and what
 * is left of a run after the last one by the scalar twin, which gives the same bits.
 */
final class VectorActivations {
    private VectorActivations() {
    }

    /** {@code A = g(Z)} over a block of both. */
    static void activate(Activation g, Matrix z, Matrix a, int row, int rows, int column, int columns) {
        boolean oneRun = columns == z.leadingDimension() && columns == a.leadingDimension();
        int runs = oneRun ? 1 : rows;
        int length = oneRun ? rows * columns : columns;
        for (int r = 0; r < runs; r++) {
            activate(g, z.data(), z.index(row + r, column), a.data(), a.index(row + r, column), length);
        }
    }

    /** {@code dZ = dA ⊙ g′(kept)} over a block of all three. */
    static void gradient(Activation g, Matrix kept, Matrix da, Matrix dz, int row, int rows, int column, int columns) {
        boolean oneRun = columns == kept.leadingDimension() && columns == da.leadingDimension()
                && columns == dz.leadingDimension();
        int runs = oneRun ? 1 : rows;
        int length = oneRun ? rows * columns : columns;
        for (int r = 0; r < runs; r++) {
            gradient(g, kept.data(), kept.index(row + r, column), da.data(), da.index(row + r, column), dz.data(),
                    dz.index(row + r, column), length);
        }
    }

    static void activate(Activation g, float[] z, int zo, float[] a, int ao, int n) {
        int done = VectorFormulas.activate(g, z, zo, a, ao, n);
        if (done < n) {
            ScalarActivations.activate(g, z, zo + done, a, ao + done, n - done);
        }
    }

    private static void gradient(Activation g, float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {
        int done = VectorFormulas.gradient(g, kept, ko, da, dao, dz, dzo, n);
        if (done < n) {
            ScalarActivations.gradient(g, kept, ko + done, da, dao + done, dz, dzo + done, n - done);
        }
    }
}
