package org.lanewise.spark.training;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lanewise.network.Network;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Training;

/**
 * Trains a network on the rows of a table.
 */
public final class ClusterTraining {
    private ClusterTraining() {
    }

    /**
     * How a training went, and what it took.
     *
     * @param history what each epoch came to
     * @param steps how many steps, or averages of local steps, there were
     * @param bytesSent what was broadcast to the executors: the parameters, and for local steps the moments, of all steps together
     * @param bytesReceived what came back to the driver: sums of gradients, or of parameters and moments
     */
    public record Outcome(History history, long steps, long bytesSent, long bytesReceived) {
    }

    /**
     * Trains a network in place, to the end.
     *
     * @param columns five columns: features (vectors, dense or sparse), labels (doubles), weights (doubles), whether a row is for
     *     validation (booleans), and keys (of any type); the last three are null where there is none. Messages have their names
     * @param training how, with as many {@link Training#withShards shards} as there are to be
     * @param network the network
     * @param checkpoints where the states of the training go
     * @return how it went
     * @throws IllegalArgumentException before anything is trained, if a row is not right, or there is none
     */
    public static Outcome fit(Dataset<Row> columns, Training training, Network network, CheckpointFolder checkpoints) {
        throw new UnsupportedOperationException(columns + ", " + training + ", " + network + ", " + checkpoints);
    }
}
