package org.lanewise.kernels.generator;

/** Lines of source, indented and broken as the formatter would do it. */
final class Lines {
    private static final int LENGTH = 120;
    private static final String INDENTATION = "    ";

    private Lines() {
    }

    /** Appends a line; what is too long goes on in the next one, two levels further in. */
    static void append(StringBuilder text, int level, String line) {
        String rest = INDENTATION.repeat(level) + line;
        while (rest.length() > LENGTH) {
            int end = breakOf(rest);
            text.append(rest, 0, end).append('\n');
            rest = INDENTATION.repeat(level + 2) + rest.substring(end).strip();
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
}
