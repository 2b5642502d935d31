package org.lanewise.kernels.internal.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.internal.FloatSample;

/**
 * The bounds and the special values that {@link Formulas} documents, against {@code double} arithmetic. Its twins have
 * the same bits, as another test asserts.
 */
class FormulasTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;
    private static final double SELU_SCALE = 1.0507010f;
    private static final double SELU_ALPHA = 1.6732632f;
    /** 2·√(2/π). */
    private static final double GELU_1 = 2 * Math.sqrt(2 / Math.PI);
    private static final double GELU_3 = 0.044715;

    @FunctionalInterface
    interface FloatFunction {
        float apply(float x);
    }

    /**
     * A function of one argument and the bound that is documented, on the arguments from … to; gradients are those for
     * {@code da = 1}.
     *
     * @param flatFrom between here
     * @param flatTo and here the function passes 0, and there is an absolute bound
     * @param flatError which is this
     */
    record Function(String name, FloatFunction function, DoubleUnaryOperator exact, double ulps, float from, float to,
            float flatFrom, float flatTo, double flatError) {
        @Override
        public String toString() {
            return name;
        }

        Function of(double from, double to) {
            return new Function(name, function, exact, ulps, (float) from, (float) to, flatFrom, flatTo, flatError);
        }

        Function flat(double from, double to, double error) {
            return new Function(name, function, exact, ulps, this.from, this.to, (float) from, (float) to, error);
        }

        /** How far the function may be from its exact value. */
        double tolerance(float x, float nearest) {
            return x > flatFrom && x < flatTo ? flatError : ulps * Math.ulp(nearest);
        }
    }

    private static Function function(String name, FloatFunction function, DoubleUnaryOperator exact, double ulps) {
        return new Function(name, function, exact, ulps, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, 0, 0, 0);
    }

    static List<Function> functions() {
        return List.of(
                function("EXP_NON_POSITIVE", Formulas::expNonPositive, StrictMath::exp, 0.90).of(-INFINITY, 0),
                function("EXPM1_NON_POSITIVE", Formulas::expm1NonPositive, StrictMath::expm1, 1.1).of(-INFINITY, 0),
                function("LOG", Formulas::log, StrictMath::log, 1),
                function("LOG1P", Formulas::log1p, StrictMath::log1p, 1.57),
                function("IDENTITY", Formulas::identity, z -> z, 0),
                function("IDENTITY_GRADIENT", a -> Formulas.identityGradient(a, 1), a -> 1, 0),
                function("RELU", Formulas::relu, z -> z <= 0 ? 0 : z, 0),
                function("RELU_GRADIENT", a -> Formulas.reluGradient(a, 1), a -> a <= 0 ? 0 : 1, 0),
                function("LEAKY_RELU", z -> Formulas.leakyRelu(z, 0.3f), z -> z <= 0 ? 0.3f * z : z, 0.5),
                function("LEAKY_RELU_OF_SLOPE_0", z -> Formulas.leakyRelu(z, 0), FormulasTest::reluWithSign, 0),
                function("LEAKY_RELU_GRADIENT", a -> Formulas.leakyReluGradient(a, 1, 0.3f), a -> a <= 0 ? 0.3f : 1,
                        0),
                function("THRESHOLDED_RELU", z -> Formulas.thresholdedRelu(z, 1), z -> z <= 1 ? 0 : z, 0),
                function("THRESHOLDED_RELU_GRADIENT", a -> Formulas.thresholdedReluGradient(a, 1, 1),
                        a -> a <= 1 ? 0 : 1, 0),
                function("CLIP", z -> Formulas.clip(z, -0.5f, 6), z -> Math.clamp(z, -0.5, 6), 0),
                function("CLIP_GRADIENT", a -> Formulas.clipGradient(a, 1, -0.5f, 6),
                        a -> a <= -0.5 || a >= 6 ? 0 : 1, 0),
                function("ELU", z -> Formulas.elu(z, 0.3f), z -> z <= 0 ? 0.3f * StrictMath.expm1(z) : z, 1.7),
                function("ELU_GRADIENT", a -> Formulas.eluGradient(a, 1, 0.3f), a -> a <= 0 ? a + 0.3f : 1, 0.5)
                        .of(-0.3f, INFINITY),
                function("CELU", z -> Formulas.celu(z, 0.3f), z -> z <= 0 ? 0.3f * StrictMath.expm1(z / 0.3f) : z,
                        2.2),
                function("CELU_GRADIENT", a -> Formulas.celuGradient(a, 1, 0.3f),
                        a -> a <= 0 ? (a + 0.3f) / 0.3f : 1, 1.5).of(-0.3f, INFINITY),
                function("SELU", Formulas::selu, z -> SELU_SCALE * (z <= 0 ? SELU_ALPHA * StrictMath.expm1(z) : z),
                        2.2),
                function("SELU_GRADIENT", a -> Formulas.seluGradient(a, 1),
                        a -> a <= 0 ? a + Formulas.SELU_LIMIT : SELU_SCALE, 1).of(-Formulas.SELU_LIMIT, INFINITY),
                function("SIGMOID", Formulas::sigmoid, FormulasTest::sigmoid, 1.72),
                function("SIGMOID_GRADIENT", a -> Formulas.sigmoidGradient(a, 1), a -> a * (1 - a), 1.5).of(0, 1),
                function("HARD_SIGMOID", z -> Formulas.hardSigmoid(z, 0.2f, 0.5f),
                        z -> Math.clamp(0.2f * z + 0.5, 0, 1), 0.5),
                function("HARD_SIGMOID_GRADIENT", a -> Formulas.hardSigmoidGradient(a, 1, 0.2f),
                        a -> a <= 0 || a >= 1 ? 0 : 0.2f, 0),
                function("TANH", Formulas::tanh, StrictMath::tanh, 1.39),
                function("TANH_GRADIENT", a -> Formulas.tanhGradient(a, 1), a -> 1 - a * a, 0.5).of(-1, 1),
                function("SOFTSIGN", Formulas::softsign,
                        z -> Double.isInfinite(z) ? Math.signum(z) : z / (1 + Math.abs(z)), 1.5),
                function("SOFTSIGN_GRADIENT", a -> Formulas.softsignGradient(a, 1),
                        a -> (1 - Math.abs(a)) * (1 - Math.abs(a)), 2.5).of(-1, 1),
                function("SOFTPLUS", Formulas::softplus, FormulasTest::softplus, 2),
                function("SOFTPLUS_GRADIENT", a -> Formulas.softplusGradient(a, 1), a -> -StrictMath.expm1(-a),
                        1.1).of(0, INFINITY),
                function("SWISH", Formulas::swish, z -> timesProbability(z, sigmoid(z)), 1.80),
                function("SWISH_GRADIENT", z -> Formulas.swishGradient(z, 1), FormulasTest::swishSlope, 4.78)
                        .flat(-1.5, -1, 0x1p-25),
                function("HARD_SWISH", Formulas::hardSwish, z -> z <= -3 ? 0 : z >= 3 ? z : z * (z + 3) / 6, 2),
                function("HARD_SWISH_GRADIENT", z -> Formulas.hardSwishGradient(z, 1),
                        z -> z <= -3 ? 0 : z >= 3 ? 1 : (2 * z + 3) / 6, 1.5),
                function("MISH", Formulas::mish, z -> timesProbability(z, tanhOfSoftplus(z)), 4.7),
                function("MISH_GRADIENT", z -> Formulas.mishGradient(z, 1), FormulasTest::mishSlope, 6.5)
                        .flat(-1.5, -1, 0x1p-23),
                function("GELU", Formulas::gelu, z -> timesProbability(z, normal(z)), 5.8),
                function("GELU_GRADIENT", z -> Formulas.geluGradient(z, 1), FormulasTest::geluSlope, 4)
                        .flat(-2, -0.25, 0x1p-23),
                function("GELU_TANH", Formulas::geluTanh,
                        z -> timesProbability(z, sigmoid(GELU_1 * (z + GELU_3 * z * z * z))), 2),
                function("GELU_TANH_GRADIENT", z -> Formulas.geluTanhGradient(z, 1), FormulasTest::geluTanhSlope,
                        6).flat(-2, -0.25, 0x1p-23),
                function("EXPONENTIAL", Formulas::exponential, StrictMath::exp, 0.90),
                function("EXPONENTIAL_GRADIENT", a -> Formulas.exponentialGradient(a, 1), a -> a, 0));
    }

    private static Function named(String name) {
        return functions().stream().filter(f -> f.name.equals(name)).findFirst().orElseThrow();
    }

    private static double reluWithSign(double z) {
        return z == Double.NEGATIVE_INFINITY ? 0 : z <= 0 ? 0 * z : z;
    }

    private static double sigmoid(double z) {
        return 1 / (1 + StrictMath.exp(-z));
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(z)));
    }

    /** {@code z·p}, and the limit at −∞, where p is 0. */
    private static double timesProbability(double z, double p) {
        return z == Double.NEGATIVE_INFINITY ? -0.0 : z * p;
    }

    private static double tanhOfSoftplus(double z) {
        return z > 100 ? 1 : StrictMath.tanh(StrictMath.log1p(StrictMath.exp(z)));
    }

    private static double mishSlope(double z) {
        double t = tanhOfSoftplus(z);
        return z > 100 ? 1 : z < -200 ? -0.0 : t + z * (1 - t * t) * sigmoid(z);
    }

    /** The normal distribution: near 0 by its series, in the tails by its continued fraction. */
    private static double normal(double z) {
        double x = Math.min(Math.abs(z), 1000);
        double density = StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        double tail;
        if (x < 3) {
            double term = x;
            double sum = x;
            for (int k = 3; term > 1e-18 * sum; k += 2) {
                term *= x * x / k;
                sum += term;
            }
            tail = 0.5 - density * sum;
        } else {
            double fraction = x;
            for (int k = 50; k > 0; k--) {
                fraction = x + k / fraction;
            }
            tail = density / fraction;
        }
        return Double.isNaN(z) ? z : z > 0 ? 1 - tail : tail;
    }

    private static double geluSlope(double z) {
        double slope = normal(z) + z * StrictMath.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
        return z < -30 ? -0.0 : z > 100 ? 1 : slope;
    }

    private static double geluTanhSlope(double z) {
        double e = StrictMath.exp(-GELU_1 * (z + GELU_3 * z * z * z));
        double slope = (1 + z * GELU_1 * (1 + 3 * GELU_3 * z * z) * (e / (1 + e))) / (1 + e);
        return z < -13 ? -0.0 : z > 100 ? 1 : slope;
    }

    private static double swishSlope(double z) {
        double e = StrictMath.exp(-z);
        return Double.isInfinite(e) ? -0.0 : e == 0 ? 1 : (1 + z * (e / (1 + e))) / (1 + e);
    }

    /** The largest error so far, as a part of the tolerance, and its argument. */
    private static final class Worst {
        private double error;
        private float argument;

        void add(Function f, float x) {
            float actual = f.function.apply(x);
            double exact = f.exact.applyAsDouble(x);
            float nearest = (float) exact;
            if (Float.isNaN(nearest) || Float.isInfinite(nearest)) {
                assertTrue(Float.compare(nearest, actual) == 0,
                        () -> f + "(" + x + ") = " + actual + ", not " + nearest);
                return;
            }
            assertTrue(Float.isFinite(actual), () -> f + "(" + x + ") = " + actual + ", not " + nearest);
            if (actual == 0) {
                assertTrue(Math.copySign(1, actual) == Math.copySign(1, nearest), () -> f + "(" + x + "): sign of 0");
            }
            double distance = Math.abs(actual - exact);
            if (distance == 0) {
                return;
            }
            double part = distance / f.tolerance(x, nearest);
            if (part > error) {
                error = part;
                argument = x;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void errorStaysWithinBound(Function f) {
        Worst worst = new Worst();
        FloatSample.forEachBlock(block -> {
            for (float x : block) {
                if (!(x < f.from || x > f.to)) {
                    worst.add(f, x);
                }
            }
        });
        String found = f + ": " + worst.error + " of the bound, " + worst.error * f.ulps + " ULP, at " + worst.argument
                + " = " + Float.toHexString(worst.argument);
        if (Boolean.getBoolean("lanewise.test.exhaustive")) {
            System.out.println(found);
        }
        assertTrue(worst.error <= 1, found);
    }

    /** By hand. */
    @ParameterizedTest
    @CsvSource({"EXP_NON_POSITIVE, 0.0, 1", "EXP_NON_POSITIVE, -0.0, 1", "EXP_NON_POSITIVE, -1.4E-45, 1",
            "EXP_NON_POSITIVE, -103, 1.4E-45", "EXP_NON_POSITIVE, -104.5, 0.0",
            "EXP_NON_POSITIVE, -3.4028235E38, 0.0", "EXP_NON_POSITIVE, -Infinity, 0.0", "EXP_NON_POSITIVE, NaN, NaN", //
            "LOG, 1, 0.0", "LOG, 0.0, -Infinity", "LOG, -0.0, -Infinity", "LOG, 1.4E-45, -103.27893",
            "LOG, Infinity, Infinity", "LOG, -1.4E-45, NaN", "LOG, -Infinity, NaN", "LOG, NaN, NaN", //
            "LOG1P, 0.0, 0.0", "LOG1P, -0.0, -0.0", "LOG1P, 1.4E-45, 1.4E-45", "LOG1P, -1.4E-45, -1.4E-45",
            "LOG1P, -1, -Infinity", "LOG1P, Infinity, Infinity", "LOG1P, -1.0000001, NaN", "LOG1P, -Infinity, NaN",
            "LOG1P, NaN, NaN", //
            "IDENTITY, -0.0, -0.0", "IDENTITY, -Infinity, -Infinity", "IDENTITY, NaN, NaN", "IDENTITY_GRADIENT, NaN, 1", //
            "RELU, 0.0, 0.0", "RELU, -0.0, 0.0", "RELU, 1.4E-45, 1.4E-45", "RELU, -Infinity, 0.0",
            "RELU, Infinity, Infinity", "RELU, NaN, NaN", "RELU_GRADIENT, 0.0, 0.0", "RELU_GRADIENT, -0.0, 0.0",
            "RELU_GRADIENT, 1.4E-45, 1", "RELU_GRADIENT, Infinity, 1", "RELU_GRADIENT, NaN, 1", //
            "LEAKY_RELU, 0.0, 0.0", "LEAKY_RELU, -0.0, -0.0", "LEAKY_RELU, -1.4E-45, -0.0",
            "LEAKY_RELU, -Infinity, -Infinity", "LEAKY_RELU, Infinity, Infinity", "LEAKY_RELU, NaN, NaN",
            "LEAKY_RELU_OF_SLOPE_0, -2, -0.0", "LEAKY_RELU_OF_SLOPE_0, -Infinity, 0.0",
            "LEAKY_RELU_OF_SLOPE_0, Infinity, Infinity", "LEAKY_RELU_OF_SLOPE_0, NaN, NaN",
            "LEAKY_RELU_GRADIENT, 0.0, 0.3", "LEAKY_RELU_GRADIENT, -0.0, 0.3", "LEAKY_RELU_GRADIENT, -Infinity, 0.3",
            "LEAKY_RELU_GRADIENT, 1.4E-45, 1", "LEAKY_RELU_GRADIENT, NaN, 1", //
            "SIGMOID, 0.0, 0.5", "SIGMOID, -0.0, 0.5", "SIGMOID, 1.4E-45, 0.5", "SIGMOID, 18, 1",
            "SIGMOID, Infinity, 1", "SIGMOID, -103.5, 1.4E-45", "SIGMOID, -104, 0.0", "SIGMOID, -Infinity, 0.0",
            "SIGMOID, NaN, NaN", "SIGMOID_GRADIENT, 0.0, 0.0", "SIGMOID_GRADIENT, -0.0, -0.0",
            "SIGMOID_GRADIENT, 1.4E-45, 1.4E-45", "SIGMOID_GRADIENT, 1, 0.0", "SIGMOID_GRADIENT, NaN, NaN", //
            "TANH, 0.0, 0.0", "TANH, -0.0, -0.0", "TANH, 1.4E-45, 1.4E-45", "TANH, 9.1, 1", "TANH, -3.4028235E38, -1",
            "TANH, Infinity, 1", "TANH, -Infinity, -1", "TANH, NaN, NaN", "TANH_GRADIENT, 0.0, 1",
            "TANH_GRADIENT, -0.0, 1", "TANH_GRADIENT, 1.4E-45, 1", "TANH_GRADIENT, 1, 0.0", "TANH_GRADIENT, -1, 0.0",
            "TANH_GRADIENT, NaN, NaN", //
            "SWISH, 0.0, 0.0", "SWISH, -0.0, -0.0", "SWISH, 2.8E-45, 1.4E-45", "SWISH, 3.4028235E38, 3.4028235E38",
            "SWISH, Infinity, Infinity", "SWISH, -109, -0.0", "SWISH, -3.4028235E38, -0.0", "SWISH, -Infinity, -0.0",
            "SWISH, NaN, NaN", "SWISH_GRADIENT, 0.0, 0.5", "SWISH_GRADIENT, -0.0, 0.5", "SWISH_GRADIENT, 1.4E-45, 0.5",
            "SWISH_GRADIENT, Infinity, 1", "SWISH_GRADIENT, 3.4028235E38, 1", "SWISH_GRADIENT, -105, -2.6E-44",
            "SWISH_GRADIENT, -109, -0.0", "SWISH_GRADIENT, -3.4028235E38, -0.0", "SWISH_GRADIENT, -Infinity, -0.0",
            "SWISH_GRADIENT, NaN, NaN"})
    void specialValues(String f, float x, float expected) {
        assertEquals(expected, named(f).function.apply(x));
    }

    /** By hand, too. */
    @ParameterizedTest
    @CsvSource({"EXPM1_NON_POSITIVE, 0.0, -0.0, 0.0, -1.4E-45, NaN, -1, NaN",
            "THRESHOLDED_RELU, 0.0, 0.0, 0.0, 0.0, Infinity, 0.0, NaN",
            "THRESHOLDED_RELU_GRADIENT, 0.0, 0.0, 0.0, 0.0, 1, 0.0, 1",
            "CLIP, 0.0, -0.0, 1.4E-45, -1.4E-45, 6, -0.5, NaN", "CLIP_GRADIENT, 1, 1, 1, 1, 0.0, 0.0, 1",
            "ELU, 0.0, -0.0, 1.4E-45, -0.0, Infinity, -0.3, NaN", "ELU_GRADIENT, 0.3, 0.3, 1, 0.3, 1, -Infinity, 1",
            "CELU, 0.0, -0.0, 1.4E-45, -1.4E-45, Infinity, -0.3, NaN", "CELU_GRADIENT, 1, 1, 1, 1, 1, -Infinity, 1",
            "SELU, 0.0, -0.0, 1.4E-45, -2.8E-45, Infinity, -1.7580993, NaN",
            "SELU_GRADIENT, 1.7580993, 1.7580993, 1.050701, 1.7580993, 1.050701, -Infinity, 1.050701",
            "HARD_SIGMOID, 0.5, 0.5, 0.5, 0.5, 1, 0.0, NaN", "HARD_SIGMOID_GRADIENT, 0.0, 0.0, 0.2, 0.0, 0.0, 0.0, 0.2",
            "SOFTSIGN, 0.0, -0.0, 1.4E-45, -1.4E-45, 1, -1, NaN",
            "SOFTSIGN_GRADIENT, 1, 1, 1, 1, Infinity, Infinity, NaN",
            "SOFTPLUS, 0.6931472, 0.6931472, 0.6931472, 0.6931472, Infinity, 0.0, NaN",
            "SOFTPLUS_GRADIENT, 0.0, -0.0, 1.4E-45, -0.0, 1, NaN, NaN",
            "HARD_SWISH, 0.0, -0.0, 0.0, -0.0, Infinity, 0.0, NaN",
            "HARD_SWISH_GRADIENT, 0.5, 0.5, 0.5, 0.5, 1, 0.0, NaN",
            "MISH, 0.0, -0.0, 1.4E-45, -1.4E-45, Infinity, -0.0, NaN",
            "MISH_GRADIENT, 0.6, 0.6, 0.6, 0.6, 1, -0.0, NaN",
            "GELU, 0.0, -0.0, 0.0, -0.0, Infinity, -0.0, NaN", "GELU_GRADIENT, 0.5, 0.5, 0.5, 0.5, 1, -0.0, NaN",
            "GELU_TANH, 0.0, -0.0, 0.0, -0.0, Infinity, -0.0, NaN",
            "GELU_TANH_GRADIENT, 0.5, 0.5, 0.5, 0.5, 1, -0.0, NaN",
            "EXPONENTIAL, 1, 1, 1, 1, Infinity, 0.0, NaN",
            "EXPONENTIAL_GRADIENT, 0.0, -0.0, 1.4E-45, -1.4E-45, Infinity, -Infinity, NaN"})
    void valuesAtZerosSubnormalsInfinitiesAndNaN(String name, float zero, float minusZero, float subnormal,
            float minusSubnormal, float infinity, float minusInfinity, float nan) {
        Function f = named(name);
        float[] arguments = {0, -0.0f, Float.MIN_VALUE, -Float.MIN_VALUE, INFINITY, -INFINITY, Float.NaN};
        float[] expected = {zero, minusZero, subnormal, minusSubnormal, infinity, minusInfinity, nan};
        for (int i = 0; i < arguments.length; i++) {
            if (!(arguments[i] < f.from || arguments[i] > f.to)) {
                assertEquals(expected[i], f.function.apply(arguments[i]), name + " at " + arguments[i]);
            }
        }
    }

    @Test
    void tanhIsOdd() {
        FloatSample.forEachBlock(block -> {
            for (float x : block) {
                float expected = -Formulas.tanh(x);
                if (Float.floatToIntBits(expected) != Float.floatToIntBits(Formulas.tanh(-x))) {
                    assertEquals(expected, Formulas.tanh(-x), "at " + x);
                }
            }
        });
    }
}
