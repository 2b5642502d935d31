package org.lanewise.network.training;

/** How a training ended. */
public enum Ending {
    /** It goes on. */
    NONE,
    /** All epochs were trained. */
    COMPLETED,
    /** {@link EarlyStopping} saw no more progress. */
    STOPPED_EARLY,
    /** {@link TrainingRun#stop()} was called. */
    STOPPED,
    /**
     * A cost was not finite. The network has the best parameters that were seen: those of the best epoch, or those from
     * before the training if these are better.
     */
    DIVERGED
}
