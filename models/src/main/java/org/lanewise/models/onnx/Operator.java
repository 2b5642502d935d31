package org.lanewise.models.onnx;

import java.util.List;
import org.lanewise.models.Tensor;

/**
 * What a node computes, its attributes known. Tensors it is given are not written to. What does not fit is an
 * {@link IllegalArgumentException}.
 */
@FunctionalInterface
interface Operator {
    /** The outputs in their order; a node may want fewer of them. */
    List<Tensor> run(Inputs in);

    /** An operator of a single output. */
    static Operator of(Single operator) {
        return in -> List.of(operator.run(in));
    }

    /** See {@link #of}. */
    @FunctionalInterface
    interface Single {
        Tensor run(Inputs in);
    }

    /** Makes the operator of a node. */
    @FunctionalInterface
    interface Factory {
        Operator of(Attributes attributes);
    }
}
