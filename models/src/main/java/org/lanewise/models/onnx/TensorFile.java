package org.lanewise.models.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Proto.TensorData;

/** Tensors as a file has them: in the message, or beside it in the same folder. */
final class TensorFile {
    private static final int FLOAT = 1;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int STRING = 8;
    private static final int BOOL = 9;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;
    private static final int BFLOAT16 = 16;

    /** Tensors may share bytes of an external file, but not so many that a small file fills the memory. */
    private static final int SHARED = 4;

    private final Path model;
    /** How many bytes of each external file have been read. */
    private final Map<Path, Long> taken = new HashMap<>();

    TensorFile(Path model) {
        this.model = model;
    }

    /** The type that a number of onnx.proto stands for; those of 16 bits are widened. */
    static Tensor.Type type(int number) {
        return switch (number) {
            case FLOAT, FLOAT16, BFLOAT16 -> Tensor.Type.FLOAT;
            case DOUBLE -> Tensor.Type.DOUBLE;
            case INT32 -> Tensor.Type.INT32;
            case INT64 -> Tensor.Type.INT64;
            case BOOL -> Tensor.Type.BOOL;
            case STRING -> Tensor.Type.STRING;
            default -> throw new IllegalArgumentException("type " + number + " of onnx.proto is not supported");
        };
    }

    static boolean isHalf(int type) {
        return type == FLOAT16 || type == BFLOAT16;
    }

    /** A number in the type's precision, where that is less than the one it is kept in. */
    static float round(int type, float value) {
        return switch (type) {
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(value));
            case BFLOAT16 -> roundToBfloat16(value);
            default -> value;
        };
    }

    /** To the nearest, and to the even one of two equally near; the upper half of the bits is left. */
    private static float roundToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000;
        return Float.isNaN(value) ? value : Float.intBitsToFloat(rounded);
    }

    private static int bytes(int type) {
        return switch (type) {
            case DOUBLE, INT64 -> 8;
            case FLOAT, INT32 -> 4;
            case FLOAT16, BFLOAT16 -> 2;
            default -> 1;
        };
    }

    /** The tensor; its size is compared with what there is before anything is made. */
    Tensor read(TensorData data) {
        int[] shape = Shapes.dimensions(data.dims);
        long count = Shapes.product(shape, 0, shape.length);
        Tensor.Type type = type(data.type);
        if (data.isSegment) {
            throw new IllegalArgumentException("tensors in segments are not supported");
        }
        if (data.isExternal || data.raw != null) {
            if (type == Tensor.Type.STRING) {
                throw new IllegalArgumentException("texts are not given as bytes");
            }
            long length = Math.multiplyHigh(count, bytes(data.type)) == 0 ? count * bytes(data.type) : Long.MAX_VALUE;
            byte[] bytes = data.isExternal ? external(data, length) : data.raw;
            if (bytes == null || bytes.length != length) {
                throw new IllegalArgumentException("the shape " + Arrays.toString(data.dims) + " needs " + length
                        + " bytes, there are " + (bytes == null ? 0 : bytes.length));
            }
            return Tensor.over(decode(data.type, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), (int) count),
                    shape);
        }
        int present = switch (data.type) {
            case FLOAT -> data.floats.length;
            case DOUBLE -> data.doubles.length;
            case INT64 -> data.int64s.length;
            case STRING -> data.strings.size();
            default -> data.int32s.length;
        };
        if (present != count) {
            throw new IllegalArgumentException(
                    "the shape " + Arrays.toString(data.dims) + " needs " + count + " values, there are " + present);
        }
        return Tensor.over(listed(data, present), shape);
    }

    private static float widened(int type, short half) {
        return type == FLOAT16 ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
    }

    private static Object listed(TensorData data, int count) {
        Object values = type(data.type).newArray(count);
        switch (values) {
            case double[] v -> System.arraycopy(data.doubles, 0, v, 0, count);
            case long[] v -> System.arraycopy(data.int64s, 0, v, 0, count);
            case String[] v -> System.arraycopy(data.strings.toArray(), 0, v, 0, count);
            case int[] v -> Arrays.setAll(v, i -> (int) data.int32s[i]);
            case boolean[] v -> {
                for (int i = 0; i < count; i++) {
                    v[i] = data.int32s[i] != 0;
                }
            }
            case float[] v -> {
                for (int i = 0; i < count; i++) {
                    v[i] = isHalf(data.type) ? widened(data.type, (short) data.int32s[i]) : (float) data.floats[i];
                }
            }
            default -> throw new AssertionError(values);
        }
        return values;
    }

    private static Object decode(int type, ByteBuffer bytes, int count) {
        Object values = type(type).newArray(count);
        switch (values) {
            case double[] v -> bytes.asDoubleBuffer().get(v);
            case long[] v -> bytes.asLongBuffer().get(v);
            case int[] v -> bytes.asIntBuffer().get(v);
            case boolean[] v -> {
                for (int i = 0; i < count; i++) {
                    v[i] = bytes.get(i) != 0;
                }
            }
            case float[] v when type == FLOAT -> bytes.asFloatBuffer().get(v);
            case float[] v -> {
                for (int i = 0; i < count; i++) {
                    v[i] = widened(type, bytes.getShort(2 * i));
                }
            }
            default -> throw new AssertionError(values);
        }
        return values;
    }

    /** So many bytes of another file; links are followed before it is decided whether it lies in the model's folder. */
    private byte[] external(TensorData data, long needed) {
        String location = data.external.getOrDefault("location", "");
        try {
            Path folder = model.toAbsolutePath().normalize().getParent();
            if (folder == null || location.isEmpty() || location.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("the external file '" + location + "' does not exist");
            }
            Path real = folder.toRealPath();
            Path named = folder.resolve(location).normalize();
            if (!named.startsWith(folder)) {
                throw new IllegalArgumentException(
                        "the external file '" + location + "' is outside the model's folder");
            }
            if (!Files.exists(named)) {
                throw new IllegalArgumentException("the external file '" + location + "' does not exist");
            }
            Path file = named.toRealPath();
            if (!file.startsWith(real) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException(
                        "the external file '" + location + "' is outside the model's folder");
            }
            return slice(file, number(data, "offset", 0), number(data, "length", needed), needed);
        } catch (IOException e) {
            throw new IllegalArgumentException("the external file '" + location + "' can't be read: " + e, e);
        }
    }

    private byte[] slice(Path file, long offset, long length, long needed) throws IOException {
        try (FileChannel channel = FileChannel.open(file, LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            if (length != needed || needed > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(
                        "the shape needs " + needed + " bytes, the external file has to give " + length);
            }
            if (offset > size || length > size - offset) {
                throw new IllegalArgumentException("the external file '" + file.getFileName() + "' has " + size
                        + " bytes: there are not " + length + " from " + offset + " on");
            }
            if (taken.merge(file, length, Long::sum) > SHARED * size) {
                throw new IllegalArgumentException("too many tensors share the bytes of the external file '"
                        + file.getFileName() + "'");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new IOException("the file ends before its size");
                }
            }
            return bytes.array();
        }
    }

    private static long number(TensorData data, String key, long otherwise) {
        String text = data.external.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative number.
        }
        throw new IllegalArgumentException("the " + key + " of the external data is '" + text + "'");
    }
}
