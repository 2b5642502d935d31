package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private final ConfusionMatrix matrix = new ConfusionMatrix(3, new int[]{0, 0, 1, 2, 2, 2},
            new int[]{0, 1, 1, 0, 2, 2});

    @Test
    void countsWhatWasTakenForWhat() {
        assertEquals(1, matrix.count(0, 1));
        assertEquals(1, matrix.count(2, 0));
        assertEquals(2, matrix.count(2, 2));
        assertEquals(0, matrix.count(1, 2));
    }

    @Test
    void hasARowForEachTrueClass() {
        assertEquals(List.of(
                "      0    1    2",
                " 0    1    1    .",
                " 1    .    1    .",
                " 2    1    .    2"), matrix.toString().lines().toList());
    }
}
