package org.lanewise.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.internal.Copies;

/**
 * Gradients by central differences, {@code (J(w + h) − J(w − h)) / 2h} for each parameter w in turn, to check others by.
 * Costs are computed in floats, so h can't be small: expect a difference of about 10⁻³ from right gradients, and of more
 * where a kink of a ReLU is crossed; from wrong ones it is near 1.
 *
 * @param numerical dW and db of each layer, first layer first
 */
public record GradientCheck(List<Gradient> numerical) {
    /** Relative to a parameter, or to a thousandth if that is smaller: a compromise of rounding and curvature. */
    private static final float STEP = 1f / 128;
    private static final float LEAST = 1f / 1024;

    /** Copies the list. */
    public GradientCheck {
        numerical = Copies.of(numerical, "numerical");
    }

    /**
     * Computes the gradients. It takes two forward passes for every parameter.
     *
     * @param network the network, whose parameters are changed meanwhile, and put back
     * @param data features and targets
     * @return the gradients of {@link Network#cost}
     * @throws IllegalArgumentException if the data do not fit the network
     */
    public static GradientCheck of(Network network, Dataset data) {
        Objects.requireNonNull(network, "network");
        List<Gradient> gradients = new ArrayList<>();
        for (DenseLayer layer : network.layers()) {
            gradients.add(new Gradient(differences(network, data, layer.weights()),
                    differences(network, data, layer.bias())));
        }
        return new GradientCheck(gradients);
    }

    private static Matrix differences(Network network, Dataset data, Matrix parameters) {
        Matrix gradient = Matrix.zeros(parameters.rows(), parameters.columns());
        for (int i = 0; i < parameters.rows(); i++) {
            for (int j = 0; j < parameters.columns(); j++) {
                float w = parameters.get(i, j);
                float h = Math.max(STEP * Math.abs(w), LEAST);
                double above;
                double below;
                try {
                    parameters.set(i, j, w + h);
                    above = network.cost(data);
                    parameters.set(i, j, w - h);
                    below = network.cost(data);
                } finally {
                    parameters.set(i, j, w);
                }
                // What was added is not quite h: it is what a float has room for.
                double distance = (double) (w + h) - (w - h);
                gradient.set(i, j, (float) ((above - below) / distance));
            }
        }
        return gradient;
    }

    /**
     * How far other gradients are from these: {@code ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖)} over all parameters together.
     *
     * @param gradients dW and db of each layer, first layer first
     * @return from 0 (equal) to 1; 0 if all are 0
     * @throws IllegalArgumentException if numbers or shapes differ
     */
    public double difference(List<Gradient> gradients) {
        Copies.of(gradients, "gradients");
        if (gradients.size() != numerical.size()) {
            throw new IllegalArgumentException(
                    "there are " + gradients.size() + " gradients for " + numerical.size() + " layers");
        }
        double[] squares = new double[3];
        for (int l = 0; l < gradients.size(); l++) {
            add(gradients.get(l).dw(), numerical.get(l).dw(), squares);
            add(gradients.get(l).db(), numerical.get(l).db(), squares);
        }
        double sum = Math.sqrt(squares[1]) + Math.sqrt(squares[2]);
        return sum == 0 ? 0 : Math.sqrt(squares[0]) / sum;
    }

    private static void add(Matrix given, Matrix wanted, double[] squares) {
        if (given.rows() != wanted.rows() || given.columns() != wanted.columns()) {
            throw new IllegalArgumentException("a gradient is " + given + ", it has to be " + wanted);
        }
        for (int i = 0; i < given.rows(); i++) {
            for (int j = 0; j < given.columns(); j++) {
                double g = given.get(i, j);
                double h = wanted.get(i, j);
                squares[0] += (g - h) * (g - h);
                squares[1] += g * g;
                squares[2] += h * h;
            }
        }
    }
}
