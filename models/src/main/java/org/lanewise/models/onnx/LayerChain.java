package org.lanewise.models.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.onnx.Normalizations.Softmax;
import org.lanewise.models.onnx.Products.Dense;
import org.lanewise.network.DenseLayer;

/** The dense layers that lead from the only input of a graph to one of its outputs, found from the output on. */
final class LayerChain {
    /** What only gives an example's numbers another shape. */
    private static final Set<String> SHAPES = Set.of("Flatten", "Reshape", "Squeeze", "Unsqueeze");

    private final Deque<DenseLayer> layers = new ArrayDeque<>();
    /** An activation whose layer is still to come. */
    private Activation pending = Activation.IDENTITY;
    private boolean softmax;
    private boolean logSoftmax;

    private LayerChain() {
    }

    /** The layers to an output; an {@link IllegalStateException} names what is in the way. */
    static LayerChain to(Graph graph, int output) {
        @Nullable
        Step[] producers = graph.producers();
        LayerChain chain = new LayerChain();
        String name = "output '" + graph.outputs.get(output).name() + "'";
        int value = graph.outputValues[output];
        for (Step step = producers[value]; step != null; step = producers[value]) {
            if (!chain.takes(step)) {
                throw new IllegalStateException(
                        name + " is not that of a dense network: " + step.place + " is no part of one");
            }
            value = step.inputs[0];
        }
        boolean isInput = graph.inputs.size() == 1 && value == graph.inputValues[0];
        if (!isInput || chain.layers.isEmpty() || chain.hasPending()) {
            throw new IllegalStateException(name + " is not that of a dense network of one input: " + graph.inputs);
        }
        return chain;
    }

    /** Takes a step in front of those that it has, if it is part of a layer or changes no number. */
    private boolean takes(Step step) {
        return switch (step.operator) {
            case Dense dense -> takes(dense);
            case Activate activate -> takes(activate.activation());
            case Softmax last -> takes(last);
            case Learned.Scaler scaler -> takes(scaler);
            case Operators.Pass pass -> true;
            default -> SHAPES.contains(step.type);
        };
    }

    private boolean takes(Dense dense) {
        if (hasPending() && !dense.activation.equals(Activation.IDENTITY)) {
            return false;
        }
        layers.addFirst(new DenseLayer(dense.weights.copy(), dense.bias.copy(),
                hasPending() ? pending : dense.activation));
        pending = Activation.IDENTITY;
        return true;
    }

    private boolean takes(@Nullable Activation g) {
        if (hasPending() || g == null) {
            return false;
        }
        pending = g;
        return true;
    }

    private boolean takes(Softmax last) {
        if (hasPending() || softmax || logSoftmax || !layers.isEmpty() || !last.isOfRows()) {
            return false;
        }
        softmax = !last.isLog();
        logSoftmax = last.isLog();
        return true;
    }

    /** What scales the inputs of the layer that comes next becomes part of it: {@code W·scale} and {@code b − W·scale·offset}. */
    private boolean takes(Learned.Scaler scaler) {
        DenseLayer first = layers.peekFirst();
        if (hasPending() || first == null || !scaler.fits(first.inputs())) {
            return false;
        }
        Matrix weights = first.weights().copy();
        Matrix bias = first.bias().copy();
        for (int j = 0; j < weights.rows(); j++) {
            double shift = 0;
            for (int k = 0; k < weights.columns(); k++) {
                double scaled = (double) weights.get(j, k) * scaler.scale(k);
                weights.set(j, k, (float) scaled);
                shift += scaled * scaler.offset(k);
            }
            bias.set(j, 0, (float) (bias.get(j, 0) - shift));
        }
        layers.removeFirst();
        layers.addFirst(new DenseLayer(weights, bias, first.activation()));
        return true;
    }

    private boolean hasPending() {
        return !pending.equals(Activation.IDENTITY);
    }

    List<DenseLayer> layers() {
        return List.copyOf(layers);
    }

    boolean softmax() {
        return softmax;
    }

    boolean logSoftmax() {
        return logSoftmax;
    }
}
