package org.lanewise.models.onnx;

import java.util.List;
import java.util.Objects;
import org.lanewise.models.Tensor;
import org.lanewise.network.internal.Copies;

/**
 * An input or output of a model.
 *
 * @param name its name
 * @param type what its values are
 * @param shape its dimensions as the model declares them, {@link #FREE} for one that is not fixed; empty also where the
 *     model declares nothing
 * @param hasShape whether the model declares a shape
 * @param keys the names of the columns, where the model ends in a ZipMap; else none
 */
public record OnnxValue(String name, Tensor.Type type, List<Integer> shape, boolean hasShape, List<String> keys) {
    /** A dimension that may have any size, as that of the examples. */
    public static final int FREE = -1;

    /** Copies the lists. */
    public OnnxValue {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        shape = Copies.of(shape, "shape");
        keys = Copies.of(keys, "keys");
    }

    /** Whether a tensor may be given for it. */
    boolean accepts(Tensor tensor) {
        if (tensor.type() != type || (hasShape && tensor.rank() != shape.size())) {
            return false;
        }
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) != FREE && shape.get(i) != tensor.dimension(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Name, type and shape.
     *
     * @return for example {@code input FLOAT[?, 64]}
     */
    @Override
    public String toString() {
        return name + " " + type
                + (hasShape ? shape.stream().map(n -> n == FREE ? "?" : n.toString()).toList() : " of any shape")
                + (keys.isEmpty() ? "" : " " + keys);
    }
}
