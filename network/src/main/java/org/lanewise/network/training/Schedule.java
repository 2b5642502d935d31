package org.lanewise.network.training;

import java.util.Objects;

/**
 * How the learning rate changes: a factor for each moment of a training, whose progress is counted in epochs. A batch is
 * at its middle: number i of the first epoch's n is at {@code (i + 1/2) / n}, so that it gets neither the very first factor of
 * a warm-up nor the very last one of a decay, which may be 0.
 */
public sealed interface Schedule {
    /**
     * The factor of the learning rate.
     *
     * @param epoch how many epochs have gone by, broken
     * @param epochs how many there will be
     * @return the factor
     */
    double factor(double epoch, int epochs);

    /** The factor 1. */
    record Constant() implements Schedule {
        @Override
        public double factor(double epoch, int epochs) {
            return 1;
        }
    }

    /**
     * {@code decay^⌊epoch/every⌋}.
     *
     * @param every epochs between two changes, positive
     * @param decay the factor of each change, positive
     */
    record Step(int every, double decay) implements Schedule {
        /** Checks the numbers. */
        public Step {
            if (every < 1) {
                throw new IllegalArgumentException("every must be positive: " + every);
            }
            checkPositive("decay", decay);
        }

        @Override
        public double factor(double epoch, int epochs) {
            return StrictMath.pow(decay, Math.floor(epoch / every));
        }
    }

    /**
     * Half a wave of the cosine, from 1 to the end's factor (Loshchilov and Hutter 2017).
     *
     * @param end the factor at the end, from 0 on
     */
    record Cosine(double end) implements Schedule {
        /** Checks the number. */
        public Cosine {
            checkNotNegative("end", end);
        }

        @Override
        public double factor(double epoch, int epochs) {
            return between(1, end, wave(share(epoch, epochs)));
        }
    }

    /**
     * A straight line from 1 to the end's factor.
     *
     * @param end the factor at the end, from 0 on
     */
    record Linear(double end) implements Schedule {
        /** Checks the number. */
        public Linear {
            checkNotNegative("end", end);
        }

        @Override
        public double factor(double epoch, int epochs) {
            return between(1, end, share(epoch, epochs));
        }
    }

    /**
     * Up to 1, then down again, both along half a wave of the cosine (Smith and Topin 2018).
     *
     * @param start the factor at the start, from 0 on
     * @param end the factor at the end, from 0 on
     * @param peak where the factor is 1: a share of the training, more than 0 and less than 1
     */
    record OneCycle(double start, double end, double peak) implements Schedule {
        /** Checks the numbers. */
        public OneCycle {
            checkNotNegative("start", start);
            checkNotNegative("end", end);
            if (!(peak > 0 && peak < 1)) {
                throw new IllegalArgumentException("peak must be between 0 and 1: " + peak);
            }
        }

        @Override
        public double factor(double epoch, int epochs) {
            double share = share(epoch, epochs);
            return share < peak
                    ? between(start, 1, wave(share / peak))
                    : between(1, end, wave((share - peak) / (1 - peak)));
        }
    }

    /**
     * The factor 1 until the cost stands still: each time it has not sunk for some epochs the rate is multiplied by a
     * factor. The cost is that of the validation data, or of the training data if there are none.
     *
     * @param decay the factor of each change, positive and below 1
     * @param patience after how many epochs in a row without progress
     * @param least the smallest factor of all changes together
     */
    record ReduceOnPlateau(double decay, int patience, double least) implements Schedule {
        /** Checks the numbers. */
        public ReduceOnPlateau {
            if (!(decay > 0 && decay < 1)) {
                throw new IllegalArgumentException("decay must be between 0 and 1: " + decay);
            }
            if (patience < 1) {
                throw new IllegalArgumentException("patience must be positive: " + patience);
            }
            checkPositive("least", least);
        }

        /** What the run knows of the cost is a factor of its own. */
        @Override
        public double factor(double epoch, int epochs) {
            return 1;
        }
    }

    /**
     * A straight line from 0 to 1, then another schedule for the rest of the training.
     *
     * @param length how many epochs it takes, positive, may be broken
     * @param then what follows
     */
    record WarmUp(double length, Schedule then) implements Schedule {
        /** Checks the number. */
        public WarmUp {
            Objects.requireNonNull(then, "then");
            checkPositive("length", length);
        }

        @Override
        public double factor(double epoch, int epochs) {
            if (epoch < length) {
                return epoch / length;
            }
            // The schedule that follows has the rest of the training for its whole.
            double rest = epochs - length;
            return rest <= 0 ? 1 : then.factor((epoch - length) / rest * epochs, epochs);
        }
    }

    /**
     * The learning rate stays.
     *
     * @return the schedule
     */
    static Schedule constant() {
        return new Constant();
    }

    /**
     * Multiplies the rate after every so many epochs.
     *
     * @param every epochs between two changes
     * @param decay the factor of each change, 0.1 say
     * @return the schedule
     */
    static Schedule step(int every, double decay) {
        return new Step(every, decay);
    }

    /**
     * Multiplies the rate after every epoch.
     *
     * @param decay the factor of each epoch, 0.95 say
     * @return the schedule
     */
    static Schedule exponential(double decay) {
        return new Step(1, decay);
    }

    /**
     * Lowers the rate along half a wave of the cosine.
     *
     * @param end the factor at the end; 0 is usual
     * @return the schedule
     */
    static Schedule cosine(double end) {
        return new Cosine(end);
    }

    /**
     * Lowers the rate along a straight line.
     *
     * @param end the factor at the end; 0 is usual
     * @return the schedule
     */
    static Schedule linear(double end) {
        return new Linear(end);
    }

    /**
     * Raises the rate from a 25th, for three tenths of the training, and lowers it to almost nothing.
     *
     * @return the schedule
     */
    static Schedule oneCycle() {
        return new OneCycle(0.04, 4e-6, 0.3);
    }

    /**
     * Lowers the rate when the cost stands still.
     *
     * @param decay the factor of each change, 0.1 say
     * @param patience after how many epochs in a row without progress, 10 say
     * @return the schedule
     */
    static Schedule reduceOnPlateau(double decay, int patience) {
        return new ReduceOnPlateau(decay, patience, 1e-4);
    }

    /**
     * Raises the rate from 0 first; this schedule then has the rest of the training.
     *
     * @param epochs how many epochs that takes, positive, may be broken
     * @return the schedule
     */
    default Schedule afterWarmUp(double epochs) {
        return new WarmUp(epochs, this);
    }

    private static double share(double epoch, int epochs) {
        return Math.min(epoch / epochs, 1);
    }

    /**
     * From 0 to 1, slowly at both ends: {@code (1 − cos πs)/2 = sin² (πs/2)}, by the sine's series. StrictMath allocates for a
     * sine, and the last bit of Math's may differ between machines.
     */
    private static double wave(double share) {
        double z = Math.PI / 2 * share;
        double term = z;
        double sine = z;
        for (int k = 2; k <= 24; k += 2) {
            term *= -z * z / (k * (k + 1));
            sine += term;
        }
        return Math.min(sine * sine, 1);
    }

    private static double between(double from, double to, double share) {
        return from + (to - from) * share;
    }

    private static void checkPositive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be positive and finite: " + value);
        }
    }

    private static void checkNotNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be finite and not negative: " + value);
        }
    }
}
