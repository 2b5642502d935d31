package org.lanewise.models.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.FittedColumn;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.FittedScaler.Scaling;
import org.lanewise.network.data.Unknown;

/**
 * The message of a network: what is done with columns, a Gemm for each layer, the nodes of its activation, and at the end what makes
 * probabilities of logits, labels of probabilities, or numbers of scaled ones. Numbers are those of onnx.proto.
 */
final class NetworkWriter {
    private static final int IR_VERSION = 9;
    /** The first one with Gelu. */
    private static final int OPSET = 20;
    private static final String LEARNED = "ai.onnx.ml";
    private static final int LEARNED_OPSET = 3;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int STRING = 8;
    private static final int DOUBLE = 11;

    private final WireWriter graph = new WireWriter();
    /** The names of values, which have to differ from those of columns. */
    private final Set<String> names = new HashSet<>();
    /** The number of nodes, from which values that nobody needs to know have their names. */
    private int nodes;
    private boolean hasLearned;

    private NetworkWriter() {
    }

    static byte[] write(Network network) {
        NetworkWriter writer = new NetworkWriter();
        String input = writer.input("input", FLOAT, network.inputs(), "");
        writer.named("Identity", List.of(writer.layers(network, input)),
                writer.output("output", FLOAT, network.outputs()));
        return writer.model();
    }

    static byte[] writeClassifier(FittedPreprocessing preprocessing, Network network, List<String> classes) {
        NetworkWriter writer = new NetworkWriter();
        writer.classes(writer.layers(network, writer.features(preprocessing, network)), network, classes);
        return writer.model();
    }

    static byte[] writeRegressor(FittedPreprocessing preprocessing, Network network, List<Scaling> targets) {
        NetworkWriter writer = new NetworkWriter();
        writer.numbers(writer.layers(network, writer.features(preprocessing, network)), network, targets);
        return writer.model();
    }

    private byte[] model() {
        WireWriter model = new WireWriter().integer(1, IR_VERSION)
                .text(2, "lanewise")
                .message(7, graph.text(2, "network"))
                .message(8, new WireWriter().text(1, "").integer(2, OPSET));
        if (hasLearned) {
            model.message(8, new WireWriter().text(1, LEARNED).integer(2, LEARNED_OPSET));
        }
        return model.toBytes();
    }

    /** What the layers and the function of the cost make of features. */
    private String layers(Network network, String features) {
        String value = features;
        List<DenseLayer> layers = network.layers();
        for (int l = 0; l < layers.size(); l++) {
            DenseLayer layer = layers.get(l);
            String weights = constant("layers." + l + ".weight", layer.weights().toArray(), layer.outputs(),
                    layer.inputs());
            String bias = constant("layers." + l + ".bias", layer.bias().toArray(), layer.outputs());
            value = activation(layer.activation(),
                    node("Gemm", List.of(value, weights, bias), integer("transB", 1)));
        }
        return switch (network.cost().kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> node("Softmax", List.of(value), integer("axis", -1));
            case BINARY_CROSS_ENTROPY -> node("Sigmoid", List.of(value));
            default -> value;
        };
    }

    /** The features that are made of columns: of one input if all are numbers, else of one for each column. */
    private String features(FittedPreprocessing preprocessing, Network network) {
        List<FittedColumn> columns = preprocessing.columns();
        if (preprocessing.outputs() != network.inputs()) {
            throw new IllegalArgumentException("the columns have " + preprocessing.outputs() + " outputs, the network "
                    + network.inputs() + " inputs");
        }
        boolean isOne = columns.stream().noneMatch(FittedColumn.Texts.class::isInstance);
        List<String> inputs = isOne
                ? List.of(input("input", FLOAT, columns.size(),
                        columns.stream().map(FittedColumn::name).collect(Collectors.joining(", "))))
                : columns.stream().map(column -> input(column.name(),
                        column instanceof FittedColumn.Texts ? STRING : FLOAT, 1, "")).toList();
        List<String> parts = new ArrayList<>();
        int end;
        for (int c = 0; c < columns.size(); c = end) {
            // Numbers that follow one another are scaled together.
            List<FittedColumn.Numbers> run = new ArrayList<>();
            for (end = c; end < columns.size() && columns.get(end) instanceof FittedColumn.Numbers column; end++) {
                run.add(column);
            }
            end = Math.max(end, c + 1);
            String value = isOne ? columns(inputs.getFirst(), c, end, columns.size()) : joined(inputs.subList(c, end));
            switch (columns.get(c)) {
                case FittedColumn.Numbers first -> parts.add(scaled(value, run));
                case FittedColumn.Categories column -> oneHot(value, column, preprocessing.unknown(), parts);
                case FittedColumn.Texts column -> oneHot(value, column, preprocessing.unknown(), parts);
            }
        }
        return joined(parts);
    }

    /** Some columns of so many. */
    private String columns(String all, int from, int to, int count) {
        long[] indices = LongStream.range(from, to).toArray();
        return to - from == count
                ? all
                : node("Gather", List.of(all, constant(indices, indices.length)), integer("axis", 1));
    }

    /** Matrices side by side. */
    private String joined(List<String> parts) {
        return parts.size() == 1 ? parts.getFirst() : node("Concat", parts, integer("axis", 1));
    }

    /** In double precision and rounded once, as it is done here. */
    private String scaled(String value, List<FittedColumn.Numbers> columns) {
        String x = cast(value, DOUBLE);
        String missing = row(columns, FittedColumn.Numbers::missing);
        String present = node("Where", List.of(node("IsNaN", List.of(x)), missing, x));
        String centered = node("Sub", List.of(present, row(columns, column -> column.scaling().center())));
        return cast(node("Div", List.of(centered, row(columns, column -> column.scaling().scale()))), FLOAT);
    }

    private <T> String row(List<T> all, ToDoubleFunction<T> number) {
        return constant(all.stream().mapToDouble(number).toArray(), 1, all.size());
    }

    private String cast(String value, int type) {
        return node("Cast", List.of(value), integer("to", type));
    }

    /** The number of a category, and the row of a matrix that it has. What is unknown has a row of zeros, or none: an error. */
    private void oneHot(String value, FittedColumn.Categories column, Unknown unknown, List<String> parts) {
        int n = column.outputs();
        if (n == 0) {
            return;
        }
        float[] keys = new float[n];
        long[] places = new long[n];
        for (int c = 0; c < n; c++) {
            keys[c] = column.categories().get(c).floatValue();
            places[c] = c;
            if (c > 0 && keys[c] == keys[c - 1]) {
                throw new IllegalArgumentException("categories of column " + column.name() + " are one as floats: "
                        + column.categories().subList(c - 1, c + 1));
            }
        }
        String place = learned("LabelEncoder", value, reals("keys_floats", keys), integers("values_int64s", places),
                integer("default_int64", n));
        if (Float.isNaN(keys[n - 1])) {
            // NaN is equal to no key.
            place = node("Where", List.of(node("IsNaN", List.of(value)), constant(new long[]{n - 1}), place));
        }
        float[] rows = new float[(unknown == Unknown.ZEROS ? n + 1 : n) * n];
        for (int c = 0; c < n; c++) {
            rows[c * n + c] = 1;
        }
        String matrix = constant(name("categories"), rows, rows.length / n, n);
        parts.add(flat(node("Gather", List.of(matrix, place), integer("axis", 0)), n));
    }

    private void oneHot(String value, FittedColumn.Texts column, Unknown unknown, List<String> parts) {
        if (column.outputs() > 0) {
            parts.add(flat(learned("OneHotEncoder", value, texts("cats_strings", column.categories()),
                    integer("zeros", unknown == Unknown.ZEROS ? 1 : 0)), column.outputs()));
        }
    }

    /** Rows of n numbers. */
    private String flat(String value, int n) {
        return node("Reshape", List.of(value, constant(new long[]{-1, n}, 2)));
    }

    /** The probabilities of all classes and the label of the likeliest; or of each label by itself, whether it is there. */
    private void classes(String predicted, Network network, List<String> classes) {
        boolean isCategorical = network.cost().kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY;
        int outputs = network.outputs();
        boolean isOfTwo = !isCategorical && outputs == 1 && classes.size() == 2;
        if (!isCategorical && network.cost().kind() != Cost.Kind.BINARY_CROSS_ENTROPY) {
            throw new IllegalArgumentException("a network of " + network.cost() + " tells no classes");
        }
        if (!isOfTwo && classes.size() != outputs) {
            throw new IllegalArgumentException(
                    "there are " + classes.size() + " classes for " + outputs + " outputs: " + classes);
        }
        String probabilities = isOfTwo
                ? joined(List.of(node("Sub", List.of(scalar(1), predicted)), predicted))
                : predicted;
        if (!isCategorical && !isOfTwo) {
            String label = cast(node("GreaterOrEqual", List.of(predicted, scalar(0.5f))), INT64);
            named("Identity", List.of(label), output("label", INT64, outputs));
        } else {
            boolean areIntegers = classes.stream().allMatch(NetworkWriter::isInteger);
            String names = areIntegers
                    ? constant(classes.stream().mapToLong(Long::parseLong).toArray(), classes.size())
                    : constant(classes);
            String chosen = isCategorical
                    ? node("ArgMax", List.of(predicted), integer("axis", 1), integer("keepdims", 0))
                    : node("Reshape", List.of(
                            cast(node("GreaterOrEqual", List.of(predicted, scalar(0.5f))), INT64),
                            constant(new long[]{-1}, 1)));
            named("Gather", List.of(names, chosen), output("label", areIntegers ? INT64 : STRING));
        }
        named("Identity", List.of(probabilities), output("probabilities", FLOAT, classes.size()));
    }

    private static boolean isInteger(String text) {
        try {
            return text.equals(Long.toString(Long.parseLong(text)));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The numbers of which the network predicts scaled ones. */
    private void numbers(String predicted, Network network, List<Scaling> targets) {
        if (targets.size() != network.outputs()) {
            throw new IllegalArgumentException(
                    "there are " + targets.size() + " targets for " + network.outputs() + " outputs");
        }
        String product = node("Mul", List.of(cast(predicted, DOUBLE), row(targets, Scaling::scale)));
        String sum = node("Add", List.of(product, row(targets, Scaling::center)));
        named("Cast", List.of(sum), output("variable", FLOAT, targets.size()), integer("to", FLOAT));
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

    /** A name that nothing else has. */
    private String name(String wanted) {
        String name = wanted;
        while (!names.add(name)) {
            name += "_";
        }
        return name;
    }

    private String scalar(float value) {
        return constant(name("constant." + nodes++), new float[]{value});
    }

    private String constant(String wanted, float[] values, int... shape) {
        String name = name(wanted);
        graph.message(5, tensor(name, FLOAT, shape).raw(9, values));
        return name;
    }

    private String constant(double[] values, int... shape) {
        String name = name("constant." + nodes++);
        graph.message(5, tensor(name, DOUBLE, shape).raw(9, values));
        return name;
    }

    private String constant(long[] values, int... shape) {
        String name = name("constant." + nodes++);
        WireWriter tensor = tensor(name, INT64, shape);
        for (long value : values) {
            tensor.integer(7, value);
        }
        graph.message(5, tensor);
        return name;
    }

    private String constant(List<String> texts) {
        String name = name("constant." + nodes++);
        WireWriter tensor = tensor(name, STRING, texts.size());
        texts.forEach(text -> tensor.text(6, text));
        graph.message(5, tensor);
        return name;
    }

    private static WireWriter tensor(String name, int type, int... shape) {
        WireWriter tensor = new WireWriter();
        for (int dimension : shape) {
            tensor.integer(1, dimension);
        }
        return tensor.integer(2, type).text(8, name);
    }

    private String node(String operator, List<String> inputs, WireWriter... attributes) {
        return named(operator, inputs, name("value." + nodes), attributes);
    }

    private String named(String operator, List<String> inputs, String output, WireWriter... attributes) {
        return node("", operator, inputs, output, attributes);
    }

    /** A node of {@code ai.onnx.ml}. */
    private String learned(String operator, String input, WireWriter... attributes) {
        hasLearned = true;
        return node(LEARNED, operator, List.of(input), name("value." + nodes), attributes);
    }

    private String node(String domain, String operator, List<String> inputs, String output, WireWriter... attributes) {
        WireWriter node = new WireWriter();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, operator + "." + nodes++).text(4, operator);
        for (WireWriter attribute : attributes) {
            node.message(5, attribute);
        }
        if (!domain.isEmpty()) {
            node.text(7, domain);
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

    private static WireWriter reals(String name, float[] values) {
        WireWriter attribute = new WireWriter().text(1, name);
        for (float value : values) {
            attribute.real(7, value);
        }
        return attribute.integer(20, Proto.Attribute.FLOATS);
    }

    private static WireWriter integers(String name, long[] values) {
        WireWriter attribute = new WireWriter().text(1, name);
        for (long value : values) {
            attribute.integer(8, value);
        }
        return attribute.integer(20, Proto.Attribute.INTS);
    }

    private static WireWriter texts(String name, List<String> values) {
        WireWriter attribute = new WireWriter().text(1, name);
        values.forEach(value -> attribute.text(9, value));
        return attribute.integer(20, Proto.Attribute.STRINGS);
    }

    private String input(String wanted, int type, int width, String about) {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("a column without a name can't be an input");
        }
        String name = name(wanted);
        graph.message(11, examples(name, type, width).text(3, about));
        return name;
    }

    private String output(String wanted, int type, int... width) {
        String name = name(wanted);
        graph.message(12, examples(name, type, width));
        return name;
    }

    /** Any number of examples, each a row of so many values, or a single one. */
    private static WireWriter examples(String name, int type, int... width) {
        WireWriter shape = new WireWriter().message(1, new WireWriter().text(2, "batch"));
        for (int dimension : width) {
            shape.message(1, new WireWriter().integer(1, dimension));
        }
        WireWriter tensor = new WireWriter().integer(1, type).message(2, shape);
        return new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor));
    }
}
