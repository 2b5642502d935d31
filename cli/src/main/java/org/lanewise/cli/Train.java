package org.lanewise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.Pipeline;
import org.lanewise.models.Recipe;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Split;
import org.lanewise.network.data.Table;
import org.lanewise.network.data.Unknown;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.EarlyStopping;
import org.lanewise.network.training.Ending;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A table becomes a file of a pipeline. */
@Command(name = "train", description = "Learns to predict a column of a table from the others, and saves what it has learned. "
        + "Numbers are scaled, missing ones become the mean, texts are categories.")
final class Train extends Subcommand {
    private static final int BAR_WIDTH = 79;

    @Parameters(paramLabel = "FILE.csv", description = "The table: a line of names, then one for each row; gzipped or not.")
    private Path file = Path.of("");

    @Option(names = "--label", required = true, paramLabel = "COLUMN", description = "The column to predict. Given again and again: several labels, columns of 0 and 1, or several numbers.")
    private List<String> labels = List.of();

    @Option(names = "--regress", description = "Predicts numbers. Without it, the class that the column names.")
    private boolean regress;

    @Option(names = "--balanced", description = "Rare classes count as much as others.")
    private boolean balanced;

    @Option(names = "--out", paramLabel = "MODEL", description = "The file to write (default: FILE.lanewise).")
    private @Nullable Path out;

    @Option(names = "--drop", paramLabel = "COLUMN", description = "A column that is not learned from, such as a number of the row.")
    private List<String> dropped = List.of();

    @Option(names = "--text", paramLabel = "COLUMN", description = "A column of numbers that are names, such as a postal code.")
    private List<String> texts = List.of();

    @Option(names = "--hidden", split = ",", paramLabel = "UNITS", description = "The widths of the hidden layers, 0 for none (default: 64).")
    private int[] hidden = {64};

    @Option(names = "--activation", paramLabel = "KIND", description = "Their activation: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Activation.Kind activation = Activation.Kind.RELU;

    @Option(names = "--dropout", paramLabel = "SHARE", description = "The share of their units that is dropped in training (default: ${DEFAULT-VALUE}).")
    private float dropout;

    @Option(names = "--epochs", description = "How often each row is seen, at most (default: ${DEFAULT-VALUE}).")
    private int epochs = 200;

    @Option(names = "--batch-size", description = "Rows of a mini-batch (default: ${DEFAULT-VALUE}).")
    private int batchSize = 32;

    @Option(names = "--learning-rate", description = "The learning rate of Adam (default: ${DEFAULT-VALUE}).")
    private double learningRate = 0.005;

    @Option(names = "--weight-decay", description = "The decoupled weight decay (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(names = "--validation", paramLabel = "SHARE", description = "The share of the rows that is not learned from, but tells how good the network is and when it stops; 0 for none "
            + "(default: ${DEFAULT-VALUE}).")
    private double validation = 0.2;

    @Option(names = "--patience", description = "Stops after so many epochs in which it did not get better on those rows "
            + "(default: ${DEFAULT-VALUE}).")
    private int patience = 20;

    @Option(names = "--seed", description = "Seed of all random numbers: the same gives the same bits (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--threads", description = "Threads of the kernels (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Override
    void run() throws IOException {
        Path model = out != null
                ? out
                : Path.of(file.toString().replaceFirst("(?i)(\\.csv)?(\\.gz)?$", "") + ".lanewise");
        checkSuffix(model, List.of(".lanewise", ".safetensors"));
        checkWritable(model, "--out");
        Training training;
        Recipe<?> recipe;
        try {
            training = training();
            recipe = recipe();
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
        checkReadable(file);
        Table all = csv.form(texts).table(file);
        if (all.rows() == 0) {
            throw new IOException(file + " has no row below the names of its columns");
        }
        for (String name : concat(labels, dropped)) {
            check(all.names().contains(name), "there is no column " + name + " among " + all.names());
        }
        Table table = all.without(dropped.toArray(String[]::new));
        check(table.names().size() > labels.size(), "there is no column to learn from beside " + labels);
        train(recipe, training, table, model);
    }

    private static List<String> concat(List<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private Training training() {
        check(epochs > 0, "--epochs must be at least 1, not " + epochs);
        check(validation >= 0 && validation < 1, "--validation must be from 0 to below 1, not " + validation);
        Training training = Training.ofEpochs(epochs).withBatchSize(batchSize).withSeed(seed)
                .withOptimizer(Optimizer.adam().withLearningRate(learningRate).withWeightDecay(weightDecay));
        return validation > 0
                ? training.withValidationSplit(validation).withEarlyStopping(EarlyStopping.patience(patience))
                : training;
    }

    private Recipe<?> recipe() {
        Recipe<?> recipe = target().withSeed(seed).withKernels(Kernels.create().withThreads(threads))
                .withPreprocessing(Preprocessing.standard().withUnknown(Unknown.ZEROS));
        for (int units : Arrays.equals(hidden, new int[1]) ? new int[0] : hidden) {
            recipe = recipe.withHidden(units, Activation.of(activation)).withDropout(dropout);
        }
        return recipe;
    }

    private Recipe<?> target() {
        String first = labels.getFirst();
        check(!balanced || isClassifier(), "--balanced is for classes, not for labels or numbers");
        if (labels.size() == 1) {
            Recipe<?> one = regress ? Recipe.regress(first) : Recipe.classify(first);
            return balanced ? one.withBalancedClasses() : one;
        }
        String[] others = labels.subList(2, labels.size()).toArray(String[]::new);
        return regress
                ? Recipe.regress(first, labels.get(1), others)
                : Recipe.classify(first, labels.get(1), others);
    }

    private void train(Recipe<?> recipe, Training training, Table table, Path model) throws IOException {
        PrintWriter text = out();
        text.println(table.rows() + " rows of " + file + ", to predict " + String.join(", ", labels) + " from "
                + (table.names().size() - labels.size()) + " columns");
        Pipeline<?> pipeline;
        try (ProgressBar bar = progress()) {
            pipeline = recipe.withTraining(training.withListener(new Progress(bar))).fit(table);
            bar.stepTo(epochs);
        }
        History history = pipeline.history().orElseThrow();
        if (history.ending() == Ending.DIVERGED) {
            throw new IllegalStateException("the cost is not finite any more: try a lower --learning-rate");
        }
        text.println("Network: " + pipeline.network());
        text.println((history.ending() == Ending.STOPPED_EARLY ? "Stopped early" : "Trained") + " after "
                + history.epochs().size() + " epochs"
                + history.best().map(best -> ", of which " + best.number() + " was the best").orElse(""));
        if (validation > 0) {
            Split<Table> split = isClassifier()
                    ? table.split(labels.getFirst(), validation, seed)
                    : table.split(validation, seed);
            text.println("On " + split.train().rows() + " rows that it learned from: "
                    + pipeline.evaluate(split.train(), metrics()));
            text.println("On " + split.test().rows() + " other rows: " + pipeline.evaluate(split.test(), metrics()));
        } else {
            text.println("On the rows that it learned from: " + pipeline.evaluate(table, metrics()));
        }
        pipeline.save(model);
        text.println("Saved: " + model);
    }

    private Metric[] metrics() {
        if (regress) {
            return new Metric[]{Metric.R_SQUARED, Metric.MEAN_ABSOLUTE_ERROR};
        }
        return isClassifier() ? new Metric[]{Metric.ACCURACY} : new Metric[0];
    }

    private boolean isClassifier() {
        return labels.size() == 1 && !regress;
    }

    private ProgressBar progress() {
        return new ProgressBarBuilder().setTaskName("Training").setInitialMax(epochs).setUnit(" epochs", 1)
                .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(50)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_WIDTH)).build();
    }

    /** Epochs on a progress bar, with the cost of the last one. */
    private record Progress(ProgressBar bar) implements TrainingListener {
        @Override
        public void onEpoch(TrainingRun run, Epoch epoch) {
            bar.setExtraMessage(String.format(Locale.ROOT, "cost %.4f", epoch.cost()));
            bar.step();
        }
    }
}
