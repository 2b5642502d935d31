package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lanewise.network.Tensors.assertSameBits;
import static org.lanewise.network.Tensors.assertSameParameters;
import static org.lanewise.network.Tensors.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Examples;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Training;

/** The same bits on any backend, on any number of threads, alone or in a batch. */
class BitEqualityTest {
    private static final ExecutorService HELPERS = Executors.newFixedThreadPool(2);

    @AfterAll
    static void stopHelpers() {
        HELPERS.shutdown();
    }

    /** Ways to compute the same. */
    enum Way {
        SCALAR, VECTOR, TWO_THREADS, THREE_THREADS, SCALAR_ON_THREE_THREADS, EXECUTOR;

        Kernels kernels() {
            Kernels kernels = Kernels.create();
            return switch (this) {
                case SCALAR -> kernels.withBackend(Backend.SCALAR);
                case VECTOR -> kernels.withBackend(Backend.VECTOR);
                case TWO_THREADS -> kernels.withThreads(2);
                case THREE_THREADS -> kernels.withThreads(3);
                case SCALAR_ON_THREE_THREADS -> kernels.withBackend(Backend.SCALAR).withThreads(3);
                case EXECUTOR -> kernels.withExecutor(HELPERS, 3);
            };
        }
    }

    record Case(Way way, Problem problem) {
        /** The network as the suite's backend computes it on one thread. */
        Network expected() {
            return problem.network(Kernels.create());
        }

        Network actual() {
            return problem.network(way.kernels());
        }
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Way way : Way.values()) {
            for (Activation g : Problem.ACTIVATIONS) {
                cases.add(new Case(way, Problem.of("31-17-2", g, Cost.BINARY_CROSS_ENTROPY, 37)));
                cases.add(new Case(way, new Problem("5-18-3", Activation.TANH, g, Cost.MEAN_SQUARED_ERROR, 65)));
                cases.add(new Case(way, Problem.of("64-150-100-10", g, Cost.CATEGORICAL_CROSS_ENTROPY, 64)));
            }
        }
        return cases;
    }

    /** Enough work in every kernel, not only in the products, to be shared by three threads. */
    static List<Case> largeCases() {
        List<Case> cases = new ArrayList<>();
        for (Way way : Way.values()) {
            for (Cost cost : Problem.COSTS) {
                cases.add(new Case(way, Problem.of("1040-385-39", Activation.SWISH, cost, 261)));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource({"cases", "largeCases"})
    void passesHaveTheSameBits(Case c) {
        Matrix x = c.problem.x();
        Network.Gradients expected = c.expected().gradients(c.problem.data());
        Network.Gradients actual = c.actual().gradients(c.problem.data());

        assertEquals(expected.cost(), actual.cost(), "cost");
        assertSameBits(expected.predictions(), actual.predictions(), "predictions");
        for (int l = 0; l < expected.forward().size(); l++) {
            String of = "[" + (l + 1) + "]";
            assertSameBits(expected.forward().get(l).z(), actual.forward().get(l).z(), "Z" + of);
            assertSameBits(expected.forward().get(l).a(), actual.forward().get(l).a(), "A" + of);
            assertSameBits(expected.backward().get(l).dz(), actual.backward().get(l).dz(), "dZ" + of);
            assertSameBits(expected.backward().get(l).dw(), actual.backward().get(l).dw(), "dW" + of);
            assertSameBits(expected.backward().get(l).db(), actual.backward().get(l).db(), "db" + of);
            assertSameBits(expected.backward().get(l).daBefore(), actual.backward().get(l).daBefore(),
                    "dA[" + l + "]");
        }
        assertSameBits(predict(c.expected(), x), predict(c.actual(), x), "predict");
    }

    /** With mini-batches of two sizes, dropout and an optimizer of two moments. */
    @ParameterizedTest
    @MethodSource("cases")
    void trainingHasTheSameBits(Case c) {
        Network expected = c.expected();
        Network actual = c.actual();
        Training training = Training.ofEpochs(2).withBatchSize(c.problem.m() * 5 / 8).withSeed(1)
                .withLearningRate(0.05);
        History expectedHistory = training.fit(expected, c.problem.data());
        History actualHistory = training.fit(actual, c.problem.data());

        assertEquals(expectedHistory, actualHistory);
        assertSameParameters(expected, actual, "trained");
    }

    /** More examples than are predicted at a time; the first and the last, and those where lanes and tiles may end. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void examplesArePredictedAloneAsInABatch(Way way) {
        for (Activation g : Problem.ACTIVATIONS) {
            for (Cost cost : Problem.COSTS) {
                Problem problem = Problem.of("30-20-7", g, cost, 261);
                Network network = problem.network(way.kernels());
                Matrix x = problem.x();
                Matrix predictions = predict(network, x);
                assertSameBits(predictions, network.predict(Examples.ofRows(x.transposed())).toColumns(),
                        problem + " in rows");
                for (int j : new int[]{0, 1, 15, 16, 31, 32, 33, 63, 64, 100, 255, 256, 257, 260}) {
                    Matrix one = Matrix.of(7, 1, network.predictor().predict(Tensors.columns(x, j).data()));
                    assertSameBits(predictions.columnRange(j, j + 1), one, problem + " alone: " + j);
                }
                for (int m : new int[]{2, 17, 64, 99}) {
                    assertSameBits(predictions.columnRange(40, 40 + m), predict(network, x.columnRange(40, 40 + m)),
                            problem + " in a batch of " + m);
                }
            }
        }
    }

    /** Views with an offset and gaps give the bits of matrices without, and what lies in the gaps is not touched. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void viewsHaveTheSameBitsAsCopies(Way way) {
        Problem problem = Problem.of("30-20-7", Activation.RELU, Cost.CATEGORICAL_CROSS_ENTROPY, 70);
        Matrix x = viewOf(problem.x());
        Matrix y = viewOf(problem.y());
        float[] dataOfX = x.data().clone();
        float[] dataOfY = y.data().clone();
        Network expected = problem.network(way.kernels());
        Network actual = problem.network(way.kernels());
        assertSameBits(predict(expected, problem.x()), predict(actual, x), "predictions");
        assertEquals(expected.cost(problem.data()), actual.cost(Tensors.data(x, y)));

        Training training = Training.ofEpochs(2);
        assertEquals(training.fit(expected, problem.data()), training.fit(actual, Tensors.data(x, y)));
        assertSameParameters(expected, actual, "trained");
        assertEquals(0, Arrays.compare(dataOfX, x.data()));
        assertEquals(0, Arrays.compare(dataOfY, y.data()));
    }

    private static Matrix viewOf(Matrix x) {
        float[] data = new float[5 + x.rows() * (x.columns() + 3)];
        Arrays.fill(data, Float.NaN);
        Matrix view = Matrix.view(data, 5, x.rows(), x.columns(), x.columns() + 3);
        view.copyFrom(x);
        return view;
    }
}
