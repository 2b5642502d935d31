package org.lanewise.examples;

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
import picocli.CommandLine.Spec;

/**
 * Starts an example by its name.
 *
 * <p>The exit code is 0 if all went well, 1 if it did not, 2 for a wrong command line, each told in one line; anything
 * else is a fault of the example.
 */
@Command(name = "examples", description = "Networks that learn, and what can be learned from them.")
public final class Main implements Runnable {
    /** BSD's code for an internal error. */
    private static final int FAULT = 70;

    /** It warns when a training diverges, which an example says itself. A logger is forgotten unless somebody keeps it. */
    private static final Logger NETWORK_LOG = Logger.getLogger("org.lanewise.network");

    @Spec
    private @Nullable CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // It is picocli that reads it.
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    private Main() {
    }

    /**
     * Runs an example and ends the JVM.
     *
     * @param arguments the name of an example and its options; {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** All examples, each of which tells what is wrong in one line. */
    static CommandLine commandLine() {
        NETWORK_LOG.setLevel(Level.SEVERE);
        CommandLine all = new CommandLine(new Main());
        List.of(new Digits(), new Fashion(), new Tabular(), new Parity(), new Hyperparameters(), new Shapes())
                .forEach(all::addSubcommand);
        return all.setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(e -> FAULT)
                .setParameterExceptionHandler((e, arguments) -> tell(e));
    }

    private static int tell(ParameterException e) {
        CommandLine line = e.getCommandLine();
        String help = line.getSubcommands().isEmpty()
                ? "--help lists the options"
                : "there are " + String.join(", ", line.getSubcommands().keySet());
        line.getErr().println(line.getCommandName() + ": " + e.getMessage() + " (" + help + ")");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Which example?");
    }
}
