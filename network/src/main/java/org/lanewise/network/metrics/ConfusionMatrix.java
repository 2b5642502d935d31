package org.lanewise.network.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/** How many examples of each class were predicted to be of which. Examples are counted, whatever their weights. */
public final class ConfusionMatrix {
    private final List<String> names;
    private final int[][] counts;

    private ConfusionMatrix(List<String> names, int[][] counts) {
        this.names = names;
        this.counts = counts;
    }

    /**
     * Counts examples, without those whose class is {@link Targets#IGNORED}.
     *
     * @param predictions the outputs for each example; the largest one is the predicted class, see {@link Metric}
     * @param truth the classes of as many, or one-hot numbers
     * @return the counts
     * @throws IllegalArgumentException if a metric of classes would throw it
     */
    public static ConfusionMatrix of(Examples predictions, Dataset truth) {
        Objects.requireNonNull(predictions, "predictions");
        Objects.requireNonNull(truth, "truth");
        Classified classified = Classified.of(predictions, truth);
        int[][] counts = new int[classified.classes()][classified.classes()];
        for (int i = 0; i < classified.size(); i++) {
            counts[classified.actual(i)][classified.predicted(i)]++;
        }
        List<String> given = truth.y() instanceof Targets.Classes classes ? classes.names() : List.of();
        return new ConfusionMatrix(IntStream.range(0, counts.length)
                .mapToObj(c -> c < given.size() ? given.get(c) : Integer.toString(c)).toList(), counts);
    }

    /**
     * The names of the classes.
     *
     * @return the name of each number; the number itself where the targets have none
     */
    public List<String> names() {
        return names;
    }

    /**
     * A count.
     *
     * @param actual the class of the examples
     * @param predicted the class that was predicted for them
     * @return how many they are
     * @throws IndexOutOfBoundsException if there is no such class
     */
    public int count(int actual, int predicted) {
        return counts[Objects.checkIndex(actual, counts.length)][Objects.checkIndex(predicted, counts.length)];
    }

    /**
     * A count.
     *
     * @param actual the name of the class of the examples
     * @param predicted the name of the class that was predicted for them
     * @return how many they are
     * @throws IllegalArgumentException if there is no such class
     */
    public int count(String actual, String predicted) {
        Objects.requireNonNull(actual, "actual");
        Objects.requireNonNull(predicted, "predicted");
        return counts[number(actual)][number(predicted)];
    }

    private int number(String name) {
        int number = names.indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("there is no class " + name + " among " + names);
        }
        return number;
    }

    /**
     * All counts.
     *
     * @return a copy: a row for each class, a column for each predicted one
     */
    public int[][] toArray() {
        return Arrays.stream(counts).map(int[]::clone).toArray(int[][]::new);
    }

    /**
     * A table with a row for each class and a column for each predicted one.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        int width = Math.max(names.stream().mapToInt(String::length).max().orElse(0), Arrays.stream(counts)
                .flatMapToInt(Arrays::stream).map(count -> Integer.toString(count).length()).max().orElse(0));
        StringBuilder text = new StringBuilder(" ".repeat(width));
        names.forEach(name -> text.append(right(name, width)));
        for (int c = 0; c < counts.length; c++) {
            text.append('\n').append(right(names.get(c), width).substring(1));
            Arrays.stream(counts[c]).forEach(count -> text.append(right(Integer.toString(count), width)));
        }
        return text.append('\n').toString();
    }

    private static String right(String text, int width) {
        return " ".repeat(1 + width - text.length()) + text;
    }
}
