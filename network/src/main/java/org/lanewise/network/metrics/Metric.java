package org.lanewise.network.metrics;

import java.util.function.ToDoubleBiFunction;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/**
 * How good predictions are, in one number. Examples count as much as their weights in the {@link Dataset} say; those
 * whose class is {@link Targets#IGNORED} do not. Sums are in double precision. The definitions are those of
 * scikit-learn.
 *
 * <p>The predicted class of an example is the number of its largest output, the first of equal ones; of a single
 * output, which is the probability of class 1, it is 1 from 0.5 on. A metric of classes wants targets that are classes,
 * or one-hot numbers.
 *
 * <p>Metrics are equal if they were made in the same way.
 */
public interface Metric {
    /** The cost of the network itself; a mark that asks for it, which the network answers. */
    Metric LOSS = of("loss", false, (predictions, truth) -> {
        throw new UnsupportedOperationException("the loss is computed by the network, not from its predictions");
    });
    /** The share of examples whose class is the predicted one. */
    Metric ACCURACY = of("accuracy", true,
            (predictions, truth) -> Classified.of(predictions, truth).accuracy());
    /**
     * The probability that an example of a class has a higher output than one of another, where equal ones count half:
     * the area under the curve of true positives against false ones. Of two classes it is that of class 1; of more the
     * mean over the classes, each against the rest. Each class has to occur.
     */
    Metric ROC_AUC = of("ROC AUC", true, RocAuc::of);
    /**
     * {@code −Σ log p / m}, where p is the predicted probability of the example's class, but from 2⁻²³ to 1 − 2⁻²³: a
     * certain error costs 15.9.
     */
    Metric LOG_LOSS = of("log loss", false,
            (predictions, truth) -> Classified.of(predictions, truth).logLoss());
    /** {@code Σ (ŷ − y)² / m}, the mean over the outputs. */
    Metric MEAN_SQUARED_ERROR = of("mean squared error", false,
            (predictions, truth) -> Residuals.of(predictions, truth).mean(r -> r * r));
    /** {@code Σ |ŷ − y| / m}, the mean over the outputs. */
    Metric MEAN_ABSOLUTE_ERROR = of("mean absolute error", false,
            (predictions, truth) -> Residuals.of(predictions, truth).mean(Math::abs));
    /**
     * {@code 1 − Σ (ŷ − y)² / Σ (y − ȳ)²}, the mean over the outputs. Where the targets of an output are all equal it is
     * 1 if they were predicted, else 0.
     */
    Metric R_SQUARED = of("R squared", true,
            (predictions, truth) -> Residuals.of(predictions, truth).rSquared());

    /**
     * The share of examples whose class has one of the k largest outputs, of equal ones the first.
     *
     * @param k how many, positive
     * @return the metric
     */
    static Metric topK(int k) {
        return new TopK(k);
    }

    /**
     * Of those that were predicted to be of a class the share that are: {@code tp / (tp + fp)}, 0 where there are none.
     *
     * @param average how classes become one number
     * @return the metric
     */
    static Metric precision(Average average) {
        return new ClassScore(ClassScore.Kind.PRECISION, average);
    }

    /**
     * Of those that are of a class the share that were predicted to be: {@code tp / (tp + fn)}, 0 where there are none.
     *
     * @param average how classes become one number
     * @return the metric
     */
    static Metric recall(Average average) {
        return new ClassScore(ClassScore.Kind.RECALL, average);
    }

    /**
     * The harmonic mean of precision and recall, {@code 2·tp / (2·tp + fp + fn)}, 0 where there are none.
     *
     * @param average how classes become one number
     * @return the metric
     */
    static Metric f1(Average average) {
        return new ClassScore(ClassScore.Kind.F1, average);
    }

    /**
     * A metric of one's own.
     *
     * @param name its name
     * @param higherIsBetter whether a larger value is a better one
     * @param function its value of predictions and truth, each with an example for each of the other
     * @return the metric; equal to another one only if the function is the same
     */
    static Metric of(String name, boolean higherIsBetter, ToDoubleBiFunction<Examples, Dataset> function) {
        return new FunctionMetric(name, higherIsBetter, function);
    }

    /**
     * What it is called where scores are printed.
     *
     * @return the name
     */
    String name();

    /**
     * Whether a larger value is a better one.
     *
     * @return false of errors and losses
     */
    boolean higherIsBetter();

    /**
     * The value for predictions.
     *
     * @param predictions the outputs for each example
     * @param truth the targets and weights of as many
     * @return the value
     * @throws IllegalArgumentException if the numbers of examples or outputs differ, no example counts, a prediction is
     *     NaN, a target is no class of the outputs, or the metric is of classes and the targets are not, or the reverse
     * @throws UnsupportedOperationException by {@link #LOSS}
     */
    double of(Examples predictions, Dataset truth);
}
