package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lanewise.network.Tensors.assertSameBits;
import static org.lanewise.network.Tensors.assertWithin;
import static org.lanewise.network.Tensors.doubles;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.training.Optimizer;

/**
 * Every tensor of every layer, in both forms of the passes, against the {@link Reference} within its {@link
 * ErrorBound}.
 */
class NetworkReferenceTest {
    private static final float RATE = 0.125f;

    static List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (int m : new int[]{1, 2, 7, 16, 33, 64, 65}) {
            for (Activation g : Problem.ACTIVATIONS) {
                for (Cost cost : Problem.COSTS) {
                    problems.add(Problem.of("17-16-33-15-4", g, cost, m));
                }
                problems.add(Problem.of("2-3-5-4-2-1", g, Cost.BINARY_CROSS_ENTROPY, m));
                problems.add(new Problem("3-17-5", Activation.RELU, g, Cost.MEAN_SQUARED_ERROR, m));
                problems.add(new Problem("1-1", Activation.RELU, g, Cost.MEAN_SQUARED_ERROR, m));
            }
            problems.add(Problem.of("1-1", Activation.RELU, Cost.BINARY_CROSS_ENTROPY, m));
            problems.add(Problem.of("784-33-10", Activation.RELU, Cost.CATEGORICAL_CROSS_ENTROPY, m));
        }
        for (Activation g : Problem.ACTIVATIONS) {
            for (int m : new int[]{1, 33, 65}) {
                // Twice a slope of 1.76 makes the bounds of so many inputs as wide as what they bound.
                if (g.kind() != Activation.Kind.SELU) {
                    problems.add(Problem.of("64-150-100-10", g, Cost.CATEGORICAL_CROSS_ENTROPY, m));
                }
            }
        }
        // Sums over the examples that are longer than a block of the product.
        problems.add(Problem.of("5-4-3", Activation.SWISH, Cost.CATEGORICAL_CROSS_ENTROPY, 801));
        return problems;
    }

    static List<Problem> wideProblems() {
        return List.of(Problem.of("12288-20-7-5-1", Activation.RELU, Cost.BINARY_CROSS_ENTROPY, 1),
                Problem.of("12288-20-7-5-1", Activation.SWISH, Cost.BINARY_CROSS_ENTROPY, 33),
                Problem.of("12288-20-7-5-1", Activation.TANH, Cost.BINARY_CROSS_ENTROPY, 65));
    }

    /** Step by step: each from what the step before it left, so that the bounds are those of one product. */
    @ParameterizedTest
    @MethodSource({"problems", "wideProblems"})
    void everyStepIsTheReference(Problem problem) {
        Network network = problem.network();
        Reference reference = Reference.of(network);
        Network.Gradients actual = network.gradients(problem.data());
        step(network, problem);

        for (int l = 0; l < reference.depth(); l++) {
            DenseLayer.Forward forward = actual.forward().get(l);
            DenseLayer.Backward backward = actual.backward().get(l);
            boolean last = l == reference.depth() - 1;
            Reference layer = reference.layer(l);
            ErrorBound bound = new ErrorBound(layer);
            Reference.Pass p = layer.forward(doubles(forward.before()));
            if (last) {
                layer.evaluate(p, doubles(problem.y()));
            } else {
                p.da[0] = doubles(actual.backward().get(l + 1).daBefore());
            }
            layer.backward(p);
            Reference.Pass e = bound.of(p);

            String of = "[" + (l + 1) + "]";
            checkStep(e.z[0], p.z[0], forward.z(), "Z" + of);
            checkStep(e.a[0], p.a[0], forward.a(), "A" + of);
            checkStep(e.dz[0], p.dz[0], backward.dz(), "dZ" + of);
            checkStep(e.dw[0], p.dw[0], backward.dw(), "dW" + of);
            checkStep(e.db[0], p.db[0], backward.db(), "db" + of);
            checkStep(e.dx, p.dx, backward.daBefore(), "dA[" + l + "]");
            if (last) {
                checkStep(e.predictions, p.predictions, actual.predictions(), "predictions");
                assertEquals(p.cost(), actual.cost(), e.cost(), "cost");
            }
            bound.descend(e, RATE);
            layer.descend(p, RATE);
            checkStep(bound.w[0], layer.w[0], network.layers().get(l).weights(), "W" + of);
            checkStep(bound.b[0], layer.b[0], network.layers().get(l).bias(), "b" + of);
        }
    }

    private static void checkStep(double[][] bounds, double[][] expected, Matrix actual, String name) {
        assertWithin(bounds, 0.12, expected, actual, name);
    }

    /**
     * From the input to the cost and back. The bounds take all errors to have the worst sign, so they grow by a factor
     * of about √n with each layer in either direction, until for the widest networks they say nothing.
     */
    @ParameterizedTest
    @MethodSource("problems")
    void wholePassIsTheReference(Problem problem) {
        Network network = problem.network();
        Reference reference = Reference.of(network);
        Reference.Pass p = reference.pass(doubles(problem.x()), doubles(problem.y()));
        Reference.Pass e = new ErrorBound(reference).of(p);

        Network.Gradients actual = network.gradients(problem.data());

        for (int l = 0; l < reference.depth(); l++) {
            String of = "[" + (l + 1) + "]";
            checkPass(e.z[l], p.z[l], actual.forward().get(l).z(), "Z" + of);
            checkPass(e.a[l], p.a[l], actual.forward().get(l).a(), "A" + of);
            checkPass(e.dz[l], p.dz[l], actual.backward().get(l).dz(), "dZ" + of);
            checkPass(e.dw[l], p.dw[l], actual.backward().get(l).dw(), "dW" + of);
            checkPass(e.db[l], p.db[l], actual.backward().get(l).db(), "db" + of);
            checkPass(l > 0 ? e.da[l - 1] : e.dx, l > 0 ? p.da[l - 1] : p.dx, actual.backward().get(l).daBefore(),
                    "dA[" + l + "]");
        }
        checkPass(e.predictions, p.predictions, actual.predictions(), "predictions");
        assertEquals(p.cost(), actual.cost(), e.cost(), "cost");
    }

    private static void checkPass(double[][] bounds, double[][] expected, Matrix actual, String name) {
        assertWithin(bounds, 1, expected, actual, name);
    }

    /**
     * No tensor depends on the form of the passes.
     */
    @ParameterizedTest
    @MethodSource({"problems", "wideProblems"})
    void fusedAndUnfusedPassesHaveTheSameBits(Problem problem) {
        Network network = problem.network();
        Network.Gradients unfused = network.gradients(problem.data());
        Pass fused = network.pass(problem.m(), 0);
        fused.forward(problem.data().x(), 0);
        double cost = fused.cost(problem.data());

        assertEquals(unfused.cost(), cost, "cost");
        assertSameBits(unfused.predictions(), fused.predictions(), "predictions");
        fused.backward((l, dz, before) -> {
            assertSameBits(unfused.forward().get(l).before(), before, "A[" + l + "]");
            assertSameBits(unfused.backward().get(l).dz(), dz, "dZ[" + (l + 1) + "]");
        });
        fused.backward();
        for (int l = 0; l < network.layers().size(); l++) {
            assertSameBits(unfused.backward().get(l).dw(), fused.gradients().get(l).dw(), "dW[" + (l + 1) + "]");
            assertSameBits(unfused.backward().get(l).db(), fused.gradients().get(l).db(), "db[" + (l + 1) + "]");
        }
    }

    private static void step(Network network, Problem problem) {
        Pass pass = network.pass(problem.m(), 0);
        pass.forward(problem.data().x(), 0);
        pass.cost(problem.data());
        Optimizer.gradientDescent().withLearningRate(RATE).start(network).step(pass, 1);
    }
}
