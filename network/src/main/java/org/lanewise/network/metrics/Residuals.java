package org.lanewise.network.metrics;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/**
 * How far predicted numbers are from the true ones.
 *
 * @param predictions ŷ of the examples whose weight is not 0
 * @param y their true numbers
 * @param weights how much each of them counts
 */
record Residuals(Examples predictions, Examples y, Weights weights) {
    static Residuals of(Examples predictions, Dataset truth) {
        if (!(truth.y() instanceof Targets.Values values)) {
            throw new IllegalArgumentException("the metric is of numbers, but the targets are classes: " + truth);
        }
        Examples y = values.examples();
        if (predictions.size() != y.size() || predictions.features() != y.features()) {
            throw new IllegalArgumentException("predictions is " + predictions + ", the targets are " + y);
        }
        Checks.notNaN(predictions, "prediction");
        Checks.notNaN(y, "target");
        int[] weighted = IntStream.range(0, truth.size()).filter(e -> truth.weight(e) > 0).toArray();
        return new Residuals(predictions.subset(weighted), y.subset(weighted), new Weights(truth, weighted));
    }

    /** The mean over examples and outputs of a function of {@code ŷ − y}. */
    double mean(DoubleUnaryOperator of) {
        return meanOfOutputs(i -> weights.mean(e -> of.applyAsDouble(residual(e, i))));
    }

    double rSquared() {
        return meanOfOutputs(i -> {
            // From the first one, so that the mean of equal numbers is exact.
            double first = y.get(0, i);
            double mean = first + weights.mean(e -> y.get(e, i) - first);
            double unexplained = weights.mean(e -> square(residual(e, i)));
            double all = weights.mean(e -> square(y.get(e, i) - mean));
            if (all == 0) {
                return unexplained == 0 ? 1 : 0;
            }
            return 1 - unexplained / all;
        });
    }

    private double residual(int example, int output) {
        return (double) predictions.get(example, output) - y.get(example, output);
    }

    private static double square(double x) {
        return x * x;
    }

    private double meanOfOutputs(IntToDoubleFunction of) {
        double sum = 0;
        for (int i = 0; i < y.features(); i++) {
            sum += of.applyAsDouble(i);
        }
        return sum / y.features();
    }
}
