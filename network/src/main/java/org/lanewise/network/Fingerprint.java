package org.lanewise.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.lanewise.kernels.Matrix;

/** The SHA-256 of a network, as {@link Network#fingerprint()} describes it. */
final class Fingerprint {
    private static final int CHUNK = 1 << 13;

    private final MessageDigest digest;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to have SHA-256", e);
        }
    }

    static String of(Network network) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.name("lanewise.network.1");
        Cost cost = network.cost();
        fingerprint.name(cost.kind().name());
        fingerprint.number(cost.delta());
        fingerprint.number(cost.labelSmoothing());
        fingerprint.number(network.layers().size());
        for (int l = 0; l < network.layers().size(); l++) {
            DenseLayer layer = network.layers().get(l);
            fingerprint.number(layer.outputs());
            fingerprint.number(layer.inputs());
            fingerprint.name(layer.activation().kind().name());
            fingerprint.number(layer.activation().alpha());
            fingerprint.number(layer.activation().beta());
            fingerprint.number(network.dropout(l));
            fingerprint.elements(layer.weights());
            fingerprint.elements(layer.bias());
        }
        return HexFormat.of().formatHex(fingerprint.end());
    }

    private void name(String text) {
        pass();
        digest.update((text + '\n').getBytes(StandardCharsets.US_ASCII));
    }

    /** A float as its bits; all NaNs have the same ones. */
    private void number(float value) {
        number(Float.floatToIntBits(value));
    }

    private void number(int value) {
        if (chunk.remaining() < Integer.BYTES) {
            pass();
        }
        chunk.putInt(value);
    }

    private void elements(Matrix matrix) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                number(matrix.data()[matrix.index(i, j)]);
            }
        }
    }

    private void pass() {
        digest.update(chunk.flip());
        chunk.clear();
    }

    private byte[] end() {
        pass();
        return digest.digest();
    }
}
