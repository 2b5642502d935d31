package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lanewise.kernels.Matrix;

/** The first two moments, within five standard deviations of their estimates. */
class InitializationTest {
    private static final int ROWS = 200;
    private static final int COLUMNS = 300;
    private static final int SAMPLES = ROWS * COLUMNS;

    private static Matrix weights(Initialization initialization, long seed) {
        Matrix weights = Matrix.zeros(ROWS, COLUMNS);
        initialization.fill(weights, new Random(seed));
        return weights;
    }

    /** The estimated variance of a normal variable has the variance 2σ⁴ / N. */
    @Test
    void heIsNormal() {
        double variance = 2.0 / COLUMNS;
        float[] weights = weights(Initialization.HE, 1).data();
        assertMoments(weights, variance, Math.sqrt(2) * variance);
        // 4.55 % of a normal variable lie more than two standard deviations from the mean, of a uniform one none.
        double outside = IntStream.range(0, SAMPLES).filter(i -> Math.abs(weights[i]) > 2 * Math.sqrt(variance))
                .count();
        assertEquals(0.0455, outside / SAMPLES, 5 * Math.sqrt(0.0455 / SAMPLES));
    }

    /** A uniform variable between ±c has the variance c²/3; the estimate of it has the variance (4/45)·c⁴ / N. */
    @Test
    void glorotIsUniform() {
        double limit = Math.sqrt(6.0 / (ROWS + COLUMNS));
        float[] weights = weights(Initialization.GLOROT, 1).data();
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

    @ParameterizedTest
    @EnumSource
    void aSeedGivesTheSameBits(Initialization initialization) {
        Tensors.assertSameBits(weights(initialization, 5), weights(initialization, 5), "weights");
    }

    /** The order is part of the promise: row by row, each from the next numbers of the generator. */
    @Test
    void weightsAreDrawnRowByRow() {
        Random random = new Random(9);
        Matrix weights = Matrix.zeros(2, 3);
        Initialization.HE.fill(weights, new Random(9));
        for (float weight : weights.data()) {
            assertEquals((float) (Math.sqrt(2.0 / 3) * random.nextGaussian()), weight);
        }
    }
}
