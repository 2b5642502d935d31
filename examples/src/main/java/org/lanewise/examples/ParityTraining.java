package org.lanewise.examples;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;

/**
 * How narrow a network may be so that training still finds the parity of n bits, with all inputs as examples. What is
 * found is an upper bound: a narrower network may be able to do it, and training fail to find out.
 *
 * @param starts how many starts are tried for each width
 * @param epochs how many epochs are tried for each start
 * @param seed the seed of the first start of each width
 */
record ParityTraining(int starts, int epochs, long seed) {
    /** The widest network that is tried. */
    static final int MAX_WIDTH = 64;
    private static final int CHECK_EVERY = 25;

    /**
     * Trains networks of width 1, 2, and so on until one learns it.
     *
     * @param kernels what computes
     * @param n how many bits
     * @param layers hidden layers, all of the same width
     * @return the smallest width with which one start or another led to no error; empty if none did
     */
    OptionalInt narrowest(Kernels kernels, int n, int layers) {
        // Bits are −1 and 1 here, and not 0 and 1: with a mean of 0 gradient descent learns faster.
        Matrix x = ParityNetworks.inputs(n).toColumns();
        Matrix centred = Matrix.zeros(n, x.columns());
        centred.fill(-1);
        kernels.axpy(2, x, centred);
        int[] parities = IntStream.range(0, x.columns()).map(e -> Integer.bitCount(e) % 2).toArray();
        Dataset all = Dataset.of(Examples.ofColumns(centred), Targets.classes(parities));
        return IntStream.rangeClosed(1, MAX_WIDTH).filter(width -> isLearned(kernels, all, layers, width)).findFirst();
    }

    private boolean isLearned(Kernels kernels, Dataset all, int layers, int width) {
        for (int start = 0; start < starts; start++) {
            Network.Builder builder = Network.builder(all.x().features());
            for (int l = 0; l < layers; l++) {
                builder.hidden(width, Activation.RELU);
            }
            Network network = builder.output(1, Cost.BINARY_CROSS_ENTROPY).seed(seed + start).kernels(kernels).build();
            Training.ofEpochs(epochs).withFullBatch()
                    .withOptimizer(Optimizer.adam().withLearningRate(0.03))
                    .withListener((run, epoch) -> {
                        if (epoch.number() % CHECK_EVERY == 0 && isRight(network, all)) {
                            run.stop();
                        }
                    })
                    .fit(network, all);
            if (isRight(network, all)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRight(Network network, Dataset all) {
        return network.evaluate(all, Metric.ACCURACY).get(Metric.ACCURACY) == 1;
    }
}
