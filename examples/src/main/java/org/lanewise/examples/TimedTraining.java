package org.lanewise.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;

/**
 * One training of a network, with a progress bar, told epoch by epoch.
 *
 * <p>Its time is that of {@link Training#fit}, from the shuffling to the last update, without what is done for show
 * between two epochs: the accuracies and the progress bar.
 */
final class TimedTraining {
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
    private final Dataset train;
    private final Dataset test;
    private final List<Epoch> epochs = new ArrayList<>();
    private Ending ending = Ending.NONE;
    private long nanos;

    private TimedTraining(Network network, Dataset train, Dataset test) {
        this.network = network;
        this.train = train;
        this.test = test;
    }

    /**
     * Trains a network in place.
     *
     * @param network the network
     * @param train what it is trained on
     * @param test what it is tested on after each epoch
     * @param training how
     * @param bar makes a step after each mini-batch
     */
    static TimedTraining run(Network network, Images train, Images test, Training training, ProgressBar bar) {
        TimedTraining timed = new TimedTraining(network, train.data(), test.data());
        long start = System.nanoTime();
        timed.ending = training.withListener(timed.show(bar)).fit(network, timed.train).ending();
        timed.nanos += System.nanoTime() - start;
        return timed;
    }

    private TrainingListener show(ProgressBar bar) {
        return new TrainingListener() {
            @Override
            public void onBatch(TrainingRun run, double cost) {
                bar.step();
            }

            @Override
            public void onEpoch(TrainingRun run, org.lanewise.network.training.Epoch epoch) {
                // The clock stands still meanwhile.
                long start = System.nanoTime();
                epochs.add(new Epoch(epoch.cost(), accuracy(train), accuracy(test)));
                bar.setExtraMessage(String.format(Locale.ROOT, " cost %.4f", epoch.cost()));
                nanos -= System.nanoTime() - start;
            }
        };
    }

    private double accuracy(Dataset data) {
        return network.evaluate(data, Metric.ACCURACY).get(Metric.ACCURACY);
    }

    /** What was trained. */
    Network network() {
        return network;
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
