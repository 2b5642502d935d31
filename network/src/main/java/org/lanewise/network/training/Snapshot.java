package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;

/** A copy of a network's parameters. */
final class Snapshot {
    private final List<Matrix> copies;

    Snapshot(Network network) {
        copies = parameters(network).stream().map(Matrix::copy).toList();
    }

    /** W and b of each layer, first layer first; the matrices themselves. */
    static List<Matrix> parameters(Network network) {
        List<Matrix> parameters = new ArrayList<>();
        for (DenseLayer layer : network.layers()) {
            parameters.add(layer.weights());
            parameters.add(layer.bias());
        }
        return parameters;
    }

    /** Copies matrices one by one into others of the same shapes. */
    static void copy(List<Matrix> from, List<Matrix> to) {
        for (int i = 0; i < to.size(); i++) {
            to.get(i).copyFrom(from.get(i));
        }
    }

    List<Matrix> copies() {
        return copies;
    }

    void take(Network network) {
        copy(parameters(network), copies);
    }

    void restore(Network network) {
        copy(copies, parameters(network));
    }
}
