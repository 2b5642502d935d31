package org.lanewise.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command as it is typed, and what it answered.
 *
 * @param exitCode the exit code
 * @param out the lines that it printed
 * @param err the lines that it printed about what went wrong
 */
record Typed(int exitCode, List<String> out, List<String> err) {
    /** Runs a command whose words have spaces between them. */
    static Typed run(String command, Object... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = Stream.concat(Stream.of(command.split(" ", -1)), Stream.of(words).map(String::valueOf))
                .filter(word -> !word.isEmpty()).toArray(String[]::new);
        int exitCode = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                .execute(all);
        return new Typed(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
    }

    boolean says(String text) {
        return String.join("\n", out).contains(text);
    }
}
