package org.lanewise.models.onnx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;
import org.lanewise.models.ModelFileException;

/**
 * The fields of a message in protobuf's wire format, one after the other. A length is checked against the message
 * around it before anything is made of it, and no method calls itself: memory and time follow the file's size.
 */
final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final byte[] bytes;
    private final int end;
    private int position;
    private int wireType;

    WireReader(Path file, byte[] bytes) {
        this(file, bytes, 0, bytes.length);
    }

    private WireReader(Path file, byte[] bytes, int position, int end) {
        this.file = file;
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    Path file() {
        return file;
    }

    /** The number of the next field, or 0 at the end of the message. */
    int next() throws ModelFileException {
        if (position == end) {
            return 0;
        }
        int start = position;
        long tag = varint();
        wireType = (int) tag & 7;
        long field = tag >>> 3;
        boolean isKnown = wireType == VARINT || wireType == FIXED64 || wireType == LENGTH || wireType == FIXED32;
        if (field < 1 || field >= 1 << 29 || !isKnown) {
            throw failure(start, "field " + field + " of wire type " + wireType + " does not exist in protobuf");
        }
        return (int) field;
    }

    /** Passes over a field that nobody asks for. */
    void skip() throws ModelFileException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> position = after(Long.BYTES);
            case FIXED32 -> position = after(Integer.BYTES);
            default -> position = after(length());
        }
    }

    long integer() throws ModelFileException {
        expect(VARINT);
        return varint();
    }

    float real() throws ModelFileException {
        expect(FIXED32);
        return fixed32();
    }

    byte[] bytes() throws ModelFileException {
        WireReader field = message();
        byte[] copy = new byte[field.end - field.position];
        System.arraycopy(bytes, field.position, copy, 0, copy.length);
        return copy;
    }

    String string() throws ModelFileException {
        WireReader field = message();
        try {
            return StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, field.position, field.end - field.position))
                    .toString();
        } catch (CharacterCodingException e) {
            throw failure(field.position, "a text is not in UTF-8");
        }
    }

    /** A reader of the message in this field. */
    WireReader message() throws ModelFileException {
        expect(LENGTH);
        int length = length();
        int start = position;
        position = after(length);
        return new WireReader(file, bytes, start, position);
    }

    /** The numbers of a repeated field, which are packed into one field or have a field each. */
    void integers(LongConsumer sink) throws ModelFileException {
        if (wireType == LENGTH) {
            WireReader packed = message();
            while (packed.position < packed.end) {
                sink.accept(packed.varint());
            }
        } else {
            sink.accept(integer());
        }
    }

    void reals(DoubleConsumer sink) throws ModelFileException {
        if (wireType == LENGTH) {
            WireReader packed = message();
            while (packed.position < packed.end) {
                sink.accept(packed.fixed32());
            }
        } else {
            sink.accept(real());
        }
    }

    void doubles(DoubleConsumer sink) throws ModelFileException {
        if (wireType == LENGTH) {
            WireReader packed = message();
            while (packed.position < packed.end) {
                sink.accept(packed.fixed64());
            }
        } else {
            expect(FIXED64);
            sink.accept(fixed64());
        }
    }

    private double fixed64() throws ModelFileException {
        int start = position;
        position = after(Double.BYTES);
        return Double.longBitsToDouble((long) LONG.get(bytes, start));
    }

    private float fixed32() throws ModelFileException {
        int start = position;
        position = after(Float.BYTES);
        return Float.intBitsToFloat((int) INT.get(bytes, start));
    }

    private long varint() throws ModelFileException {
        int start = position;
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int from = position;
            position = after(1);
            value |= (bytes[from] & 0x7FL) << shift;
            if (bytes[from] >= 0) {
                return value;
            }
        }
        throw failure(start, "a number has more than ten bytes");
    }

    private int length() throws ModelFileException {
        int start = position;
        long length = varint();
        if (length < 0 || length > end - position) {
            throw failure(start, "a field of " + Long.toUnsignedString(length) + " bytes where " + (end - position)
                    + " bytes are left");
        }
        return (int) length;
    }

    /** The position so many bytes on. */
    private int after(int count) throws ModelFileException {
        if (count > end - position) {
            throw failure(position, "the file, or the message that it is in, ends inside a field");
        }
        return position + count;
    }

    private void expect(int type) throws ModelFileException {
        if (wireType != type) {
            throw failure(position, "a field has wire type " + wireType + " instead of " + type);
        }
    }

    private ModelFileException failure(int at, String reason) {
        return new ModelFileException(file, "byte " + at, reason);
    }
}
