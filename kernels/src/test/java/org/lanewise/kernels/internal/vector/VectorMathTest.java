package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.internal.FloatSample;
import org.lanewise.kernels.internal.scalar.ScalarMath;

/** {@link VectorMath} gives the bits of {@link ScalarMath}; which NaN is the only exception. */
class VectorMathTest {

    @FunctionalInterface
    interface FloatFunction {
        float apply(float x);
    }

    @FunctionalInterface
    interface ArrayFunction {
        int apply(float[] x, int xo, float[] y, int yo, int n);
    }

    /** The two forms of a function. */
    record Case(String name, FloatFunction scalar, ArrayFunction vector) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(new Case("expNonPositive", x -> x > 0 ? 1 : ScalarMath.expNonPositive(x),
                VectorMathTest::expNonPositive),
                new Case("sigmoid", ScalarMath::sigmoid,
                        (x, xo, y, yo, n) -> VectorMath.sigmoid(x, xo, y, yo, n)),
                new Case("swish", ScalarMath::swish, (x, xo, y, yo, n) -> VectorMath.swish(x, xo, y, yo, n)),
                new Case("tanh", ScalarMath::tanh, (x, xo, y, yo, n) -> VectorMath.tanh(x, xo, y, yo, n)),
                new Case("log", ScalarMath::log, VectorMath::log),
                new Case("log1p", ScalarMath::log1p, VectorMath::log1p));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bitsEqualThoseOfScalarMath(Case f) {
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
    void computesWholeVectorsOfARun(Case f) {
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

    /** 1 where the function is not defined. */
    private static int expNonPositive(float[] x, int xo, float[] y, int yo, int n) {
        float[] argument = x.clone();
        int done = VectorMath.expNonPositive(x, xo, y, yo, n);
        for (int i = 0; i < done; i++) {
            y[yo + i] = argument[xo + i] > 0 ? 1 : y[yo + i];
        }
        return done;
    }
}
