package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.warmup.PartSet;

/** What a product needs of the backend can be read in every plan: shapes of all ways, packed or not, on many threads. */
class PartsTest {
    private static final int[] ROWS = {1, 2, 7, 12, 16, 65, 300};
    private static final int[] COLUMNS = {1, 2, 5, 16, 24, 64, 128, 256, 513};
    private static final int[] STEPS = {1, 16, 100, 1025};
    private static final float[] ALPHAS = {1, 0.5f};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void everyPlanTellsWhatItNeeds(int threads) {
        for (int m : ROWS) {
            for (int n : COLUMNS) {
                for (int k : STEPS) {
                    for (float alpha : ALPHAS) {
                        plansTell(m, n, k, alpha, threads);
                    }
                }
            }
        }
    }

    private static void plansTell(int m, int n, int k, float alpha, int threads) {
        Matrix c = Matrix.zeros(m, n);
        Matrix a = Matrix.zeros(m, k);
        Matrix b = Matrix.zeros(k, n);
        Matrix transposedA = Matrix.zeros(k, m);
        Matrix transposedB = Matrix.zeros(n, k);
        Panels packedA = Panels.of(a, false);
        Panels packedB = Panels.of(transposedB, false);
        tells(Product.acquire(false, false, alpha, a, b, 0, c, k), threads);
        tells(Product.acquire(true, false, alpha, transposedA, b, 1, c, k), threads);
        tells(Product.acquire(false, true, alpha, a, transposedB, 0, c, k), threads);
        tells(Product.acquire(true, true, alpha, transposedA, transposedB, 0, c, k), threads);
        tells(Product.acquire(packedA, false, alpha, b, 0, c), threads);
        tells(Product.acquire(packedA, true, alpha, transposedB, 0, c), threads);
        tells(Product.acquire(false, alpha, a, packedB, 0, c), threads);
        tells(Product.acquire(true, alpha, transposedA, packedB, 0, c), threads);
        Product rows = Product.acquire(false, alpha, a, packedB, 0, c);
        rows.bias = Matrix.zeros(n, 1);
        rows.biasOfColumns = true;
        rows.activation = Activation.RELU;
        rows.activated = c;
        tells(rows, threads);
    }

    private static void tells(Product p, int threads) {
        PartSet parts = new PartSet(Parts.COUNT);
        String name = p.c + " with " + p.k + " steps, A packed " + (p.packedA != null) + ", B packed "
                + (p.packedB != null) + ", " + threads + " threads";
        assertDoesNotThrow(() -> {
            new VectorKernels().plan(p, threads);
            Parts.addOf(p, parts);
        }, name);
        assertTrue(parts.size() > 0, name);
        p.release();
    }
}
