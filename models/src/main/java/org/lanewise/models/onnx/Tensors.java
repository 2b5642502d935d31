package org.lanewise.models.onnx;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.lanewise.models.Tensor;

/** What operators make of tensors. */
final class Tensors {
    private Tensors() {
    }

    /** Zeros, false, or empty texts. */
    static Tensor zeros(Tensor.Type type, int... shape) {
        return Tensor.over(type.newArray(Shapes.elements(shape)), shape);
    }

    /** The numbers of what has to be in single precision, not to be written to. */
    static float[] floats(Tensor tensor) {
        if (tensor.type() != Tensor.Type.FLOAT) {
            throw new IllegalArgumentException("single precision is needed, not " + tensor);
        }
        return tensor.floats();
    }

    /** All numbers in double precision, as a copy. */
    static double[] reals(Tensor tensor) {
        double[] reals = tensor.doubles();
        return tensor.type() == Tensor.Type.DOUBLE ? reals.clone() : reals;
    }

    /** The integers of a shape, of axes, or of indices, as a copy. */
    static long[] integers(Tensor tensor) {
        long[] integers = tensor.longs();
        return tensor.type() == Tensor.Type.INT64 ? integers.clone() : integers;
    }

    /** A value as a key of a table: two of them are equal as the values are. */
    static Object key(Tensor tensor, int i) {
        return Array.get(tensor.values(), i);
    }

    /** A tensor whose value i is the one of another at {@code source(i)}. */
    static Tensor pick(Tensor from, int[] target, IntUnaryOperator source) {
        Object picked = from.type().newArray(Shapes.elements(target));
        for (int i = 0; i < Array.getLength(picked); i++) {
            System.arraycopy(from.values(), source.applyAsInt(i), picked, i, 1);
        }
        return Tensor.over(picked, target);
    }

    /** A tensor, repeated along dimensions of size 1 and in front. */
    static Tensor expand(Tensor tensor, int... target) {
        int[] shape = tensor.shape();
        return Arrays.equals(shape, target)
                ? tensor
                : pick(tensor, target, Shapes.broadcastIndex(shape, target));
    }
}
