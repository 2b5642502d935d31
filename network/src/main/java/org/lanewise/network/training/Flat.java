package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Gradient;
import org.lanewise.network.Network;

/** Matrices one after another in an array, row by row: what travels, and is added up in one go. */
final class Flat {
    private Flat() {
    }

    /** How many elements matrices have together. */
    static int length(List<Matrix> matrices) {
        return Math.toIntExact(matrices.stream().mapToLong(x -> (long) x.rows() * x.columns()).sum());
    }

    /** Matrices of the shapes of others, over an array. */
    static List<Matrix> views(float[] data, List<Matrix> like) {
        List<Matrix> views = new ArrayList<>();
        int offset = 0;
        for (Matrix x : like) {
            views.add(Matrix.view(data, offset, x.rows(), x.columns(), x.columns()));
            offset += x.rows() * x.columns();
        }
        return views;
    }

    /** The gradients of a network over an array, which may be longer. */
    static List<Gradient> gradients(Network network, float[] data) {
        List<Matrix> views = views(data, Snapshot.parameters(network));
        List<Gradient> gradients = new ArrayList<>();
        for (int l = 0; l < network.layers().size(); l++) {
            gradients.add(new Gradient(views.get(2 * l), views.get(2 * l + 1)));
        }
        return gradients;
    }
}
