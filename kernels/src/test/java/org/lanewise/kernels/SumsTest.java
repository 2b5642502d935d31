package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums of rows and of columns. */
class SumsTest {
    private static final float[] ALPHAS = {1, 0, -1, 0.37f};
    private static final float[] BETAS = {0, 1, -0.5f};

    /** The two kernels. */
    enum Kernel {
        ROWS {
            @Override
            void run(Kernels kernels, float alpha, Matrix x, float beta, Matrix y) {
                kernels.rowSums(alpha, x, beta, y);
            }

            @Override
            void contract(float alpha, Matrix x, float beta, Matrix y) {
                Contract.rowSums(alpha, x, beta, y);
            }

            @Override
            Expected oracle(float alpha, Matrix x, float beta, Matrix y) {
                return Oracle.rowSums(alpha, x, beta, y);
            }
        },
        COLUMNS {
            @Override
            void run(Kernels kernels, float alpha, Matrix x, float beta, Matrix y) {
                kernels.columnSums(alpha, x, beta, y);
            }

            @Override
            void contract(float alpha, Matrix x, float beta, Matrix y) {
                Contract.columnSums(alpha, x, beta, y);
            }

            @Override
            Expected oracle(float alpha, Matrix x, float beta, Matrix y) {
                return Oracle.columnSums(alpha, x, beta, y);
            }
        };

        abstract void run(Kernels kernels, float alpha, Matrix x, float beta, Matrix y);

        abstract void contract(float alpha, Matrix x, float beta, Matrix y);

        abstract Expected oracle(float alpha, Matrix x, float beta, Matrix y);

        /** A result for X, filled with one value. */
        Matrix result(Matrix x, float value) {
            return this == ROWS ? Matrices.constant(x.rows(), 1, value) : Matrices.constant(1, x.columns(), value);
        }
    }

    static IntStream lengths() {
        return IntStream.concat(IntStream.rangeClosed(0, 130),
                IntStream.of(191, 192, 193, 255, 256, 257, 447, 448, 511, 512, 513, 529, 1000, 4096, 10_007));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void bothBackendsGiveTheBitsOfTheContractWithinTheBound(int length) {
        Random random = new Random(length);
        for (Kernel kernel : Kernel.values()) {
            for (int[] size : new int[][]{{3, length}, {length, 1}, {length, 3}, {length, 17}}) {
                Matrix x = Matrices.random(size[0], size[1], random);
                for (float alpha : ALPHAS) {
                    for (float beta : BETAS) {
                        check(kernel, alpha, x, beta);
                    }
                }
            }
        }
    }

    private static void check(Kernel kernel, float alpha, Matrix x, float beta) {
        // With β = 0 the old y must not be read.
        Matrix before = kernel.result(x, beta == 0 ? Float.NaN : 0.7f);
        Matrix expected = before.copy();
        kernel.contract(alpha, x, beta, expected);
        kernel.oracle(alpha, x, beta, before).assertNear(expected, "contract");
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                Matrix input = layout.copy(x);
                Matrix y = layout.copy(before);
                Guard guardX = Guard.of(input);
                Guard guardY = Guard.of(y);
                kernel.run(kernels, alpha, input, beta, y);
                Matrices.assertSameBits(expected, y, kernels + ", alpha " + alpha + ", beta " + beta);
                guardX.assertUntouched("x");
                guardY.assertSurroundingsUntouched("y");
            }
        }
    }

    /** By hand: 2²⁴ + 1 is no float, so that it matters which elements meet first. */
    @Test
    void theOrderOfARowSumIsTheContracts() {
        Matrix x = Matrix.zeros(1, 129);
        x.set(0, 0, 1 << 24);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix y = Matrix.zeros(1, 1);
            // Lane 0: the ones are lost one by one.
            x.set(0, 64, 1);
            x.set(0, 128, 1);
            kernels.rowSums(1, x, 0, y);
            assertEquals(1 << 24, y.get(0, 0));
            // Lanes 1 and 33 meet before lane 0 meets lane 1.
            x.set(0, 64, 0);
            x.set(0, 128, 0);
            x.set(0, 1, 1);
            x.set(0, 33, 1);
            kernels.rowSums(1, x, 0, y);
            assertEquals((1 << 24) + 2, y.get(0, 0));
            // Lane 32 meets lane 0 by itself.
            x.set(0, 33, 0);
            x.set(0, 32, 1);
            kernels.rowSums(1, x, 0, y);
            assertEquals(1 << 24, y.get(0, 0));
            x.set(0, 1, 0);
            x.set(0, 32, 0);
        }
    }

    /** By hand: 2²⁴ + 1 is no float, so that it matters which elements meet first. */
    @Test
    void theOrderOfAColumnSumIsTheContracts() {
        Matrix x = Matrix.zeros(3 * 64 + 2, 1);
        x.set(0, 0, 1 << 24);
        for (Kernels kernels : Both.BACKENDS) {
            // In one block the ones are lost one by one.
            assertColumnSum(1 << 24, kernels, x, 1, 63);
            // The second block meets the first as a whole.
            assertColumnSum((1 << 24) + 2, kernels, x, 64, 127);
            // The third and the rest meet before they meet the others.
            assertColumnSum((1 << 24) + 2, kernels, x, 128, 192);
            // But the second and the third do not.
            assertColumnSum(1 << 24, kernels, x, 64, 128);
        }
    }

    /** With ones in two rows. */
    private static void assertColumnSum(float expected, Kernels kernels, Matrix x, int first, int second) {
        x.set(first, 0, 1);
        x.set(second, 0, 1);
        Matrix y = Matrix.zeros(1, 1);
        kernels.columnSums(1, x, 0, y);
        assertEquals(expected, y.get(0, 0), kernels.toString());
        x.set(first, 0, 0);
        x.set(second, 0, 0);
    }

    /** A single chain of additions stops at 2²⁴. */
    @Test
    void manyOnesAreAllCounted() {
        int rows = (1 << 24) + 1000;
        Matrix x = Matrices.constant(rows, 1, 1);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix y = Matrix.zeros(1, 1);
            kernels.columnSums(1, x, 0, y);
            assertEquals(rows, y.get(0, 0), kernels.toString());
        }
    }

    /** The sums start at +0, so that nothing and −0 alone both give +0. */
    @ParameterizedTest
    @EnumSource(Kernel.class)
    void specialValues(Kernel kernel) {
        float infinity = Float.POSITIVE_INFINITY;
        float[][] terms = {{-0f, -0f, -0f}, {infinity, 1, 2}, {1, -infinity, 2}, {infinity, 1, -infinity},
                {1, 2, Float.NaN}, {Float.MAX_VALUE, Float.MAX_VALUE, 0}, {Float.MIN_VALUE, Float.MIN_VALUE, 0}};
        float[] sums = {0, infinity, -infinity, Float.NaN, Float.NaN, infinity, 2 * Float.MIN_VALUE};
        for (int t = 0; t < terms.length; t++) {
            Matrix x = kernel == Kernel.ROWS ? Matrix.zeros(37, 3) : Matrix.zeros(3, 37);
            for (int i = 0; i < 37; i++) {
                Matrix line = kernel == Kernel.ROWS ? x.rowRange(i, i + 1) : x.columnRange(i, i + 1);
                line.copyFrom(Matrix.of(line.rows(), line.columns(), terms[t]));
            }
            for (Kernels kernels : Both.BACKENDS) {
                Matrix y = kernel.result(x, Float.NaN);
                kernel.run(kernels, 1, x, 0, y);
                Matrices.assertSameBits(kernel.result(x, sums[t]), y, kernels.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void theNumberOfThreadsDoesNotMatter(Kernel kernel) {
        for (int[] size : new int[][]{{901, 933}, {7, 150_001}, {150_001, 7}}) {
            Matrix x = Matrices.random(size[0], size[1], new Random(14));
            for (Kernels kernels : Both.BACKENDS) {
                Matrix expected = kernel.result(x, 2);
                kernel.run(kernels, 0.5f, x, 3, expected);
                Helpers helpers = new Helpers();
                Kernels parallel = kernels.withExecutor(helpers, 3);
                Matrix y = kernel.result(x, 2);
                kernel.run(parallel, 0.5f, x, 3, y);
                Matrices.assertSameBits(expected, y, kernels.toString());
                helpers.assertCalled();
            }
        }
    }
}
