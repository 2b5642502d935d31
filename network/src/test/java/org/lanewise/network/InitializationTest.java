package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;

/** Moments and shape within five standard deviations of their estimates, and what a seed means for a network. */
class InitializationTest {
    private static final int ROWS = 200;
    private static final int COLUMNS = 300;
    private static final int SAMPLES = ROWS * COLUMNS;

    private static Matrix weights(Initialization initialization, RandomStream stream) {
        Matrix weights = Matrix.zeros(ROWS, COLUMNS);
        initialization.fill(weights, stream);
        return weights;
    }

    /** The estimated variance of a normal variable has the variance 2σ⁴ / N. */
    @ParameterizedTest
    @CsvSource({"HE_NORMAL, 2, 300", "GLOROT_NORMAL, 2, 500", "LECUN_NORMAL, 1, 300"})
    void normalWeights(Initialization.Kind kind, double numerator, double denominator) {
        double variance = numerator / denominator;
        float[] weights = weights(new Initialization(kind, 0), RandomStream.of(1, "weights 1")).data();
        assertMoments(weights, variance, Math.sqrt(2) * variance);
        // 4.55 % of a normal variable lie more than two standard deviations from the mean, of a uniform one none; 0.27 %
        // more than three, of a truncated one none.
        assertOutside(weights, 2 * Math.sqrt(variance), 0.0455);
        assertOutside(weights, 3 * Math.sqrt(variance), 0.0027);
    }

    private static void assertOutside(float[] weights, double limit, double share) {
        double outside = IntStream.range(0, SAMPLES).filter(i -> Math.abs(weights[i]) > limit).count();
        assertEquals(share, outside / SAMPLES, 5 * Math.sqrt(share / SAMPLES));
    }

    /** A uniform variable between ±c has the variance c²/3; the estimate of it has the variance (4/45)·c⁴ / N. */
    @ParameterizedTest
    @CsvSource({"HE_UNIFORM, 6, 300", "GLOROT_UNIFORM, 6, 500", "LECUN_UNIFORM, 3, 300"})
    void uniformWeights(Initialization.Kind kind, double numerator, double denominator) {
        double limit = Math.sqrt(numerator / denominator);
        float[] weights = weights(new Initialization(kind, 0), RandomStream.of(1, "weights 1")).data();
        assertMoments(weights, limit * limit / 3, Math.sqrt(4.0 / 45) * limit * limit);
        double largest = IntStream.range(0, SAMPLES).mapToDouble(i -> Math.abs(weights[i])).max().orElseThrow();
        assertTrue(largest <= (float) limit && largest > 0.999 * limit, () -> "largest " + largest + " of " + limit);
    }

    private static void assertMoments(float[] weights, double variance, double deviationOfVariance) {
        double mean = IntStream.range(0, SAMPLES).mapToDouble(i -> weights[i]).average().orElseThrow();
        double square = IntStream.range(0, SAMPLES).mapToDouble(i -> (double) weights[i] * weights[i]).average()
                .orElseThrow();
        assertEquals(0, mean, 5 * Math.sqrt(variance / SAMPLES));
        assertEquals(variance, square, 5 * deviationOfVariance / Math.sqrt(SAMPLES));
    }

    @Test
    void constantWeights() {
        RandomStream stream = RandomStream.of(1, "weights 1");
        float[] expected = new float[SAMPLES];
        Tensors.assertSameBits(Matrix.of(ROWS, COLUMNS, expected), weights(Initialization.ZEROS, stream), "zeros");
        Arrays.fill(expected, -0.25f);
        Tensors.assertSameBits(Matrix.of(ROWS, COLUMNS, expected), weights(Initialization.constant(-0.25f), stream),
                "constant");
        assertEquals(0, stream.position());
    }

    @Test
    void onlyConstantsHaveAValue() {
        assertThrows(IllegalArgumentException.class, () -> new Initialization(Initialization.Kind.HE_NORMAL, 1));
        assertThrows(IllegalArgumentException.class, () -> Initialization.constant(Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> Initialization.constant(Float.NEGATIVE_INFINITY));
    }

    @ParameterizedTest
    @EnumSource
    void aSeedGivesTheSameBits(Initialization.Kind kind) {
        Initialization initialization = new Initialization(kind, 0);
        Tensors.assertSameBits(weights(initialization, RandomStream.of(5, "weights 1")),
                weights(initialization, RandomStream.of(5, "weights 1")), "weights");
    }

    /** Layer l has a stream of its own, from its number 0 on, and weights are drawn row by row. */
    @Test
    void eachLayerHasItsStream() {
        Network network = Network.builder(3).hidden(2, Activation.RELU).hidden(4, Activation.RELU)
                .output(5, Cost.CATEGORICAL_CROSS_ENTROPY).seed(9).build();
        for (int l = 1; l <= 3; l++) {
            RandomStream stream = RandomStream.of(9, "weights " + l);
            Matrix weights = network.layers().get(l - 1).weights();
            double limit = Math.sqrt(6.0 / (weights.rows() + weights.columns()));
            for (float weight : weights.toArray()) {
                double expected = l == 3
                        ? -limit + 2 * limit * stream.nextDouble()
                        : Math.sqrt(2.0 / weights.columns()) * stream.nextGaussian();
                assertEquals((float) expected, weight);
            }
        }
    }

    private static double firstWeight(long seed) {
        Network network = Network.builder(1).output(1, Cost.MEAN_SQUARED_ERROR).seed(seed).build();
        return network.layers().getFirst().weights().get(0, 0) / Math.sqrt(3);
    }

    /** Seeds that count up, and seeds that differ in their upper bits only: χ² of 20 classes, and neighbours. */
    @ParameterizedTest
    @ValueSource(ints = {0, 32, 48, 54})
    void firstWeightsOfManySeedsAreUniformAndIndependent(int shift) {
        int seeds = 1000;
        int[] counts = new int[20];
        double product = 0;
        for (long seed = 0; seed < seeds; seed++) {
            double weight = firstWeight(seed << shift);
            counts[(int) (10 * (1 + weight))]++;
            product += weight * firstWeight((seed + 1) << shift);
        }
        double chiSquare = Arrays.stream(counts).mapToDouble(count -> (count - 50) * (count - 50) / 50.0).sum();
        assertEquals(19, chiSquare, 5 * Math.sqrt(2 * 19), Arrays.toString(counts));
        // Each weight has the variance 1/3.
        assertEquals(0, 3 * product / seeds, 5 / Math.sqrt(seeds));
    }

    @Test
    void everyBitOfASeedCounts() {
        Network.Builder builder = Network.builder(4).hidden(3, Activation.TANH).output(2, Cost.MEAN_SQUARED_ERROR);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            assertFalse(Tensors.sameParameters(builder.seed(0).build(), builder.seed(1L << bit).build()), "bit " + bit);
        }
    }
}
