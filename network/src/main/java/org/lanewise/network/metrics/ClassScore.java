package org.lanewise.network.metrics;

import java.util.Locale;
import java.util.Objects;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;

/**
 * Precision, recall or F1, from the weights of the examples that were predicted to be of each class, are, or both.
 *
 * @param kind which of them
 * @param average how classes become one number
 */
record ClassScore(Kind kind, Average average) implements Metric {
    /** What the right ones are divided by. */
    enum Kind {
        PRECISION, RECALL, F1;

        /** The share of the right ones, 0 if there are none that could be right. */
        double of(double right, double predicted, double actual) {
            double all = switch (this) {
                case PRECISION -> predicted;
                case RECALL -> actual;
                case F1 -> (predicted + actual) / 2;
            };
            return all == 0 ? 0 : right / all;
        }
    }

    ClassScore {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(average, "average");
    }

    @Override
    public String name() {
        String plain = kind.name().toLowerCase(Locale.ROOT);
        return average == Average.BINARY ? plain : plain + " " + average.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double of(Examples predictions, Dataset truth) {
        Classified classified = Classified.of(predictions, truth);
        int classes = classified.classes();
        if (average == Average.BINARY && classes != 2) {
            throw new IllegalArgumentException(
                    name() + " is of two classes, there are " + classes + ": choose another average");
        }
        double[] right = new double[classes];
        double[] predicted = new double[classes];
        double[] actual = new double[classes];
        boolean[] occurs = new boolean[classes];
        for (int i = 0; i < classified.size(); i++) {
            int guess = classified.predicted(i);
            int is = classified.actual(i);
            double weight = classified.weights().get(i);
            predicted[guess] += weight;
            actual[is] += weight;
            right[is] += guess == is ? weight : 0;
            occurs[guess] = true;
            occurs[is] = true;
        }
        return switch (average) {
            case BINARY -> kind.of(right[1], predicted[1], actual[1]);
            case MICRO -> classified.accuracy();
            case MACRO, WEIGHTED -> {
                double sum = 0;
                double all = 0;
                for (int c = 0; c < classes; c++) {
                    double share = average == Average.WEIGHTED ? actual[c] : occurs[c] ? 1 : 0;
                    sum += share * kind.of(right[c], predicted[c], actual[c]);
                    all += share;
                }
                yield sum / all;
            }
        };
    }

    @Override
    public String toString() {
        return name();
    }
}
