package org.lanewise.network;

import java.util.Objects;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/**
 * What a network minimises: the mean over the examples of a loss, {@code J = (1/m)·Σ weight·loss}. The cross-entropies
 * include the function that turns the last layer's output into probabilities, and are computed from the logits, which
 * is stable for any finite input.
 *
 * @param kind which loss
 * @param delta where Huber's loss turns from a square into a line; 0 for every other kind
 * @param labelSmoothing ε of the cross-entropies: the share of each label that is spread over all classes; else 0
 */
public record Cost(Kind kind, float delta, float labelSmoothing) {
    /** The losses of an example; sums are over the n outputs. */
    public enum Kind {
        /** {@code −Σ (yᵢ·log aᵢ + (1 − yᵢ)·log(1 − aᵢ))} with {@code a = σ(z)}; y from 0 to 1, outputs independent. */
        BINARY_CROSS_ENTROPY,
        /** {@code −Σ yᵢ·log aᵢ} with {@code a = softmax(z)}; y is a class, or a distribution over the classes. */
        CATEGORICAL_CROSS_ENTROPY,
        /** {@code (1/n)·Σ (aᵢ − yᵢ)²}, after the last layer's own activation. */
        MEAN_SQUARED_ERROR,
        /** {@code (1/n)·Σ |aᵢ − yᵢ|}, after the last layer's own activation; its gradient is 0 where a = y. */
        MEAN_ABSOLUTE_ERROR,
        /** {@code (1/n)·Σ h(aᵢ − yᵢ)} with {@code h(d) = d²/2} up to |d| = δ, and {@code δ·(|d| − δ/2)} beyond. */
        HUBER;

        /**
         * Whether the loss has its own output function, so that the last layer has none.
         *
         * @return true for the cross-entropies
         */
        public boolean isCrossEntropy() {
            return this == BINARY_CROSS_ENTROPY || this == CATEGORICAL_CROSS_ENTROPY;
        }
    }

    /** Sigmoid and binary cross-entropy, summed over the outputs; for yes or no, or several labels at once. */
    public static final Cost BINARY_CROSS_ENTROPY = new Cost(Kind.BINARY_CROSS_ENTROPY, 0, 0);
    /** Softmax and categorical cross-entropy, for one class of two or more. */
    public static final Cost CATEGORICAL_CROSS_ENTROPY = new Cost(Kind.CATEGORICAL_CROSS_ENTROPY, 0, 0);
    /** Mean squared error. */
    public static final Cost MEAN_SQUARED_ERROR = new Cost(Kind.MEAN_SQUARED_ERROR, 0, 0);
    /** Mean absolute error. */
    public static final Cost MEAN_ABSOLUTE_ERROR = new Cost(Kind.MEAN_ABSOLUTE_ERROR, 0, 0);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range, or belongs to another kind
     */
    public Cost {
        Objects.requireNonNull(kind, "kind");
        if (kind == Kind.HUBER ? !(delta > 0) || Float.isInfinite(delta) : delta != 0) {
            throw new IllegalArgumentException(kind == Kind.HUBER
                    ? "delta must be positive and finite: " + delta
                    : kind + " has no delta: " + delta);
        }
        if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException("labelSmoothing must be from 0 to below 1: " + labelSmoothing);
        }
        if (labelSmoothing != 0 && !kind.isCrossEntropy()) {
            throw new IllegalArgumentException(kind + " has no label smoothing: " + labelSmoothing);
        }
    }

    /**
     * Huber's loss.
     *
     * @param delta δ, positive and finite: errors beyond it count linearly; 1 is usual
     * @return the cost
     * @throws IllegalArgumentException if δ is not positive and finite
     */
    public static Cost huber(float delta) {
        return new Cost(Kind.HUBER, delta, 0);
    }

    /**
     * The same cost with smoothed labels: {@code (1 − ε)·y + ε/n} over n classes, and {@code (1 − ε)·y + ε/2} for the
     * binary cross-entropy (Szegedy et al. 2016).
     *
     * @param epsilon ε, from 0 to below 1
     * @return the cost
     * @throws IllegalArgumentException if ε is out of range, or this is no cross-entropy
     */
    public Cost withLabelSmoothing(float epsilon) {
        return new Cost(kind, delta, epsilon);
    }

    /** Throws unless so many outputs can be trained towards these targets with this cost. */
    void check(Dataset data, int outputs) {
        switch (data.y()) {
            case Targets.Classes classes -> checkClasses(classes, outputs);
            case Targets.Values(Examples values) -> checkValues(values, outputs);
        }
    }

    private void checkClasses(Targets.Classes classes, int outputs) {
        if (!kind.isCrossEntropy()) {
            throw new IllegalArgumentException(
                    kind + " needs targets that are numbers (Targets.values), not classes");
        }
        int count = kind == Kind.BINARY_CROSS_ENTROPY ? 2 : outputs;
        if (kind == Kind.BINARY_CROSS_ENTROPY && outputs != 1) {
            throw new IllegalArgumentException(
                    "BINARY_CROSS_ENTROPY over " + outputs + " outputs needs a number for each (Targets.values), "
                            + "not classes; one of several classes is CATEGORICAL_CROSS_ENTROPY's");
        }
        for (int e = 0; e < classes.size(); e++) {
            if (classes.get(e) >= count) {
                throw new IllegalArgumentException("class of example " + e + " must be from 0 to " + (count - 1)
                        + ", for the network has " + outputs + (outputs == 1 ? " output: " : " outputs: ")
                        + classes.get(e));
            }
        }
    }

    private void checkValues(Examples values, int outputs) {
        if (values.features() != outputs) {
            throw new IllegalArgumentException("targets are " + values + " numbers, the network has " + outputs
                    + " outputs");
        }
        for (int e = 0; e < values.size(); e++) {
            double sum = 0;
            for (int i = 0; i < outputs; i++) {
                float y = values.get(e, i);
                sum += y;
                if (kind.isCrossEntropy() ? !(y >= 0 && y <= 1) : !Float.isFinite(y)) {
                    throw new IllegalArgumentException("target " + i + " of example " + e + " must be "
                            + (kind.isCrossEntropy() ? "from 0 to 1: " : "finite: ") + y);
                }
            }
            if (kind == Kind.CATEGORICAL_CROSS_ENTROPY && Math.abs(sum - 1) > 1e-4) {
                throw new IllegalArgumentException(
                        "the targets of example " + e + " must have the sum 1, not " + sum);
            }
        }
    }

    /** The predictions from the last layer's output, in place: probabilities, or the output itself. */
    void predict(Kernels kernels, Matrix output, boolean inRows) {
        if (kind == Kind.BINARY_CROSS_ENTROPY) {
            kernels.activate(Activation.SIGMOID, output, output);
        } else if (kind == Kind.CATEGORICAL_CROSS_ENTROPY && inRows) {
            kernels.softmaxRows(output, output);
        } else if (kind == Kind.CATEGORICAL_CROSS_ENTROPY) {
            kernels.softmax(output, output);
        }
    }

    /** The logarithms of the probabilities from the last layer's output, in place: {@code ln σ(z) = −ln(1 + exp(−z))}. */
    void predictLogarithms(Kernels kernels, Matrix output, boolean inRows) {
        if (kind == Kind.BINARY_CROSS_ENTROPY) {
            kernels.scale(-1, output);
            kernels.activate(Activation.SOFTPLUS, output, output);
            kernels.scale(-1, output);
        } else if (inRows) {
            kernels.logSoftmaxRows(output, output);
        } else {
            kernels.logSoftmax(output, output);
        }
    }

    void checkClassifier() {
        if (!kind.isCrossEntropy()) {
            throw new IllegalStateException("the network is no classifier, its cost is " + this);
        }
    }

    /** The predicted class of each example; throws unless predictions are of classes. */
    int[] classes(Examples predictions) {
        checkClassifier();
        int[] classes = new int[predictions.size()];
        for (int e = 0; e < classes.length; e++) {
            classes[e] = predictions.predictedClass(e);
        }
        return classes;
    }

    /**
     * The predictions, the gradient dA of the losses with respect to the last layer's output, and the losses (1 × m).
     */
    void evaluate(Kernels kernels, Matrix output, Matrix y, Matrix predictions, Matrix da, Matrix losses) {
        switch (kind) {
            case BINARY_CROSS_ENTROPY -> kernels.sigmoidCrossEntropy(output, y, predictions, da, losses);
            case CATEGORICAL_CROSS_ENTROPY -> kernels.softmaxCrossEntropy(output, y, predictions, da, losses);
            case MEAN_SQUARED_ERROR -> kernels.squaredError(output, y, da, losses);
            case MEAN_ABSOLUTE_ERROR -> kernels.absoluteError(output, y, da, losses);
            case HUBER -> kernels.huberError(output, y, delta, da, losses);
        }
        if (!kind.isCrossEntropy()) {
            predictions.copyFrom(output);
        }
    }

    /**
     * Its name.
     *
     * @return for example {@code CATEGORICAL_CROSS_ENTROPY} or {@code HUBER(1.0)}
     */
    @Override
    public String toString() {
        return kind + (kind == Kind.HUBER ? "(" + delta + ")" : "")
                + (labelSmoothing == 0 ? "" : ", label smoothing " + labelSmoothing);
    }
}
