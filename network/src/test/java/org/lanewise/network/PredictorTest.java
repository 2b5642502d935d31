package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertSameBits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Examples;
import org.lanewise.network.training.Training;

/** A snapshot for many threads, with the bits of the layers' own equations. */
class PredictorTest {
    private static final Problem PROBLEM = Problem.of("30-20-7", Activation.SWISH, Cost.CATEGORICAL_CROSS_ENTROPY, 600);

    private static Matrix expected(Network network, Matrix x) {
        Matrix a = x;
        for (DenseLayer layer : network.layers()) {
            a = layer.forward(network.kernels(), a).a();
        }
        network.kernels().softmax(a, a);
        return a;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 255, 256, 257, 600})
    void hasTheBitsOfTheLayers(int m) {
        Network network = PROBLEM.network();
        Matrix x = PROBLEM.x().columnRange(0, m);
        Matrix expected = expected(network, x.copy());
        Predictor predictor = network.predictor();
        assertSameBits(expected, predictor.predict(Examples.ofColumns(x)).toColumns(), "columns");
        assertSameBits(expected, predictor.predict(Examples.ofRows(x.transposed())).toColumns(), "rows");
        assertSameBits(expected, network.predict(Examples.ofColumns(x)).toColumns(), "network, columns");
        assertSameBits(expected, network.predict(Examples.ofRows(x.transposed())).toColumns(), "network, rows");
        Examples rows = Examples.ofRows(Matrix.zeros(m, 7));
        predictor.predict(Examples.ofColumns(x), rows);
        assertSameBits(expected, rows.toColumns(), "columns to rows");
        Examples columns = Examples.ofColumns(Matrix.zeros(7, m));
        predictor.predict(Examples.ofRows(x.transposed()), columns);
        assertSameBits(expected, columns.toColumns(), "rows to columns");
        for (int j : new int[]{0, m / 2, m - 1}) {
            float[] alone = predictor.predict(x.columnRange(j, j + 1).toArray());
            assertSameBits(expected.columnRange(j, j + 1), Matrix.of(7, 1, alone), "alone");
        }
    }

    /** Logits of some hundreds: most of the probabilities are 0 as floats, their logarithms are not. */
    @Test
    void logarithmsOfProbabilitiesDoNotUnderflow() {
        Network network = PROBLEM.network();
        network.kernels().scale(300, network.layers().getLast().weights());
        Predictor predictor = network.predictor();
        Predictor logarithms = predictor.logarithms();
        Matrix x = PROBLEM.x();
        Matrix z = network.gradients(PROBLEM.data()).forward().getLast().z();
        Matrix actual = logarithms.predict(Examples.ofColumns(x)).toColumns();
        int zeros = 0;
        for (int j = 0; j < x.columns(); j++) {
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < 7; i++) {
                max = Math.max(max, z.get(i, j));
            }
            double sum = 0;
            for (int i = 0; i < 7; i++) {
                sum += Math.exp(z.get(i, j) - max);
            }
            for (int i = 0; i < 7; i++) {
                double expected = z.get(i, j) - max - Math.log(sum);
                assertEquals(expected, actual.get(i, j), 1e-6 * (1 + Math.abs(expected)), "example " + j);
                zeros += expected < -104 ? 1 : 0;
            }
        }
        assertTrue(zeros > x.columns(), zeros + " would be 0");
        assertSameBits(actual, logarithms.predict(Examples.ofRows(x.transposed())).toColumns(), "rows");
        assertArrayEquals(predictor.classify(PROBLEM.data().x()), logarithms.classify(PROBLEM.data().x()));
        assertArrayEquals(actual.columnRange(3, 4).toArray(),
                logarithms.logarithms().predict(x.columnRange(3, 4).toArray()));
    }

    @Test
    void logarithmsOfOneProbability() {
        Matrix w = Matrix.of(1, 1, 1);
        Network binary = new Network(PROBLEM.network().kernels(),
                List.of(new DenseLayer(w, Matrix.zeros(1, 1), Activation.IDENTITY)), Cost.BINARY_CROSS_ENTROPY);
        Predictor logarithms = binary.predictor().logarithms();
        assertEquals(-200, logarithms.predict(-200f)[0]);
        assertEquals(-Math.log(2), logarithms.predict(0f)[0], 1e-7);
        assertEquals(-Math.exp(-20), logarithms.predict(20f)[0], 1e-15);
        assertEquals(1, logarithms.classify(0f));
        assertEquals(0, logarithms.classify(-0.1f));
        Network regression = new Network(binary.kernels(), binary.layers(), Cost.MEAN_SQUARED_ERROR);
        assertThrows(IllegalStateException.class, () -> regression.predictor().logarithms());
    }

    @Test
    void trainingDoesNotChangeIt() {
        Network network = PROBLEM.network();
        Predictor before = network.predictor();
        Matrix expected = before.predict(PROBLEM.data().x()).toColumns();
        Training.ofEpochs(1).fit(network, PROBLEM.data());
        assertSameBits(expected, before.predict(PROBLEM.data().x()).toColumns(), "before");
        assertSameBits(expected(network, PROBLEM.x()), network.predictor().predict(PROBLEM.data().x()).toColumns(),
                "after");
    }

    /** Parameters are the caller's to write to at any time, few examples and many. */
    @ParameterizedTest
    @ValueSource(ints = {1, 256, 257})
    void aNetworkPredictsWithTheParametersOfTheMoment(int m) {
        Network network = PROBLEM.network();
        Matrix x = PROBLEM.x().columnRange(0, m).copy();
        network.predict(Examples.ofColumns(x));
        network.layers().getFirst().weights().set(3, 4, 5);
        network.layers().getLast().bias().set(1, 0, 2);
        assertSameBits(expected(network, x), network.predict(Examples.ofColumns(x)).toColumns(), "written to");
    }

    /** A thread's batches of changing sizes share their arrays. */
    @Test
    void sizesMayChangeFromCallToCall() {
        Network network = PROBLEM.network();
        Predictor predictor = network.predictor();
        Matrix expected = expected(network, PROBLEM.x());
        for (int m : new int[]{3, 300, 1, 0, 256, 600, 2, 31}) {
            Matrix x = PROBLEM.x().columnRange(0, m);
            assertSameBits(expected.columnRange(0, m), predictor.predict(Examples.ofColumns(x)).toColumns(), "columns");
            assertSameBits(expected.columnRange(0, m),
                    predictor.predict(Examples.ofRows(x.transposed())).toColumns(), "rows");
        }
    }

    @Test
    void servesManyThreadsAtOnce() throws InterruptedException, ExecutionException {
        Predictor predictor = PROBLEM.network().predictor();
        Matrix x = PROBLEM.x();
        Matrix expected = predictor.predict(Examples.ofColumns(x)).toColumns();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                int seed = thread;
                calls.add(threads.submit(() -> {
                    Random random = new Random(seed);
                    for (int call = 0; call < 200; call++) {
                        int m = 1 + random.nextInt(30);
                        int j = random.nextInt(600 - m);
                        assertSameBits(expected.columnRange(j, j + m), predictor
                                .predict(Examples.ofColumns(x.columnRange(j, j + m))).toColumns(), "thread " + seed);
                    }
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    @Test
    void warmsUp() throws InterruptedException {
        Predictor predictor = PROBLEM.network().predictor();
        assertTrue(predictor.warmUp(Duration.ofMinutes(1), 1, 8));
    }

    @Test
    void rejectsShapesThatDoNotFit() {
        Predictor predictor = PROBLEM.network().predictor();
        assertMessage("x has 29 numbers, the network has 30 inputs", () -> predictor.predict(new float[29]));
        assertMessage("out has 8 numbers, the network has 7 outputs",
                () -> predictor.predict(new float[30], new float[8]));
        Examples two = Examples.ofRows(Matrix.zeros(2, 30));
        assertMessage("out has 3 examples of 7, it has to have 2 examples of 7",
                () -> predictor.predict(two, Examples.ofRows(Matrix.zeros(3, 7))));
        assertMessage("out is a subset of other examples: nothing can be written to it",
                () -> predictor.predict(two, Examples.ofRows(Matrix.zeros(3, 7)).subset(0, 1)));
        assertMessage("x has 60 numbers, the network has 30 inputs", () -> predictor.classify(new float[60]));
        float[] nothing = new float[7];
        predictor.predict(new float[30], nothing);
        assertArrayEquals(predictor.predict(new float[30]), nothing);
    }

    @Test
    void classesOfNothingKnownAreRefused() {
        Predictor predictor = PROBLEM.network().predictor();
        float[] x = new float[30];
        x[3] = Float.NaN;
        assertThrows(ArithmeticException.class, () -> predictor.classify(x));
        Predictor regression = Problem.of("3-2", Activation.RELU, Cost.MEAN_SQUARED_ERROR, 1).network().predictor();
        assertThrows(IllegalStateException.class, () -> regression.classify(1, 2, 3));
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
