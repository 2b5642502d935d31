package org.lanewise.network.training;

import java.util.Objects;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.MiniBatches;

/** The examples of one shard, which come in the order of an epoch. One thread may use it at a time. */
public final class Shard {
    private final ShardPlan plan;
    private final int number;
    private final Dataset data;
    private final MiniBatches batches;
    private final RandomStream order;
    private int epoch = -1;

    /**
     * A shard.
     *
     * @param plan which of its examples are in which batch
     * @param number its number, from 0
     * @param data its examples
     * @throws IllegalArgumentException if it has not as many as the plan says
     */
    public Shard(ShardPlan plan, int number, Dataset data) {
        this.plan = Objects.requireNonNull(plan, "plan");
        this.number = Objects.checkIndex(number, plan.shards());
        this.data = Objects.requireNonNull(data, "data");
        if (data.size() != plan.size(number)) {
            throw new IllegalArgumentException(
                    "data of shard " + number + " has " + data + ", the plan has " + plan.size(number));
        }
        batches = new MiniBatches(data, plan.largestPart(number));
        order = RandomStream.of(plan.seed(), "shuffle");
    }

    /** All of its examples. */
    Dataset data() {
        return data;
    }

    /** Its part of a batch, which has to have an example. */
    Dataset part(int ofEpoch, int batch) {
        if (plan.shuffles() && epoch != ofEpoch) {
            order.position(((long) ofEpoch * plan.shards() + number) << Integer.SIZE);
            batches.shuffle(order);
        }
        epoch = ofEpoch;
        return batches.range(plan.from(number, batch), plan.from(number, batch + 1));
    }
}
