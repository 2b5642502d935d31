package org.lanewise.network.training;

/** Is told how training goes, on the training thread, and may {@link TrainingRun#stop() stop} it. */
@FunctionalInterface
public interface TrainingListener {
    /**
     * Called after each epoch; the network may be asked for predictions meanwhile.
     *
     * @param run the run
     * @param epoch what the epoch came to
     */
    void onEpoch(TrainingRun run, Epoch epoch);

    /**
     * Called after each batch.
     *
     * @param run the run
     * @param cost the mean loss of the batch before its update, without the penalties of L1 and L2
     */
    default void onBatch(TrainingRun run, double cost) {
    }
}
