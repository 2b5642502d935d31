package org.lanewise.network.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** What is printed: scores, and confusion matrices. */
class ScoresTest {
    /** A published example of scikit-learn's, with the classes 2 0 2 2 0 1, of which 0 0 2 2 0 2 were predicted. */
    private static final Examples PREDICTIONS = Examples.ofRows(new float[][]{{1, 0, 0}, {1, 0, 0}, {0, 0, 1},
            {0, 0, 1}, {1, 0, 0}, {0, 0, 1}});

    private static Dataset truth(Targets y) {
        return Dataset.of(Examples.ofRows(new float[y.size()], 1), y);
    }

    @Test
    void confusionByNumber() {
        ConfusionMatrix confusion = ConfusionMatrix.of(PREDICTIONS, truth(Targets.classes(2, 0, 2, 2, 0, 1)));
        assertArrayEquals(new int[][]{{2, 0, 0}, {0, 0, 1}, {1, 0, 2}}, confusion.toArray());
        assertEquals(List.of("0", "1", "2"), confusion.names());
        assertEquals(1, confusion.count(2, 0));
        assertEquals("""
                  0 1 2
                0 2 0 0
                1 0 0 1
                2 1 0 2
                """, confusion.toString());
        assertThrows(IndexOutOfBoundsException.class, () -> confusion.count(3, 0));
    }

    @Test
    void confusionByName() {
        Dataset truth = truth(Targets.labels(List.of("cat", "ant", "cat", "cat", "ant", "bird")));
        ConfusionMatrix confusion = ConfusionMatrix.of(PREDICTIONS, truth.withWeights(1, 2, 3, 4, 5, 6));
        assertEquals(1, confusion.count("cat", "ant"));
        assertEquals(2, confusion.count("cat", "cat"));
        assertEquals("""
                      ant bird  cat
                 ant    2    0    0
                bird    0    0    1
                 cat    1    0    2
                """, confusion.toString());
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> confusion.count("dog", "cat"));
        assertEquals("there is no class dog among [ant, bird, cat]", thrown.getMessage());
    }

    @Test
    void ignoredExamplesAreNotCounted() {
        int ignored = Targets.IGNORED;
        ConfusionMatrix confusion = ConfusionMatrix.of(PREDICTIONS,
                truth(Targets.classes(2, ignored, 2, ignored, 0, ignored)));
        assertArrayEquals(new int[][]{{1, 0, 0}, {0, 0, 0}, {1, 0, 1}}, confusion.toArray());
        confusion.toArray()[0][0] = 9;
        assertEquals(1, confusion.count(0, 0));
    }

    @Test
    void scoresComeInTheOrderAskedFor() {
        Map<Metric, Double> values = new LinkedHashMap<>();
        values.put(Metric.f1(Average.MACRO), 0.25);
        values.put(Metric.LOSS, 0.10208);
        values.put(Metric.ACCURACY, 0.97);
        Scores scores = new Scores(0.10208, values);
        values.clear();
        assertEquals("loss 0.1021, f1 macro 0.2500, accuracy 0.9700", scores.toString());
        assertEquals(0.97, scores.get(Metric.ACCURACY));
        assertEquals(0.25, scores.get(Metric.f1(Average.MACRO)));
        assertEquals(0.10208, scores.get(Metric.LOSS));
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> scores.get(Metric.ROC_AUC));
        assertEquals("there is no ROC AUC among " + scores, thrown.getMessage());
        assertThrows(UnsupportedOperationException.class, () -> scores.values().put(Metric.ROC_AUC, 1.0));
    }
}
