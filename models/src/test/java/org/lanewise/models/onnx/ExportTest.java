package org.lanewise.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.models.Tensor;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;

/** What is written gives our outputs, in ONNX Runtime and when it is read again. */
class ExportTest {
    private static final int EXAMPLES = 7;
    private static final int INPUTS = 6;

    @TempDir
    Path folder;

    private void check(Network network) throws IOException, OrtException {
        RandomStream random = RandomStream.of(1, "export");
        for (int l = 0; l < network.layers().size(); l++) {
            Matrix bias = network.layers().get(l).bias();
            for (int i = 0; i < bias.rows(); i++) {
                bias.set(i, 0, (float) random.nextGaussian());
            }
        }
        float[][] x = new float[EXAMPLES][INPUTS];
        for (float[] row : x) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        float[][] expected = network.predict(Examples.ofRows(x)).toRows();
        Path file = folder.resolve("network.onnx");
        Onnx.write(network, file);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, x);
                OrtSession.Result result = session.run(Map.of("input", input))) {
            float[][] judged = (float[][]) result.get("output").orElseThrow().getValue();
            for (int row = 0; row < EXAMPLES; row++) {
                for (int i = 0; i < judged[row].length; i++) {
                    assertEquals(judged[row][i], expected[row][i], 2e-6 * Math.max(1, Math.abs(judged[row][i])));
                }
            }
        }
        OnnxModel model = Onnx.read(file);
        float[][] again = TestModel.get(model.run(Map.of("input", Tensor.ofRows(x))), "output").toRows();
        float[][] predicted = model.predictor().predict(Examples.ofRows(x)).toRows();
        float[][] learned = model.toNetwork(network.cost()).predict(Examples.ofRows(x)).toRows();
        for (int row = 0; row < EXAMPLES; row++) {
            assertArrayEquals(expected[row], again[row]);
            assertArrayEquals(expected[row], predicted[row]);
            assertArrayEquals(expected[row], learned[row]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyActivation(Activation.Kind kind) throws IOException, OrtException {
        check(Network.builder(INPUTS).hidden(5, Activation.of(kind)).output(3, Cost.MEAN_SQUARED_ERROR).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyCost(int outputs) throws IOException, OrtException {
        check(Network.builder(INPUTS).hidden(5, Activation.TANH).output(outputs, Cost.BINARY_CROSS_ENTROPY).build());
        check(Network.builder(INPUTS).output(outputs + 1, Cost.CATEGORICAL_CROSS_ENTROPY).build());
    }
}
