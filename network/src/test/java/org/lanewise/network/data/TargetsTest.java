package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    @Test
    void labelsAreNumberedByTheAlphabet() {
        Targets.Classes y = Targets.labels(List.of("no", "yes", "maybe", "no"));
        assertEquals(List.of("maybe", "no", "yes"), y.names());
        assertArrayEquals(new int[]{1, 2, 0, 1}, y.toArray());
        assertEquals("4 examples of 3 classes", y.toString());
    }

    @Test
    void labelsOfOtherExamplesHaveTheNumbersOfTheTrainingSet() {
        Targets.Classes y = Targets.labels(List.of("yes"), List.of("maybe", "no", "yes"));
        assertEquals(2, y.get(0));
        assertEquals(3, y.count());
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> Targets.labels(List.of("no", "never"), List.of("no", "yes")));
        assertEquals("label of example 1 is \"never\", the classes are [no, yes]", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> Targets.labels(List.of("no"), List.of("no", "yes", "no")));
        assertEquals("names has \"no\" more than once", thrown.getMessage());
    }

    /** A part in which the last class does not occur has it all the same, or a network for it would lack an output. */
    @Test
    void partsHaveTheClassesOfTheWhole() {
        Targets.Classes y = Targets.classes(0, 1, Targets.IGNORED, 4, 1);
        assertEquals(5, y.count());
        assertEquals(5, y.range(0, 3).count());
        assertEquals(5, y.subset(1, 0).count());
        assertArrayEquals(new int[]{1, Targets.IGNORED}, y.range(1, 3).toArray());
        assertArrayEquals(new int[]{4, 0, 4}, y.subset(3, 0, 3).toArray());
        assertEquals(0, Targets.classes().count());
        assertEquals(0, Targets.classes(Targets.IGNORED).count());
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void whatIsNoClass(int number) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> Targets.classes(0, number));
        assertEquals("class of example 1 must be from -1 to 2147483646: " + number, thrown.getMessage());
    }

    @Test
    void nothingIsGatheredBeforeAnError() {
        Targets.Classes y = Targets.classes(3, 2, 1);
        int[] to = new int[2];
        y.gather(new int[]{0, 2, 0}, 1, to);
        assertArrayEquals(new int[]{1, 3}, to);
        assertThrows(IndexOutOfBoundsException.class, () -> y.gather(new int[]{1, 3}, 0, to));
        assertThrows(IndexOutOfBoundsException.class, () -> y.gather(new int[]{1, 1}, 1, to));
        assertArrayEquals(new int[]{1, 3}, to);
    }

    @Test
    void valuesAreNumbersOfEachExample() {
        Targets.Values one = Targets.values(1, 2, 3);
        assertEquals("3 examples of 1 targets", one.toString());
        assertArrayEquals(new float[][]{{3}, {1}}, one.subset(2, 0).examples().toRows());
        Targets.Values two = Targets.values(Examples.ofRows(new float[][]{{1, 2}, {3, 4}}));
        assertArrayEquals(new float[][]{{3, 4}}, two.range(1, 2).examples().toRows());
    }

    @Test
    void classesAreCopied() {
        int[] numbers = {0, 1};
        Targets.Classes y = Targets.classes(numbers);
        numbers[0] = 1;
        y.toArray()[1] = 0;
        assertArrayEquals(new int[]{0, 1}, y.toArray());
    }
}
