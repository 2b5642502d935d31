package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

/** What a layer accepts; what it computes is in {@link NetworkReferenceTest}. */
class DenseLayerTest {
    private final Kernels kernels = Kernels.create();

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
