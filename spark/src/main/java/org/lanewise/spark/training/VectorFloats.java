package org.lanewise.spark.training;

import java.util.Arrays;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;

/** Vectors of Spark as floats, each number rounded to the nearest. */
public final class VectorFloats {
    private VectorFloats() {
    }

    /**
     * Copies a vector.
     *
     * @param vector the vector
     * @param to where its numbers go
     * @param at the index of the first of them
     * @throws IllegalArgumentException if it is neither dense nor sparse
     */
    public static void copy(Vector vector, float[] to, int at) {
        switch (vector) {
            case DenseVector dense -> {
                double[] values = dense.values();
                for (int i = 0; i < values.length; i++) {
                    to[at + i] = (float) values[i];
                }
            }
            case SparseVector sparse -> {
                Arrays.fill(to, at, at + sparse.size(), 0);
                int[] indices = sparse.indices();
                double[] values = sparse.values();
                for (int i = 0; i < indices.length; i++) {
                    to[at + indices[i]] = (float) values[i];
                }
            }
            default -> throw new IllegalArgumentException("vector is a " + vector.getClass().getName());
        }
    }
}
