package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;

/** Networks as tests need them. */
public final class Networks {
    private Networks() {
    }

    /**
     * Gives a network parameters that are all different, biases too.
     *
     * @param network the network
     * @param seed where they come from
     * @return the network
     */
    public static Network filled(Network network, long seed) {
        RandomStream stream = RandomStream.of(seed, "test");
        for (DenseLayer layer : network.layers()) {
            stream.fillNormal(layer.weights(), 0, 0.5);
            stream.fillNormal(layer.bias(), 0, 0.5);
        }
        return network;
    }

    /** Throws unless both are the same, parameters bit by bit. */
    static void assertSame(Network expected, Network network) {
        assertEquals(expected.summary(), network.summary());
        assertEquals(expected.cost(), network.cost());
        for (int l = 0; l < expected.layers().size(); l++) {
            assertEquals(expected.layers().get(l).activation(), network.layers().get(l).activation());
            assertEquals(expected.dropout(l), network.dropout(l));
            assertSame(expected.layers().get(l).weights(), network.layers().get(l).weights());
            assertSame(expected.layers().get(l).bias(), network.layers().get(l).bias());
        }
    }

    private static void assertSame(Matrix expected, Matrix matrix) {
        assertArrayEquals(bits(expected), bits(matrix));
    }

    private static int[] bits(Matrix matrix) {
        float[] numbers = matrix.toArray();
        int[] bits = new int[numbers.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(numbers[i]);
        }
        return bits;
    }
}
