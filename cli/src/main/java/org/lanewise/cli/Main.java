package org.lanewise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code lanewise}.
 *
 * <p>The exit code is 0 if all went well, 1 if it did not, 2 for a wrong command line, each told in one line on the error stream;
 * anything else is a fault of the program.
 */
@Command(name = "lanewise", description = "Trains networks on tables, predicts with them, and looks into files of models.")
public final class Main implements Runnable {
    /** BSD's code for an internal error. */
    private static final int FAULT = 70;

    /** It warns when a training diverges, which is said here anyway. A logger is forgotten unless somebody keeps it. */
    private static final Logger NETWORK_LOG = Logger.getLogger("org.lanewise.network");

    @Spec
    private @Nullable CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // It is picocli that reads it.
    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "Shows this help.")
    private boolean help;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Shows where something went wrong, for a report.")
    private boolean stacktrace;

    private Main() {
    }

    /**
     * Runs a command and ends the JVM.
     *
     * @param arguments the name of a command and its options; {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8)).execute(arguments));
    }

    static CommandLine commandLine() {
        NETWORK_LOG.setLevel(Level.SEVERE);
        Main main = new Main();
        CommandLine all = new CommandLine(main);
        List.of(new Train(), new Predict(), new Inspect(), new Convert()).forEach(all::addSubcommand);
        return all.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, result) -> main.tell(e, line))
                .setParameterExceptionHandler((e, arguments) -> tell(e));
    }

    private int tell(Exception e, CommandLine line) {
        boolean isExpected = e instanceof IOException || e instanceof UncheckedIOException
                || e instanceof IllegalArgumentException || e instanceof IllegalStateException
                || e instanceof ArithmeticException;
        line.getErr().println(line.getCommandName() + ": " + (isExpected
                ? message(e)
                : "a fault of the program, " + e + (stacktrace ? "" : " (--stacktrace shows where)")));
        if (stacktrace) {
            e.printStackTrace(line.getErr());
        }
        return isExpected ? CommandLine.ExitCode.SOFTWARE : FAULT;
    }

    /** The message of what went wrong; those of the file system have no more than the name of the file. */
    private static String message(Exception e) {
        return switch (e) {
            case UncheckedIOException unchecked -> message(Objects.requireNonNull(unchecked.getCause()));
            case NoSuchFileException missing -> "there is no file " + missing.getFile();
            case FileSystemException other -> other.getFile() + " can't be read or written: "
                    + (other.getReason() != null ? other.getReason() : other.getClass().getSimpleName());
            default -> Objects.requireNonNullElse(e.getMessage(), e.toString()).replaceAll("\\R", " ");
        };
    }

    private static int tell(ParameterException e) {
        CommandLine line = e.getCommandLine();
        String hint = line.getSubcommands().isEmpty()
                ? "--help lists the options"
                : "there are " + String.join(", ", line.getSubcommands().keySet());
        line.getErr().println(line.getCommandName() + ": " + e.getMessage() + " (" + hint + ")");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Which command?");
    }
}
