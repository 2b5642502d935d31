package org.lanewise.models.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lanewise.models.Tensor;

/** An ONNX file for a test, node by node. */
final class TestModel {
    static final int FLOAT = 1;
    static final int INT32 = 6;
    static final int INT64 = 7;
    static final int STRING = 8;
    static final int BOOL = 9;
    static final int DOUBLE = 11;

    private final WireWriter graph = new WireWriter();
    private final int opset;
    private int learnedOpset = 1;

    /** What there is for a name. */
    static <T> T get(Map<String, T> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }

    /** What an exception says. */
    static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    TestModel(int opset) {
        this.opset = opset;
    }

    TestModel learned(int version) {
        learnedOpset = version;
        return this;
    }

    /** An input; a dimension of −1 is free. */
    TestModel input(String name, Tensor.Type type, long... dims) {
        graph.message(11, value(name, type, dims));
        return this;
    }

    TestModel output(String name) {
        graph.message(12, value(name, Tensor.Type.FLOAT));
        return this;
    }

    /** An output of a type, whose shape is not told. */
    TestModel output(String name, Tensor.Type type) {
        WireWriter tensor = new WireWriter().integer(1, number(type));
        graph.message(12, new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor)));
        return this;
    }

    private static WireWriter value(String name, Tensor.Type type, long... dims) {
        WireWriter shape = new WireWriter();
        for (long dim : dims) {
            shape.message(1, dim < 0 ? new WireWriter() : new WireWriter().integer(1, dim));
        }
        WireWriter tensor = new WireWriter().integer(1, number(type)).message(2, shape);
        return new WireWriter().text(1, name).message(2, new WireWriter().message(1, tensor));
    }

    private static int number(Tensor.Type type) {
        return switch (type) {
            case FLOAT -> FLOAT;
            case DOUBLE -> DOUBLE;
            case INT32 -> INT32;
            case INT64 -> INT64;
            case BOOL -> BOOL;
            case STRING -> STRING;
        };
    }

    TestModel constant(String name, Tensor tensor) {
        graph.message(5, tensor(tensor).text(8, name));
        return this;
    }

    private static WireWriter tensor(Tensor tensor) {
        WireWriter out = new WireWriter();
        for (int dim : tensor.shape()) {
            out.integer(1, dim);
        }
        out.integer(2, number(tensor.type()));
        if (tensor.type() == Tensor.Type.STRING) {
            for (String text : tensor.strings()) {
                out.text(6, text);
            }
            return out;
        }
        ByteBuffer raw = ByteBuffer.allocate(8 * tensor.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.type()) {
                case FLOAT -> raw.putFloat((float) tensor.real(i));
                case DOUBLE -> raw.putDouble(tensor.real(i));
                case INT32 -> raw.putInt((int) tensor.integer(i));
                case INT64 -> raw.putLong(tensor.integer(i));
                default -> raw.put((byte) tensor.integer(i));
            }
        }
        return out.bytes(9, Arrays.copyOf(raw.array(), raw.position()));
    }

    /** A node; names of values are separated by commas, one that is left out is empty. */
    TestModel node(String operator, String inputs, String outputs, Map<String, Object> attributes) {
        WireWriter node = new WireWriter();
        for (String input : inputs.isEmpty() ? new String[0] : inputs.split(",", -1)) {
            node.text(1, input);
        }
        for (String output : outputs.split(",", -1)) {
            node.text(2, output);
        }
        boolean isLearned = operator.startsWith("ml.");
        node.text(4, isLearned ? operator.substring(3) : operator).text(7, isLearned ? "ai.onnx.ml" : "");
        attributes.forEach((name, value) -> node.message(5, attribute(name, value)));
        graph.message(1, node);
        return this;
    }

    private static WireWriter attribute(String name, Object value) {
        WireWriter out = new WireWriter().text(1, name);
        switch (value) {
            case Float f -> out.real(2, f).integer(20, 1);
            case Integer i -> out.integer(3, i).integer(20, 2);
            case String s -> out.text(4, s).integer(20, 3);
            case Tensor t -> out.message(5, tensor(t)).integer(20, 4);
            case float[] all -> {
                for (float f : all) {
                    out.real(7, f);
                }
                out.integer(20, 6);
            }
            case long[] all -> {
                for (long i : all) {
                    out.integer(8, i);
                }
                out.integer(20, 7);
            }
            case String[] all -> {
                for (String s : all) {
                    out.text(9, s);
                }
                out.integer(20, 8);
            }
            default -> throw new IllegalArgumentException(name + ": " + value);
        }
        return out;
    }

    byte[] bytes() {
        return new WireWriter().integer(1, 8)
                .message(7, graph.text(2, "test"))
                .message(8, new WireWriter().text(1, "").integer(2, opset))
                .message(8, new WireWriter().text(1, "ai.onnx.ml").integer(2, learnedOpset))
                .toBytes();
    }

    OnnxModel read(Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, bytes());
        return Onnx.read(file);
    }

    /**
     * What one node makes of its inputs, twice: with the inputs given when it runs, and with all but the first as
     * constants of the file, so that what can be folded and fused is.
     */
    static List<Map<String, Tensor>> runBoth(Path folder, int opset, String operator, String outputs,
            Map<String, Object> attributes, Tensor... inputs) throws IOException {
        return List.of(run(folder, opset, operator, outputs, attributes, inputs.length, inputs),
                run(folder, opset, operator, outputs, attributes, Math.min(1, inputs.length), inputs));
    }

    private static Map<String, Tensor> run(Path folder, int opset, String operator, String outputs,
            Map<String, Object> attributes, int variable, Tensor... inputs) throws IOException {
        boolean isLearned = operator.startsWith("ml.");
        TestModel model = new TestModel(isLearned ? 13 : opset).learned(isLearned ? opset : 1);
        Map<String, Tensor> given = new HashMap<>();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < inputs.length; i++) {
            names.append(i == 0 ? "" : ",").append("in").append(i);
            if (i < variable) {
                long[] dims = Arrays.stream(inputs[i].shape()).asLongStream().toArray();
                model.input("in" + i, inputs[i].type(), dims);
                given.put("in" + i, inputs[i]);
            } else {
                model.constant("in" + i, inputs[i]);
            }
        }
        model.node(operator, names.toString(), outputs, attributes);
        for (String output : outputs.split(",", -1)) {
            model.output(output);
        }
        return model.read(folder).run(given);
    }
}
