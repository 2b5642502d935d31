package org.lanewise.models.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.ModelFileException;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Proto.Node;

/** Makes a graph of the messages of a file, and checks all that can be checked before anything runs. */
final class GraphReader {
    /** More nodes than that are counted, not named. */
    private static final int NAMED_NODES = 20;
    private static final int LEAST_IR_VERSION = 3;

    private final Path file;
    private final Proto.Model model;
    private final Proto.Graph proto;
    private final TensorFile tensors;
    private final Graph graph;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<@Nullable Tensor> constants = new ArrayList<>();
    /** The names of the columns that a ZipMap gives, by the number of its output. */
    private final Map<Integer, List<String>> keys = new HashMap<>();

    private GraphReader(Path file, Proto.Model model, Proto.Graph proto, Kernels kernels) {
        this.file = file;
        this.model = model;
        this.proto = proto;
        this.tensors = new TensorFile(file);
        this.graph = new Graph(kernels);
    }

    static Graph read(Path file, Proto.Model model, Kernels kernels) throws ModelFileException {
        if (model.graph == null) {
            throw new ModelFileException(file, "model", "has no graph");
        }
        if (model.irVersion < LEAST_IR_VERSION) {
            throw new ModelFileException(file, "model",
                    "has the ir_version " + model.irVersion + ", ONNX with opsets begins with " + LEAST_IR_VERSION);
        }
        return new GraphReader(file, model, model.graph, kernels).read();
    }

    private Graph read() throws ModelFileException {
        checkVersions();
        checkOperators();
        readInitializers();
        readInputs();
        List<Node> sorted = sorted();
        for (Node node : sorted) {
            Step step = step(node);
            graph.steps.add(step);
            if (step.operator instanceof Learned.ZipMap zipMap && step.outputs.length == 1) {
                keys.put(step.outputs[0], zipMap.keys());
            }
        }
        graph.constants = constants.toArray(Tensor[]::new);
        readOutputs();
        return graph;
    }

    private void checkVersions() throws ModelFileException {
        for (Map.Entry<String, Long> opset : model.opsets.entrySet()) {
            String reason = Operators.unsupported(opset.getKey(), opset.getValue());
            if (reason != null) {
                throw new ModelFileException(file, "opset of '" + opset.getKey() + "'", reason);
            }
        }
    }

    /** All that is not supported is named at once. */
    private void checkOperators() throws ModelFileException {
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < proto.nodes.size(); i++) {
            Node node = proto.nodes.get(i);
            if (!Operators.exists(node)) {
                unknown.add(place(node) + (node.domain.isEmpty() ? "" : " of the domain " + node.domain));
            } else if (!model.opsets.containsKey(node.domain)) {
                throw new ModelFileException(file, place(node),
                        "the model does not say which version of '" + node.domain + "' it uses");
            }
        }
        if (!unknown.isEmpty()) {
            int more = unknown.size() - NAMED_NODES;
            throw new ModelFileException(file, "graph", "operators that are not supported: "
                    + String.join(", ", unknown.subList(0, Math.min(NAMED_NODES, unknown.size())))
                    + (more > 0 ? " and " + more + " more" : ""));
        }
    }

    private String place(Node node) {
        return "node " + node.index + " (" + node.operator + (node.name.isEmpty() ? "" : " ")
                + node.name + ")";
    }

    private int define(String name, @Nullable Tensor constant, String what) throws ModelFileException {
        if (name.isEmpty()) {
            throw new ModelFileException(file, what, "has no name");
        }
        if (numbers.putIfAbsent(name, constants.size()) != null) {
            throw new ModelFileException(file, what, "the value '" + name + "' is defined twice");
        }
        constants.add(constant);
        return constants.size() - 1;
    }

    private void readInitializers() throws ModelFileException {
        for (Proto.TensorData data : proto.initializers) {
            String place = "initializer '" + data.name + "'";
            if (numbers.containsKey(data.name)) {
                throw new ModelFileException(file, place, "is given twice");
            }
            try {
                define(data.name, tensors.read(data), place);
            } catch (IllegalArgumentException e) {
                throw failure(place, e);
            }
        }
    }

    /** Old files list the initializers among the inputs, too; those are no inputs here. */
    private void readInputs() throws ModelFileException {
        Set<String> seen = new HashSet<>();
        List<Integer> values = new ArrayList<>();
        for (Proto.ValueInfo info : proto.inputs) {
            String place = "input '" + info.name + "'";
            if (!seen.add(info.name)) {
                throw new ModelFileException(file, place, "is given twice");
            }
            if (!numbers.containsKey(info.name)) {
                values.add(define(info.name, null, place));
                try {
                    long[] dims = info.dims;
                    List<Integer> shape = new ArrayList<>();
                    for (int i = 0; dims != null && i < dims.length; i++) {
                        shape.add(dims[i] < 0 ? OnnxValue.FREE : Shapes.dimensions(dims[i])[0]);
                    }
                    graph.inputs.add(new OnnxValue(info.name, TensorFile.type(info.type), shape, dims != null,
                            List.of()));
                } catch (IllegalArgumentException e) {
                    throw failure(place, e);
                }
            }
        }
        graph.inputValues = values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The nodes, each after those that it reads from; otherwise in the order of the file. */
    private List<Node> sorted() throws ModelFileException {
        List<Node> nodes = proto.nodes;
        int firstOfNodes = constants.size();
        List<Integer> makers = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs) {
                if (!output.isEmpty()) {
                    define(output, null, place(nodes.get(i)));
                    makers.add(i);
                }
            }
        }
        int[] waits = new int[nodes.size()];
        List<List<Integer>> readers = new ArrayList<>();
        nodes.forEach(node -> readers.add(new ArrayList<>()));
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : nodes.get(i).inputs) {
                if (!input.isEmpty() && number(input, place(nodes.get(i))) >= firstOfNodes) {
                    readers.get(makers.get(number(input, "") - firstOfNodes)).add(i);
                    waits[i]++;
                }
            }
        }
        Queue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < waits.length; i++) {
            if (waits[i] == 0) {
                ready.add(i);
            }
        }
        List<Node> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int i = ready.remove();
            sorted.add(nodes.get(i));
            for (int reader : readers.get(i)) {
                if (--waits[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        for (int i = 0; i < waits.length; i++) {
            if (waits[i] > 0) {
                throw new ModelFileException(file, place(nodes.get(i)), "reads what is made of its own output");
            }
        }
        return sorted;
    }

    private int number(String name, String place) throws ModelFileException {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new ModelFileException(file, place, "reads the value '" + name + "', which nothing makes");
        }
        return number;
    }

    private Step step(Node node) throws ModelFileException {
        String place = place(node);
        try {
            long version = model.opsets.getOrDefault(node.domain, 0L);
            Operator operator = Operators.of(node, new Attributes(node, (int) version, tensors));
            return new Step(operator, node.operator, place, valueNumbers(node.inputs), valueNumbers(node.outputs));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw failure(place, e);
        }
    }

    private int[] valueNumbers(List<String> names) {
        return names.stream().mapToInt(name -> numbers.getOrDefault(name, Step.NONE)).toArray();
    }

    private void readOutputs() throws ModelFileException {
        Set<String> seen = new HashSet<>();
        graph.outputValues = new int[proto.outputs.size()];
        for (int i = 0; i < graph.outputValues.length; i++) {
            String name = proto.outputs.get(i).name;
            String place = "output '" + name + "'";
            if (!seen.add(name)) {
                throw new ModelFileException(file, place, "is given twice");
            }
            graph.outputValues[i] = number(name, place);
            graph.outputs.add(output(proto.outputs.get(i), graph.outputValues[i], place));
        }
        if (graph.outputs.isEmpty()) {
            throw new ModelFileException(file, "graph", "has no output");
        }
    }

    private OnnxValue output(Proto.ValueInfo info, int value, String place) throws ModelFileException {
        List<Integer> shape = new ArrayList<>();
        long[] dims = info.dims;
        for (int i = 0; dims != null && i < dims.length; i++) {
            shape.add(dims[i] < 0 || dims[i] > Integer.MAX_VALUE ? OnnxValue.FREE : (int) dims[i]);
        }
        List<String> names = keys.get(value);
        if (names != null) {
            return new OnnxValue(info.name, Tensor.Type.FLOAT, shape, dims != null, names);
        }
        try {
            return new OnnxValue(info.name, TensorFile.type(info.type), shape, dims != null, List.of());
        } catch (IllegalArgumentException e) {
            throw failure(place, e);
        }
    }

    private ModelFileException failure(String place, RuntimeException e) {
        return new ModelFileException(file, place, String.valueOf(e.getMessage()), e);
    }
}
