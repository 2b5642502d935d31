package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scalers and imputers: examples of scikit-learn's documentation, and an oracle of naive loops. */
class ScalerTest {
    private static final float NAN = Float.NaN;

    private static void assertRows(float[][] expected, Examples actual, double delta) {
        assertEquals(expected.length, actual.size());
        for (int e = 0; e < expected.length; e++) {
            assertArrayEquals(expected[e], actual.toRows()[e], (float) delta, "example " + e);
        }
    }

    @Test
    void standard() {
        FittedScaler fitted = Scaler.STANDARD.fit(Examples.ofRows(new float[][]{{0, 0}, {0, 0}, {1, 1}, {1, 1}}));
        assertEquals(List.of(new FittedScaler.Scaling(0.5, 0.5), new FittedScaler.Scaling(0.5, 0.5)),
                fitted.features());
        assertRows(new float[][]{{3, 3}}, fitted.apply(Examples.ofRows(new float[][]{{2, 2}})), 0);
    }

    @Test
    void minMax() {
        Examples x = Examples.ofRows(new float[][]{{-1, 2}, {-0.5f, 6}, {0, 10}, {1, 18}});
        FittedScaler fitted = Scaler.MIN_MAX.fit(x);
        assertRows(new float[][]{{0, 0}, {0.25f, 0.25f}, {0.5f, 0.5f}, {1, 1}}, fitted.apply(x), 0);
        assertRows(new float[][]{{1.5f, 0}}, fitted.apply(Examples.ofRows(new float[][]{{2, 2}})), 0);
        assertRows(new float[][]{{-1, -1}, {-0.5f, -0.5f}, {0, 0}, {1, 1}}, Scaler.minMax(-1, 1).fit(x).apply(x), 0);
    }

    @Test
    void maxAbs() {
        Examples x = Examples.ofRows(new float[][]{{1, -1, 2}, {2, 0, 0}, {0, 1, -1}});
        assertRows(new float[][]{{0.5f, -1, 1}, {1, 0, 0}, {0, 1, -0.5f}}, Scaler.MAX_ABS.fit(x).apply(x), 0);
    }

    @Test
    void robust() {
        Examples x = Examples.ofRows(new float[][]{{1, -2, 2}, {-2, 1, 3}, {4, 1, -2}});
        assertRows(new float[][]{{0, -2, 0}, {-1, 0, 0.4f}, {1, 0, -1.6f}}, Scaler.ROBUST.fit(x).apply(x), 1e-7);
    }

    @Test
    void noneLeavesNumbersAsTheyAre() {
        Examples x = Examples.ofRows(new float[][]{{1, NAN}, {-2, 1}});
        assertRows(x.toRows(), Scaler.NONE.fit(x).apply(x), 0);
    }

    @Test
    void imputation() {
        Examples x = Examples.ofRows(new float[][]{{7, 2, 3}, {4, NAN, 6}, {10, 5, 9}});
        Examples other = Examples.ofRows(new float[][]{{NAN, 2, 3}, {4, NAN, 6}, {10, NAN, 9}});
        assertRows(new float[][]{{7, 2, 3}, {4, 3.5f, 6}, {10, 3.5f, 9}}, Imputer.MEAN.fit(x).apply(other), 0);
        assertRows(new float[][]{{7, 2, 3}, {4, 3.5f, 6}, {10, 3.5f, 9}}, Imputer.MEDIAN.fit(x).apply(other), 0);
        assertRows(new float[][]{{4, 2, 3}, {4, 2, 6}, {10, 2, 9}}, Imputer.MOST_FREQUENT.fit(x).apply(other), 0);
        assertRows(new float[][]{{-1, 2, 3}, {4, -1, 6}, {10, -1, 9}}, Imputer.constant(-1).fit(x).apply(other), 0);
    }

    @Test
    void mostFrequent() {
        assertEquals(List.of(3.0, 1.0, 0.0), Imputer.MOST_FREQUENT.fit(Examples.ofColumns(new float[][]{
                {3, 1, 3, 2, NAN, NAN, NAN}, {2, 2, 1, 1, 3, 3, 4}, {-0f, 0, 1, -1, NAN, 2, 3}})).values());
    }

    /** Of equal numbers the mean is exact and the scale 1, whether or not the number is a binary fraction. */
    @ParameterizedTest
    @EnumSource
    void equalNumbersHaveTheScaleOne(Scaler.Kind kind) {
        Examples x = Examples.ofColumns(new float[][]{{0.1f, 0.1f, 0.1f, NAN, 0.1f, 0.1f, 0.1f}});
        FittedScaler fitted = new Scaler(kind, 0, 1).fit(x);
        float[] out = new float[1];
        fitted.apply(new float[]{0.1f}, out);
        assertEquals(switch (kind) {
            case STANDARD, MIN_MAX, ROBUST -> 0;
            case NONE -> 0.1f;
            case MAX_ABS -> 1;
        }, out[0]);
        double expectedScale = kind == Scaler.Kind.MAX_ABS ? 0.1f : 1;
        assertEquals(expectedScale, fitted.features().getFirst().scale());
        Examples zeros = Examples.ofColumns(new float[][]{{0, 0, 0}});
        assertEquals(0, new Scaler(kind, 0, 1).fit(zeros).apply(zeros).get(1, 0));
    }

    /** The facts of each column, by naive loops over what is not missing. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 17, 200})
    void factsAreThoseOfAnOracle(int m) {
        Random random = new Random(m);
        float[][] rows = new float[m + 2][3];
        for (float[] row : rows) {
            for (int i = 0; i < 3; i++) {
                row[i] = (float) (100 * (i + 1) + random.nextGaussian());
            }
        }
        rows[m][1] = NAN;
        rows[m + 1][0] = NAN;
        Examples x = Examples.ofRows(rows);
        for (int i = 0; i < 3; i++) {
            double[] there = column(rows, i);
            double mean = Arrays.stream(there).average().orElseThrow();
            double variance = Arrays.stream(there).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            FittedScaler.Scaling standard = Scaler.STANDARD.fit(x).features().get(i);
            assertEquals(mean, standard.center(), 1e-11);
            assertEquals(Math.sqrt(variance), standard.scale(), 1e-11);
            assertEquals(mean, Imputer.MEAN.fit(x).values().get(i), 1e-11);
            FittedScaler.Scaling robust = Scaler.ROBUST.fit(x).features().get(i);
            assertEquals(quantile(there, 0.5), robust.center(), 1e-11);
            assertEquals(quantile(there, 0.75) - quantile(there, 0.25), robust.scale(), 1e-11);
            assertEquals(quantile(there, 0.5), Imputer.MEDIAN.fit(x).values().get(i), 1e-11);
        }
    }

    private static double[] column(float[][] rows, int i) {
        return Arrays.stream(rows).mapToDouble(row -> row[i]).filter(v -> !Double.isNaN(v)).toArray();
    }

    /** A share q of the distances between neighbours lies below. */
    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double left = q * (sorted.length - 1);
        double result = sorted[0];
        for (int i = 1; i < sorted.length; i++) {
            result += (sorted[i] - sorted[i - 1]) * Math.max(0, Math.min(1, left - (i - 1)));
        }
        return result;
    }

    @Test
    void theOrderOfTheExamplesDoesNotShow() {
        Random random = new Random(4);
        float[] data = new float[999];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) random.nextGaussian();
        }
        Examples x = Examples.ofRows(data, 3);
        Examples shuffled = x.subset(Orders.shuffled(333, 1));
        assertEquals(Scaler.STANDARD.fit(x), Scaler.STANDARD.fit(shuffled));
        assertEquals(Imputer.MEAN.fit(x), Imputer.MEAN.fit(shuffled));
    }

    @Test
    void outMayBeInAndMissingNumbersRemain() {
        FittedScaler fitted = Scaler.STANDARD.fit(Examples.ofRows(new float[][]{{1, 2}, {3, 6}}));
        float[] example = {5, NAN};
        fitted.apply(example, example);
        assertArrayEquals(new float[]{3, NAN}, example);
    }

    @Test
    void scalingGoesBothWays() {
        FittedScaler.Scaling scaling = new FittedScaler.Scaling(-3, 0.5);
        assertEquals(8, scaling.apply(1));
        assertEquals(1, scaling.invert(8));
        assertEquals(NAN, (float) scaling.invert(Double.NaN));
    }

    @Test
    void whatCannotBeLearned() {
        Examples infinite = Examples.ofRows(new float[][]{{1, 2}, {1, Float.NEGATIVE_INFINITY}});
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> Scaler.STANDARD.fit(infinite));
        assertEquals("feature 1 must be finite, or NaN where it is missing: from -Infinity to 2.0",
                thrown.getMessage());
        Examples missing = Examples.ofRows(new float[][]{{NAN}, {NAN}});
        thrown = assertThrows(IllegalArgumentException.class, () -> Imputer.MEAN.fit(missing));
        assertEquals("feature 0 has no number in the training set", thrown.getMessage());
        for (Imputer imputer : List.of(Imputer.MEDIAN, Imputer.MOST_FREQUENT)) {
            assertThrows(IllegalArgumentException.class, () -> imputer.fit(missing));
        }
        for (Scaler scaler : List.of(Scaler.STANDARD, Scaler.MIN_MAX, Scaler.ROBUST, Scaler.MAX_ABS)) {
            assertThrows(IllegalArgumentException.class, () -> scaler.fit(missing));
        }
        assertEquals(List.of(2.0), Imputer.constant(2).fit(missing).values());
        assertThrows(IllegalArgumentException.class, () -> Scaler.minMax(1, 1));
        assertThrows(IllegalArgumentException.class, () -> Scaler.minMax(0, Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> Scaler.minMax(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> Imputer.constant(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new FittedScaler.Scaling(0, 0));
    }

    @Test
    void numbersOfFeaturesThatDoNotFit() {
        FittedImputer fitted = Imputer.MEAN.fit(Examples.ofRows(new float[][]{{1, 2}}));
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> fitted.apply(Examples.ofRows(new float[][]{{1, 2, 3}})));
        assertEquals("x is 1 examples of 3, fitted were 2 features", thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class, () -> fitted.apply(new float[2], new float[3]));
        assertEquals("in has 2 numbers, out has 3, fitted were 2", thrown.getMessage());
    }
}
