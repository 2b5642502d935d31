package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.doubles;
import static org.lanewise.network.Tensors.norm;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

/** The two steps of a layer on their own, where error bounds are tightest. */
class DenseLayerTest {
    private final Kernels kernels = Kernels.create();

    static List<Problem> layers() {
        List<Problem> layers = new ArrayList<>();
        for (String shape : new String[]{"1-1", "3-2", "16-17", "65-15", "784-33", "150-100"}) {
            for (Activation g : Problem.ACTIVATIONS) {
                for (int m : new int[]{1, 2, 7, 16, 33, 64, 65}) {
                    layers.add(new Problem(shape, g, g, Cost.MEAN_SQUARED_ERROR, m));
                }
            }
        }
        return layers;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void stepsAreTheReference(Problem problem) {
        Network network = problem.network();
        DenseLayer layer = network.layers().getFirst();
        Matrix da = Tensors.gaussian(layer.outputs(), problem.m(), 1, new Random(problem.m()));
        Reference reference = Reference.of(network);
        Reference.Pass p = reference.forward(doubles(problem.x()));
        p.da[0] = doubles(da);
        reference.backward(p);
        Reference.Pass e = new ErrorBound(reference).of(p);

        DenseLayer.Forward forward = layer.forward(kernels, problem.x());
        DenseLayer.Backward backward = layer.backward(kernels, forward, da);

        check(e.z[0], p.z[0], forward.z(), "Z");
        check(e.a[0], p.a[0], forward.a(), "A");
        check(e.dz[0], p.dz[0], backward.dz(), "dZ");
        check(e.dw[0], p.dw[0], backward.dw(), "dW");
        check(e.db[0], p.db[0], backward.db(), "db");
        check(e.dx, p.dx, backward.daBefore(), "dA₋");
    }

    private static void check(double[][] bounds, double[][] expected, Matrix actual, String name) {
        assertTrue(norm(bounds) <= 1e-3 * norm(expected) + 1e-6,
                () -> name + ": bound " + norm(bounds) + " of " + norm(expected));
        Tensors.assertWithin(bounds, expected, actual, name);
    }

    @Test
    void forwardKeepsItsInput() {
        Problem problem = Problem.of("3-2", Activation.RELU, Cost.MEAN_SQUARED_ERROR, 4);
        Matrix x = problem.x();
        DenseLayer.Forward forward = problem.network().layers().getFirst().forward(kernels, x);
        assertEquals(x, forward.before());
    }

    @Test
    void rejectsParametersThatDoNotFit() {
        Matrix weights = Matrix.zeros(3, 2);
        assertMessage("bias is 2x1, it has to be 3x1 for weights of 3x2", assertThrows(IllegalArgumentException.class,
                () -> new DenseLayer(weights, Matrix.zeros(2, 1), Activation.RELU)));
        assertMessage("bias is 3x2, it has to be 3x1 for weights of 3x2", assertThrows(IllegalArgumentException.class,
                () -> new DenseLayer(weights, Matrix.zeros(3, 2), Activation.RELU)));
        assertMessage("weights must not be empty: 0x2", assertThrows(IllegalArgumentException.class,
                () -> new DenseLayer(Matrix.zeros(0, 2), Matrix.zeros(0, 1), Activation.RELU)));
        assertMessage("weights must not be empty: 3x0", assertThrows(IllegalArgumentException.class,
                () -> new DenseLayer(Matrix.zeros(3, 0), Matrix.zeros(3, 1), Activation.RELU)));
    }

    @Test
    void rejectsInputsThatDoNotFit() {
        DenseLayer layer = new DenseLayer(Matrix.zeros(3, 2), Matrix.zeros(3, 1), Activation.RELU);
        assertMessage("w is 3x2, x is 4x5: the inner dimensions differ",
                assertThrows(IllegalArgumentException.class, () -> layer.forward(kernels, Matrix.zeros(4, 5))));
        DenseLayer.Forward forward = layer.forward(kernels, Matrix.zeros(2, 5));
        assertMessage("da is 2x5, it has to be 3x5", assertThrows(IllegalArgumentException.class,
                () -> layer.backward(kernels, forward, Matrix.zeros(2, 5))));
        DenseLayer.Forward empty = layer.forward(kernels, Matrix.zeros(2, 0));
        assertMessage("a backward step needs an example at least: da is 3x0", assertThrows(
                IllegalArgumentException.class, () -> layer.backward(kernels, empty, Matrix.zeros(3, 0))));
    }

    private static void assertMessage(String expected, Exception thrown) {
        assertEquals(expected, thrown.getMessage());
    }
}
