package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Matrix;

class LabelsTest {
    @Test
    void oneHotHasAOneInTheRowOfTheClass() {
        Matrix y = Labels.oneHot(new int[]{2, 0, 2, 1}, 3);
        assertEquals("3x4", y.toString());
        assertArrayEquals(new float[]{0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0}, y.toArray());
        assertEquals("3x0", Labels.oneHot(new int[0], 3).toString());
    }

    @Test
    void binaryIsOneRow() {
        Matrix y = Labels.binary(new int[]{1, 0, 0, 1});
        assertEquals("1x4", y.toString());
        assertArrayEquals(new float[]{1, 0, 0, 1}, y.toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, Integer.MAX_VALUE})
    void oneHotRejectsWhatIsNoClass(int label) {
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> Labels.oneHot(new int[]{0, label}, 3));
        assertEquals("label of example 1 must be from 0 to 2: " + label, thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void binaryRejectsWhatIsNeitherZeroNorOne(int label) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> Labels.binary(new int[]{0, 1, label}));
        assertEquals("label of example 2 must be 0 or 1: " + label, thrown.getMessage());
    }
}
