package org.lanewise.bench;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of mini-batch gradient descent on a network with ReLU and a softmax output: forward, cost, backward, update.
 *
 * <p>The library is timed as it is used, by {@link Training#fit}, over so many steps that checking the data and
 * allocating the buffers hardly count. Gathering the shuffled mini-batches does count; the naive step is spared it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = Environment.VECTOR_FLAG)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TrainingStepBenchmark {
    private static final int BATCHES = 8;
    private static final int EPOCHS = 8;
    private static final float RATE = 0.01f;

    /** A step of the library. */
    @Benchmark
    @OperationsPerInvocation(BATCHES * EPOCHS)
    public History step(Task task, Library library) {
        return fit(EPOCHS, task.shape.batch(), library.network, task.x, task.y);
    }

    /** A step of the naive loops. */
    @Benchmark
    public void naiveStep(Task task) {
        task.naiveStep();
    }

    private static History fit(int epochs, int batchSize, Network network, Matrix x, Matrix y) {
        Dataset data = Dataset.of(Examples.ofColumns(x), Targets.values(Examples.ofColumns(y)));
        return Training.ofEpochs(epochs).withBatchSize(batchSize)
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(RATE)).fit(network, data);
    }

    /** A network on the parameters of the task. */
    @State(Scope.Benchmark)
    @NullUnmarked // JMH sets it up before it is used
    public static class Library {
        /** The naive loops are a benchmark of their own: one step of theirs is long enough to be timed alone. */
        @Param({"VECTOR", "SCALAR"})
        public Implementation implementation;

        /** The threads that the kernels may use. */
        @Param("1")
        public int threads;

        private Network network;

        /** Makes the network. */
        @Setup
        public void setUp(Task task) {
            Kernels kernels = implementation.kernels(threads);
            Environment.print(kernels);
            task.operation().check(kernels);
            network = task.network(kernels);
        }
    }

    /** The examples, and the parameters that the steps change. */
    @State(Scope.Benchmark)
    @NullUnmarked // JMH sets it up before it is used
    public static class Task {
        /**
         * In parts of the largest update. Rounding stays below a ten-thousandth, unless it moves a z across ReLU's
         * kink, which brings in or leaves out one example's share of a gradient. A wrong term or factor is far above.
         */
        private static final double TOLERANCE = 1e-2;

        /** The widths, and the examples of a mini-batch. */
        @Param({"784-256-128-10 batch 32", "784-256-128-10 batch 128", "784-256-128-10 batch 1024",
                "64-150-100-10 batch 64"})
        public String network;

        private NetworkShape shape;
        private Matrix x;
        private Matrix y;
        private Matrix firstX;
        private Matrix firstY;
        private float[][] start;
        private float[][] weights;
        private float[][] biases;

        /** Makes the examples and the parameters, and checks a step. */
        @Setup
        public void setUp() {
            shape = NetworkShape.parse(network);
            x = Data.uniform(shape.inputs(), BATCHES * shape.batch(), 1);
            y = Data.oneHot(shape.outputs(), BATCHES * shape.batch(), 2);
            firstX = x.columnRange(0, shape.batch()).copy();
            firstY = y.columnRange(0, shape.batch()).copy();
            start = new float[shape.depth()][];
            weights = new float[shape.depth()][];
            biases = new float[shape.depth()][];
            for (int l = 1; l <= shape.depth(); l++) {
                // He's variance, 2 / n[l−1].
                double limit = Math.sqrt(6.0 / shape.width(l - 1));
                start[l - 1] = Data.uniform(shape.width(l), shape.width(l - 1), limit, l).data();
                weights[l - 1] = start[l - 1].clone();
                biases[l - 1] = new float[shape.width(l)];
            }
            operation().check(Kernels.create());
        }

        /** Lets every iteration train from the same parameters. */
        @Setup(Level.Iteration)
        public void restart() {
            for (int l = 0; l < shape.depth(); l++) {
                System.arraycopy(start[l], 0, weights[l], 0, start[l].length);
                Arrays.fill(biases[l], 0);
            }
        }

        private void naiveStep() {
            Naive.trainingStep(shape, weights, biases, firstX.data(), firstY.data(), RATE);
        }

        private Network network(Kernels kernels) {
            List<DenseLayer> layers = new ArrayList<>();
            for (int l = 1; l <= shape.depth(); l++) {
                layers.add(new DenseLayer(Matrix.of(shape.width(l), shape.width(l - 1), weights[l - 1]),
                        Matrix.of(shape.width(l), 1, biases[l - 1]),
                        l < shape.depth() ? Activation.RELU : Activation.IDENTITY));
            }
            return new Network(kernels, layers, Cost.CATEGORICAL_CROSS_ENTROPY);
        }

        /** One step from the start, on the first mini-batch. The result is all parameters in one row. */
        private Operation operation() {
            restart();
            float[] before = parameters();
            naiveStep();
            double largest = largestDifference(before, parameters());
            Matrix result = Matrix.zeros(1, before.length);
            return new Operation(result, kernels -> {
                restart();
                fit(1, shape.batch(), network(kernels), firstX, firstY);
                result.copyFrom(Matrix.of(1, before.length, parameters()));
            }, () -> {
                restart();
                naiveStep();
                result.copyFrom(Matrix.of(1, before.length, parameters()));
            }, (i, expected) -> TOLERANCE * largest + Math.ulp(expected));
        }

        private float[] parameters() {
            FloatBuffer all = FloatBuffer.allocate(shape.parameters());
            for (int l = 0; l < shape.depth(); l++) {
                all.put(weights[l]).put(biases[l]);
            }
            return all.array();
        }

        private static double largestDifference(float[] x, float[] y) {
            double largest = 0;
            for (int i = 0; i < x.length; i++) {
                largest = Math.max(largest, Math.abs((double) x[i] - y[i]));
            }
            return largest;
        }
    }
}
