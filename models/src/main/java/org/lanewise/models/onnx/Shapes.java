package org.lanewise.models.onnx;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Arithmetic of shapes. */
final class Shapes {
    private Shapes() {
    }

    /** The product of the dimensions, which a tensor is about to be made of. */
    static int elements(int... shape) {
        long elements = product(shape, 0, shape.length);
        if (elements > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a tensor of shape " + Arrays.toString(shape) + " is too large");
        }
        LoadingLimit.take(elements);
        return (int) elements;
    }

    /** The product of some dimensions; of none it is 1. A zero among them counts before an overflow. */
    static long product(int[] shape, int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) {
            if (shape[i] < 0) {
                throw new IllegalArgumentException("a dimension is negative: " + Arrays.toString(shape));
            }
            long high = Math.multiplyHigh(product, shape[i]);
            product *= shape[i];
            if (high != 0 || product < 0) {
                product = Long.MAX_VALUE;
            }
        }
        return product;
    }

    /** The number of values before an axis, which is small because the tensor exists. */
    static int outer(int[] shape, int axis) {
        return (int) product(shape, 0, axis);
    }

    /** The number of values from an axis on. */
    static int inner(int[] shape, int axis) {
        return (int) product(shape, axis, shape.length);
    }

    /** An axis, counted from the end if it is negative. */
    static int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("axis " + axis + " does not exist, the rank is " + rank);
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** An axis to cut at, which may lie behind the last dimension. */
    static int axisOrEnd(long axis, int rank) {
        return axis == rank ? rank : axis(axis, rank);
    }

    /** Axes, in ascending order; all of them if none is given. */
    static int[] axes(long[] axes, int rank) {
        if (axes.length == 0) {
            int[] all = new int[rank];
            Arrays.setAll(all, i -> i);
            return all;
        }
        int[] sorted = Arrays.stream(axes).mapToInt(axis -> axis(axis, rank)).sorted().toArray();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("an axis is given twice: " + Arrays.toString(axes));
            }
        }
        return sorted;
    }

    static boolean contains(int[] axes, int axis) {
        return Arrays.binarySearch(axes, axis) >= 0;
    }

    /** Dimensions from a file or a tensor. */
    static int[] dimensions(long... dims) {
        int[] shape = new int[dims.length];
        for (int i = 0; i < shape.length; i++) {
            if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("dimension " + i + " is " + dims[i]);
            }
            shape[i] = (int) dims[i];
        }
        return shape;
    }

    /** How far apart neighbours along each axis lie. */
    static int[] strides(int... shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /** The shape that two shapes are repeated to: dimensions are compared from the last, and a 1 gives way. */
    static int[] broadcast(int[] a, int[] b) {
        int[] shape = new int[Math.max(a.length, b.length)];
        for (int i = 1; i <= shape.length; i++) {
            int m = i <= a.length ? a[a.length - i] : 1;
            int n = i <= b.length ? b[b.length - i] : 1;
            if (m != n && m != 1 && n != 1) {
                throw new IllegalArgumentException(
                        "the shapes " + Arrays.toString(a) + " and " + Arrays.toString(b) + " do not fit");
            }
            shape[shape.length - i] = m == 1 ? n : m;
        }
        return shape;
    }

    /** For each value of the target, which value of the shape it repeats. */
    static IntUnaryOperator broadcastIndex(int[] shape, int[] target) {
        if (!Arrays.equals(broadcast(shape, target), target)) {
            throw new IllegalArgumentException(
                    "the shape " + Arrays.toString(shape) + " is not repeated to " + Arrays.toString(target));
        }
        int size = (int) product(shape, 0, shape.length);
        if (size == product(target, 0, target.length)) {
            return i -> i;
        }
        if (isSuffix(shape, target)) {
            return i -> i % size;
        }
        int[] own = strides(shape);
        int[] strides = new int[target.length];
        int before = target.length - shape.length;
        for (int i = 0; i < shape.length; i++) {
            strides[before + i] = shape[i] == 1 ? 0 : own[i];
        }
        return walk(target, 0, strides);
    }

    /** Whether only dimensions in front are repeated, so that the values repeat as a whole. */
    private static boolean isSuffix(int[] shape, int[] target) {
        int ones = 0;
        while (ones < shape.length && shape[ones] == 1) {
            ones++;
        }
        return Arrays.equals(shape, ones, shape.length, target, target.length - shape.length + ones, target.length);
    }

    /** The offset of value i of a tensor of such a shape, in one with such strides. */
    static IntUnaryOperator walk(int[] shape, int offset, int[] strides) {
        int[] own = strides(shape);
        return i -> {
            int at = offset;
            int rest = i;
            for (int axis = 0; axis < own.length; axis++) {
                at += rest / own[axis] * strides[axis];
                rest %= own[axis];
            }
            return at;
        };
    }
}
