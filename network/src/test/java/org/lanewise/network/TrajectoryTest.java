package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertWithin;
import static org.lanewise.network.Tensors.doubles;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;

/** Ten steps of gradient descent beside the {@link Reference}. */
class TrajectoryTest {
    private static final int STEPS = 10;

    static List<Problem> problems() {
        return List.of(
                Problem.of("3-2", Activation.IDENTITY, Cost.CATEGORICAL_CROSS_ENTROPY, 20),
                Problem.of("2-3-1", Activation.TANH, Cost.BINARY_CROSS_ENTROPY, 4),
                Problem.of("5-4-3", Activation.SIGMOID, Cost.CATEGORICAL_CROSS_ENTROPY, 33),
                Problem.of("5-4-3", Activation.SWISH, Cost.MEAN_SQUARED_ERROR, 65),
                new Problem("4-6-2", Activation.leakyRelu(0.1f), Activation.TANH, Cost.MEAN_SQUARED_ERROR, 16),
                Problem.of("3-5-4-2-1", Activation.RELU, Cost.BINARY_CROSS_ENTROPY, 7),
                Problem.of("17-9-4", Activation.TANH, Cost.BINARY_CROSS_ENTROPY, 64));
    }

    /** The errors grow from step to step, so the rate is a small one. */
    @ParameterizedTest
    @MethodSource("problems")
    void tenStepsAreThoseOfTheReference(Problem problem) {
        Network network = problem.network();
        Reference reference = Reference.of(network);
        ErrorBound bound = new ErrorBound(reference);
        float rate = 0.0625f;

        History history = Training.ofEpochs(STEPS).withFullBatch()
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(rate)).fit(network, problem.data());

        for (int step = 0; step < STEPS; step++) {
            Reference.Pass p = reference.pass(doubles(problem.x()), doubles(problem.y()));
            Reference.Pass e = bound.of(p);
            assertTrue(e.cost() <= 1e-2 * p.cost(), () -> "bound of the cost: " + e.cost());
            assertEquals(p.cost(), history.costs().get(step), e.cost(), "cost of step " + (step + 1));
            bound.descend(e, rate);
            reference.descend(p, rate);
        }
        for (int l = 0; l < reference.depth(); l++) {
            assertWithin(bound.w[l], 1e-2, reference.w[l], network.layers().get(l).weights(), "W[" + (l + 1) + "]");
            assertWithin(bound.b[l], 1e-2, reference.b[l], network.layers().get(l).bias(), "b[" + (l + 1) + "]");
        }
    }
}
