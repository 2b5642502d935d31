package org.lanewise.network;

import org.lanewise.kernels.Matrix;

/** Class numbers as the matrices that a {@link Cost} takes. */
public final class Labels {
    private Labels() {
    }

    /**
     * One-hot labels for softmax: row c of column j is 1 where example j is of class c.
     *
     * @param labels the class of each example, from 0 to {@code classes − 1}
     * @param classes the number of classes
     * @return Y, classes × m
     * @throws IllegalArgumentException if a label is out of range
     */
    public static Matrix oneHot(int[] labels, int classes) {
        Matrix y = Matrix.zeros(classes, labels.length);
        for (int j = 0; j < labels.length; j++) {
            if (labels[j] < 0 || labels[j] >= classes) {
                throw new IllegalArgumentException(
                        "label of example " + j + " must be from 0 to " + (classes - 1) + ": " + labels[j]);
            }
            y.set(labels[j], j, 1);
        }
        return y;
    }

    /**
     * Labels for one sigmoid output.
     *
     * @param labels 0 or 1 for each example
     * @return Y, 1 × m
     * @throws IllegalArgumentException if a label is neither 0 nor 1
     */
    public static Matrix binary(int[] labels) {
        Matrix y = Matrix.zeros(1, labels.length);
        for (int j = 0; j < labels.length; j++) {
            if (labels[j] != 0 && labels[j] != 1) {
                throw new IllegalArgumentException("label of example " + j + " must be 0 or 1: " + labels[j]);
            }
            y.set(0, j, labels[j]);
        }
        return y;
    }
}
