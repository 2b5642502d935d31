package org.lanewise.network.training;

import java.util.List;
import java.util.Optional;

/**
 * How a training went.
 *
 * @param epochs what each epoch came to
 * @param best the epoch with the best of what was watched: the metric of {@link EarlyStopping}, else the loss; empty if
 *     there was no epoch
 * @param ending how it ended
 */
public record History(List<Epoch> epochs, Optional<Epoch> best, Ending ending) {
    /** Copies the list. */
    public History {
        epochs = List.copyOf(epochs);
    }

    /**
     * The costs.
     *
     * @return the cost of each epoch
     */
    public List<Double> costs() {
        return epochs.stream().map(Epoch::cost).toList();
    }
}
