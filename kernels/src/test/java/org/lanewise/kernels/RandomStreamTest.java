package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.internal.Philox;

/** Random numbers: the published ones, those of the documentation, and what they look like together. */
class RandomStreamTest {
    private static final int SAMPLES = 100_000;
    /** So many deviations from the expectation are once in two million tests, and the seeds do not change. */
    private static final double SIGMAS = 5;

    /** Counter, key and noise: the known answers that come with the paper's own program. */
    @ParameterizedTest
    @CsvSource({
            "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
            "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
            "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"})
    void knownAnswers(String counter, String key, String noise) {
        int[] c = words(counter);
        int[] k = words(key);
        int[] expected = words(noise);
        assertArrayEquals(expected, NaivePhilox.words(c, k));
        for (int half = 0; half < 2; half++) {
            assertEquals(joined(expected, 2 * half),
                    Philox.half(joined(k, 0), joined(c, 0), joined(c, 2), half == 1), "half " + half);
        }
    }

    private static int[] words(String hex) {
        return Arrays.stream(hex.split(" ", -1)).mapToInt(word -> Integer.parseUnsignedInt(word, 16)).toArray();
    }

    private static long joined(int[] words, int first) {
        return ((long) words[first + 1] << 32) + Integer.toUnsignedLong(words[first]);
    }

    /** The hash's known answers. */
    @ParameterizedTest
    @CsvSource({"'', cbf29ce484222325", "a, af63dc4c8601ec8c", "foobar, 85944171f73967e8"})
    void namesAreHashedByFnv(String name, String hash) {
        assertEquals(Long.parseUnsignedLong(hash, 16), NaivePhilox.hash(name));
        assertEquals(Long.parseUnsignedLong(hash, 16), RandomStream.of(0, name).hash());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 1_000_001, (1L << 32) - 1, 1L << 32, (1L << 33) + 1, Long.MAX_VALUE,
            Long.MIN_VALUE, -2, -1})
    void numbersAreThoseOfTheDocumentation(long index) {
        for (long seed : new long[]{0, 1, -1, 1L << 48, Long.MIN_VALUE}) {
            for (String name : new String[]{"", "weights 1", "größe ∂"}) {
                RandomStream stream = RandomStream.of(seed, name);
                long number = NaivePhilox.number(seed, name, index);
                assertEquals(number, stream.at(index));
                assertEquals(0, stream.position());
                stream.position(index);
                assertEquals(number, stream.nextLong());
                assertEquals(index + 1, stream.position());
                assertEquals(NaivePhilox.number(seed, name, index + 1), stream.nextLong());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 1L << 40})
    void numbersAreMappedAsDocumented(long index) {
        RandomStream stream = RandomStream.of(3, "mapping");
        long number = stream.at(index);
        stream.position(index);
        assertEquals((int) (number >>> 32), stream.nextInt());
        stream.position(index);
        assertEquals((float) ((number >>> 40) / 0x1p24), stream.nextFloat());
        stream.position(index);
        assertEquals((number >>> 11) / 0x1p53, stream.nextDouble());
        stream.position(index);
        double u = ((number >>> 32) + 0.5) / 0x1p32;
        double v = (number & 0xffffffffL) / 0x1p32;
        assertEquals(Math.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v), stream.nextGaussian());
        assertEquals(index + 1, stream.position());
    }

    /** Bits that must never change: whoever has a seed relies on them. */
    @Test
    void theFirstNumbersOfAStream() {
        RandomStream stream = RandomStream.of(1, "weights 1");
        assertEquals(0x61b93c6c_1fa2cd9cL, stream.nextLong());
        assertEquals(-0x1.8c94a1e297069p0, stream.nextGaussian());
    }

    @Test
    void aBoundedNumberIsScaled() {
        RandomStream stream = RandomStream.of(5, "bounds");
        for (int bound : new int[]{1, 2, 3, 10, 1000, 3 << 29, Integer.MAX_VALUE}) {
            for (int i = 0; i < 100; i++) {
                long number = stream.at(stream.position());
                assertEquals(Math.unsignedMultiplyHigh(number, bound), stream.nextInt(bound));
            }
        }
        for (int bound : new int[]{0, -1, Integer.MIN_VALUE}) {
            assertEquals("bound must be positive: " + bound,
                    Thrown.message(IllegalArgumentException.class, () -> stream.nextInt(bound)));
        }
    }

    /** First numbers that would favour their result: {@code N·bound mod 2⁶⁴} is below {@code 2⁶⁴ mod bound}. */
    @ParameterizedTest
    @CsvSource({"5, 1228438284", "57, 315214439"})
    void numbersThatAreTooManyAreLeftOut(long seed, int bound) {
        RandomStream stream = RandomStream.of(seed, "bound");
        assertEquals(Math.unsignedMultiplyHigh(stream.at(1), bound), stream.nextInt(bound));
        assertEquals(2, stream.position());
    }

    @Test
    void theMeanAndTheVarianceAreRight() {
        assertMoments(RandomStream::nextFloat, 0.5, 1.0 / 12, 1.0 / 180);
        assertMoments(RandomStream::nextDouble, 0.5, 1.0 / 12, 1.0 / 180);
        assertMoments(RandomStream::nextGaussian, 0, 1, 2);
    }

    /** {@code spread}: the variance of the squared distance from the mean. */
    private static void assertMoments(ToDoubleFunction<RandomStream> next, double mean, double variance,
            double spread) {
        double[] x = samples(RandomStream.of(1, "moments"), next);
        assertEquals(mean, Arrays.stream(x).average().orElseThrow(), SIGMAS * Math.sqrt(variance / SAMPLES));
        assertEquals(variance, Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow(),
                SIGMAS * Math.sqrt(spread / SAMPLES));
    }

    private static double[] samples(RandomStream stream, ToDoubleFunction<RandomStream> next) {
        double[] x = new double[SAMPLES];
        Arrays.setAll(x, i -> next.applyAsDouble(stream));
        return x;
    }

    /** Each byte of a number, the bounded integers, and the tenths of the normal distribution are equally likely. */
    @Test
    void classesAreEquallyLikely() {
        for (int shift = 0; shift < 64; shift += 8) {
            int bits = shift;
            assertUniform(256, stream -> (int) (stream.nextLong() >>> bits) & 255);
        }
        assertUniform(10, stream -> stream.nextInt(10));
        // With a remainder in the place of the product the lower half would be twice as likely.
        assertUniform(3, stream -> stream.nextInt(3 << 29) >>> 29);
        double[] limits = {-1.2815516, -0.8416212, -0.5244005, -0.2533471, 0, 0.2533471, 0.5244005, 0.8416212,
                1.2815516};
        assertUniform(10, stream -> {
            int place = Arrays.binarySearch(limits, stream.nextGaussian());
            return place < 0 ? -place - 1 : place;
        });
    }

    /** χ² of n equally likely classes has the mean n − 1 and the variance 2·(n − 1). */
    private static void assertUniform(int classes, ToIntFunction<RandomStream> next) {
        RandomStream stream = RandomStream.of(2, "classes");
        int[] counts = new int[classes];
        for (int i = 0; i < SAMPLES; i++) {
            counts[next.applyAsInt(stream)]++;
        }
        double expected = (double) SAMPLES / classes;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertEquals(classes - 1, chiSquare, SIGMAS * Math.sqrt(2.0 * (classes - 1)) + 2, Arrays.toString(counts));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 16, 64})
    void numbersDoNotFollowFromThoseBefore(int lag) {
        double[] x = samples(RandomStream.of(4, "lags"), RandomStream::nextDouble);
        assertUncorrelated(Arrays.copyOf(x, SAMPLES - lag), Arrays.copyOfRange(x, lag, SAMPLES));
        double[] normal = samples(RandomStream.of(4, "lags"), RandomStream::nextGaussian);
        assertUncorrelated(Arrays.copyOf(normal, SAMPLES - lag), Arrays.copyOfRange(normal, lag, SAMPLES));
    }

    /** The correlation of independent samples has about the variance 1 / N. */
    private static void assertUncorrelated(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        assertEquals(0, xy / Math.sqrt(xx * yy), SIGMAS / Math.sqrt(x.length));
    }

    @Test
    void closeSeedsAndNamesHaveNothingInCommon() {
        double[] x = samples(RandomStream.of(7, "weights 1"), RandomStream::nextDouble);
        assertUncorrelated(x, samples(RandomStream.of(8, "weights 1"), RandomStream::nextDouble));
        assertUncorrelated(x, samples(RandomStream.of(7 + (1L << 48), "weights 1"), RandomStream::nextDouble));
        assertUncorrelated(x, samples(RandomStream.of(7, "weights 2"), RandomStream::nextDouble));
    }

    /** As many seeds as samples, one number of each: the seeds count up, or differ in their upper 16 bits only. */
    @ParameterizedTest
    @ValueSource(ints = {0, 32, 48})
    void firstNumbersOfManySeedsAreUniform(int shift) {
        int seeds = shift == 48 ? 1 << 16 : SAMPLES;
        int[] counts = new int[100];
        for (long seed = 0; seed < seeds; seed++) {
            counts[RandomStream.of(seed << shift, "first").nextInt(100)]++;
        }
        double expected = seeds / 100.0;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertEquals(99, chiSquare, SIGMAS * Math.sqrt(2 * 99));
    }

    /** Element e is made of number e, whatever the layout, and a matrix may be filled a few rows at a time. */
    @Test
    void matricesAreFilledRowByRow() {
        float[] uniform = new float[7 * 5];
        float[] normal = new float[7 * 5];
        RandomStream stream = RandomStream.of(9, "fill");
        for (int e = 0; e < uniform.length; e++) {
            stream.position((1L << 32) - 5 + e);
            uniform[e] = (float) (-3 + 5 * stream.nextDouble());
            stream.position((1L << 32) - 5 + e);
            normal[e] = (float) (1.5 + 0.25 * stream.nextGaussian());
        }
        for (Layout layout : Layout.values()) {
            for (int rows : new int[]{1, 3, 7}) {
                Matrix x = layout.matrix(7, 5);
                Guard guard = Guard.of(x);
                stream.position((1L << 32) - 5);
                for (int i = 0; i < 7; i += rows) {
                    stream.fillUniform(x.rowRange(i, Math.min(i + rows, 7)), -3, 2);
                }
                Matrices.assertSameBits(Matrix.of(7, 5, uniform), x, "uniform");
                stream.position((1L << 32) - 5);
                for (int i = 0; i < 7; i += rows) {
                    stream.fillNormal(x.rowRange(i, Math.min(i + rows, 7)), 1.5, 0.25);
                }
                Matrices.assertSameBits(Matrix.of(7, 5, normal), x, "normal");
                assertEquals((1L << 32) - 5 + 35, stream.position());
                guard.assertSurroundingsUntouched("x");
            }
        }
    }

    @Test
    void wrongArgumentsAreNamed() {
        RandomStream stream = RandomStream.of(0, "errors");
        Matrix x = Matrix.zeros(2, 2);
        assertTrue(Thrown.message(IllegalArgumentException.class, () -> stream.fillUniform(x, 1, 0))
                .contains("low is 1.0, high is 0.0"));
        for (double wrong : new double[]{Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (String message : new String[]{
                    Thrown.message(IllegalArgumentException.class, () -> stream.fillUniform(x, wrong, 1)),
                    Thrown.message(IllegalArgumentException.class, () -> stream.fillUniform(x, 1, wrong)),
                    Thrown.message(IllegalArgumentException.class, () -> stream.fillNormal(x, wrong, 1)),
                    Thrown.message(IllegalArgumentException.class, () -> stream.fillNormal(x, 1, wrong))}) {
                assertTrue(message.contains(" is " + wrong), message);
            }
        }
        assertTrue(Thrown.message(IllegalArgumentException.class, () -> stream.fillNormal(x, 0, -1))
                .contains("deviation is -1.0"));
        assertEquals(0, stream.position());
        assertArrayEquals(new float[4], x.data());
    }
}
