package org.lanewise.kernels.internal.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lanewise.kernels.internal.FloatSample;

/**
 * The bounds and the special values that {@link Formulas} documents, against {@code double} arithmetic. Its twins have
 * the same bits, as another test asserts.
 */
class FormulasTest {

    @FunctionalInterface
    interface FloatFunction {
        float apply(float x);
    }

    /** A function of one argument and the bound that is documented; gradients are those for {@code da = 1}. */
    @SuppressWarnings("ImmutableEnumChecker") // All are lambdas that capture nothing.
    enum Function {
        EXP_NON_POSITIVE(Formulas::expNonPositive, StrictMath::exp, 0.90, Float.NEGATIVE_INFINITY, 0), LOG(
                Formulas::log, StrictMath::log,
                1), LOG1P(Formulas::log1p, StrictMath::log1p, 1.57), IDENTITY(Formulas::identity, z -> z,
                        0), IDENTITY_GRADIENT(a -> Formulas.identityGradient(a, 1), a -> 1, 0), RELU(Formulas::relu,
                                z -> z <= 0 ? 0 : z,
                                0), RELU_GRADIENT(a -> Formulas.reluGradient(a, 1), a -> a <= 0 ? 0 : 1, 0), LEAKY_RELU(
                                        z -> Formulas.leakyRelu(z, 0.3f), z -> z <= 0 ? 0.3f * z : z,
                                        0.5), LEAKY_RELU_OF_SLOPE_0(z -> Formulas.leakyRelu(z, 0),
                                                FormulasTest::reluWithSign,
                                                0), LEAKY_RELU_GRADIENT(a -> Formulas.leakyReluGradient(a, 1, 0.3f),
                                                        a -> a <= 0 ? 0.3f : 1, 0), SIGMOID(Formulas::sigmoid,
                                                                z -> 1 / (1 + StrictMath.exp(-z)),
                                                                1.72), SIGMOID_GRADIENT(
                                                                        a -> Formulas.sigmoidGradient(a, 1),
                                                                        a -> a * (1 - a), 1.5, 0,
                                                                        1), TANH(Formulas::tanh, StrictMath::tanh,
                                                                                1.39), TANH_GRADIENT(
                                                                                        a -> Formulas.tanhGradient(a,
                                                                                                1),
                                                                                        a -> 1 - a * a, 0.5, -1,
                                                                                        1), SWISH(Formulas::swish,
                                                                                                FormulasTest::swish,
                                                                                                1.80), SWISH_GRADIENT(
                                                                                                        z -> Formulas
                                                                                                                .swishGradient(
                                                                                                                        z,
                                                                                                                        1),
                                                                                                        FormulasTest::swishSlope,
                                                                                                        4) {
                                                                                                    @Override
                                                                                                    double tolerance(
                                                                                                            float z,
                                                                                                            float nearest) {
                                                                                                        // Where it passes 0.
                                                                                                        return z > -1.5f
                                                                                                                && z < -1
                                                                                                                        ? 0x1p-25
                                                                                                                        : super.tolerance(
                                                                                                                                z,
                                                                                                                                nearest);
                                                                                                    }
                                                                                                };

        private final FloatFunction function;
        private final DoubleUnaryOperator exact;
        private final double ulps;
        private final float from;
        private final float to;

        Function(FloatFunction function, DoubleUnaryOperator exact, double ulps) {
            this(function, exact, ulps, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
        }

        Function(FloatFunction function, DoubleUnaryOperator exact, double ulps, float from, float to) {
            this.function = function;
            this.exact = exact;
            this.ulps = ulps;
            this.from = from;
            this.to = to;
        }

        /** How far the function may be from its exact value. */
        double tolerance(float x, float nearest) {
            return ulps * Math.ulp(nearest);
        }
    }

    private static double reluWithSign(double z) {
        return z == Double.NEGATIVE_INFINITY ? 0 : z <= 0 ? 0 * z : z;
    }

    private static double swish(double z) {
        return z == Double.NEGATIVE_INFINITY ? -0.0 : z / (1 + StrictMath.exp(-z));
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
    @EnumSource
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
    void specialValues(Function f, float x, float expected) {
        assertEquals(expected, f.function.apply(x));
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
