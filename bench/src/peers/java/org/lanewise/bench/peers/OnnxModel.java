package org.lanewise.bench.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.lanewise.bench.compare.NetworkTask;
import org.lanewise.kernels.Matrix;

/**
 * A network as an ONNX model: for each layer a {@code Gemm} with a transposed W, which is how PyTorch writes it, and an activation.
 * The numbers of fields are those of the messages in ONNX's {@code onnx.proto}.
 */
final class OnnxModel {
    /** What the model calls the features, m × n[0], and the predictions, m × n[L]. */
    static final String INPUT = "x";
    static final String OUTPUT = "y";

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    /** {@code TensorProto.FLOAT}. */
    private static final int FLOAT = 1;
    /** {@code AttributeProto.INT}. */
    private static final int INT = 2;

    private OnnxModel() {
    }

    /** The file's content. */
    static byte[] of(NetworkTask task) {
        Message graph = new Message();
        String before = INPUT;
        int depth = task.weights().size();
        for (int l = 0; l < depth; l++) {
            String z = "z" + l;
            String g = l < depth - 1 ? activation(task) : output(task);
            String a = l < depth - 1 ? "a" + l : OUTPUT;
            graph.message(1, node("Gemm", z, before, "w" + l, "b" + l).message(5, attribute("transB", 1)));
            graph.message(1, node(g, a, z));
            before = a;
        }
        graph.text(2, "network");
        for (int l = 0; l < depth; l++) {
            Matrix w = task.weights().get(l);
            graph.message(5, tensor("w" + l, w.toArray(), w.rows(), w.columns()));
            graph.message(5, tensor("b" + l, task.biases().get(l).toArray(), w.rows()));
        }
        graph.message(11, value(INPUT, task.shape().batch(), task.shape().inputs()));
        graph.message(12, value(OUTPUT, task.shape().batch(), task.shape().outputs()));
        return new Message().number(1, IR_VERSION).message(7, graph).message(8, new Message().number(2, OPSET)).bytes();
    }

    private static String activation(NetworkTask task) {
        String name = task.hidden().kind().name();
        return name.equals("RELU") ? "Relu" : name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    /** The softmax is over the last axis, unless told otherwise. */
    private static String output(NetworkTask task) {
        return switch (task.cost().kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> "Softmax";
            case BINARY_CROSS_ENTROPY -> "Sigmoid";
            default -> "Identity";
        };
    }

    private static Message node(String operator, String output, String... inputs) {
        Message node = new Message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, operator);
    }

    private static Message attribute(String name, int value) {
        return new Message().text(1, name).number(3, value).number(20, INT);
    }

    private static Message tensor(String name, float[] elements, int... shape) {
        Message tensor = new Message();
        for (int size : shape) {
            tensor.number(1, size);
        }
        byte[] bytes = new byte[elements.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(elements);
        return tensor.number(2, FLOAT).text(8, name).bytes(9, bytes);
    }

    private static Message value(String name, int... shape) {
        Message dimensions = new Message();
        for (int size : shape) {
            dimensions.message(1, new Message().number(1, size));
        }
        Message type = new Message().message(1, new Message().number(1, FLOAT).message(2, dimensions));
        return new Message().text(1, name).message(2, type);
    }

    /** A message of protocol buffers, field by field. */
    private static final class Message {
        private static final int VARINT = 0;
        private static final int BYTES = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, int value) {
            varint((field << 3) | VARINT);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((field << 3) | BYTES);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        /** Seven bits in each byte, the lowest ones first; the eighth says that more follow. */
        private void varint(int value) {
            int rest = value;
            while (rest >= 0x80) {
                out.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
