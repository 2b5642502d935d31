package org.lanewise.kernels;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What tests of activations need to know about them. */
final class Activations {
    /** Each kind with its usual parameters, and some with others. */
    static final List<Activation> ALL = Stream.concat(
            Stream.of(Activation.Kind.values()).map(Activation::of),
            Stream.of(Activation.leakyRelu(0), Activation.leakyRelu(2), Activation.elu(0.3f), Activation.celu(0.7f),
                    Activation.clip(-1.5f, Float.POSITIVE_INFINITY), Activation.hardSigmoid(1 / 6f, 0.5f)))
            .toList();

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
                    case SWISH, HARD_SWISH, MISH, GELU, GELU_TANH -> z;
                    default -> Oracle.value(g, z);
                });
            }
        }
        return x;
    }
}
