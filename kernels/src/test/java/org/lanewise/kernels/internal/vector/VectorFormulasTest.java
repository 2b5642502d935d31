package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.internal.FloatSample;
import org.lanewise.kernels.internal.scalar.Formulas;

/** {@link VectorFormulas} gives the bits of {@link Formulas}; which NaN is the only exception. */
class VectorFormulasTest {
    private static final float[] ZEROS = new float[FloatSample.BLOCK];
    private static final float[] ONES = new float[FloatSample.BLOCK];

    static {
        Arrays.fill(ONES, 1);
    }

    @FunctionalInterface
    interface FloatFunction {
        float apply(float x);
    }

    @FunctionalInterface
    interface ArrayFunction {
        int apply(float[] x, int xo, float[] y, int yo, int n);
    }

    /** The two forms of a formula, as functions of one argument. */
    record Case(String name, FloatFunction scalar, ArrayFunction vector) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(new Case("log", Formulas::log, VectorFormulas::log),
                new Case("identity", Formulas::identity, VectorFormulas::identity),
                new Case("identityGradient", x -> Formulas.identityGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.identityGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("relu", Formulas::relu, VectorFormulas::relu),
                new Case("reluGradient", x -> Formulas.reluGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.reluGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("leakyRelu", x -> Formulas.leakyRelu(x, 0.3f),
                        (x, xo, y, yo, n) -> VectorFormulas.leakyRelu(x, xo, 0.3f, y, yo, n)),
                new Case("leakyRelu of slope 0", x -> Formulas.leakyRelu(x, 0),
                        (x, xo, y, yo, n) -> VectorFormulas.leakyRelu(x, xo, 0, y, yo, n)),
                new Case("leakyReluGradient", x -> Formulas.leakyReluGradient(x, 1, 0.3f),
                        (x, xo, y, yo, n) -> VectorFormulas.leakyReluGradient(x, xo, ONES, 0, 0.3f, y, yo, n)),
                new Case("sigmoid", Formulas::sigmoid, VectorFormulas::sigmoid),
                new Case("sigmoidGradient", x -> Formulas.sigmoidGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.sigmoidGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("tanh", Formulas::tanh, VectorFormulas::tanh),
                new Case("tanhGradient", x -> Formulas.tanhGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.tanhGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("swish", Formulas::swish, VectorFormulas::swish),
                new Case("swishGradient", x -> Formulas.swishGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.swishGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("thresholdedRelu", x -> Formulas.thresholdedRelu(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.thresholdedRelu(x, xo, 1, y, yo, n)),
                new Case("thresholdedReluGradient", x -> Formulas.thresholdedReluGradient(x, 1, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.thresholdedReluGradient(x, xo, ONES, 0, 1, y, yo, n)),
                new Case("clip", x -> Formulas.clip(x, -0.5f, 6),
                        (x, xo, y, yo, n) -> VectorFormulas.clip(x, xo, -0.5f, 6, y, yo, n)),
                new Case("clipGradient", x -> Formulas.clipGradient(x, 1, -0.5f, 6),
                        (x, xo, y, yo, n) -> VectorFormulas.clipGradient(x, xo, ONES, 0, -0.5f, 6, y, yo, n)),
                new Case("elu", x -> Formulas.elu(x, 0.3f),
                        (x, xo, y, yo, n) -> VectorFormulas.elu(x, xo, 0.3f, y, yo, n)),
                new Case("eluGradient", x -> Formulas.eluGradient(x, 1, 0.3f),
                        (x, xo, y, yo, n) -> VectorFormulas.eluGradient(x, xo, ONES, 0, 0.3f, y, yo, n)),
                new Case("celu", x -> Formulas.celu(x, 0.3f),
                        (x, xo, y, yo, n) -> VectorFormulas.celu(x, xo, 0.3f, y, yo, n)),
                new Case("celuGradient", x -> Formulas.celuGradient(x, 1, 0.3f),
                        (x, xo, y, yo, n) -> VectorFormulas.celuGradient(x, xo, ONES, 0, 0.3f, y, yo, n)),
                new Case("selu", Formulas::selu, VectorFormulas::selu),
                new Case("seluGradient", x -> Formulas.seluGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.seluGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("hardSigmoid", x -> Formulas.hardSigmoid(x, 0.2f, 0.5f),
                        (x, xo, y, yo, n) -> VectorFormulas.hardSigmoid(x, xo, 0.2f, 0.5f, y, yo, n)),
                new Case("hardSigmoidGradient", x -> Formulas.hardSigmoidGradient(x, 1, 0.2f),
                        (x, xo, y, yo, n) -> VectorFormulas.hardSigmoidGradient(x, xo, ONES, 0, 0.2f, y, yo, n)),
                new Case("softsign", Formulas::softsign, VectorFormulas::softsign),
                new Case("softsignGradient", x -> Formulas.softsignGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.softsignGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("softplus", Formulas::softplus, VectorFormulas::softplus),
                new Case("softplusGradient", x -> Formulas.softplusGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.softplusGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("hardSwish", Formulas::hardSwish, VectorFormulas::hardSwish),
                new Case("hardSwishGradient", x -> Formulas.hardSwishGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.hardSwishGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("mish", Formulas::mish, VectorFormulas::mish),
                new Case("mishGradient", x -> Formulas.mishGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.mishGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("gelu", Formulas::gelu, VectorFormulas::gelu),
                new Case("geluGradient", x -> Formulas.geluGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.geluGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("geluTanh", Formulas::geluTanh, VectorFormulas::geluTanh),
                new Case("geluTanhGradient", x -> Formulas.geluTanhGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.geluTanhGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("exponential", Formulas::exponential, VectorFormulas::exponential),
                new Case("exponentialGradient", x -> Formulas.exponentialGradient(x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.exponentialGradient(x, xo, ONES, 0, y, yo, n)),
                new Case("axpy", x -> Formulas.axpy(x, 0.3f, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.axpy(x, xo, 0.3f, ONES, 0, y, yo, n)),
                new Case("largestMagnitude", x -> Formulas.largestMagnitude(1, x),
                        (x, xo, y, yo, n) -> VectorFormulas.largestMagnitude(ONES, 0, x, xo, y, yo, n)),
                new Case("softmaxNumerator", x -> Formulas.softmaxNumerator(x, 0),
                        (x, xo, y, yo, n) -> VectorFormulas.softmaxNumerator(x, xo, ZEROS, 0, y, yo, n)),
                new Case("softmaxDenominator", x -> Formulas.softmaxDenominator(2, x),
                        (x, xo, y, yo, n) -> VectorFormulas.softmaxDenominator(twos(n), 0, x, xo, y, yo, n)),
                new Case("addBinaryCrossEntropy", x -> Formulas.addBinaryCrossEntropy(0, x, 0),
                        (x, xo, y, yo, n) -> VectorFormulas.addBinaryCrossEntropy(ZEROS, 0, x, xo, ZEROS, 0, y, yo, n)),
                new Case("addSquaredError", x -> Formulas.addSquaredError(1, 0, x, 1),
                        (x, xo, y, yo, n) -> VectorFormulas.addSquaredError(ONES, 0, ZEROS, 0, x, xo, ONES, 0, y, yo,
                                n)),
                new Case("addAbsoluteError", x -> Formulas.addAbsoluteError(1, 0, x, 3),
                        (x, xo, y, yo, n) -> VectorFormulas.addAbsoluteError(ONES, 0, ZEROS, 0, x, xo, 3, y, yo, n)),
                new Case("absoluteErrorGradient", x -> Formulas.absoluteErrorGradient(x, 1, 3),
                        (x, xo, y, yo, n) -> VectorFormulas.absoluteErrorGradient(x, xo, ONES, 0, 3, y, yo, n)),
                new Case("addHuberError", x -> Formulas.addHuberError(1, 0, x, 1, 0.5f),
                        (x, xo, y, yo, n) -> VectorFormulas.addHuberError(ONES, 0, ZEROS, 0, x, xo, ONES, 0, 0.5f, y,
                                yo, n)),
                new Case("huberErrorGradient", x -> Formulas.huberErrorGradient(x, 1, 0.5f, 3),
                        (x, xo, y, yo, n) -> VectorFormulas.huberErrorGradient(x, xo, ONES, 0, 0.5f, 3, y, yo, n)),
                new Case("squaredErrorGradient", x -> Formulas.squaredErrorGradient(x, 1, 3),
                        (x, xo, y, yo, n) -> VectorFormulas.squaredErrorGradient(x, xo, ONES, 0, 3, y, yo, n)));
    }

    private static float[] twos(int n) {
        float[] twos = new float[n];
        Arrays.fill(twos, 2);
        return twos;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bitsEqualThoseOfTheFormula(Case f) {
        float[] actual = new float[FloatSample.BLOCK];
        FloatSample.forEachBlock(x -> {
            assertEquals(x.length, f.vector.apply(x, 0, actual, 0, x.length));
            for (int i = 0; i < x.length; i++) {
                float expected = f.scalar.apply(x[i]);
                if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual[i])) {
                    assertEquals(expected, actual[i], f + " at " + x[i] + " = " + Float.toHexString(x[i]));
                }
            }
        });
    }

    /** What is left over, offsets, and a result in place of the argument. */
    @ParameterizedTest
    @MethodSource("cases")
    void loopsComputeWholeVectorsOfARun(Case f) {
        float[] x = new float[3 * LENGTH];
        for (int i = 0; i < x.length; i++) {
            x[i] = -0.5f * i;
        }
        for (int n = 0; n <= 2 * LENGTH; n++) {
            float[] y = x.clone();
            int done = f.vector.apply(y, 1, y, 1, n);
            assertEquals(n - n % LENGTH, done);
            for (int i = 0; i < y.length; i++) {
                float expected = i >= 1 && i <= done ? f.scalar.apply(x[i]) : x[i];
                assertEquals(expected, y[i], f + " of " + n + " elements, at " + i);
            }
        }
    }
}
