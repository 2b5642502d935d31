package org.lanewise.network.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;

/** The area under the curve of true positives against false ones, from the order of the outputs. */
final class RocAuc {
    private RocAuc() {
    }

    static double of(Examples predictions, Dataset truth) {
        Classified classified = Classified.of(predictions, truth);
        if (classified.classes() == 2) {
            return area(classified, 1);
        }
        return IntStream.range(0, classified.classes()).mapToDouble(c -> area(classified, c)).average().orElseThrow();
    }

    /**
     * Of all pairs of an example of the class and one of another, each with the product of their weights, the share in
     * which the former has the larger output; pairs of equal ones count half.
     */
    private static double area(Classified classified, int c) {
        int[] ascending = IntStream.range(0, classified.size()).boxed()
                .sorted(Comparator.comparingDouble(i -> classified.score(i, c))).mapToInt(i -> i).toArray();
        double below = 0;
        double positives = 0;
        double won = 0;
        for (int i = 0; i < ascending.length;) {
            double score = classified.score(ascending[i], c);
            double equalPositives = 0;
            double equalNegatives = 0;
            // Not by the comparator, for which −0 is below +0.
            for (; i < ascending.length && classified.score(ascending[i], c) == score; i++) {
                double weight = classified.weights().get(ascending[i]);
                if (classified.actual(ascending[i]) == c) {
                    equalPositives += weight;
                } else {
                    equalNegatives += weight;
                }
            }
            won += equalPositives * (below + equalNegatives / 2);
            positives += equalPositives;
            below += equalNegatives;
        }
        if (positives == 0 || below == 0) {
            throw new IllegalArgumentException("class " + c + " has no ROC AUC: "
                    + (positives == 0 ? "no example" : "each example") + " that counts is one of it");
        }
        return won / (positives * below);
    }
}
