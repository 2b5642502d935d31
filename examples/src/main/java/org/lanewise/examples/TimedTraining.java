package org.lanewise.examples;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.lanewise.network.Network;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Ending;

/**
 * One training of a network, with a progress bar, told epoch by epoch.
 *
 * <p>Its time is that of {@link org.lanewise.network.training.Training#fit}, from the shuffling to the last update,
 * without what is done for show between two epochs: the accuracies and the progress bar.
 */
final class TimedTraining {
    private static final int BAR_WIDTH = 79;

    /**
     * How far training was after an epoch.
     *
     * @param cost the mean loss over the epoch's examples, each measured just before its mini-batch's update
     * @param trainingAccuracy the share of right predictions on the training examples
     * @param testAccuracy the share of right predictions on the test examples
     */
    record Epoch(double cost, double trainingAccuracy, double testAccuracy) {
    }

    private final Network network;
    private final DigitsData data;
    private final List<Epoch> epochs = new ArrayList<>();
    private Ending ending = Ending.NONE;
    private long nanos;

    private TimedTraining(Network network, DigitsData data) {
        this.network = network;
        this.data = data;
    }

    /** Trains a network in place and draws a progress bar on the console. */
    static TimedTraining run(Network network, DigitsData data, Settings settings, PrintStream console) {
        TimedTraining training = new TimedTraining(network, data);
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("Training").setInitialMax(settings.epochs()).setUnit(" epochs", 1)
                .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(50)
                .setConsumer(new ConsoleProgressBarConsumer(console, BAR_WIDTH)).build()) {
            long start = System.nanoTime();
            training.ending = settings.training()
                    .withListener((run, epoch) -> training.show(epoch.cost(), bar))
                    .fit(network, data.training().data())
                    .ending();
            training.nanos += System.nanoTime() - start;
        }
        return training;
    }

    /** The clock stands still meanwhile. */
    private void show(double cost, ProgressBar bar) {
        long start = System.nanoTime();
        epochs.add(new Epoch(cost, accuracy(data.training()), accuracy(data.test())));
        bar.setExtraMessage(String.format(Locale.ROOT, " cost %.4f", cost));
        bar.step();
        nanos -= System.nanoTime() - start;
    }

    private double accuracy(Images images) {
        return network.evaluate(images.data(), Metric.ACCURACY).get(Metric.ACCURACY);
    }

    /** One entry for each epoch. */
    List<Epoch> epochs() {
        return epochs;
    }

    /** Whether the cost became infinite or NaN. */
    boolean diverged() {
        return ending == Ending.DIVERGED;
    }

    double seconds() {
        return nanos / 1e9;
    }
}
