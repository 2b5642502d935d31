package org.lanewise.network.data;

import java.util.Objects;

/**
 * What takes the place of missing numbers, which are NaN. It is learned from the examples of the training set.
 *
 * @param kind where the number comes from
 * @param constant the number, if it is a given one
 */
public record Imputer(Kind kind, double constant) {
    /** Where the number comes from. */
    public enum Kind {
        /** The mean of those that are there. */
        MEAN,
        /** Their median; of an even number of them the mean of both in the middle. */
        MEDIAN,
        /** That which occurs most often, the smallest of several. */
        MOST_FREQUENT,
        /** A given number. */
        CONSTANT
    }

    /** The mean of the numbers that are there. */
    public static final Imputer MEAN = new Imputer(Kind.MEAN, 0);
    /** Their median. */
    public static final Imputer MEDIAN = new Imputer(Kind.MEDIAN, 0);
    /** That which occurs most often, the smallest of several. */
    public static final Imputer MOST_FREQUENT = new Imputer(Kind.MOST_FREQUENT, 0);

    /** Checks that the constant is finite. */
    public Imputer {
        Objects.requireNonNull(kind, "kind");
        if (!Double.isFinite(constant)) {
            throw new IllegalArgumentException("constant must be finite: " + constant);
        }
    }

    /**
     * A given number.
     *
     * @param constant the number, finite
     * @return the imputer
     */
    public static Imputer constant(double constant) {
        return new Imputer(Kind.CONSTANT, constant);
    }

    /**
     * Learns what takes the place of missing numbers.
     *
     * @param x the examples of the training set
     * @return what was learned
     * @throws IllegalArgumentException if a number is infinite, or a feature has no number but is to have the mean, the
     *     median or the most frequent one
     */
    public FittedImputer fit(Examples x) {
        Objects.requireNonNull(x, "x");
        return new FittedImputer(Statistics.ofFeatures(x).map(this::of).toList());
    }

    /** What takes the place of what is missing in a column. */
    double of(Statistics column) {
        return switch (kind) {
            case MEAN -> column.mean();
            case MEDIAN -> column.quantile(0.5);
            case MOST_FREQUENT -> column.mostFrequent();
            case CONSTANT -> constant;
        };
    }
}
