package org.lanewise.network.training;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.lanewise.network.internal.Copies;

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
        Objects.requireNonNull(best, "best");
        Objects.requireNonNull(ending, "ending");
        epochs = Copies.of(epochs, "epochs");
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
