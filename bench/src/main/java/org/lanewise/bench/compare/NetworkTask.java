package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.List;
import org.lanewise.bench.Data;
import org.lanewise.bench.NetworkShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;

/**
 * A network with the parameters that it starts with, and a batch. Nobody writes to the matrices; who trains works on copies.
 *
 * @param shape the widths, and the examples of the batch
 * @param hidden the activation of all layers but the last, which has none
 * @param cost the cost, and with it the function that turns outputs into predictions
 * @param weights W[l], n[l] × n[l−1], first layer first
 * @param biases b[l], n[l] × 1
 * @param x the features, n[0] × m: an example is a column
 * @param y the targets, n[L] × m: one-hot for the categorical cross-entropy, 0 or 1 for the binary one
 */
public record NetworkTask(NetworkShape shape, Activation hidden, Cost cost, List<Matrix> weights, List<Matrix> biases,
        Matrix x, Matrix y) {

    /** A network that could be one of somebody's, on random examples. */
    public static NetworkTask of(NetworkShape shape, Activation hidden, Cost cost) {
        List<Matrix> weights = new ArrayList<>();
        List<Matrix> biases = new ArrayList<>();
        for (int l = 1; l <= shape.depth(); l++) {
            // He's variance, 2 / n[l−1]. A bias is not 0, so that leaving it out would show.
            weights.add(Data.uniform(shape.width(l), shape.width(l - 1), Math.sqrt(6.0 / shape.width(l - 1)), l));
            biases.add(Data.uniform(shape.width(l), 1, 0.1, shape.depth() + l));
        }
        Matrix x = Data.uniform(shape.inputs(), shape.batch(), -1);
        Matrix y = switch (cost.kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> Data.oneHot(shape.outputs(), shape.batch(), -2);
            case BINARY_CROSS_ENTROPY -> Data.oneHot(2, shape.batch(), -2).rowRange(1, 2).copy();
            default -> Data.uniform(shape.outputs(), shape.batch(), -2);
        };
        return new NetworkTask(shape, hidden, cost, List.copyOf(weights), List.copyOf(biases), x, y);
    }

    /** The class of each example, for the categorical cross-entropy. */
    public int[] classes() {
        int[] classes = new int[y.columns()];
        for (int j = 0; j < classes.length; j++) {
            for (int i = 0; i < y.rows(); i++) {
                if (y.get(i, j) == 1) {
                    classes[j] = i;
                }
            }
        }
        return classes;
    }
}
