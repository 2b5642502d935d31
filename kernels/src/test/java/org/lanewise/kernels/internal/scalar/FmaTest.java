package org.lanewise.kernels.internal.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lanewise.kernels.internal.Backends;

/** The multiply-add in doubles rounds once, as {@code Math.fma} does. */
class FmaTest {
    private static final int TRIALS = 2_000_000;

    /** Magnitudes where something changes, both signs of which are taken. */
    private static final float[] SPECIAL = {0, Float.MIN_VALUE, 2 * Float.MIN_VALUE, 3 * Float.MIN_VALUE, 0x1p-75f,
            0x1.000002p-75f, Math.nextDown(Float.MIN_NORMAL), Float.MIN_NORMAL, Math.nextUp(Float.MIN_NORMAL), 0x1p-24f,
            0x1.8p-24f, 0x1p-12f, 0.5f, Math.nextDown(1f), 1, Math.nextUp(1f), 0x1.000004p0f, 1.5f, 3, 0x1p12f,
            0x1.001p12f, 0x1p24f, 0x1.000002p24f, 0x1p64f, 0x1p103f, 0x1p127f, Math.nextDown(Float.MAX_VALUE),
            Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN};

    private static void assertRoundedOnce(float a, float b, float c) {
        float expected = Math.fma(a, b, c);
        float actual = Fma.emulated(a, b, c);
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            assertEquals(expected, actual, () -> Float.toHexString(a) + "·" + Float.toHexString(b) + " + "
                    + Float.toHexString(c));
        }
    }

    @Test
    void specialValues() {
        for (float a : SPECIAL) {
            for (float b : SPECIAL) {
                for (float c : SPECIAL) {
                    for (int signs = 0; signs < 8; signs++) {
                        assertRoundedOnce((signs & 1) == 0 ? a : -a, (signs & 2) == 0 ? b : -b,
                                (signs & 4) == 0 ? c : -c);
                    }
                }
            }
        }
    }

    /** Where triples come from. */
    enum Triples {
        /** All exponents, NaNs and infinities too. */
        BITS {
            @Override
            void check(Random random) {
                assertRoundedOnce(bits(random), bits(random), bits(random));
            }
        },
        /** Addends of about the product's size, or up to 60 binary places away. */
        NEAR {
            @Override
            void check(Random random) {
                float a = bits(random);
                float b = bits(random);
                float c = (float) Math.scalb((double) a * b * (random.nextFloat() - 0.5), random.nextInt(121) - 60);
                assertRoundedOnce(a, b, c);
            }
        },
        /**
         * A product that is half a unit in the last place of the addend, or next to that: the sum lies on a tie, or so
         * close to one that a double can't tell.
         */
        TIES {
            @Override
            void check(Random random) {
                float c = finite(random);
                // Any two factors whose product is ±ulp/2, a power of two; then one of them, or c, one step on.
                int half = Math.getExponent(Math.ulp(c)) - 1;
                float a = Math.scalb(random.nextBoolean() ? 1f : -1f, random.nextInt(60) - 30);
                float b = (float) Math.scalb(1.0, half - Math.getExponent(a));
                assertRoundedOnce(step(a, random), step(b, random), step(c, random));
            }
        },
        /** Results around the least normal float and below, where fewer bits are left. */
        SUBNORMAL {
            @Override
            void check(Random random) {
                float a = Math.scalb(random.nextFloat() + 0.5f, -random.nextInt(80));
                float b = Math.scalb(random.nextFloat() - 0.5f, -random.nextInt(80) - 20);
                float c = Float.intBitsToFloat(random.nextInt() & 0x80ff_ffff);
                assertRoundedOnce(a, b, c);
                // Half a unit there, and nearly half a unit.
                assertRoundedOnce(step(0x1p-75f, random), step(0x1p-75f, random), c);
            }
        },
        /** Results around the largest float, and the least double that rounds to infinity. */
        LARGE {
            @Override
            void check(Random random) {
                float c = Float.intBitsToFloat(Float.floatToIntBits(Float.MAX_VALUE) - random.nextInt(4));
                float a = Math.scalb(1 + random.nextInt(3) * 0x1p-23f, 60);
                float b = Math.scalb(1 - random.nextInt(3) * 0x1p-24f, 43 + random.nextInt(2));
                assertRoundedOnce(a, b, c);
                assertRoundedOnce(-a, b, -c);
                assertRoundedOnce(-a, b, c);
            }
        };

        abstract void check(Random random);

        private static float bits(Random random) {
            return Float.intBitsToFloat(random.nextInt());
        }

        private static float finite(Random random) {
            float x = bits(random);
            return Float.isFinite(x) ? x : 1;
        }

        private static float step(float x, Random random) {
            return Float.intBitsToFloat(Float.floatToRawIntBits(x) + random.nextInt(5) - 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Triples.class)
    void random(Triples triples) {
        Random random = new Random(31);
        for (int trial = 0; trial < TRIALS; trial++) {
            triples.check(random);
        }
    }

    /** Without {@code Math.fma}, and on cases where the double nearest to the sum would be rounded to a wrong float. */
    @Test
    void agreesWithDecimals() {
        Random random = new Random(32);
        int roundedTwice = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            float c = 1 + (random.nextInt(1 << 23) + 0f) * 0x1p-23f;
            // (1 + d)·(1 − d): a little less than half a unit in c's last place.
            float a = 0x1.000002p-12f * (random.nextBoolean() ? 1 : -1);
            float b = 0x1.fffffcp-13f;
            BigDecimal exact = new BigDecimal((double) a * b).add(new BigDecimal(c));
            assertEquals(nearest(exact, c), Fma.emulated(a, b, c));
            roundedTwice += (float) ((double) a * b + c) != Fma.emulated(a, b, c) ? 1 : 0;
        }
        assertTrue(roundedTwice > 1000, "no hard cases: " + roundedTwice);
    }

    /** The float nearest to a value within a unit in the last place of a guess; of two, the even one. */
    private static float nearest(BigDecimal exact, float guess) {
        float best = Math.nextDown(guess);
        for (float x : new float[]{guess, Math.nextUp(guess)}) {
            int order = distance(exact, x).compareTo(distance(exact, best));
            if (order < 0 || (order == 0 && (Float.floatToRawIntBits(x) & 1) == 0)) {
                best = x;
            }
        }
        return best;
    }

    private static BigDecimal distance(BigDecimal exact, float x) {
        return exact.subtract(new BigDecimal(x)).abs();
    }

    /** All machines that this is tested on have the instruction; a JVM without it is started by BackendChoiceTest. */
    @Test
    void theInstructionIsFound() {
        assertTrue(Backends.HAVE_FMA);
        assertEquals(Math.fma(1.1f, 2.2f, 3.3f), Fma.fma(1.1f, 2.2f, 3.3f));
    }
}
