package org.lanewise.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.models.BadFiles;
import org.lanewise.models.ModelFileException;
import org.lanewise.models.Resources;
import org.lanewise.models.Tensor;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;

/** Files that are no valid model are refused with the reason, whatever is wrong with them. */
class BadModelsTest {
    @TempDir
    Path folder;

    private static void assertRefused(String reason, Executable reading) {
        String message = TestModel.message(assertThrows(ModelFileException.class, reading));
        assertTrue(message.contains(reason), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"truncated.onnx|bytes are left",
            "empty.onnx|has no graph",
            "wrong-magic.onnx|ir_version", "length-past-end.onnx|2147483647 bytes", "no-graph.onnx|has no graph",
            "unsupported-conv.onnx|(Conv /0/Conv)", "unsupported-lstm.onnx|LSTM",
            "unsupported-domain.onnx|com.example", "future-opset.onnx|999",
            "external-missing/model.onnx|'model.onnx.data' does not exist",
            "external-escape/model.onnx|outside the model's folder", "external-short/model.onnx|has 100 bytes",
            "cycle.onnx|its own output", "undefined-input.onnx|'nowhere'", "duplicate-initializer.onnx|'0.weight'",
            "duplicate-output.onnx|'output' is defined twice", "wrong-length.onnx|needs 80 bytes, there are 76",
            "huge-dims.onnx|1099511627776", "negative-dim.onnx|-5", "shape-mismatch.onnx|do not fit"})
    void badFilesAreRefused(String name, String reason) {
        Path file = Resources.path("bad/onnx/" + name);
        ModelFileException e = assertThrows(ModelFileException.class, () -> Onnx.read(file));
        assertTrue(TestModel.message(e).contains(reason), TestModel.message(e));
        assertEquals(file, e.file());
    }

    @Test
    void allUnsupportedNodesAreNamed() {
        ModelFileException e = assertThrows(ModelFileException.class,
                () -> Onnx.read(Resources.path("bad/onnx/unsupported-conv.onnx")));
        assertTrue(TestModel.message(e).contains("Conv") && TestModel.message(e).contains("MaxPool"),
                TestModel.message(e));
    }

    /** A model with tensors in an external file of a name, beside a file of 16 bytes. */
    private void external(String location, String... tensors) throws IOException {
        Path models = Files.createDirectories(folder.resolve("models"));
        Files.write(folder.resolve("outside.bin"), new byte[16]);
        WireWriter graph = new WireWriter().message(12, new WireWriter().text(1, "w")
                .message(2, new WireWriter().message(1, new WireWriter().integer(1, TestModel.FLOAT))));
        for (String tensor : tensors.length == 0 ? new String[]{"w"} : tensors) {
            graph.message(5, tensor(location, tensor));
        }
        Files.write(models.resolve("model.onnx"), new WireWriter().integer(1, 8).message(7, graph).toBytes());
    }

    private static WireWriter tensor(String location, String name) {
        return new WireWriter().integer(1, 4)
                .integer(2, TestModel.FLOAT)
                .text(8, name)
                .message(13, new WireWriter().text(1, "location").text(2, location))
                .integer(14, 1);
    }

    private void assertOutside() {
        assertRefused("outside the model's folder", () -> Onnx.read(folder.resolve("models/model.onnx")));
    }

    @Test
    void externalDataIsNeverOutsideTheFolder() throws IOException {
        external("../outside.bin");
        assertOutside();
        external(folder.resolve("outside.bin").toString());
        assertOutside();
        external("sub/../../outside.bin");
        assertOutside();
        external("link.bin");
        Files.createSymbolicLink(folder.resolve("models/link.bin"), folder.resolve("outside.bin"));
        assertOutside();
        Files.createSymbolicLink(folder.resolve("models/sub"), folder);
        external("sub/outside.bin");
        assertOutside();
        external(".");
        assertOutside();
        external("inside.bin");
        Files.write(folder.resolve("models/inside.bin"), new byte[16]);
        assertEquals(4, TestModel.get(Onnx.read(folder.resolve("models/model.onnx")).run(Map.of()), "w").size());
        external("inside.bin", "w", "a", "b", "c", "d");
        assertRefused("share the bytes", () -> Onnx.read(folder.resolve("models/model.onnx")));
    }

    @Test
    void aSmallFileDoesNotMakeALargeTensor() {
        TestModel expand = new TestModel(13).constant("shape", Tensor.of(new long[]{1 << 15, 1 << 15}, 2))
                .node("ConstantOfShape", "shape", "out", Map.of())
                .output("out");
        assertRefused("than a file of this size warrants", () -> expand.read(folder));
        TestModel doubling = new TestModel(13).input("x0", Tensor.Type.FLOAT, -1, 4);
        for (int i = 0; i < 40; i++) {
            doubling.node("Concat", "x" + i + ",x" + i, "x" + (i + 1), Map.of("axis", 1));
        }
        assertRefused("than a file of this size warrants", () -> doubling.output("x40").read(folder));
    }

    @Test
    void anAttributeThatNobodyKnowsIsRefused() {
        TestModel model = new TestModel(13).input("x", Tensor.Type.FLOAT, -1, 4)
                .node("Relu", "x", "y", Map.of("slope", 2f))
                .output("y");
        assertRefused("attribute slope is not supported", () -> model.read(folder));
    }

    /** Reads a model and has it compute, where it still takes what the undamaged one takes. */
    private static void readAndRun(Path file) throws IOException {
        OnnxModel model = Onnx.read(file);
        Map<String, Tensor> inputs = new HashMap<>();
        for (OnnxValue input : model.inputs()) {
            int[] shape = input.shape().stream().mapToInt(n -> n == OnnxValue.FREE ? 2 : n).toArray();
            if (Shapes.product(shape, 0, shape.length) > 1000) {
                return;
            }
            inputs.put(input.name(), Tensors.zeros(input.type(), shape));
        }
        try {
            model.run(inputs);
        } catch (IllegalArgumentException e) {
            // It says which node can't work with two examples of zeros.
            assertTrue(TestModel.message(e).contains("node "), TestModel.message(e));
        }
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        Path file = folder.resolve("damaged.onnx");
        Onnx.write(Network.builder(2).hidden(2, Activation.leakyRelu(0.1f)).output(2, Cost.CATEGORICAL_CROSS_ENTROPY)
                .build(), file);
        BadFiles.damage(Files.readAllBytes(file), file, BadModelsTest::readAndRun);
    }

    @ParameterizedTest
    @ValueSource(strings = {"torch-clip-prelu-selu/model.onnx", "torch-view/model.onnx",
            "torch-residual-layernorm/model-opset13.onnx", "skl-binary-zipmap/model.onnx", "skl-columns/model.onnx",
            "skl-imputer/model.onnx", "torch-batchnorm-dropout/model.onnx"})
    void mutatedModelsAreRefusedOrHarmless(String name) throws IOException {
        BadFiles.mutate(Files.readAllBytes(Resources.path(name)), folder.resolve("mutated.onnx"),
                BadModelsTest::readAndRun);
    }
}
