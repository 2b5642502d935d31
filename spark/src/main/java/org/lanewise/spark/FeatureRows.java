package org.lanewise.spark;

import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;
import org.lanewise.spark.training.VectorFloats;

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
        VectorFloats.copy(vector, to, at);
    }

    /** One vector as floats. */
    static float[] of(Vector vector, String column, int features) {
        float[] row = new float[features];
        copy(vector, column, row, 0, features);
        return row;
    }
}
