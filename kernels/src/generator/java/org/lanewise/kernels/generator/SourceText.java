package org.lanewise.kernels.generator;

/** The text of a source that grows line by line, indented and broken as the formatter would do it. */
final class SourceText {
    private static final int LENGTH = 120;
    private static final String INDENTATION = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** A line, in the format of {@link String#format}; what is too long goes on in the next one, two levels further in. */
    @SuppressWarnings("AnnotateFormatMethod") // That annotation would be a dependency.
    void line(String format, Object... arguments) {
        String line = arguments.length == 0 ? format : format.formatted(arguments);
        String rest = line.isEmpty() ? line : INDENTATION.repeat(depth) + line;
        while (rest.length() > LENGTH) {
            int end = breakOf(rest);
            text.append(rest.substring(0, end).stripTrailing()).append('\n');
            rest = INDENTATION.repeat(depth + 2) + rest.substring(end).strip();
        }
        text.append(rest).append('\n');
    }

    /** The last place among the outermost ones where a line may end: after a comma, or before the dot of a call. */
    private static int breakOf(String line) {
        int best = LENGTH;
        int bestDepth = Integer.MAX_VALUE;
        int depth = 0;
        int indentation = line.length() - line.stripLeading().length();
        for (int at = indentation + 1; at < LENGTH; at++) {
            char c = line.charAt(at);
            boolean afterComma = line.charAt(at - 1) == ',';
            boolean beforeCall = c == '.' && line.charAt(at - 1) == ')';
            if ((afterComma || beforeCall) && depth <= bestDepth) {
                best = at;
                bestDepth = depth;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return best;
    }

    /** Lines of the present depth, which may open and close blocks of their own. */
    void lines(String lines) {
        // A text block loses the space before the asterisk where it begins within a comment.
        lines.lines().forEach(line -> line(line.startsWith("*") ? " " + line : line));
    }

    /** A line that opens a block. */
    @SuppressWarnings("AnnotateFormatMethod") // See line.
    void open(String format, Object... arguments) {
        line(format, arguments);
        depth++;
    }

    /** A line that ends a block and opens the next one. */
    void reopen(String line) {
        depth--;
        open(line);
    }

    /** The end of a block. */
    void close() {
        close("}");
    }

    /** The end of a block, with what follows it in its line. */
    void close(String line) {
        depth--;
        line(line);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
