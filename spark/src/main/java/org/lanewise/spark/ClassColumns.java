package org.lanewise.spark;

import org.apache.spark.ml.linalg.DenseVector;
import org.jspecify.annotations.Nullable;

/** The columns of a classifier. */
record ClassColumns(ClassRule rule, boolean areRawWanted, boolean areProbabilitiesWanted, boolean isPredictionWanted)
        implements
            ScoredColumns {
    @Override
    public int count() {
        return (areRawWanted ? 1 : 0) + (areProbabilitiesWanted ? 1 : 0) + (isPredictionWanted ? 1 : 0);
    }

    @Override
    public void write(float[] outputs, float[] probabilities, int at, @Nullable Object[] row, int column) {
        int to = column;
        if (areRawWanted) {
            row[to++] = new DenseVector(rule.raw(outputs, at));
        }
        if (areProbabilitiesWanted) {
            row[to++] = new DenseVector(rule.probabilities(probabilities, at));
        }
        if (isPredictionWanted) {
            row[to] = rule.prediction(probabilities, at);
        }
    }
}
