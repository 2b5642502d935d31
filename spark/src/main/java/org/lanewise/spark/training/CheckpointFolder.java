package org.lanewise.spark.training;

import java.util.Optional;

/**
 * Where the states of a training go, and how often. A training that finds one there goes on from the last.
 *
 * @param folder a folder of any file system that Hadoop knows, of this training alone; empty for none
 * @param interval after how many steps a state is written, positive
 */
public record CheckpointFolder(Optional<String> folder, int interval) {
    /** No states. */
    public static final CheckpointFolder NONE = new CheckpointFolder(Optional.empty(), 1);

    /**
     * Checks the interval.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public CheckpointFolder {
        if (interval < 1) {
            throw new IllegalArgumentException("interval must be positive: " + interval);
        }
    }
}
