package org.lanewise.models.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.Tensor;

/**
 * What an operator is given.
 *
 * @param kernels what computes
 * @param tensors the inputs in their order; one that was left out is null
 */
record Inputs(Kernels kernels, List<@Nullable Tensor> tensors) {

    int size() {
        return tensors.size();
    }

    Tensor get(int i) {
        Tensor tensor = optional(i);
        if (tensor == null) {
            throw new IllegalArgumentException("input " + i + " is missing");
        }
        return tensor;
    }

    @Nullable
    Tensor optional(int i) {
        return i < tensors.size() ? tensors.get(i) : null;
    }

    boolean has(int i) {
        return optional(i) != null;
    }

    /** A single number, or what stands for one that was left out. */
    double scalar(int i, double otherwise) {
        Tensor tensor = optional(i);
        if (tensor == null) {
            return otherwise;
        }
        if (tensor.size() != 1) {
            throw new IllegalArgumentException("input " + i + " must be a single number, not " + tensor);
        }
        return tensor.real(0);
    }

    /** Integers of an input, or none if it was left out. */
    long[] integers(int i) {
        Tensor tensor = optional(i);
        return tensor == null ? new long[0] : Tensors.integers(tensor);
    }
}
