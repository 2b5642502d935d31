package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** Making and comparing matrices. */
final class Tensors {
    private Tensors() {
    }

    /** Independent normal elements of mean 0. */
    static Matrix gaussian(int rows, int columns, double deviation, Random random) {
        Matrix x = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                x.set(i, j, (float) (deviation * random.nextGaussian()));
            }
        }
        return x;
    }

    /** Chosen columns, in the order chosen. */
    static Matrix columns(Matrix x, int... chosen) {
        Matrix result = Matrix.zeros(x.rows(), chosen.length);
        for (int j = 0; j < chosen.length; j++) {
            result.columnRange(j, j + 1).copyFrom(x.columnRange(chosen[j], chosen[j] + 1));
        }
        return result;
    }

    static double[][] doubles(Matrix x) {
        double[][] result = new double[x.rows()][x.columns()];
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                result[i][j] = x.get(i, j);
            }
        }
        return result;
    }

    /**
     * Asserts that every element is as near to the expected one as its bound says, and that the bounds are worth
     * something: their median must not exceed a share of the expected elements' root mean square.
     */
    static void assertWithin(double[][] bounds, double share, double[][] expected, Matrix actual, String name) {
        assertWithin(bounds, expected, actual, name);
        double[] sorted = Arrays.stream(bounds).flatMapToDouble(Arrays::stream).sorted().toArray();
        double square = Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(e -> e * e).average().orElseThrow();
        double median = sorted[sorted.length / 2];
        assertTrue(median <= share * Math.sqrt(square) + 1e-6,
                () -> name + ": bounds are about " + median + ", elements " + Math.sqrt(square));
    }

    private static void assertWithin(double[][] bounds, double[][] expected, Matrix actual, String name) {
        assertEquals(expected.length + "x" + expected[0].length, actual.toString(), name);
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                double difference = Math.abs(actual.get(i, j) - expected[i][j]);
                if (!(difference <= bounds[i][j])) {
                    fail(name + "(" + i + ", " + j + ") is " + actual.get(i, j) + ", not " + expected[i][j] + " ± "
                            + bounds[i][j]);
                }
            }
        }
    }

    /** Asserts equal shapes and bits; all NaNs are one value. */
    static void assertSameBits(Matrix expected, Matrix actual, String name) {
        assertEquals(expected.toString(), actual.toString(), name);
        for (int i = 0; i < expected.rows(); i++) {
            for (int j = 0; j < expected.columns(); j++) {
                if (Float.floatToIntBits(expected.get(i, j)) != Float.floatToIntBits(actual.get(i, j))) {
                    fail(name + "(" + i + ", " + j + ") is " + actual.get(i, j) + ", not " + expected.get(i, j));
                }
            }
        }
    }

    /** Asserts that two networks have the same parameters, bit by bit. */
    static void assertSameParameters(Network expected, Network actual, String name) {
        for (int l = 0; l < expected.layers().size(); l++) {
            assertSameBits(expected.layers().get(l).weights(), actual.layers().get(l).weights(),
                    name + ": W[" + (l + 1) + "]");
            assertSameBits(expected.layers().get(l).bias(), actual.layers().get(l).bias(),
                    name + ": b[" + (l + 1) + "]");
        }
    }

    static boolean sameParameters(Network one, Network other) {
        for (int l = 0; l < one.layers().size(); l++) {
            DenseLayer layer = one.layers().get(l);
            DenseLayer otherLayer = other.layers().get(l);
            if (!Arrays.equals(layer.weights().toArray(), otherLayer.weights().toArray())
                    || !Arrays.equals(layer.bias().toArray(), otherLayer.bias().toArray())) {
                return false;
            }
        }
        return true;
    }

    static void assertFinite(Network network) {
        for (DenseLayer layer : network.layers()) {
            for (float parameter : layer.weights().toArray()) {
                assertTrue(Float.isFinite(parameter), () -> "weight " + parameter);
            }
            for (float parameter : layer.bias().toArray()) {
                assertTrue(Float.isFinite(parameter), () -> "bias " + parameter);
            }
        }
    }

    /** Columns of features and labels as a network takes them. */
    static Dataset data(Matrix x, Matrix y) {
        return Dataset.of(Examples.ofColumns(x), Targets.values(Examples.ofColumns(y)));
    }

    /** The predictions for the columns of X. */
    static Matrix predict(Network network, Matrix x) {
        return network.predict(Examples.ofColumns(x)).toColumns();
    }
}
