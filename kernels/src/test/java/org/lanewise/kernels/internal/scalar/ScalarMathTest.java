package org.lanewise.kernels.internal.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.internal.FloatSample;

/** The bounds and the special values that {@link ScalarMath} documents, against {@code double} arithmetic. */
class ScalarMathTest {

    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @FunctionalInterface
    interface FloatFunction {
        float apply(float x);
    }

    /** A function, its oracle and the bound that its Javadoc states. */
    record Case(String name, FloatFunction function, DoubleUnaryOperator oracle, double bound) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(new Case("expNonPositive", x -> ScalarMath.expNonPositive(-Math.abs(x)),
                x -> StrictMath.exp(-Math.abs(x)), 0.90),
                new Case("sigmoid", ScalarMath::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), 1.72),
                new Case("swish", ScalarMath::swish, ScalarMathTest::swish, 1.80),
                new Case("tanh", ScalarMath::tanh, StrictMath::tanh, 1.39),
                new Case("log", ScalarMath::log, StrictMath::log, 1),
                new Case("log1p", ScalarMath::log1p, StrictMath::log1p, 1.57));
    }

    private static double swish(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x / (1 + StrictMath.exp(-x));
    }

    /** The largest error so far and its argument. */
    private static final class Worst {
        private double ulps;
        private float argument;

        void add(Case f, float x) {
            float actual = f.function.apply(x);
            double exact = f.oracle.applyAsDouble(x);
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
            double error = Math.abs(actual - exact) / Math.ulp(nearest);
            if (error > ulps) {
                ulps = error;
                argument = x;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void errorStaysWithinBound(Case f) {
        Worst worst = new Worst();
        FloatSample.forEachBlock(block -> {
            for (float x : block) {
                worst.add(f, x);
            }
        });
        String found = f + ": " + worst.ulps + " ULP at " + worst.argument + " = " + Float.toHexString(worst.argument);
        if (Boolean.getBoolean("lanewise.test.exhaustive")) {
            System.out.println(found);
        }
        assertTrue(worst.ulps <= f.bound, found);
    }

    @Test
    void tanhIsOdd() {
        FloatSample.forEachBlock(block -> {
            for (float x : block) {
                assertSame(-ScalarMath.tanh(x), ScalarMath.tanh(-x), x);
            }
        });
    }

    private static void assertSame(float expected, float actual, float x) {
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            assertEquals(expected, actual, "at " + x);
        }
    }

    @Test
    void specialValuesOfExp() {
        assertEquals(1f, ScalarMath.expNonPositive(0f));
        assertEquals(1f, ScalarMath.expNonPositive(-0f));
        assertEquals((float) StrictMath.exp(-103), ScalarMath.expNonPositive(-103f));
        assertEquals(0f, ScalarMath.expNonPositive(-104.5f));
        assertEquals(0f, ScalarMath.expNonPositive(-Float.MAX_VALUE));
        assertEquals(0f, ScalarMath.expNonPositive(-INFINITY));
        assertEquals(Float.NaN, ScalarMath.expNonPositive(Float.NaN));
    }

    @Test
    void specialValuesOfSigmoid() {
        assertEquals(0.5f, ScalarMath.sigmoid(0f));
        assertEquals(0.5f, ScalarMath.sigmoid(-0f));
        assertEquals(1f, ScalarMath.sigmoid(18f));
        assertEquals(1f, ScalarMath.sigmoid(INFINITY));
        assertEquals(Float.MIN_VALUE, ScalarMath.sigmoid(-103.5f));
        assertEquals(0f, ScalarMath.sigmoid(-104f));
        assertEquals(0f, ScalarMath.sigmoid(-INFINITY));
        assertEquals(Float.NaN, ScalarMath.sigmoid(Float.NaN));
    }

    @Test
    void specialValuesOfSwish() {
        assertEquals(0f, ScalarMath.swish(0f));
        assertEquals(-0f, ScalarMath.swish(-0f));
        assertEquals(Float.MAX_VALUE, ScalarMath.swish(Float.MAX_VALUE));
        assertEquals(INFINITY, ScalarMath.swish(INFINITY));
        assertEquals(-0f, ScalarMath.swish(-109f));
        assertEquals(-0f, ScalarMath.swish(-Float.MAX_VALUE));
        assertEquals(-0f, ScalarMath.swish(-INFINITY));
        assertEquals(Float.NaN, ScalarMath.swish(Float.NaN));
    }

    @Test
    void specialValuesOfTanh() {
        assertEquals(0f, ScalarMath.tanh(0f));
        assertEquals(-0f, ScalarMath.tanh(-0f));
        assertEquals(Float.MIN_VALUE, ScalarMath.tanh(Float.MIN_VALUE));
        assertEquals(1f, ScalarMath.tanh(9.1f));
        assertEquals(-1f, ScalarMath.tanh(-Float.MAX_VALUE));
        assertEquals(1f, ScalarMath.tanh(INFINITY));
        assertEquals(Float.NaN, ScalarMath.tanh(Float.NaN));
    }

    @Test
    void specialValuesOfLog() {
        assertEquals(0f, ScalarMath.log(1f));
        assertEquals(-INFINITY, ScalarMath.log(0f));
        assertEquals(-INFINITY, ScalarMath.log(-0f));
        assertEquals(INFINITY, ScalarMath.log(INFINITY));
        assertEquals(Float.NaN, ScalarMath.log(-Float.MIN_VALUE));
        assertEquals(Float.NaN, ScalarMath.log(-INFINITY));
        assertEquals(Float.NaN, ScalarMath.log(Float.NaN));
    }

    @Test
    void specialValuesOfLog1p() {
        assertEquals(0f, ScalarMath.log1p(0f));
        assertEquals(-0f, ScalarMath.log1p(-0f));
        assertEquals(-INFINITY, ScalarMath.log1p(-1f));
        assertEquals(INFINITY, ScalarMath.log1p(INFINITY));
        assertEquals(Float.NaN, ScalarMath.log1p(Math.nextDown(-1f)));
        assertEquals(Float.NaN, ScalarMath.log1p(-INFINITY));
        assertEquals(Float.NaN, ScalarMath.log1p(Float.NaN));
    }
}
