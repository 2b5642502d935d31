package org.lanewise.network.data;

import java.util.Objects;
import org.lanewise.kernels.RandomStream;

/** Random orders by Fisher and Yates, each of the m! with the same probability. */
public final class Orders {
    private Orders() {
    }

    /** The numbers from 0 to m − 1 in the order that belongs to a seed. */
    static int[] shuffled(int m, long seed) {
        return shuffled(m, RandomStream.of(seed, "split"));
    }

    /** The numbers from 0 to m − 1 in an order that depends on the random numbers. */
    static int[] shuffled(int m, RandomStream random) {
        int[] order = new int[m];
        shuffle(order, random);
        return order;
    }

    /**
     * Writes the numbers from 0 on in an order that depends on the random numbers, not on what was there before.
     *
     * @param order written
     * @param random what shuffles
     */
    public static void shuffle(int[] order, RandomStream random) {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(random, "random");
        sort(order);
        for (int i = order.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
    }

    /** Writes the numbers from 0 on in their order. */
    static void sort(int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }
}
