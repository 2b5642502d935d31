package org.lanewise.network.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** Metrics of numbers: examples of scikit-learn's documentation, and an oracle of naive loops. */
class NumberMetricsTest {
    private static final Examples ONE = Examples.ofRows(new float[]{2.5f, 0, 2, 8}, 1);
    private static final Dataset TRUE_ONE = truth(Targets.values(3, -0.5f, 2, 7));
    private static final Examples TWO = Examples.ofRows(new float[][]{{0, 2}, {-1, 2}, {8, -5}});
    private static final Dataset TRUE_TWO = truth(
            Targets.values(Examples.ofRows(new float[][]{{0.5f, 1}, {-1, 1}, {7, -6}})));

    private static Dataset truth(Targets y) {
        return Dataset.of(Examples.ofRows(new float[y.size()], 1), y);
    }

    @Test
    void publishedValues() {
        assertEquals(0.375, Metric.MEAN_SQUARED_ERROR.of(ONE, TRUE_ONE));
        assertEquals(0.5, Metric.MEAN_ABSOLUTE_ERROR.of(ONE, TRUE_ONE));
        assertEquals(0.9486081370449679, Metric.R_SQUARED.of(ONE, TRUE_ONE), 1e-15);
        assertEquals(0.7083333333333334, Metric.MEAN_SQUARED_ERROR.of(TWO, TRUE_TWO), 1e-15);
        assertEquals(0.75, Metric.MEAN_ABSOLUTE_ERROR.of(TWO, TRUE_TWO), 1e-15);
        assertEquals((0.96543779 + 0.90816327) / 2, Metric.R_SQUARED.of(TWO, TRUE_TWO), 1e-8);
    }

    /** As published: the mean 1, the reverse −3; and whether equal targets were predicted. */
    @Test
    void rSquaredAtItsEdges() {
        Dataset truth = truth(Targets.values(1, 2, 3));
        assertEquals(1, Metric.R_SQUARED.of(Examples.ofRows(new float[]{1, 2, 3}, 1), truth));
        assertEquals(0, Metric.R_SQUARED.of(Examples.ofRows(new float[]{2, 2, 2}, 1), truth));
        assertEquals(-3, Metric.R_SQUARED.of(Examples.ofRows(new float[]{3, 2, 1}, 1), truth));
        Dataset equal = truth(Targets.values(0.1f, 0.1f, 0.1f));
        assertEquals(1, Metric.R_SQUARED.of(Examples.ofRows(new float[]{0.1f, 0.1f, 0.1f}, 1), equal));
        assertEquals(0, Metric.R_SQUARED.of(Examples.ofRows(new float[]{0.1f, 0.1f, 0.2f}, 1), equal));
        Dataset equalButForWeights = truth(Targets.values(5, 0.1f, 0.1f, 0.1f)).withWeights(0, 1, 2, 0.3f);
        assertEquals(0, Metric.R_SQUARED.of(Examples.ofRows(new float[4], 1), equalButForWeights));
    }

    static Stream<Metric> numberMetrics() {
        return Stream.of(Metric.MEAN_SQUARED_ERROR, Metric.MEAN_ABSOLUTE_ERROR, Metric.R_SQUARED);
    }

    @ParameterizedTest
    @MethodSource("numberMetrics")
    void weightsCountAsRepeatedExamples(Metric metric) {
        assertEquals(metric.of(TWO.subset(0, 2, 2, 2), TRUE_TWO.subset(0, 2, 2, 2)),
                metric.of(TWO, TRUE_TWO.withWeights(1, 0, 3)), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("numberMetrics")
    void whatDoesNotFit(Metric metric) {
        assertMessage("the metric is of numbers, but the targets are classes: 3 examples of 1, 2 classes", metric, TWO,
                truth(Targets.classes(0, 1, 0)));
        assertMessage("predictions is 3 examples of 2, the targets are 4 examples of 1", metric, TWO, TRUE_ONE);
        assertMessage("predictions is 4 examples of 1, the targets are 3 examples of 2", metric, ONE, TRUE_TWO);
        assertMessage("prediction of example 2 is NaN", metric,
                Examples.ofRows(new float[][]{{0, 2}, {-1, 2}, {8, Float.NaN}}), TRUE_TWO);
        assertMessage("target of example 1 is NaN", metric, ONE.range(0, 2), truth(Targets.values(1, Float.NaN)));
        assertMessage("there is no example that counts among 0 examples of 1, 1 targets", metric, ONE.range(0, 0),
                truth(Targets.values()));
    }

    private static void assertMessage(String message, Metric metric, Examples predictions, Dataset truth) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> metric.of(predictions, truth));
        assertEquals(message, thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void valuesAreThoseOfAnOracle(int outputs) {
        Random random = new Random(outputs);
        int m = 50;
        float[][] predicted = new float[m][outputs];
        float[][] y = new float[m][outputs];
        float[] weights = new float[m];
        double all = 0;
        for (int e = 0; e < m; e++) {
            weights[e] = random.nextInt(3) * random.nextFloat();
            all += weights[e];
            for (int i = 0; i < outputs; i++) {
                y[e][i] = (float) random.nextGaussian();
                predicted[e][i] = (float) (y[e][i] + 0.3 * random.nextGaussian());
            }
        }
        double squared = 0;
        double absolute = 0;
        double explained = 0;
        for (int i = 0; i < outputs; i++) {
            double mean = 0;
            for (int e = 0; e < m; e++) {
                mean += weights[e] / all * y[e][i];
            }
            double residual = 0;
            double total = 0;
            for (int e = 0; e < m; e++) {
                double difference = (double) y[e][i] - predicted[e][i];
                residual += weights[e] / all * difference * difference;
                absolute += weights[e] / all * Math.abs(difference) / outputs;
                total += weights[e] / all * (y[e][i] - mean) * (y[e][i] - mean);
            }
            squared += residual / outputs;
            explained += (1 - residual / total) / outputs;
        }
        Examples predictions = Examples.ofRows(predicted);
        Dataset truth = truth(Targets.values(Examples.ofRows(y))).withWeights(weights);
        assertEquals(squared, Metric.MEAN_SQUARED_ERROR.of(predictions, truth), 1e-7);
        assertEquals(absolute, Metric.MEAN_ABSOLUTE_ERROR.of(predictions, truth), 1e-7);
        assertEquals(explained, Metric.R_SQUARED.of(predictions, truth), 1e-7);
    }
}
