package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.api.function.Executable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;
import org.lanewise.network.training.TrainingState;

/** Training: the order of the examples, mini-batches, what is reported, divergence, and what is not accepted. */
class TrainingTest {
    private static final Problem PROBLEM = Problem.of("3-5-2", Activation.TANH, Cost.BINARY_CROSS_ENTROPY, 13);

    @Test
    void aSeedGivesTheSameBitsAndAnotherOneOthers() {
        assertSameParameters(trained(7), trained(7), "seed 7");
        assertFalse(Tensors.sameParameters(trained(7), trained(8)));
    }

    private static Network trained(long seed) {
        Network network = PROBLEM.network();
        Training.ofEpochs(3).withBatchSize(4).withSeed(seed).fit(network, PROBLEM.data());
        return network;
    }

    /** The rate is too small to change a sum, so every example has the loss it had before training. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 12, 13, 14, 1000, Integer.MAX_VALUE})
    void eachEpochSeesEachExampleOnce(int batchSize) {
        Network network = PROBLEM.network();
        double cost = network.cost(PROBLEM.data());
        History history = descent(Float.MIN_NORMAL, batchSize, 2).fit(network, PROBLEM.data());
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
            descent(rate, 2, 1).withSeed(seed).fit(network, problem.data());
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

    private static Training descent(float rate, int batchSize, int epochs) {
        return Training.ofEpochs(epochs).withBatchSize(batchSize)
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(rate));
    }

    @Test
    void listenerHearsOfEachEpochAndBatchAndMayPredict() {
        List<Epoch> epochs = new ArrayList<>();
        List<Double> batches = new ArrayList<>();
        Network network = PROBLEM.network();
        Training training = Training.ofEpochs(5).withBatchSize(4);
        History history = training.withListener(new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, Epoch epoch) {
                epochs.add(epoch);
                network.predict(PROBLEM.data().x());
            }

            @Override
            public void onBatch(TrainingRun run, double cost) {
                batches.add(cost);
            }
        }).fit(network, PROBLEM.data());

        assertEquals(List.of(1, 2, 3, 4, 5), epochs.stream().map(Epoch::number).toList());
        assertEquals(history.epochs(), epochs);
        assertEquals(5 * 4, batches.size());
        assertEquals(history.costs().getFirst(),
                (4 * batches.get(0) + 4 * batches.get(1) + 4 * batches.get(2) + batches.get(3)) / 13, 1e-12);
        assertEquals(Ending.COMPLETED, history.ending());

        Network unwatched = PROBLEM.network();
        training.fit(unwatched, PROBLEM.data());
        assertSameParameters(unwatched, network, "watched");
    }

    @Test
    void listenerMayStop() {
        Network network = PROBLEM.network();
        History history = Training.ofEpochs(50).withBatchSize(4)
                .withListener((run, epoch) -> {
                    if (epoch.number() == 3) {
                        run.stop();
                    }
                }).fit(network, PROBLEM.data());
        assertEquals(3, history.epochs().size());
        assertEquals(Ending.STOPPED, history.ending());
        Network three = PROBLEM.network();
        Training.ofEpochs(3).withBatchSize(4).fit(three, PROBLEM.data());
        assertSameParameters(three, network, "stopped");
    }

    @Test
    void noEpochsChangeNothing() {
        Network network = PROBLEM.network();
        History history = Training.ofEpochs(0).withListener((run, epoch) -> {
            throw new AssertionError("there is no epoch");
        }).fit(network, PROBLEM.data());
        assertEquals(List.of(), history.costs());
        assertEquals(Ending.COMPLETED, history.ending());
        assertSameParameters(PROBLEM.network(), network, "untrained");
    }

    @Test
    void trainingLowersTheCost() {
        Network network = PROBLEM.network();
        List<Double> costs = descent(0.5f, 4, 200).fit(network, PROBLEM.data()).costs();
        assertTrue(costs.getLast() < 0.5 * costs.getFirst(), () -> costs.getFirst() + " to " + costs.getLast());
    }

    @Test
    void learnsExclusiveOr() {
        Dataset data = Dataset.of(Examples.ofRows(new float[][]{{0, 0}, {0, 1}, {1, 0}, {1, 1}}),
                Targets.classes(0, 1, 1, 0));
        Network network = Network.builder(2).hidden(4, Activation.TANH).output(1, Cost.BINARY_CROSS_ENTROPY).seed(1)
                .build();
        Training.ofEpochs(500).withFullBatch().withLearningRate(0.05).fit(network, data);
        assertArrayEquals(new int[]{0, 1, 1, 0}, network.classify(data.x()));
        assertTrue(network.cost(data) < 0.05);
    }

    /** A problem of least squares, on which a rate that is too large makes the cost grow by a factor in each step. */
    private static final Problem STEEP = Problem.of("3-2", Activation.IDENTITY, Cost.MEAN_SQUARED_ERROR, 8);

    @ParameterizedTest
    @ValueSource(ints = {3, 8})
    void divergenceRestoresTheBestParameters(int batchSize) {
        Network network = STEEP.network();
        double before = network.cost(STEEP.data());
        History history = descent(100, batchSize, 1000).fit(network, STEEP.data());

        assertEquals(Ending.DIVERGED, history.ending());
        assertTrue(history.costs().size() > 1 && history.costs().size() < 1000, history.costs()::toString);
        assertTrue(history.costs().stream().allMatch(Double::isFinite), () -> "costs: " + history.costs());
        assertEquals(before, network.cost(STEEP.data()));
        assertSameParameters(STEEP.network(), network, "restored");
    }

    /** A rate that is right at first, until a schedule makes it a wrong one. */
    @Test
    void divergenceRestoresTheBestEpoch() {
        Network network = STEEP.network();
        List<Network> ends = new ArrayList<>();
        History history = descent(0.1f, 8, 1000).withSchedule(Schedule.step(50, 1e4))
                .withListener((run, epoch) -> ends.add(run.network().copy())).fit(network, STEEP.data());
        assertEquals(Ending.DIVERGED, history.ending());
        double least = ends.stream().mapToDouble(end -> end.cost(STEEP.data())).filter(Double::isFinite).min()
                .orElseThrow();
        assertTrue(least < 0.9 * STEEP.network().cost(STEEP.data()), () -> "least " + least);
        assertEquals(least, network.cost(STEEP.data()), 0.1 * least);
    }

    @Test
    void divergenceInTheFirstEpochRestoresTheFirstParameters() {
        for (int batchSize : new int[]{3, 8}) {
            Network network = STEEP.network();
            History history = descent(3e38f, batchSize, 2).fit(network, STEEP.data());
            assertEquals(Ending.DIVERGED, history.ending());
            assertSameParameters(STEEP.network(), network, "diverged");
        }
    }

    /** Labels are finite, but their squares are not. */
    @Test
    void aCostThatNeverWasFiniteChangesNothing() {
        Matrix y = STEEP.y();
        y.set(1, 2, Float.MAX_VALUE);
        Network network = STEEP.network();
        History history = Training.ofEpochs(5).fit(network, Tensors.data(STEEP.x(), y));
        assertEquals(Ending.DIVERGED, history.ending());
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
                    "x must be finite: number 2 of example 3 is " + value));
            bad.add(new Bad(Cost.MEAN_SQUARED_ERROR, x, with(squared.y(), 1, 3, value),
                    "target 1 of example 3 must be finite: " + value));
        }
        for (float value : new float[]{Float.NaN, Float.POSITIVE_INFINITY, -0.5f, 1.5f}) {
            bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, x, with(y, 1, 3, value),
                    "target 1 of example 3 must be from 0 to 1: " + value));
            bad.add(new Bad(Cost.CATEGORICAL_CROSS_ENTROPY, x, with(categorical.y(), 1, 3, value),
                    "target 1 of example 3 must be from 0 to 1: " + value));
        }
        bad.add(new Bad(Cost.CATEGORICAL_CROSS_ENTROPY, x, Matrix.of(2, 4, 1, 0, 1, 0, 0, 1, 1, 1),
                "the targets of example 2 must have the sum 1, not 2.0"));
        bad.add(new Bad(Cost.CATEGORICAL_CROSS_ENTROPY, x, Matrix.zeros(2, 4),
                "the targets of example 0 must have the sum 1, not 0.0"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, Matrix.zeros(2, 4), y,
                "x has 4 examples of 2 features, the network has 3 inputs"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, x, Matrix.zeros(1, 4),
                "targets are 4 examples of 1 numbers, the network has 2 outputs"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, x, Matrix.zeros(2, 5),
                "x has 4 examples, y has 5"));
        bad.add(new Bad(Cost.BINARY_CROSS_ENTROPY, Matrix.zeros(3, 0), Matrix.zeros(2, 0),
                "there is no example: data has 0 examples of 3, 2 targets"));
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
        Training training = Training.ofEpochs(1).withBatchSize(1).withListener((run, epoch) -> {
            throw new AssertionError("nothing is to be trained");
        });
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> training.fit(network, Tensors.data(bad.x, bad.y)));
        assertEquals(bad.message, thrown.getMessage());
        assertSameParameters(problem.network(), network, "untrained");
    }

    /** Stopped after any number of batches and resumed: the same bits, whatever has a state. */
    @ParameterizedTest
    @MethodSource("trainingsWithState")
    void resumedIsAsNeverStopped(Training training) {
        Dataset data = PROBLEM.data();
        Network whole = network();
        History history = training.fit(whole, data);
        int batches = history.epochs().size() * 3;
        for (int stop = 0; stop <= batches; stop++) {
            Network first = network();
            TrainingRun run = training.start(first, data);
            for (int batch = 0; batch < stop; batch++) {
                run.nextBatch();
            }
            TrainingState state = run.state();
            run.finish();
            Network second = network();
            second.layers().getFirst().weights().fill(0);
            History resumed = training.resume(second, data, state).finish();
            assertSameParameters(whole, second, training + " stopped after " + stop + " batches");
            assertEquals(history, resumed);
        }
    }

    private static Network network() {
        return Network.builder(3).hidden(5, Activation.TANH).dropout(0.3f).output(2, Cost.BINARY_CROSS_ENTROPY).build();
    }

    static List<Training> trainingsWithState() {
        Training three = Training.ofEpochs(3).withBatchSize(5).withSeed(3);
        List<Training> all = new ArrayList<>();
        for (Optimizer optimizer : List.of(Optimizer.gradientDescent(), Optimizer.momentum(0.9),
                Optimizer.nesterov(0.9), Optimizer.rmsProp(), Optimizer.adagrad(), Optimizer.adam(), Optimizer.adamW(),
                Optimizer.amsGrad())) {
            all.add(three.withOptimizer(optimizer.withLearningRate(0.05)));
        }
        for (Schedule schedule : List.of(Schedule.step(1, 0.5), Schedule.exponential(0.9), Schedule.cosine(0),
                Schedule.linear(0), Schedule.oneCycle(), Schedule.reduceOnPlateau(0.5, 1),
                Schedule.cosine(0).afterWarmUp(1.5))) {
            all.add(three.withSchedule(schedule));
        }
        all.add(three.withL1(0.01).withL2(0.1).withMaxNorm(0.5).withClipping(Clipping.byGlobalNorm(0.1)));
        all.add(three.withClipping(Clipping.byNorm(0.05)));
        all.add(three.withClipping(Clipping.byValue(0.01)));
        all.add(three.withEarlyStopping(EarlyStopping.patience(1)));
        return all;
    }

    /** Five epochs and then five more are ten. */
    @Test
    void moreEpochsGoOnFromFewer() {
        Network ten = PROBLEM.network();
        Training.ofEpochs(10).fit(ten, PROBLEM.data());
        Network five = PROBLEM.network();
        TrainingRun run = Training.ofEpochs(5).start(five, PROBLEM.data());
        run.finish();
        Training.ofEpochs(10).resume(five, PROBLEM.data(), run.state()).finish();
        assertSameParameters(ten, five, "five and five");
    }

    @Test
    void earlyStoppingRestoresTheBestEpoch() {
        Network network = PROBLEM.network();
        List<Network> ends = new ArrayList<>();
        // The validation data ask for the contrary of the training data.
        Matrix contrary = PROBLEM.y();
        for (int i = 0; i < contrary.rows(); i++) {
            for (int j = 0; j < contrary.columns(); j++) {
                contrary.set(i, j, 1 - contrary.get(i, j));
            }
        }
        History history = descent(0.5f, 4, 100).withValidation(Tensors.data(PROBLEM.x(), contrary))
                .withEarlyStopping(EarlyStopping.patience(3))
                .withListener((run, epoch) -> ends.add(run.network().copy())).fit(network, PROBLEM.data());
        assertEquals(Ending.STOPPED_EARLY, history.ending());
        int best = history.best().orElseThrow().number();
        assertEquals(best + 3, history.epochs().size());
        assertSameParameters(ends.get(best - 1), network, "restored");
    }

    @Test
    void aFullBatchIsNeitherShuffledNorCopied() {
        Network full = PROBLEM.network();
        Training.ofEpochs(3).withFullBatch().fit(full, PROBLEM.data());
        Network unshuffled = PROBLEM.network();
        Training.ofEpochs(3).withBatchSize(13).withoutShuffle().fit(unshuffled, PROBLEM.data());
        assertSameParameters(unshuffled, full, "full batch");
    }

    @Test
    void settingsAreChecked() {
        Training training = Training.ofEpochs(1);
        assertRejected("epochs must not be negative: -1", () -> Training.ofEpochs(-1));
        assertRejected("batchSize must be positive: 0", () -> training.withBatchSize(0));
        for (double rate : new double[]{0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e39, 1e-60}) {
            assertRejected("learningRate must be positive and finite: " + rate, () -> training.withLearningRate(rate));
        }
        assertRejected("l1 must be finite and not negative: -1.0", () -> training.withL1(-1));
        assertRejected("l2 must be finite and not negative: NaN", () -> training.withL2(Double.NaN));
        assertRejected("maxNorm must be positive: 0.0", () -> training.withMaxNorm(0));
        assertRejected("validationSplit must be between 0 and 1: 1.0", () -> training.withValidationSplit(1));
        assertRejected("patience must be positive: 0", () -> EarlyStopping.patience(0));
        assertRejected("limit must be positive: 0.0", () -> Clipping.byNorm(0));
    }

    private static void assertRejected(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullsAreRejected() {
        Network network = PROBLEM.network();
        Training training = Training.ofEpochs(1);
        assertThrows(NullPointerException.class, () -> training.withListener(null));
        assertThrows(NullPointerException.class, () -> training.withOptimizer(null));
        assertThrows(NullPointerException.class, () -> training.withSchedule(null));
        assertThrows(NullPointerException.class, () -> training.withValidation(null));
        assertThrows(NullPointerException.class, () -> training.fit(network, null));
        assertThrows(NullPointerException.class, () -> training.fit(null, PROBLEM.data()));
    }
}
