package org.lanewise.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a model adds to a row: the columns that its user has named, in the order of the schema. */
interface ScoredColumns extends Serializable {
    /** How many they are. */
    int count();

    /** Writes the columns of an example, whose outputs and probabilities begin at an index of these arrays. */
    void write(float[] outputs, float[] probabilities, int at, @Nullable Object[] row, int column);
}
