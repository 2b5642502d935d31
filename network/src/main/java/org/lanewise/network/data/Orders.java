package org.lanewise.network.data;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Random orders, each of the m! with the same probability as far as the generator has as many states. */
final class Orders {
    private Orders() {
    }

    /** The numbers from 0 to m − 1 in the order that belongs to a seed. */
    static int[] shuffled(int m, long seed) {
        return shuffled(m, new SplittableRandom(seed));
    }

    /** The numbers from 0 to m − 1, shuffled by Fisher and Yates. */
    static int[] shuffled(int m, RandomGenerator random) {
        int[] order = new int[m];
        for (int i = 0; i < m; i++) {
            int other = below(i + 1, random);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** A number from 0 to bound − 1; those of 63 bits that the last, incomplete run of remainders has are drawn anew. */
    static int below(int bound, RandomGenerator random) {
        while (true) {
            long bits = random.nextLong() >>> 1;
            long number = bits % bound;
            if (bits - number <= Long.MAX_VALUE - (bound - 1)) {
                return (int) number;
            }
        }
    }
}
