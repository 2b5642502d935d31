package org.lanewise.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shape of a matrix, written {@code 256x128}: rows, then columns. */
public record MatrixShape(int rows, int columns) {
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d*)x([1-9]\\d*)");

    /** Reads a shape, or throws an {@link IllegalArgumentException}. */
    public static MatrixShape parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a matrix is written like 256x128, not " + text);
        }
        return new MatrixShape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
