package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.OptimizerState;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;

/** Once all is compiled and buffers are there, a step and a prediction allocate nothing, on one thread and on two. */
class AllocationTest {
    /** How long the JIT gets to compile everything: in the interpreter every vector is an object. */
    private static final long NANOS = 60_000_000_000L;
    /** Enough calls for helpers to come, few enough for an epoch to have many times as many batches. */
    private static final int CALLS = 50;

    private static Network network(Kernels kernels, int inputs, int hidden, int outputs, Cost cost) {
        return Network.builder(inputs).hidden(hidden, Activation.RELU).dropout(0.2f).hidden(hidden, Activation.GELU)
                .output(outputs, cost).kernels(kernels).build();
    }

    private static Examples columns(int features, int m) {
        return Examples.ofColumns(Tensors.gaussian(features, m, 1, new Random(5)));
    }

    private static int[] classes(int m) {
        return IntStream.range(0, m).map(e -> e % 3).toArray();
    }

    /** A small batch, and one whose products are worth two threads. */
    @ParameterizedTest
    @MethodSource("org.lanewise.network.OptimizerTest#optimizers")
    void stepsAllocateNothing(Optimizer optimizer) {
        for (int size : new int[]{5, 300}) {
            Dataset batch = Dataset.of(columns(size, size), Targets.classes(classes(size)));
            assertAllocatesNothing(kernels -> {
                Network network = network(kernels, size, size, 3, Cost.CATEGORICAL_CROSS_ENTROPY);
                Pass pass = network.pass(size, 1);
                OptimizerState state = optimizer.withLearningRate(1e-9).start(network);
                return () -> {
                    pass.forward(batch.x(), state.steps());
                    pass.cost(batch);
                    state.step(pass, 1);
                };
            });
        }
    }

    @Test
    void stepsByStoredGradientsAllocateNothing() {
        Dataset batch = Dataset.of(columns(5, 20), Targets.classes(classes(20)));
        assertAllocatesNothing(kernels -> {
            Network network = network(kernels, 5, 6, 3, Cost.CATEGORICAL_CROSS_ENTROPY);
            Pass pass = network.pass(20, 1);
            OptimizerState state = Optimizer.adam().withLearningRate(1e-9).start(network);
            return () -> {
                pass.forward(batch.x(), state.steps());
                pass.cost(batch);
                pass.backward();
                state.update(pass.gradients(), 1);
            };
        });
    }

    static List<Cost> costs() {
        return List.of(Cost.BINARY_CROSS_ENTROPY, Cost.BINARY_CROSS_ENTROPY.withLabelSmoothing(0.1f),
                Cost.CATEGORICAL_CROSS_ENTROPY, Cost.CATEGORICAL_CROSS_ENTROPY.withLabelSmoothing(0.1f),
                Cost.MEAN_SQUARED_ERROR, Cost.MEAN_ABSOLUTE_ERROR, Cost.huber(1));
    }

    /** Numbers and, where the cost takes them, classes; with weights. */
    @ParameterizedTest
    @MethodSource("costs")
    void costsAllocateNothing(Cost cost) {
        int m = 20;
        Matrix y = Matrix.zeros(3, m);
        float[] weights = new float[m];
        for (int e = 0; e < m; e++) {
            y.set(e % 3, e, 1);
            weights[e] = e;
        }
        assertCostAllocatesNothing(cost, 3, Targets.values(Examples.ofColumns(y)), weights);
        if (cost.kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY) {
            assertCostAllocatesNothing(cost, 3, Targets.classes(classes(m)), weights);
        } else if (cost.kind() == Cost.Kind.BINARY_CROSS_ENTROPY) {
            assertCostAllocatesNothing(cost, 1, Targets.classes(new int[m]), weights);
        }
    }

    private static void assertCostAllocatesNothing(Cost cost, int outputs, Targets y, float[] weights) {
        Dataset batch = Dataset.of(columns(5, y.size()), y).withWeights(weights);
        assertAllocatesNothing(kernels -> {
            Pass pass = network(kernels, 5, 6, outputs, cost).pass(y.size(), 1);
            pass.forward(batch.x(), 1);
            return () -> pass.cost(batch);
        });
    }

    static List<Training> trainings() {
        Training endless = Training.ofEpochs(Integer.MAX_VALUE).withBatchSize(4).withLearningRate(1e-9);
        return List.of(endless,
                endless.withSchedule(Schedule.oneCycle()).withL1(0.1).withL2(0.1).withMaxNorm(1)
                        .withClipping(Clipping.byGlobalNorm(1)).withListener(new TrainingListener() {
                            @Override
                            public void onEpoch(TrainingRun run, Epoch epoch) {
                                // Is told of the batches, which is what counts here.
                            }
                        }),
                endless.withClipping(Clipping.byNorm(1)));
    }

    /** An epoch, whose report is an object, has 1001 batches, the last of another size. */
    @ParameterizedTest
    @MethodSource("trainings")
    void batchesOfATrainingAllocateNothing(Training training) {
        Dataset data = Dataset.of(columns(5, 4003), Targets.classes(classes(4003)));
        assertAllocatesNothing(kernels -> {
            TrainingRun run = training.start(network(kernels, 5, 6, 3, Cost.CATEGORICAL_CROSS_ENTROPY), data);
            return run::nextBatch;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 256, 257, 600})
    void predictionsAllocateNothing(int m) {
        assertAllocatesNothing(kernels -> {
            Predictor predictor = network(kernels, 30, 40, 3, Cost.CATEGORICAL_CROSS_ENTROPY).predictor();
            Examples x = columns(30, m);
            Examples out = Examples.ofColumns(Matrix.zeros(3, m));
            return () -> predictor.predict(x, out);
        });
        assertAllocatesNothing(kernels -> {
            Predictor predictor = network(kernels, 30, 40, 3, Cost.CATEGORICAL_CROSS_ENTROPY).predictor();
            Examples x = Examples.ofRows(Matrix.zeros(m, 30));
            Examples out = Examples.ofRows(Matrix.zeros(m, 3));
            return () -> predictor.predict(x, out);
        });
    }

    /** As a service has them: a single one by arrays, and some at a time, in rows and in columns. */
    @Test
    void predictionsOfChangingSizesAllocateNothing() {
        Examples[] x = new Examples[10];
        Examples[] out = new Examples[x.length];
        for (int i = 0; i < x.length; i++) {
            int m = i * 40;
            x[i] = i % 2 == 0 ? Examples.ofRows(Matrix.zeros(m, 30)) : columns(30, m);
            out[i] = i % 2 == 0 ? Examples.ofRows(Matrix.zeros(m, 3)) : Examples.ofColumns(Matrix.zeros(3, m));
        }
        float[] features = new float[30];
        float[] probabilities = new float[3];
        assertAllocatesNothing(kernels -> {
            Predictor predictor = network(kernels, 30, 40, 3, Cost.CATEGORICAL_CROSS_ENTROPY).predictor();
            return () -> {
                predictor.predict(features, probabilities);
                for (int i = 0; i < x.length; i++) {
                    predictor.predict(x[i], out[i]);
                }
            };
        });
    }

    /** What is made beforehand for some kernels, and then called. */
    private interface Preparation extends Function<Kernels, Runnable> {
    }

    private static void assertAllocatesNothing(Preparation preparation) {
        for (int threads = 1; threads <= 2; threads++) {
            // Asked for by name: what makes up its mind which backend serves may have to count what is compiled.
            Kernels kernels = Kernels.create().withThreads(threads).withBackend(Kernels.create().backend());
            long allocated = allocated(preparation.apply(kernels));
            assertEquals(0, allocated, () -> "bytes in " + CALLS + " calls, " + kernels);
        }
    }

    /** The least number of bytes that some rounds of calls allocated. */
    private static long allocated(Runnable call) {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
                "this JVM does not count allocated bytes");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        long start = System.nanoTime();
        long least = Long.MAX_VALUE;
        // A helper that ends in between loses its count: then another round decides.
        while (least != 0 && System.nanoTime() - start < NANOS) {
            call.run();
            long[] helpers = helpers();
            long beforeHelpers = sum(threads.getThreadAllocatedBytes(helpers));
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            allocated += sum(threads.getThreadAllocatedBytes(helpers)) - beforeHelpers;
            least = Math.min(least, Math.max(allocated, 0));
        }
        return least;
    }

    /** The threads that the library has started. */
    private static long[] helpers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("lanewise-"))
                .mapToLong(Thread::threadId).toArray();
    }

    private static long sum(long[] values) {
        return LongStream.of(values).sum();
    }
}
