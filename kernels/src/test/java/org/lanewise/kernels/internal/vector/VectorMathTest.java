package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.List;
import jdk.incubator.vector.FloatVector;
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
        void apply(float[] x, float[] y);
    }

    /**
     * The two forms of a function; the loops are methods of their own so that each is compiled with its function
     * inside.
     */
    record Case(String name, FloatFunction scalar, ArrayFunction vector) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(new Case("exp", ScalarMath::exp, VectorMathTest::exp),
                new Case("expNonPositive", x -> x > 0 ? 1 : ScalarMath.expNonPositive(x),
                        VectorMathTest::expNonPositive),
                new Case("sigmoid", ScalarMath::sigmoid, VectorMathTest::sigmoid),
                new Case("swish", ScalarMath::swish, VectorMathTest::swish),
                new Case("tanh", ScalarMath::tanh, VectorMathTest::tanh),
                new Case("log", ScalarMath::log, VectorMathTest::log),
                new Case("log1p", ScalarMath::log1p, VectorMathTest::log1p));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bitsEqualThoseOfScalarMath(Case f) {
        float[] actual = new float[FloatSample.BLOCK];
        FloatSample.forEachBlock(x -> {
            f.vector.apply(x, actual);
            for (int i = 0; i < x.length; i++) {
                float expected = f.scalar.apply(x[i]);
                if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual[i])) {
                    assertEquals(expected, actual[i], f + " at " + x[i] + " = " + Float.toHexString(x[i]));
                }
            }
        });
    }

    private static void exp(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += LENGTH) {
            VectorMath.exp(FloatVector.fromArray(F, x, i)).intoArray(y, i);
        }
    }

    /** 1 where the function is not defined. */
    private static void expNonPositive(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += LENGTH) {
            VectorMath.expNonPositive(FloatVector.fromArray(F, x, i)).intoArray(y, i);
        }
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] > 0 ? 1 : y[i];
        }
    }

    private static void sigmoid(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += LENGTH) {
            VectorMath.sigmoid(FloatVector.fromArray(F, x, i)).intoArray(y, i);
        }
    }

    private static void swish(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += LENGTH) {
            VectorMath.swish(FloatVector.fromArray(F, x, i)).intoArray(y, i);
        }
    }

    private static void tanh(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += LENGTH) {
            VectorMath.tanh(FloatVector.fromArray(F, x, i)).intoArray(y, i);
        }
    }

    private static void log(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += LENGTH) {
            VectorMath.log(FloatVector.fromArray(F, x, i)).intoArray(y, i);
        }
    }

    private static void log1p(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += LENGTH) {
            VectorMath.log1p(FloatVector.fromArray(F, x, i)).intoArray(y, i);
        }
    }
}
