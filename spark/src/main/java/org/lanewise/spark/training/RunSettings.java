package org.lanewise.spark.training;

import java.io.Serializable;
import java.util.List;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.training.ShardPlan;

/**
 * What an executor has to know of a training, the same for all of its steps.
 *
 * @param id the training's name among all
 * @param plan which examples are in which batch
 * @param table what a row is
 * @param network what the network is
 * @param sumOfWeights over all rows; 0 if all count the same
 * @param partitions how many partitions the cache has
 * @param fingerprints of each shard; none as long as they are not known
 */
record RunSettings(String id, ShardPlan plan, TableShape table, NetworkShape network, double sumOfWeights,
        int partitions, List<Long> fingerprints) implements Serializable {
    RunSettings withFingerprints(List<Long> known) {
        return new RunSettings(id, plan, table, network, sumOfWeights, partitions, known);
    }

    /** The examples of a shard, with the weights that they have among all. */
    Dataset dataset(PackedRows rows) {
        if (rows.size() != plan.size(rows.shard())) {
            throw changed(rows.shard());
        }
        Dataset data = table.dataset(rows);
        return sumOfWeights == 0 ? data : data.withWeightsOf(sumOfWeights, plan.examples(), rows.weights());
    }

    /** The examples of a shard, which have to be those that it had at first. */
    Dataset checkedDataset(PackedRows rows) {
        Dataset data = dataset(rows);
        if (data.fingerprint() != fingerprints.get(rows.shard())) {
            throw changed(rows.shard());
        }
        return data;
    }

    /** A cached block was lost, and the table has other rows, or the same in another order, when it is read again. */
    private static IllegalStateException changed(int shard) {
        return new IllegalStateException("shard " + shard
                + " has other rows than when the training began: the table is "
                + "not the same each time it is computed. Name a key column, or write the table to storage before");
    }
}
