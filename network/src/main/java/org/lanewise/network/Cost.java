package org.lanewise.network;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

/**
 * What a network minimises: the mean over the examples of a loss. The cross-entropies include the function that turns
 * the last layer's output into probabilities, and are computed from the logits, which is stable for any finite input.
 */
public enum Cost {
    /**
     * Sigmoid and binary cross-entropy, {@code −Σᵢ (yᵢ·log aᵢ + (1 − yᵢ)·log(1 − aᵢ))} with {@code a = σ(z)}; labels
     * from 0 to 1, one or more independent outputs.
     */
    BINARY_CROSS_ENTROPY {
        @Override
        void predict(Kernels kernels, Matrix output, Matrix predictions) {
            kernels.activate(Activation.SIGMOID, output, predictions);
        }

        @Override
        void evaluate(Kernels kernels, Matrix output, Matrix y, Matrix predictions, Matrix da, Matrix losses) {
            kernels.sigmoidCrossEntropy(output, y, predictions, da, losses);
        }

        @Override
        void checkLabels(Matrix y) {
            checkBetweenZeroAndOne(y);
        }
    },
    /**
     * Softmax and categorical cross-entropy, {@code −Σᵢ yᵢ·log aᵢ} with {@code a = softmax(z)}; every column of labels
     * is a distribution, usually one-hot.
     */
    CATEGORICAL_CROSS_ENTROPY {
        @Override
        void predict(Kernels kernels, Matrix output, Matrix predictions) {
            kernels.softmax(output, predictions);
        }

        @Override
        void evaluate(Kernels kernels, Matrix output, Matrix y, Matrix predictions, Matrix da, Matrix losses) {
            kernels.softmaxCrossEntropy(output, y, predictions, da, losses);
        }

        @Override
        void checkLabels(Matrix y) {
            checkBetweenZeroAndOne(y);
            for (int j = 0; j < y.columns(); j++) {
                double sum = 0;
                for (int i = 0; i < y.rows(); i++) {
                    sum += y.get(i, j);
                }
                if (Math.abs(sum - 1) > 1e-4) {
                    throw new IllegalArgumentException("labels of example " + j + " must sum to 1, not to " + sum);
                }
            }
        }
    },
    /** Mean squared error over the outputs, {@code (1/n)·Σᵢ (aᵢ − yᵢ)²}, after the last layer's own activation. */
    MEAN_SQUARED_ERROR {
        @Override
        void predict(Kernels kernels, Matrix output, Matrix predictions) {
            predictions.copyFrom(output);
        }

        @Override
        void evaluate(Kernels kernels, Matrix output, Matrix y, Matrix predictions, Matrix da, Matrix losses) {
            kernels.squaredError(output, y, da, losses);
            predictions.copyFrom(output);
        }

        @Override
        void checkLabels(Matrix y) {
            Checks.finite(y, "labels");
        }
    };

    /** The predictions from the last layer's output: probabilities, or the output itself. */
    abstract void predict(Kernels kernels, Matrix output, Matrix predictions);

    /**
     * The predictions, the gradient dA of the losses with respect to the last layer's output, and the losses (1 × m).
     */
    abstract void evaluate(Kernels kernels, Matrix output, Matrix y, Matrix predictions, Matrix da, Matrix losses);

    /** Throws if a label is not one that this cost is defined for. */
    abstract void checkLabels(Matrix y);

    private static void checkBetweenZeroAndOne(Matrix y) {
        for (int i = 0; i < y.rows(); i++) {
            for (int j = 0; j < y.columns(); j++) {
                if (!(y.get(i, j) >= 0 && y.get(i, j) <= 1)) {
                    throw new IllegalArgumentException(
                            "label (" + i + ", " + j + ") must be from 0 to 1: " + y.get(i, j));
                }
            }
        }
    }
}
