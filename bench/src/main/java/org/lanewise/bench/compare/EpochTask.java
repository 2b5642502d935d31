package org.lanewise.bench.compare;

import org.lanewise.kernels.RandomStream;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Orders;
import org.lanewise.network.data.Split;

/**
 * Epochs of training: every example once, in mini-batches, in an order that is new each time. All contenders shuffle alike, so that
 * they come to the same cost but for rounding.
 *
 * @param network the network as it starts, and the examples of a mini-batch; its own batch is not used
 * @param data the examples in rows, with classes as targets
 */
public record EpochTask(NetworkTask network, Split<Dataset> data) {
    /** What the shuffling depends on. */
    static final long SEED = 1;

    /** The order of the training examples in an epoch, counted from 0: the one that the library has for this seed. */
    public int[] order(int epoch) {
        int[] order = new int[data.train().size()];
        RandomStream random = RandomStream.of(SEED, "shuffle");
        random.position((long) epoch << Integer.SIZE);
        Orders.shuffle(order, random);
        return order;
    }
}
