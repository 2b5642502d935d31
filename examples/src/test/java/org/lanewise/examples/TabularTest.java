package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.Recipe;
import org.lanewise.network.data.Table;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Training;

class TabularTest {
    @TempDir
    private Path folder;

    @Test
    void theTablesAreThoseOfTheirAuthors() {
        assertTable(TabularData.IRIS, 150, 4, Map.of("setosa", 50L, "versicolor", 50L, "virginica", 50L));
        assertTable(TabularData.WINE, 178, 13, Map.of("0", 59L, "1", 71L, "2", 48L));
        assertTable(TabularData.BREAST_CANCER, 569, 30, Map.of("malignant", 212L, "benign", 357L));
    }

    private static void assertTable(TabularData data, int rows, int features, Map<String, Long> classes) {
        Table table = data.load();
        assertEquals(rows, table.rows());
        assertEquals(features, table.names().size() - 1);
        List<String> labels = table.texts(table.names().getLast()).toList();
        assertEquals(classes, labels.stream().collect(Collectors.groupingBy(Function.identity(),
                Collectors.counting())));
        table.names().subList(0, features).forEach(name -> assertTrue(
                Arrays.stream(table.numbers(name).toArray()).allMatch(Double::isFinite), name));
    }

    /** Each row is predicted once; the mean over the folds is near what is published. */
    @ParameterizedTest
    @EnumSource
    void predictsRowsThatItHasNotSeen(TabularData data) {
        Table table = data.load();
        CrossValidation result = CrossValidation.of(Kernels.create(), table, 5, 1,
                Example.progress("Training", 5, "folds", 1));
        assertEquals(5, result.accuracies().size());
        int[][] counts = result.confusion().toArray();
        assertEquals(table.rows(), Arrays.stream(counts).flatMapToInt(Arrays::stream).sum());
        assertTrue(result.mean() >= 0.94, result.toString());
        int right = 0;
        for (int c = 0; c < counts.length; c++) {
            right += counts[c][c];
        }
        assertEquals((double) right / table.rows(), result.mean(), 2e-3);
    }

    @Test
    void deviationIsThatOfTheFolds() {
        CrossValidation result = new CrossValidation(List.of(0.9, 1.0, 0.8, 0.9),
                CrossValidation.of(Kernels.create(), TabularData.IRIS.load(), 2, 1,
                        Example.progress("Training", 2, "folds", 1)).confusion());
        assertEquals(0.9, result.mean(), 1e-12);
        assertEquals(Math.sqrt(0.005), result.deviation(), 1e-12);
    }

    /** What a new user writes down first, cross-validated. */
    @ParameterizedTest
    @CsvSource({"IRIS, 0.95", "WINE, 0.97", "BREAST_CANCER, 0.97"})
    void recipesAreAsGoodAsUsual(TabularData data, double least) {
        Table table = data.load();
        Recipe<String> recipe = Recipe.classify(table.names().getLast()).withHidden(16, Activation.TANH)
                .withTraining(Training.ofEpochs(60).withLearningRate(0.01).withL2(1e-3)).withSeed(1);
        double mean = recipe.crossValidate(table, 5, Metric.ACCURACY).stream()
                .mapToDouble(scores -> scores.get(Metric.ACCURACY)).average().orElseThrow();
        assertTrue(mean >= least, data + " has " + mean);
    }

    @Test
    void tellsTheAccuracies() {
        Typed run = Typed.run("tabular --folds 3 --picture", folder.resolve("a.png").toString());
        assertEquals(0, run.exitCode(), run.toString());
        for (String line : List.of("iris +150 +4 .*", "wine +178 +13 .*", "breast cancer +569 +30 .*")) {
            assertEquals(1, run.out().stream().filter(text -> text.matches(line)).count(), run.toString());
        }
    }
}
