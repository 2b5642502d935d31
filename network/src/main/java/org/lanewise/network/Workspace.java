package org.lanewise.network;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

/**
 * One network's tensors for m examples, and the passes over them in their fused forms. Nothing is allocated after the
 * construction. Layer l of the field's notation is index l − 1 here; {@code A[0]} is the input itself.
 */
final class Workspace {
    private final Network network;
    private final Kernels kernels;
    private final int depth;
    final @Nullable Matrix[] z;
    final Matrix[] a;
    final Matrix[] dz;
    final Matrix predictions;
    final Matrix losses;

    Workspace(Network network, int m) {
        this.network = network;
        kernels = network.kernels();
        depth = network.layers().size();
        z = new Matrix[depth];
        a = new Matrix[depth];
        dz = new Matrix[depth];
        for (int l = 0; l < depth; l++) {
            DenseLayer layer = network.layers().get(l);
            z[l] = layer.activation().gradientFromZ() ? Matrix.zeros(layer.outputs(), m) : null;
            a[l] = Matrix.zeros(layer.outputs(), m);
            dz[l] = Matrix.zeros(layer.outputs(), m);
        }
        predictions = Matrix.zeros(network.outputs(), m);
        losses = Matrix.zeros(1, m);
    }

    /** The forward pass, then the cost and dZ[L]. Returns the cost. */
    double forward(Matrix x, Matrix y) {
        for (int l = 0; l < depth; l++) {
            network.layers().get(l).forward(kernels, input(l, x), z[l], a[l]);
        }
        int last = depth - 1;
        network.cost().evaluate(kernels, a[last], y, predictions, dz[last], losses);
        Activation g = network.layers().get(last).activation();
        if (g.kind() != Activation.Kind.IDENTITY) {
            kernels.activationGradient(g, kept(last), dz[last], dz[last]);
        }
        return Network.mean(losses);
    }

    /** The backward pass from dZ[L]; each layer descends as soon as its dZ has been handed on. */
    void backwardAndDescend(Matrix x, float rate) {
        for (int l = depth - 1; l >= 0; l--) {
            DenseLayer layer = network.layers().get(l);
            if (l > 0) {
                layer.backward(kernels, dz[l], network.layers().get(l - 1), kept(l - 1), dz[l - 1]);
            }
            layer.descend(kernels, rate, dz[l], input(l, x));
        }
    }

    private Matrix input(int l, Matrix x) {
        return l == 0 ? x : a[l - 1];
    }

    /** What the activation's gradient needs of the forward pass. */
    private Matrix kept(int l) {
        return network.layers().get(l).activation().gradientFromZ() ? Objects.requireNonNull(z[l]) : a[l];
    }
}
