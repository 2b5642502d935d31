package org.lanewise.bench;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The shape of a training step, written {@code 784-256-128-10 batch 32}.
 *
 * @param widths n[0] to n[L]
 * @param batch m, the examples of a mini-batch
 */
public record NetworkShape(List<Integer> widths, int batch) {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d*(?:-[1-9]\\d*)+) batch ([1-9]\\d*)");

    public NetworkShape {
        widths = List.copyOf(widths);
    }

    /** Reads a shape, or throws an {@link IllegalArgumentException}. */
    public static NetworkShape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a training step is written like 784-256-128-10 batch 32, not " + text);
        }
        return new NetworkShape(Arrays.stream(matcher.group(1).split("-", -1)).map(Integer::valueOf).toList(),
                Integer.parseInt(matcher.group(2)));
    }

    /** L, the number of layers with parameters. */
    public int depth() {
        return widths.size() - 1;
    }

    /** n[l], for l from 0 to L. */
    public int width(int l) {
        return widths.get(l);
    }

    /** The features of an example, n[0]. */
    public int inputs() {
        return widths.getFirst();
    }

    /** The outputs for an example, n[L]. */
    public int outputs() {
        return widths.getLast();
    }

    /** The number of weights and biases. */
    public int parameters() {
        int parameters = 0;
        for (int l = 1; l <= depth(); l++) {
            parameters += width(l) * (width(l - 1) + 1);
        }
        return parameters;
    }

    /**
     * Multiplications and additions of the products of one step, {@code 2·m·n[l]·n[l−1]} for each of them: a layer has
     * one forward and one for its weights, and all but the first layer have one backward.
     */
    public long flops() {
        return 3 * forwardFlops() - 2L * batch * width(1) * width(0);
    }

    /** Multiplications and additions of the products of a prediction. */
    public long forwardFlops() {
        long flops = 0;
        for (int l = 1; l <= depth(); l++) {
            flops += 2L * batch * width(l) * width(l - 1);
        }
        return flops;
    }

    @Override
    public String toString() {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-")) + " batch " + batch;
    }
}
