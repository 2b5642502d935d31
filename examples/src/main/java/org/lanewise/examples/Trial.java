package org.lanewise.examples;

import java.util.List;
import java.util.Locale;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;

/**
 * One choice of hyperparameters.
 *
 * @param learningRate α, from 0.003 to 1
 * @param layers hidden layers, 1 to 3
 * @param units units of each hidden layer, 16 to 256
 * @param activation the activation of the hidden layers
 * @param momentum μ, from 0 to 0.95
 * @param batchSize examples of a mini-batch, 16 to 128
 * @param l2 λ of the penalty, from 10⁻⁶ to 10⁻²
 */
record Trial(double learningRate, int layers, int units, Activation activation, double momentum, int batchSize,
        double l2) {
    private static final List<Integer> UNITS = List.of(16, 32, 64, 128, 256);
    private static final List<Activation> ACTIVATIONS = List.of(Activation.RELU, Activation.TANH, Activation.SWISH,
            Activation.GELU);
    private static final List<Double> MOMENTA = List.of(0.0, 0.5, 0.8, 0.9, 0.95);
    private static final List<Integer> BATCH_SIZES = List.of(16, 32, 64, 128);

    /** A random choice: the same number of the same seed is always the same, however many others there are. */
    static Trial random(long seed, int number) {
        RandomStream random = RandomStream.of(seed, "trial " + number);
        return new Trial(between(3e-3, 1, random), 1 + random.nextInt(3), one(UNITS, random),
                one(ACTIVATIONS, random), one(MOMENTA, random), one(BATCH_SIZES, random),
                between(1e-6, 1e-2, random));
    }

    private static <T> T one(List<T> of, RandomStream random) {
        return of.get(random.nextInt(of.size()));
    }

    /** Uniform in its logarithm, for what matters is by how many times a rate is larger than another. */
    private static double between(double low, double high, RandomStream random) {
        return low * Math.pow(high / low, random.nextDouble());
    }

    /** The untrained network. */
    Network network(Kernels kernels, long seed) {
        Network.Builder builder = Network.builder(DigitsData.PIXELS);
        for (int l = 0; l < layers; l++) {
            builder.hidden(units, activation);
        }
        return builder.output(DigitsData.CLASSES, Cost.CATEGORICAL_CROSS_ENTROPY).seed(seed).kernels(kernels).build();
    }

    Training training(int epochs, long seed) {
        Optimizer optimizer = momentum == 0 ? Optimizer.gradientDescent() : Optimizer.momentum(momentum);
        return Training.ofEpochs(epochs).withBatchSize(batchSize).withSeed(seed).withL2(l2)
                .withOptimizer(optimizer.withLearningRate(learningRate));
    }

    /** How far a step goes in the end if gradients stay the same: {@code α / (1 − μ)}. */
    double effectiveRate() {
        return learningRate / (1 - momentum);
    }

    /** A line of {@link #heading()}'s table. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%8.4f %6d %6d %-10s %8.2f %6d %9.1e", learningRate, layers, units,
                activation,
                momentum, batchSize, l2);
    }

    static String heading() {
        return String.format("%8s %6s %6s %-10s %8s %6s %9s", "rate", "layers", "units", "activation", "momentum",
                "batch",
                "L2");
    }
}
