package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertSameParameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.data.DataSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.OptimizerState;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;
import org.lanewise.network.training.TrainingState;

/** Runs batch by batch: who may train at the same time, data in pieces, and what a state goes on with. */
class TrainingRunTest {
    private static final Problem PROBLEM = Problem.of("3-5-2", Activation.TANH, Cost.CATEGORICAL_CROSS_ENTROPY, 23);
    private static final Training TRAINING = Training.ofEpochs(3).withBatchSize(4).withSeed(5);

    private static Network network() {
        return Network.builder(3).hidden(5, Activation.TANH).dropout(0.3f).output(2, Cost.CATEGORICAL_CROSS_ENTROPY)
                .build();
    }

    private static Dataset data() {
        return PROBLEM.data();
    }

    /** Pieces of the data that end before these numbers; each is a copy, as one that is read from a file. */
    private record Pieces(Dataset all, List<Integer> ends) implements DataSource {
        static Pieces of(Integer... ends) {
            return new Pieces(data(), List.of(ends));
        }

        @Override
        public int pieces() {
            return ends.size();
        }

        @Override
        public Dataset piece(int i) {
            Dataset piece = all.range(i == 0 ? 0 : ends.get(i - 1), ends.get(i));
            return Dataset.of(Examples.ofColumns(piece.x().toColumns().copy()), piece.y());
        }
    }

    /** Calls in the middle of each batch, and expects to be refused. */
    private static TrainingListener refused(Executable call, List<String> messages) {
        return new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, Epoch epoch) {
                // The last epoch's end is that of the run.
            }

            @Override
            public void onBatch(TrainingRun run, double cost) {
                messages.add(assertThrows(IllegalStateException.class, call).getMessage());
            }
        };
    }

    /** Runs a call in another thread, and throws what it throws. */
    private static void elsewhere(Runnable call) {
        try {
            CompletableFuture.runAsync(call).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Test
    void aNetworkIsTrainedByOneAtATime() {
        Network alone = network();
        TRAINING.fit(alone, data());
        Network network = network();
        TrainingRun other = TRAINING.start(network, data());
        List<String> messages = new ArrayList<>();
        List<TrainingRun> runs = new ArrayList<>();
        Training watched = TRAINING.withListener(refused(other::nextBatch, messages))
                .withListener(refused(() -> elsewhere(other::nextEpoch), messages))
                .withListener(refused(() -> runs.getFirst().nextBatch(), messages))
                .withListener(refused(() -> elsewhere(() -> runs.getFirst().finish()), messages));
        runs.add(watched.start(network, data()));
        runs.getFirst().finish();
        assertSameParameters(alone, network, "disturbed");
        assertEquals(4 * 3 * 6, messages.size());
        assertEquals(
                "a step of training is under way on the network 3-5-2, CATEGORICAL_CROSS_ENTROPY, by another thread or "
                        + "by whoever called a listener: train a copy() beside it",
                messages.getFirst());
        assertTrue(other.nextBatch(), "between batches another run may go on");
    }

    @Test
    void aPassServesOneCallAtATime() {
        Network network = network();
        Dataset data = data();
        Pass pass = network.pass(data.size(), 1);
        pass.forward(data.x(), 0);
        pass.cost(data);
        pass.backward((l, dz, before) -> {
            assertThrows(IllegalStateException.class, () -> elsewhere(() -> pass.forward(data.x(), 1)));
            assertThrows(IllegalStateException.class, () -> pass.cost(data));
            assertThrows(IllegalStateException.class, pass::backward);
        });
        pass.forward(data.x(), 1);
    }

    /** Whatever a listener throws, and whenever, the run goes on from there when it is asked to. */
    @Test
    void aListenerThatThrowsInterruptsOnly() {
        Network alone = network();
        History expected = TRAINING.fit(alone, data());
        Network network = network();
        int[] calls = new int[1];
        TrainingRun run = TRAINING.withListener(new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun running, Epoch epoch) {
                throw new UnsupportedOperationException("epoch");
            }

            @Override
            public void onBatch(TrainingRun running, double cost) {
                calls[0]++;
                throw new UnsupportedOperationException("batch");
            }
        }).start(network, data());
        while (run.history().ending() == Ending.NONE) {
            assertThrows(UnsupportedOperationException.class, run::nextBatch);
        }
        assertEquals(3 * 6, calls[0]);
        assertSameParameters(alone, network, "interrupted");
        assertEquals(expected, run.history());
    }

    /** A state may be taken by a listener, also after an epoch's last batch. */
    @Test
    void statesOfListenersGoOn() {
        Network whole = network();
        List<TrainingState> states = new ArrayList<>();
        History history = TRAINING.withListener(new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, Epoch epoch) {
                states.add(run.state());
            }

            @Override
            public void onBatch(TrainingRun run, double cost) {
                states.add(run.state());
            }
        }).fit(whole, data());
        assertEquals(3 * 7, states.size());
        for (TrainingState state : states) {
            Network resumed = network();
            assertEquals(history, TRAINING.resume(resumed, data(), state).finish());
            assertSameParameters(whole, resumed, "after " + state.epoch() + " epochs and " + state.batch());
        }
    }

    static List<Training> trainings() {
        return List.of(TRAINING, TRAINING.withoutShuffle(), TRAINING.withBatchSize(100), TRAINING.withFullBatch(),
                TRAINING.withValidationSplit(0.3).withMetrics(Metric.MEAN_SQUARED_ERROR),
                TRAINING.withSchedule(Schedule.oneCycle()).withEarlyStopping(EarlyStopping.patience(1)));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void onePieceIsASet(Training training) {
        Network bySet = network();
        History expected = training.fit(bySet, data());
        Network byPiece = network();
        assertEquals(expected, training.fit(byPiece, Pieces.of(23)));
        assertSameParameters(bySet, byPiece, "one piece");
    }

    /** The documented order: that of the pieces, and of the examples of each, from streams at documented places. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void piecesComeInTheDocumentedOrder(boolean shuffles) {
        Pieces pieces = Pieces.of(9, 10, 23);
        Training training = shuffles ? TRAINING : TRAINING.withoutShuffle();
        Network network = network();
        History history = training.withSchedule(Schedule.linear(0)).fit(network, pieces);

        Network expected = network();
        Pass pass = expected.pass(4, 5);
        OptimizerState adam = Optimizer.adam().start(expected);
        for (int epoch = 0; epoch < 3; epoch++) {
            int batches = 0;
            double sum = 0;
            int[] places = order(3, 5, "pieces", shuffles ? epoch : -1);
            for (int place = 0; place < 3; place++) {
                Dataset piece = pieces.piece(places[place]);
                // A piece of one batch keeps its order.
                int visit = shuffles && piece.size() > 4 ? epoch * 3 + place : -1;
                Dataset shuffled = piece.subset(order(piece.size(), 5, "shuffle", visit));
                for (int from = 0; from < piece.size(); from += 4) {
                    Dataset batch = shuffled.range(from, Math.min(from + 4, piece.size()));
                    pass.forward(batch.x(), adam.steps());
                    sum += pass.cost(batch) * batch.size();
                    adam.step(pass, 1 - (epoch + (batches++ + 0.5) / 8) / 3);
                }
            }
            assertEquals(8, batches);
            assertEquals(sum / 23, history.costs().get(epoch));
        }
        assertSameParameters(expected, network, "pieces");
    }

    /** By Fisher and Yates, from the last place to the first; −1 stands for no shuffling. */
    private static int[] order(int m, long seed, String stream, int visit) {
        int[] order = IntStream.range(0, m).toArray();
        RandomStream random = RandomStream.of(seed, stream);
        random.position((long) visit << 32);
        for (int i = m - 1; i > 0 && visit >= 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
        return order;
    }

    @Test
    void piecesAreResumedAsIfNeverStopped() {
        Pieces pieces = Pieces.of(9, 10, 23);
        Network whole = network();
        History history = TRAINING.fit(whole, pieces);
        for (int stop = 0; stop <= 3 * 8; stop++) {
            TrainingRun run = TRAINING.start(network(), pieces);
            for (int batch = 0; batch < stop; batch++) {
                run.nextBatch();
            }
            Network resumed = network();
            assertEquals(history, TRAINING.resume(resumed, pieces, run.state()).finish());
            assertSameParameters(whole, resumed, "stopped after " + stop);
        }
    }

    /** Validation data of their own serve pieces; a rate that is too large brings back what there was before. */
    @Test
    void piecesAreMeasuredAndRestored() {
        Network network = network();
        History history = TRAINING.withValidation(data()).withMetrics(Metric.MEAN_SQUARED_ERROR).fit(network,
                Pieces.of(9, 23));
        assertEquals(network.evaluate(data(), Metric.MEAN_SQUARED_ERROR),
                history.epochs().getLast().scores().orElseThrow());

        Problem steep = Problem.of("3-2", Activation.IDENTITY, Cost.MEAN_SQUARED_ERROR, 8);
        Network diverging = steep.network();
        Training wild = Training.ofEpochs(1000).withBatchSize(3)
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(100));
        assertEquals(Ending.DIVERGED, wild.fit(diverging, new Pieces(steep.data(), List.of(5, 8))).ending());
        assertSameParameters(steep.network(), diverging, "restored");
    }

    @Test
    void piecesThatCanNotBe() {
        Pieces pieces = Pieces.of(9, 23);
        assertRefused("data has 0 pieces: there is no example", TRAINING, Pieces.of());
        assertRefused("data has 2 pieces: a full batch has to be one", TRAINING.withFullBatch(), pieces);
        assertRefused("data has 2 pieces: no share of them can be kept for validation, give a set to it",
                TRAINING.withValidationSplit(0.5), pieces);
        assertRefused("data has 2 pieces: metrics need a set of their own, give one to the validation",
                TRAINING.withMetrics(Metric.MEAN_SQUARED_ERROR), pieces);
        Matrix x = PROBLEM.x();
        x.set(1, 20, Float.NaN);
        assertRefused("piece 1: x must be finite: number 1 of example 11 is NaN", TRAINING,
                new Pieces(Tensors.data(x, PROBLEM.y()), List.of(9, 23)));
        assertRefused("piece 1: there is no example: data has 0 examples of 3, 2 targets", TRAINING,
                Pieces.of(9, 9, 23));
    }

    private static void assertRefused(String message, Training training, DataSource data) {
        Network network = network();
        assertMessage(message, () -> training.fit(network, data));
        assertSameParameters(network(), network, "untouched");
    }

    private static void assertMessage(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void aPieceThatHasChangedIsNoticed() {
        List<Dataset> read = new ArrayList<>();
        DataSource growing = new DataSource() {
            @Override
            public int pieces() {
                return 2;
            }

            @Override
            public Dataset piece(int i) {
                read.add(data().range(0, 5 + read.size() / 2));
                return read.getLast();
            }
        };
        TrainingRun run = TRAINING.withoutShuffle().start(network(), growing);
        assertEquals("piece 0 has 6 examples of 3, 2 targets, when the training began it had 5 examples",
                assertThrows(IllegalStateException.class, run::finish).getMessage());
    }

    @Test
    void aStateGoesOnWithItsOwnDataOnly() {
        TrainingState state = TRAINING.start(network(), data()).state();
        Dataset fewer = data().range(0, 22);
        Matrix y = PROBLEM.y();
        y.set(0, 7, 1 - y.get(0, 7));
        y.set(1, 7, 1 - y.get(1, 7));
        float[] weights = new float[23];
        weights[3] = 1;
        Dataset otherTarget = Tensors.data(PROBLEM.x(), y);
        for (Dataset other : List.of(fewer, otherTarget,
                data().subset(IntStream.range(0, 23).map(e -> 22 - e).toArray()),
                data().withWeights(weights))) {
            assertMessage("state is of other data: 23 examples of 3, 2 targets, fingerprint "
                    + Long.toHexString(data().fingerprint()) + " instead of " + other + ", fingerprint "
                    + Long.toHexString(other.fingerprint()), () -> TRAINING.resume(network(), other, state));
        }
        Dataset inRows = Dataset.of(Examples.ofRows(data().x().toRows()), data().y());
        TRAINING.resume(network(), inRows, state).finish();
        Training validated = TRAINING.withValidation(fewer);
        TrainingState withValidation = validated.start(network(), data()).state();
        assertThrows(IllegalArgumentException.class, () -> TRAINING.resume(network(), data(), withValidation));
        assertThrows(IllegalArgumentException.class,
                () -> TRAINING.withValidation(otherTarget).resume(network(), data(), withValidation));
        assertThrows(IllegalArgumentException.class, () -> TRAINING.resume(network(), Pieces.of(11, 23), state));
        assertEquals(Ending.COMPLETED, validated.resume(network(), data(), withValidation).finish().ending());
    }

    @Test
    void aStateGoesOnWithItsOwnTrainingAndNetworkOnly() {
        TrainingState state = TRAINING.start(network(), data()).state();
        for (Training other : List.of(TRAINING.withBatchSize(5), TRAINING.withFullBatch(), TRAINING.withoutShuffle(),
                TRAINING.withSeed(6), TRAINING.withLearningRate(0.1), TRAINING.withSchedule(Schedule.linear(0)),
                TRAINING.withL1(0.1), TRAINING.withL2(0.1), TRAINING.withMaxNorm(1),
                TRAINING.withEarlyStopping(EarlyStopping.patience(1)))) {
            String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                    () -> other.resume(network(), data(), state)).getMessage());
            assertTrue(message.startsWith("state is of another training: batches of 4, seed 5, "), message);
        }
        Network.Builder relu = Network.builder(3).hidden(5, Activation.RELU).dropout(0.3f);
        Network otherNetwork = relu.output(2, Cost.CATEGORICAL_CROSS_ENTROPY).build();
        assertMessage("state is of another network: 3-5-2, CATEGORICAL_CROSS_ENTROPY, TANH, IDENTITY after dropout 0.3 "
                + "instead of 3-5-2, CATEGORICAL_CROSS_ENTROPY, RELU, IDENTITY after dropout 0.3",
                () -> TRAINING.resume(otherNetwork, data(), state));
        Training.ofEpochs(9).withBatchSize(4).withSeed(5).withMetrics(Metric.MEAN_SQUARED_ERROR)
                .withListener((run, epoch) -> {
                }).resume(network(), data(), state).finish();
    }

    /** As one that comes from a file: early stopping needs the values of earlier epochs. */
    @Test
    void metricsOfAStateAreKnownByTheirNames() {
        Training training = TRAINING.withMetrics(Metric.MEAN_ABSOLUTE_ERROR)
                .withEarlyStopping(EarlyStopping.patience(1).withMetric(Metric.MEAN_SQUARED_ERROR));
        Network whole = network();
        TrainingRun run = training.start(whole, data());
        run.nextEpoch();
        TrainingState state = run.state();
        List<Epoch> named = state.epochs().stream().map(epoch -> {
            Scores scores = epoch.scores().orElseThrow();
            Map<Metric, Double> values = new LinkedHashMap<>();
            scores.values().forEach((metric, value) -> values
                    .put(Metric.of(metric.name(), metric.higherIsBetter(), (predictions, truth) -> 0), value));
            return new Epoch(epoch.number(), epoch.learningRate(), epoch.cost(),
                    Optional.of(new Scores(scores.loss(), values)), epoch.fingerprint());
        }).toList();
        Network resumed = network();
        TrainingRun other = training.resume(resumed, data(),
                new TrainingState(state.origin(), state.epoch(), state.batch(), state.sum(), state.steps(),
                        state.parameters(), state.parametersBeforeEpoch(), state.moments(), named, state.best(),
                        state.bestParameters(), state.plateau()));
        assertEquals(run.finish(), other.finish());
        assertSameParameters(whole, resumed, "resumed");
    }

    /** Of the parameters with which the epoch ends, whatever becomes of them; and in a run that is resumed as well. */
    @Test
    void epochsHaveFingerprintsWhereAskedFor() {
        assertTrue(TRAINING.fit(network(), data()).epochs().stream().allMatch(epoch -> epoch.fingerprint().isEmpty()));
        List<String> expected = new ArrayList<>();
        Network network = network();
        Training training = TRAINING.withFingerprints().withMetrics(Metric.MEAN_SQUARED_ERROR)
                .withListener((run, epoch) -> expected.add(run.network().fingerprint()));
        TrainingRun run = training.start(network, data());
        run.nextEpoch();
        TrainingState state = run.state();
        History history = run.finish();
        assertEquals(expected, history.epochs().stream().map(epoch -> epoch.fingerprint().orElseThrow()).toList());
        assertEquals(3, Set.copyOf(expected).size());
        assertEquals(network.fingerprint(), expected.getLast());
        assertEquals(history, training.resume(network(), data(), state).finish());
    }

    @Test
    void fingerprintsTellSetsApart() {
        Dataset classes = Dataset.of(Examples.ofRows(new float[]{1, 2, 3, 4, 5, 6}, 2), Targets.classes(0, 1, 0));
        assertEquals(classes.fingerprint(), classes.subset(0, 1, 2).fingerprint());
        List<Dataset> others = List.of(classes, classes.subset(1, 0, 2), classes.range(0, 2),
                classes.withWeights(1, 2, 3), Dataset.of(classes.x(), Targets.classes(0, 1, 1)),
                Dataset.of(classes.x(), Targets.values(0, 1, 0)),
                Dataset.of(Examples.ofRows(new float[]{1, 2, 3, 4, 6, 5}, 2), classes.y()),
                Dataset.of(Examples.ofRows(new float[]{1, 2, 3, 4, 5, -6}, 2), classes.y()));
        assertEquals(others.size(), others.stream().map(Dataset::fingerprint).distinct().count());
    }
}
