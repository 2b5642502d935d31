package org.lanewise.bench.peers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module, written as the archive that {@code torch.jit.save} would write: a method in source text, and tensors as
 * attributes. So PyTorch runs a whole prediction or training step in one call, by its own interpreter, and no wrapper's overhead is
 * counted operation by operation.
 *
 * <p>The archive is a zip file: {@code code} has the class, {@code data.pkl} an object of it in the format of Python's pickle, and
 * {@code data} the elements of its tensors.
 */
final class TorchScript {
    private static final String CLASS = "Script";

    /** A tensor: its shape, and the elements as they lie in memory. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares tensors
    record Tensor(String storage, int elements, List<Integer> shape, byte[] bytes) {
    }

    private record Attribute(String name, String type, List<Tensor> tensors) {
    }

    private final List<Attribute> attributes = new ArrayList<>();

    /** A tensor of floats. */
    static Tensor floats(float[] elements, Integer... shape) {
        byte[] bytes = new byte[elements.length * Float.BYTES];
        littleEndian(bytes).asFloatBuffer().put(elements);
        return new Tensor("FloatStorage", elements.length, List.of(shape), bytes);
    }

    /** A tensor of whole numbers in one row. */
    static Tensor integers(int[] elements) {
        byte[] bytes = new byte[elements.length * Long.BYTES];
        LongBuffer longs = littleEndian(bytes).asLongBuffer();
        for (int element : elements) {
            longs.put(element);
        }
        return new Tensor("LongStorage", elements.length, List.of(elements.length), bytes);
    }

    void attribute(String name, Tensor tensor) {
        attributes.add(new Attribute(name, "Tensor", List.of(tensor)));
    }

    /** A list, rather than attributes one by one: PyTorch takes what is done to the elements of a list of the moment for of no effect. */
    void attribute(String name, List<Tensor> tensors) {
        attributes.add(new Attribute(name, "List[Tensor]", tensors));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The archive.
     *
     * @param method the method {@code forward}, indented by two blanks
     */
    InputStream archive(String method) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            entry(zip, "data.pkl", object());
            entry(zip, "code/__torch__.py", source(method).getBytes(StandardCharsets.UTF_8));
            int number = 0;
            for (Attribute attribute : attributes) {
                for (Tensor tensor : attribute.tensors) {
                    entry(zip, "data/" + number++, tensor.bytes);
                }
            }
            entry(zip, "constants.pkl", Pickle.start().emptyTuple().end());
            entry(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(archive.toByteArray());
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry("script/" + name));
        zip.write(content);
        zip.closeEntry();
    }

    private String source(String method) {
        StringBuilder source = new StringBuilder("class " + CLASS + "(Module):\n  __parameters__ = []\n"
                + "  __buffers__ = []\n  training : bool\n");
        for (Attribute attribute : attributes) {
            source.append("  " + attribute.name + " : " + attribute.type + "\n");
        }
        return source + method;
    }

    private byte[] object() {
        Pickle pickle = Pickle.start().global("__torch__", CLASS).emptyTuple().newObject().emptyDict().mark();
        pickle.string("training").bool(true);
        int number = 0;
        for (Attribute attribute : attributes) {
            pickle.string(attribute.name);
            boolean isList = attribute.type.startsWith("List");
            if (isList) {
                pickle.global("torch.jit._pickle", "build_tensorlist").mark().emptyList().mark();
            }
            for (Tensor tensor : attribute.tensors) {
                tensor(pickle, tensor, number++);
            }
            if (isList) {
                pickle.append().tuple().reduce();
            }
        }
        return pickle.setItems().build().end();
    }

    /** {@code torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks)}. */
    private static void tensor(Pickle pickle, Tensor tensor, int number) {
        pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
        pickle.mark().string("storage").global("torch", tensor.storage).string("" + number).string("cpu")
                .integer(tensor.elements).tuple().persistentId();
        pickle.integer(0);
        pickle.mark();
        for (int size : tensor.shape) {
            pickle.integer(size);
        }
        pickle.tuple().mark();
        int stride = tensor.elements;
        for (int size : tensor.shape) {
            stride /= size;
            pickle.integer(stride);
        }
        pickle.tuple().bool(false);
        pickle.global("collections", "OrderedDict").emptyTuple().reduce();
        pickle.tuple().reduce();
    }

    /** The few instructions of Python's pickle, protocol 2, that are needed. */
    private static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        static Pickle start() {
            return new Pickle().put(0x80).put(2);
        }

        private Pickle put(int code) {
            out.write(code);
            return this;
        }

        private Pickle putInt(int value) {
            byte[] bytes = new byte[Integer.BYTES];
            littleEndian(bytes).putInt(value);
            return put(bytes);
        }

        private Pickle put(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Pickle global(String module, String name) {
            return put('c').put((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        }

        Pickle string(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return put('X').putInt(bytes.length).put(bytes);
        }

        Pickle integer(int value) {
            return put('J').putInt(value);
        }

        Pickle bool(boolean value) {
            return put(value ? 0x88 : 0x89);
        }

        Pickle mark() {
            return put('(');
        }

        Pickle tuple() {
            return put('t');
        }

        Pickle emptyTuple() {
            return put(')');
        }

        Pickle emptyList() {
            return put(']');
        }

        Pickle append() {
            return put('e');
        }

        Pickle emptyDict() {
            return put('}');
        }

        Pickle setItems() {
            return put('u');
        }

        Pickle newObject() {
            return put(0x81);
        }

        Pickle reduce() {
            return put('R');
        }

        Pickle persistentId() {
            return put('Q');
        }

        Pickle build() {
            return put('b');
        }

        byte[] end() {
            return put('.').out.toByteArray();
        }
    }
}
