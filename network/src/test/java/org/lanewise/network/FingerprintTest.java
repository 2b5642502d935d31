package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

class FingerprintTest {
    private static Network small() {
        return Network.builder(2).dropout(0.25f).hidden(3, Activation.elu(0.5f)).output(1, Cost.huber(2)).seed(3)
                .build();
    }

    private static byte[] bytes(int bits) {
        return new byte[]{(byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)};
    }

    private static byte[] floats(float... values) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (float value : values) {
            all.writeBytes(bytes(Float.floatToRawIntBits(value)));
        }
        return all.toByteArray();
    }

    private static byte[] name(String text) {
        return (text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The bytes that the documentation names, written down by hand. */
    @Test
    void isTheHashOfWhatIsDocumented() throws NoSuchAlgorithmException {
        Network network = small();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(name("lanewise.network.1"));
        all.writeBytes(name("HUBER"));
        all.writeBytes(floats(2, 0));
        all.writeBytes(bytes(2));
        all.writeBytes(bytes(3));
        all.writeBytes(bytes(2));
        all.writeBytes(name("ELU"));
        all.writeBytes(floats(0.5f, 0, 0.25f));
        all.writeBytes(floats(network.layers().get(0).weights().toArray()));
        all.writeBytes(floats(0, 0, 0));
        all.writeBytes(bytes(1));
        all.writeBytes(bytes(3));
        all.writeBytes(name("IDENTITY"));
        all.writeBytes(floats(0, 0, 0));
        all.writeBytes(floats(network.layers().get(1).weights().toArray()));
        all.writeBytes(floats(0));
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray())),
                network.fingerprint());
    }

    /** It may not change from one edition to the next: files have it. */
    @Test
    void staysWhatItIs() {
        assertEquals("52a83d9d2a74a4e255519d9c230f5503d475189e7f860a7263ab358566a8266f", small().fingerprint());
    }

    /** Parameters that need several pieces, views with gaps, another backend, a copy. */
    @Test
    void dependsOnTheNetworkOnly() {
        Network network = Network.builder(70).hidden(90, Activation.RELU).output(3, Cost.CATEGORICAL_CROSS_ENTROPY)
                .kernels(Kernels.create().withThreads(2)).build();
        List<DenseLayer> views = new ArrayList<>();
        for (DenseLayer layer : network.layers()) {
            Matrix wide = Matrix.zeros(layer.outputs() + 1, layer.inputs() + 2);
            wide.fill(7);
            Matrix weights = wide.rowRange(1, wide.rows()).columnRange(1, 1 + layer.inputs());
            weights.copyFrom(layer.weights());
            Matrix bias = wide.rowRange(1, wide.rows()).columnRange(1 + layer.inputs(), 2 + layer.inputs());
            bias.copyFrom(layer.bias());
            views.add(new DenseLayer(weights, bias, layer.activation()));
        }
        Network other = new Network(Kernels.create().withBackend(Backend.SCALAR), views, network.cost());
        assertEquals(network.fingerprint(), other.fingerprint());
        assertEquals(network.fingerprint(), network.copy().fingerprint());
    }

    @Test
    void tellsNetworksApart() {
        Network.Builder wide = Network.builder(2).dropout(0.25f).hidden(4, Activation.elu(0.5f));
        Network bias = small();
        bias.layers().getLast().bias().set(0, 0, Float.MIN_VALUE);
        Network signOfZero = small();
        signOfZero.layers().getLast().bias().set(0, 0, -0.0f);
        Network weight = small();
        weight.layers().getFirst().weights().set(2, 1, 0);
        List<Network> all = List.of(small(), bias, signOfZero, weight,
                wide.output(1, Cost.huber(2)).seed(3).build(),
                new Network(small().kernels(), small().layers(), Cost.huber(2)),
                new Network(small().kernels(), small().layers(), Cost.huber(1)),
                new Network(small().kernels(), small().layers(), Cost.MEAN_SQUARED_ERROR),
                Network.builder(2).hidden(3, Activation.elu(0.25f)).output(1, Cost.huber(2)).seed(3).build(),
                Network.builder(2).hidden(3, Activation.celu(0.5f)).output(1, Cost.huber(2)).seed(3).build());
        assertEquals(all.size(), all.stream().map(Network::fingerprint).distinct().count());
    }

    @Test
    void nanIsOneValue() {
        Network one = small();
        Network other = small();
        one.layers().getFirst().bias().set(0, 0, Float.intBitsToFloat(0x7fc00001));
        other.layers().getFirst().bias().set(0, 0, Float.intBitsToFloat(0xffc00000));
        assertEquals(one.fingerprint(), other.fingerprint());
    }

    @Test
    void doesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            String expected = small().fingerprint();
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(expected, small().fingerprint());
        } finally {
            Locale.setDefault(before);
        }
    }
}
