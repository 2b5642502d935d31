package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;

/** Whom the tests believe has to earn it: by finite differences, and by numbers that others have published. */
class ReferenceTest {
    private static final double STEP = 1e-5;

    static List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (Activation g : Problem.ACTIVATIONS) {
            for (Cost cost : Problem.COSTS) {
                problems.add(Problem.of("4-5-3-2", g, cost, 6));
            }
            problems.add(new Problem("4-5-3", Activation.TANH, g, Cost.MEAN_SQUARED_ERROR, 6));
        }
        return problems;
    }

    @ParameterizedTest
    @MethodSource("problems")
    void gradientsAreThoseOfFiniteDifferences(Problem problem) {
        Reference reference = Reference.of(problem.network());
        double[][] x = Tensors.doubles(problem.x());
        double[][] y = Tensors.doubles(problem.y());
        Reference.Pass pass = reference.pass(x, y);
        assertTrue(distanceToKink(pass) > 100 * STEP, "another seed is needed: an input of an activation is near 0");
        List<double[]> numeric = differences(reference, x, y);
        assertTrue(distance(gradients(pass), numeric) < 2e-7, () -> "distance " + distance(gradients(pass), numeric));
    }

    /** Misprints that are in circulation, each of which the comparison has to find. */
    static Stream<Consumer<Reference.Pass>> mistakes() {
        return Stream.of(
                // 1/m forgotten in one gradient.
                pass -> scale(pass.dw[1], pass.losses.length),
                pass -> scale(pass.db[0], pass.losses.length),
                // One sign wrong in one element.
                pass -> pass.dw[0][1][2] *= -1,
                // The activation's derivative forgotten in the first bias's gradient.
                pass -> {
                    for (int i = 0; i < pass.db[0].length; i++) {
                        pass.db[0][i][0] = Arrays.stream(pass.da[0][i]).sum() / pass.losses.length;
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void finiteDifferencesFindMistakes(Consumer<Reference.Pass> mistake) {
        Problem problem = Problem.of("4-5-3-2", Activation.TANH, Cost.BINARY_CROSS_ENTROPY, 6);
        Reference reference = Reference.of(problem.network());
        double[][] x = Tensors.doubles(problem.x());
        double[][] y = Tensors.doubles(problem.y());
        Reference.Pass pass = reference.pass(x, y);
        mistake.accept(pass);
        assertTrue(distance(gradients(pass), differences(reference, x, y)) > 1e-3);
    }

    private static void scale(double[][] x, double factor) {
        for (double[] row : x) {
            for (int j = 0; j < row.length; j++) {
                row[j] *= factor;
            }
        }
    }

    private static double distanceToKink(Reference.Pass pass) {
        double least = Double.POSITIVE_INFINITY;
        for (double[][] z : pass.z) {
            for (double[] row : z) {
                for (double value : row) {
                    least = Math.min(least, Math.abs(value));
                }
            }
        }
        return least;
    }

    /** All gradients of the mean of the losses, row by row: of the parameters, then of the input. */
    private static List<double[]> gradients(Reference.Pass pass) {
        List<double[]> rows = new ArrayList<>();
        for (int l = 0; l < pass.dw.length; l++) {
            rows.addAll(List.of(pass.dw[l]));
            rows.addAll(List.of(pass.db[l]));
        }
        for (double[] row : pass.dx) {
            rows.add(Arrays.stream(row).map(element -> element / pass.losses.length).toArray());
        }
        return rows;
    }

    /** The same gradients from central differences. */
    private static List<double[]> differences(Reference reference, double[][] x, double[][] y) {
        List<double[]> values = new ArrayList<>();
        for (int l = 0; l < reference.depth(); l++) {
            values.addAll(List.of(reference.w[l]));
            values.addAll(List.of(reference.b[l]));
        }
        values.addAll(List.of(x));
        List<double[]> rows = new ArrayList<>();
        for (double[] row : values) {
            double[] derivatives = new double[row.length];
            for (int j = 0; j < row.length; j++) {
                double value = row[j];
                row[j] = value + STEP;
                double above = reference.pass(x, y).cost();
                row[j] = value - STEP;
                double below = reference.pass(x, y).cost();
                row[j] = value;
                derivatives[j] = (above - below) / (2 * STEP);
            }
            rows.add(derivatives);
        }
        return rows;
    }

    /** {@code ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖)}. */
    private static double distance(List<double[]> one, List<double[]> other) {
        double difference = 0;
        double ones = 0;
        double others = 0;
        for (int i = 0; i < one.size(); i++) {
            for (int j = 0; j < one.get(i).length; j++) {
                double g = one.get(i)[j];
                double h = other.get(i)[j];
                difference += (g - h) * (g - h);
                ones += g * g;
                others += h * h;
            }
        }
        return Math.sqrt(difference) / (Math.sqrt(ones) + Math.sqrt(others));
    }

    /** The logits are those whose sigmoid are the activations .8, .9 and .4. */
    @Test
    void binaryCrossEntropyIsThePublishedOne() {
        Reference identity = new Reference(new double[][][]{{{1}}}, new double[][][]{{{0}}},
                new Activation[]{Activation.IDENTITY}, Cost.BINARY_CROSS_ENTROPY);
        double[][] logits = {{Math.log(0.8 / 0.2), Math.log(0.9 / 0.1), Math.log(0.4 / 0.6)}};
        Reference.Pass pass = identity.pass(logits, new double[][]{{1, 1, 0}});
        assertArrayEquals(new double[]{0.8, 0.9, 0.4}, pass.predictions[0], 1e-15);
        assertEquals(0.2797765635793423, pass.cost(), 1e-15);
    }

    /**
     * The step worked out by hand in scikit-learn's {@code test_mlp.py}, {@code test_fit}, with three decimals where
     * the next line goes on. Its L2 penalty adds 0.1·W to dW.
     */
    @Test
    void oneStepIsThePublishedOne() {
        Reference reference = new Reference(
                new double[][][]{{{0.1, 0.3, 0.5}, {0.2, 0.1, 0}}, {{0.1, 0.2}}},
                new double[][][]{{{0.1}, {0.1}}, {{1}}}, new Activation[]{Activation.SIGMOID, Activation.IDENTITY},
                Cost.BINARY_CROSS_ENTROPY);
        double[][] x = {{0.6}, {0.8}, {0.7}};
        double[][] y = {{0}};
        Reference.Pass pass = reference.pass(x, y);
        assertEquals(0.679178699175393, pass.a[0][0][0], 1e-15);
        assertEquals(0.574442516811659, pass.a[0][1][0], 1e-15);
        assertEquals(0.7654329236196236, pass.predictions[0][0], 5e-5);
        double[][] rounded = {{0.679}, {0.574}};
        assertEquals(0.7654329236196236, reference.layer(1).pass(rounded, y).predictions[0][0], 1e-15);
        assertEquals(0.765, pass.dz[1][0][0], 5e-4);
        assertEquals(0.01667, pass.dz[0][0][0], 1e-5);
        assertEquals(0.0374, pass.dz[0][1][0], 5e-5);

        for (int l = 0; l < 2; l++) {
            for (int i = 0; i < reference.w[l].length; i++) {
                for (int j = 0; j < reference.w[l][i].length; j++) {
                    pass.dw[l][i][j] += 0.1 * reference.w[l][i][j];
                }
            }
        }
        reference.descend(pass, 0.1);
        assertArrayEquals(new double[]{0.098, 0.2956664, 0.4939998}, reference.w[0][0], 1e-3);
        assertArrayEquals(new double[]{0.195756, 0.096008, -0.002244}, reference.w[0][1], 1e-3);
        assertArrayEquals(new double[]{0.04706, 0.154089}, reference.w[1][0], 1e-3);
        assertEquals(0.098333, reference.b[0][0][0], 1e-4);
        assertEquals(0.09626, reference.b[0][1][0], 1e-5);
        assertEquals(0.9235, reference.b[1][0][0], 1e-4);
        assertEquals(0.739, reference.pass(x, y).predictions[0][0], 1e-3);
    }
}
