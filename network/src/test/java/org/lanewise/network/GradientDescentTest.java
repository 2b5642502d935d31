package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertSameParameters;
import static org.lanewise.network.Tensors.doubles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;

/** Training: the order of the examples, mini-batches, what is reported, divergence, and what is not accepted. */
class GradientDescentTest {
    private static final Problem PROBLEM = Problem.of("3-5-2", Activation.TANH, Cost.BINARY_CROSS_ENTROPY, 13);

    @Test
    void aSeedGivesTheSameBitsAndAnotherOneOthers() {
        assertSameParameters(trained(7), trained(7), "seed 7");
        assertFalse(Tensors.sameParameters(trained(7), trained(8)));
    }

    private static Network trained(long seed) {
        Network network = PROBLEM.network();
        new GradientDescent().learningRate(0.1f).batchSize(4).epochs(3).seed(seed).fit(network, PROBLEM.x(),
                PROBLEM.y());
        return network;
    }

    /** The rate is too small to change a sum, so every example has the loss it had before training. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 12, 13, 14, 1000, Integer.MAX_VALUE})
    void eachEpochSeesEachExampleOnce(int batchSize) {
        Network network = PROBLEM.network();
        double cost = network.cost(PROBLEM.x(), PROBLEM.y());
        GradientDescent.History history = new GradientDescent().learningRate(Float.MIN_NORMAL).batchSize(batchSize)
                .epochs(2).fit(network, PROBLEM.x(), PROBLEM.y());
        assertEquals(2, history.costs().size());
        for (double epochCost : history.costs()) {
            assertEquals(cost, epochCost, 1e-12);
        }
    }

    /**
     * Three examples in mini-batches of two and one: the result has to be that of one of the three ways to choose the
     * last example, and with enough seeds each of them comes.
     */
    @Test
    void theLastMiniBatchMayBeSmaller() {
        Problem problem = Problem.of("2-1", Activation.IDENTITY, Cost.MEAN_SQUARED_ERROR, 3);
        float rate = 0.25f;
        int[] seen = new int[3];
        for (int seed = 0; seed < 40; seed++) {
            Network network = problem.network();
            new GradientDescent().learningRate(rate).batchSize(2).epochs(1).seed(seed).fit(network, problem.x(),
                    problem.y());
            for (int last = 0; last < 3; last++) {
                Reference reference = Reference.of(problem.network());
                step(reference, problem, rate, (last + 1) % 3, (last + 2) % 3);
                step(reference, problem, rate, last);
                if (distance(reference, network) < 1e-6) {
                    seen[last]++;
                }
            }
        }
        assertEquals(40, Arrays.stream(seen).sum());
        assertTrue(Arrays.stream(seen).min().orElseThrow() > 0, () -> Arrays.toString(seen));
    }

    private static void step(Reference reference, Problem problem, float rate, int... examples) {
        double[][] x = doubles(Tensors.columns(problem.x(), examples));
        double[][] y = doubles(Tensors.columns(problem.y(), examples));
        reference.descend(reference.pass(x, y), rate);
    }

    private static double distance(Reference reference, Network network) {
        double distance = 0;
        double[][] w = doubles(network.layers().getFirst().weights());
        for (int j = 0; j < w[0].length; j++) {
            distance = Math.max(distance, Math.abs(w[0][j] - reference.w[0][0][j]));
        }
        return distance;
    }

    @Test
    void listenerHearsOfEachEpochAndMayPredict() {
        List<Double> costs = new ArrayList<>();
        List<Integer> epochs = new ArrayList<>();
        Network network = PROBLEM.network();
        GradientDescent.History history = new GradientDescent().batchSize(4).epochs(5).listener((epoch, of, cost) -> {
            assertEquals(5, of);
            epochs.add(epoch);
            costs.add(cost);
            network.predict(PROBLEM.x());
        }).fit(network, PROBLEM.x(), PROBLEM.y());

        assertEquals(List.of(1, 2, 3, 4, 5), epochs);
        assertEquals(history.costs(), costs);
        assertFalse(history.diverged());

        Network unwatched = PROBLEM.network();
        new GradientDescent().batchSize(4).epochs(5).fit(unwatched, PROBLEM.x(), PROBLEM.y());
        assertSameParameters(unwatched, network, "watched");
    }

    @Test
    void noEpochsChangeNothing() {
        Network network = PROBLEM.network();
        GradientDescent.History history = new GradientDescent().epochs(0).listener((epoch, of, cost) -> {
            throw new AssertionError("there is no epoch");
        }).fit(network, PROBLEM.x(), PROBLEM.y());
        assertEquals(List.of(), history.costs());
        assertFalse(history.diverged());
        assertSameParameters(PROBLEM.network(), network, "untrained");
    }

    @Test
    void trainingLowersTheCost() {
        Network network = PROBLEM.network();
        List<Double> costs = new GradientDescent().learningRate(0.5f).batchSize(4).epochs(200)
                .fit(network, PROBLEM.x(), PROBLEM.y()).costs();
        assertTrue(costs.getLast() < 0.5 * costs.getFirst(), () -> costs.getFirst() + " to " + costs.getLast());
    }

    @Test
    void learnsExclusiveOr() {
        Matrix x = Matrix.of(2, 4, 0, 0, 1, 1, 0, 1, 0, 1);
        int[] labels = {0, 1, 1, 0};
        Network network = Network.builder(2).hidden(4, Activation.TANH).output(1, Cost.BINARY_CROSS_ENTROPY).seed(1)
                .build();
        new GradientDescent().learningRate(0.5f).batchSize(4).epochs(1500).fit(network, x, Labels.binary(labels));
        assertEquals(1, network.accuracy(x, labels));
        assertTrue(network.cost(x, Labels.binary(labels)) < 0.05);
    }

    /** A problem of least squares, on which a rate that is too large makes the cost grow by a factor in each step. */
    private static final Problem STEEP = Problem.of("3-2", Activation.IDENTITY, Cost.MEAN_SQUARED_ERROR, 8);

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void divergenceRestoresTheLastGoodParameters(int batchSize) {
        Network network = STEEP.network();
        List<Network> starts = new ArrayList<>(List.of(STEEP.network()));
        GradientDescent.History history = new GradientDescent().learningRate(100).batchSize(batchSize).epochs(1000)
                .listener((epoch, of, cost) -> {
                    Network start = STEEP.network();
                    new Snapshot(network).restore(start);
                    starts.add(start);
                }).fit(network, STEEP.x(), STEEP.y());

        assertTrue(history.diverged());
        assertTrue(starts.size() > 3 && starts.size() < 1000, () -> "epochs: " + starts.size());
        assertEquals(starts.size() - 1, history.costs().size());
        assertTrue(history.costs().stream().allMatch(Double::isFinite), () -> "costs: " + history.costs());

        // Where even the first mini-batch of the last epoch had no finite cost, it is the start before.
        boolean last = Double.isFinite(starts.getLast().cost(STEEP.x(), STEEP.y()));
        assertSameParameters(starts.get(starts.size() - (last ? 1 : 2)), network, "restored");
        Tensors.assertFinite(network);
    }

    @Test
    void divergenceInTheFirstEpochRestoresTheFirstParameters() {
        for (int batchSize : new int[]{3, 8}) {
            Network network = STEEP.network();
            GradientDescent.History history = new GradientDescent().learningRate(3e38f).batchSize(batchSize).epochs(1)
                    .fit(network, STEEP.x(), STEEP.y());
            assertTrue(history.diverged());
            assertSameParameters(STEEP.network(), network, "diverged");
        }
    }

    /** Labels are finite, but their squares are not. */
    @Test
    void aCostThatNeverWasFiniteChangesNothing() {
        Matrix y = STEEP.y();
        y.set(1, 2, Float.MAX_VALUE);
        Network network = STEEP.network();
        GradientDescent.History history = new GradientDescent().fit(network, STEEP.x(), y);
        assertTrue(history.diverged());
        assertEquals(List.of(), history.costs());
        assertSameParameters(STEEP.network(), network, "diverged");
    }

    /** Data that can't be trained on, and what the message says. */
    record Bad(Cost cost, Matrix x, Matrix y, String message) {
    }

    static List<Bad> badData() {
        Problem binary = Problem.of("3-2", Activation.IDENTITY, Cost.BINARY_CROSS_ENTROPY, 4);
        Problem categorical = Problem.of("3-2", Activation.IDENTITY, Cost.CATEGORICAL_CROSS_ENTROPY, 4);
        Problem squared = Problem.of("3-2", Activation.IDENTITY, Cost.MEAN_SQUARED_ERROR, 4);
        Matrix x = binary.x();
        Matrix y = binary.y();
        List<Bad> bad = new ArrayList<>();
        for (float value : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, with(x, 2, 3, value), y,
                    "x must be finite: element (2, 3) is " + value));
            bad.add(new Bad(Cost.MEAN_SQUARED_ERROR, x, with(squared.y(), 1, 3, value),
                    "labels must be finite: element (1, 3) is " + value));
        }
        for (float value : new float[]{Float.NaN, Float.POSITIVE_INFINITY, -0.5f, 1.5f}) {
            bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, x, with(y, 1, 3, value),
                    "label (1, 3) must be from 0 to 1: " + value));
            bad.add(new Bad(Cost.CATEGORICAL_CROSS_ENTROPY, x, with(categorical.y(), 1, 3, value),
                    "label (1, 3) must be from 0 to 1: " + value));
        }
        bad.add(new Bad(Cost.CATEGORICAL_CROSS_ENTROPY, x, Matrix.of(2, 4, 1, 0, 1, 0, 0, 1, 1, 1),
                "labels of example 2 must sum to 1, not to 2.0"));
        bad.add(new Bad(Cost.CATEGORICAL_CROSS_ENTROPY, x, Matrix.zeros(2, 4),
                "labels of example 0 must sum to 1, not to 0.0"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, Matrix.zeros(2, 4), y,
                "x is 2x4, it has to have 3 rows, one for each input of the network"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, x, Matrix.zeros(1, 4),
                "y is 1x4, it has to have 2 rows, one for each output of the network"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, x, Matrix.zeros(2, 5),
                "x is 3x4, y is 2x5: the numbers of examples differ"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, Matrix.zeros(3, 0), Matrix.zeros(2, 0),
                "there is no example: x is 3x0"));
        return bad;
    }

    private static Matrix with(Matrix x, int i, int j, float value) {
        Matrix copy = x.copy();
        copy.set(i, j, value);
        return copy;
    }

    @ParameterizedTest
    @MethodSource("badData")
    void badDataThrowsBeforeAnythingChanges(Bad bad) {
        Problem problem = Problem.of("3-2", Activation.IDENTITY, bad.cost, 4);
        Network network = problem.network();
        GradientDescent descent = new GradientDescent().batchSize(1).listener((epoch, of, cost) -> {
            throw new AssertionError("nothing is to be trained");
        });
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> descent.fit(network, bad.x, bad.y));
        assertEquals(bad.message, thrown.getMessage());
        assertSameParameters(problem.network(), network, "untrained");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0.0f, -1, Float.NaN, Float.POSITIVE_INFINITY})
    void learningRateIsPositiveAndFinite(float rate) {
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> new GradientDescent().learningRate(rate));
        assertEquals("learningRate must be positive and finite: " + rate, thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void batchSizeIsPositive(int batchSize) {
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> new GradientDescent().batchSize(batchSize));
        assertEquals("batchSize must be positive: " + batchSize, thrown.getMessage());
    }

    @Test
    void epochsAreNotNegative() {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> new GradientDescent().epochs(-1));
        assertEquals("epochs must not be negative: -1", thrown.getMessage());
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullsAreRejected() {
        Network network = PROBLEM.network();
        GradientDescent descent = new GradientDescent();
        assertThrows(NullPointerException.class, () -> descent.listener(null));
        assertThrows(NullPointerException.class, () -> descent.fit(network, null, PROBLEM.y()));
        assertThrows(NullPointerException.class, () -> descent.fit(network, PROBLEM.x(), null));
        assertThrows(NullPointerException.class, () -> descent.fit(null, PROBLEM.x(), PROBLEM.y()));
    }
}
