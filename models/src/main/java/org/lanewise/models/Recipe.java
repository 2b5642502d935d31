package org.lanewise.models;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Scaler;
import org.lanewise.network.data.Split;
import org.lanewise.network.data.Table;
import org.lanewise.network.internal.Copies;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Training;

/**
 * How a table becomes a {@link Pipeline}: what is predicted, from all other columns, by which network, trained how. An immutable
 * value; each {@code with…} returns a changed copy.
 *
 * <pre>{@code
 * Pipeline<String> wine = Recipe.classify("class").withHidden(64, Activation.RELU)
 *         .withTraining(Training.ofEpochs(200).withValidationSplit(0.1).withEarlyStopping(EarlyStopping.patience(20)))
 *         .fit(table);
 * }</pre>
 *
 * All that is learned of columns, scales, categories and what takes the place of missing numbers, is learned from the rows that
 * the network is trained on: neither those of a validation split nor those of another fold are looked at.
 *
 * @param <P> what is predicted
 */
public final class Recipe<P> {
    private final List<String> targets;
    private final Learning<P> learning;
    /** Whether each part of a cut gets its share of each class. */
    private final boolean isStratified;
    private Preprocessing preprocessing = Preprocessing.standard();
    private Scaler targetScaler = Scaler.STANDARD;
    private List<Consumer<Network.Builder>> layers = List.of();
    private boolean balanced;
    private long seed;
    private Training training = Training.ofEpochs(200);
    private @Nullable Kernels kernels;

    /** What has to be known of the columns that are predicted. */
    @FunctionalInterface
    private interface Learning<P> {
        FittedTarget<P> fit(Table training, List<String> columns, Scaler scaler);
    }

    private Recipe(List<String> targets, boolean isStratified, Learning<P> learning) {
        this.targets = List.copyOf(targets);
        this.isStratified = isStratified;
        this.learning = learning;
        if (new HashSet<>(targets).size() < targets.size()) {
            throw new IllegalArgumentException("what is predicted must be different columns: " + targets);
        }
    }

    private Recipe(Recipe<P> other) {
        targets = other.targets;
        learning = other.learning;
        isStratified = other.isStratified;
        preprocessing = other.preprocessing;
        targetScaler = other.targetScaler;
        layers = other.layers;
        balanced = other.balanced;
        seed = other.seed;
        training = other.training;
        kernels = other.kernels;
    }

    /**
     * Predicts the class of a row, by its name. The column has a text for each row, or a number, which is a name then: 1 and 1.0
     * are {@code 1}. Classes are in ascending order, that of the numbers or that of the texts' characters ({@code "10"} before
     * {@code "2"}, {@code "B"} before {@code "a"}). Two classes have a sigmoid and the binary cross-entropy, more of them softmax
     * and the categorical one.
     *
     * @param column the column of the classes
     * @return a recipe without hidden layers
     */
    public static Recipe<String> classify(String column) {
        Objects.requireNonNull(column, "column");
        return new Recipe<>(List.of(column), true,
                (table, columns, scaler) -> FittedTarget.OneClass.fit(table, columns.getFirst()));
    }

    /**
     * Predicts which labels a row has, any number of them. Each is a column that says whether a row has the label: 1 or 0, or
     * the texts {@code true} and {@code false} in any case. Each has a sigmoid, and the binary cross-entropy.
     *
     * @param first the column of a label, by whose name it is called
     * @param second that of another
     * @param others those of more
     * @return a recipe without hidden layers; what is predicted are the names of those that are more likely than not, in the
     *     order given here
     * @throws IllegalArgumentException if a name stands there twice
     */
    public static Recipe<List<String>> classify(String first, String second, String... others) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
        return new Recipe<>(list(first, second, others), false,
                (table, columns, scaler) -> new FittedTarget.Labels(columns));
    }

    /**
     * Predicts a number, by the mean squared error. It is brought to mean 0 and deviation 1 for the network, unless {@link
     * #withTargetScaler} says otherwise, and back for whoever asks.
     *
     * @param column a column of numbers
     * @return a recipe without hidden layers
     */
    public static Recipe<Float> regress(String column) {
        Objects.requireNonNull(column, "column");
        return new Recipe<>(List.of(column), false, (table, columns, scaler) -> new FittedTarget.OneNumber(
                FittedTarget.Numbers.fit(table, columns, scaler)));
    }

    /**
     * Predicts several numbers, as {@link #regress(String)} does one. Each counts as much as the others, whatever its measure.
     *
     * @param first a column of numbers
     * @param second another
     * @param others more of them
     * @return a recipe without hidden layers; what is predicted are as many numbers, in the order given here
     * @throws IllegalArgumentException if a name stands there twice
     */
    public static Recipe<float[]> regress(String first, String second, String... others) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
        return new Recipe<>(list(first, second, others), false,
                (table, columns, scaler) -> new FittedTarget.SeveralNumbers(
                        FittedTarget.Numbers.fit(table, columns, scaler)));
    }

    private static List<String> list(String first, String second, String... others) {
        return Stream.concat(Stream.of(first, second), Copies.of(others, "others").stream()).toList();
    }

    /**
     * Sets what becomes of the other columns, {@link Preprocessing#standard()} unless set.
     *
     * @param newPreprocessing the way
     * @return the changed recipe
     */
    public Recipe<P> withPreprocessing(Preprocessing newPreprocessing) {
        Recipe<P> changed = new Recipe<>(this);
        changed.preprocessing = Objects.requireNonNull(newPreprocessing, "newPreprocessing");
        return changed;
    }

    /**
     * Sets how numbers are scaled that are predicted, {@link Scaler#STANDARD} unless set. A classifier has none.
     *
     * @param scaler the way
     * @return the changed recipe
     */
    public Recipe<P> withTargetScaler(Scaler scaler) {
        Recipe<P> changed = new Recipe<>(this);
        changed.targetScaler = Objects.requireNonNull(scaler, "scaler");
        return changed;
    }

    /**
     * Makes all classes count the same in the training, however rare they are: each row has the weight {@code m / (k·mₖ)} for a class
     * of mₖ rows among k. Measurements have no weights.
     *
     * @return the changed recipe
     * @throws IllegalArgumentException if no class is predicted, but labels or numbers
     */
    public Recipe<P> withBalancedClasses() {
        if (!isStratified) {
            throw new IllegalArgumentException(
                    "there are no classes to balance, " + targets + " are labels or numbers");
        }
        Recipe<P> changed = new Recipe<>(this);
        changed.balanced = true;
        return changed;
    }

    /**
     * Adds a hidden layer behind those that there are.
     *
     * @param units its width, positive
     * @param activation its activation
     * @return the changed recipe
     * @throws IllegalArgumentException if the width is not positive
     */
    public Recipe<P> withHidden(int units, Activation activation) {
        return withLayer(builder -> builder.hidden(units, activation));
    }

    /**
     * Drops units of the layer added last while the network is trained, or features if there is none yet.
     *
     * @param share the share of units, from 0 to below 1
     * @return the changed recipe
     * @throws IllegalArgumentException if the share is out of range
     */
    public Recipe<P> withDropout(float share) {
        return withLayer(builder -> builder.dropout(share));
    }

    private Recipe<P> withLayer(Consumer<Network.Builder> layer) {
        // For its checks: what is wrong is said here, and not when there are data.
        layer.accept(Network.builder(1));
        Recipe<P> changed = new Recipe<>(this);
        List<Consumer<Network.Builder>> all = new ArrayList<>(layers);
        all.add(layer);
        changed.layers = List.copyOf(all);
        return changed;
    }

    /**
     * Sets the seed of the first weights and of the folds of a cross-validation, 0 unless set. What else is at random has the
     * seed of the training.
     *
     * @param newSeed any number
     * @return the changed recipe
     */
    public Recipe<P> withSeed(long newSeed) {
        Recipe<P> changed = new Recipe<>(this);
        changed.seed = newSeed;
        return changed;
    }

    /**
     * Sets how the network is trained, 200 epochs of {@link Training#ofEpochs} unless set. Its metrics are those of the network:
     * of numbers that are predicted they see scaled ones.
     *
     * @param newTraining the training
     * @return the changed recipe
     * @throws IllegalArgumentException if it has validation data of its own, which would have to be features already: those of
     *     a recipe are a table ({@link #fit(Table, Table)})
     */
    public Recipe<P> withTraining(Training newTraining) {
        Objects.requireNonNull(newTraining, "newTraining");
        if (newTraining.validation().isPresent()) {
            throw new IllegalArgumentException("the training has validation data that are features already: "
                    + "give them to fit(training, validation) as a table");
        }
        Recipe<P> changed = new Recipe<>(this);
        changed.training = newTraining;
        return changed;
    }

    /**
     * Sets what computes, {@link Kernels#create()} unless set.
     *
     * @param newKernels the kernels
     * @return the changed recipe
     */
    public Recipe<P> withKernels(Kernels newKernels) {
        Recipe<P> changed = new Recipe<>(this);
        changed.kernels = Objects.requireNonNull(newKernels, "newKernels");
        return changed;
    }

    /**
     * Learns from a table. If the training has a validation split these rows are taken out first, each class in proportion.
     *
     * @param table what is to be predicted, and the columns it is predicted from, all others
     * @return what was learned; if the training diverged it is the best that there was, and {@link Pipeline#history()} says so
     * @throws IllegalArgumentException if a column is not there or has texts instead of numbers, what is to be predicted is
     *     missing in a row, there are fewer than two classes or too few rows, a number is infinite, a column of numbers has
     *     none, or the rows for validation have a category that the others do not, where that is an error
     */
    public Pipeline<P> fit(Table table) {
        Objects.requireNonNull(table, "table");
        FittedTarget.checkComplete(table, targets);
        if (training.validationSplit() == 0) {
            return learn(table, null);
        }
        Split<Table> split = isStratified
                ? table.split(targets.getFirst(), training.validationSplit(), training.seed())
                : table.split(training.validationSplit(), training.seed());
        return fit(split.train(), split.test());
    }

    /**
     * Learns from a table, and measures the network with another one after each epoch: the rows of a later time, or of other
     * people. A validation split of the training is not made then.
     *
     * @param table what is trained on
     * @param validation what is measured with, of the same columns
     * @return what was learned
     * @throws IllegalArgumentException as {@link #fit(Table)}
     */
    public Pipeline<P> fit(Table table, Table validation) {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(validation, "validation");
        FittedTarget.checkComplete(table, targets);
        FittedTarget.checkComplete(validation, targets);
        return learn(table, validation);
    }

    private Pipeline<P> learn(Table table, @Nullable Table validation) {
        FittedTarget<P> target = learning.fit(table, targets, targetScaler);
        FittedPreprocessing features = preprocessing.fit(table.without(targets.toArray(String[]::new)));
        Network.Builder builder = Network.builder(features.outputs()).seed(seed)
                .kernels(kernels != null ? kernels : Kernels.create());
        layers.forEach(layer -> layer.accept(builder));
        Network network = builder.output(target.units(), target.cost()).build();
        Training how = validation == null
                ? training
                : training.withValidation(Pipeline.dataset(features, target, validation));
        Dataset data = Pipeline.dataset(features, target, table);
        History history = how.fit(network, balanced ? data.withBalancedClasses() : data);
        String text = training + ", " + history.ending() + " after " + history.epochs().size() + " epochs with "
                + table.rows() + " rows";
        return new Pipeline<>(features, target, network, text, history);
    }

    /**
     * Measures the recipe by cross-validation: a pipeline learns from all folds but one, and is measured with that one.
     *
     * @param table the rows, which are shuffled; each fold has its share of each class
     * @param folds how many folds, from 2 to the number of rows
     * @param metrics what is measured beside the loss
     * @return the scores of each fold
     * @throws IllegalArgumentException as {@link #fit(Table)} and {@link Pipeline#evaluate}, or if the number of folds is out of
     *     range
     */
    public List<Scores> crossValidate(Table table, int folds, Metric... metrics) {
        Objects.requireNonNull(table, "table");
        Copies.of(metrics, "metrics");
        FittedTarget.checkComplete(table, targets);
        List<Split<Table>> splits = isStratified
                ? table.folds(targets.getFirst(), folds, seed)
                : table.folds(folds, seed);
        return splits.stream().map(split -> fit(split.train()).evaluate(split.test(), metrics)).toList();
    }
}
