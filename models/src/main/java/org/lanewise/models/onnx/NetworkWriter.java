package org.lanewise.models.onnx;

import java.util.List;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;

/**
 * The message of a network: a Gemm for each layer, the nodes of its activation, and at the end the function that makes
 * probabilities of logits. Numbers are those of onnx.proto.
 */
final class NetworkWriter {
    private static final int IR_VERSION = 9;
    /** The first one with Gelu. */
    private static final int OPSET = 20;
    private static final int FLOAT = 1;

    private final WireWriter graph = new WireWriter();
    /** The number of nodes, from which values that nobody needs to know have their names. */
    private int nodes;

    private NetworkWriter() {
    }

    static byte[] write(Network network) {
        WireWriter graph = new NetworkWriter().graph(network);
        return new WireWriter().integer(1, IR_VERSION)
                .text(2, "lanewise")
                .message(7, graph)
                .message(8, new WireWriter().text(1, "").integer(2, OPSET))
                .toBytes();
    }

    private WireWriter graph(Network network) {
        String value = "input";
        List<DenseLayer> layers = network.layers();
        for (int l = 0; l < layers.size(); l++) {
            DenseLayer layer = layers.get(l);
            String name = "layers." + l;
            parameters(name + ".weight", layer.weights(), layer.outputs(), layer.inputs());
            parameters(name + ".bias", layer.bias(), layer.outputs());
            value = activation(layer.activation(),
                    node("Gemm", List.of(value, name + ".weight", name + ".bias"), integer("transB", 1)));
        }
        value = switch (network.cost().kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> node("Softmax", List.of(value), integer("axis", -1));
            case BINARY_CROSS_ENTROPY -> node("Sigmoid", List.of(value));
            default -> value;
        };
        node("Identity", List.of(value), "output");
        graph.text(2, "network");
        graph.message(11, examples("input", network.inputs()));
        graph.message(12, examples("output", network.outputs()));
        return graph;
    }

    private void parameters(String name, Matrix matrix, int... shape) {
        graph.message(5, tensor(name, matrix.toArray(), shape));
    }

    private static WireWriter tensor(String name, float[] values, int... shape) {
        WireWriter tensor = new WireWriter();
        for (int dimension : shape) {
            tensor.integer(1, dimension);
        }
        return tensor.integer(2, FLOAT).text(8, name).raw(9, values);
    }

    /** The nodes of an activation; what it gives. */
    private String activation(Activation g, String z) {
        List<String> in = List.of(z);
        return switch (g.kind()) {
            case IDENTITY -> z;
            case RELU -> node("Relu", in);
            case LEAKY_RELU -> node("LeakyRelu", in, real("alpha", g.alpha()));
            case THRESHOLDED_RELU -> node("ThresholdedRelu", in, real("alpha", g.alpha()));
            case CLIP -> node("Clip", List.of(z, scalar(g.alpha()), scalar(g.beta())));
            case ELU -> node("Elu", in, real("alpha", g.alpha()));
            case CELU -> node("Celu", in, real("alpha", g.alpha()));
            case SELU -> node("Selu", in);
            case SIGMOID -> node("Sigmoid", in);
            case HARD_SIGMOID -> node("HardSigmoid", in, real("alpha", g.alpha()), real("beta", g.beta()));
            case TANH -> node("Tanh", in);
            case SOFTSIGN -> node("Softsign", in);
            case SOFTPLUS -> node("Softplus", in);
            case SWISH -> node("Mul", List.of(z, node("Sigmoid", in)));
            case HARD_SWISH -> node("HardSwish", in);
            case MISH -> node("Mish", in);
            case GELU -> node("Gelu", in);
            case GELU_TANH -> node("Gelu", in, text("approximate", "tanh"));
            case EXPONENTIAL -> node("Exp", in);
        };
    }

    private String scalar(float value) {
        String name = "constant." + nodes++;
        graph.message(5, tensor(name, new float[]{value}));
        return name;
    }

    private String node(String operator, List<String> inputs, WireWriter... attributes) {
        return node(operator, inputs, "value." + nodes, attributes);
    }

    private String node(String operator, List<String> inputs, String output, WireWriter... attributes) {
        WireWriter node = new WireWriter();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, operator + "." + nodes++).text(4, operator);
        for (WireWriter attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        return output;
    }

    private static WireWriter real(String name, float value) {
        return new WireWriter().text(1, name).real(2, value).integer(20, Proto.Attribute.FLOAT);
    }

    private static WireWriter integer(String name, long value) {
        return new WireWriter().text(1, name).integer(3, value).integer(20, Proto.Attribute.INT);
    }

    private static WireWriter text(String name, String value) {
        return new WireWriter().text(1, name).text(4, value).integer(20, Proto.Attribute.STRING);
    }

    /** Any number of examples in rows. */
    private static WireWriter examples(String name, int features) {
        WireWriter shape = new WireWriter().message(1, new WireWriter().text(2, "batch"))
                .message(1, new WireWriter().integer(1, features));
        WireWriter tensor = new WireWriter().integer(1, FLOAT).message(2, shape);
        return new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor));
    }
}
