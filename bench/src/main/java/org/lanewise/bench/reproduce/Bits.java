package org.lanewise.bench.reproduce;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Examples;

/** The SHA-256 of results, bit by bit, where NaN is one value. */
public final class Bits {
    private final MessageDigest digest;

    Bits() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to have SHA-256", e);
        }
    }

    /** The hash of some numbers. */
    public static String hash(float... values) {
        Bits bits = new Bits();
        bits.add(values);
        return bits.hash();
    }

    void add(float... values) {
        ByteBuffer bytes = room(values.length * Float.BYTES);
        for (float value : values) {
            bytes.putInt(Float.floatToIntBits(value));
        }
        digest.update(bytes.flip());
    }

    void add(double... values) {
        ByteBuffer bytes = room(values.length * Double.BYTES);
        for (double value : values) {
            bytes.putLong(Double.doubleToLongBits(value));
        }
        digest.update(bytes.flip());
    }

    void add(int... values) {
        ByteBuffer bytes = room(values.length * Integer.BYTES);
        for (int value : values) {
            bytes.putInt(value);
        }
        digest.update(bytes.flip());
    }

    void add(byte... bytes) {
        digest.update(bytes);
    }

    void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    void add(Matrix... matrices) {
        for (Matrix matrix : matrices) {
            add(matrix.rows(), matrix.columns());
            add(matrix.toArray());
        }
    }

    /** Example by example, whether they are rows or columns. */
    void add(Examples examples) {
        add(examples.toRowMatrix());
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The hash of all that was added, in hexadecimal digits. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
