package org.lanewise.network.training;

/**
 * The examples of a training in shards, which may be anywhere: what a run asks of whoever has them. A {@link ShardWorker} does the
 * computing, where the examples are, and a {@link ShardTree} adds up.
 */
public interface ShardedData {
    /**
     * How many examples each shard has; those that are ignored don't count.
     *
     * @return a number for each shard
     */
    int[] sizes();

    /**
     * What tells the shards' examples from others.
     *
     * @return the {@link org.lanewise.network.data.Dataset#fingerprint fingerprint} of each shard; of an empty one any number
     */
    long[] fingerprints();

    /**
     * Carries out a task over all shards, of which one has an example at least.
     *
     * @param task the task
     * @param state what it begins from: not changed before this returns
     * @param sum written
     */
    void sum(ShardTask task, float[] state, ShardSum sum);
}
