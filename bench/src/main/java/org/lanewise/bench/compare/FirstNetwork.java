package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.lanewise.bench.Data;
import org.lanewise.bench.Naive;
import org.lanewise.bench.NetworkShape;
import org.lanewise.bench.TrainingStepBenchmark;
import org.lanewise.bench.compare.ColdStart.Reading;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;

/** A network of the size that handwritten digits need, on random examples as many as those. */
final class FirstNetwork {
    /** How often it is trained. */
    static final int TRAININGS = 7;
    /** Over how many windows of time predictions are counted. */
    static final int WINDOWS = 30;

    private static final List<Integer> WIDTHS = List.of(64, 150, 100, 10);
    private static final NetworkShape STEP = new NetworkShape(WIDTHS, 64);
    private static final int EXAMPLES = 1_438;
    private static final int EPOCHS = 50;
    private static final float RATE = 0.1f;
    private static final NetworkShape PREDICTION = new NetworkShape(WIDTHS, 50);
    private static final long WINDOW_NANOS = 100_000_000;
    /** Of a probability. Rounding stays below a tenth of it. */
    private static final double TOLERANCE = 1e-4;

    private FirstNetwork() {
    }

    /** The times of one training after the other, each from the same start, and when each one ended. */
    static List<Reading> train(Lanewise library, int threads) {
        Matrix x = Data.uniform(STEP.inputs(), EXAMPLES, 1);
        Matrix y = Data.oneHot(STEP.outputs(), EXAMPLES, 2);
        long[] ends = new long[TRAININGS + 1];
        int trainings = 0;
        Network network;
        long start = System.nanoTime();
        library.start(threads);
        do {
            network = trained(library.kernels(), x, y);
            trainings++;
            ends[trainings] = System.nanoTime() - start;
        } while (trainings < TRAININGS);
        // Checked last, so that nothing of it is warm before.
        checkTraining(network, trained(library.kernels().withBackend(Backend.SCALAR), x, y));
        Matrix some = x.columnRange(0, PREDICTION.batch()).copy();
        checkPredictions(network, some, network.predict(Examples.ofColumns(some)).toColumns());
        long flops = new NetworkShape(WIDTHS, EXAMPLES).flops() * EPOCHS;
        List<Reading> readings = new ArrayList<>();
        for (int i = 1; i <= TRAININGS; i++) {
            readings.add(new Reading("training " + i, ends[i] - ends[i - 1], flops));
        }
        for (int i = 1; i <= TRAININGS; i++) {
            readings.add(new Reading("end of training " + i, ends[i], i * flops));
        }
        return readings;
    }

    /** The mean time of a prediction in each tenth of a second. */
    static List<Reading> predict(Lanewise library, int threads) {
        Matrix x = Data.uniform(PREDICTION.inputs(), PREDICTION.batch(), 1);
        long[] means = new long[WINDOWS];
        int window = 0;
        long last = 0;
        Matrix predictions;
        long start = System.nanoTime();
        library.start(threads);
        Network network = network(library.kernels());
        do {
            int calls = 0;
            long now;
            do {
                predictions = network.predict(Examples.ofColumns(x)).toColumns();
                calls++;
                now = System.nanoTime() - start;
            } while (now < (window + 1) * WINDOW_NANOS);
            // More than one window if a call was longer than that.
            for (; window < WINDOWS && now >= (window + 1) * WINDOW_NANOS; window++) {
                means[window] = (now - last) / calls;
            }
            last = now;
        } while (window < WINDOWS);
        checkPredictions(network, x, predictions);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            readings.add(
                    new Reading(String.format(Locale.ROOT, "prediction until %.1f s", 1e-9 * (i + 1) * WINDOW_NANOS),
                            means[i], 0));
        }
        return readings;
    }

    private static Network network(Kernels kernels) {
        Network.Builder builder = Network.builder(STEP.inputs());
        for (int l = 1; l < STEP.depth(); l++) {
            builder.hidden(STEP.width(l), Activation.RELU);
        }
        return builder.output(STEP.outputs(), Cost.CATEGORICAL_CROSS_ENTROPY).seed(1).kernels(kernels).build();
    }

    private static Network trained(Kernels kernels, Matrix x, Matrix y) {
        Network network = network(kernels);
        Dataset data = Dataset.of(Examples.ofColumns(x), Targets.values(Examples.ofColumns(y)));
        Training training = Training.ofEpochs(EPOCHS).withBatchSize(STEP.batch())
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(RATE));
        if (training.fit(network, data).ending() == Ending.DIVERGED) {
            throw new IllegalStateException("the training diverges");
        }
        return network;
    }

    /** Compares the parameters with those that another backend comes to, and one step with the naive loops. */
    private static void checkTraining(Network network, Network other) {
        if (!Arrays.deepEquals(parameters(network, DenseLayer::weights), parameters(other, DenseLayer::weights))
                || !Arrays.deepEquals(parameters(network, DenseLayer::bias), parameters(other, DenseLayer::bias))) {
            throw new IllegalStateException("two backends come to other parameters");
        }
        TrainingStepBenchmark.Task step = new TrainingStepBenchmark.Task();
        step.network = STEP.toString();
        step.setUp();
    }

    /** Compares predictions with those of the naive loops. */
    private static void checkPredictions(Network network, Matrix x, Matrix predictions) {
        float[] expected = Naive.forward(PREDICTION, parameters(network, DenseLayer::weights),
                parameters(network, DenseLayer::bias), x.toArray())[PREDICTION.depth()];
        float[] given = predictions.toArray();
        for (int i = 0; i < expected.length; i++) {
            // Negated, so that a NaN is refused as well.
            if (!(Math.abs(given[i] - expected[i]) <= TOLERANCE)) {
                throw new IllegalStateException(
                        "the prediction " + i + " is " + given[i] + ", the naive loops say " + expected[i]);
            }
        }
    }

    private static float[][] parameters(Network network, Function<DenseLayer, Matrix> ofLayer) {
        return network.layers().stream().map(layer -> ofLayer.apply(layer).toArray()).toArray(float[][]::new);
    }
}
