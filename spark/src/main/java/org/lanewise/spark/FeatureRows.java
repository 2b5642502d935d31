package org.lanewise.spark;

import java.util.Arrays;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;

/** Vectors as rows of floats, each number rounded to the nearest. */
final class FeatureRows {
    private FeatureRows() {
    }

    /** Copies a vector to a row of as many numbers, from an index on. */
    static void copy(@Nullable Vector vector, String column, float[] to, int at, int features) {
        if (vector == null) {
            throw new IllegalArgumentException("the column \"" + column + "\" is null in a row");
        }
        if (vector.size() != features) {
            throw new IllegalArgumentException("the column \"" + column + "\" has a vector of " + vector.size()
                    + " features, the network has " + features + " inputs");
        }
        switch (vector) {
            case DenseVector dense -> {
                double[] values = dense.values();
                for (int i = 0; i < features; i++) {
                    to[at + i] = (float) values[i];
                }
            }
            case SparseVector sparse -> {
                Arrays.fill(to, at, at + features, 0);
                int[] indices = sparse.indices();
                double[] values = sparse.values();
                for (int i = 0; i < indices.length; i++) {
                    to[at + indices[i]] = (float) values[i];
                }
            }
            default -> throw new IllegalArgumentException("the column \"" + column + "\" has a "
                    + vector.getClass().getName());
        }
    }

    /** One vector as floats. */
    static float[] of(Vector vector, String column, int features) {
        float[] row = new float[features];
        copy(vector, column, row, 0, features);
        return row;
    }
}
