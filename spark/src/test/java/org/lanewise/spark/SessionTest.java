package org.lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SessionTest {
    @Test
    void aSessionCountsOnThisJdk() {
        assertEquals(1000, Sessions.local().range(1000).repartition(3).count());
    }
}
