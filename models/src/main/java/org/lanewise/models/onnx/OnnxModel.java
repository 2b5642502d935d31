package org.lanewise.models.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Products.Dense;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;
import org.lanewise.network.internal.Copies;

/**
 * A model from an ONNX file: a graph of operators with named inputs and outputs. It does not change, and serves any
 * number of threads. The first dimension of what goes in and comes out is that of the examples.
 *
 * <pre>{@code
 * OnnxModel model = Onnx.read(Path.of("model.onnx"));
 * Tensor output = model.run(Map.of("input", Tensor.ofRows(x))).get("output");
 * }</pre>
 */
public final class OnnxModel {
    private final Graph graph;
    /** Those of the inputs. */
    private final Set<String> names;

    OnnxModel(Graph graph) {
        this.graph = graph;
        names = graph.inputs.stream().map(OnnxValue::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The inputs.
     *
     * @return what {@link #run} has to be given, in the order of the file
     */
    public List<OnnxValue> inputs() {
        return List.copyOf(graph.inputs);
    }

    /**
     * The outputs.
     *
     * @return what {@link #run} gives, in the order of the file
     */
    public List<OnnxValue> outputs() {
        return List.copyOf(graph.outputs);
    }

    /**
     * Computes all outputs.
     *
     * @param given a tensor for each input, by name
     * @return a tensor for each output, by name, in the order of {@link #outputs()}, over an array of its own; of a ZipMap the
     *     numbers, whose columns have the names {@link OnnxValue#keys()}
     * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape than declared, or a
     *     node can't work with what it is given
     */
    public Map<String, Tensor> run(Map<String, Tensor> given) {
        for (String name : Copies.of(given, "given").keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("the model has no input '" + name + "', only " + graph.inputs);
            }
        }
        Tensor[] tensors = new Tensor[graph.inputs.size()];
        for (int i = 0; i < tensors.length; i++) {
            OnnxValue input = graph.inputs.get(i);
            Tensor tensor = given.get(input.name());
            if (tensor == null) {
                throw new IllegalArgumentException("input '" + input.name() + "' is missing");
            }
            if (!input.accepts(tensor)) {
                throw new IllegalArgumentException(
                        "input '" + input.name() + "' is " + tensor + ", the model takes " + input);
            }
            tensors[i] = tensor;
        }
        @Nullable
        Tensor[] values = graph.run(tensors);
        Map<String, Tensor> results = new LinkedHashMap<>();
        for (int i = 0; i < graph.outputValues.length; i++) {
            Tensor value = values[graph.outputValues[i]];
            if (value == null) {
                throw new AssertionError("nothing makes " + graph.outputs.get(i));
            }
            boolean isOwn = !isOver(value, tensors) && !isOver(value, graph.constants)
                    && !isOver(value, results.values().toArray(Tensor[]::new));
            results.put(graph.outputs.get(i).name(), isOwn ? value : Tensors.pick(value, value.shape(), j -> j));
        }
        return results;
    }

    /** Whether a tensor is over the array of one of the others, so that who writes to it would change that. */
    @SuppressWarnings("ReferenceEquality") // Equal numbers in another array are harmless.
    private static boolean isOver(Tensor tensor, @Nullable Tensor... others) {
        for (Tensor other : others) {
            if (other != null && other.values() == tensor.values()) {
                return true;
            }
        }
        return false;
    }

    /**
     * A predictor, where the model is a dense network of one input: it takes an example's numbers, and gives those of the
     * output that the network ends in. It allocates nothing.
     *
     * <p>A Scaler before a layer becomes part of it, {@code W·scale} and {@code b − W·scale·offset}, each rounded once. So the last
     * bits are not those of {@link #run}, and digits are lost where an offset is far larger than the deviation of its column.
     *
     * @return the predictor, for all threads
     * @throws IllegalStateException if the model is no chain of dense layers; the message names the node in the way
     */
    public Predictor predictor() {
        LayerChain chain = chain();
        return network(chain, chain.softmax() ? Cost.CATEGORICAL_CROSS_ENTROPY : Cost.MEAN_SQUARED_ERROR).predictor();
    }

    /**
     * The model as a network that goes on learning, with copies of its weights. What comes after the last layer goes if the
     * cost has it: softmax, or its logarithm, for the categorical cross-entropy, sigmoid for the binary one. A Scaler becomes part of
     * the layer after it, as for {@link #predictor()}: the network takes numbers that are not scaled.
     *
     * @param cost what it is to minimise
     * @return a network of its own
     * @throws IllegalStateException if the model is no chain of dense layers; the message names the node in the way
     * @throws IllegalArgumentException if it does not end as the cost needs it
     */
    public Network toNetwork(Cost cost) {
        Objects.requireNonNull(cost, "cost");
        return network(chain(), cost);
    }

    private Network network(LayerChain chain, Cost cost) {
        List<DenseLayer> layers = new ArrayList<>(chain.layers());
        DenseLayer last = layers.getLast();
        boolean isCategorical = cost.kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY;
        if ((chain.softmax() || chain.logSoftmax()) && !isCategorical) {
            throw new IllegalArgumentException("the model ends in a softmax, which " + cost + " does not have");
        }
        if (cost.kind() == Cost.Kind.BINARY_CROSS_ENTROPY && last.activation().equals(Activation.SIGMOID)) {
            layers.set(layers.size() - 1, new DenseLayer(last.weights(), last.bias(), Activation.IDENTITY));
        }
        return new Network(graph.kernels, layers, cost);
    }

    /** The last of the outputs that is made by a chain of layers. */
    private LayerChain chain() {
        IllegalStateException failure = null;
        for (int i = graph.outputValues.length - 1; i >= 0; i--) {
            try {
                return LayerChain.to(graph, i);
            } catch (IllegalStateException e) {
                failure = e;
            }
        }
        throw failure == null ? new IllegalStateException("the model has no output") : failure;
    }

    /**
     * Inputs, steps and outputs.
     *
     * @return a line for each
     */
    public String summary() {
        return graph.steps.stream()
                .map(step -> "  " + step.place
                        + (step.operator instanceof Dense dense
                                ? ": dense " + dense.weights.columns() + " to " + dense.weights.rows() + ", "
                                        + dense.activation
                                : ""))
                .collect(Collectors.joining("\n", "inputs " + graph.inputs + "\n", "\noutputs " + graph.outputs));
    }
}
