package org.lanewise.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * From the units of a classifier's last layer to classes. One unit is a sigmoid, the probability p of class 1, and z stands for the
 * raw predictions −z and z; several units are a softmax, a unit for each class.
 *
 * @param units how many
 * @param thresholds of each class, or null
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two rules.
record ClassRule(int units, double @Nullable [] thresholds) implements Serializable {
    private boolean isSigmoid() {
        return units == 1;
    }

    int classes() {
        return isSigmoid() ? 2 : units;
    }

    double[] raw(float[] outputs, int at) {
        return isSigmoid() ? new double[]{-outputs[at], outputs[at]} : numbers(outputs, at);
    }

    double[] probabilities(float[] probabilities, int at) {
        return isSigmoid() ? new double[]{1.0 - probabilities[at], probabilities[at]} : numbers(probabilities, at);
    }

    private double[] numbers(float[] from, int at) {
        double[] numbers = new double[units];
        for (int i = 0; i < units; i++) {
            numbers[i] = from[at + i];
        }
        return numbers;
    }

    /**
     * The class: without thresholds the most probable one, the first of equals, and class 1 from p = 0.5 on, as {@link
     * org.lanewise.network.Predictor#classify} has it; with thresholds that of the largest quotient, as Spark has it. NaN if the
     * probabilities are.
     */
    double prediction(float[] probabilities, int at) {
        if (Float.isNaN(probabilities[at])) {
            return Double.NaN;
        }
        if (isSigmoid() && thresholds == null) {
            return probabilities[at] >= 0.5f ? 1 : 0;
        }
        int best = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes(); c++) {
            double quotient = probability(probabilities, at, c) / (thresholds == null ? 1 : thresholds[c]);
            if (quotient > largest) {
                largest = quotient;
                best = c;
            }
        }
        return best;
    }

    private double probability(float[] probabilities, int at, int c) {
        return isSigmoid() && c == 0 ? 1.0 - probabilities[at] : probabilities[isSigmoid() ? at : at + c];
    }
}
