package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.RandomStream;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Imputer;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Scaler;
import org.lanewise.network.data.Split;
import org.lanewise.network.data.Table;
import org.lanewise.network.data.Targets;
import org.lanewise.network.data.Unknown;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.Training;

/** Tables to pipelines, to files and back. */
class PipelineTest {
    private static final int ROWS = 60;
    private static final Training TRAINING = Training.ofEpochs(30).withBatchSize(8).withLearningRate(0.02);

    private static final Table TABLE = table();

    @TempDir
    private Path folder;

    /** Numbers, one of which is missing, and texts; what is to be predicted follows from them. */
    private static Table table() {
        RandomStream stream = RandomStream.of(3, "test");
        double[] size = stream.doubles(ROWS, -50, 150).toArray();
        double[] weight = stream.doubles(ROWS, 0, 1).toArray();
        weight[7] = Double.NaN;
        double[] grade = IntStream.range(0, ROWS).mapToDouble(row -> row % 3).toArray();
        String[] region = IntStream.range(0, ROWS).mapToObj(row -> row % 2 == 0 ? "north" : "süd")
                .toArray(String[]::new);
        String[] kind = new String[ROWS];
        String[] half = new String[ROWS];
        double[] number = new double[ROWS];
        double[] price = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            int of = (size[row] > 50 ? 1 : 0) + (row % 2);
            kind[row] = List.of("a", "b", "c").get(of);
            half[row] = Boolean.toString(size[row] > 50);
            number[row] = row % 3 == 0 ? 1 : 0;
            price[row] = 1000 + 3 * size[row] + 100 * (row % 2);
        }
        return Table.of(Column.numbers("size", size), Column.texts("region", region), Column.numbers("weight", weight),
                Column.numbers("grade", grade), Column.texts("kind", kind), Column.texts("half", half),
                Column.numbers("third", number), Column.numbers("price", price));
    }

    private static Table features(String... targets) {
        return TABLE.select(Stream.concat(Stream.of("size", "region", "weight", "grade"), Stream.of(targets))
                .toArray(String[]::new));
    }

    private static <P> Recipe<P> with(Recipe<P> recipe) {
        return recipe.withPreprocessing(Preprocessing.standard().withCategories("grade"))
                .withHidden(8, Activation.TANH).withDropout(0.1f).withSeed(4).withTraining(TRAINING.withSeed(2));
    }

    private static Pipeline<String> classes() {
        return with(Recipe.classify("kind")).fit(features("kind"));
    }

    private static Pipeline<String> two() {
        return with(Recipe.classify("half")).fit(features("half"));
    }

    private static Pipeline<List<String>> labels() {
        return with(Recipe.classify("half", "third")).fit(features("half", "third"));
    }

    private static Pipeline<Float> number() {
        return with(Recipe.regress("price")).fit(features("price"));
    }

    private static Pipeline<float[]> numbers() {
        return with(Recipe.regress("price", "third")).fit(features("price", "third"));
    }

    static Stream<Pipeline<?>> pipelines() {
        return Stream.of(classes(), two(), labels(), number(), numbers());
    }

    private static Map<String, Object> row(int row) {
        Map<String, Object> map = new HashMap<>();
        map.put("size", TABLE.numbers("size").get(row));
        map.put("region", TABLE.texts("region").get(row));
        map.put("weight", Double.isNaN(TABLE.numbers("weight").get(row)) ? null : TABLE.numbers("weight").get(row));
        map.put("grade", (long) TABLE.numbers("grade").get(row));
        return map;
    }

    /** Preprocessing in double precision, written out. */
    private static Examples byHand() {
        double[] size = TABLE.numbers("size").toArray();
        double[] weight = TABLE.numbers("weight").toArray();
        double meanWeight = mean(weight);
        float[][] rows = new float[ROWS][];
        double[] imputed = Arrays.stream(weight).map(x -> Double.isNaN(x) ? meanWeight : x).toArray();
        for (int row = 0; row < ROWS; row++) {
            rows[row] = new float[]{(float) ((size[row] - mean(size)) / deviation(size)), 1 - row % 2, row % 2,
                    (float) ((imputed[row] - mean(imputed)) / deviation(imputed)), row % 3 == 0 ? 1 : 0,
                    row % 3 == 1 ? 1 : 0, row % 3 == 2 ? 1 : 0};
        }
        return Examples.ofRows(rows);
    }

    /** In ascending order, as the bits are promised. */
    private static double mean(double... numbers) {
        double sum = 0;
        int count = 0;
        for (double x : Arrays.stream(numbers).filter(x -> !Double.isNaN(x)).sorted().toArray()) {
            sum += x;
            count++;
        }
        return sum / count;
    }

    private static double deviation(double... numbers) {
        double mean = mean(numbers);
        double sum = 0;
        for (double x : Arrays.stream(numbers).sorted().toArray()) {
            sum += (x - mean) * (x - mean);
        }
        return Math.sqrt(sum / numbers.length);
    }

    @Test
    void classesAreThoseOfThePreprocessedRowsToTheBit() {
        Pipeline<String> pipeline = classes();
        assertEquals(List.of("a", "b", "c"), pipeline.outputNames());
        assertEquals(List.of("kind"), pipeline.targets());
        Examples predictions = pipeline.network().predict(byHand());
        assertArrayEquals(predictions.toRows(), pipeline.outputs(TABLE).toRows());
        List<String> predicted = pipeline.predict(TABLE);
        for (int row = 0; row < ROWS; row++) {
            assertArrayEquals(predictions.toRows()[row], pipeline.outputs(row(row)));
            String label = List.of("a", "b", "c").get(predictions.predictedClass(row));
            assertEquals(label, predicted.get(row));
            assertEquals(label, pipeline.predict(row(row)));
        }
        assertTrue(pipeline.evaluate(TABLE, Metric.ACCURACY).get(Metric.ACCURACY) > 0.9);
    }

    @Test
    void twoClassesHaveBothProbabilities() {
        Pipeline<String> pipeline = two();
        assertEquals(List.of("false", "true"), pipeline.outputNames());
        Examples predictions = pipeline.network().predict(byHand());
        assertEquals(1, predictions.features());
        for (int row = 0; row < ROWS; row++) {
            float p = predictions.get(row, 0);
            float[] both = {1 - p, p};
            assertArrayEquals(both, pipeline.outputs(row(row)));
            assertArrayEquals(both, pipeline.outputs(TABLE).toRows()[row]);
            assertEquals(p >= 0.5f ? "true" : "false", pipeline.predict(row(row)));
        }
    }

    @Test
    void labelsAreNamed() {
        Pipeline<List<String>> pipeline = labels();
        assertEquals(List.of("half", "third"), pipeline.outputNames());
        Examples predictions = pipeline.network().predict(byHand());
        for (int row = 0; row < ROWS; row++) {
            List<String> expected = new ArrayList<>();
            if (predictions.get(row, 0) >= 0.5f) {
                expected.add("half");
            }
            if (predictions.get(row, 1) >= 0.5f) {
                expected.add("third");
            }
            assertArrayEquals(predictions.toRows()[row], pipeline.outputs(row(row)));
            assertEquals(expected, pipeline.predict(row(row)));
            assertEquals(expected, pipeline.predict(TABLE).get(row));
        }
    }

    @Test
    void numbersAreScaledForTheNetworkAndBack() {
        double[] price = TABLE.numbers("price").toArray();
        Pipeline<Float> pipeline = number();
        Examples scaled = pipeline.network().predict(byHand());
        Pipeline<float[]> several = numbers();
        Examples severalScaled = several.network().predict(byHand());
        double[] third = TABLE.numbers("third").toArray();
        for (int row = 0; row < ROWS; row++) {
            float expected = (float) (scaled.get(row, 0) * deviation(price) + mean(price));
            assertEquals(expected, pipeline.predict(row(row)));
            assertArrayEquals(new float[]{expected}, pipeline.outputs(row(row)));
            assertEquals(expected, pipeline.predict(TABLE).get(row));
            float[] both = {(float) (severalScaled.get(row, 0) * deviation(price) + mean(price)),
                    (float) (severalScaled.get(row, 1) * deviation(third) + mean(third))};
            assertArrayEquals(both, several.predict(row(row)));
            assertArrayEquals(both, several.predict(TABLE).get(row));
            assertArrayEquals(both, several.outputs(row(row)));
        }
        Pipeline<Float> unscaled = with(Recipe.regress("price")).withTargetScaler(Scaler.NONE).fit(features("price"));
        assertEquals(unscaled.network().predict(byHand()).get(3, 0), unscaled.predict(row(3)));
    }

    /** Metrics see what the user sees, the loss is that of the network. */
    @Test
    void evaluatesInTheMeasureOfTheTable() {
        Pipeline<Float> pipeline = number();
        double[] price = TABLE.numbers("price").toArray();
        Scores scores = pipeline.evaluate(TABLE, Metric.MEAN_SQUARED_ERROR, Metric.LOSS, Metric.R_SQUARED);
        double sum = 0;
        float[] scaled = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            double error = pipeline.predict(row(row)) - price[row];
            sum += error * error;
            scaled[row] = (float) ((price[row] - mean(price)) / deviation(price));
        }
        assertEquals(sum / ROWS, scores.get(Metric.MEAN_SQUARED_ERROR), 1e-4 * sum / ROWS);
        assertEquals(pipeline.network().cost(Dataset.of(byHand(), Targets.values(scaled))), scores.loss());
        assertTrue(scores.get(Metric.R_SQUARED) > 0.9, scores.toString());
        Pipeline<String> classes = classes();
        scores = classes.evaluate(TABLE, Metric.ACCURACY, Metric.LOG_LOSS);
        Dataset data = Dataset.of(byHand(), Targets.labels(TABLE.texts("kind").toList()));
        assertEquals(classes.network().evaluate(data, Metric.ACCURACY, Metric.LOG_LOSS), scores);
        scores = two().evaluate(TABLE, Metric.ACCURACY, Metric.ROC_AUC);
        data = Dataset.of(byHand(), Targets.labels(TABLE.texts("half").toList()));
        assertEquals(two().network().evaluate(data, Metric.ACCURACY, Metric.ROC_AUC), scores);
    }

    @Test
    void classNamesOfNumbersAreInTheOrderOfTheNumbers() {
        Table training = Table.of(Column.numbers("x", 1, 2, 3, 4, 5), Column.numbers("y", 10, 2, -0.0, 0.5, 0));
        Recipe<String> recipe = Recipe.classify("y").withTraining(Training.ofEpochs(1));
        Pipeline<String> pipeline = recipe.fit(training);
        assertEquals(List.of("0", "0.5", "2", "10"), pipeline.outputNames());
        // What was read as texts elsewhere has the same classes.
        Table texts = Table.of(Column.numbers("x", 1, 2), Column.texts("y", "10", "2"));
        pipeline.evaluate(texts, Metric.ACCURACY);
        assertEquals(List.of("10", "2"), recipe.fit(texts).outputNames());
        assertEquals(List.of("B", "a", "ä"),
                recipe.fit(Table.of(Column.numbers("x", 1, 2, 3), Column.texts("y", "ä", "a", "B"))).outputNames());
        Table flags = Table.ofRows(List.of("x", "y"), new Object[]{1, true}, new Object[]{2, false});
        assertEquals(List.of("false", "true"), recipe.fit(flags).outputNames());
    }

    /** What is learned of columns is learned from the rows that are trained on. */
    @Test
    void validationRowsAreNotLearnedFrom() {
        Training training = TRAINING.withSeed(5).withValidationSplit(0.25).withMetrics(Metric.ACCURACY)
                .withEarlyStopping(EarlyStopping.patience(3));
        Preprocessing preprocessing = Preprocessing.standard().withNumbers(Imputer.MEDIAN, Scaler.MIN_MAX);
        Pipeline<String> pipeline = Recipe.classify("kind").withPreprocessing(preprocessing).withTraining(training)
                .fit(features("kind"));
        Split<Table> split = features("kind").split("kind", 0.25, 5);
        assertEquals(preprocessing.fit(split.train().without("kind")), pipeline.preprocessing());
        assertNotEquals(preprocessing.fit(features()), pipeline.preprocessing());
        // The training is the one that the network would have had with the same rows.
        Network network = Network.builder(5).output(3, pipeline.network().cost()).build();
        Split<Dataset> data = split.map(part -> Dataset.of(pipeline.preprocessing().apply(part),
                Targets.labels(part.texts("kind").toList())));
        training.withValidation(data.test()).fit(network, data.train());
        Networks.assertSame(network, pipeline.network());
        Networks.assertSame(network, Recipe.classify("kind").withPreprocessing(preprocessing).withTraining(training)
                .fit(split.train(), split.test()).network());
        // Targets are scaled by the rows that are trained on as well.
        Pipeline<Float> regressor = Recipe.regress("price").withTraining(training.withMetrics())
                .fit(features("price"));
        double[] price = features("price").split(0.25, 5).train().numbers("price").toArray();
        float scaled = regressor.network().predict(regressor.preprocessing().apply(TABLE)).get(9, 0);
        assertEquals((float) (scaled * deviation(price) + mean(price)), regressor.predict(row(9)));
    }

    @Test
    void foldsAreNotLearnedFrom() {
        Recipe<String> recipe = with(Recipe.classify("kind"));
        List<Scores> scores = recipe.crossValidate(features("kind"), 3, Metric.ACCURACY);
        List<Split<Table>> folds = features("kind").folds("kind", 3, 4);
        for (int fold = 0; fold < 3; fold++) {
            assertEquals(recipe.fit(folds.get(fold).train()).evaluate(folds.get(fold).test(), Metric.ACCURACY),
                    scores.get(fold));
        }
        List<Scores> errors = with(Recipe.regress("price")).crossValidate(features("price"), 2, Metric.R_SQUARED);
        assertEquals(2, errors.size());
    }

    @Test
    void aSeedGivesTheSameBits() {
        Networks.assertSame(classes().network(), classes().network());
        assertNotEquals(Arrays.toString(classes().outputs(row(1))),
                Arrays.toString(with(Recipe.classify("kind")).withSeed(9).fit(features("kind")).outputs(row(1))));
        Pipeline<String> pipeline = classes();
        pipeline.network().layers().getFirst().weights().set(0, 0, 100);
        Networks.assertSame(classes().network(), pipeline.network());
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void aFileHasAllOfIt(Pipeline<?> pipeline) throws IOException {
        Path file = folder.resolve("pipeline.lanewise");
        pipeline.save(file);
        Pipeline<?> loaded = Pipeline.load(file);
        assertEquals(pipeline.preprocessing(), loaded.preprocessing());
        assertEquals(pipeline.summary(), loaded.summary());
        assertEquals(pipeline.training(), loaded.training());
        assertTrue(pipeline.history().isPresent());
        assertTrue(loaded.history().isEmpty());
        Networks.assertSame(pipeline.network(), loaded.network());
        assertArrayEquals(pipeline.outputs(TABLE).toRows(), loaded.outputs(TABLE).toRows());
        Networks.assertSame(pipeline.network(), Safetensors.read(file));
        loaded.save(folder.resolve("again.lanewise"));
        assertEquals(-1, Files.mismatch(file, folder.resolve("again.lanewise")));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.forEach(files::add);
        }
        assertEquals(2, files.size(), files.toString());
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void otherToolsGetAllOfItAsOnnx(Pipeline<?> pipeline) throws IOException {
        Path file = folder.resolve("pipeline.onnx");
        pipeline.saveOnnx(file);
        Map<String, Tensor> rows = new HashMap<>();
        for (String name : List.of("size", "weight", "grade")) {
            float[] column = new float[ROWS];
            for (int row = 0; row < ROWS; row++) {
                column[row] = (float) TABLE.numbers(name).get(row);
            }
            rows.put(name, Tensor.of(column, ROWS, 1));
        }
        rows.put("region", Tensor.of(TABLE.texts("region").toList().toArray(String[]::new), ROWS, 1));
        Map<String, Tensor> out = Onnx.read(file).run(rows);
        float[][] expected = pipeline.outputs(TABLE).toRows();
        boolean areNumbers = out.containsKey("variable");
        float[][] outputs = Objects.requireNonNull(out.get(areNumbers ? "variable" : "probabilities")).toRows();
        for (int row = 0; row < ROWS; row++) {
            // Columns are doubles here, and floats there.
            assertArrayEquals(expected[row], outputs[row], areNumbers ? 1e-3f : 1e-5f);
        }
        if (pipeline.outputNames().contains("a")) {
            assertEquals(pipeline.predict(TABLE), List.of(Objects.requireNonNull(out.get("label")).strings()));
        }
    }

    @Test
    void filesAreLoadedAsWhatTheyPredict() throws IOException {
        Path file = folder.resolve("pipeline.lanewise");
        classes().save(file);
        assertEquals(classes().predict(TABLE), Pipeline.loadClassifier(file).predict(TABLE));
        assertRefused("NUMBER", "CLASS is what Pipeline.loadClassifier loads", () -> Pipeline.loadRegressor(file));
        number().save(file);
        assertEquals(number().predict(TABLE), Pipeline.loadRegressor(file).predict(TABLE));
        assertRefused("", "NUMBER is what Pipeline.loadRegressor loads", () -> Pipeline.loadClassifier(file));
        labels().save(file);
        assertEquals(labels().predict(TABLE), Pipeline.loadLabelClassifier(file).predict(TABLE));
        assertRefused("", "LABELS is what Pipeline.loadLabelClassifier loads",
                () -> Pipeline.loadVectorRegressor(file));
        numbers().save(file);
        assertArrayEquals(numbers().predict(row(2)), Pipeline.loadVectorRegressor(file).predict(row(2)));
        assertRefused("", "NUMBERS is what Pipeline.loadVectorRegressor loads", () -> Pipeline.loadClassifier(file));
        Safetensors.write(classes().network(), file);
        assertRefused("", "no pipeline was saved here", () -> Pipeline.load(file));
        Files.delete(file);
        assertThrows(IOException.class, () -> Pipeline.load(file));
        assertThrows(IOException.class, () -> Pipeline.load(folder));
    }

    /** Something that throws. */
    @FunctionalInterface
    private interface Loading {
        Pipeline<?> load() throws IOException;
    }

    private static void assertRefused(String other, String reason, Loading loading) {
        ModelFileException e = assertThrows(ModelFileException.class, loading::load, other);
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    /** Numbers that print in many digits, and names with whatever a text may have, come back. */
    @Test
    void namesMayBeAnyTexts() throws IOException {
        Table training = Table.of(Column.numbers("größe, \"x\"\n", 0.1, 1 / 3.0, 1e-300),
                Column.texts("", "", "\u0000\uD83D\uDE00", "{"), Column.numbers("n", Double.NaN, -0.0, 7),
                Column.texts("\\", "\"", "'", "\u2028"));
        Pipeline<String> pipeline = Recipe.classify("\\").withTraining(Training.ofEpochs(2))
                .withPreprocessing(Preprocessing.standard().withCategories("n")).fit(training);
        Path file = folder.resolve("names");
        pipeline.save(file);
        Pipeline<String> loaded = Pipeline.loadClassifier(file);
        assertEquals(pipeline.preprocessing(), loaded.preprocessing());
        assertEquals(List.of("\"", "'", "\u2028"), loaded.outputNames());
        assertEquals(pipeline.predict(training), loaded.predict(training));
        Table half = Table.of(Column.texts("x", "\uD800", "b"), Column.texts("y", "a", "b"));
        Pipeline<String> unsaved = Recipe.classify("y").withTraining(Training.ofEpochs(1)).fit(half);
        assertThrows(IllegalArgumentException.class, () -> unsaved.save(file));
        assertEquals(pipeline.summary(), Pipeline.load(file).summary());
    }

    @Test
    void rareClassesMayCountAsMuchAsOthers() {
        double[] x = IntStream.range(0, ROWS).mapToDouble(row -> row % 2).toArray();
        String[] y = IntStream.range(0, ROWS).mapToObj(row -> row % 10 == 1 ? "rare" : "usual").toArray(String[]::new);
        Table table = Table.of(Column.numbers("x", x), Column.texts("y", y));
        Recipe<String> recipe = Recipe.classify("y").withTraining(TRAINING.withLearningRate(0.1));
        // One row in five of those with x = 1 is rare: weighted by 5 and 5/9 that are 5 against 20/9.
        assertEquals("usual", recipe.fit(table).predict(Map.of("x", 1)));
        assertEquals("rare", recipe.withBalancedClasses().fit(table).predict(Map.of("x", 1)));
        Network network = Network.builder(1).output(1, Cost.BINARY_CROSS_ENTROPY).build();
        Pipeline<String> balanced = recipe.withBalancedClasses().fit(table);
        TRAINING.withLearningRate(0.1).fit(network, Dataset.of(balanced.preprocessing().apply(table),
                Targets.labels(List.of(y))).withBalancedClasses());
        Networks.assertSame(network, balanced.network());
        assertThrows(IllegalArgumentException.class, () -> Recipe.regress("x").withBalancedClasses());
    }

    @Test
    void rowsAreTakenAsTheyCome() {
        Pipeline<String> pipeline = classes();
        float[] expected = pipeline.outputs(Map.of("size", 20, "region", "north", "weight", 1, "grade", 2));
        for (Number twenty : List.of(20L, 20f, (short) 20, (byte) 20, new BigDecimal("20.0"))) {
            assertArrayEquals(expected,
                    pipeline.outputs(Map.of("size", twenty, "region", "north", "weight", 1.0, "grade", 2)));
        }
        Map<String, Object> row = new HashMap<>(Map.of("size", 20, "region", "north", "weight", Float.NaN, "grade", 2));
        float[] missing = pipeline.outputs(row);
        row.put("weight", null);
        assertArrayEquals(missing, pipeline.outputs(row));
        row.put("kind", "unknown");
        assertArrayEquals(missing, pipeline.outputs(row));
        row.put(null, 1);
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> pipeline.predict(row));
        assertEquals("there is no column null among [size, region, weight, grade]", thrown.getMessage());
    }

    @Test
    void valuesComeInOrderWithoutNames() {
        for (Pipeline<?> pipeline : pipelines().toList()) {
            assertEquals(List.of("size", "weight", "grade"), pipeline.numberColumns());
            assertEquals(List.of("region"), pipeline.textColumns());
            float[] out = new float[pipeline.outputNames().size()];
            for (int row = 0; row < ROWS; row++) {
                double[] numbers = {TABLE.numbers("size").get(row), TABLE.numbers("weight").get(row), row % 3};
                String region = TABLE.texts("region").get(row);
                pipeline.outputs(numbers, new String[]{region}, out);
                assertArrayEquals(pipeline.outputs(row(row)), out);
                if (!(pipeline.predict(row(row)) instanceof float[])) {
                    assertEquals(pipeline.predict(row(row)), pipeline.predict(numbers, region));
                }
            }
        }
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> classes().outputs(new double[3], new String[]{"north"}, new float[2]));
        assertEquals("out has 2 numbers for the outputs [a, b, c]", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class, () -> classes().predict(new double[3]));
        assertEquals("there are 3 numbers and 0 texts for 3 columns of numbers and 1 of texts", thrown.getMessage());
    }

    @Test
    void rowsThatDoNotFitAreRefused() {
        assertRejected("there is no weight among [", Map.of("size", 1, "region", "north", "grade", 2));
        assertRejected("there is no column wieght among [size, region, weight, grade]",
                Map.of("size", 1, "region", "north", "grade", 2, "weight", 1, "wieght", 2));
        assertRejected("region must be a String, it is 3 (Integer)",
                Map.of("size", 1, "region", 3, "grade", 2, "weight", 1));
        assertRejected("size must be a Number, it is 1 (String)",
                Map.of("size", "1", "region", "north", "grade", 2, "weight", 1));
        assertRejected("region is \"west\", which the training set does not have: [north, süd]",
                Map.of("size", 1, "region", "west", "grade", 2, "weight", 1));
        assertRejected("there is no size among []", Map.of());
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> classes().predict(features().without("weight")));
        assertEquals("there is no column weight among [size, region, grade]", thrown.getMessage());
        assertEquals(List.of(), classes().predict(TABLE.subset()));
        assertEquals(0, number().outputs(TABLE.subset()).size());
    }

    private static void assertRejected(String message, Map<String, ?> row) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> classes().predict(row));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith(message), thrown.getMessage());
    }

    @Test
    void predictionsAreATable() {
        Table predictions = classes().predictions(TABLE);
        assertEquals(List.of("kind", "kind=a", "kind=b", "kind=c"), predictions.names());
        assertEquals(classes().predict(TABLE), predictions.texts("kind").toList());
        assertEquals(classes().outputs(TABLE).get(3, 1), (float) predictions.numbers("kind=b").get(3));
        assertEquals(List.of("half", "half=false", "half=true"), two().predictions(TABLE).names());
        predictions = labels().predictions(TABLE);
        assertEquals(List.of("half", "third", "half=1", "third=1"), predictions.names());
        assertEquals(labels().predict(TABLE).get(5).contains("third") ? 1 : 0, predictions.numbers("third").get(5));
        assertEquals(labels().outputs(TABLE).get(5, 1), (float) predictions.numbers("third=1").get(5));
        predictions = numbers().predictions(TABLE);
        assertEquals(List.of("price", "third"), predictions.names());
        assertEquals(numbers().outputs(TABLE).get(7, 0), (float) predictions.numbers("price").get(7));
        assertEquals(0, number().predictions(TABLE.subset()).rows());
    }

    @Test
    void unknownCategoriesMayBeZeros() {
        Pipeline<String> pipeline = with(Recipe.classify("kind"))
                .withPreprocessing(Preprocessing.standard().withUnknown(Unknown.ZEROS)).fit(features("kind"));
        assertEquals(3, pipeline.outputs(Map.of("size", 1, "region", "west", "weight", 1, "grade", 1)).length);
    }

    @Test
    void tablesThatCannotBeLearnedFromAreRefused() {
        Table some = Table.of(Column.numbers("x", 1, 2, 3, 4), Column.numbers("n", 1, Double.NaN, 0, 1),
                Column.texts("t", "a", "a", "", "b"), Column.texts("same", "a", "a", "a", "a"),
                Column.numbers("infinite", 1, 2, 3, Double.POSITIVE_INFINITY),
                Column.texts("flag", "TRUE", "False", "1", "0"));
        assertUnlearnable("there is no column class among [x, n, t, same, infinite, flag]", Recipe.classify("class"),
                some);
        assertUnlearnable("column t, which is to be predicted, has nothing in row 2", Recipe.classify("t"), some);
        assertUnlearnable("column n, which is to be predicted, has nothing in row 1", Recipe.regress("n"), some);
        assertUnlearnable("column n, which is to be predicted, has nothing in row 1", Recipe.classify("n"), some);
        assertUnlearnable("column same must have two classes at least, it has [a]", Recipe.classify("same"), some);
        assertUnlearnable("column same has texts, not numbers", Recipe.regress("same"), some);
        assertUnlearnable("column infinite must be finite", Recipe.regress("infinite"), some);
        assertUnlearnable("column x of labels must have 0 or 1, true or false: row 1 has 2",
                Recipe.classify("flag", "x"), some.without("infinite"));
        assertUnlearnable("there is nothing to learn from", Recipe.regress("x"), some.subset());
        assertUnlearnable("column x must have two classes at least, it has []", Recipe.classify("x"), some.subset());
        assertUnlearnable("there is nothing to learn from", Recipe.classify("x"), some.select("x"));
        assertUnlearnable("4 rows, 4 kinds of them: there are too few",
                Recipe.classify("x").withTraining(TRAINING.withValidationSplit(0.5)), some.select("x", "flag"));
        assertEquals(List.of("flag", "other"), Recipe.classify("flag", "other").withTraining(Training.ofEpochs(1))
                .fit(Table.of(Column.texts("flag", "TRUE", "False", "1", "0"), Column.numbers("other", 1, 0, 0, 1),
                        Column.numbers("x", 1, 2, 3, 4)))
                .outputNames());
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> classes()
                .evaluate(Table.of(Column.numbers("size", 1), Column.texts("region", "north"),
                        Column.numbers("weight", 1), Column.numbers("grade", 1), Column.texts("kind", "d"))));
        assertEquals("label of example 0 is \"d\", the classes are [a, b, c]", thrown.getMessage());
    }

    private static void assertUnlearnable(String message, Recipe<?> recipe, Table table) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> recipe.fit(table));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith(message), thrown.getMessage());
    }

    @Test
    void recipesThatAreWrongAreRefusedAtOnce() {
        Recipe<String> recipe = Recipe.classify("kind");
        assertThrows(IllegalArgumentException.class, () -> recipe.withHidden(0, Activation.RELU));
        assertThrows(IllegalArgumentException.class, () -> recipe.withDropout(1));
        assertThrows(IllegalArgumentException.class, () -> Recipe.classify("a", "b", "a"));
        assertThrows(IllegalArgumentException.class, () -> Recipe.regress("a", "a"));
        assertThrows(IllegalArgumentException.class, () -> recipe.withTraining(
                TRAINING.withValidation(Dataset.of(Examples.ofRows(new float[1], 1), Targets.classes(0)))));
        assertThrows(IllegalArgumentException.class, () -> recipe.crossValidate(features("kind"), 1));
    }

    /** What the file says is changed to something that is not right. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "version":1,"predicts"   | "version":2,"predicts"    | 2 is not known here, only 1
            "predicts":"CLASS"       | "predicts":"CLASSES"      | CLASSES is none of [CLASS, LABELS, NUMBER, NUMBERS]
            "predicts":"CLASS"       | "predicts":"NUMBER"       | "columns": is missing
            "column":"kind"          | "column":"size"           | two columns have the same name: [size, region,
            "classes":["a","b","c"]  | "classes":["a","b","b"]   | classes must differ: [a, b, b]
            "classes":["a","b","c"]  | "classes":["a","b"]       | the columns have 7 features and 1 outputs, the network is 7-8-3
            "classes":["a","b","c"]  | "classes":["a",1,"c"]     | is not an array of texts
            "classes":["a","b","c"]  | "classes":"abc"           | is not an array
            "classes":["a","b","c"]  | "classes":[]              | must have two classes at least
            "kind":"TEXTS"           | "kind":"CATEGORIES"       | is no number: north
            "kind":"TEXTS"           | "kind":"TEXT"             | TEXT is none of [NUMBERS, TEXTS, CATEGORIES]
            ["north","süd"]          | ["süd","north"]           | must be in ascending order
            ["north","süd"]          | ["süd"]                   | the columns have 6 features
            [0.0,1.0,2.0]            | [0.0,2.0,1.0]             | must be in ascending order
            [0.0,1.0,2.0]            | [0.0,1.0,[]]              | is not a text
            "scale":                 | "scale":0,"other":        | scale not 0
            "scale":                 | "scale":"NaN","other":    | must be finite
            "missing":               | "missing":"Infinity","other": | missing of column size must be finite
            "unknown":"ERROR"        | "unknown":"IGNORE"        | IGNORE is none of [ERROR, ZEROS]
            "training"               | "Training"                | is missing
            """)
    void wrongDescriptionsAreRefusedWithTheReason(String text, String other, String reason) throws IOException {
        Path file = folder.resolve("pipeline.lanewise");
        classes().save(file);
        Map<String, String> metadata = new HashMap<>(Safetensors.metadata(file));
        String json = String.valueOf(metadata.get("lanewise.pipeline"));
        assertTrue(json.contains(text), json);
        metadata.put("lanewise.pipeline", json.replaceFirst(Pattern.quote(text), other));
        Safetensors.writeTensors(Safetensors.readTensors(file), metadata, file);
        assertRefused(text, reason, () -> Pipeline.loadClassifier(file));
        assertRefused(text, reason, () -> Pipeline.load(file));
    }

    /** A pipeline of another cost, and one without its network. */
    @Test
    void partsThatDoNotFitAreRefused() throws IOException {
        Path file = folder.resolve("pipeline.lanewise");
        two().save(file);
        Map<String, String> metadata = new HashMap<>(Safetensors.metadata(file));
        Map<String, Tensor> tensors = Safetensors.readTensors(file);
        metadata.computeIfPresent("lanewise.network",
                (name, json) -> json.replace("BINARY_CROSS_ENTROPY", "MEAN_SQUARED_ERROR"));
        Safetensors.writeTensors(tensors, metadata, file);
        assertRefused("", "[half] needs BINARY_CROSS_ENTROPY, the network is 7-8-1, MEAN_SQUARED_ERROR",
                () -> Pipeline.load(file));
        metadata.remove("lanewise.network");
        Safetensors.writeTensors(tensors, metadata, file);
        assertRefused("", "there is no \"lanewise.network\"", () -> Pipeline.load(file));
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        Table small = Table.of(Column.numbers("x", 1, 2), Column.texts("t", "a", "b"), Column.texts("y", "c", "d"));
        Path file = folder.resolve("small.lanewise");
        Recipe.classify("y").withTraining(Training.ofEpochs(1)).fit(small).save(file);
        BadFiles.damage(Files.readAllBytes(file), folder.resolve("damaged.lanewise"), damaged -> {
            Pipeline<String> pipeline = Pipeline.loadClassifier(damaged);
            assertEquals(2, pipeline.outputNames().size());
            if (pipeline.numberColumns().size() == 1) {
                double[] x = {1};
                String[] texts = pipeline.textColumns().stream().map(column -> "a").toArray(String[]::new);
                try {
                    float[] out = new float[2];
                    pipeline.outputs(x, texts, out);
                    assertEquals(1, out[0] + out[1], 1e-6);
                } catch (IllegalArgumentException e) {
                    // The text is called something else now, or x is too large for its scale.
                    assertFalse(String.valueOf(e.getMessage()).isEmpty());
                }
            }
            assertFalse(pipeline.summary().isEmpty());
        });
    }

    @Test
    void manyThreadsPredictTheSame() throws InterruptedException, ExecutionException {
        Pipeline<String> pipeline = classes();
        float[][] expected = pipeline.outputs(TABLE).toRows();
        List<String> labels = pipeline.predict(TABLE);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 24; thread++) {
                int first = thread;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 10 * ROWS; i++) {
                        int row = (first + i) % ROWS;
                        assertArrayEquals(expected[row], pipeline.outputs(row(row)));
                        assertEquals(labels.get(row), pipeline.predict(row(row)));
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    /** Once all is compiled. */
    @Test
    void valuesInOrderAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported());
        for (Pipeline<?> pipeline : pipelines().toList()) {
            double[] numbers = {1, Double.NaN, 2};
            String[] texts = {"north"};
            float[] out = new float[pipeline.outputNames().size()];
            long end = System.nanoTime() + 60_000_000_000L;
            long bytes = 1;
            while (bytes > 0 && System.nanoTime() < end) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int call = 0; call < 1000; call++) {
                    pipeline.outputs(numbers, texts, out);
                }
                bytes = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(0, bytes, pipeline.toString());
        }
    }

    @Test
    void summariesSayWhatIsPredictedFromWhat() {
        assertEquals("kind (a, b, c) from 4 columns, 7-8-3, CATEGORICAL_CROSS_ENTROPY", classes().toString());
        assertEquals("price from 4 columns, 7-8-1, MEAN_SQUARED_ERROR", number().toString());
        String summary = classes().summary();
        assertTrue(summary.contains("  region: text of [north, süd]"), summary);
        assertTrue(summary.contains("COMPLETED after 30 epochs with 60 rows"), summary);
    }
}
