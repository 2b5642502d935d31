package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lanewise.network.Tensors.assertSameBits;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.OptimizerState;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;

/**
 * Networks and trainings made by chance: the bits are the same on both backends and on several threads, whether a step
 * is fused or made of stored gradients, and whether the examples are in rows, in columns, alone or in a batch.
 */
class DifferentialTest {
    /** How many cases; the build has some in each of its configurations. */
    private static final int CASES = Integer.getInteger("lanewise.test.networks", 400);
    /** The first case; one that failed is repeated by its number and {@code networks} = 1. */
    private static final long FIRST = Long.getLong("lanewise.test.first", 0);

    private static final Kernels SCALAR = Kernels.create().withThreads(1).withBackend(Backend.SCALAR);
    private static final Kernels VECTOR = SCALAR.withBackend(Backend.VECTOR);
    private static final List<Optimizer> OPTIMIZERS = List.of(Optimizer.gradientDescent(), Optimizer.momentum(0.9),
            Optimizer.nesterov(0.8), Optimizer.rmsProp(), Optimizer.adagrad(), Optimizer.adam(), Optimizer.adamW(),
            Optimizer.amsGrad());
    private static final List<Cost> COSTS = List.of(Cost.BINARY_CROSS_ENTROPY, Cost.CATEGORICAL_CROSS_ENTROPY,
            Cost.CATEGORICAL_CROSS_ENTROPY.withLabelSmoothing(0.1f), Cost.MEAN_SQUARED_ERROR, Cost.MEAN_ABSOLUTE_ERROR,
            Cost.huber(0.5f));
    private static final List<Activation.Kind> KINDS = List.of(Activation.Kind.values());
    private static final List<Initialization> INITIALIZATIONS = List.of(Initialization.HE_NORMAL,
            Initialization.GLOROT_UNIFORM, Initialization.LECUN_NORMAL, Initialization.constant(0.1f));

    /** A network, data and a training. */
    private static final class Problem {
        private final long number;
        private final int inputs;
        private final Cost cost;
        final Dataset data;
        final Training training;

        Problem(long number) {
            this.number = number;
            Random random = random();
            inputs = width(random);
            cost = COSTS.get(random.nextInt(COSTS.size()));
            data = data(random);
            training = training(random);
        }

        private Random random() {
            return new Random(number * 0x9e3779b97f4a7c15L);
        }

        private static int width(Random random) {
            return random.nextInt(30) == 0 ? 60 + random.nextInt(150) : 1 + random.nextInt(20);
        }

        private boolean classifies() {
            return cost.kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY;
        }

        /** How many outputs follows from the number, so that network and data agree. */
        private int outputs() {
            return cost.kind() == Cost.Kind.BINARY_CROSS_ENTROPY ? 1 : 2 + (int) (number % 7);
        }

        private Dataset data(Random random) {
            int m = 1 + random.nextInt(random.nextInt(20) == 0 ? 300 : 40);
            Matrix x = Matrix.zeros(inputs, m);
            for (int i = 0; i < inputs * m; i++) {
                x.data()[i] = (float) random.nextGaussian();
            }
            Examples examples = random.nextBoolean() ? Examples.ofColumns(x) : Examples.ofRows(x.transposed());
            int[] classes = random.ints(m, 0, Math.max(2, outputs())).toArray();
            float[] values = new float[m * outputs()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextFloat();
            }
            Dataset all = Dataset.of(examples, classifies() || cost.kind() == Cost.Kind.BINARY_CROSS_ENTROPY
                    ? Targets.classes(classes)
                    : Targets.values(Examples.ofRows(values, outputs())));
            if (random.nextInt(4) != 0) {
                return all;
            }
            float[] weights = new float[m];
            for (int e = 0; e < m; e++) {
                weights[e] = 0.1f + random.nextFloat();
            }
            return all.withWeights(weights);
        }

        private Training training(Random random) {
            Training made = Training.ofEpochs(2).withBatchSize(1 + random.nextInt(20)).withSeed(number)
                    .withOptimizer(OPTIMIZERS.get(random.nextInt(OPTIMIZERS.size())).withLearningRate(0.01))
                    .withSchedule(schedule(random));
            if (random.nextInt(4) == 0) {
                made = made.withL2(0.01);
            }
            if (random.nextInt(6) == 0) {
                made = made.withL1(0.001);
            }
            if (random.nextInt(6) == 0) {
                made = made.withMaxNorm(2);
            }
            return switch (random.nextInt(8)) {
                case 0 -> made.withClipping(Clipping.byValue(0.1));
                case 1 -> made.withClipping(Clipping.byNorm(0.5));
                case 2 -> made.withClipping(Clipping.byGlobalNorm(0.5));
                default -> random.nextInt(3) == 0 ? made.withoutShuffle() : made;
            };
        }

        private static Schedule schedule(Random random) {
            return switch (random.nextInt(5)) {
                case 0 -> Schedule.step(1, 0.5);
                case 1 -> Schedule.cosine(0.1);
                case 2 -> Schedule.linear(0.1).afterWarmUp(1);
                case 3 -> Schedule.reduceOnPlateau(0.5, 1);
                default -> Schedule.exponential(0.9);
            };
        }

        /** The same network each time. */
        Network network(Kernels kernels) {
            Random random = new Random(number);
            Network.Builder builder = Network.builder(inputs).kernels(kernels).seed(number);
            int hidden = random.nextInt(4);
            for (int l = 0; l < hidden; l++) {
                if (random.nextInt(4) == 0) {
                    builder.dropout(0.3f);
                }
                builder.hidden(width(random), Activation.of(KINDS.get(random.nextInt(KINDS.size()))));
            }
            if (random.nextInt(3) == 0) {
                builder.initialization(INITIALIZATIONS.get(random.nextInt(INITIALIZATIONS.size())));
            }
            return builder.output(outputs(), cost).build();
        }

        @Override
        public String toString() {
            return network(SCALAR) + ", " + data + ", " + training;
        }
    }

    @Test
    void allWaysAgree() {
        for (long number = FIRST; number < FIRST + CASES; number++) {
            Problem problem = new Problem(number);
            try {
                check(problem);
            } catch (Throwable e) {
                throw new AssertionError("-Dlanewise.test.first=" + number + " -Dlanewise.test.networks=1: " + problem,
                        e);
            }
        }
    }

    private static void check(Problem problem) {
        Network expected = problem.network(SCALAR);
        List<Double> costs = problem.training.fit(expected, problem.data).costs();
        for (Kernels kernels : List.of(VECTOR, VECTOR.withThreads(3))) {
            Network network = problem.network(kernels);
            assertEquals(costs, problem.training.fit(network, problem.data).costs(), kernels::toString);
            assertSameParameters(expected, network);
        }
        checkSteps(problem);
        checkPredictions(expected, problem.data.x());
    }

    /** Stored gradients are those of the textbook, without dropout; a fused step changes what they would. */
    private static void checkSteps(Problem problem) {
        Network fused = problem.network(VECTOR);
        Network stored = problem.network(SCALAR);
        Optimizer optimizer = Optimizer.adam();
        OptimizerState fusedState = optimizer.start(fused);
        OptimizerState storedState = optimizer.start(stored);
        Pass pass = fused.pass(problem.data.size(), 1);
        Pass other = stored.pass(problem.data.size(), 1);
        for (int step = 0; step < 2; step++) {
            pass.forward(problem.data.x(), step);
            other.forward(problem.data.x(), step);
            assertEquals(pass.cost(problem.data), other.cost(problem.data));
            fusedState.step(pass, 1);
            other.backward();
            if (step == 0 && !hasDropout(stored)) {
                List<DenseLayer.Backward> textbook = stored.gradients(problem.data).backward();
                for (int l = 0; l < textbook.size(); l++) {
                    assertSameBits(textbook.get(l).dw(), other.gradients().get(l).dw(), "dW " + l);
                    assertSameBits(textbook.get(l).db(), other.gradients().get(l).db(), "db " + l);
                }
            }
            storedState.update(other.gradients(), 1);
            assertSameParameters(stored, fused);
        }
    }

    private static boolean hasDropout(Network network) {
        for (int l = 0; l < network.layers().size(); l++) {
            if (network.dropout(l) != 0) {
                return true;
            }
        }
        return false;
    }

    private static void checkPredictions(Network network, Examples x) {
        Matrix all = network.predict(x).toColumns();
        Predictor predictor = network.predictor();
        assertSameBits(all, predictor.predict(Examples.ofRows(x.toRowMatrix())).toColumns(), "rows");
        assertSameBits(all, predictor.predict(Examples.ofColumns(x.toColumns())).toColumns(), "columns");
        for (int e = 0; e < Math.min(x.size(), 3); e++) {
            assertSameBits(all.columnRange(e, e + 1), predictor.predict(x.range(e, e + 1)).toColumns(), "alone");
        }
    }

    private static void assertSameParameters(Network expected, Network network) {
        for (int l = 0; l < expected.layers().size(); l++) {
            assertSameBits(expected.layers().get(l).weights(), network.layers().get(l).weights(), "W " + l);
            assertSameBits(expected.layers().get(l).bias(), network.layers().get(l).bias(), "b " + l);
        }
    }
}
