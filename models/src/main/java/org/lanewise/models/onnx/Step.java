package org.lanewise.models.onnx;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.Tensor;

/** A node that is ready to run. The values of a graph have numbers; −1 is an input or output that is left out. */
final class Step {
    static final int NONE = -1;

    /** What it computes. */
    final Operator operator;
    /** The operator's name in ONNX. */
    final String type;
    /** Which node it was, for messages. */
    final String place;
    final int[] inputs;
    final int[] outputs;

    Step(Operator operator, String type, String place, int[] inputs, int[] outputs) {
        this.operator = operator;
        this.type = type;
        this.place = place;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** The same node with other inputs and another operator. */
    Step with(Operator other, int... otherInputs) {
        return new Step(other, type, place, otherInputs, outputs);
    }

    /** Reads its inputs from the values, and writes its outputs there. */
    void run(Kernels kernels, @Nullable Tensor[] values) {
        Inputs in = inputs(kernels, values);
        try {
            List<Tensor> results = operator.run(in);
            for (int i = 0; i < outputs.length; i++) {
                if (outputs[i] != NONE) {
                    if (i >= results.size()) {
                        throw new IllegalArgumentException("output " + i + " is not supported");
                    }
                    values[outputs[i]] = results.get(i);
                }
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new NodeException(place, e);
        }
    }

    Inputs inputs(Kernels kernels, @Nullable Tensor[] values) {
        @Nullable
        Tensor[] tensors = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            tensors[i] = inputs[i] == NONE ? null : values[inputs[i]];
        }
        return new Inputs(kernels, Arrays.asList(tensors));
    }

    /** What went wrong, and in which node. */
    static final class NodeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final String place;
        private final String reason;

        NodeException(String place, RuntimeException cause) {
            super(place + ": " + cause.getMessage(), cause);
            this.place = place;
            this.reason = String.valueOf(cause.getMessage());
        }

        String place() {
            return place;
        }

        String reason() {
            return reason;
        }
    }
}
