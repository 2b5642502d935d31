package org.lanewise.network.data;

import java.util.Objects;
import org.lanewise.network.data.FittedScaler.Scaling;

/**
 * How features are brought to a common scale, on which gradient descent is at ease. Centre and scale are learned from
 * the examples of the training set, in double precision; missing numbers, NaN, are left out there and remain NaN. The
 * scale of a feature whose numbers are all equal is 1.
 *
 * @param kind what is learned
 * @param low where the smallest number goes, of {@link Kind#MIN_MAX}
 * @param high where the largest number goes
 */
public record Scaler(Kind kind, double low, double high) {
    /** What is learned. */
    public enum Kind {
        /** Nothing: the numbers remain as they are. */
        NONE,
        /** {@code (x − μ) / σ} with the mean and the deviation of the numbers themselves, {@code σ² = Σ (x − μ)² / m}. */
        STANDARD,
        /** {@code low + (high − low)·(x − min) / (max − min)}. */
        MIN_MAX,
        /** {@code (x − median) / (q₃ − q₁)}, the quartiles by linear interpolation. */
        ROBUST,
        /** {@code x / max |x|}. */
        MAX_ABS
    }

    /** The numbers as they are. */
    public static final Scaler NONE = new Scaler(Kind.NONE, 0, 1);
    /** Mean 0 and deviation 1. */
    public static final Scaler STANDARD = new Scaler(Kind.STANDARD, 0, 1);
    /** From 0 to 1. */
    public static final Scaler MIN_MAX = new Scaler(Kind.MIN_MAX, 0, 1);
    /** Median 0 and distance 1 of the quartiles, whatever outliers there are. */
    public static final Scaler ROBUST = new Scaler(Kind.ROBUST, 0, 1);
    /** From −1 to 1, where 0 remains 0. */
    public static final Scaler MAX_ABS = new Scaler(Kind.MAX_ABS, 0, 1);

    /** Checks the range. */
    public Scaler {
        Objects.requireNonNull(kind, "kind");
        if (!Double.isFinite(high - low) || low >= high) {
            throw new IllegalArgumentException("low must be below high, both finite: " + low + ", " + high);
        }
    }

    /**
     * From a given number to another.
     *
     * @param low where the smallest number goes
     * @param high where the largest number goes
     * @return the scaler
     * @throws IllegalArgumentException unless {@code low < high} and both are finite
     */
    public static Scaler minMax(double low, double high) {
        return new Scaler(Kind.MIN_MAX, low, high);
    }

    /**
     * Learns the centre and the scale of each feature.
     *
     * @param x the examples of the training set
     * @return what was learned
     * @throws IllegalArgumentException if a number is infinite, or a feature has none
     */
    public FittedScaler fit(Examples x) {
        Objects.requireNonNull(x, "x");
        return new FittedScaler(Statistics.ofFeatures(x).map(this::of).toList());
    }

    /** The centre and the scale of a column. */
    Scaling of(Statistics column) {
        return switch (kind) {
            case NONE -> new Scaling(0, 1);
            case STANDARD -> scaling(column.mean(), column.deviation());
            case MIN_MAX -> {
                double scale = oneIfZero(column.max() - column.min()) / (high - low);
                yield new Scaling(column.min() - low * scale, scale);
            }
            case ROBUST -> scaling(column.quantile(0.5), column.quantile(0.75) - column.quantile(0.25));
            case MAX_ABS -> scaling(0, Math.max(-column.min(), column.max()));
        };
    }

    private static Scaling scaling(double center, double scale) {
        return new Scaling(center, oneIfZero(scale));
    }

    private static double oneIfZero(double scale) {
        return scale == 0 ? 1 : scale;
    }
}
