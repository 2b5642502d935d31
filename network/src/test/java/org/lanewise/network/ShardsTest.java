package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertSameParameters;
import static org.lanewise.network.Tensors.assertWithin;
import static org.lanewise.network.Tensors.doubles;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Shard;
import org.lanewise.network.training.ShardPlan;
import org.lanewise.network.training.ShardSum;
import org.lanewise.network.training.ShardTask;
import org.lanewise.network.training.ShardTree;
import org.lanewise.network.training.ShardWorker;
import org.lanewise.network.training.ShardedData;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;
import org.lanewise.network.training.TrainingState;

/** Training on shards: whoever computes which of them, the bits are the same. */
class ShardsTest {
    private static final int EXAMPLES = 61;
    private static final Training TRAINING = Training.ofEpochs(3).withBatchSize(14).withSeed(7)
            .withSchedule(Schedule.cosine(0.1));

    private static Network network(Kernels kernels) {
        return Network.builder(6).hidden(9, Activation.TANH).dropout(0.25f).hidden(7, Activation.RELU).dropout(0.5f)
                .output(3, Cost.CATEGORICAL_CROSS_ENTROPY).kernels(kernels).seed(3).build();
    }

    private static Network network() {
        return network(Kernels.create());
    }

    private static Dataset data(int examples) {
        Random random = new Random(examples);
        int[] classes = random.ints(examples, 0, 3).toArray();
        float[] weights = new float[examples];
        for (int e = 0; e < examples; e++) {
            weights[e] = random.nextFloat() + 0.5f;
        }
        return Dataset.of(Examples.ofRows(Tensors.gaussian(examples, 6, 1, random)), Targets.classes(classes))
                .withWeights(weights);
    }

    private static List<Dataset> cut(Dataset data, int shards) {
        int n = data.size();
        return IntStream.range(0, shards).mapToObj(s -> data.range(n * s / shards, n * (s + 1) / shards)).toList();
    }

    /** Shards in the hands of several workers, each of which has some that follow one another, others for each task. */
    private static final class Scattered implements ShardedData {
        private final List<Dataset> shards;
        private final ShardPlan plan;
        private final Kernels kernels = Kernels.create();
        private final Random random;

        Scattered(Training training, List<Dataset> shards, long seed) {
            this.shards = shards;
            plan = ShardPlan.of(training, sizes());
            random = new Random(seed);
        }

        @Override
        public int[] sizes() {
            return shards.stream().mapToInt(Dataset::size).toArray();
        }

        @Override
        public long[] fingerprints() {
            return shards.stream().mapToLong(Dataset::fingerprint).toArray();
        }

        @Override
        public void sum(ShardTask task, float[] state, ShardSum sum) {
            List<ShardTree.Part> parts = new ArrayList<>();
            int from = 0;
            while (from < shards.size()) {
                int to = from + 1 + random.nextInt(shards.size() - from);
                ShardWorker worker = new ShardWorker(plan, network(kernels));
                parts.addAll(worker.sums(task, state, from, to, s -> new Shard(plan, s, shards.get(s))));
                from = to;
            }
            Collections.shuffle(parts, random);
            assertTrue(new ShardTree(kernels).sum(shards.size(), parts, sum));
        }
    }

    /** More shards than examples, one for each, and fewer. */
    static List<Training> trainings() {
        List<Training> trainings = new ArrayList<>();
        for (int shards : new int[]{1, 2, 5, 8, EXAMPLES, 100}) {
            trainings.add(TRAINING.withShards(shards).withClipping(Clipping.byGlobalNorm(0.5)).withL2(0.01));
            trainings.add(TRAINING.withShards(shards).withFullBatch().withMaxNorm(1));
            trainings.add(TRAINING.withShards(shards).withLocalSteps(1).withOptimizer(Optimizer.momentum(0.9)));
            trainings.add(TRAINING.withShards(shards).withLocalSteps(3).withClipping(Clipping.byValue(0.1)));
        }
        return trainings;
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void whoeverComputesTheShards(Training training) {
        Network expected = network();
        History history = training.fit(expected, data(EXAMPLES));
        assertEquals(Ending.COMPLETED, history.ending());

        Network scattered = network();
        assertEquals(history,
                training.start(scattered, new Scattered(training, cut(data(EXAMPLES), training.shards()), 1)).finish());
        assertSameParameters(expected, scattered, "scattered");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void onSeveralThreads(int threads) {
        for (Training training : trainings()) {
            Network expected = network();
            Network actual = network(Kernels.create().withThreads(threads));
            assertEquals(training.fit(expected, data(EXAMPLES)), training.fit(actual, data(EXAMPLES)));
            assertSameParameters(expected, actual, training.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("org.lanewise.network.OptimizerTest#optimizers")
    void oneShardHasTheBitsOfNone(Optimizer optimizer) {
        for (Clipping clipping : List.of(Clipping.byValue(0.1), Clipping.byNorm(0.1))) {
            Training training = TRAINING.withOptimizer(optimizer).withClipping(clipping).withValidationSplit(0.2)
                    .withL1(0.001);
            Network whole = network();
            History history = training.fit(whole, data(EXAMPLES));
            Network sharded = network();
            assertEquals(history, training.withShards(1).fit(sharded, data(EXAMPLES)));
            assertSameParameters(whole, sharded, "one shard");
            Network local = network();
            training.withShards(1).withLocalSteps(3).fit(local, data(EXAMPLES));
            assertSameParameters(whole, local, "one shard by itself");
        }
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void resumedAnywhereWithShardsElsewhere(Training training) {
        Network expected = network();
        History history = training.fit(expected, data(EXAMPLES));
        List<TrainingState> states = new ArrayList<>();
        TrainingRun run = training.withListener(new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun of, Epoch epoch) {
                states.add(of.state());
            }

            @Override
            public void onBatch(TrainingRun of, double cost) {
                states.add(of.state());
            }
        }).start(network(), data(EXAMPLES));
        states.add(run.state());
        run.finish();
        for (TrainingState state : states) {
            Network resumed = network();
            assertEquals(history, training.resume(resumed,
                    new Scattered(training, cut(data(EXAMPLES), training.shards()), 2), state).finish());
            assertSameParameters(expected, resumed, "after " + state.epoch() + " epochs and " + state.batch());
        }
    }

    /** In order, so that it is known here which examples a batch has: of each shard its share. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20, 30})
    void stepsAreThoseOfTheReference(int shards) {
        Problem problem = Problem.of("5-4-3", Activation.SIGMOID, Cost.CATEGORICAL_CROSS_ENTROPY, 20);
        Network network = problem.network();
        Reference reference = Reference.of(network);
        ErrorBound bound = new ErrorBound(reference);
        float rate = 0.0625f;
        List<Double> costs = new ArrayList<>();
        Training.ofEpochs(2).withBatchSize(8).withoutShuffle().withShards(shards)
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(rate))
                .withListener(new TrainingListener() {
                    @Override
                    public void onEpoch(TrainingRun run, Epoch epoch) {
                        // Steps are looked at, not epochs.
                    }

                    @Override
                    public void onBatch(TrainingRun run, double cost) {
                        costs.add(cost);
                    }
                }).fit(network, problem.data());

        int step = 0;
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int[] batch : batches(20, 8, shards)) {
                Reference.Pass p = reference.pass(doubles(Tensors.columns(problem.x(), batch)),
                        doubles(Tensors.columns(problem.y(), batch)));
                Reference.Pass e = bound.of(p);
                assertEquals(p.cost(), costs.get(step), e.cost(), "cost of step " + step);
                bound.descend(e, rate);
                reference.descend(p, rate);
                step++;
            }
        }
        assertEquals(costs.size(), step);
        for (int l = 0; l < reference.depth(); l++) {
            assertWithin(bound.w[l], 1e-2, reference.w[l], network.layers().get(l).weights(), "W[" + (l + 1) + "]");
            assertWithin(bound.b[l], 1e-2, reference.b[l], network.layers().get(l).bias(), "b[" + (l + 1) + "]");
        }
    }

    /** Example i of n in shard s, which begins at o, is taken when (i + 1)·n ≤ q·nₛ + o for the q examples that are due. */
    private static List<int[]> batches(int n, int size, int shards) {
        List<int[]> batches = new ArrayList<>();
        for (int due = 0; due < n; due += size) {
            List<Integer> batch = new ArrayList<>();
            for (int s = 0; s < shards; s++) {
                int begin = n * s / shards;
                int length = n * (s + 1) / shards - begin;
                for (int i = 0; i < length; i++) {
                    boolean taken = (i + 1) * n <= Math.min(due + size, n) * length + begin;
                    boolean before = (i + 1) * n <= due * length + begin;
                    if (taken && !before) {
                        batch.add(begin + i);
                    }
                }
            }
            batches.add(batch.stream().mapToInt(e -> e).toArray());
        }
        return batches;
    }

    /** Whatever the sizes of shards and batches: each example once in an epoch, and equal shards give batches of one size. */
    @Test
    void plansTakeEachExampleOnce() {
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            int count = 1 + random.nextInt(12);
            boolean equal = random.nextBoolean();
            int size = 1 + random.nextInt(50);
            int[] sizes = IntStream.range(0, count).map(s -> equal ? size : random.nextInt(50)).toArray();
            sizes[0] = Math.max(sizes[0], 1);
            int batchSize = 1 + random.nextInt(70);
            Training training = Training.ofEpochs(1).withBatchSize(batchSize).withShards(count);
            ShardPlan plan = ShardPlan.of(training, sizes);
            long sum = 0;
            for (int b = 0; b < plan.batches(); b++) {
                int m = plan.batchSize(b);
                sum += m;
                if (equal) {
                    assertEquals(Math.min(batchSize, plan.examples() - (long) b * batchSize), m);
                }
                assertTrue(m >= 1 || batchSize < count || b == plan.batches() - 1, plan + ", batch " + b);
            }
            assertEquals(plan.examples(), sum);
        }
    }

    /** A batch may be without an example: it is left out, and nothing else changes. */
    @Test
    void emptyBatchesAreLeftOut() {
        Training training = Training.ofEpochs(2).withBatchSize(1).withShards(2);
        List<Dataset> shards = List.of(data(3).range(0, 1), data(3).range(1, 3));
        ShardPlan plan = ShardPlan.of(training, 1, 2);
        assertEquals(List.of(1, 0, 2), IntStream.range(0, 3).mapToObj(plan::batchSize).toList());
        History history = training.start(network(), new Scattered(training, shards, 3)).finish();
        assertEquals(Ending.COMPLETED, history.ending());
        assertEquals(2, history.epochs().size());
    }

    @Test
    void piecesAreShards() {
        Training training = TRAINING.withShards(4);
        Network expected = network();
        Dataset data = data(60);
        training.fit(expected, data);
        Network actual = network();
        training.fit(actual, data.inPieces(15));
        assertSameParameters(expected, actual, "pieces");
        assertMessage("3 pieces: the training has 4 shards", () -> training.fit(network(), data.inPieces(20)));
    }

    /** What diverges gets back the best parameters, which have to be found among the shards. */
    @Test
    void divergenceIsSeen() {
        Training training = TRAINING.withShards(5)
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(1e30));
        Network network = network();
        History history = training.start(network, new Scattered(training, cut(data(EXAMPLES), 5), 4)).finish();
        assertEquals(Ending.DIVERGED, history.ending());
        assertSameParameters(network(), network, "as before the training");
    }

    @Test
    void errorsNameWhatIsWrong() {
        assertMessage("shards must be positive: 0", () -> TRAINING.withShards(0));
        assertMessage("localSteps must be positive: 0", () -> TRAINING.withShards(2).withLocalSteps(0));
        assertThrows(IllegalStateException.class, () -> TRAINING.withLocalSteps(2));
        Training training = TRAINING.withShards(2);
        assertMessage("sizes are of 3 shards, the training has 2", () -> ShardPlan.of(training, 1, 2, 3));
        assertMessage("there is no example: 2 shards are empty", () -> ShardPlan.of(training, 0, 0));
        assertMessage("size of shard 1 must not be negative: -1", () -> ShardPlan.of(training, 0, -1));
        ShardPlan plan = ShardPlan.of(training, 4, 5);
        assertMessage("data of shard 1 has 3 examples of 6, 3 classes, weighted, the plan has 5",
                () -> new Shard(plan, 1, data(EXAMPLES).range(0, 3)));
        Scattered scattered = new Scattered(training, cut(data(EXAMPLES), 2), 5);
        assertMessage("metrics need a set of their own",
                () -> training.withMetrics(Metric.ACCURACY).start(network(), scattered));
        assertMessage("no share of them can be kept for validation",
                () -> training.withValidationSplit(0.5).start(network(), scattered));
        assertMessage("parts have no sum of shard 1", () -> new ShardTree(Kernels.create()).sum(2,
                List.of(new ShardTree.Part(new ShardTree.Node(0, 1), Optional.of(new ShardSum(1)))), new ShardSum(1)));
        Pass pass = network().pass(10, 0);
        assertMessage("first is 3 for 10 examples of a batch of 12",
                () -> pass.forward(data(10).x(), 0, 3, 12));
        assertMessage("there are 0 gradients for 3 layers", () -> pass.backward(List.of()));
    }

    @Test
    void statesAreOfTheirShards() {
        TrainingState state = TRAINING.withShards(2).start(network(), data(EXAMPLES)).state();
        for (Training other : List.of(TRAINING, TRAINING.withShards(3), TRAINING.withShards(2).withLocalSteps(2))) {
            assertThrows(IllegalArgumentException.class, () -> other.resume(network(), data(EXAMPLES), state),
                    other.toString());
        }
        Dataset otherData = data(EXAMPLES + 1);
        assertThrows(IllegalArgumentException.class,
                () -> TRAINING.withShards(2).resume(network(), otherData, state));
    }

    private static void assertMessage(String part, Executable call) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.contains(part), message);
    }
}
