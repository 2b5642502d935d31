package org.lanewise.spark;

import org.jspecify.annotations.Nullable;

/** The column of a regression. */
record NumberColumn() implements ScoredColumns {
    @Override
    public int count() {
        return 1;
    }

    @Override
    public void write(float[] outputs, float[] probabilities, int at, @Nullable Object[] row, int column) {
        row[column] = (double) outputs[at];
    }
}
