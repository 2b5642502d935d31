package org.lanewise.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;

/**
 * What a test trains: the shape of a network, the number of examples, and a seed that everything else comes from.
 *
 * @param shape n[0] to n[L], for example {@code 2-3-1}
 * @param hidden the activation of the hidden layers
 * @param last the activation of the last layer
 * @param cost the cost
 * @param m the number of examples
 */
record Problem(String shape, Activation hidden, Activation last, Cost cost, int m) {
    static final List<Activation> ACTIVATIONS = List.of(Activation.IDENTITY, Activation.RELU,
            Activation.leakyRelu(0.1f), Activation.SIGMOID, Activation.TANH, Activation.SWISH, Activation.RELU6,
            Activation.elu(1), Activation.celu(1), Activation.SELU, Activation.of(Activation.Kind.HARD_SIGMOID),
            Activation.SOFTSIGN, Activation.SOFTPLUS, Activation.HARD_SWISH, Activation.MISH, Activation.GELU,
            Activation.GELU_TANH);

    static final List<Cost> COSTS = List.of(Cost.BINARY_CROSS_ENTROPY, Cost.CATEGORICAL_CROSS_ENTROPY,
            Cost.MEAN_SQUARED_ERROR);

    static Problem of(String shape, Activation hidden, Cost cost, int m) {
        return new Problem(shape, hidden, Activation.IDENTITY, cost, m);
    }

    private int[] widths() {
        String[] parts = shape.split("-", -1);
        int[] widths = new int[parts.length];
        for (int l = 0; l < widths.length; l++) {
            widths[l] = Integer.parseInt(parts[l]);
        }
        return widths;
    }

    private Random random(String what) {
        return new Random((shape + what + m).hashCode());
    }

    Network network() {
        return network(Kernels.create());
    }

    /** The network, the same one at each call; the variance of Z is about that of the input, biases are not zero. */
    Network network(Kernels kernels) {
        Random random = random("network");
        int[] widths = widths();
        List<DenseLayer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            Matrix weights = Tensors.gaussian(widths[l], widths[l - 1], 1 / Math.sqrt(widths[l - 1]), random);
            Matrix bias = Tensors.gaussian(widths[l], 1, 0.3, random);
            layers.add(new DenseLayer(weights, bias, l == widths.length - 1 ? last : hidden));
        }
        return new Network(kernels, layers, cost);
    }

    /** Standard normal features. */
    Matrix x() {
        return Tensors.gaussian(widths()[0], m, 1, random("x"));
    }

    /** Labels as the cost takes them, hard ones and, in every third column, soft ones. */
    Matrix y() {
        Random random = random("y");
        int n = widths()[widths().length - 1];
        Matrix y = Matrix.zeros(n, m);
        for (int j = 0; j < m; j++) {
            boolean soft = j % 3 == 2;
            switch (cost.kind()) {
                case BINARY_CROSS_ENTROPY -> {
                    for (int i = 0; i < n; i++) {
                        y.set(i, j, soft ? random.nextFloat() : random.nextInt(2));
                    }
                }
                case CATEGORICAL_CROSS_ENTROPY -> {
                    int one = random.nextInt(n);
                    int other = random.nextInt(n);
                    y.set(one, j, soft ? 0.75f : 1);
                    y.set(other, j, y.get(other, j) + (soft ? 0.25f : 0));
                }
                default -> {
                    for (int i = 0; i < n; i++) {
                        y.set(i, j, (float) random.nextGaussian());
                    }
                }
            }
        }
        return y;
    }

    /** The features and labels as a network takes them. */
    Dataset data() {
        return Tensors.data(x(), y());
    }
}
