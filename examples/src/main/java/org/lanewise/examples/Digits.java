package org.lanewise.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;
import org.lanewise.network.metrics.ConfusionMatrix;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Learns to read handwritten digits, says how well, and how much faster than plain loops.
 *
 * <p>The exit code is 0 if all went well, 1 if it did not, 2 for a wrong command line.
 */
@Command(name = "digits", sortOptions = false, description = "Learns to read 1,797 real handwritten digits: "
        + "trains on four fifths of them, tests on the others and compares the speed with plain loops.")
public final class Digits implements Callable<Integer> {
    /** Epochs that are listed: all, or in equal steps if there are more. */
    private static final int MAX_LINES = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--binary", description = "Only zeros and ones: three layers, one sigmoid output.")
    private boolean binary;

    @Option(names = "--softmax", description = "With --binary: two outputs and softmax.")
    private boolean softmax;

    @Option(names = "--epochs", description = "How often each digit is seen (default: ${DEFAULT-VALUE}).")
    private int epochs = Settings.EPOCHS;

    @Option(names = "--batch-size", description = "Digits of a mini-batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = Settings.BATCH_SIZE;

    @Option(names = "--learning-rate", description = "The learning rate (default: ${DEFAULT-VALUE}).")
    private float learningRate = Settings.LEARNING_RATE;

    @Option(names = "--seed", description = "Seed of the weights and of the shuffling (default: ${DEFAULT-VALUE}). "
            + "The test digits are the same for every seed.")
    private long seed = 1;

    @Option(names = "--threads", description = "Threads of the kernels (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(names = "--backend", description = "vector or scalar (default: vector if the JVM has it).")
    private @Nullable Backend backend;

    @Option(names = "--picture", description = "The PNG file to write (default: ${DEFAULT-VALUE}).")
    private Path picture = Path.of("digits.png");

    @SuppressWarnings("UnusedVariable") // It is picocli that reads it.
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    private Digits() {
    }

    /**
     * Runs the example and ends the JVM.
     *
     * @param arguments the options; {@code --help} lists them
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command, which tells what is wrong in one line. */
    static CommandLine commandLine() {
        return new CommandLine(new Digits())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> {
                    e.getCommandLine().getErr().println("digits: " + e.getMessage() + " (--help lists the options)");
                    return CommandLine.ExitCode.USAGE;
                });
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }

    @Override
    public Integer call() {
        checkOptions();
        Task task = !binary ? Task.TEN_CLASSES : softmax ? Task.BINARY_SOFTMAX : Task.BINARY_SIGMOID;
        Network network = task.network(kernels(), seed);
        Settings settings = new Settings(epochs, batchSize, learningRate, seed);
        DigitsData data = DigitsData.load().firstClasses(task.classes());
        PlainLoops plainWarmUp = new PlainLoops(network, data.training(), settings);
        PlainLoops plain = new PlainLoops(network, data.training(), settings);

        PrintWriter out = line().getOut();
        out.println("Lanewise: " + network.kernels());
        out.println("Network:  " + network);
        out.printf(Locale.ROOT, "Digits:   %d to train, %d to test; mini-batches of %d, learning rate %s, seed %d%n",
                data.training().count(), data.test().count(), batchSize, learningRate, seed);
        out.printf("%nWarming up, so that compiled code is timed ...%n");
        warmUp(task, network.kernels(), data.training());
        TimedTraining training = TimedTraining.run(network, data, settings, System.err);
        if (training.diverged()) {
            return failed("the cost is not finite any more: try a lower --learning-rate");
        }
        listEpochs(training.epochs());
        Comparison comparison = Comparison.run(plainWarmUp, plain, training.epochs());
        out.printf(Locale.ROOT, "%nPlain loops: %d of the %d epochs in %.2f s, costs within %.0e of Lanewise's%n",
                comparison.epochs(), epochs, comparison.seconds(), comparison.difference());
        Examples predictions = network.predict(data.test().data().x());
        out.printf("%nConfusion matrix, true digits down, predicted ones across:%n%s%n%n",
                ConfusionMatrix.of(predictions, data.test().data()));
        int exitCode = write(new Picture(training.epochs(), data.test(), network.classify(data.test().data().x())));
        out.printf(Locale.ROOT, "%ntest accuracy: %.4f%n", training.epochs().getLast().testAccuracy());
        out.printf(Locale.ROOT, "training: %.2f s%s%n", training.seconds(), comparison.inWords(training));
        return exitCode;
    }

    private int write(Picture drawing) {
        try {
            drawing.write(picture);
        } catch (IOException e) {
            return failed("no picture: " + e.getMessage());
        }
        line().getOut().println("Picture: " + picture.toAbsolutePath().normalize());
        return CommandLine.ExitCode.OK;
    }

    /**
     * Trains another network of the same shape as the one that is timed, and asks it for predictions as is done
     * there.
     */
    private void warmUp(Task task, Kernels kernels, Images training) {
        Network network = task.network(kernels, seed);
        WarmUp.with(() -> {
            new Settings(1, batchSize, learningRate, seed).training().fit(network, training.data());
            network.classify(training.data().x());
        });
    }

    private void listEpochs(List<TimedTraining.Epoch> all) {
        PrintWriter out = line().getOut();
        out.printf("%nEpoch     Cost   Accuracy: training    test%n");
        int step = (all.size() + MAX_LINES - 1) / MAX_LINES;
        for (int number = 1; number <= all.size(); number++) {
            if (number % step == 0 || number == all.size()) {
                TimedTraining.Epoch epoch = all.get(number - 1);
                out.printf(Locale.ROOT, "%5d   %.4f             %.4f  %.4f%n",
                        number, epoch.cost(), epoch.trainingAccuracy(), epoch.testAccuracy());
            }
        }
    }

    private int failed(String message) {
        line().getErr().println("digits: " + message);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private Kernels kernels() {
        try {
            Kernels kernels = Kernels.create().withThreads(threads);
            return backend == null ? kernels : kernels.withBackend(backend);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw wrong(Objects.requireNonNull(e.getMessage()));
        }
    }

    private void checkOptions() {
        check(binary || !softmax, "--softmax goes with --binary: ten classes have softmax anyway");
        check(epochs >= 1, "--epochs must be at least 1, not " + epochs);
        check(batchSize >= 1, "--batch-size must be at least 1, not " + batchSize);
        check(learningRate > 0 && Float.isFinite(learningRate),
                "--learning-rate must be positive and finite, not " + learningRate);
        Path folder = picture.toAbsolutePath().getParent();
        check(folder != null && Files.isDirectory(folder), "--picture: there is no folder " + folder);
        check(!Files.isDirectory(picture), "--picture must be a file, and " + picture + " is a folder");
    }

    private void check(boolean right, String message) {
        if (!right) {
            throw wrong(message);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(line(), message);
    }
}
