package org.lanewise.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Networks;
import org.lanewise.models.Tensor;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.FittedScaler;
import org.lanewise.network.data.FittedScaler.Scaling;
import org.lanewise.network.data.Imputer;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Scaler;
import org.lanewise.network.data.Table;
import org.lanewise.network.data.Unknown;

/** Preprocessing and network in one model give what they give here, in ONNX Runtime and when they are read again. */
class PreprocessingExportTest {
    private static final int ROWS = 40;

    @TempDir
    private Path folder;
    private final Random random = new Random(5);

    /** Columns far from 0 and of little spread, with missing values; all numbers are floats. */
    private Column numbers(String name, double center, double spread) {
        double[] values = new double[ROWS];
        Arrays.setAll(values, i -> i % 7 == 3 ? Double.NaN : (float) (center + spread * random.nextGaussian()));
        return Column.numbers(name, values);
    }

    private Column categories(String name, double... from) {
        double[] values = new double[ROWS];
        Arrays.setAll(values, i -> from[i % from.length]);
        return Column.numbers(name, values);
    }

    private Column texts(String name, String... from) {
        String[] values = new String[ROWS];
        Arrays.setAll(values, i -> from[i % from.length]);
        return Column.texts(name, values);
    }

    private Table numbersOnly() {
        return Table.of(numbers("a", 1000, 0.5), numbers("b", -3, 1e-3), categories("kind", 2, -0.5, 7, Double.NaN),
                numbers("c", 0, 1e6));
    }

    private Table mixed() {
        return Table.of(numbers("label", 10, 3), texts("region", "Piemonte", "", "Lazio", "à la carte"),
                numbers("a b", 0, 1), numbers("value.0", 0, 1), categories("kind", 0.0, 1, 2),
                texts("probabilities", "x"));
    }

    private static Preprocessing preprocessing(Scaler scaler, Unknown unknown) {
        return Preprocessing.standard().withNumbers(Imputer.MEDIAN, scaler).withCategories("kind").withUnknown(unknown);
    }

    private static Network network(FittedPreprocessing fitted, int outputs, Cost cost) {
        return Networks.filled(Network.builder(fitted.outputs()).hidden(6, Activation.TANH).output(outputs, cost)
                .build(), 3);
    }

    /** The inputs of a model for the rows of a table. */
    private static Map<String, Tensor> inputs(Table table) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        boolean isOne = table.names().stream().noneMatch(name -> table.column(name) instanceof Column.Texts);
        float[] all = new float[table.rows() * table.names().size()];
        int c = 0;
        for (String name : table.names()) {
            if (table.column(name) instanceof Column.Texts texts) {
                inputs.put(name, Tensor.of(texts.toList().toArray(String[]::new), table.rows(), 1));
            } else {
                float[] numbers = new float[table.rows()];
                for (int row = 0; row < numbers.length; row++) {
                    numbers[row] = (float) table.numbers(name).get(row);
                    all[row * table.names().size() + c] = numbers[row];
                }
                inputs.put(name, Tensor.of(numbers, table.rows(), 1));
            }
            c++;
        }
        return isOne ? Map.of("input", Tensor.of(all, table.rows(), table.names().size())) : inputs;
    }

    private List<Map<String, Tensor>> both(Path file, Table table) throws IOException, OrtException {
        return List.of(Onnx.read(file).run(inputs(table)), Judge.run(file, inputs(table)));
    }

    private static void assertNear(Examples expected, Tensor got) {
        assertEquals("FLOAT[" + expected.size() + ", " + expected.features() + "]", got.toString());
        for (int e = 0; e < expected.size(); e++) {
            for (int i = 0; i < expected.features(); i++) {
                float wanted = expected.get(e, i);
                assertEquals(wanted, got.real(e * expected.features() + i), 2e-6 * Math.max(1, Math.abs(wanted)));
            }
        }
    }

    /** The features themselves, to the bit: a layer that changes nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void featuresHaveOurBits(boolean areMixed) throws IOException, OrtException {
        Table table = areMixed ? mixed() : numbersOnly();
        for (Scaler scaler : List.of(Scaler.STANDARD, Scaler.MIN_MAX, Scaler.ROBUST, Scaler.NONE)) {
            FittedPreprocessing fitted = preprocessing(scaler, Unknown.ERROR).fit(table);
            int n = fitted.outputs();
            Network network = Network.builder(n).output(n, Cost.MEAN_SQUARED_ERROR).build();
            Matrix weights = network.layers().getFirst().weights();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    weights.set(i, j, i == j ? 1 : 0);
                }
            }
            Path file = folder.resolve("features.onnx");
            FittedScaler unscaled = new FittedScaler(Collections.nCopies(n, new Scaling(0, 1)));
            Onnx.writeRegressor(fitted, network, unscaled, file);
            Tensor expected = Tensor.of(new float[ROWS * n], ROWS, n);
            Examples features = fitted.apply(table);
            for (int i = 0; i < ROWS * n; i++) {
                // A sum turns −0 into 0.
                expected.floats()[i] = features.get(i / n, i % n) + 0f;
            }
            for (Map<String, Tensor> results : both(file, table)) {
                assertEquals(expected, results.get("variable"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void classesHaveLabelsAndProbabilities(boolean areMixed) throws IOException, OrtException {
        Table table = areMixed ? mixed() : numbersOnly();
        FittedPreprocessing fitted = preprocessing(Scaler.STANDARD, Unknown.ZEROS).fit(table);
        Network network = network(fitted, 3, Cost.CATEGORICAL_CROSS_ENTROPY);
        Examples expected = network.predict(fitted.apply(table));
        Path file = folder.resolve("classes.onnx");
        String taken = areMixed ? "_" : "";
        for (List<String> names : List.of(List.of("setosa", "ü", ""), List.of("10", "-3", "7"))) {
            Onnx.writeClassifier(fitted, network, names, file);
            for (Map<String, Tensor> results : both(file, table)) {
                assertNear(expected, TestModel.get(results, "probabilities" + taken));
                Tensor label = TestModel.get(results, "label" + taken);
                assertEquals(names.contains("10") ? "INT64[40]" : "STRING[40]", label.toString());
                for (int e = 0; e < ROWS; e++) {
                    assertEquals(names.get(expected.predictedClass(e)), Tensors.key(label, e).toString());
                }
            }
        }
    }

    @Test
    void twoClassesAndSeveralLabels() throws IOException, OrtException {
        Table table = numbersOnly();
        FittedPreprocessing fitted = preprocessing(Scaler.MIN_MAX, Unknown.ZEROS).fit(table);
        Path file = folder.resolve("binary.onnx");
        Network one = network(fitted, 1, Cost.BINARY_CROSS_ENTROPY);
        Examples p = one.predict(fitted.apply(table));
        Onnx.writeClassifier(fitted, one, List.of("no", "yes"), file);
        for (Map<String, Tensor> results : both(file, table)) {
            Tensor probabilities = TestModel.get(results, "probabilities");
            assertEquals("FLOAT[40, 2]", probabilities.toString());
            for (int e = 0; e < ROWS; e++) {
                assertEquals(p.get(e, 0), probabilities.real(2 * e + 1), 2e-6);
                assertEquals(1 - p.get(e, 0), probabilities.real(2 * e), 2e-6);
                assertEquals(p.predictedClass(e) == 1 ? "yes" : "no", TestModel.get(results, "label").strings()[e]);
            }
        }
        Network several = network(fitted, 3, Cost.BINARY_CROSS_ENTROPY);
        Examples all = several.predict(fitted.apply(table));
        Onnx.writeClassifier(fitted, several, List.of("x", "y", "z"), file);
        for (Map<String, Tensor> results : both(file, table)) {
            assertNear(all, TestModel.get(results, "probabilities"));
            for (int i = 0; i < 3 * ROWS; i++) {
                assertEquals(all.get(i / 3, i % 3) >= 0.5f ? 1 : 0, TestModel.get(results, "label").longs()[i]);
            }
        }
    }

    @Test
    void numbersAreScaledBack() throws IOException, OrtException {
        Table table = mixed();
        FittedPreprocessing fitted = preprocessing(Scaler.STANDARD, Unknown.ZEROS).fit(table);
        Network network = network(fitted, 2, Cost.MEAN_SQUARED_ERROR);
        Path file = folder.resolve("numbers.onnx");
        Onnx.writeRegressor(fitted, network,
                new FittedScaler(List.of(new Scaling(1e6, 3), new Scaling(-0.5, 1e-3))), file);
        Examples scaled = network.predict(fitted.apply(table));
        Matrix expected = Matrix.zeros(ROWS, 2);
        for (int e = 0; e < ROWS; e++) {
            expected.set(e, 0, (float) (scaled.get(e, 0) * 3.0 + 1e6));
            expected.set(e, 1, (float) (scaled.get(e, 1) * 1e-3 - 0.5));
        }
        for (Map<String, Tensor> results : both(file, table)) {
            assertNear(Examples.ofRows(expected), TestModel.get(results, "variable"));
        }
    }

    @Test
    void unknownCategoriesAreWhatTheyAreHere() throws IOException, OrtException {
        for (boolean areTexts : new boolean[]{true, false}) {
            Table training = Table.of(texts("t", "a", "b"), categories("kind", 1, 3));
            Table other = Table.of(texts("t", areTexts ? "c" : "a"), categories("kind", areTexts ? 1 : 2));
            Path file = folder.resolve("unknown.onnx");
            FittedPreprocessing zeros = preprocessing(Scaler.NONE, Unknown.ZEROS).fit(training);
            Network network = network(zeros, 2, Cost.CATEGORICAL_CROSS_ENTROPY);
            Onnx.writeClassifier(zeros, network, List.of("0", "1"), file);
            for (Map<String, Tensor> results : both(file, other)) {
                assertNear(network.predict(zeros.apply(other)), TestModel.get(results, "probabilities"));
            }
            Onnx.writeClassifier(preprocessing(Scaler.NONE, Unknown.ERROR).fit(training), network, List.of("0", "1"),
                    file);
            assertThrows(IllegalArgumentException.class, () -> Onnx.read(file).run(inputs(other)));
            assertThrows(OrtException.class, () -> Judge.run(file, inputs(other)));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsWritten() throws IOException {
        FittedPreprocessing fitted = preprocessing(Scaler.STANDARD, Unknown.ZEROS).fit(numbersOnly());
        Path file = Files.writeString(folder.resolve("old.onnx"), "old");
        Network three = network(fitted, 3, Cost.CATEGORICAL_CROSS_ENTROPY);
        refused("there are 2 classes for 3 outputs",
                () -> Onnx.writeClassifier(fitted, three, List.of("a", "b"), file));
        Network numbers = network(fitted, 3, Cost.MEAN_SQUARED_ERROR);
        refused("tells no classes", () -> Onnx.writeClassifier(fitted, numbers, List.of("a", "b", "c"), file));
        refused("there are 1 targets for 3 outputs", () -> Onnx.writeRegressor(fitted, numbers,
                new FittedScaler(List.of(new Scaling(0, 1))), file));
        FittedPreprocessing other = preprocessing(Scaler.STANDARD, Unknown.ZEROS).fit(mixed());
        refused("outputs, the network", () -> Onnx.writeClassifier(other, three, List.of("a", "b", "c"), file));
        FittedPreprocessing close = preprocessing(Scaler.NONE, Unknown.ZEROS)
                .fit(Table.of(categories("kind", 1, 1 + 1e-12)));
        Network two = network(close, 2, Cost.CATEGORICAL_CROSS_ENTROPY);
        refused("are one as floats", () -> Onnx.writeClassifier(close, two, List.of("a", "b"), file));
        assertEquals("old", Files.readString(file));
    }

    private static void refused(String reason, Executable writing) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, writing);
        assertTrue(TestModel.message(e).contains(reason), TestModel.message(e));
    }
}
