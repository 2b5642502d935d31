package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertSameParameters;
import static org.lanewise.network.Tensors.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;

/** Building, predicting, classifying. */
class NetworkTest {
    private static Network.Builder builder() {
        return Network.builder(64).hidden(15, Activation.RELU).hidden(12, Activation.TANH).output(10,
                Cost.CATEGORICAL_CROSS_ENTROPY);
    }

    /** One layer without an activation, whose output is {@code W·x}. */
    private static Network linear(Cost cost, int outputs, int inputs, float... weights) {
        DenseLayer layer = new DenseLayer(Matrix.of(outputs, inputs, weights), Matrix.zeros(outputs, 1),
                Activation.IDENTITY);
        return new Network(Kernels.create(), List.of(layer), cost);
    }

    @Test
    void builderMakesWhatIsDescribed() {
        Kernels kernels = Kernels.create().withThreads(2);
        Network network = builder().kernels(kernels).build();
        assertEquals("64-15-12-10, CATEGORICAL_CROSS_ENTROPY", network.toString());
        assertEquals(64, network.inputs());
        assertEquals(10, network.outputs());
        assertEquals(Cost.CATEGORICAL_CROSS_ENTROPY, network.cost());
        assertSame(kernels, network.kernels());
        assertEquals(List.of(Activation.RELU, Activation.TANH, Activation.IDENTITY),
                network.layers().stream().map(DenseLayer::activation).toList());
        for (DenseLayer layer : network.layers()) {
            assertArrayEquals(new float[layer.outputs()], layer.bias().toArray());
        }
    }

    @Test
    void givenLayersMayHaveDropout() {
        Network built = Network.builder(3).dropout(0.25f).hidden(5, Activation.RELU).output(2, Cost.huber(1)).build();
        float[] shares = {0.25f, 0};
        Network network = new Network(built.kernels(), built.layers(), built.cost(), shares);
        shares[0] = 0.5f;
        assertEquals(0.25f, network.dropout(0));
        assertEquals(0, network.dropout(1));
        for (float[] wrong : List.of(new float[]{0.25f}, new float[]{0, 1}, new float[]{Float.NaN, 0})) {
            assertThrows(IllegalArgumentException.class,
                    () -> new Network(built.kernels(), built.layers(), built.cost(), wrong));
        }
    }

    @Test
    void aSeedGivesTheSameBitsAndAnotherOneOthers() {
        assertSameParameters(builder().seed(3).build(), builder().seed(3).build(), "seed 3");
        assertFalse(Tensors.sameParameters(builder().seed(3).build(), builder().seed(4).build()));
    }

    static List<Activation> activations() {
        return Stream.of(Activation.Kind.values()).map(Activation::of).toList();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void weightsStartAsSuitsTheActivation(Activation g) {
        Initialization expected = switch (g.kind()) {
            case SELU -> Initialization.LECUN_NORMAL;
            case IDENTITY, SIGMOID, HARD_SIGMOID, TANH, SOFTSIGN, EXPONENTIAL -> Initialization.GLOROT_UNIFORM;
            default -> Initialization.HE_NORMAL;
        };
        Network.Builder builder = Network.builder(5).output(4, g, Cost.MEAN_SQUARED_ERROR);
        Network byDefault = builder.build();
        assertSameParameters(builder.initialization(expected).build(), byDefault, "weights");
    }

    @Test
    void builderRejectsWhatCanNotBe() {
        assertMessage("a layer's width must be positive: 0", IllegalArgumentException.class, () -> Network.builder(0));
        assertMessage("a layer's width must be positive: -1", IllegalArgumentException.class,
                () -> Network.builder(3).hidden(-1, Activation.RELU));
        assertMessage("a layer's width must be positive: 0", IllegalArgumentException.class,
                () -> Network.builder(3).output(0, Cost.MEAN_SQUARED_ERROR));
        assertMessage("the output layer is the last one", IllegalStateException.class,
                () -> builder().hidden(3, Activation.RELU));
        assertMessage("the output layer is the last one", IllegalStateException.class,
                () -> builder().output(3, Cost.MEAN_SQUARED_ERROR));
        assertMessage("the network has no output layer", IllegalStateException.class,
                () -> Network.builder(3).hidden(2, Activation.RELU).build());
    }

    @Test
    void layersHaveToFit() {
        DenseLayer first = new DenseLayer(Matrix.zeros(3, 2), Matrix.zeros(3, 1), Activation.RELU);
        DenseLayer second = new DenseLayer(Matrix.zeros(1, 4), Matrix.zeros(1, 1), Activation.IDENTITY);
        assertMessage("layer 2 has weights of 1x4, layer 1 of 3x2: they do not fit", IllegalArgumentException.class,
                () -> new Network(Kernels.create(), List.of(first, second), Cost.MEAN_SQUARED_ERROR));
        assertMessage("a network needs a layer at least", IllegalArgumentException.class,
                () -> new Network(Kernels.create(), List.of(), Cost.MEAN_SQUARED_ERROR));
        for (Cost cost : List.of(Cost.BINARY_CROSS_ENTROPY, Cost.CATEGORICAL_CROSS_ENTROPY)) {
            assertMessage(
                    cost + " has its own output function: the last layer's activation must be IDENTITY, not RELU",
                    IllegalArgumentException.class, () -> new Network(Kernels.create(), List.of(first), cost));
        }
        assertNotNull(new Network(Kernels.create(), List.of(first), Cost.MEAN_SQUARED_ERROR));
    }

    @Test
    void predictsOneOrMany() {
        Network network = linear(Cost.MEAN_SQUARED_ERROR, 2, 3, 1, 2, 3, 4, 5, 6);
        assertArrayEquals(new float[]{14, 32}, network.predictor().predict(1, 2, 3));
        Matrix many = predict(network, Matrix.of(3, 2, 1, 0, 2, 0, 3, 1));
        assertArrayEquals(new float[]{14, 3, 32, 6}, many.toArray());
        assertEquals("2x0", predict(network, Matrix.zeros(3, 0)).toString());
    }

    @Test
    void predictionsOfCrossEntropiesAreProbabilities() {
        assertArrayEquals(new float[]{0.5f}, linear(Cost.BINARY_CROSS_ENTROPY, 1, 1, 0).predictor().predict(3));
        assertArrayEquals(new float[]{0.25f, 0.25f, 0.25f, 0.25f},
                linear(Cost.CATEGORICAL_CROSS_ENTROPY, 4, 1, 2, 2, 2, 2).predictor().predict(3));
        assertArrayEquals(new float[]{-7}, linear(Cost.MEAN_SQUARED_ERROR, 1, 1, -7).predictor().predict(1));
    }

    @Test
    void notANumberIsPropagated() {
        for (Cost cost : Problem.COSTS) {
            for (float prediction : linear(cost, 2, 2, 1, 2, 3, 4).predictor().predict(1, Float.NaN)) {
                assertTrue(Float.isNaN(prediction), () -> cost + ": " + prediction);
            }
        }
    }

    @Test
    void predictRejectsShapesThatDoNotFit() {
        Network network = linear(Cost.MEAN_SQUARED_ERROR, 2, 3, 1, 2, 3, 4, 5, 6);
        assertMessage("x has 5 examples of 2 features, the network has 3 inputs", IllegalArgumentException.class,
                () -> predict(network, Matrix.zeros(2, 5)));
        assertMessage("x has 2 numbers, the network has 3 inputs", IllegalArgumentException.class,
                () -> network.predictor().predict(1, 2));
    }

    @Test
    void classIsTheLargestPredictionTheFirstOfEquals() {
        Network network = linear(Cost.CATEGORICAL_CROSS_ENTROPY, 3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1);
        Matrix x = Matrix.of(3, 5, 5, 1, 0, 7, 0, 1, 5, 0, 7, 3, 2, 2, 0, 1, 3);
        assertArrayEquals(new int[]{0, 1, 0, 0, 1}, network.classify(Examples.ofColumns(x)));
    }

    @Test
    void classOfOneOutputIsOneFromAHalfOn() {
        Network network = linear(Cost.BINARY_CROSS_ENTROPY, 1, 1, 1);
        assertArrayEquals(new int[]{0, 1, 1}, network.classify(Examples.ofColumns(Matrix.of(1, 3, -0.01f, 0, 0.01f))));
    }

    /** The costs come from the logits, so no probability of 0 or 1 is ever asked for its logarithm. */
    @Test
    void extremeLogitsHaveFiniteCosts() {
        Matrix x = Matrix.of(1, 2, 1e30f, -1e30f);
        Network sigmoid = linear(Cost.BINARY_CROSS_ENTROPY, 1, 1, 1);
        assertEquals(0, sigmoid.cost(Tensors.data(x, Matrix.of(1, 2, 1, 0))));
        assertEquals(1e30f, sigmoid.cost(Tensors.data(x, Matrix.of(1, 2, 0, 1))));
        assertArrayEquals(new float[]{1, 0}, predict(sigmoid, x).toArray());

        Network softmax = linear(Cost.CATEGORICAL_CROSS_ENTROPY, 2, 1, 1, -1);
        assertEquals(0, softmax.cost(Tensors.data(x, Matrix.of(2, 2, 1, 0, 0, 1))));
        assertEquals(2e30f, softmax.cost(Tensors.data(x, Matrix.of(2, 2, 0, 1, 1, 0))));
        assertArrayEquals(new float[]{1, 0, 0, 1}, predict(softmax, x).toArray());
    }

    /** More examples than are computed at a time, some of them ignored; a change of the parameters shows. */
    @Test
    void anEvaluationMeasuresWhatCounts() {
        Network network = linear(Cost.CATEGORICAL_CROSS_ENTROPY, 2, 1, 1, -1);
        float[] x = new float[2500];
        int[] classes = new int[x.length];
        double loss = 0;
        double correct = 0;
        int counted = 0;
        for (int e = 0; e < x.length; e++) {
            x[e] = e % 7 - 2.5f;
            classes[e] = e % 3 - 1;
            if (classes[e] != Targets.IGNORED) {
                double margin = classes[e] == 0 ? 2 * x[e] : -2 * x[e];
                loss += Math.log1p(Math.exp(-margin));
                correct += margin > 0 ? 1 : 0;
                counted++;
            }
        }
        Dataset data = Dataset.of(Examples.ofRows(x, 1), Targets.classes(classes));
        List<Examples> seen = new ArrayList<>();
        Metric own = Metric.of("own", true, (predictions, truth) -> {
            seen.add(predictions);
            return truth.size();
        });
        Evaluation evaluation = network.evaluation(data);
        Scores scores = evaluation.scores(Metric.LOSS, Metric.ACCURACY, own);
        assertEquals(loss / counted, scores.loss(), 1e-6);
        assertEquals(scores.loss(), network.cost(data));
        assertEquals(correct / counted, scores.get(Metric.ACCURACY));
        assertEquals(counted, scores.get(own));
        assertArrayEquals(network.predict(data.withoutIgnored().x()).toColumns().toArray(),
                seen.getFirst().toColumns().toArray());
        network.layers().getFirst().weights().fill(0);
        assertEquals(Math.log(2), evaluation.cost(), 1e-6);
        assertEquals(new Scores(evaluation.cost(), Map.of()), evaluation.scores());
    }

    @Test
    void gradientsAndCostCheckTheirArguments() {
        Network network = linear(Cost.CATEGORICAL_CROSS_ENTROPY, 2, 3, 1, 2, 3, 4, 5, 6);
        assertMessage("targets are 4 examples of 3 numbers, the network has 2 outputs",
                IllegalArgumentException.class,
                () -> network.cost(Tensors.data(Matrix.zeros(3, 4), Matrix.zeros(3, 4))));
        assertMessage("the targets of example 0 must have the sum 1, not 0.0", IllegalArgumentException.class,
                () -> network.cost(Tensors.data(Matrix.zeros(3, 4), Matrix.zeros(2, 4))));
        assertMessage("there is no example: data has 0 examples of 3, 2 targets", IllegalArgumentException.class,
                () -> network.gradients(Tensors.data(Matrix.zeros(3, 0), Matrix.zeros(2, 0))));
    }

    private static void assertMessage(String expected, Class<? extends Exception> type,
            Executable call) {
        assertEquals(expected, assertThrows(type, call).getMessage());
    }

    @Test
    void summaryHasALineForEachLayer() {
        String summary = Network.builder(3).dropout(0.25f).hidden(5, Activation.RELU6).output(2, Cost.huber(1)).build()
                .summary();
        String[] lines = summary.split("\\R", -1);
        assertEquals("3-5-2, HUBER(1.0)", lines[0]);
        assertEquals(List.of("1", "5x3", "5x1", "CLIP(0.0,", "6.0)", "0.25", "20"), List.of(lines[2].split(" +", -1)));
        assertEquals(List.of("2", "2x5", "2x1", "IDENTITY", "12"), List.of(lines[3].split(" +", -1)));
        assertTrue(lines[4].endsWith(" 32"), summary);
    }
}
