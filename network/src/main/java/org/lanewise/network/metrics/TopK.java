package org.lanewise.network.metrics;

import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;

/**
 * Whether the class is among those of the k largest outputs.
 *
 * @param k how many, positive
 */
record TopK(int k) implements Metric {
    TopK {
        if (k < 1) {
            throw new IllegalArgumentException("k must be positive: " + k);
        }
    }

    @Override
    public String name() {
        return "top-" + k + " accuracy";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double of(Examples predictions, Dataset truth) {
        Classified classified = Classified.of(predictions, truth);
        return classified.weights().mean(i -> rank(classified, i) < k ? 1 : 0);
    }

    /** How many classes come before that of an example: those of larger outputs, and of equal ones the first. */
    private static int rank(Classified classified, int i) {
        int actual = classified.actual(i);
        int predicted = classified.predicted(i);
        if (actual == predicted) {
            return 0;
        }
        double score = classified.score(i, actual);
        int before = 1;
        for (int c = 0; c < classified.classes(); c++) {
            double other = classified.score(i, c);
            if (c != predicted && (other > score || (other == score && c < actual))) {
                before++;
            }
        }
        return before;
    }

    @Override
    public String toString() {
        return name();
    }
}
