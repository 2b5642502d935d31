package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.RandomStream;

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

    @Test
    void theOrderBeforeDoesNotMatter() {
        int[] order = {3, 3, 0, 1, 9};
        Orders.shuffle(order, RandomStream.of(3, "orders"));
        assertArrayEquals(Orders.shuffled(5, RandomStream.of(3, "orders")), order);
    }

    /** χ² of 24 orders with 23 degrees of freedom is above 49.7 once in a thousand. */
    @Test
    void allOrdersAreAsLikely() {
        RandomStream random = RandomStream.of(3, "orders");
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
}
