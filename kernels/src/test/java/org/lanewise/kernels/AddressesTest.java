package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kernel on matrices with the largest leading dimensions: a row more than there is, or a step beyond the last
 * one, has an address that overflows. Rows so far apart do not fit the memory, so each case has a matrix with one row, or
 * without any, and an array that ends where it does.
 */
class AddressesTest {
    private static final int[] LEADING_DIMENSIONS = {1 << 28, 1 << 30, Integer.MAX_VALUE};
    /** For each dimension: less and more than a vector, a stripe or a block has. */
    private static final int[] SIZES = {0, 1, 2, 20, Contract.BLOCK + 6};

    /** A call of a kernel. */
    interface Body {
        void run(Kernels kernels, Matrix[] x);
    }

    /** A kernel, and for each of its arguments rows and columns: m, k, n or 1. */
    record Kernel(String name, Body body, List<String> shapes) {
        static Kernel of(String name, Body body, String... shapes) {
            return new Kernel(name, body, List.of(shapes));
        }

        Matrix[] matrices(int m, int k, int n) {
            Random random = new Random(21);
            return shapes.stream()
                    .map(shape -> Matrices.random(size(shape.charAt(0), m, k, n), size(shape.charAt(1), m, k, n),
                            random))
                    .toArray(Matrix[]::new);
        }

        private static int size(char dimension, int m, int k, int n) {
            return switch (dimension) {
                case 'm' -> m;
                case 'k' -> k;
                case 'n' -> n;
                default -> 1;
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kernel> kernels() {
        List<Kernel> kernels = new ArrayList<>();
        for (float beta : new float[]{0, 0.5f}) {
            for (float alpha : new float[]{1, 0.5f}) {
                String factors = " " + alpha + " " + beta;
                kernels.add(Kernel.of("gemm NN" + factors,
                        (s, x) -> s.gemm(Op.N, Op.N, alpha, x[0], x[1], beta, x[2]), "mk", "kn", "mn"));
                kernels.add(Kernel.of("gemm NT" + factors,
                        (s, x) -> s.gemm(Op.N, Op.T, alpha, x[0], x[1], beta, x[2]), "mk", "nk", "mn"));
                kernels.add(Kernel.of("gemm TN" + factors,
                        (s, x) -> s.gemm(Op.T, Op.N, alpha, x[0], x[1], beta, x[2]), "km", "kn", "mn"));
                kernels.add(Kernel.of("gemm TT" + factors,
                        (s, x) -> s.gemm(Op.T, Op.T, alpha, x[0], x[1], beta, x[2]), "km", "nk", "mn"));
                kernels.add(Kernel.of("rowSums" + factors, (s, x) -> s.rowSums(alpha, x[0], beta, x[1]), "mn", "m1"));
                kernels.add(Kernel.of("columnSums" + factors, (s, x) -> s.columnSums(alpha, x[0], beta, x[1]), "mn",
                        "1n"));
                kernels.add(Kernel.of("matrixVector N" + factors,
                        (s, x) -> s.matrixVector(Op.N, alpha, x[0], x[1], beta, x[2]), "mn", "n1", "m1"));
                kernels.add(Kernel.of("matrixVector T" + factors,
                        (s, x) -> s.matrixVector(Op.T, alpha, x[0], x[1], beta, x[2]), "mn", "m1", "n1"));
            }
        }
        for (Activation g : Activations.ALL) {
            kernels.add(Kernel.of("dense " + g, (s, x) -> s.dense(x[0], x[1], x[2], g, x[3]), "mk", "kn", "m1", "mn"));
            kernels.add(Kernel.of("denseBackward " + g, (s, x) -> s.denseBackward(x[0], x[1], g, x[2], x[3]), "mk",
                    "mn", "kn", "kn"));
            kernels.add(Kernel.of("activate " + g, (s, x) -> s.activate(g, x[0], x[1]), "mn", "mn"));
            kernels.add(Kernel.of("activationGradient " + g, (s, x) -> s.activationGradient(g, x[0], x[1], x[2]), "mn",
                    "mn", "mn"));
        }
        Activation g = Activation.TANH;
        return Stream.concat(kernels.stream(), Stream.of(
                Kernel.of("multiply packed", (s, x) -> s.multiply(s.pack(Op.N, x[0]), x[1], x[2]), "mk", "kn", "mn"),
                Kernel.of("multiply packed T", (s, x) -> s.multiply(s.pack(Op.T, x[0]), x[1], x[2]), "km", "kn", "mn"),
                Kernel.of("dense packed", (s, x) -> s.dense(s.pack(Op.N, x[0]), x[1], x[2], g, x[3]), "mk", "kn", "m1",
                        "mn"),
                Kernel.of("dense with Z", (s, x) -> s.dense(x[0], x[1], x[2], g, x[3], x[4]), "mk", "kn", "m1", "mn",
                        "mn"),
                Kernel.of("softmax", (s, x) -> s.softmax(x[0], x[1]), "mn", "mn"),
                Kernel.of("logSoftmax", (s, x) -> s.logSoftmax(x[0], x[1]), "mn", "mn"),
                Kernel.of("sigmoidCrossEntropy", (s, x) -> s.sigmoidCrossEntropy(x[0], x[1], x[2], x[3], x[4]), "mn",
                        "mn", "mn", "mn", "1n"),
                Kernel.of("softmaxCrossEntropy", (s, x) -> s.softmaxCrossEntropy(x[0], x[1], x[2], x[3], x[4]), "mn",
                        "mn", "mn", "mn", "1n"),
                Kernel.of("squaredError", (s, x) -> s.squaredError(x[0], x[1], x[2], x[3]), "mn", "mn", "mn", "1n"),
                Kernel.of("absoluteError", (s, x) -> s.absoluteError(x[0], x[1], x[2], x[3]), "mn", "mn", "mn", "1n"),
                Kernel.of("huberError", (s, x) -> s.huberError(x[0], x[1], 1, x[2], x[3]), "mn", "mn", "mn", "1n"),
                Kernel.of("multiplyColumn", (s, x) -> s.multiplyColumn(x[0], x[1], x[2]), "mn", "m1", "mn"),
                Kernel.of("axpy", (s, x) -> s.axpy(0.5f, x[0], x[1]), "mn", "mn"),
                Kernel.of("add", (s, x) -> s.add(x[0], x[1], x[2]), "mn", "mn", "mn"),
                Kernel.of("addRow", (s, x) -> s.addRow(x[0], x[1], x[2]), "mn", "1n", "mn"),
                Kernel.of("addColumn", (s, x) -> s.addColumn(x[0], x[1], x[2]), "mn", "m1", "mn"),
                Kernel.of("norm", (s, x) -> x[1].fill(s.norm(x[0])), "mn", "11"),
                Kernel.of("sigmoidCrossEntropyRows",
                        (s, x) -> s.sigmoidCrossEntropyRows(x[0], x[1], x[2], x[3], x[4]), "mn", "mn", "mn", "mn",
                        "m1"),
                Kernel.of("squaredErrorRows", (s, x) -> s.squaredErrorRows(x[0], x[1], x[2], x[3]), "mn", "mn", "mn",
                        "m1")));
    }

    /** A copy with the largest distance between rows that its number of rows allows. */
    private static Matrix distant(Matrix x, int leadingDimension) {
        int offset = 3;
        float[] data = new float[offset + x.rows() * x.columns()];
        Arrays.fill(data, Float.NaN);
        Matrix distant = Matrix.view(data, offset, x.rows(), x.columns(),
                x.rows() <= 1 || x.columns() == 0 ? leadingDimension : x.columns());
        distant.copyFrom(x);
        return distant;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void leadingDimensionsMayBeAsLargeAsAnInt(Kernel kernel) {
        int cases = 0;
        for (int m : SIZES) {
            for (int k : kernel.shapes.toString().contains("k") ? SIZES : new int[]{1}) {
                for (int n : SIZES) {
                    boolean softmaxOfNothing = m == 0 && kernel.name.contains("oftmax");
                    if (Math.min(m, Math.min(k, n)) <= 1 && hasOneBlock(m, k, n) && !softmaxOfNothing) {
                        assertSameBits(kernel, m, k, n);
                        cases++;
                    }
                }
            }
        }
        assertTrue(cases >= 19, "cases: " + cases);
    }

    /** Two dimensions as large as a block would take long, and show nothing that one does not. */
    private static boolean hasOneBlock(int m, int k, int n) {
        return m + k + n < 2 * Contract.BLOCK;
    }

    private static void assertSameBits(Kernel kernel, int m, int k, int n) {
        Matrix[] x = kernel.matrices(m, k, n);
        Matrix[] expected = Stream.of(x).map(Matrix::copy).toArray(Matrix[]::new);
        kernel.body.run(Both.SCALAR, expected);
        for (int leadingDimension : LEADING_DIMENSIONS) {
            for (Kernels backend : Both.BACKENDS) {
                Matrix[] actual = Stream.of(x).map(y -> distant(y, leadingDimension)).toArray(Matrix[]::new);
                Guard[] guards = Guard.of(actual);
                String where = "m " + m + ", k " + k + ", n " + n + ", leading dimension " + leadingDimension + ", "
                        + backend;
                assertDoesNotThrow(() -> kernel.body.run(backend, actual), where);
                for (int i = 0; i < actual.length; i++) {
                    Matrices.assertSameBits(expected[i], actual[i], where + ": argument " + i);
                    guards[i].assertSurroundingsUntouched(where);
                }
            }
        }
    }

    /** As many columns as an int can count, and no row. */
    @Test
    void theWidestEmptyMatrices() {
        Matrix x = Matrix.zeros(0, Integer.MAX_VALUE);
        Matrix none = Matrix.zeros(0, 0);
        Matrix bias = Matrix.zeros(0, 1);
        for (Kernels kernels : Both.BACKENDS) {
            kernels.multiply(none, x, x.copy());
            kernels.gemm(Op.T, Op.N, 2, none, x, 3, x.copy());
            kernels.multiply(kernels.pack(Op.N, none), x, x.copy());
            for (Activation g : Activations.ALL) {
                kernels.dense(none, x, bias, g, x.copy());
                kernels.denseBackward(none, x, g, x.copy(), x.copy());
                kernels.activate(g, x, x.copy());
                kernels.activationGradient(g, x, x.copy(), x.copy());
            }
            kernels.rowSums(1, x, 0, bias);
            kernels.softmaxRows(x, x.copy());
            kernels.logSoftmaxRows(x, x.copy());
            kernels.sigmoidCrossEntropyRows(x, x, x.copy(), x.copy(), bias);
            kernels.softmaxCrossEntropyRows(x, x, x.copy(), x.copy(), bias);
            kernels.squaredErrorRows(x, x, x.copy(), bias);
            kernels.axpy(2, x, x);
            kernels.scale(2, x);
            kernels.add(x, x, x);
            kernels.addColumn(x, bias, x);
            kernels.argMaxRows(x, new int[0]);
            assertEquals(0, kernels.norm(x));
        }
    }
}
