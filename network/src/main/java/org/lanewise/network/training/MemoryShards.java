package org.lanewise.network.training;

import java.util.Arrays;
import java.util.List;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;

/** Shards in this JVM's memory, one after another. */
final class MemoryShards implements ShardedData {
    private final List<Dataset> data;
    private final Shard[] shards;
    private final ShardWorker worker;

    MemoryShards(Training training, Network network, List<Dataset> data) {
        this.data = data;
        ShardPlan plan = ShardPlan.of(training, sizes());
        shards = new Shard[data.size()];
        Arrays.setAll(shards, s -> new Shard(plan, s, data.get(s)));
        worker = new ShardWorker(plan, network.copy());
    }

    @Override
    public int[] sizes() {
        return data.stream().mapToInt(Dataset::size).toArray();
    }

    @Override
    public long[] fingerprints() {
        return data.stream().mapToLong(Dataset::fingerprint).toArray();
    }

    @Override
    public void sum(ShardTask task, float[] state, ShardSum sum) {
        worker.sum(task, state, new ShardTree.Node(0, shards.length), s -> shards[s], sum);
    }
}
