package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.lanewise.network.Tensors.assertSameBits;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** Classes and numbers, weights, smoothed labels, ignored examples: each against losses in double precision. */
class LossTest {
    private static final int M = 23;
    private static final int N = 5;

    private final Examples x = Examples.ofColumns(Tensors.gaussian(3, M, 1, new Random(1)));
    private final int[] classes = new Random(2).ints(M, 0, N).toArray();

    /** One layer, whose output is X's image under random weights. */
    private static Network network(Cost cost, int outputs) {
        DenseLayer layer = new DenseLayer(Tensors.gaussian(outputs, 3, 1, new Random(3)), Matrix.zeros(outputs, 1),
                Activation.IDENTITY);
        return new Network(Kernels.create(), List.of(layer), cost);
    }

    private double[][] output(Network network) {
        return Reference.product(Tensors.doubles(network.layers().getFirst().weights()),
                Tensors.doubles(x.toColumns()));
    }

    private static double softmaxCrossEntropy(double[][] z, int j, double[] y) {
        double sum = 0;
        for (double[] row : z) {
            sum += Math.exp(row[j]);
        }
        double loss = 0;
        for (int i = 0; i < y.length; i++) {
            loss -= y[i] * (z[i][j] - Math.log(sum));
        }
        return loss;
    }

    private static double[] smoothed(int c, double epsilon) {
        double[] y = new double[N];
        Arrays.fill(y, epsilon / N);
        y[c] += 1 - epsilon;
        return y;
    }

    @Test
    void classesAreOneHotLabels() {
        Network network = network(Cost.CATEGORICAL_CROSS_ENTROPY, N);
        float[][] oneHot = new float[M][N];
        for (int j = 0; j < M; j++) {
            oneHot[j][classes[j]] = 1;
        }
        Network.Gradients byClass = network.gradients(Dataset.of(x, Targets.classes(classes)));
        Network.Gradients byLabel = network.gradients(Dataset.of(x, Targets.values(Examples.ofRows(oneHot))));
        assertEquals(byLabel.cost(), byClass.cost());
        assertSameBits(byLabel.backward().getFirst().dw(), byClass.backward().getFirst().dw(), "dW");
        Network binary = network(Cost.BINARY_CROSS_ENTROPY, 1);
        int[] two = Arrays.stream(classes).map(c -> c % 2).toArray();
        float[] values = new float[M];
        for (int j = 0; j < M; j++) {
            values[j] = two[j];
        }
        assertEquals(binary.cost(Dataset.of(x, Targets.values(values))),
                binary.cost(Dataset.of(x, Targets.classes(two))));
    }

    static List<Float> smoothing() {
        return List.of(0f, 0.1f, 0.5f);
    }

    @ParameterizedTest
    @MethodSource("smoothing")
    void smoothedLabels(float epsilon) {
        Network network = network(Cost.CATEGORICAL_CROSS_ENTROPY.withLabelSmoothing(epsilon), N);
        double[][] z = output(network);
        double expected = 0;
        float[][] oneHot = new float[M][N];
        for (int j = 0; j < M; j++) {
            expected += softmaxCrossEntropy(z, j, smoothed(classes[j], epsilon)) / M;
            oneHot[j][classes[j]] = 1;
        }
        assertEquals(expected, network.cost(Dataset.of(x, Targets.classes(classes))), 1e-6 * expected);
        assertEquals(expected, network.cost(Dataset.of(x, Targets.values(Examples.ofRows(oneHot)))), 1e-6 * expected);

        Network binary = network(Cost.BINARY_CROSS_ENTROPY.withLabelSmoothing(epsilon), 1);
        double[] outputs = output(binary)[0];
        double sum = 0;
        int[] two = Arrays.stream(classes).map(c -> c % 2).toArray();
        for (int j = 0; j < M; j++) {
            double y = (1 - epsilon) * two[j] + epsilon / 2;
            sum += Math.log1p(Math.exp(outputs[j])) - y * outputs[j];
        }
        assertEquals(sum / M, binary.cost(Dataset.of(x, Targets.classes(two))), 1e-6 * sum / M);
    }

    @Test
    void weightsMultiplyLossesAndGradients() {
        Network network = network(Cost.CATEGORICAL_CROSS_ENTROPY, N);
        Dataset data = Dataset.of(x, Targets.classes(classes));
        float[] weights = new float[M];
        double sum = 0;
        for (int j = 0; j < M; j++) {
            weights[j] = 1 + j % 3;
            sum += weights[j];
        }
        double[][] z = output(network);
        double expected = 0;
        for (int j = 0; j < M; j++) {
            expected += weights[j] / sum * softmaxCrossEntropy(z, j, smoothed(classes[j], 0));
        }
        Dataset weighted = data.withWeights(weights);
        assertEquals(expected, network.cost(weighted), 1e-6 * expected);
        assertEquals(expected, network.gradients(weighted).cost(), 1e-6 * expected);

        // An example of weight 2 is two examples.
        float[] twice = new float[M];
        Arrays.fill(twice, 1);
        twice[4] = 2;
        int[] repeated = new int[M + 1];
        Arrays.setAll(repeated, j -> Math.min(j, M - 1));
        repeated[M] = 4;
        Network.Gradients weight = network.gradients(data.withWeights(twice));
        Network.Gradients repetition = network.gradients(data.subset(repeated));
        assertEquals(repetition.cost(), weight.cost(), 1e-6);
        double[][] a = Tensors.doubles(repetition.backward().getFirst().dw());
        double[][] b = Tensors.doubles(weight.backward().getFirst().dw());
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                assertEquals(a[i][j], b[i][j], 1e-6);
            }
        }
    }

    @Test
    void ignoredExamplesDoNotCount() {
        Network network = network(Cost.CATEGORICAL_CROSS_ENTROPY, N);
        int[] some = classes.clone();
        some[0] = Targets.IGNORED;
        some[7] = Targets.IGNORED;
        Dataset data = Dataset.of(x, Targets.classes(some));
        assertEquals(network.cost(data.withoutIgnored()), network.cost(data));
        assertEquals(M - 2, data.withoutIgnored().size());
        // In a pass they are there, with a loss and a gradient of 0.
        Pass pass = network.pass(M, 0);
        pass.forward(data.x(), 0);
        assertEquals(network.cost(data) * (M - 2) / M, pass.cost(data), 1e-6);
        pass.backward((l, dz, before) -> {
            for (int i = 0; i < N; i++) {
                assertEquals(0, dz.get(i, 0));
                assertEquals(0, dz.get(i, 7));
            }
        });
        int[] none = new int[M];
        Arrays.fill(none, Targets.IGNORED);
        assertThrows(IllegalArgumentException.class, () -> network.cost(Dataset.of(x, Targets.classes(none))));
    }

    @Test
    void errorsOfNumbers() {
        float[][] y = rows(Tensors.gaussian(M, 2, 1, new Random(5)));
        Dataset data = Dataset.of(x, Targets.values(Examples.ofRows(y)));
        for (Cost cost : List.of(Cost.MEAN_SQUARED_ERROR, Cost.MEAN_ABSOLUTE_ERROR, Cost.huber(0.5f), Cost.huber(3))) {
            Network network = network(cost, 2);
            double[][] a = output(network);
            double expected = 0;
            for (int j = 0; j < M; j++) {
                for (int i = 0; i < 2; i++) {
                    expected += loss(cost, a[i][j] - y[j][i]) / 2 / M;
                }
            }
            assertEquals(expected, network.cost(data), 1e-6 * expected, cost.toString());
            GradientCheck check = GradientCheck.of(network, data);
            Pass pass = network.pass(M, 0);
            pass.forward(data.x(), 0);
            pass.cost(data);
            pass.backward();
            assertEquals(0, check.difference(pass.gradients()), 0.02, cost.toString());
        }
    }

    private static float[][] rows(Matrix x) {
        float[][] rows = new float[x.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = x.rowRange(i, i + 1).toArray();
        }
        return rows;
    }

    private static double loss(Cost cost, double d) {
        return switch (cost.kind()) {
            case MEAN_SQUARED_ERROR -> d * d;
            case MEAN_ABSOLUTE_ERROR -> Math.abs(d);
            case HUBER -> Math.abs(d) <= cost.delta()
                    ? d * d / 2
                    : cost.delta() * (Math.abs(d) - cost.delta() / 2);
            default -> throw new AssertionError(cost);
        };
    }

    @Test
    void targetsOfAnotherKindAreRefused() {
        Dataset byClass = Dataset.of(x, Targets.classes(classes));
        assertMessage("MEAN_SQUARED_ERROR needs targets that are numbers (Targets.values), not classes",
                network(Cost.MEAN_SQUARED_ERROR, N), byClass);
        assertMessage("class of example " + first(4) + " must be from 0 to 3, for the network has 4 outputs: 4",
                network(Cost.CATEGORICAL_CROSS_ENTROPY, 4), byClass);
        assertMessage("BINARY_CROSS_ENTROPY over 5 outputs needs a number for each (Targets.values), not classes; "
                + "one of several classes is CATEGORICAL_CROSS_ENTROPY's", network(Cost.BINARY_CROSS_ENTROPY, N),
                byClass);
        assertThrows(IllegalArgumentException.class, () -> network(Cost.CATEGORICAL_CROSS_ENTROPY, 1));
    }

    private int first(int c) {
        int j = 0;
        while (classes[j] != c) {
            j++;
        }
        return j;
    }

    private static void assertMessage(String message, Network network, Dataset data) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> network.cost(data)).getMessage());
    }
}
