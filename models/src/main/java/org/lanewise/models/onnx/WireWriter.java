package org.lanewise.models.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message in protobuf's wire format, field by field. */
final class WireWriter {
    private static final int VARINT = 0;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireWriter integer(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    WireWriter real(int field, float value) {
        varint((long) field << 3 | FIXED32);
        fixed32(value);
        return this;
    }

    /** Numbers as the bytes of a tensor. */
    WireWriter raw(int field, float[] values) {
        varint((long) field << 3 | LENGTH);
        varint(Math.multiplyExact(Float.BYTES, values.length));
        for (float value : values) {
            fixed32(value);
        }
        return this;
    }

    WireWriter raw(int field, double[] values) {
        varint((long) field << 3 | LENGTH);
        varint(Math.multiplyExact(Double.BYTES, values.length));
        for (double value : values) {
            little(Double.doubleToRawLongBits(value), Double.SIZE);
        }
        return this;
    }

    private void fixed32(float value) {
        little(Float.floatToRawIntBits(value), Float.SIZE);
    }

    /** The least significant byte first. */
    private void little(long bits, int size) {
        for (int shift = 0; shift < size; shift += Byte.SIZE) {
            out.write((int) (bits >>> shift));
        }
    }

    WireWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    WireWriter message(int field, WireWriter value) {
        return bytes(field, value.toBytes());
    }

    WireWriter bytes(int field, byte[] value) {
        varint((long) field << 3 | LENGTH);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
