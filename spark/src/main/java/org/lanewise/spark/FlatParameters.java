package org.lanewise.spark;

import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;

/** All parameters as one vector, as Spark's multilayer perceptron has them: of each layer W column by column, then b. */
final class FlatParameters {
    private FlatParameters() {
    }

    static Vector of(Network network) {
        double[] values = new double[count(network)];
        int at = 0;
        for (DenseLayer layer : network.layers()) {
            Matrix w = layer.weights();
            for (int j = 0; j < w.columns(); j++) {
                for (int i = 0; i < w.rows(); i++) {
                    values[at++] = w.get(i, j);
                }
            }
            for (int i = 0; i < w.rows(); i++) {
                values[at++] = layer.bias().get(i, 0);
            }
        }
        return new DenseVector(values);
    }

    static void copyTo(Network network, Vector parameters) {
        if (parameters.size() != count(network)) {
            throw new IllegalArgumentException("initialWeights has " + parameters.size() + " numbers, the network "
                    + network + " has " + count(network) + " parameters");
        }
        double[] values = parameters.toArray();
        int at = 0;
        for (DenseLayer layer : network.layers()) {
            Matrix w = layer.weights();
            for (int j = 0; j < w.columns(); j++) {
                for (int i = 0; i < w.rows(); i++) {
                    w.set(i, j, (float) values[at++]);
                }
            }
            for (int i = 0; i < w.rows(); i++) {
                layer.bias().set(i, 0, (float) values[at++]);
            }
        }
    }

    private static int count(Network network) {
        return Math.toIntExact(network.layers().stream().mapToLong(DenseLayer::parameters).sum());
    }
}
