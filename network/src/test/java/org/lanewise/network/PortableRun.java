package org.lanewise.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;

/**
 * A small seeded training run whose results are printed as bits: what {@link PortabilityTest} runs in JVMs of all
 * kinds.
 */
final class PortableRun {
    private PortableRun() {
    }

    /**
     * Prints the kernels, then the results.
     *
     * @param args the widths of the input and the hidden layer, the numbers of examples and of epochs
     */
    public static void main(String[] args) {
        System.out.println(Kernels.create());
        results(List.of(args)).forEach(System.out::println);
    }

    /** The cost of each epoch, and hashes of the parameters and of the predictions. */
    static List<String> results(List<String> args) {
        int inputs = Integer.parseInt(args.get(0));
        int hidden = Integer.parseInt(args.get(1));
        int m = Integer.parseInt(args.get(2));
        int epochs = Integer.parseInt(args.get(3));
        int classes = 5;

        // Like digits: whole numbers from 0 to 16, a pattern for each class and noise.
        Random random = new Random(1);
        int[][] patterns = new int[classes][inputs];
        for (int[] pattern : patterns) {
            for (int i = 0; i < inputs; i++) {
                pattern[i] = random.nextInt(14);
            }
        }
        Matrix x = Matrix.zeros(inputs, m);
        int[] labels = new int[m];
        for (int j = 0; j < m; j++) {
            labels[j] = random.nextInt(classes);
            for (int i = 0; i < inputs; i++) {
                x.set(i, j, (patterns[labels[j]][i] + random.nextInt(3)) / 16f);
            }
        }

        Network network = Network.builder(inputs).hidden(hidden, Activation.RELU).hidden(19, Activation.SWISH)
                .hidden(7, Activation.SIGMOID).dropout(0.1f).hidden(6, Activation.TANH)
                .output(classes, Cost.CATEGORICAL_CROSS_ENTROPY).seed(2).build();
        Dataset data = Dataset.of(Examples.ofColumns(x), Targets.classes(labels));
        History history = Training.ofEpochs(epochs).withBatchSize(64).withSeed(3)
                .withOptimizer(Optimizer.momentum(0.5).withLearningRate(0.1)).fit(network, data);

        List<String> results = new ArrayList<>();
        for (double cost : history.costs()) {
            results.add("cost " + Long.toHexString(Double.doubleToLongBits(cost)) + " " + cost);
        }
        int hash = 0;
        for (DenseLayer layer : network.layers()) {
            hash = 31 * hash + hash(layer.weights());
            hash = 31 * hash + hash(layer.bias());
        }
        results.add("parameters " + Integer.toHexString(hash));
        results.add("predictions " + Integer.toHexString(hash(Tensors.predict(network, x))));
        return results;
    }

    private static int hash(Matrix x) {
        int hash = 0;
        for (float element : x.toArray()) {
            hash = 31 * hash + Float.floatToIntBits(element);
        }
        return hash;
    }
}
