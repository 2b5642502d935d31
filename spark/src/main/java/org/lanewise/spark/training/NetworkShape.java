package org.lanewise.spark.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;

/**
 * A network without its parameters.
 *
 * @param inputs n[0]
 * @param layers the layers
 * @param cost the kind of its cost
 * @param delta its δ
 * @param labelSmoothing its ε
 */
record NetworkShape(int inputs, List<Layer> layers, Cost.Kind cost, float delta, float labelSmoothing)
        implements
            Serializable {
    /**
     * A layer.
     *
     * @param outputs n
     * @param activation the kind of g
     * @param alpha its α
     * @param beta its β
     * @param dropout the share of its inputs that training drops
     */
    record Layer(int outputs, Activation.Kind activation, float alpha, float beta, float dropout)
            implements
                Serializable {
    }

    static NetworkShape of(Network network) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 0; l < network.layers().size(); l++) {
            Activation g = network.layers().get(l).activation();
            layers.add(new Layer(network.layers().get(l).outputs(), g.kind(), g.alpha(), g.beta(), network.dropout(l)));
        }
        return new NetworkShape(network.inputs(), List.copyOf(layers), network.cost().kind(), network.cost().delta(),
                network.cost().labelSmoothing());
    }

    /** A network of this shape, with parameters of 0. */
    Network network(Kernels kernels) {
        List<DenseLayer> made = new ArrayList<>();
        float[] dropout = new float[layers.size()];
        int before = inputs;
        for (Layer layer : layers) {
            dropout[made.size()] = layer.dropout;
            made.add(new DenseLayer(Matrix.zeros(layer.outputs, before), Matrix.zeros(layer.outputs, 1),
                    new Activation(layer.activation, layer.alpha, layer.beta)));
            before = layer.outputs;
        }
        return new Network(kernels, made, new Cost(cost, delta, labelSmoothing), dropout);
    }
}
