package org.lanewise.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.models.Tensor;
import org.lanewise.network.Cost;
import org.lanewise.network.data.Examples;

/** What becomes one step, what does not, and that it computes the same. */
class FusionTest {
    private static final int INPUTS = 5;
    private static final int OUTPUTS = 3;

    @TempDir
    Path folder;
    private final Random random = new Random(1);

    private Tensor random(int... shape) {
        float[] values = new float[Shapes.elements(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + 0.1f;
        }
        return Tensor.of(values, shape);
    }

    /** A product and the nodes after it; the same once more with weights that are an input, so that nothing is fused. */
    private void check(int steps, String product, Map<String, Object> attributes, String... nodes) throws IOException {
        boolean isTransposed = attributes.containsKey("transB");
        Tensor w = isTransposed ? random(OUTPUTS, INPUTS) : random(INPUTS, OUTPUTS);
        Map<String, Tensor> row = Map.of("b", random(OUTPUTS), "c", random(1, OUTPUTS), "scalar", random(), "column",
                random(4, 1), "half", Tensor.of(new float[]{0.5f}), "one", Tensor.of(new float[]{1}), "root",
                Tensor.of(new float[]{(float) Math.sqrt(2)}), "variance", Tensor.of(new float[]{1, 2, 3}, OUTPUTS));
        Tensor x = random(4, INPUTS);
        OnnxModel[] models = new OnnxModel[2];
        for (int i = 0; i < 2; i++) {
            TestModel model = new TestModel(13).input("x", Tensor.Type.FLOAT, 4, INPUTS);
            if (i == 0) {
                model.constant("w", w);
            } else {
                model.input("w", Tensor.Type.FLOAT, w.dimension(0), w.dimension(1));
            }
            row.forEach(model::constant);
            model.node(product, "x,w" + (product.equals("Gemm") ? ",b" : ""), "z", attributes);
            for (String node : nodes) {
                String[] parts = node.split(" ", -1);
                model.node(parts[0], parts[1], parts[2], Map.of());
            }
            models[i] = model.output("y").read(folder);
        }
        assertEquals(steps, models[0].summary().lines().filter(line -> line.startsWith("  ")).count(),
                models[0].summary());
        Tensor fused = TestModel.get(models[0].run(Map.of("x", x)), "y");
        Tensor plain = TestModel.get(models[1].run(Map.of("x", x, "w", w)), "y");
        assertEquals(plain.toString(), fused.toString());
        for (int i = 0; i < plain.size(); i++) {
            assertEquals(plain.real(i), fused.real(i), 4e-6 * Math.max(1, Math.abs(plain.real(i))));
        }
    }

    /** Of a predictor and of a network, not of the graph. */
    @Test
    void aScalerIsPartOfTheLayerAfterIt() throws IOException {
        for (int offsets : new int[]{1, INPUTS}) {
            TestModel model = new TestModel(13).input("x", Tensor.Type.FLOAT, -1, INPUTS)
                    .constant("w", random(INPUTS, OUTPUTS)).constant("b", random(OUTPUTS))
                    .node("ml.Scaler", "x", "s", Map.of("offset", random(offsets).floats(), "scale",
                            random(INPUTS).floats()))
                    .node("MatMul", "s,w", "z", Map.of()).node("Add", "z,b", "a", Map.of())
                    .node("Tanh", "a", "y", Map.of());
            OnnxModel read = model.output("y").read(folder);
            Tensor x = random(1, INPUTS);
            float[] expected = TestModel.get(read.run(Map.of("x", x)), "y").floats();
            float[] out = new float[OUTPUTS];
            read.predictor().predict(x.floats(), out);
            assertArrayEquals(expected, out, 4e-6f);
            assertArrayEquals(expected, read.toNetwork(Cost.MEAN_SQUARED_ERROR).predict(Examples.ofRows(x.toMatrix()))
                    .toRows()[0], 4e-6f);
        }
    }

    @Test
    void aProductAndWhatFollowsAreOneStep() throws IOException {
        Map<String, Object> none = Map.of();
        check(1, "MatMul", none, "Relu z y");
        check(1, "MatMul", none, "Add z,b s", "Tanh s y");
        check(1, "MatMul", none, "Add c,z s", "Sigmoid s y");
        check(1, "MatMul", none, "Sub c,z s", "Mul s,b t", "Div t,scalar u", "Sub u,b y");
        check(1, "Gemm", Map.of("transB", 1, "alpha", 2f, "beta", 0.5f), "Elu z y");
        check(1, "Gemm", none, "BatchNormalization z,b,b,b,variance n", "Relu n y");
        check(1, "Gemm", none, "Sigmoid z s", "Mul z,s y");
        check(1, "Gemm", none, "Softplus z s", "Tanh s t", "Mul t,z y");
        check(1, "Gemm", none, "Div z,root d", "Erf d e", "Add e,one f", "Mul z,f g", "Mul g,half y");
        check(1, "Gemm", none, "Div z,root d", "Erf d e", "Add one,e f", "Mul half,z g", "Mul g,f y");
        check(1, "Gemm", none, "Clip z,,one y");
        check(1, "Gemm", none, "PRelu z,half y");
        check(1, "Gemm", none, "Identity z i", "Dropout i d", "Relu d y");
    }

    @Test
    void whatIsReadTwiceOrHasAnotherShapeStaysAsItIs() throws IOException {
        Map<String, Object> none = Map.of();
        check(2, "MatMul", none, "Add z,column y");
        check(3, "MatMul", none, "Relu z r", "Add z,r y");
        check(2, "MatMul", none, "Relu z r", "Add r,b y");
        check(2, "Gemm", none, "Div scalar,z y");
        check(2, "Gemm", none, "Sum z,b,c y");
        check(2, "Gemm", none, "PRelu z,b y");
    }

    @Test
    void constantsAreComputedOnce() throws IOException {
        OnnxModel model = new TestModel(13).input("x", Tensor.Type.FLOAT, -1, INPUTS)
                .constant("w", random(OUTPUTS, INPUTS))
                .node("Transpose", "w", "t", Map.of())
                .node("Mul", "t,t", "square", Map.of())
                .node("MatMul", "x,square", "y", Map.of())
                .output("y")
                .output("t")
                .read(folder);
        assertFalse(model.summary().contains("Transpose"), model.summary());
        assertTrue(model.summary().contains("dense 5 to 3, IDENTITY"), model.summary());
        assertEquals(OUTPUTS * INPUTS, TestModel.get(model.run(Map.of("x", random(2, INPUTS))), "t").size());
    }
}
