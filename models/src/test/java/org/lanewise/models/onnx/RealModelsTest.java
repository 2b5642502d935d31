package org.lanewise.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.Resources;
import org.lanewise.models.Tensor;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;

/** Models that PyTorch and scikit-learn's converter wrote give what these compute. */
class RealModelsTest {
    /** A line of models.csv: a model, its inputs, and what is expected of it. */
    record Case(String model, List<String[]> input, List<String[]> expected, Map<String, int[]> inputs,
            Map<String, int[]> outputs, double tolerance) {
        @Override
        public String toString() {
            return model;
        }

        Tensor tensor(OnnxValue value, int from, int to) {
            int[] columns = TestModel.get(inputs, value.name());
            List<String> cells = new ArrayList<>();
            for (String[] row : input.subList(from, to)) {
                cells.addAll(Arrays.asList(row).subList(columns[0], columns[1]));
            }
            int[] shape = value.shape().stream().mapToInt(Integer::intValue).toArray();
            shape[0] = to - from;
            return switch (value.type()) {
                case FLOAT -> {
                    float[] numbers = new float[cells.size()];
                    for (int i = 0; i < numbers.length; i++) {
                        numbers[i] = Float.parseFloat(cells.get(i));
                    }
                    yield Tensor.of(numbers, shape);
                }
                case INT64 -> Tensor.of(cells.stream().mapToLong(Long::parseLong).toArray(), shape);
                case STRING -> Tensor.of(cells.toArray(String[]::new), shape);
                default -> throw new AssertionError(value);
            };
        }

        Map<String, Tensor> tensors(OnnxModel onnx, int from, int to) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            onnx.inputs().forEach(value -> tensors.put(value.name(), tensor(value, from, to)));
            return tensors;
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String line : Files.readAllLines(Resources.path("onnx-models.csv")).stream().skip(1).toList()) {
            String[] cells = line.split(";", -1);
            cases.add(new Case(cells[0], rows(cells[1]), rows(cells[2]), columns(cells[3]), columns(cells[4]),
                    Double.parseDouble(cells[5])));
        }
        return cases;
    }

    private static List<String[]> rows(String name) throws IOException {
        return Files.readAllLines(Resources.path(name)).stream().skip(1).map(line -> line.split(",", -1)).toList();
    }

    private static Map<String, int[]> columns(String cell) {
        Map<String, int[]> columns = new LinkedHashMap<>();
        for (String one : cell.split(" ", -1)) {
            int last = one.lastIndexOf(':');
            int first = one.lastIndexOf(':', last - 1);
            columns.put(one.substring(0, first), new int[]{Integer.parseInt(one.substring(first + 1, last)),
                    Integer.parseInt(one.substring(last + 1))});
        }
        return columns;
    }

    private static void check(Case test, Tensor got, List<String[]> expected, int[] columns) {
        int width = columns[1] - columns[0];
        assertEquals(expected.size() * width, got.size(), got.toString());
        for (int i = 0; i < got.size(); i++) {
            String cell = expected.get(i / width)[columns[0] + i % width];
            String place = "row " + i / width + ", column " + i % width;
            switch (got.type()) {
                case STRING -> assertEquals(cell, got.strings()[i], place);
                case INT64 -> assertEquals(Long.parseLong(cell), got.longs()[i], place);
                default -> {
                    double number = Double.parseDouble(cell);
                    assertEquals(number, got.real(i), test.tolerance * Math.max(1, Math.abs(number)), place);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allRowsAreWithinTheTolerance(Case test) throws IOException {
        OnnxModel model = Onnx.read(Resources.path(test.model));
        Map<String, Tensor> results = model.run(test.tensors(model, 0, test.input.size()));
        assertEquals(model.outputs().stream().map(OnnxValue::name).toList(), List.copyOf(results.keySet()));
        test.outputs.forEach((name, columns) -> check(test, TestModel.get(results, name), test.expected, columns));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRowAloneHasTheBitsThatItHasAmongOthers(Case test) throws IOException {
        OnnxModel model = Onnx.read(Resources.path(test.model));
        if (model.inputs().getFirst().shape().getFirst() != OnnxValue.FREE) {
            return;
        }
        Map<String, Tensor> all = model.run(test.tensors(model, 0, test.input.size()));
        for (int row = 0; row < test.input.size(); row++) {
            Map<String, Tensor> one = model.run(test.tensors(model, row, row + 1));
            for (String name : test.outputs.keySet()) {
                Tensor alone = TestModel.get(one, name);
                Tensor among = TestModel.get(all, name);
                for (int i = 0; i < alone.size(); i++) {
                    assertEquals(Tensors.key(among, row * alone.size() + i), Tensors.key(alone, i),
                            name + " of row " + row);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anyNumberOfThreadsGivesTheSameBits(Case test) throws IOException {
        OnnxModel one = Onnx.read(Resources.path(test.model));
        OnnxModel three = Onnx.read(Resources.path(test.model), Kernels.create().withThreads(3));
        Map<String, Tensor> inputs = test.tensors(one, 0, test.input.size());
        Map<String, Tensor> expected = one.run(inputs);
        Map<String, Tensor> got = three.run(inputs);
        for (String name : expected.keySet()) {
            Tensor value = TestModel.get(got, name);
            for (int i = 0; i < value.size(); i++) {
                assertEquals(Tensors.key(TestModel.get(expected, name), i), Tensors.key(value, i));
            }
        }
    }

    /** The models that are chains of dense layers, and how many. */
    private static final Map<String, Integer> NETWORKS = Map.ofEntries(Map.entry("torch-relu/model.onnx", 3),
            Map.entry("torch-tanh-fixed-batch/model.onnx", 3), Map.entry("torch-leakyrelu-elu-softplus/model.onnx", 4),
            Map.entry("torch-gelu-softmax/model.onnx", 2), Map.entry("torch-silu-flatten/model.onnx", 2),
            Map.entry("torch-batchnorm-dropout/model.onnx", 3), Map.entry("torch-nobias/model.onnx", 2),
            Map.entry("torch-nobias/model-unfolded.onnx", 2), Map.entry("torch-external/model.onnx", 2),
            Map.entry("torch-zero-bias/model.onnx", 4), Map.entry("torch-view/model.onnx", 2),
            Map.entry("skl-digits-logistic/model.onnx", 2), Map.entry("skl-regressor-3/model.onnx", 3));

    @ParameterizedTest
    @MethodSource("cases")
    void aDenseNetworkHasAPredictorAndIsOneThatLearns(Case test) throws IOException {
        OnnxModel model = Onnx.read(Resources.path(test.model));
        Integer layers = NETWORKS.get(test.model);
        if (layers == null) {
            IllegalStateException e = assertThrows(IllegalStateException.class, model::predictor);
            assertTrue(TestModel.message(e).contains("is not that of a dense network"), TestModel.message(e));
            return;
        }
        if (test.model.startsWith("torch-leakyrelu")) {
            // It ends in the logarithm of a softmax, which a network gives without the logarithm.
            assertEquals(layers, model.toNetwork(Cost.CATEGORICAL_CROSS_ENTROPY).layers().size());
            return;
        }
        Predictor predictor = model.predictor();
        OnnxValue input = model.inputs().getFirst();
        float[] out = new float[predictor.outputs()];
        String last = model.outputs().getLast().name();
        for (int row = 0; row < test.input.size(); row++) {
            predictor.predict(floats(test, input, row), out);
            check(test, Tensor.of(out, 1, out.length), test.expected.subList(row, row + 1),
                    TestModel.get(test.outputs, last));
        }
    }

    private static float[] floats(Case test, OnnxValue input, int row) {
        float[] numbers = new float[TestModel.get(test.inputs, input.name())[1]];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.parseFloat(test.input.get(row)[i]);
        }
        return numbers;
    }

    @Test
    void theLastFunctionIsTheCostsWhereItHasOne() throws IOException {
        OnnxModel softmax = Onnx.read(Resources.path("torch-gelu-softmax/model.onnx"));
        Network network = softmax.toNetwork(Cost.CATEGORICAL_CROSS_ENTROPY);
        assertEquals("IDENTITY", network.layers().getLast().activation().toString());
        assertEquals("GELU", network.layers().getFirst().activation().toString());
        assertThrows(IllegalArgumentException.class, () -> softmax.toNetwork(Cost.MEAN_SQUARED_ERROR));
        OnnxModel sigmoid = Onnx.read(Resources.path("torch-batchnorm-dropout/model.onnx"));
        assertEquals("IDENTITY",
                sigmoid.toNetwork(Cost.BINARY_CROSS_ENTROPY).layers().getLast().activation().toString());
        assertEquals("SIGMOID", sigmoid.toNetwork(Cost.MEAN_SQUARED_ERROR).layers().getLast().activation().toString());
    }

    @Test
    void aZipMapTellsItsKeys() throws IOException {
        assertEquals(List.of("0", "1"),
                Onnx.read(Resources.path("skl-binary-zipmap/model.onnx")).outputs().getLast().keys());
        assertEquals(List.of("setosa", "versicolor", "virginica"),
                Onnx.read(Resources.path("skl-iris-strings-zipmap/model.onnx")).outputs().getLast().keys());
    }

    @Test
    void wrongInputsAreNamed() throws IOException {
        OnnxModel model = Onnx.read(Resources.path("torch-relu/model.onnx"));
        Tensor right = Tensor.of(new float[64], 1, 64);
        for (Map<String, Tensor> wrong : List.of(Map.<String, Tensor>of(), Map.of("x", right),
                Map.of("input", Tensor.of(new float[63], 1, 63)), Map.of("input", Tensor.of(new float[64], 64)),
                Map.of("input", Tensor.of(new double[64], 1, 64)))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> model.run(wrong));
            assertTrue(TestModel.message(e).contains("input"), TestModel.message(e));
        }
        assertEquals(0, TestModel.get(model.run(Map.of("input", Tensor.of(new float[0], 0, 64))), "output").size());
    }
}
