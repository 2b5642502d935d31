package org.lanewise.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all examples have in common: a few options, a progress bar, a picture, and a line that says what went wrong. */
@Command(sortOptions = false)
abstract class Example implements Callable<Integer> {
    private static final int BAR_WIDTH = 79;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seed", description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--threads", description = "Threads of the kernels (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(names = "--backend", description = "vector or scalar (default: vector if the JVM has it).")
    private @Nullable Backend backend;

    @Option(names = "--picture", description = "The PNG file to write (default: ${COMMAND-NAME}.png).")
    private @Nullable Path picture;

    @SuppressWarnings("UnusedVariable") // It is picocli that reads it.
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    long seed() {
        return seed;
    }

    PrintWriter out() {
        return line().getOut();
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private Path picture() {
        return picture != null ? picture : Path.of(line().getCommandName() + ".png");
    }

    /** What computes, as the options say. The place for the picture is looked at as well, before any work is done. */
    Kernels kernels() {
        Path file = picture();
        Path folder = file.toAbsolutePath().getParent();
        check(folder != null && Files.isDirectory(folder), "--picture: there is no folder " + folder);
        check(!Files.isDirectory(file), "--picture must be a file, and " + file + " is a folder");
        try {
            Kernels kernels = Kernels.create().withThreads(threads);
            return backend == null ? kernels : kernels.withBackend(backend);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw wrong(Objects.requireNonNull(e.getMessage()));
        }
    }

    void check(boolean right, String message) {
        if (!right) {
            throw wrong(message);
        }
    }

    void checkAtLeast(int least, String option, int value) {
        check(value >= least, option + " must be at least " + least + ", not " + value);
    }

    void checkLearningRate(float rate) {
        check(rate > 0 && Float.isFinite(rate), "--learning-rate must be positive and finite, not " + rate);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(line(), message);
    }

    /** Says what went wrong, and returns the exit code for it. */
    int failed(String message) {
        line().getErr().println(line().getCommandName() + ": " + message);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /**
     * A progress bar on the console, with the time that is left.
     *
     * @param task what is done
     * @param max how many steps there are
     * @param unit what is counted
     * @param size how many steps are one of these
     */
    static ProgressBar progress(String task, long max, String unit, long size) {
        return new ProgressBarBuilder()
                .setTaskName(task).setInitialMax(max).setUnit(" " + unit, size)
                .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(50)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_WIDTH)).build();
    }

    /**
     * Writes the picture. Where Java has no fonts there is none, which is no failure: the results have been printed.
     *
     * @param drawing draws it
     * @return the exit code
     */
    int save(Supplier<BufferedImage> drawing) {
        if (!Picture.hasFonts()) {
            out().println("No picture: Java finds no fonts; on Debian, for example, "
                    + "install fontconfig and fonts-dejavu-core");
            return CommandLine.ExitCode.OK;
        }
        Path file = picture();
        try {
            Picture.write(drawing.get(), file);
        } catch (IOException e) {
            return failed("no picture: " + e.getMessage());
        }
        out().println("Picture: " + file.toAbsolutePath().normalize());
        return CommandLine.ExitCode.OK;
    }
}
