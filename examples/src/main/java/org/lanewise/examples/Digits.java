package org.lanewise.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;
import org.lanewise.network.metrics.ConfusionMatrix;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Learns to read handwritten digits, says how well, and how much faster than plain loops. */
@Command(name = "digits", description = "Learns to read 1,797 real handwritten digits: "
        + "trains on four fifths of them, tests on the others and compares the speed with plain loops.")
final class Digits extends Example {
    /** Epochs that are listed: all, or in equal steps if there are more. */
    private static final int MAX_LINES = 20;

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

    @Override
    public Integer call() {
        check(binary || !softmax, "--softmax goes with --binary: ten classes have softmax anyway");
        checkAtLeast(1, "--epochs", epochs);
        checkAtLeast(1, "--batch-size", batchSize);
        checkLearningRate(learningRate);
        Task task = !binary ? Task.TEN_CLASSES : softmax ? Task.BINARY_SOFTMAX : Task.BINARY_SIGMOID;
        Network network = task.network(kernels(), seed());
        Settings settings = new Settings(epochs, batchSize, learningRate, seed());
        DigitsData data = DigitsData.load().firstClasses(task.classes());
        PlainLoops plainWarmUp = new PlainLoops(network, data.training(), settings);
        PlainLoops plain = new PlainLoops(network, data.training(), settings);

        PrintWriter out = out();
        out.println("Lanewise: " + network.kernels());
        out.println("Network:  " + network);
        out.printf(Locale.ROOT, "Digits:   %d to train, %d to test; mini-batches of %d, learning rate %s, seed %d%n",
                data.training().count(), data.test().count(), batchSize, learningRate, seed());
        out.printf("%nWarming up, so that compiled code is timed ...%n");
        warmUp(task, network.kernels(), data.training());
        TimedTraining training;
        int batches = Math.ceilDiv(data.training().count(), batchSize);
        try (ProgressBar bar = progress("Training", (long) epochs * batches, "epochs", batches)) {
            training = TimedTraining.run(network, data.training(), data.test(), settings.training(), bar);
        }
        if (training.diverged()) {
            return failed("the cost is not finite any more: try a lower --learning-rate");
        }
        listEpochs(training.epochs());
        Comparison comparison = Comparison.run(plainWarmUp, plain, training.epochs());
        out.printf(Locale.ROOT, "%nPlain loops: %d of the %d epochs in %.2f s, costs within %.0e of Lanewise's%n",
                comparison.epochs(), epochs, comparison.seconds(), comparison.difference());
        Examples predictions = network.predict(data.test().x());
        out.printf("%nConfusion matrix, true digits down, predicted ones across:%n%s%n%n",
                ConfusionMatrix.of(predictions, data.test().data()));
        int exitCode = save(
                new TrainingPicture(training.epochs(), data.test(), network.classify(data.test().x()))::draw);
        out.printf("%nfingerprint: %s, the same on every machine%n", network.fingerprint());
        out.printf(Locale.ROOT, "test accuracy: %.4f%n", training.epochs().getLast().testAccuracy());
        out.printf(Locale.ROOT, "training: %.2f s%s%n", training.seconds(), comparison.inWords(training));
        return exitCode;
    }

    /**
     * Trains another network of the same shape as the one that is timed, and asks it for predictions as is done
     * there.
     */
    private void warmUp(Task task, Kernels kernels, Images training) {
        Network network = task.network(kernels, seed());
        WarmUp.with(() -> {
            new Settings(1, batchSize, learningRate, seed()).training().fit(network, training.data());
            network.classify(training.x());
        });
    }

    private void listEpochs(List<TimedTraining.Epoch> all) {
        PrintWriter out = out();
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
}
