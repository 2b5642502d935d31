package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/** The costs with their gradients. */
class CostTest {
    private static final float MAX = Float.MAX_VALUE;
    /** Where Huber's error becomes a line. */
    private static final float DELTA = 0.7f;

    /** The kernels. */
    enum Kernel {
        SIGMOID_CROSS_ENTROPY {
            @Override
            void run(Kernels kernels, Matrix z, Matrix y, Results results) {
                kernels.sigmoidCrossEntropy(z, y, results.a, results.gradient, results.losses);
            }

            @Override
            CostOracle oracle(Matrix z, Matrix y) {
                return CostOracle.sigmoidCrossEntropy(z, y);
            }
        },
        SOFTMAX_CROSS_ENTROPY {
            @Override
            void run(Kernels kernels, Matrix z, Matrix y, Results results) {
                kernels.softmaxCrossEntropy(z, y, results.a, results.gradient, results.losses);
            }

            @Override
            CostOracle oracle(Matrix z, Matrix y) {
                return CostOracle.softmaxCrossEntropy(z, y);
            }
        },
        SQUARED_ERROR {
            @Override
            void run(Kernels kernels, Matrix z, Matrix y, Results results) {
                // Its input is A itself.
                results.a.copyFrom(z);
                kernels.squaredError(z, y, results.gradient, results.losses);
            }

            @Override
            CostOracle oracle(Matrix z, Matrix y) {
                return CostOracle.squaredError(z, y);
            }
        },
        ABSOLUTE_ERROR {
            @Override
            void run(Kernels kernels, Matrix z, Matrix y, Results results) {
                results.a.copyFrom(z);
                kernels.absoluteError(z, y, results.gradient, results.losses);
            }

            @Override
            CostOracle oracle(Matrix z, Matrix y) {
                return CostOracle.absoluteError(z, y);
            }
        },
        HUBER_ERROR {
            @Override
            void run(Kernels kernels, Matrix z, Matrix y, Results results) {
                results.a.copyFrom(z);
                kernels.huberError(z, y, DELTA, results.gradient, results.losses);
            }

            @Override
            CostOracle oracle(Matrix z, Matrix y) {
                return CostOracle.huberError(z, y, DELTA);
            }
        };

        abstract void run(Kernels kernels, Matrix z, Matrix y, Results results);

        abstract CostOracle oracle(Matrix z, Matrix y);

        Results of(Kernels kernels, Matrix z, Matrix y) {
            Results results = new Results(z.rows(), z.columns(), Layout.WHOLE);
            run(kernels, z, y, results);
            return results;
        }
    }

    /** What a cost writes; all of it is NaN before. */
    static final class Results {
        final Matrix a;
        final Matrix gradient;
        final Matrix losses;

        Results(int n, int m, Layout layout) {
            a = layout.copy(Matrices.constant(n, m, Float.NaN));
            gradient = layout.copy(a);
            losses = layout.copy(Matrices.constant(1, m, Float.NaN));
        }

        void assertSameBits(Results actual, String name) {
            Matrices.assertSameBits(a, actual.a, name + ": a");
            Matrices.assertSameBits(gradient, actual.gradient, name + ": gradient");
            Matrices.assertSameBits(losses, actual.losses, name + ": losses");
        }

        void assertNear(CostOracle oracle, Kernel kernel, String name) {
            if (kernel == Kernel.SIGMOID_CROSS_ENTROPY || kernel == Kernel.SOFTMAX_CROSS_ENTROPY) {
                oracle.a.assertNear(a, name + ": a");
            }
            oracle.gradient.assertNear(gradient, name + ": gradient");
            oracle.losses.assertNear(losses, name + ": losses");
        }
    }

    /** Labels of a binary or a categorical distribution: 0 and 1, or in between. */
    private static Matrix labels(Kernel kernel, int n, int m, boolean soft, Random random) {
        Matrix y = Matrix.zeros(n, m);
        for (int j = 0; j < m; j++) {
            int label = random.nextInt(Math.max(n, 1));
            for (int i = 0; i < n; i++) {
                boolean one = kernel == Kernel.SOFTMAX_CROSS_ENTROPY ? i == label : random.nextBoolean();
                y.set(i, j, soft ? random.nextFloat() / (kernel == Kernel.SOFTMAX_CROSS_ENTROPY ? n : 1) : one ? 1 : 0);
            }
        }
        return y;
    }

    /** Logits from −scale to scale. */
    private static Matrix logits(int n, int m, float scale, Random random) {
        Matrix z = Matrices.random(n, m, random);
        for (int at = 0; at < n * m; at++) {
            z.data()[at] *= scale;
        }
        return z;
    }

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Kernel kernel : Kernel.values()) {
            for (int m : new int[]{0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33}) {
                shapes.add(Arguments.of(kernel, 10, m));
            }
            for (int n : new int[]{1, 2, 3, 65, 1000}) {
                shapes.add(Arguments.of(kernel, n, 17));
            }
            shapes.add(Arguments.of(kernel, 0, kernel == Kernel.SOFTMAX_CROSS_ENTROPY ? 0 : 33));
        }
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void bothBackendsGiveTheSameBitsWithinTheBound(Kernel kernel, int n, int m) {
        Random random = new Random(n + m);
        for (float scale : new float[]{0, 1e-30f, 1, 30, 1000, 1e15f}) {
            for (boolean soft : new boolean[]{false, true}) {
                Matrix z = logits(n, m, scale, random);
                Matrix y = labels(kernel, n, m, soft, random);
                Results expected = kernel.of(Both.SCALAR, z, y);
                expected.assertNear(kernel.oracle(z, y), kernel, "scale " + scale);
                for (Kernels kernels : Both.BACKENDS) {
                    for (Layout layout : Layout.values()) {
                        Matrix zInput = layout.copy(z);
                        Matrix yInput = layout.copy(y);
                        Results results = new Results(n, m, layout);
                        Guard[] inputs = Guard.of(zInput, yInput);
                        Guard[] outputs = Guard.of(results.a, results.gradient, results.losses);
                        kernel.run(kernels, zInput, yInput, results);
                        expected.assertSameBits(results, kernels + ", scale " + scale);
                        for (Guard input : inputs) {
                            input.assertUntouched("an input");
                        }
                        for (Guard output : outputs) {
                            output.assertSurroundingsUntouched("a result");
                        }
                    }
                }
            }
        }
    }

    static Stream<Arguments> extremeLogits() {
        List<Arguments> cases = new ArrayList<>();
        float[][] columns = {{1e30f, -1e30f, 0}, {3e38f, -3e38f, 3e38f}, {MAX, MAX, MAX}, {-MAX, -MAX, -MAX},
                {MAX, -MAX, 0}, {1e30f, 1e30f, -1e-30f}, {0, 3e38f, Float.MIN_VALUE}, {-3e38f, -1, 1},
                {88.8f, -88.8f, 104}, {-104, -103.5f, -200}, {1e-30f, Float.MIN_VALUE, 2e19f}};
        float[][] labels = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0.5f, 0.25f, 0.25f}};
        for (Kernel kernel : Kernel.values()) {
            for (float[] z : columns) {
                for (float[] y : labels) {
                    cases.add(Arguments.of(kernel, z, y));
                }
            }
        }
        return cases.stream();
    }

    /** Finite inputs give a finite gradient, and a finite loss wherever a float can hold it. */
    @ParameterizedTest
    @MethodSource("extremeLogits")
    void extremeLogitsAreNoProblem(Kernel kernel, float[] column, float[] labels) {
        Matrix z = Matrix.zeros(3, 33);
        Matrix y = Matrix.zeros(3, 33);
        for (int j = 0; j < 33; j++) {
            z.columnRange(j, j + 1).copyFrom(Matrix.of(3, 1, column));
            y.columnRange(j, j + 1).copyFrom(Matrix.of(3, 1, labels));
        }
        CostOracle oracle = kernel.oracle(z, y);
        for (Kernels kernels : Both.BACKENDS) {
            Results results = kernel.of(kernels, z, y);
            results.assertNear(oracle, kernel, kernels.toString());
            kernel.of(Both.SCALAR, z, y).assertSameBits(results, kernels.toString());
            for (float d : results.gradient.data()) {
                assertTrue(Float.isFinite(d), () -> "gradient " + d);
            }
        }
    }

    /** By hand: certain and right costs nothing, certain and wrong what its logit says, undecided log 2. */
    @Test
    void valuesAtTheEdges() {
        Matrix z = Matrix.of(1, 6, 1e30f, 1e30f, -1e30f, -1e30f, 0, 0);
        Matrix y = Matrix.of(1, 6, 1, 0, 0, 1, 1, 0);
        for (Kernels kernels : Both.BACKENDS) {
            Results results = Kernel.SIGMOID_CROSS_ENTROPY.of(kernels, z, y);
            float log2 = (float) Math.log(2);
            assertEquals(0, results.losses.get(0, 0));
            assertEquals(1e30f, results.losses.get(0, 1));
            assertEquals(0, results.losses.get(0, 2));
            assertEquals(1e30f, results.losses.get(0, 3));
            assertEquals(log2, results.losses.get(0, 4), 1e-7f);
            assertEquals(log2, results.losses.get(0, 5), 1e-7f);
            Matrices.assertSameBits(Matrix.of(1, 6, 1, 1, 0, 0, 0.5f, 0.5f), results.a, "a");
            Matrices.assertSameBits(Matrix.of(1, 6, 0, 1, 0, -1, -0.5f, 0.5f), results.gradient, "gradient");
        }
    }

    /** What is certain costs nothing where it is right and ∞ where it is not at all; there is no ∞ − ∞ and no 0·∞. */
    @ParameterizedTest
    @CsvSource({"Infinity, 1, 0", "Infinity, 0, Infinity", "Infinity, 0.5, Infinity", "-Infinity, 0, 0",
            "-Infinity, 1, Infinity", "-Infinity, 0.5, Infinity", "NaN, 0, NaN", "NaN, 1, NaN", "0, NaN, NaN",
            "Infinity, NaN, NaN", "3.4028235e38, 1, 0", "3.4028235e38, 0, 3.4028235e38", "-0.0, 0, 0.6931472",
            "0, 1, 0.6931472", "1.4e-45, 1, 0.6931472"})
    void binaryCrossEntropyOfOneLogit(float z, float y, float loss) {
        for (Kernels kernels : Both.BACKENDS) {
            Results results = Kernel.SIGMOID_CROSS_ENTROPY.of(kernels, Matrices.constant(1, 17, z),
                    Matrices.constant(1, 17, y));
            Matrices.assertSameBits(Matrices.constant(1, 17, loss), results.losses, kernels.toString());
        }
    }

    /** The limit if the infinite logit is alone, else NaN. */
    @Test
    void infiniteLogitsOfSoftmax() {
        float infinity = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        Matrix z = Matrix.of(2, 5, infinity, infinity, infinity, -infinity, 1, 0, 0, infinity, -infinity, -infinity);
        Matrix y = Matrix.of(2, 5, 1, 0.5f, 1, 1, 1, 0, 0.5f, 0, 0, 0);
        for (Kernels kernels : Both.BACKENDS) {
            for (int j = 0; j < 5; j++) {
                Matrix logits = Matrix.zeros(2, 17);
                Matrix labels = Matrix.zeros(2, 17);
                for (int column = 0; column < 17; column++) {
                    logits.columnRange(column, column + 1).copyFrom(z.columnRange(j, j + 1));
                    labels.columnRange(column, column + 1).copyFrom(y.columnRange(j, j + 1));
                }
                float expected = new float[]{0, infinity, nan, nan, 0}[j];
                Results results = Kernel.SOFTMAX_CROSS_ENTROPY.of(kernels, logits, labels);
                Matrices.assertSameBits(Matrices.constant(1, 17, expected), results.losses, "column " + j);
                float gradient = new float[]{0, 0.5f, nan, nan, 0}[j];
                Matrices.assertSameBits(Matrices.constant(1, 17, gradient), results.gradient.rowRange(0, 1),
                        "column " + j);
            }
        }
    }

    /** Squares, doubles and differences may overflow, what they are divided by makes it good. */
    @ParameterizedTest
    @CsvSource({"2, 2e19, 0, 2e38, 2e19", "4, 3.4028235e38, 0, Infinity, 1.7014117e38",
            "4, 3.4028235e38, -3.4028235e38, Infinity, 3.4028235e38",
            "8, -3.4028235e38, 3.4028235e38, Infinity, -1.7014117e38", "1, 3.4028235e38, 0, Infinity, Infinity",
            "4, Infinity, 0, Infinity, Infinity", "4, 1.4e-45, 0, 0, 0",
            "1, 1.4e-45, 0, 0, 2.8e-45"})
    void squaredErrorWhereOneRowDiffers(int n, float a, float y, float loss, float gradient) {
        for (Kernels kernels : Both.BACKENDS) {
            Matrix predictions = Matrices.constant(n, 17, y);
            predictions.rowRange(0, 1).fill(a);
            Results results = Kernel.SQUARED_ERROR.of(kernels, predictions, Matrices.constant(n, 17, y));
            Matrices.assertSameBits(Matrices.constant(1, 17, gradient), results.gradient.rowRange(0, 1),
                    kernels.toString());
            assertEquals(loss, results.losses.get(0, 0), Math.ulp(loss));
        }
    }

    /** A single chain of additions is off by more than a percent. */
    @Test
    void manyOutputsAreAllCounted() {
        int n = 1_392_640;
        Matrix a = Matrices.constant(n, 1, 1);
        Matrix y = Matrix.zeros(n, 1);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix losses = Matrix.zeros(1, 1);
            kernels.squaredError(a, y, Matrix.zeros(n, 1), losses);
            assertEquals(1, losses.get(0, 0), 1e-6);
        }
    }

    /** A class of probability 0 costs nothing where nobody expects it, and everything where somebody does. */
    @Test
    void impossibleClassesCountOnlyWhereTheyAreExpected() {
        Matrix z = Matrices.constant(2, 34, 0);
        z.rowRange(1, 2).fill(Float.NEGATIVE_INFINITY);
        Matrix y = Matrix.zeros(2, 34);
        for (int j = 0; j < 34; j++) {
            y.set(j % 2, j, 1);
        }
        for (Kernels kernels : Both.BACKENDS) {
            Results results = Kernel.SOFTMAX_CROSS_ENTROPY.of(kernels, z, y);
            for (int j = 0; j < 34; j++) {
                assertEquals(j % 2 == 0 ? 0 : Float.POSITIVE_INFINITY, results.losses.get(0, j));
                assertEquals(j % 2 == 0 ? 0 : 1, results.gradient.get(0, j));
                assertEquals(j % 2 == 0 ? 0 : -1, results.gradient.get(1, j));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void nansStayInTheirExample(Kernel kernel) {
        Random random = new Random(6);
        Matrix z = logits(4, 35, 3, random);
        Matrix y = labels(kernel, 4, 35, false, random);
        for (Kernels kernels : Both.BACKENDS) {
            Results clean = kernel.of(kernels, z, y);
            Matrix spoilt = z.copy();
            spoilt.set(2, 1, Float.NaN);
            spoilt.set(2, 34, Float.NaN);
            Results results = kernel.of(kernels, spoilt, y);
            for (int j = 0; j < 35; j++) {
                if (j == 1 || j == 34) {
                    assertTrue(Float.isNaN(results.losses.get(0, j)));
                    assertTrue(Float.isNaN(results.gradient.get(2, j)));
                    assertEquals(kernel == Kernel.SOFTMAX_CROSS_ENTROPY, Float.isNaN(results.gradient.get(0, j)));
                } else {
                    assertEquals(clean.losses.get(0, j), results.losses.get(0, j));
                    Matrices.assertSameBits(clean.gradient.columnRange(j, j + 1),
                            results.gradient.columnRange(j, j + 1),
                            "gradient");
                }
            }
        }
    }

    /** The gradient of the losses, by central differences of the oracle. */
    @ParameterizedTest
    @EnumSource(Kernel.class)
    void gradientsAreThoseOfFiniteDifferences(Kernel kernel) {
        for (boolean soft : new boolean[]{false, true}) {
            Random random = new Random(8);
            int n = 5;
            int m = 17;
            Matrix z = Matrix.zeros(n, m);
            for (int at = 0; at < n * m; at++) {
                // So few bits that both neighbours are floats.
                z.data()[at] = Math.round(1024 * random.nextGaussian()) / 512f;
            }
            Matrix y = labels(kernel, n, m, soft, random);
            if (kernel == Kernel.SOFTMAX_CROSS_ENTROPY && soft) {
                sumToOne(y);
            }
            for (Kernels kernels : Both.BACKENDS) {
                Results results = kernel.of(kernels, z, y);
                for (int i = 0; i < n; i++) {
                    Expected above = kernel.oracle(shifted(z, i, 1 / 4096f), y).losses;
                    Expected below = kernel.oracle(shifted(z, i, -1 / 4096f), y).losses;
                    for (int j = 0; j < m; j++) {
                        double difference = (above.value[0][j] - below.value[0][j]) * 2048;
                        assertEquals(difference, results.gradient.get(i, j), 1e-6);
                    }
                }
            }
        }
    }

    private static Matrix shifted(Matrix z, int i, float shift) {
        Matrix result = z.copy();
        for (int j = 0; j < z.columns(); j++) {
            result.set(i, j, z.get(i, j) + shift);
        }
        return result;
    }

    private static void sumToOne(Matrix y) {
        for (int j = 0; j < y.columns(); j++) {
            float others = 0;
            for (int i = 1; i < y.rows(); i++) {
                others += y.get(i, j);
            }
            y.set(0, j, 1 - others);
        }
    }

    /** By hand: the difference of what is largest overflows, what it is divided by makes it good. */
    @ParameterizedTest
    @CsvSource({"4, 3.4028235e38, -3.4028235e38, 1.7014117e38, 0.25, 1.7014117e38, 0.25",
            "2, -5, 0, 2.5, -0.5, 2.25, -0.5", "2, 0.5, 0, 0.25, 0.5, 0.0625, 0.25", "1, 3, 3, 0, 0, 0, 0",
            "1, Infinity, 0, Infinity, 1, Infinity, 1", "1, -Infinity, 0, Infinity, -1, Infinity, -1",
            "1, NaN, 0, NaN, NaN, NaN, NaN", "1, Infinity, Infinity, NaN, NaN, NaN, NaN",
            "1, 1.4e-45, 0, 1.4e-45, 1, 0, 1.4e-45"})
    void absoluteAndHuberErrorWhereOneRowDiffers(int n, float a, float y, float absolute, float sign, float huber,
            float clipped) {
        Matrix predictions = Matrices.constant(n, 17, 1);
        Matrix targets = predictions.copy();
        predictions.rowRange(0, 1).fill(a);
        targets.rowRange(0, 1).fill(y);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix gradient = Matrix.zeros(n, 17);
            Matrix losses = Matrix.zeros(1, 17);
            kernels.absoluteError(predictions, targets, gradient, losses);
            Matrices.assertSameBits(Matrices.constant(1, 17, sign), gradient.rowRange(0, 1), kernels.toString());
            Matrices.assertSameBits(Matrices.constant(1, 17, absolute), losses, kernels.toString());
            kernels.huberError(predictions, targets, 1, gradient, losses);
            Matrices.assertSameBits(Matrices.constant(1, 17, clipped), gradient.rowRange(0, 1), kernels.toString());
            Matrices.assertSameBits(Matrices.constant(1, 17, huber), losses, kernels.toString());
        }
    }

    private static int[] classes(int n, int m, Random random) {
        return IntStream.range(0, m).map(j -> random.nextInt(n + 1) - 1).toArray();
    }

    /** Labels as they would be in a matrix; those of no class are all of smoothing. */
    private static Matrix smoothed(int n, int[] classes, float smoothing) {
        Matrix y = Matrices.constant(n, classes.length, smoothing / n);
        for (int j = 0; j < classes.length; j++) {
            if (classes[j] >= 0) {
                y.set(classes[j], j, 1 - smoothing + smoothing / n);
            }
        }
        return y;
    }

    /** The results for labels in a matrix, with nothing where there is no class. */
    private static Results ofClasses(Kernels kernels, Matrix z, int[] classes, float smoothing) {
        Results results = Kernel.SOFTMAX_CROSS_ENTROPY.of(kernels, z, smoothed(z.rows(), classes, smoothing));
        for (int j = 0; j < classes.length; j++) {
            if (classes[j] < 0) {
                results.gradient.columnRange(j, j + 1).fill(0);
                results.losses.set(0, j, 0);
            }
        }
        return results;
    }

    @ParameterizedTest
    @CsvSource({"1, 17", "2, 1", "3, 15", "10, 33", "10, 600", "65, 16", "1000, 19", "3, 0", "0, 0"})
    void classesHaveTheBitsOfTheirLabels(int n, int m) {
        Random random = new Random(n + m);
        for (float smoothing : new float[]{0, 0.1f, 1}) {
            Matrix z = logits(n, m, 30, random);
            int[] classes = classes(n, m, random);
            for (int j = 0; j < m; j++) {
                if (classes[j] < 0) {
                    z.set(0, j, j % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
                }
            }
            Results expected = ofClasses(Both.SCALAR, z, classes, smoothing);
            for (Kernels kernels : Both.BACKENDS) {
                for (Layout layout : Layout.values()) {
                    Results results = new Results(n, m, layout);
                    Matrix input = layout.copy(z);
                    Guard guard = Guard.of(input);
                    Guard[] outputs = Guard.of(results.a, results.gradient, results.losses);
                    kernels.softmaxCrossEntropy(input, classes, smoothing, results.a, results.gradient,
                            results.losses);
                    expected.assertSameBits(results, kernels + ", smoothing " + smoothing);
                    guard.assertUntouched("z");
                    for (Guard output : outputs) {
                        output.assertSurroundingsUntouched("a result");
                    }
                }
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotMatterToClasses() {
        for (int[] size : new int[][]{{10, 100_001}, {30_001, 37}}) {
            Random random = new Random(14);
            Matrix z = logits(size[0], size[1], 3, random);
            int[] classes = classes(size[0], size[1], random);
            Results expected = ofClasses(Both.VECTOR, z, classes, 0.1f);
            for (Kernels kernels : Both.BACKENDS) {
                Helpers helpers = new Helpers();
                Results results = new Results(size[0], size[1], Layout.WHOLE);
                kernels.withExecutor(helpers, 3).softmaxCrossEntropy(z, classes, 0.1f, results.a, results.gradient,
                        results.losses);
                expected.assertSameBits(results, kernels.toString());
                helpers.assertCalled();
            }
        }
    }

    /** Batch invariance: an example has the same bits alone and among others. */
    @ParameterizedTest
    @EnumSource(Kernel.class)
    void anExampleAloneHasTheBitsThatItHasInABatch(Kernel kernel) {
        Random random = new Random(10);
        Matrix z = logits(7, 37, 3, random);
        Matrix y = labels(kernel, 7, 37, true, random);
        for (Kernels kernels : Both.BACKENDS) {
            Results batch = kernel.of(kernels, z, y);
            for (int j = 0; j < 37; j++) {
                Results alone = kernel.of(kernels, z.columnRange(j, j + 1), y.columnRange(j, j + 1));
                Matrices.assertSameBits(batch.a.columnRange(j, j + 1), alone.a, "a");
                Matrices.assertSameBits(batch.gradient.columnRange(j, j + 1), alone.gradient, "gradient");
                Matrices.assertSameBits(batch.losses.columnRange(j, j + 1), alone.losses, "losses");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void theNumberOfThreadsDoesNotMatter(Kernel kernel) {
        for (int[] size : new int[][]{{10, 100_001}, {30_001, 37}}) {
            Random random = new Random(12);
            Matrix z = logits(size[0], size[1], 3, random);
            Matrix y = labels(kernel, size[0], size[1], false, random);
            for (Kernels kernels : Both.BACKENDS) {
                Helpers helpers = new Helpers();
                Kernels parallel = kernels.withExecutor(helpers, 3);
                kernel.of(kernels, z, y).assertSameBits(kernel.of(parallel, z, y), kernels.toString());
                helpers.assertCalled();
            }
        }
    }
}
