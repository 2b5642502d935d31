package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums, products and multiples of matrices, element by element, and the norm. */
class ElementWiseTest {
    private static final float ALPHA = 0.37f;

    /** The kernels, as functions of X, another matrix and where the result goes. */
    enum Kernel {
        AXPY {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                z.copyFrom(y);
                kernels.axpy(ALPHA, x, z);
            }

            @Override
            float element(float x, float y) {
                return Math.fma(ALPHA, x, y);
            }
        },
        SCALE {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                z.copyFrom(x);
                kernels.scale(ALPHA, z);
            }

            @Override
            float element(float x, float y) {
                return ALPHA * x;
            }
        },
        ADD {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                kernels.add(x, y, z);
            }

            @Override
            float element(float x, float y) {
                return x + y;
            }
        },
        MULTIPLY {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                kernels.multiplyElements(x, y, z);
            }

            @Override
            float element(float x, float y) {
                return x * y;
            }
        },
        ADD_ROW {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                kernels.addRow(x, y, z);
            }

            @Override
            float element(float x, float y) {
                return x + y;
            }
        },
        MULTIPLY_ROW {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                kernels.multiplyRow(x, y, z);
            }

            @Override
            float element(float x, float y) {
                return x * y;
            }
        },
        MULTIPLY_COLUMN {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                kernels.multiplyColumn(x, y, z);
            }

            @Override
            float element(float x, float y) {
                return x * y;
            }
        },
        ADD_COLUMN {
            @Override
            void run(Kernels kernels, Matrix x, Matrix y, Matrix z) {
                kernels.addColumn(x, y, z);
            }

            @Override
            float element(float x, float y) {
                return x + y;
            }
        };

        abstract void run(Kernels kernels, Matrix x, Matrix y, Matrix z);

        /** One rounding, as the contract says. */
        abstract float element(float x, float y);

        Matrix other(Matrix x, Random random) {
            return Matrices.random(takesRow() ? 1 : x.rows(), takesColumn() ? 1 : x.columns(), random);
        }

        private boolean takesRow() {
            return this == ADD_ROW || this == MULTIPLY_ROW;
        }

        private boolean takesColumn() {
            return this == ADD_COLUMN || this == MULTIPLY_COLUMN;
        }

        Matrix expected(Matrix x, Matrix y) {
            Matrix z = Matrix.zeros(x.rows(), x.columns());
            for (int i = 0; i < x.rows(); i++) {
                for (int j = 0; j < x.columns(); j++) {
                    z.set(i, j, element(x.get(i, j), y.get(takesRow() ? 0 : i, takesColumn() ? 0 : j)));
                }
            }
            return z;
        }
    }

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Kernel kernel : Kernel.values()) {
            for (int n : new int[]{0, 1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 100}) {
                for (int m : new int[]{0, 1, 2, 5}) {
                    shapes.add(Arguments.of(kernel, m, n));
                }
            }
        }
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void bothBackendsRoundOnce(Kernel kernel, int m, int n) {
        Random random = new Random(31L * m + n);
        Matrix x = Matrices.random(m, n, random);
        Matrix y = kernel.other(x, random);
        Matrix expected = kernel.expected(x, y);
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                Matrix input = layout.copy(x);
                Matrix other = layout.copy(y);
                Matrix z = layout.copy(Matrices.constant(m, n, Float.NaN));
                Guard[] guards = Guard.of(input, other, z);
                kernel.run(kernels, input, other, z);
                Matrices.assertSameBits(expected, z, kernels.toString());
                guards[0].assertUntouched("x");
                guards[1].assertUntouched("y");
                guards[2].assertSurroundingsUntouched("z");
                kernel.run(kernels, input, other, input);
                Matrix inPlace = kernel == Kernel.AXPY ? kernel.expected(y, y) : expected;
                Matrices.assertSameBits(inPlace, input, kernels + ", in place");
                guards[0].assertSurroundingsUntouched("x");
            }
        }
    }

    /** A product is not rounded before it is added. */
    @Test
    void axpyIsFused() {
        for (Kernels kernels : Both.BACKENDS) {
            Matrix x = Matrices.constant(1, 19, 1 - 0x1p-12f);
            Matrix y = Matrices.constant(1, 19, -1);
            kernels.axpy(1 + 0x1p-12f, x, y);
            Matrices.assertSameBits(Matrices.constant(1, 19, -0x1p-24f), y, kernels.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void theNumberOfThreadsDoesNotMatter(Kernel kernel) {
        Random random = new Random(3);
        Matrix x = Matrices.random(901, 1033, random);
        Matrix y = kernel.other(x, random);
        for (Kernels kernels : Both.BACKENDS) {
            Helpers helpers = new Helpers();
            Matrix z = Matrices.constant(901, 1033, Float.NaN);
            kernel.run(kernels.withExecutor(helpers, 3), x, y, z);
            Matrices.assertSameBits(kernel.expected(x, y), z, kernels.toString());
            helpers.assertCalled();
        }
    }

    static IntStream lengths() {
        return IntStream.concat(SumsTest.lengths(),
                IntStream.of(4095, 4097, 8192, 64 * 4096, 64 * 4096 + 1, 129 * 4096 + 77));
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void theNormHasTheBitsOfTheContractWithinTheBound(int length) {
        Random random = new Random(length);
        for (float scale : new float[]{1, 1e-40f, 1e-20f, 1e30f, Float.MAX_VALUE}) {
            Matrix x = Matrices.random(1, length, random);
            double sum = 0;
            for (int i = 0; i < length; i++) {
                x.data()[i] *= scale;
                sum += (double) x.data()[i] * x.data()[i];
            }
            float expected = Contract.norm(x.data());
            double exact = Math.sqrt(sum);
            Expected bound = new Expected(1, 1);
            bound.set(0, 0, exact, 80 * Expected.U * exact + Expected.TINY);
            bound.assertNear(Matrix.of(1, 1, expected), "contract, scale " + scale);
            for (Kernels kernels : Both.BACKENDS) {
                for (Layout layout : Layout.values()) {
                    assertEquals(expected, kernels.norm(layout.copy(x)), kernels + ", scale " + scale);
                    assertEquals(expected, kernels.norm(layout.copy(x.transposed())), "of a column");
                }
            }
        }
    }

    /** Rows of any length, and what lies between them. */
    @ParameterizedTest
    @CsvSource({"70, 59", "3, 4096", "5, 5000", "1000, 7"})
    void theNormOfAMatrixIsThatOfItsElementsRowByRow(int m, int n) {
        Matrix x = Matrices.random(m, n, new Random(m));
        float expected = Contract.norm(x.data());
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                assertEquals(expected, kernels.norm(layout.copy(x)), kernels.toString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, -0.0, 0, 0", "3, -4, 0, 5", "3e38, 0, -3e38, Infinity", "2e38, 1e38, -2e38, 3e38",
            "4.2e-45, 5.6e-45, 0, 7e-45", "1.4e-45, 0, 0, 1.4e-45", "Infinity, 1, -Infinity, Infinity",
            "-Infinity, 0, 0, Infinity", "NaN, 1, 2, NaN", "NaN, Infinity, 0, NaN", "Infinity, NaN, 1, NaN",
            "0, 0, NaN, NaN", "1e-30, 1e30, 0, 1e30"})
    void normsOfSpecialValues(float x, float y, float z, float norm) {
        for (int shift : new int[]{0, 15, 70, 4095}) {
            Matrix elements = Matrix.zeros(1, 4200);
            elements.set(0, shift, x);
            elements.set(0, shift + 1, y);
            elements.set(0, shift + 64, z);
            for (Kernels kernels : Both.BACKENDS) {
                float actual = kernels.norm(elements);
                assertEquals(norm, actual, Float.isFinite(norm) ? 2 * Math.ulp(norm) : 1, kernels.toString());
            }
        }
    }
}
