package org.lanewise.network.data;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Facts about the numbers of a column, of which NaN is none. They are kept in ascending order, so that the facts have
 * the same bits in whichever order the rows come.
 */
final class Statistics {
    private final String name;
    private final double[] sorted;

    /**
     * Takes the numbers of a column.
     *
     * @param name what the column is called in messages
     * @param numbers its numbers
     * @throws IllegalArgumentException if one is infinite
     */
    Statistics(String name, DoubleStream numbers) {
        this.name = name;
        // −0 becomes +0, or the facts would depend on which of both occurs.
        sorted = numbers.filter(x -> !Double.isNaN(x)).map(x -> x + 0.0).sorted().toArray();
        if (sorted.length > 0 && (Double.isInfinite(sorted[0]) || Double.isInfinite(sorted[sorted.length - 1]))) {
            throw new IllegalArgumentException(name + " must be finite, or NaN where it is missing: from " + sorted[0]
                    + " to " + sorted[sorted.length - 1]);
        }
    }

    /** Of each feature of examples, one after the other. */
    static Stream<Statistics> ofFeatures(Examples x) {
        return IntStream.range(0, x.features()).mapToObj(i -> new Statistics("feature " + i,
                IntStream.range(0, x.size()).mapToDouble(e -> x.get(e, i))));
    }

    private double[] numbers() {
        if (sorted.length == 0) {
            throw new IllegalArgumentException(name + " has no number in the training set");
        }
        return sorted;
    }

    double min() {
        return numbers()[0];
    }

    double max() {
        return numbers()[sorted.length - 1];
    }

    /** {@code μ = Σ x / m}; that of equal numbers is exact. */
    double mean() {
        return min() == max() ? min() : mean(x -> x);
    }

    /** {@code √(Σ (x − μ)² / m)}. */
    double deviation() {
        double mean = mean();
        return Math.sqrt(mean(x -> (x - mean) * (x - mean)));
    }

    /** A loop of our own: that of a stream leaves the order of the additions open. */
    private double mean(DoubleUnaryOperator of) {
        double sum = 0;
        for (double x : sorted) {
            sum += of.applyAsDouble(x);
        }
        return sum / sorted.length;
    }

    /** The number at place {@code q·(m − 1)}; between two places on the straight line from one to the other. */
    double quantile(double q) {
        double place = q * (numbers().length - 1);
        int below = (int) place;
        double from = sorted[below];
        double to = sorted[Math.min(below + 1, sorted.length - 1)];
        return from + (to - from) * (place - below);
    }

    /** The number that occurs most often, the smallest of several. */
    double mostFrequent() {
        double result = min();
        int most = 0;
        int first = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[first]) {
                if (i - first > most) {
                    most = i - first;
                    result = sorted[first];
                }
                first = i;
            }
        }
        return result;
    }
}
