package org.lanewise.network.metrics;

import java.util.Arrays;
import java.util.Objects;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** The examples whose class is known, with what was predicted for them; they are numbered anew. */
final class Classified {
    /** The smallest probability, and the distance of the largest from 1, that the logarithm is taken of. */
    private static final double EPSILON = 0x1p-23;

    private final Examples predictions;
    /** The number that each of them has in the data. */
    private final int[] examples;
    private final int[] actual;
    private final int[] predicted;
    private final Weights weights;

    private Classified(Examples predictions, int[] examples, int[] actual, int[] predicted, Weights weights) {
        this.predictions = predictions;
        this.examples = examples;
        this.actual = actual;
        this.predicted = predicted;
        this.weights = weights;
    }

    /** Checks predictions and truth, whether they are of classes, and chooses the examples that count. */
    static Classified of(Examples predictions, Dataset truth) {
        Objects.requireNonNull(predictions, "predictions");
        Objects.requireNonNull(truth, "truth");
        if (predictions.size() != truth.size()) {
            throw new IllegalArgumentException("predictions is " + predictions + ", truth is " + truth);
        }
        Checks.notNaN(predictions, "prediction");
        int classes = classes(predictions);
        int[] examples = new int[truth.size()];
        int[] actual = new int[truth.size()];
        int[] predicted = new int[truth.size()];
        int size = 0;
        for (int e = 0; e < truth.size(); e++) {
            int label = label(truth.y(), e, classes);
            if (label != Targets.IGNORED) {
                examples[size] = e;
                actual[size] = label;
                predicted[size] = predictions.predictedClass(e);
                size++;
            }
        }
        examples = Arrays.copyOf(examples, size);
        return new Classified(predictions, examples, actual, predicted, new Weights(truth, examples));
    }

    /** A single output is the probability of the second of two classes. */
    private static int classes(Examples predictions) {
        return Math.max(2, predictions.features());
    }

    private static int label(Targets y, int example, int classes) {
        return switch (y) {
            case Targets.Classes numbers -> {
                int label = numbers.get(example);
                if (label >= classes) {
                    throw new IllegalArgumentException("label of example " + example + " must be from 0 to "
                            + (classes - 1) + ": " + label);
                }
                yield label;
            }
            case Targets.Values values -> oneHot(values.examples(), example, classes);
        };
    }

    private static int oneHot(Examples y, int example, int classes) {
        if (y.features() != classes) {
            throw new IllegalArgumentException("the metric is of classes, but the targets are numbers: " + y
                    + ", where one-hot ones have " + classes);
        }
        int label = -1;
        for (int c = 0; c < classes; c++) {
            float share = y.get(example, c);
            if (share == 1 && label < 0) {
                label = c;
            } else if (share != 0) {
                label = classes;
            }
        }
        if (label < 0 || label == classes) {
            throw new IllegalArgumentException("the metric is of classes, but the targets of example " + example
                    + " are not one-hot");
        }
        return label;
    }

    int classes() {
        return classes(predictions);
    }

    int size() {
        return examples.length;
    }

    int actual(int i) {
        return actual[i];
    }

    int predicted(int i) {
        return predicted[i];
    }

    Weights weights() {
        return weights;
    }

    /** The output of a class. */
    double score(int i, int c) {
        if (predictions.features() > 1) {
            return predictions.get(examples[i], c);
        }
        double one = predictions.get(examples[i], 0);
        return c == 1 ? one : 1 - one;
    }

    double accuracy() {
        return weights.mean(i -> actual[i] == predicted[i] ? 1 : 0);
    }

    double logLoss() {
        return weights.mean(i -> -Math.log(Math.clamp(probability(i), EPSILON, 1 - EPSILON)));
    }

    private double probability(int i) {
        double probability = score(i, actual[i]);
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("prediction of example " + examples[i]
                    + " is no probability, which the log loss is of: " + probability);
        }
        return probability;
    }
}
