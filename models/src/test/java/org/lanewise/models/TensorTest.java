package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Matrix;

class TensorTest {
    /** Arrays of two values of each type, with their type, and with these values and others. */
    static List<Tensor> tensors() {
        return List.of(Tensor.of(new float[]{1, Float.NaN}, 2), Tensor.of(new double[]{1, -0.0}, 2),
                Tensor.of(new int[]{1, 2}, 2), Tensor.of(new long[]{1, 2}, 2), Tensor.of(new boolean[]{true, false}, 2),
                Tensor.of(new String[]{"1", ""}, 2));
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void tensorsAreEqualIfTypeShapeAndValuesAre(Tensor tensor) {
        Object copy = tensor.type().newArray(2);
        System.arraycopy(tensor.values(), 0, copy, 0, 2);
        assertEquals(tensor, Tensor.over(copy, 2));
        assertEquals(tensor.hashCode(), Tensor.over(copy, 2).hashCode());
        assertNotEquals(tensor, tensor.withShape(2, 1));
        assertNotEquals(tensor, Tensor.over(tensor.type().newArray(2), 2));
        assertEquals(1, tensors().stream().filter(tensor::equals).count());
        assertEquals(tensor.type() + "[1, 2]", tensor.withShape(1, 2).toString());
        assertSame(tensor.values(), tensor.withShape(2, 1).values());
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void shapesHaveAsManyValuesAsThereAre(Tensor tensor) {
        for (int[] shape : new int[][]{{}, {1}, {3}, {-1, -2}, {-2}, {2, 0}, {1 << 16, 1 << 16, 2}, {0, -1}}) {
            assertThrows(IllegalArgumentException.class, () -> tensor.withShape(shape));
        }
        assertEquals(0, Tensor.over(tensor.type().newArray(0), 1 << 30, 1 << 30, 0, 1 << 30).size());
        assertEquals(0, Tensor.over(tensor.type().newArray(1)).rank());
    }

    @Test
    void numbersAreTheNearestOfTheTypeThatIsAskedFor() {
        long odd = (1L << 62) + (1L << 38) + 1;
        assertArrayEquals(new float[]{0x1p62f + 0x1p39f, -1}, Tensor.of(new long[]{odd, -1}, 2).floats());
        assertArrayEquals(new float[]{0.1f}, Tensor.of(new double[]{0.1}).floats());
        assertArrayEquals(new float[]{1, 0}, Tensor.of(new boolean[]{true, false}, 2).floats());
        assertArrayEquals(new double[]{7}, Tensor.of(new int[]{7}).doubles());
        assertArrayEquals(new long[]{-7}, Tensor.of(new int[]{-7}).longs());
        assertEquals(2, Tensor.of(new float[]{2.9f}).integer(0));
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[1]).longs());
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(new String[]{"1"}).floats());
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(new int[1]).booleans());
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(new int[1]).strings());
        assertThrows(IllegalArgumentException.class, () -> Tensor.over(new short[1], 1));
    }

    @Test
    void rowsAreAMatrix() {
        float[] numbers = {1, 2, 3, 4, 5, 6};
        Tensor tensor = Tensor.of(numbers, 2, 3);
        assertSame(numbers, tensor.toMatrix().data());
        assertSame(numbers, Tensor.ofRows(tensor.toMatrix()).values());
        assertEquals(tensor, Tensor.ofRows(tensor.toRows()));
        assertEquals(Tensor.of(new float[]{2, 3, 5, 6}, 2, 2), Tensor.ofRows(Matrix.view(numbers, 1, 2, 2, 3)));
        assertThrows(IllegalArgumentException.class, () -> tensor.withShape(6).toMatrix());
        assertThrows(IllegalArgumentException.class, () -> tensor.withShape(6).toRows());
    }
}
