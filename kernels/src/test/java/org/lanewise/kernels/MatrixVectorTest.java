package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Dot products, and a matrix times a vector. */
class MatrixVectorTest {
    private static final float[] ALPHAS = {1, 0, -1, 0.37f};
    private static final float[] BETAS = {0, 1, -0.5f};

    /** How a vector lies in memory. */
    enum Form {
        /** Its elements follow each other. */
        ROW,
        /** The first column of a matrix with others. */
        COLUMN;

        Matrix copy(Matrix column, Layout layout) {
            if (this == ROW) {
                return layout.copy(Matrices.transposed(column));
            }
            Matrix matrix = layout.matrix(column.rows(), 3);
            matrix.fill(Float.NaN);
            Matrix copy = matrix.columnRange(0, 1);
            copy.copyFrom(column);
            return copy;
        }

        Matrix column(Matrix vector) {
            return this == ROW ? Matrices.transposed(vector) : vector;
        }
    }

    static IntStream lengths() {
        return SumsTest.lengths();
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void bothBackendsGiveTheBitsOfTheContractWithinTheBound(int length) {
        Random random = new Random(length);
        for (int[] size : new int[][]{{3, length}, {length, 3}}) {
            Matrix a = Matrices.random(size[0], size[1], random);
            for (Op opA : Op.values()) {
                for (float alpha : ALPHAS) {
                    for (float beta : BETAS) {
                        check(opA, alpha, a, beta, random);
                    }
                }
            }
        }
    }

    /** So many that some are computed together, and some are left over. */
    @ParameterizedTest
    @MethodSource("lengths")
    void linesAreComputedTogether(int length) {
        Random random = new Random(length);
        for (int lines : new int[]{1, 4, 5, 16, 18, 35}) {
            check(Op.N, 0.37f, Matrices.random(lines, Math.min(length, 600), random), -0.5f, random);
            check(Op.T, 0.37f, Matrices.random(Math.min(length, 600), lines, random), -0.5f, random);
        }
    }

    private static void check(Op opA, float alpha, Matrix a, float beta, Random random) {
        Matrix x = Matrices.random(opA == Op.N ? a.columns() : a.rows(), 1, random);
        // With β = 0 the old y must not be read, with α = 0 neither A nor x.
        Matrix before = Matrices.constant(opA == Op.N ? a.rows() : a.columns(), 1, beta == 0 ? Float.NaN : 0.7f);
        Matrix factor = alpha == 0 ? Matrices.constant(x.rows(), 1, Float.NaN) : x;
        Matrix expected = before.copy();
        Contract.matrixVector(opA, alpha, a, x, beta, expected);
        Oracle.matrixVector(opA, alpha, a, x, beta, before).assertNear(expected, "contract");
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                for (Form form : Form.values()) {
                    Matrix matrix = layout.copy(a);
                    Matrix vector = form.copy(factor, layout);
                    Matrix y = form.copy(before, layout);
                    Guard[] inputs = Guard.of(matrix, vector);
                    Guard output = Guard.of(y);
                    kernels.matrixVector(opA, alpha, matrix, vector, beta, y);
                    Matrices.assertSameBits(expected, form.column(y),
                            kernels + ", alpha " + alpha + ", beta " + beta + ", " + form);
                    inputs[0].assertUntouched("a");
                    inputs[1].assertUntouched("x");
                    output.assertSurroundingsUntouched("y");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void dotProductsHaveTheBitsOfTheContractWithinTheBound(int length) {
        Random random = new Random(length);
        Matrix x = Matrices.random(length, 1, random);
        Matrix y = Matrices.random(length, 1, random);
        float expected = Contract.dot(x.toArray(), y.toArray());
        Oracle.dot(x, y).assertNear(Matrix.of(1, 1, expected), "contract");
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                for (Form formX : Form.values()) {
                    for (Form formY : Form.values()) {
                        assertEquals(expected, kernels.dot(formX.copy(x, layout), formY.copy(y, layout)));
                    }
                }
            }
            assertEquals(Contract.dot(x.toArray(), x.toArray()), kernels.dot(x, x), "of a vector with itself");
        }
    }

    /** A row of A has the bits of a dot product, alone and among others. */
    @Test
    void aRowAloneHasTheBitsThatItHasInAMatrix() {
        Matrix a = Matrices.random(37, 533, new Random(3));
        Matrix x = Matrices.random(533, 1, new Random(4));
        for (Kernels kernels : Both.BACKENDS) {
            Matrix y = Matrix.zeros(37, 1);
            kernels.matrixVector(Op.N, 1, a, x, 0, y);
            for (int i = 0; i < 37; i++) {
                assertEquals(y.get(i, 0), kernels.dot(a.rowRange(i, i + 1), x));
            }
        }
    }

    /** By hand: 2²⁴ + 1 is no float, so that it matters which products meet first. */
    @Test
    void theOrderOfADotProductIsThatOfARowSum() {
        Matrix ones = Matrices.constant(1, 129, 1);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix x = Matrix.zeros(1, 129);
            x.set(0, 0, 1 << 24);
            x.set(0, 64, 1);
            x.set(0, 128, 1);
            assertEquals(1 << 24, kernels.dot(x, ones));
            x.fill(0);
            x.set(0, 0, 1 << 24);
            x.set(0, 1, 1);
            x.set(0, 33, 1);
            assertEquals((1 << 24) + 2, kernels.dot(x, ones));
        }
    }

    /** Products are not rounded before they are added: 1 − (1 + 2⁻¹²)·(1 − 2⁻¹²) is 2⁻²⁴. */
    @ParameterizedTest
    @EnumSource(Op.class)
    void productsAreFused(Op opA) {
        Matrix column = Matrix.zeros(65, 1);
        column.set(0, 0, 1);
        column.set(64, 0, 1 + 0x1p-12f);
        Matrix x = Matrix.zeros(65, 1);
        x.set(0, 0, 1);
        x.set(64, 0, -1 + 0x1p-12f);
        if (opA == Op.T) {
            // Neighbours in a block instead of in a lane.
            column.set(1, 0, column.get(64, 0));
            x.set(1, 0, x.get(64, 0));
            x.set(64, 0, 0);
        }
        for (Kernels kernels : Both.BACKENDS) {
            Matrix y = Matrix.zeros(1, 1);
            kernels.matrixVector(opA, 1, opA == Op.N ? Matrices.transposed(column) : column, x, 0, y);
            assertEquals(0x1p-24f, y.get(0, 0), kernels.toString());
        }
    }

    /** The sums start at +0; a product that is too small for a float leaves its sign, in any lane. */
    @ParameterizedTest
    @EnumSource(Op.class)
    void specialValues(Op opA) {
        float infinity = Float.POSITIVE_INFINITY;
        float tiny = Float.MIN_VALUE;
        float[][] terms = {{-0f, -0f, -0f}, {infinity, 1, 2}, {1, -infinity, 2}, {infinity, 1, -infinity},
                {1, 2, Float.NaN}, {tiny, 0, 0}, {-tiny, -tiny, -tiny}};
        float[][] factors = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {tiny, 1, 1}, {tiny, tiny, tiny}};
        for (int t = 0; t < terms.length; t++) {
            for (int n : new int[]{3, 19}) {
                Matrix a = Matrix.zeros(37, n);
                Matrix x = Matrix.zeros(n, 1);
                for (int j = 0; j < 3; j++) {
                    x.set(j, 0, factors[t][j]);
                    a.columnRange(j, j + 1).fill(terms[t][j]);
                }
                Matrix expected = Matrix.zeros(37, 1);
                Contract.matrixVector(Op.N, 1, a, x, 0, expected);
                Matrix transposed = Matrix.zeros(37, 1);
                Contract.matrixVector(Op.T, 1, Matrices.transposed(a), x, 0, transposed);
                for (Kernels kernels : Both.BACKENDS) {
                    Matrix y = Matrices.constant(37, 1, Float.NaN);
                    kernels.matrixVector(opA, 1, opA == Op.N ? a : Matrices.transposed(a), x, 0, y);
                    Matrices.assertSameBits(opA == Op.N ? expected : transposed, y, kernels + ", case " + t);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Op.class)
    void theNumberOfThreadsDoesNotMatter(Op opA) {
        for (int[] size : new int[][]{{901, 933}, {7, 150_001}, {150_001, 7}}) {
            Matrix a = Matrices.random(size[0], size[1], new Random(14));
            Matrix x = Matrices.random(opA == Op.N ? size[1] : size[0], 1, new Random(15));
            for (Kernels kernels : Both.BACKENDS) {
                Matrix expected = Matrices.constant(opA == Op.N ? size[0] : size[1], 1, 2);
                Matrix y = expected.copy();
                kernels.matrixVector(opA, 0.5f, a, x, 3, expected);
                Helpers helpers = new Helpers();
                kernels.withExecutor(helpers, 3).matrixVector(opA, 0.5f, a, x, 3, y);
                Matrices.assertSameBits(expected, y, kernels.toString());
                helpers.assertCalled();
            }
        }
    }
}
