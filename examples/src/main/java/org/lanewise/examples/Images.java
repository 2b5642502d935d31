package org.lanewise.examples;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** Images and what they show. */
final class Images {
    private final Examples x;
    private final int[] labels;
    private final int width;
    private final List<String> names;
    private final float paper;
    private final float ink;

    /**
     * Some images.
     *
     * @param x their pixels, row by row
     * @param labels the class of what each image shows
     * @param width the pixels of an image's row
     * @param names the names of the classes; those that it does not have are called by their numbers
     * @param paper the pixel where there is nothing
     * @param ink the darkest pixel
     */
    Images(Examples x, int[] labels, int width, List<String> names, float paper, float ink) {
        this.x = x;
        this.labels = labels;
        this.width = width;
        this.names = names;
        this.paper = paper;
        this.ink = ink;
    }

    Examples x() {
        return x;
    }

    int[] labels() {
        return labels.clone();
    }

    int count() {
        return labels.length;
    }

    /** How many classes there are, numbered from 0. */
    int classes() {
        return Arrays.stream(labels).max().orElseThrow() + 1;
    }

    int width() {
        return width;
    }

    int height() {
        return x.features() / width;
    }

    /** How dark an image is at a place, from 0 to 1. */
    float darkness(int example, int row, int column) {
        return (x.get(example, row * width + column) - paper) / (ink - paper);
    }

    String name(int label) {
        return label < names.size() ? names.get(label) : Integer.toString(label);
    }

    /** The names of the classes beside their numbers; empty if they have no others. */
    String legend() {
        return IntStream.range(0, names.size()).mapToObj(label -> label + " " + names.get(label))
                .collect(Collectors.joining(", "));
    }

    /** The images whose label is below {@code classes}, in the same order. */
    Images firstClasses(int classes) {
        return at(IntStream.range(0, count()).filter(j -> labels[j] < classes).toArray());
    }

    /** The images at some places, in the order of the places. */
    Images at(int... places) {
        return new Images(x.subset(places), Arrays.stream(places).map(place -> labels[place]).toArray(), width, names,
                paper, ink);
    }

    /** The images as a network takes them. */
    Dataset data() {
        return Dataset.of(x, Targets.classes(labels));
    }
}
