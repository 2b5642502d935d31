package org.lanewise.kernels.generator;

/** The text of a source that grows line by line, indented by the blocks that are open. */
final class SourceText {
    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** A line of the present depth, in the format of {@link String#format}. */
    @SuppressWarnings("AnnotateFormatMethod") // That annotation would be a dependency.
    void line(String format, Object... arguments) {
        String line = arguments.length == 0 ? format : format.formatted(arguments);
        if (!line.isEmpty()) {
            text.append(INDENT.repeat(depth)).append(line);
        }
        text.append('\n');
    }

    /** Lines of the present depth, which may open and close blocks of their own. */
    void lines(String lines) {
        // A text block loses the space before the asterisk where it begins within a comment.
        lines.lines().forEach(line -> line(line.startsWith("*") ? " " + line : line));
    }

    /** A line that opens a block. */
    void open(String format, Object... arguments) {
        line(format, arguments);
        depth++;
    }

    /** The second line of a statement that opens a block. */
    void openContinued(String format, Object... arguments) {
        depth += 2;
        line(format, arguments);
        depth--;
    }

    /** A line that ends a block and opens the next one. */
    void reopen(String line) {
        depth--;
        open(line);
    }

    /** The end of a block. */
    void close() {
        depth--;
        line("}");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
