package org.lanewise.kernels;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What tests of activations need to know about them. */
final class Activations {
    static final List<Activation> ALL = List.of(Activation.IDENTITY, Activation.RELU, Activation.leakyRelu(0),
            Activation.leakyRelu(0.01f), Activation.leakyRelu(2), Activation.SIGMOID, Activation.TANH,
            Activation.SWISH);

    private Activations() {
    }

    static Stream<Activation> all() {
        return ALL.stream();
    }

    /** A tensor that a forward pass could have kept for g′: its z, or a float near {@code g(z)}. */
    static Matrix kept(Activation g, int rows, int columns, Random random) {
        Matrix x = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double z = 3 * random.nextGaussian();
                x.set(i, j, (float) switch (g.kind()) {
                    case IDENTITY, SWISH -> z;
                    case RELU -> Math.max(z, 0);
                    case LEAKY_RELU -> z > 0 ? z : g.slope() * z;
                    case SIGMOID -> 1 / (1 + Math.exp(-z));
                    case TANH -> Math.tanh(z);
                });
            }
        }
        return x;
    }
}
