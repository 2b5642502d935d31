package org.lanewise.examples;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** Images and what they show. */
final class Images {
    private final Matrix x;
    private final int[] labels;

    /**
     * Some examples.
     *
     * @param x X, a column for each image: 64 pixels, row by row, from 0 (paper) to 1 (ink)
     * @param labels the digit that each image shows
     */
    Images(Matrix x, int[] labels) {
        this.x = x;
        this.labels = labels;
    }

    Matrix x() {
        return x;
    }

    int[] labels() {
        return labels.clone();
    }

    int count() {
        return labels.length;
    }

    /** The examples whose label is below {@code classes}, in the same order. */
    Images firstClasses(int classes) {
        return at(IntStream.range(0, count()).filter(j -> labels[j] < classes).toArray());
    }

    /** The examples at some places, in the order of the places. */
    Images at(int... places) {
        Matrix chosen = Matrix.zeros(x.rows(), places.length);
        for (int j = 0; j < places.length; j++) {
            chosen.columnRange(j, j + 1).copyFrom(x.columnRange(places[j], places[j] + 1));
        }
        return new Images(chosen, Arrays.stream(places).map(place -> labels[place]).toArray());
    }

    /** The images as a network takes them. */
    Dataset data() {
        return Dataset.of(Examples.ofColumns(x), Targets.classes(labels));
    }
}
