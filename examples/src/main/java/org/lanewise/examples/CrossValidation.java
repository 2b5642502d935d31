package org.lanewise.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import me.tongfei.progressbar.ProgressBar;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Split;
import org.lanewise.network.data.Table;
import org.lanewise.network.data.Targets;
import org.lanewise.network.metrics.ConfusionMatrix;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;

/**
 * How well a network predicts the last column of a table from the others, each row by a network that has not seen it.
 * The rows are cut into folds in which each class has its share; what scales the columns is learned from the training
 * rows of each fold only, as the network is.
 *
 * @param accuracies the accuracy of each fold
 * @param confusion all rows, by what was predicted when they were not trained on
 */
record CrossValidation(List<Double> accuracies, ConfusionMatrix confusion) {
    private static final int EPOCHS = 60;

    /**
     * Trains a network for each fold.
     *
     * @param kernels what computes
     * @param table the table
     * @param folds how many
     * @param seed the seed of folds, weights and shuffling
     * @param bar makes a step after each fold
     */
    static CrossValidation of(Kernels kernels, Table table, int folds, long seed, ProgressBar bar) {
        String label = table.names().getLast();
        List<String> classes = List.copyOf(new TreeSet<>(table.texts(label).toList()));
        List<Double> accuracies = new ArrayList<>();
        List<float[]> predictions = new ArrayList<>();
        List<String> truth = new ArrayList<>();
        for (Split<Table> fold : table.folds(label, folds, seed)) {
            FittedPreprocessing scaled = Preprocessing.standard().fit(fold.train().without(label));
            Split<Dataset> data = fold.map(part -> Dataset.of(scaled.apply(part),
                    Targets.labels(part.texts(label).toList(), classes)));
            Network network = Network.builder(scaled.outputs())
                    .hidden(16, Activation.TANH)
                    .output(classes.size(), Cost.CATEGORICAL_CROSS_ENTROPY)
                    .seed(seed).kernels(kernels).build();
            Training.ofEpochs(EPOCHS).withBatchSize(16).withSeed(seed).withL2(1e-3)
                    .withOptimizer(Optimizer.adam().withLearningRate(0.01)).withSchedule(Schedule.cosine(0))
                    .fit(network, data.train());
            Examples predicted = network.predict(data.test().x());
            accuracies.add(Metric.ACCURACY.of(predicted, data.test()));
            predictions.addAll(Arrays.asList(predicted.toRows()));
            truth.addAll(fold.test().texts(label).toList());
            bar.step();
        }
        // The metrics want features as well, though they look at targets only.
        Examples all = Examples.ofRows(predictions.toArray(float[][]::new));
        return new CrossValidation(List.copyOf(accuracies),
                ConfusionMatrix.of(all, Dataset.of(all, Targets.labels(truth, classes))));
    }

    /** The mean accuracy over the folds. */
    double mean() {
        return accuracies.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** The standard deviation over the folds, {@code √(Σ (accuracy − mean)² / folds)}, as NumPy has it. */
    double deviation() {
        double mean = mean();
        return Math.sqrt(accuracies.stream().mapToDouble(a -> (a - mean) * (a - mean)).average().orElseThrow());
    }

    /** For example {@code 0.973 ± 0.033}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f ± %.3f", mean(), deviation());
    }
}
