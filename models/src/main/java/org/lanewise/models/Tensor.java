package org.lanewise.models;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.lanewise.kernels.Matrix;

/**
 * Numbers in any number of dimensions, those of the last one together. Tensors are equal if their shapes are, and their numbers bit
 * by bit.
 *
 * @param shape the size of each dimension; none for a single number
 * @param data the numbers; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its elements below.
public record Tensor(List<Integer> shape, float[] data) {
    /**
     * Checks that there are as many numbers as the shape says.
     *
     * @throws IllegalArgumentException if there are not, or a dimension is negative
     */
    public Tensor {
        shape = List.copyOf(shape);
        Objects.requireNonNull(data, "data");
        long count = 1;
        for (int size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("a dimension must not be negative: " + shape);
            }
            count = Math.min(count * size, Integer.MAX_VALUE);
        }
        if (count != data.length) {
            throw new IllegalArgumentException("data has " + data.length + " numbers, the shape is " + shape);
        }
    }

    /** The numbers of a matrix in a shape of as many: its array itself if it has no others. */
    static Tensor of(Matrix matrix, Integer... shape) {
        boolean isWhole = matrix.isContiguous() && matrix.data().length == (long) matrix.rows() * matrix.columns();
        return new Tensor(List.of(shape), isWhole ? matrix.data() : matrix.toArray());
    }

    /**
     * The tensor as a matrix.
     *
     * @return a view of the numbers
     * @throws IllegalStateException unless there are two dimensions
     */
    public Matrix toMatrix() {
        if (shape.size() != 2) {
            throw new IllegalStateException("a tensor of shape " + shape + " is no matrix");
        }
        return Matrix.of(shape.get(0), shape.get(1), data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor(List<Integer> otherShape, float[] otherData) && shape.equals(otherShape)
                && Arrays.equals(data, otherData);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(data);
    }

    /**
     * Its shape.
     *
     * @return for example {@code 32x64}, or {@code scalar}
     */
    @Override
    public String toString() {
        return shape.isEmpty() ? "scalar" : shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }
}
