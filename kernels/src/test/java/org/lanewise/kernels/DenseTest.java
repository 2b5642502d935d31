package org.lanewise.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps of a dense layer: fused they have the bits of their parts, and lie within the oracle's bound. */
class DenseTest {
    private static final int KC = Contract.BLOCK;
    private static final int MR = 12;
    private static final int NR = 2 * Both.VECTOR.laneBits() / Float.SIZE;

    /** A layer of n units on k inputs, for m examples. */
    private static final class Layer {
        final Activation g;
        final Matrix w;
        final Matrix x;
        final Matrix bias;
        final Matrix dz;
        final Matrix keptBefore;

        Layer(Activation g, int n, int k, int m, Layout layout) {
            Random random = new Random(31 * n + 17 * k + m);
            this.g = g;
            w = layout.copy(Matrices.random(n, k, random));
            x = layout.copy(Matrices.random(k, m, random));
            bias = layout.copy(Matrices.random(n, 1, random));
            dz = layout.copy(Matrices.random(n, m, random));
            keptBefore = layout.copy(Activations.kept(g, k, m, random));
        }

        int n() {
            return w.rows();
        }

        int k() {
            return w.columns();
        }

        int m() {
            return x.columns();
        }

        Matrix z(Kernels kernels) {
            Matrix z = Matrix.zeros(n(), m());
            kernels.multiply(w, x, z);
            for (int i = 0; i < n(); i++) {
                for (int j = 0; j < m(); j++) {
                    z.set(i, j, z.get(i, j) + bias.get(i, 0));
                }
            }
            return z;
        }

        Matrix unfused(Kernels kernels) {
            Matrix a = z(kernels);
            kernels.activate(g, a, a);
            return a;
        }

        Matrix unfusedBackward(Kernels kernels) {
            Matrix da = Matrix.zeros(k(), m());
            kernels.gemm(Op.T, Op.N, 1, w, dz, 0, da);
            kernels.activationGradient(g, keptBefore, da, da);
            return da;
        }

        Matrix forward(Kernels kernels) {
            Matrix a = Matrix.zeros(n(), m());
            kernels.dense(w, x, bias, g, a);
            return a;
        }

        Matrix backward(Kernels kernels) {
            Matrix result = Matrix.zeros(k(), m());
            kernels.denseBackward(w, dz, g, keptBefore, result);
            return result;
        }
    }

    static Stream<Arguments> layers() {
        int[][] sizes = {{0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {1, 1, 1}, {1, 5, NR + 1}, {5, 3, 1}, {1, 40, 35},
                {35, 40, 1}, {MR, 4, NR},
                {MR - 1, 4, NR - 1}, {MR + 1, 7, NR + 1}, {2 * MR + 1, 3, 2 * NR + 1}, {10, 64, 33}, {7, KC + 1, 9},
                {KC + 1, 7, 9}, {5, KC, 9}, {KC, 5, 9}, {3, 2 * KC + 1, NR + 1}, {245, 5, 37}, {10, 128, 205},
                {1, 40, 205}, {15, 33, 97}, {20, 30, 100}};
        List<Arguments> layers = new ArrayList<>();
        for (Activation g : Activations.ALL) {
            for (int[] size : sizes) {
                layers.add(Arguments.of(g, size[0], size[1], size[2]));
            }
        }
        return layers.stream();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void forward(Activation g, int n, int k, int m) {
        Layer plain = new Layer(g, n, k, m, Layout.WHOLE);
        Matrix expectedZ = plain.z(Both.SCALAR);
        Matrix expectedA = plain.unfused(Both.SCALAR);
        Oracle.affine(plain.w, plain.x, plain.bias).assertNear(expectedZ, "z");
        Oracle.dense(plain.w, plain.x, plain.bias, g).assertNear(expectedA, "a");
        for (Kernels kernels : Both.BACKENDS) {
            Matrices.assertSameBits(expectedA, plain.unfused(kernels), kernels + ", unfused");
            for (Layout layout : Layout.values()) {
                Layer layer = new Layer(g, n, k, m, layout);
                Matrix a = layout.copy(Matrices.constant(n, m, Float.NaN));
                Matrix z = layout.copy(a);
                Guard[] inputs = Guard.of(layer.w, layer.x, layer.bias);
                Guard[] outputs = Guard.of(a, z);
                kernels.dense(layer.w, layer.x, layer.bias, g, a);
                outputs[1].assertUntouched("z");
                Matrices.assertSameBits(expectedA, a, kernels + ", " + layout + ", a without z");
                a.fill(Float.NaN);
                kernels.dense(layer.w, layer.x, layer.bias, g, z, a);
                Matrices.assertSameBits(expectedZ, z, kernels + ", " + layout + ", z");
                Matrices.assertSameBits(expectedA, a, kernels + ", " + layout + ", a");
                assertUntouched(inputs, outputs);
            }
        }
    }

    /** Examples in rows have the bits of examples in columns, with packed weights and without. */
    @ParameterizedTest
    @MethodSource("layers")
    void forwardRows(Activation g, int n, int k, int m) {
        Layer plain = new Layer(g, n, k, m, Layout.WHOLE);
        Matrix expected = Matrices.transposed(plain.unfused(Both.SCALAR));
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                for (int threads = 1; threads <= 2; threads++) {
                    Layer layer = new Layer(g, n, k, m, layout);
                    Kernels threaded = kernels.withThreads(threads);
                    Matrix x = layout.copy(Matrices.transposed(layer.x));
                    Matrix y = layout.copy(Matrices.constant(m, n, Float.NaN));
                    Guard[] inputs = Guard.of(layer.w, x, layer.bias);
                    Guard output = Guard.of(y);
                    threaded.denseRows(x, layer.w, layer.bias, g, y);
                    Matrices.assertSameBits(expected, y, threaded + ", " + layout);
                    y.fill(Float.NaN);
                    threaded.denseRows(x, threaded.pack(Op.N, layer.w), layer.bias, g, y);
                    Matrices.assertSameBits(expected, y, threaded + ", " + layout + ", packed");
                    assertUntouched(inputs, output);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void backward(Activation g, int n, int k, int m) {
        Layer plain = new Layer(g, n, k, m, Layout.WHOLE);
        Matrix expected = plain.unfusedBackward(Both.SCALAR);
        Oracle.denseBackward(plain.w, plain.dz, g, plain.keptBefore).assertNear(expected, "dzBefore");
        for (Kernels kernels : Both.BACKENDS) {
            Matrices.assertSameBits(expected, plain.unfusedBackward(kernels), kernels + ", unfused");
            for (Layout layout : Layout.values()) {
                Layer layer = new Layer(g, n, k, m, layout);
                Matrix result = layout.copy(Matrices.constant(k, m, Float.NaN));
                Guard[] inputs = Guard.of(layer.w, layer.dz, layer.keptBefore);
                Guard output = Guard.of(result);
                kernels.denseBackward(layer.w, layer.dz, g, layer.keptBefore, result);
                Matrices.assertSameBits(expected, result, kernels + ", " + layout);
                assertUntouched(inputs, output);
            }
        }
    }

    private static void assertUntouched(Guard[] inputs, Guard... outputs) {
        for (Guard input : inputs) {
            input.assertUntouched("an input");
        }
        for (Guard output : outputs) {
            output.assertSurroundingsUntouched("a result");
        }
    }

    /** How a product is cut depends on its shape: all shapes are tried with one activation, all activations with one shape. */
    static Stream<Arguments> shared() {
        List<Arguments> shared = new ArrayList<>();
        for (int[] size : new int[][]{{330, 170, 250}, {9, 890, 1700}, {1700, 890, 9}, {83, 2 * KC + 1, 84},
                {300, 2 * KC, 600}, {20, 6 * KC, 130}}) {
            shared.add(Arguments.of(Activation.SWISH, size[0], size[1], size[2]));
        }
        for (Activation g : Activations.ALL) {
            shared.add(Arguments.of(g, 330, 170, 250));
        }
        return shared.stream();
    }

    @ParameterizedTest
    @MethodSource("shared")
    void theNumberOfThreadsDoesNotMatter(Activation g, int n, int k, int m) {
        Layer layer = new Layer(g, n, k, m, Layout.WHOLE);
        for (Kernels kernels : Both.BACKENDS) {
            Helpers helpers = new Helpers();
            Kernels onExecutor = kernels.withExecutor(helpers, 3);
            for (Kernels parallel : List.of(kernels.withThreads(2), kernels.withThreads(3), kernels.withThreads(16),
                    onExecutor)) {
                Matrices.assertSameBits(layer.forward(kernels), layer.forward(parallel), parallel.toString());
                Matrices.assertSameBits(layer.backward(kernels), layer.backward(parallel), parallel.toString());
            }
            helpers.assertCalled();
        }
    }

    /** Batch invariance: an example has the same bits alone and among others. */
    @ParameterizedTest
    @MethodSource("org.lanewise.kernels.Activations#all")
    void anExampleAloneHasTheBitsThatItHasInABatch(Activation g) {
        int m = 2 * NR + 3;
        Layer layer = new Layer(g, 2 * MR + 3, KC + 20, m, Layout.WHOLE);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix batch = layer.forward(kernels);
            Matrix batchBackward = layer.backward(kernels);
            for (int j = 0; j < m; j++) {
                Matrix a = Matrix.zeros(layer.n(), 1);
                kernels.dense(layer.w, layer.x.columnRange(j, j + 1), layer.bias, g, a);
                Matrices.assertSameBits(batch.columnRange(j, j + 1), a, kernels + ", example " + j);
                Matrix before = Matrix.zeros(layer.k(), 1);
                kernels.denseBackward(layer.w, layer.dz.columnRange(j, j + 1), g,
                        layer.keptBefore.columnRange(j, j + 1), before);
                Matrices.assertSameBits(batchBackward.columnRange(j, j + 1), before, kernels + ", example " + j);
            }
        }
    }

    /** An input that is not finite spoils its own example, but no other. */
    @ParameterizedTest
    @MethodSource("org.lanewise.kernels.Activations#all")
    void nansStayInTheirExample(Activation g) {
        Layer clean = new Layer(g, MR + 1, 5, NR + 1, Layout.WHOLE);
        Layer spoilt = new Layer(g, MR + 1, 5, NR + 1, Layout.WHOLE);
        spoilt.x.set(2, 1, Float.NaN);
        spoilt.dz.set(2, 1, Float.NaN);
        // No slope is 0 there.
        Matrix kept = Matrices.constant(5, NR + 1, g.kind() == Activation.Kind.THRESHOLDED_RELU ? 2 : 0.5f);
        spoilt.keptBefore.copyFrom(kept);
        clean.keptBefore.copyFrom(kept);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix a = clean.forward(kernels);
            a.columnRange(1, 2).fill(Float.NaN);
            Matrices.assertSameBits(a, spoilt.forward(kernels), kernels + ", forward");
            Matrix before = clean.backward(kernels);
            before.columnRange(1, 2).fill(Float.NaN);
            Matrices.assertSameBits(before, spoilt.backward(kernels), kernels + ", backward");
        }
    }

    /** The bias alone decides about units without inputs. */
    @Test
    void withoutInputsZIsTheBias() {
        Matrix bias = Matrix.of(3, 1, -2, 0, 2);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix z = Matrices.constant(3, NR + 1, Float.NaN);
            Matrix a = Matrices.constant(3, NR + 1, Float.NaN);
            kernels.dense(Matrix.zeros(3, 0), Matrix.zeros(0, NR + 1), bias, Activation.RELU, z, a);
            for (int i = 0; i < 3; i++) {
                Matrices.assertSameBits(Matrices.constant(1, NR + 1, bias.get(i, 0)), z.rowRange(i, i + 1), "z");
                Matrices.assertSameBits(Matrices.constant(1, NR + 1, Math.max(0, bias.get(i, 0))),
                        a.rowRange(i, i + 1), "a");
            }
        }
    }
}
