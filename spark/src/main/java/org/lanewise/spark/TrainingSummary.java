package org.lanewise.spark;

import java.util.OptionalDouble;
import org.lanewise.network.metrics.Scores;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.spark.training.ClusterTraining;

/**
 * How the training of a model went.
 *
 * @param history what each epoch came to
 * @param steps how many steps were made in all, or how many averages of local steps
 * @param bytesSentPerStep what was broadcast to the executors for a step: parameters, and for local steps moments
 * @param bytesReceivedPerStep what came back: gradients, or parameters and moments
 */
public record TrainingSummary(History history, long steps, long bytesSentPerStep, long bytesReceivedPerStep) {
    static TrainingSummary of(ClusterTraining.Outcome outcome) {
        long steps = Math.max(outcome.steps(), 1);
        return new TrainingSummary(outcome.history(), outcome.steps(), outcome.bytesSent() / steps,
                outcome.bytesReceived() / steps);
    }

    /**
     * The objective, epoch by epoch.
     *
     * @return the cost of training of each epoch: the mean loss, and the penalty of {@code l2}
     */
    public double[] objectiveHistory() {
        return history.costs().stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * The loss over the rows for validation, epoch by epoch.
     *
     * @return the losses; none if there were no such rows
     */
    public double[] validationHistory() {
        return history.epochs().stream().flatMap(epoch -> epoch.scores().stream()).mapToDouble(Scores::loss).toArray();
    }

    /**
     * How many epochs were trained.
     *
     * @return no more than {@code maxIter}
     */
    public int totalIterations() {
        return history.epochs().size();
    }

    /**
     * How the training ended.
     *
     * @return {@code DIVERGED} if a cost was not finite: the model then has the best parameters that were seen
     */
    public Ending ending() {
        return history.ending();
    }

    /**
     * The objective of the epoch whose parameters the model has.
     *
     * @return the cost of the best epoch; nothing if there was no epoch
     */
    public OptionalDouble bestObjective() {
        return history.best().map(Epoch::cost).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }
}
