package org.lanewise.spark.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.lanewise.network.Network;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network on the rows of a table, which stay on the executors. The rows are in as many shards as the training has: by their
 * order, shard s of K having those from {@code ⌊n·s/K⌋} on, or by the hash of a key. The parameters have the same bits for any
 * partitions of the table, any executors and whatever happens to them, and with a key for any order of the rows; they are those that {@link
 * Training#start(Network, org.lanewise.network.data.DataSource)} gives for the same shards on one machine.
 *
 * <p>Without a key the table has to be the same each time that it is computed. What is not is seen when a lost block is made anew.
 */
public final class ClusterTraining {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterTraining.class);

    private ClusterTraining() {
    }

    /**
     * How a training went, and what it took.
     *
     * @param history what each epoch came to
     * @param steps how many steps, or averages of local steps, were made here; those before a checkpoint don't count
     * @param bytesSent what was broadcast to the executors: the parameters, and for local steps the moments, of all steps together
     * @param bytesReceived what came back to the driver: sums of gradients, or of parameters and moments
     */
    public record Outcome(History history, long steps, long bytesSent, long bytesReceived) {
    }

    /**
     * Trains a network in place, to the end.
     *
     * @param columns five columns: features (vectors, dense or sparse), labels (doubles), weights (doubles), whether a row is for
     *     validation (booleans), and keys (of any type but void); the last three are null where there is none. Messages have their
     *     names
     * @param training how, with as many {@link Training#withShards shards} as there are to be; rows for validation, which are measured
     *     on the driver, replace its validation data
     * @param network the network
     * @param checkpoints where the states of the training go
     * @return how it went
     * @throws IllegalArgumentException before anything is trained, if a row is not right, there is none, or the folder has
     *     the state of another training
     */
    public static Outcome fit(Dataset<Row> columns, Training training, Network network, CheckpointFolder checkpoints) {
        if (training.shards() == 0) {
            throw new IllegalArgumentException("training has no shards");
        }
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(columns.sparkSession().sparkContext());
        TableShape shape = TableShape.of(network, columns.columns());
        int partitions = Math.min(training.shards(), spark.defaultParallelism());
        try (ShardedTable table = new ShardedTable(columns, shape, training.shards(), partitions)) {
            Training validated = table.validation().map(training::withValidation).orElse(training);
            return fit(spark, table, validated, network, checkpoints);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome fit(JavaSparkContext spark, ShardedTable table, Training training, Network network,
            CheckpointFolder checkpoints) throws IOException {
        String id = "lanewise-" + UUID.randomUUID();
        Training logged = training.withListener((run, epoch) -> log(id, training, epoch));
        Optional<TrainingState> state = Optional.empty();
        if (checkpoints.folder().isPresent()) {
            StateFiles states = new StateFiles(checkpoints.folder().get(), checkpoints.interval(),
                    spark.hadoopConfiguration());
            logged = logged.withListener(states);
            state = states.latest();
        }
        Training whole = logged;
        try (SparkShards shards = new SparkShards(spark, table, id, training, network)) {
            LOG.info("{}: {} on {}, {}", id, network, table, training);
            History history = state.map(from -> whole.resume(network, shards, from))
                    .orElseGet(() -> whole.start(network, shards)).finish();
            return new Outcome(history, shards.steps(), shards.bytesSent(), shards.bytesReceived());
        }
    }

    private static void log(String id, Training training, Epoch epoch) {
        LOG.info("{}: epoch {} of {}, cost {}{}", id, epoch.number(), training.epochs(), epoch.cost(),
                epoch.scores().map(scores -> ", " + scores).orElse(""));
    }
}
