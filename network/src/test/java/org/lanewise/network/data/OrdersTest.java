package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1000})
    void anOrderHasEachNumberOnce(int m) {
        int[] order = Orders.shuffled(m, 5);
        assertArrayEquals(IntStream.range(0, m).toArray(), Arrays.stream(order).sorted().toArray());
        assertArrayEquals(order, Orders.shuffled(m, 5));
        if (m == 1000) {
            assertFalse(Arrays.equals(order, Orders.shuffled(m, 6)));
        }
    }

    /** χ² of 24 orders with 23 degrees of freedom is above 49.7 once in a thousand. */
    @Test
    void allOrdersAreAsLikely() {
        RandomGenerator random = new SplittableRandom(3);
        Map<List<Integer>, Integer> counts = new HashMap<>();
        int draws = 24_000;
        for (int draw = 0; draw < draws; draw++) {
            counts.merge(Arrays.stream(Orders.shuffled(4, random)).boxed().toList(), 1, Integer::sum);
        }
        double expected = draws / 24.0;
        double chiSquare = counts.values().stream().mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
        assertEquals(24, counts.size());
        assertTrue(chiSquare < 49.7, () -> "χ² is " + chiSquare);
    }

    /** 2⁶³ is 2 more than a multiple of 3, so the two largest numbers of 63 bits would favour the remainders 0 and 1. */
    @Test
    void bitsThatWouldFavourSomeNumbersAreDrawnAnew() {
        Iterator<Long> bits = List.of(-1L, -3L, -5L).iterator();
        assertEquals((Long.MAX_VALUE - 2) % 3, Orders.below(3, bits::next));
        assertFalse(bits.hasNext());
        assertEquals((int) (Long.MAX_VALUE % 8), Orders.below(8, () -> -1L));
    }
}
