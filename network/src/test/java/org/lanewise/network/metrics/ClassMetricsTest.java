package org.lanewise.network.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** Metrics of classes: examples of scikit-learn's documentation, and oracles that look at each example or pair. */
class ClassMetricsTest {
    private static Dataset truth(int... classes) {
        return Dataset.of(Examples.ofRows(new float[classes.length], 1), Targets.classes(classes));
    }

    private static Dataset oneHotTruth(int count, int... classes) {
        return Dataset.of(Examples.ofRows(new float[classes.length], 1), Targets.values(oneHot(count, classes)));
    }

    /** Outputs whose largest one is the class. */
    private static Examples oneHot(int count, int... classes) {
        float[][] rows = new float[classes.length][count];
        for (int e = 0; e < classes.length; e++) {
            rows[e][classes[e]] = 1;
        }
        return Examples.ofRows(rows);
    }

    private static Examples rows(float[]... rows) {
        return Examples.ofRows(rows);
    }

    private static Examples single(float... outputs) {
        return Examples.ofRows(outputs, 1);
    }

    @Test
    void publishedAccuracy() {
        assertEquals(0.5, Metric.ACCURACY.of(oneHot(4, 0, 2, 1, 3), truth(0, 1, 2, 3)));
        assertEquals(0.5, Metric.ACCURACY.of(oneHot(4, 0, 2, 1, 3), oneHotTruth(4, 0, 1, 2, 3)));
    }

    @ParameterizedTest
    @CsvSource({"MACRO, 0.22222222, 0.33333333, 0.26666667", "MICRO, 0.33333333, 0.33333333, 0.33333333",
            "WEIGHTED, 0.22222222, 0.33333333, 0.26666667"})
    void publishedPrecisionRecallAndF1(Average average, double precision, double recall, double f1) {
        Examples predictions = oneHot(3, 0, 2, 1, 0, 0, 1);
        Dataset truth = truth(0, 1, 2, 0, 1, 2);
        assertEquals(precision, Metric.precision(average).of(predictions, truth), 1e-8);
        assertEquals(recall, Metric.recall(average).of(predictions, truth), 1e-8);
        assertEquals(f1, Metric.f1(average).of(predictions, truth), 1e-8);
    }

    /** tp 1, fp 0, fn 1. */
    @Test
    void publishedBinaryScores() {
        Examples predictions = single(0, 1, 0, 0);
        Dataset truth = truth(0, 1, 0, 1);
        assertEquals(1, Metric.precision(Average.BINARY).of(predictions, truth));
        assertEquals(0.5, Metric.recall(Average.BINARY).of(predictions, truth));
        assertEquals(2 / 3.0, Metric.f1(Average.BINARY).of(predictions, truth));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5", "2, 0.75", "3, 1", "4, 1"})
    void publishedTopK(int k, double expected) {
        Examples predictions = rows(new float[]{0.5f, 0.2f, 0.2f}, new float[]{0.3f, 0.4f, 0.2f},
                new float[]{0.2f, 0.4f, 0.3f}, new float[]{0.7f, 0.2f, 0.1f});
        assertEquals(expected, Metric.topK(k).of(predictions, truth(0, 1, 2, 2)));
    }

    @Test
    void publishedRocAuc() {
        assertEquals(0.75, Metric.ROC_AUC.of(single(0.1f, 0.4f, 0.35f, 0.8f), truth(0, 0, 1, 1)));
    }

    /** Written for classes in the order ham, spam. */
    @Test
    void publishedLogLoss() {
        Examples predictions = rows(new float[]{0.1f, 0.9f}, new float[]{0.9f, 0.1f}, new float[]{0.8f, 0.2f},
                new float[]{0.35f, 0.65f});
        assertEquals(0.21616187, Metric.LOG_LOSS.of(predictions, truth(1, 0, 0, 1)), 1e-7);
        assertEquals(0.21616187, Metric.LOG_LOSS.of(single(0.9f, 0.1f, 0.2f, 0.65f), truth(1, 0, 0, 1)), 1e-7);
    }

    @Test
    void aCertainErrorCostsAFiniteLoss() {
        assertEquals(23 * Math.log(2), Metric.LOG_LOSS.of(single(1), truth(0)), 1e-12);
        assertEquals(23 * Math.log(2), Metric.LOG_LOSS.of(single(0), truth(1)), 1e-12);
        assertEquals(0, Metric.LOG_LOSS.of(single(1), truth(1)), 1.2e-7);
    }

    @Test
    void theFirstOfEqualOutputsCountsAndASingleOneFromAHalfOn() {
        Examples equal = rows(new float[]{1, 1, 1}, new float[]{0, 2, 2});
        assertEquals(1, Metric.ACCURACY.of(equal, truth(0, 1)));
        assertEquals(0, Metric.ACCURACY.of(equal, truth(1, 2)));
        assertEquals(0.5, Metric.topK(2).of(equal, truth(2, 2)));
        assertEquals(1, Metric.ACCURACY.of(single(0.5f, Math.nextDown(0.5f)), truth(1, 0)));
        for (Examples output : new Examples[]{single(0.2f), single(0.5f), single(0.7f)}) {
            assertEquals(Metric.ACCURACY.of(output, truth(0)), Metric.topK(1).of(output, truth(0)));
            assertEquals(Metric.ACCURACY.of(output, truth(1)), Metric.topK(1).of(output, truth(1)));
            assertEquals(1, Metric.topK(2).of(output, truth(0)));
        }
        assertEquals(1, Metric.ACCURACY.of(rows(new float[]{Float.NEGATIVE_INFINITY, -1}), truth(1)));
    }

    @Test
    void equalOutputsCountHalfInTheRocAuc() {
        assertEquals(0.5, Metric.ROC_AUC.of(single(0.3f, 0.3f, 0.3f), truth(0, 1, 0)));
        assertEquals(0.5, Metric.ROC_AUC.of(single(-0f, 0f), truth(1, 0)));
        assertEquals(0.875, Metric.ROC_AUC.of(single(0, 1, 1, 2), truth(0, 0, 1, 1)));
    }

    static Stream<Metric> classMetrics() {
        return Stream.concat(Stream.of(Metric.ACCURACY, Metric.topK(2), Metric.LOG_LOSS, Metric.ROC_AUC),
                Stream.of(Average.MACRO, Average.MICRO, Average.WEIGHTED).flatMap(
                        average -> Stream.of(Metric.precision(average), Metric.recall(average), Metric.f1(average))));
    }

    private static final Examples OUTPUTS = rows(new float[]{0.5f, 0.2f, 0.3f}, new float[]{0.3f, 0.4f, 0.3f},
            new float[]{0.2f, 0.5f, 0.3f}, new float[]{0.7f, 0.2f, 0.1f}, new float[]{0.1f, 0.1f, 0.8f});

    /** A weight of 2 is an example that stands there twice, one of 0 an example that does not. */
    @ParameterizedTest
    @MethodSource("classMetrics")
    void weightsCountAsRepeatedExamples(Metric metric) {
        Dataset truth = truth(0, 1, 2, 2, 2);
        double repeated = metric.of(OUTPUTS.subset(0, 1, 1, 3, 4, 4, 4), truth.subset(0, 1, 1, 3, 4, 4, 4));
        assertEquals(repeated, metric.of(OUTPUTS, truth.withWeights(10, 20, 0, 10, 30)), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("classMetrics")
    void ignoredExamplesDoNotCount(Metric metric) {
        assertEquals(metric.of(OUTPUTS.subset(0, 2, 3, 4), truth(0, 1, 2, 2)),
                metric.of(OUTPUTS, truth(0, Targets.IGNORED, 1, 2, 2)));
        Dataset truth = truth(Targets.IGNORED, Targets.IGNORED);
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> metric.of(OUTPUTS.range(0, 2), truth));
        assertEquals("there is no example that counts among 2 examples of 1, 0 classes", thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> metric.of(OUTPUTS.range(0, 0), truth()));
        assertThrows(IllegalArgumentException.class,
                () -> metric.of(OUTPUTS.range(0, 2), truth(0, Targets.IGNORED).withWeights(0, 1)));
    }

    @ParameterizedTest
    @MethodSource("classMetrics")
    void nanIsNoClass(Metric metric) {
        Examples predictions = rows(new float[]{1, 0, 0}, new float[]{0, 0, Float.NaN});
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> metric.of(predictions, truth(0, 1)));
        assertEquals("prediction of example 1 is NaN", thrown.getMessage());
    }

    @ParameterizedTest
    @MethodSource("classMetrics")
    void truthThatDoesNotFit(Metric metric) {
        assertMessage("label of example 4 must be from 0 to 2: 77", metric, truth(0, 1, 2, 0, 77));
        assertMessage("predictions is 5 examples of 3, truth is 2 examples of 1, 2 classes", metric, truth(0, 1));
        Examples x = Examples.ofRows(new float[5], 1);
        assertMessage("the metric is of classes, but the targets are numbers: 5 examples of 1, where one-hot ones have"
                + " 3", metric, Dataset.of(x, Targets.values(new float[5])));
        for (float[] row : new float[][]{{0.5f, 0.5f, 0}, {0, 0, 0}, {1, 1, 0}, {Float.NaN, 0, 1}, {1, 0, 2}}) {
            float[][] rows = {{1, 0, 0}, row, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
            assertMessage("the metric is of classes, but the targets of example 1 are not one-hot", metric,
                    Dataset.of(x, Targets.values(rows(rows))));
        }
    }

    private static void assertMessage(String message, Metric metric, Dataset truth) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> metric.of(OUTPUTS, truth));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void oneOutputOfARegressionIsNoClass() {
        Dataset truth = Dataset.of(single(1, 2), Targets.values(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Metric.ACCURACY.of(single(0, 1), truth));
    }

    @Test
    void whatHasNoValue() {
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> Metric.ROC_AUC.of(single(0.1f, 0.9f), truth(0, 0)));
        assertEquals("class 1 has no ROC AUC: no example that counts is one of it", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> Metric.ROC_AUC.of(single(0.1f, 0.9f), truth(0, 1).withWeights(0, 1)));
        assertEquals("class 1 has no ROC AUC: each example that counts is one of it", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class, () -> Metric.LOG_LOSS.of(single(1.5f), truth(1)));
        assertEquals("prediction of example 0 is no probability, which the log loss is of: 1.5", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class,
                () -> Metric.f1(Average.BINARY).of(OUTPUTS, truth(0, 1, 1, 0, 1)));
        assertEquals("f1 is of two classes, there are 3: choose another average", thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Metric.topK(0));
        assertThrows(UnsupportedOperationException.class, () -> Metric.LOSS.of(single(1), truth(1)));
    }

    /** Neither predicted nor true: both are divisions by 0. */
    @Test
    void divisionsByZeroAreZero() {
        Examples predictions = single(0, 0);
        assertEquals(0, Metric.precision(Average.BINARY).of(predictions, truth(0, 1)));
        assertEquals(0, Metric.recall(Average.BINARY).of(predictions, truth(0, 0)));
        assertEquals(0, Metric.f1(Average.BINARY).of(predictions, truth(0, 0)));
        // Class 1 occurs nowhere, so it is not among those that the mean is of.
        assertEquals(1, Metric.f1(Average.MACRO).of(predictions, truth(0, 0)));
    }

    /** Random predictions on a coarse grid, so that many are equal, against an oracle that looks at each pair. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void rocAucIsThatOfAllPairs(long seed) {
        Random random = new Random(seed);
        int classes = 2 + (int) seed % 3;
        int m = 60;
        float[][] outputs = new float[m][classes];
        int[] labels = new int[m];
        float[] weights = new float[m];
        for (int e = 0; e < m; e++) {
            labels[e] = random.nextInt(classes + 1) - 1;
            weights[e] = random.nextInt(4);
            for (int c = 0; c < classes; c++) {
                outputs[e][c] = random.nextInt(6) / 5f;
            }
        }
        double sum = 0;
        for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
            double won = 0;
            double pairs = 0;
            for (int p = 0; p < m; p++) {
                for (int n = 0; n < m; n++) {
                    if (labels[p] == c && labels[n] != c && labels[n] >= 0) {
                        double weight = (double) weights[p] * weights[n];
                        pairs += weight;
                        won += weight * (1 + Math.signum(outputs[p][c] - outputs[n][c])) / 2;
                    }
                }
            }
            sum += won / pairs;
        }
        double expected = classes == 2 ? sum : sum / classes;
        assertEquals(expected, Metric.ROC_AUC.of(rows(outputs), truth(labels).withWeights(weights)), 1e-6);
    }

    /** Precision and recall of each class by their definitions, example by example. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void scoresOfClassesAreThoseOfAnOracle(long seed) {
        Random random = new Random(seed);
        int classes = 5;
        int m = 12 + random.nextInt(30);
        int[] labels = random.ints(m, 0, classes - 1).toArray();
        int[] guesses = random.ints(m, 0, classes - 1).toArray();
        float[] weights = new float[m];
        for (int e = 0; e < m; e++) {
            weights[e] = 0.5f + random.nextFloat();
        }
        Dataset truth = truth(labels).withWeights(weights);
        List<Integer> occurring = IntStream.range(0, classes)
                .filter(c -> IntStream.range(0, m).anyMatch(e -> labels[e] == c || guesses[e] == c)).boxed().toList();
        ToDoubleFunction<Integer> support = c -> sum(m, weights, e -> labels[e] == c);
        ToDoubleFunction<Integer> precision = c -> share(sum(m, weights, e -> labels[e] == c && guesses[e] == c),
                sum(m, weights, e -> guesses[e] == c));
        ToDoubleFunction<Integer> recall = c -> share(sum(m, weights, e -> labels[e] == c && guesses[e] == c),
                support.applyAsDouble(c));
        ToDoubleFunction<Integer> f1 = c -> share(2 * precision.applyAsDouble(c) * recall.applyAsDouble(c),
                precision.applyAsDouble(c) + recall.applyAsDouble(c));
        double all = sum(m, weights, e -> true);
        Examples predictions = oneHot(classes, guesses);
        for (Average average : List.of(Average.MACRO, Average.WEIGHTED)) {
            ToDoubleFunction<ToDoubleFunction<Integer>> mean = score -> occurring.stream().mapToDouble(c -> score
                    .applyAsDouble(c)
                    * (average == Average.MACRO ? 1.0 / occurring.size() : support.applyAsDouble(c) / all)).sum();
            assertEquals(mean.applyAsDouble(precision), Metric.precision(average).of(predictions, truth), 1e-6);
            assertEquals(mean.applyAsDouble(recall), Metric.recall(average).of(predictions, truth), 1e-6);
            assertEquals(mean.applyAsDouble(f1), Metric.f1(average).of(predictions, truth), 1e-6);
        }
        double accuracy = sum(m, weights, e -> labels[e] == guesses[e]) / all;
        assertEquals(accuracy, Metric.ACCURACY.of(predictions, truth), 1e-6);
        assertEquals(accuracy, Metric.f1(Average.MICRO).of(predictions, truth), 1e-6);
    }

    private static double sum(int m, float[] weights, IntPredicate which) {
        return IntStream.range(0, m).filter(which).mapToDouble(e -> weights[e]).sum();
    }

    private static double share(double part, double all) {
        return all == 0 ? 0 : part / all;
    }

    @Test
    void metricsAreValues() {
        assertEquals(Metric.topK(5), Metric.topK(5));
        assertEquals(Metric.f1(Average.MACRO), Metric.f1(Average.MACRO));
        assertEquals(List.of("loss", "accuracy", "top-5 accuracy", "f1 macro", "precision", "log loss"),
                Stream.of(Metric.LOSS, Metric.ACCURACY, Metric.topK(5), Metric.f1(Average.MACRO),
                        Metric.precision(Average.BINARY), Metric.LOG_LOSS).map(Metric::toString).toList());
        Metric own = Metric.of("first", false, (predictions, truth) -> predictions.get(0, 0) + truth.size());
        assertEquals(9, own.of(single(7, 8), truth(0, 0)));
        assertEquals("first", own.name());
        assertEquals(List.of(false, true, false, true, false, true),
                Stream.of(Metric.LOSS, Metric.ACCURACY, Metric.LOG_LOSS, Metric.topK(1), own, Metric.recall(
                        Average.MICRO)).map(Metric::higherIsBetter).toList());
    }
}
