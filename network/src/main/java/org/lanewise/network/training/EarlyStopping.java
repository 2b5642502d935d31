package org.lanewise.network.training;

import java.util.Objects;
import org.lanewise.network.metrics.Metric;

/**
 * Ends a training that makes no more progress.
 *
 * @param metric what is watched, of the validation data, or of the training data if there are none
 * @param patience after how many epochs in a row without progress
 * @param minDelta what counts as progress: more than this
 * @param restoreBest whether the network gets the parameters of the best epoch at the end: those after it, or if it was its cost
 *     of training that was watched, those before it, which had that cost
 */
public record EarlyStopping(Metric metric, int patience, double minDelta, boolean restoreBest) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public EarlyStopping {
        Objects.requireNonNull(metric, "metric");
        if (patience < 1) {
            throw new IllegalArgumentException("patience must be positive: " + patience);
        }
        if (!(minDelta >= 0)) {
            throw new IllegalArgumentException("minDelta must not be negative: " + minDelta);
        }
    }

    /**
     * Watches the loss, and restores the best parameters.
     *
     * @param epochs after how many epochs in a row without progress
     * @return the rule
     */
    public static EarlyStopping patience(int epochs) {
        return new EarlyStopping(Metric.LOSS, epochs, 0, true);
    }

    /**
     * The same rule for another metric.
     *
     * @param watched what is watched
     * @return the rule
     */
    public EarlyStopping withMetric(Metric watched) {
        Objects.requireNonNull(watched, "watched");
        return new EarlyStopping(watched, patience, minDelta, restoreBest);
    }

    /**
     * The same rule with another measure of progress.
     *
     * @param delta more than this is progress, not negative
     * @return the rule
     */
    public EarlyStopping withMinDelta(double delta) {
        return new EarlyStopping(metric, patience, delta, restoreBest);
    }

    /**
     * The same rule, which leaves the network as the last epoch has left it.
     *
     * @return the rule
     */
    public EarlyStopping withoutRestoring() {
        return new EarlyStopping(metric, patience, minDelta, false);
    }

    /**
     * The rule in words.
     *
     * @return for example {@code EarlyStopping[loss, patience 5, minDelta 0.0, restoring]}
     */
    @Override
    public String toString() {
        return "EarlyStopping[" + metric.name() + ", patience " + patience + ", minDelta " + minDelta
                + (restoreBest ? ", restoring]" : "]");
    }

    boolean isProgress(double value, double best) {
        return Double.isNaN(best) || (metric.higherIsBetter() ? value - best > minDelta : best - value > minDelta);
    }
}
