package org.lanewise.examples;

import java.util.List;
import java.util.Locale;

/**
 * Plain loops on the same training: how long an epoch takes them, and how closely their costs agree with Lanewise's.
 *
 * <p>They train a copy of the same untrained network on the same mini-batches, epoch after epoch, for two seconds or
 * until they have done all epochs. Before, another copy is trained until it gets no faster, as Lanewise's was, so that
 * both are measured in compiled code. All of an epoch counts, as it does for Lanewise: shuffling, cutting
 * mini-batches, forward, cost, backward, update. The plain loops have one thread.
 *
 * @param epochs how many epochs the plain loops were measured on, the first ones
 * @param seconds the time for these
 * @param difference the largest relative difference of an epoch's cost from Lanewise's
 */
record Comparison(int epochs, double seconds, double difference) {
    /** What rounding may do to a cost; at the default learning rate it does a thousandth of that. */
    static final double TOLERANCE = 1e-3;

    private static final double MAX_SECONDS = 2;

    /**
     * Trains with plain loops.
     *
     * @param warmUp a copy of the untrained network to warm up with
     * @param plain a copy of the untrained network to measure
     * @param lanewise how Lanewise's training of that network went
     */
    static Comparison run(PlainLoops warmUp, PlainLoops plain, List<TimedTraining.Epoch> lanewise) {
        WarmUp.with(warmUp::trainEpoch);
        double[] costs = new double[lanewise.size()];
        int epochs = 0;
        long start = System.nanoTime();
        double seconds;
        do {
            costs[epochs++] = plain.trainEpoch();
            seconds = (System.nanoTime() - start) / 1e9;
        } while (epochs < costs.length && seconds < MAX_SECONDS);
        double difference = 0;
        for (int e = 0; e < epochs; e++) {
            double cost = lanewise.get(e).cost();
            difference = Math.max(difference, Math.abs(costs[e] - cost) / cost);
        }
        return new Comparison(epochs, seconds, difference);
    }

    /** Whether it was the same training. */
    boolean agrees() {
        return difference <= TOLERANCE;
    }

    /** How many times faster an epoch of Lanewise's training was. */
    double factor(TimedTraining lanewise) {
        return seconds / epochs / (lanewise.seconds() / lanewise.epochs().size());
    }

    /** The factor, if it is one between equal trainings; otherwise why there is none. */
    String inWords(TimedTraining lanewise) {
        return agrees()
                ? String.format(Locale.ROOT, ", %.1f times faster than plain loops", factor(lanewise))
                : ", not compared: plain loops came to other costs, as a high learning rate magnifies rounding";
    }
}
