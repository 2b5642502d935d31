package org.lanewise.network.training;

import java.util.Objects;
import java.util.Optional;
import org.lanewise.network.metrics.Scores;

/**
 * What an epoch came to.
 *
 * @param number its number, from 1
 * @param learningRate α at its last batch
 * @param cost the mean loss over its examples, each measured just before its batch's update, and the penalties of L1 and
 *     L2 at its end
 * @param scores loss and metrics at its end, of the validation data, or of the training data if there are none; empty if
 *     neither validation data nor metrics were asked for
 * @param fingerprint the {@linkplain org.lanewise.network.Network#fingerprint() fingerprint} of the network at its end; empty
 *     if it was not asked for
 */
public record Epoch(int number, double learningRate, double cost, Optional<Scores> scores,
        Optional<String> fingerprint) {
    /** Checks that nothing is null. */
    public Epoch {
        Objects.requireNonNull(scores, "scores");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }
}
