package org.lanewise.network;

import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** The targets and weights of a batch of m examples as the cost's kernels take them, and what these give. */
final class Loss {
    private final Kernels kernels;
    private final Cost cost;
    private final int[] classes;
    private final Matrix y;
    /** ε/n for each example. */
    private final Matrix smoothed;
    private final Matrix weights;
    private final Matrix predictions;
    private final Matrix da;
    private final Matrix losses;

    Loss(Network network, int m) {
        kernels = network.kernels();
        cost = network.cost();
        classes = new int[m];
        y = Matrix.zeros(network.outputs(), m);
        smoothed = Matrix.zeros(1, m);
        boolean binary = cost.kind() == Cost.Kind.BINARY_CROSS_ENTROPY;
        smoothed.fill(cost.labelSmoothing() / (binary ? 2 : network.outputs()));
        weights = Matrix.zeros(1, m);
        predictions = Matrix.zeros(network.outputs(), m);
        da = Matrix.zeros(network.outputs(), m);
        losses = Matrix.zeros(1, m);
    }

    Matrix predictions() {
        return predictions;
    }

    /** The gradient of the sum of the weighted losses with respect to the last layer's output. */
    Matrix da() {
        return da;
    }

    /** From the last layer's output to predictions and dA; returns the sum of the weighted losses. */
    double evaluate(Dataset data, Matrix output) {
        if (data.y() instanceof Targets.Classes given && cost.kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY) {
            copy(given);
            kernels.softmaxCrossEntropy(output, classes, cost.labelSmoothing(), predictions, da, losses);
        } else {
            cost.evaluate(kernels, output, labels(data), predictions, da, losses);
        }
        if (weigh(data)) {
            kernels.multiplyRow(da, weights, da);
            kernels.multiplyRow(losses, weights, losses);
        }
        return sum(losses);
    }

    private void copy(Targets.Classes given) {
        for (int j = 0; j < classes.length; j++) {
            classes[j] = given.get(j);
        }
    }

    /** The targets as numbers; a class is 1 or 0 for the one output that the binary cross-entropy has then. */
    private Matrix labels(Dataset data) {
        Matrix labels = switch (data.y()) {
            case Targets.Values(Examples values) -> values.toColumns();
            case Targets.Classes given -> {
                for (int j = 0; j < classes.length; j++) {
                    y.set(0, j, Math.max(given.get(j), 0));
                }
                yield y;
            }
        };
        if (cost.labelSmoothing() == 0) {
            return labels;
        }
        y.copyFrom(labels);
        kernels.scale(1 - cost.labelSmoothing(), y);
        kernels.addRow(y, smoothed, y);
        return y;
    }

    /** Whether the examples count differently; then each has its weight, and one that is ignored has 0. */
    private boolean weigh(Dataset data) {
        boolean differs = data.isWeighted();
        for (int j = 0; j < weights.columns(); j++) {
            boolean ignored = data.y() instanceof Targets.Classes given && given.get(j) == Targets.IGNORED;
            differs |= ignored;
            weights.set(0, j, ignored ? 0 : data.weight(j));
        }
        return differs;
    }

    /** Summed in double precision from left to right. */
    private static double sum(Matrix losses) {
        double sum = 0;
        for (int j = 0; j < losses.columns(); j++) {
            sum += losses.get(0, j);
        }
        return sum;
    }
}
