package org.lanewise.network;

import org.lanewise.kernels.Matrix;

/** A copy of a network's parameters. */
final class Snapshot {
    private final Matrix[] weights;
    private final Matrix[] biases;

    Snapshot(Network network) {
        weights = network.layers().stream().map(layer -> layer.weights().copy()).toArray(Matrix[]::new);
        biases = network.layers().stream().map(layer -> layer.bias().copy()).toArray(Matrix[]::new);
    }

    void take(Network network) {
        for (int l = 0; l < weights.length; l++) {
            weights[l].copyFrom(network.layers().get(l).weights());
            biases[l].copyFrom(network.layers().get(l).bias());
        }
    }

    void restore(Network network) {
        for (int l = 0; l < weights.length; l++) {
            network.layers().get(l).weights().copyFrom(weights[l]);
            network.layers().get(l).bias().copyFrom(biases[l]);
        }
    }
}
