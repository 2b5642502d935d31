package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations and their gradients, element by element. */
class ActivationTest {
    private static final float MIN_NORMAL = Float.MIN_NORMAL;
    private static final float MAX = Float.MAX_VALUE;
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    /** Zeros, the smallest and largest numbers, and where exponentials leave the range of floats. */
    private static final float[] SPECIAL = {0, Float.MIN_VALUE, MIN_NORMAL, 1e-20f, 1e-4f, 0.5f, 1, 16, 17, 87, 88.7f,
            88.8f, 89, 103, 104, 105, 1e10f, MAX, INFINITY, Float.NaN};

    /** All special values and their negatives, then random ones of ordinary size, then random bits. */
    private static Matrix inputs(int rows, int columns) {
        Random random = new Random(5);
        Matrix x = Matrix.zeros(rows, columns);
        for (int at = 0; at < rows * columns; at++) {
            int special = at / 2;
            float value = special < SPECIAL.length
                    ? at % 2 == 0 ? SPECIAL[special] : -SPECIAL[special]
                    : at % 2 == 0 ? (float) (4 * random.nextGaussian()) : Float.intBitsToFloat(random.nextInt());
            x.set(at / columns, at % columns, value);
        }
        return x;
    }

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Activation g : Activations.ALL) {
            for (int columns : new int[]{0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 63, 64, 65}) {
                shapes.add(Arguments.of(g, 5, columns));
            }
            shapes.add(Arguments.of(g, 0, 5));
            shapes.add(Arguments.of(g, 31, 47));
        }
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void activate(Activation g, int rows, int columns) {
        Matrix z = inputs(rows, columns);
        Matrix expected = Matrix.zeros(rows, columns);
        Both.SCALAR.activate(g, z, expected);
        Oracle.activate(g, z).assertNear(expected, "a");
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                for (Layout resultLayout : Layout.values()) {
                    Matrix input = layout.copy(z);
                    Matrix a = resultLayout.copy(Matrices.constant(rows, columns, Float.NaN));
                    Guard guardZ = Guard.of(input);
                    Guard guardA = Guard.of(a);
                    kernels.activate(g, input, a);
                    Matrices.assertSameBits(expected, a, kernels.toString());
                    guardZ.assertUntouched("z");
                    guardA.assertSurroundingsUntouched("a");
                }
                Matrix inPlace = layout.copy(z);
                Guard guard = Guard.of(inPlace);
                kernels.activate(g, inPlace, inPlace);
                Matrices.assertSameBits(expected, inPlace, kernels + ", in place");
                guard.assertSurroundingsUntouched("a");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradient(Activation g, int rows, int columns) {
        Random random = new Random(9);
        Matrix kept = Activations.kept(g, rows, columns, random);
        Matrix da = Matrices.random(rows, columns, random);
        Matrix expected = Matrix.zeros(rows, columns);
        Both.SCALAR.activationGradient(g, kept, da, expected);
        Oracle.gradient(g, kept, da).assertNear(expected, "dz");
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                Matrix keptInput = layout.copy(kept);
                Matrix daInput = layout.copy(da);
                Matrix dz = layout.copy(Matrices.constant(rows, columns, Float.NaN));
                Guard[] inputs = Guard.of(keptInput, daInput);
                Guard output = Guard.of(dz);
                kernels.activationGradient(g, keptInput, daInput, dz);
                Matrices.assertSameBits(expected, dz, kernels.toString());
                inputs[0].assertUntouched("kept");
                inputs[1].assertUntouched("da");
                output.assertSurroundingsUntouched("dz");

                kernels.activationGradient(g, keptInput, daInput, daInput);
                Matrices.assertSameBits(expected, daInput, kernels + ", in place of dA");
                inputs[0].assertUntouched("kept");
                kernels.activationGradient(g, keptInput, layout.copy(da), keptInput);
                Matrices.assertSameBits(expected, keptInput, kernels + ", in place of what was kept");
            }
        }
    }

    /** Whatever a caller passes, both backends do the same with it; that it makes no sense as g(z) doesn't matter. */
    @ParameterizedTest
    @MethodSource("org.lanewise.kernels.Activations#all")
    void gradientsOfSpecialValuesHaveTheSameBits(Activation g) {
        Matrix kept = inputs(31, 47);
        Matrix da = Matrix.zeros(31, 47);
        for (int j = 0; j < 47; j++) {
            da.columnRange(j, j + 1).copyFrom(kept.columnRange(46 - j, 47 - j));
        }
        Matrix expected = Matrix.zeros(31, 47);
        Matrix actual = Matrix.zeros(31, 47);
        Both.SCALAR.activationGradient(g, kept, da, expected);
        Both.VECTOR.activationGradient(g, kept, da, actual);
        Matrices.assertSameBits(expected, actual, g.toString());
    }

    /** By hand: what happens at zeros, infinities and NaN, for ReLU above all. */
    @ParameterizedTest
    @CsvSource({"RELU, -0.0, 0.0", "RELU, 0.0, 0.0", "RELU, -Infinity, 0.0", "RELU, Infinity, Infinity",
            "RELU, NaN, NaN", "RELU, -3, 0.0", "RELU, 3, 3", "IDENTITY, -0.0, -0.0", "IDENTITY, NaN, NaN",
            "IDENTITY, -Infinity, -Infinity", "SIGMOID, 0.0, 0.5", "SIGMOID, -0.0, 0.5", "SIGMOID, -Infinity, 0.0",
            "SIGMOID, Infinity, 1", "SIGMOID, NaN, NaN", "TANH, -Infinity, -1", "TANH, Infinity, 1", "TANH, NaN, NaN",
            "SWISH, Infinity, Infinity", "SWISH, NaN, NaN", "SWISH, 0.0, 0.0"})
    void valuesAtTheEdges(Activation.Kind kind, float z, float expected) {
        Activation g = Activation.of(kind);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix a = Matrix.zeros(1, 33);
            kernels.activate(g, Matrices.constant(1, 33, z), a);
            Matrices.assertSameBits(Matrices.constant(1, 33, expected), a, kernels.toString());
        }
    }

    /** By hand: the kink belongs to the left side, and a NaN in dA passes wherever g′ is not 0. */
    @ParameterizedTest
    @CsvSource({"0, 0.0, 5, 0.0", "0, -0.0, 5, 0.0", "0, 1, 5, 5", "0, -1, 5, 0.0", "0, 0.0, NaN, 0.0",
            "0, 1, NaN, NaN",
            "0.5, 0.0, 5, 2.5", "0.5, -1, 5, 2.5", "0.5, 1, 5, 5", "0.5, 0.0, NaN, NaN"})
    void gradientsAtTheKink(float slope, float kept, float da, float expected) {
        Activation g = slope == 0 ? Activation.RELU : Activation.leakyRelu(slope);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix dz = Matrix.zeros(1, 33);
            kernels.activationGradient(g, Matrices.constant(1, 33, kept), Matrices.constant(1, 33, da), dz);
            Matrices.assertSameBits(Matrices.constant(1, 33, expected), dz, kernels.toString());
        }
    }

    /** The derivative of the forward kernel, by central differences of the oracle. */
    @ParameterizedTest
    @MethodSource("org.lanewise.kernels.Activations#all")
    void gradientsAreThoseOfFiniteDifferences(Activation g) {
        Random random = new Random(3);
        Matrix z = Matrix.zeros(1, 200);
        Matrix above = Matrix.zeros(1, 200);
        Matrix below = Matrix.zeros(1, 200);
        for (int j = 0; j < 200; j++) {
            // Away from the kink; both neighbours are floats.
            float x = Math.round(1024 * random.nextGaussian()) / 512f + 1 / 1024f;
            z.set(0, j, x);
            above.set(0, j, x + 1 / 4096f);
            below.set(0, j, x - 1 / 4096f);
        }
        Matrix a = Matrix.zeros(1, 200);
        Both.SCALAR.activate(g, z, a);
        Matrix dz = Matrix.zeros(1, 200);
        Both.SCALAR.activationGradient(g, g.gradientFromZ() ? z : a, Matrices.constant(1, 200, 1), dz);
        Expected high = Oracle.activate(g, above);
        Expected low = Oracle.activate(g, below);
        for (int j = 0; j < 200; j++) {
            double difference = (high.value[0][j] - low.value[0][j]) * 2048;
            assertEquals(difference, dz.get(0, j), 1e-6 * Math.max(1, difference));
        }
    }

    /** How elements are shared depends on the shape only. */
    static Stream<Arguments> shared() {
        List<Arguments> shared = new ArrayList<>();
        for (int[] size : new int[][]{{3, 300_001}, {300_001, 3}, {1, 900_001}}) {
            shared.add(Arguments.of(Activation.SWISH, size[0], size[1]));
        }
        for (Activation g : Activations.ALL) {
            shared.add(Arguments.of(g, 901, 931));
        }
        return shared.stream();
    }

    @ParameterizedTest
    @MethodSource("shared")
    void theNumberOfThreadsDoesNotMatter(Activation g, int rows, int columns) {
        Random random = new Random(1);
        Matrix z = Matrices.random(rows, columns, random);
        Matrix kept = Activations.kept(g, rows, columns, random);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix a = Matrix.zeros(rows, columns);
            Matrix dz = Matrix.zeros(rows, columns);
            kernels.activate(g, z, a);
            kernels.activationGradient(g, kept, z, dz);
            Helpers helpers = new Helpers();
            Kernels parallel = kernels.withExecutor(helpers, 3);
            Matrix parallelA = Matrix.zeros(rows, columns);
            Matrix parallelDz = Matrix.zeros(rows, columns);
            parallel.activate(g, z, parallelA);
            helpers.assertCalled();
            parallel.activationGradient(g, kept, z, parallelDz);
            Matrices.assertSameBits(a, parallelA, "a");
            Matrices.assertSameBits(dz, parallelDz, "dz");
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.01f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void slopesMustBeFiniteAndNotNegative(float slope) {
        Thrown.assertMessage(IllegalArgumentException.class, () -> Activation.leakyRelu(slope), "alpha of LEAKY_RELU",
                "" + slope);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Activation.elu(slope), "alpha of ELU", "" + slope);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Activation.thresholdedRelu(slope), "alpha",
                "" + slope);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Activation.celu(slope), "alpha of CELU", "" + slope);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Activation.hardSigmoid(slope, 0), "alpha",
                "" + slope);
    }

    @ParameterizedTest
    @CsvSource({"TANH, 0.5, 0", "TANH, 0, 0.5", "RELU, NaN, 0", "ELU, 1, 2", "CELU, 0, 0", "CELU, 1, 1",
            "HARD_SIGMOID, 0, 0.5", "HARD_SIGMOID, 1, Infinity", "HARD_SIGMOID, 1, NaN", "CLIP, 1, 0", "CLIP, NaN, 1",
            "CLIP, 0, NaN"})
    void parametersOutOfRangeThrow(Activation.Kind kind, float alpha, float beta) {
        Thrown.assertMessage(IllegalArgumentException.class, () -> new Activation(kind, alpha, beta), kind.toString());
    }

    @Test
    @SuppressWarnings("NullAway") // That is the test.
    void theKindMustNotBeNull() {
        assertEquals("kind", Thrown.message(NullPointerException.class, () -> new Activation(null, 0, 0)));
    }

    @Test
    void whatIsNotMonotoneNeedsZ() {
        Set<Activation.Kind> fromZ = EnumSet.of(Activation.Kind.SWISH, Activation.Kind.HARD_SWISH,
                Activation.Kind.MISH, Activation.Kind.GELU, Activation.Kind.GELU_TANH);
        for (Activation g : Activations.ALL) {
            assertEquals(fromZ.contains(g.kind()), g.gradientFromZ(), g.toString());
        }
    }

    @Test
    void isTextThatAPersonReads() {
        assertEquals("RELU", Activation.RELU.toString());
        assertEquals("ELU(1.0)", Activation.elu(1).toString());
        assertEquals("CLIP(0.0, 6.0)", Activation.RELU6.toString());
    }
}
