package org.lanewise.network.metrics;

import java.util.function.IntToDoubleFunction;
import org.lanewise.network.data.Dataset;

/** How much each of the examples counts that a metric looks at; they are numbered anew. */
final class Weights {
    private final Dataset truth;
    private final int[] examples;
    private final double sum;

    /**
     * Those of chosen examples.
     *
     * @param truth the weights of all
     * @param examples the numbers of the chosen ones
     * @throws IllegalArgumentException if there is none, or all their weights are 0
     */
    Weights(Dataset truth, int[] examples) {
        this.truth = truth;
        this.examples = examples;
        sum = sum(i -> 1);
        if (sum == 0) {
            throw new IllegalArgumentException("there is no example that counts among " + truth);
        }
    }

    double get(int i) {
        return truth.weight(examples[i]);
    }

    /** The weighted sum of a number that each example has. */
    double sum(IntToDoubleFunction of) {
        double result = 0;
        for (int i = 0; i < examples.length; i++) {
            result += get(i) * of.applyAsDouble(i);
        }
        return result;
    }

    /** The weighted mean of a number that each example has. */
    double mean(IntToDoubleFunction of) {
        return sum(of) / sum;
    }
}
