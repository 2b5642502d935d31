package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertSameBits;
import static org.lanewise.network.Tensors.assertWithin;
import static org.lanewise.network.Tensors.doubles;
import static org.lanewise.network.Tensors.norm;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;

/** Every tensor of every layer, in both forms of the passes, against the {@link Reference} within its {@link ErrorBound}. */
class NetworkReferenceTest {
    private static final float RATE = 0.125f;

    static List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (int m : new int[]{1, 2, 7, 16, 33, 64, 65}) {
            for (Activation g : Problem.ACTIVATIONS) {
                for (Cost cost : Cost.values()) {
                    problems.add(Problem.of("2-3-5-4-2-1", g, cost, m));
                    problems.add(Problem.of("17-16-33-15-4", g, cost, m));
                }
                problems.add(new Problem("3-17-5", Activation.RELU, g, Cost.MEAN_SQUARED_ERROR, m));
            }
            for (Cost cost : Cost.values()) {
                problems.add(Problem.of("1-1", Activation.IDENTITY, cost, m));
                problems.add(Problem.of("65-17", Activation.IDENTITY, cost, m));
            }
            problems.add(Problem.of("784-33-10", Activation.SWISH, Cost.CATEGORICAL_CROSS_ENTROPY, m));
        }
        for (int m : new int[]{1, 33, 65}) {
            for (Activation g : Problem.ACTIVATIONS) {
                problems.add(Problem.of("64-150-100-10", g, Cost.CATEGORICAL_CROSS_ENTROPY, m));
            }
            problems.add(Problem.of("12288-20-7-5-1", Activation.RELU, Cost.BINARY_CROSS_ENTROPY, m));
        }
        // Sums over the examples that are longer than a block of the product.
        problems.add(Problem.of("5-4-3", Activation.SWISH, Cost.CATEGORICAL_CROSS_ENTROPY, 801));
        return problems;
    }

    @ParameterizedTest
    @MethodSource("problems")
    void unfusedPassIsTheReference(Problem problem) {
        Network network = problem.network();
        Reference reference = Reference.of(network);
        Reference.Pass p = reference.pass(doubles(problem.x()), doubles(problem.y()));
        Reference.Pass e = new ErrorBound(reference).of(p);

        Network.Gradients actual = network.gradients(problem.x(), problem.y());

        for (int l = 0; l < reference.depth(); l++) {
            String of = "[" + (l + 1) + "]";
            check(e.z[l], p.z[l], actual.forward().get(l).z(), "Z" + of);
            check(e.a[l], p.a[l], actual.forward().get(l).a(), "A" + of);
            check(e.dz[l], p.dz[l], actual.backward().get(l).dz(), "dZ" + of);
            check(e.dw[l], p.dw[l], actual.backward().get(l).dw(), "dW" + of);
            check(e.db[l], p.db[l], actual.backward().get(l).db(), "db" + of);
            check(l > 0 ? e.da[l - 1] : e.dx, l > 0 ? p.da[l - 1] : p.dx, actual.backward().get(l).daBefore(),
                    "dA[" + l + "]");
        }
        check(e.predictions, p.predictions, actual.predictions(), "predictions");
        assertEquals(p.cost(), actual.cost(), e.cost(), "cost");
    }

    @ParameterizedTest
    @MethodSource("problems")
    void fusedPassIsTheReference(Problem problem) {
        Network network = problem.network();
        Reference reference = Reference.of(network);
        ErrorBound bound = new ErrorBound(reference);
        Reference.Pass p = reference.pass(doubles(problem.x()), doubles(problem.y()));
        Reference.Pass e = bound.of(p);
        bound.descend(e, RATE);
        reference.descend(p, RATE);

        Workspace actual = new Workspace(network, problem.m());
        double cost = actual.forward(problem.x(), problem.y());
        actual.backwardAndDescend(problem.x(), RATE);

        for (int l = 0; l < reference.depth(); l++) {
            String of = "[" + (l + 1) + "]";
            Matrix z = actual.z[l];
            if (z != null) {
                check(e.z[l], p.z[l], z, "Z" + of);
            }
            check(e.a[l], p.a[l], actual.a[l], "A" + of);
            check(e.dz[l], p.dz[l], actual.dz[l], "dZ" + of);
            check(bound.w[l], reference.w[l], network.layers().get(l).weights(), "W" + of);
            check(bound.b[l], reference.b[l], network.layers().get(l).bias(), "b" + of);
        }
        check(e.predictions, p.predictions, actual.predictions, "predictions");
        assertEquals(p.cost(), cost, e.cost(), "cost");
    }

    /**
     * Element by element within its bound, which would be worth nothing if it were not small itself. It takes all errors to have
     * the worst sign, so with every layer, forward and back, it grows by a factor of about √n; {@link DenseLayerTest} and the
     * networks of one layer have the tight ones.
     */
    private static void check(double[][] bounds, double[][] expected, Matrix actual, String name) {
        System.err.println("RATIO " + norm(bounds) / norm(expected) + " " + name + " " + norm(bounds) + " " + norm(expected));
        assertTrue(norm(bounds) <= 0.1 * norm(expected) + 1e-6,
                () -> name + ": bound " + norm(bounds) + " of " + norm(expected));
        assertWithin(bounds, expected, actual, name);
    }

    /**
     * Z, A, dZ, the predictions and the cost do not depend on the form of the passes; the updated parameters do, because dW and db
     * are rounded only where they are stored.
     */
    @ParameterizedTest
    @MethodSource("problems")
    void fusedAndUnfusedPassesHaveTheSameBits(Problem problem) {
        Network network = problem.network();
        Network.Gradients unfused = network.gradients(problem.x(), problem.y());
        Workspace fused = new Workspace(network, problem.m());
        double cost = fused.forward(problem.x(), problem.y());
        fused.backwardAndDescend(problem.x(), RATE);

        assertEquals(unfused.cost(), cost, "cost");
        assertSameBits(unfused.predictions(), fused.predictions, "predictions");
        for (int l = 0; l < network.layers().size(); l++) {
            DenseLayer.Forward forward = unfused.forward().get(l);
            if (network.layers().get(l).activation().gradientFromZ()) {
                assertSameBits(forward.z(), Objects.requireNonNull(fused.z[l]), "Z[" + (l + 1) + "]");
            }
            assertSameBits(forward.a(), fused.a[l], "A[" + (l + 1) + "]");
            assertSameBits(unfused.backward().get(l).dz(), fused.dz[l], "dZ[" + (l + 1) + "]");
        }
    }
}
