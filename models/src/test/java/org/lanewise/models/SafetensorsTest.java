package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;

/** Networks to files and back, and what PyTorch has saved. */
class SafetensorsTest {
    @TempDir
    private Path folder;

    /** Networks of all activations and costs, with parameters that do not print in few digits. */
    static Stream<Network> networks() {
        List<Network> networks = new ArrayList<>();
        for (Cost cost : List.of(Cost.BINARY_CROSS_ENTROPY, Cost.CATEGORICAL_CROSS_ENTROPY.withLabelSmoothing(0.1f),
                Cost.MEAN_SQUARED_ERROR, Cost.MEAN_ABSOLUTE_ERROR, Cost.huber(0.3f))) {
            networks.add(Network.builder(3).dropout(0.3f).hidden(4, Activation.leakyRelu(0.1f)).dropout(0.7f)
                    .output(2, cost).build());
        }
        for (Activation.Kind kind : Activation.Kind.values()) {
            networks.add(Network.builder(2).hidden(3, Activation.of(kind)).output(1, Activation.of(kind),
                    Cost.MEAN_SQUARED_ERROR).build());
        }
        for (Activation g : List.of(Activation.clip(Float.NEGATIVE_INFINITY, 0.1f), Activation.celu(1 / 3f),
                Activation.clip(0, Float.POSITIVE_INFINITY), Activation.hardSigmoid(1 / 6f, -0.0f))) {
            networks.add(Network.builder(1).output(1, g, Cost.MEAN_SQUARED_ERROR).build());
        }
        return networks.stream().map(network -> Networks.filled(network, 3));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aNetworkComesBackToTheBit(Network network) throws IOException {
        network.layers().getFirst().weights().set(0, 0, -0.0f);
        network.layers().getLast().bias().set(0, 0, Float.MIN_VALUE);
        Path file = folder.resolve("network.safetensors");
        Safetensors.write(network, file);
        Networks.assertSame(network, Safetensors.read(file));
        Network described = Networks.filled(network.copy(), 4);
        Safetensors.load(file, described);
        Networks.assertSame(network, described);
    }

    private static Tensor get(Map<String, Tensor> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    /** The file says the same to whoever knows only the format. */
    @Test
    void namesAreThoseOfPyTorch() throws IOException {
        Network network = Networks.filled(Network.builder(3).dropout(0.2f).hidden(4, Activation.RELU)
                .hidden(5, Activation.IDENTITY).dropout(0.5f).hidden(6, Activation.TANH)
                .output(2, Cost.CATEGORICAL_CROSS_ENTROPY).build(), 1);
        Path file = folder.resolve("network.safetensors");
        Safetensors.write(network, Map.of("author", "Ada", "größe", "{\"a\": \"\n\"}"), file);
        Map<String, Tensor> tensors = Safetensors.readTensors(file);
        // Dropout, Linear, ReLU, Linear, Dropout, Linear, Tanh, Linear
        assertEquals(List.of("1.weight", "1.bias", "3.weight", "3.bias", "5.weight", "5.bias", "7.weight", "7.bias"),
                List.copyOf(tensors.keySet()));
        assertArrayEquals(new int[]{4, 3}, get(tensors, "1.weight").shape());
        assertArrayEquals(new int[]{4}, get(tensors, "1.bias").shape());
        assertArrayEquals(network.layers().get(2).weights().toArray(), get(tensors, "5.weight").floats());
        Map<String, String> metadata = Safetensors.metadata(file);
        assertEquals("Ada", metadata.get("author"));
        assertEquals("{\"a\": \"\n\"}", metadata.get("größe"));
        assertEquals("pt", metadata.get("format"));
        assertEquals(
                "{\"version\":1,\"cost\":\"CATEGORICAL_CROSS_ENTROPY\",\"delta\":0.0,\"labelSmoothing\":0.0,\"layers\":["
                        + "{\"activation\":\"RELU\",\"alpha\":0.0,\"beta\":0.0,\"dropout\":0.2},"
                        + "{\"activation\":\"IDENTITY\",\"alpha\":0.0,\"beta\":0.0,\"dropout\":0.0},"
                        + "{\"activation\":\"TANH\",\"alpha\":0.0,\"beta\":0.0,\"dropout\":0.5},"
                        + "{\"activation\":\"IDENTITY\",\"alpha\":0.0,\"beta\":0.0,\"dropout\":0.0}]}",
                metadata.get("lanewise.network"));
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(0, bytes[0] % 8, "the numbers are aligned");
        assertEquals('{', bytes[8]);
    }

    @Test
    void theFingerprintIsInTheFile() throws IOException {
        Network network = Networks.filled(
                Network.builder(3).hidden(4, Activation.RELU).output(2, Cost.MEAN_SQUARED_ERROR).build(), 1);
        Path file = folder.resolve("network.safetensors");
        Safetensors.write(network, file);
        assertEquals(network.fingerprint(), Safetensors.metadata(file).get("lanewise.fingerprint"));
        assertEquals(network.fingerprint(), Safetensors.read(file).fingerprint());
    }

    @Test
    void matricesMayBeViews() throws IOException {
        float[] memory = new float[100];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = i;
        }
        Network network = new Network(Kernels.create(), List.of(new DenseLayer(Matrix.view(memory, 3, 2, 3, 7),
                Matrix.view(memory, 50, 2, 1, 4), Activation.TANH)), Cost.MEAN_SQUARED_ERROR);
        Path file = folder.resolve("network.safetensors");
        Safetensors.write(network, file);
        Networks.assertSame(network.copy(), Safetensors.read(file));
    }

    @Test
    void kernelsAreThoseGiven() throws IOException {
        Path file = folder.resolve("network.safetensors");
        Safetensors.write(Network.builder(1).output(1, Cost.MEAN_SQUARED_ERROR).build(), file);
        Kernels kernels = Kernels.create().withThreads(2);
        assertSame(kernels, Safetensors.read(file, kernels).kernels());
    }

    @Test
    void whatCanNotBeReadIsNotWritten() throws IOException {
        Network network = Network.builder(1).output(1, Cost.MEAN_SQUARED_ERROR).build();
        Path file = folder.resolve("network.safetensors");
        assertThrows(IllegalArgumentException.class,
                () -> Safetensors.write(network, Map.of("lanewise.network", "{}"), file));
        assertThrows(IllegalArgumentException.class, () -> Safetensors
                .writeTensors(Map.of("__metadata__", Tensor.of(new float[1])), Map.of(), file));
        for (float wrong : new float[]{Float.NaN, Float.POSITIVE_INFINITY}) {
            network.layers().getFirst().bias().set(0, 0, wrong);
            String message = String.valueOf(
                    assertThrows(IllegalArgumentException.class, () -> Safetensors.write(network, file)).getMessage());
            assertEquals("parameters must be finite: 0.bias has a " + wrong, message);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    /** Larger than the chunks that are read and written. */
    @Test
    void tensorsComeBackToTheBit() throws IOException {
        float[] large = new float[700_001];
        for (int i = 0; i < large.length; i++) {
            large[i] = Float.intBitsToFloat(i * 0x9e3779b9);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("", Tensor.of(new float[]{Float.NaN}));
        tensors.put("none", Tensor.of(new float[0], 0, 3));
        tensors.put("large \"ü\" \n", Tensor.of(large, 1, 700_001, 1));
        tensors.put("again", Tensor.of(new float[]{Float.NEGATIVE_INFINITY, -0.0f}, 2));
        Path file = folder.resolve("tensors.safetensors");
        Safetensors.writeTensors(tensors, Map.of(), file);
        Map<String, Tensor> read = Safetensors.readTensors(file);
        assertEquals(tensors, read);
        assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.keySet()));
        ModelFileException e = assertThrows(ModelFileException.class, () -> Safetensors.read(file));
        assertEquals("header", e.place());
        assertTrue(String.valueOf(e.getMessage()).contains("no network was saved here"), e.getMessage());
        Safetensors.writeTensors(Map.of(), Map.of(), file);
        assertEquals(Map.of(), Safetensors.readTensors(file));
    }

    @Test
    void tensorsOfAllTypesComeBack() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("flags", Tensor.of(new boolean[]{true, false, true}, 3));
        tensors.put("single", Tensor.of(new float[]{0.5f, 3}, 2));
        tensors.put("int", Tensor.of(new int[]{Integer.MIN_VALUE, 7}, 2, 1));
        tensors.put("double", Tensor.of(new double[]{0.1, Double.MIN_VALUE}, 1, 2));
        tensors.put("long", Tensor.of(new long[]{Long.MAX_VALUE, -1}, 2));
        Path file = folder.resolve("types.safetensors");
        Safetensors.writeTensors(tensors, Map.of(), file);
        Map<String, Tensor> read = Safetensors.readTensors(file);
        assertEquals(tensors, read);
        assertEquals(List.of("double", "long", "single", "int", "flags"), List.copyOf(read.keySet()));
    }

    /**
     * What PyTorch has trained, in the words of this library.
     *
     * @param folder of the files
     * @param file the weights
     * @param network the same layers
     * @param expected what it gives
     * @param tolerance relative to what is above 1
     * @param isLogarithm whether what it gives are logarithms of probabilities
     */
    record Foreign(String folder, String file, Network network, String expected, double tolerance,
            boolean isLogarithm) {
        @Override
        public String toString() {
            return folder + "/" + file;
        }
    }

    private static Foreign model(String folder, double tolerance, Network network) {
        return new Foreign(folder, "model", network, "expected", tolerance, false);
    }

    private static Network linear(Network.Builder builder, int outputs) {
        return builder.output(outputs, Cost.MEAN_SQUARED_ERROR).build();
    }

    private static Network relu() {
        return linear(Network.builder(64).hidden(32, Activation.RELU).hidden(16, Activation.RELU), 10);
    }

    static List<Foreign> foreign() {
        return List.of(model("torch-relu", 2e-5, relu()),
                new Foreign("torch-relu", "model-f16", relu(), "expected-f16", 2e-5, false),
                new Foreign("torch-relu", "model-bf16", relu(), "expected-bf16", 2e-5, false),
                model("torch-tanh-fixed-batch", 2e-6,
                        linear(Network.builder(4).hidden(10, Activation.TANH).hidden(6, Activation.TANH), 3)),
                new Foreign("torch-leakyrelu-elu-softplus", "model",
                        Network.builder(13).hidden(16, Activation.leakyRelu(0.1f)).hidden(12, Activation.elu(0.7f))
                                .hidden(8, Activation.SOFTPLUS).output(3, Cost.CATEGORICAL_CROSS_ENTROPY).build(),
                        "expected", 2e-6, true),
                model("torch-gelu-softmax", 2e-6,
                        Network.builder(64).hidden(24, Activation.GELU).output(10, Cost.CATEGORICAL_CROSS_ENTROPY)
                                .build()),
                model("torch-silu-flatten", 8e-6, linear(Network.builder(64).hidden(20, Activation.SWISH), 10)),
                model("torch-nobias", 2e-6, linear(Network.builder(13).hidden(12, Activation.RELU), 3)),
                model("torch-external", 3e-6, linear(Network.builder(64).hidden(32, Activation.TANH), 10)),
                model("torch-zero-bias", 2e-5, linear(Network.builder(64).hidden(16, Activation.RELU)
                        .hidden(16, Activation.RELU).hidden(16, Activation.RELU), 10)),
                model("torch-view", 6e-6, linear(Network.builder(64).hidden(16, Activation.RELU), 10)));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void pyTorchsWeightsPredictWhatPyTorchDoes(Foreign foreign) throws IOException {
        Network network = Networks.filled(foreign.network(), 1);
        Safetensors.load(Resources.path(foreign.folder() + "/" + foreign.file() + ".safetensors"), network);
        Examples x = Examples.ofRows(Resources.numbers(foreign.folder() + "/input.csv"));
        double[][] expected = Resources.numbers(foreign.folder() + "/" + foreign.expected() + ".csv");
        Examples predicted = network.predict(x);
        assertEquals(expected.length, predicted.size());
        for (int e = 0; e < expected.length; e++) {
            for (int i = 0; i < expected[e].length; i++) {
                // A probability of few bits has no exact logarithm: it is compared itself.
                double wanted = foreign.isLogarithm() ? Math.exp(expected[e][i]) : expected[e][i];
                assertEquals(wanted, predicted.get(e, i), foreign.tolerance() * Math.max(1, Math.abs(wanted)));
            }
        }
    }

    /** Other modules are read by name: an integer, shapes of one dimension, several names. */
    @Test
    void tensorsOfOtherModulesAreReadByName() throws IOException {
        Path file = Resources.path("torch-batchnorm-dropout/model.safetensors");
        Map<String, Tensor> tensors = Safetensors.readTensors(file);
        assertEquals(Tensor.of(new long[]{150}), tensors.get("1.num_batches_tracked"));
        assertArrayEquals(new int[]{16, 30}, get(tensors, "0.weight").shape());
        assertArrayEquals(new int[]{16}, get(tensors, "1.running_var").shape());
        assertEquals(Map.of("format", "pt"), Safetensors.metadata(file));
        Network network = linear(Network.builder(30).hidden(16, Activation.RELU).hidden(8, Activation.RELU), 1);
        assertProblem(file, "header", "there are 5 tensors called \"….weight\", the network has 3 layers", network);
        Safetensors.load(file, network, "0", "4", "7");
        assertArrayEquals(get(tensors, "4.weight").floats(), network.layers().get(1).weights().toArray());
    }

    private static void assertProblem(Path file, String place, String reason, Network network, String... layers) {
        Network before = network.copy();
        ModelFileException e = assertThrows(ModelFileException.class, () -> Safetensors.load(file, network, layers));
        assertEquals(place, e.place());
        assertEquals(file, e.file());
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
        Networks.assertSame(before, network);
    }

    private Path file(Map<String, Tensor> tensors) throws IOException {
        Path file = folder.resolve("tensors.safetensors");
        Safetensors.writeTensors(tensors, Map.of(), file);
        return file;
    }

    private static Tensor tensor(int... shape) {
        return Tensor.of(new float[IntStream.of(shape).reduce(1, (a, b) -> a * b)], shape);
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Network network = Networks.filled(linear(Network.builder(2).hidden(3, Activation.RELU), 1), 2);
        assertThrows(IllegalArgumentException.class, () -> Safetensors.load(file(Map.of()), network, "0"));
        assertProblem(file(Map.of("0.weight", tensor(3, 2))), "header", "the network has 2 layers", network);
        assertProblem(file(Map.of("a.weight", tensor(3, 2), "b.weight", tensor(1, 3))), "header",
                "the order of [a, b] can't be told", network);
        assertProblem(file(Map.of("0.weight", tensor(3, 2), "1.weight", tensor(1, 3), "0.scale", tensor())),
                "tensor \"0.scale\"", "has no place", network);
        assertProblem(file(Map.of("0.weight", tensor(3, 2), "1.weight", tensor(3, 1))), "tensor \"1.weight\"",
                "has the shape [3, 1], layer 2 of the network needs [1, 3]", network);
        assertProblem(file(Map.of("0.weight", tensor(3, 2), "1.weight", tensor(3))), "tensor \"1.weight\"",
                "has the shape [3], not 2 dimensions", network);
        assertProblem(file(Map.of("a.weight", tensor(3, 2), "b.weight", tensor(1, 3), "b.bias", tensor(1, 1))),
                "tensor \"b.bias\"", "has the shape [1, 1]", network, "a", "b");
        assertProblem(file(Map.of("a.weight", tensor(3, 2))), "header", "there is no tensor \"b.weight\"", network, "a",
                "b");
        Tensor nan = tensor(1, 3);
        nan.floats()[2] = Float.NaN;
        assertProblem(file(Map.of("0.weight", tensor(3, 2), "1.weight", nan)), "tensor \"1.weight\"",
                "number 2 is NaN, parameters must be finite", network);
    }

    /** Layer 10 is behind layer 2, whatever stands around the numbers. */
    @Test
    void layersComeInTheOrderOfTheirNumbers() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Network.Builder builder = Network.builder(1);
        for (int l : List.of(10, 9, 0, 100, 2)) {
            tensors.put("net." + l + ".linear7.weight", Tensor.of(new float[]{l}, 1, 1));
            builder.hidden(1, Activation.RELU);
        }
        Network network = builder.output(1, Cost.MEAN_SQUARED_ERROR).build();
        tensors.put("net.11.linear7.weight", Tensor.of(new float[]{11}, 1, 1));
        Safetensors.load(file(tensors), network);
        assertEquals(List.of(0f, 2f, 9f, 10f, 11f, 100f),
                network.layers().stream().map(layer -> layer.weights().get(0, 0)).toList());
    }
}
