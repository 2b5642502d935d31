package org.lanewise.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.FittedColumn;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.FittedScaler;
import org.lanewise.network.data.Table;
import org.lanewise.network.internal.Copies;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;
import org.lanewise.network.training.History;

/**
 * What a {@link Recipe} has learned, all of it: what is done with each column, the network, and the names of the classes or the
 * scale of the numbers that are predicted. One file has it, and one object serves any number of threads; it never changes, and
 * the weights are packed once.
 *
 * <pre>{@code
 * Pipeline<String> wine = Pipeline.loadClassifier(Path.of("wine.lanewise"));
 * String label = wine.predict(Map.of("alcohol", 13.2, "hue", 1.05, "region", "Piemonte"));
 * }</pre>
 *
 * A prediction has the same bits for a row alone, in a table, from any thread, and before and after it was saved.
 *
 * @param <P> what is predicted: the name of a class, the names of labels, a number, or several
 */
public final class Pipeline<P> {
    /** Buffers that are kept for the next call; a power of two. */
    private static final int SLOTS = 16;

    private final FittedPreprocessing preprocessing;
    private final FittedTarget<P> target;
    private final Network network;
    private final String training;
    private final @Nullable History history;
    private final Predictor predictor;
    private final Set<String> columns;
    private final List<String> outputNames;
    private final AtomicReferenceArray<@Nullable Buffers> kept = new AtomicReferenceArray<>(SLOTS);

    /** What a call writes to. */
    private static final class Buffers {
        final float[] features;
        final float[] units;

        Buffers(Network network) {
            features = new float[network.inputs()];
            units = new float[network.outputs()];
        }
    }

    /**
     * Puts the parts together.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    Pipeline(FittedPreprocessing preprocessing, FittedTarget<P> target, Network network, String training,
            @Nullable History history) {
        this.preprocessing = preprocessing;
        this.target = target;
        this.network = network;
        this.training = training;
        this.history = history;
        List<String> all = Stream.concat(preprocessing.columns().stream().map(FittedColumn::name),
                target.columns().stream()).toList();
        columns = new HashSet<>(all);
        if (columns.size() < all.size()) {
            throw new IllegalArgumentException("two columns have the same name: " + all);
        }
        if (network.inputs() != preprocessing.outputs() || network.outputs() != target.units()) {
            throw new IllegalArgumentException("the columns have " + preprocessing.outputs() + " features and "
                    + target.units() + " outputs, the network is " + network);
        }
        if (network.cost().kind() != target.cost().kind()) {
            throw new IllegalArgumentException(target.columns() + " needs " + target.cost() + ", the network is "
                    + network);
        }
        predictor = network.predictor();
        outputNames = target.outputNames();
    }

    /** Features and targets as the network is trained on. */
    static Dataset dataset(FittedPreprocessing preprocessing, FittedTarget<?> target, Table table) {
        return Dataset.of(preprocessing.apply(table), target.of(table));
    }

    /**
     * What is predicted for a row.
     *
     * @param row a number, a text or a truth value by the name of its column, null or NaN where it is missing; it may have what is
     *     to be predicted as well, which is not looked at
     * @return the class, the labels in the order of {@link #outputNames()}, or the number or numbers
     * @throws IllegalArgumentException if a column is not there or unknown, has a text instead of a number or the reverse, a
     *     category that the training set did not have where that is an error, or a number that is too large
     */
    public P predict(Map<String, ?> row) {
        Buffers buffers = borrow();
        units(row, buffers);
        P answer = target.answer(buffers.units);
        giveBack(buffers);
        return answer;
    }

    /**
     * What is predicted for a row whose values come in the order of the columns.
     *
     * @param numbers a number for each of {@link #numberColumns()}, NaN where it is missing
     * @param texts a text for each of {@link #textColumns()}, empty where it is missing
     * @return as of {@link #predict(Map)}
     * @throws IllegalArgumentException if there are more or fewer values than columns, a category that the training set did not have
     *     where that is an error, or a number that is too large
     */
    public P predict(double[] numbers, String... texts) {
        Buffers buffers = borrow();
        units(numbers, texts, buffers);
        P answer = target.answer(buffers.units);
        giveBack(buffers);
        return answer;
    }

    /**
     * What is predicted for each row of a table.
     *
     * @param table a table with the columns that were learned from; others are not looked at
     * @return as of {@link #predict(Map)}
     * @throws IllegalArgumentException if a column is not there or has texts instead of numbers or the reverse, or a row has a
     *     category that the training set did not have where that is an error, or a number that is too large
     */
    public List<P> predict(Table table) {
        return target.answers(predictor.predict(preprocessing.apply(table)));
    }

    /**
     * What is predicted for each row of a table, as a table.
     *
     * @param table as for {@link #predict(Table)}
     * @return a column of the classes, called as in the training set, and one of the probabilities of each, {@code kind=a}; or for
     *     each label a column of 1 and 0 and one of the probabilities, {@code label=1}; or the columns of the numbers
     * @throws IllegalArgumentException as of {@link #predict(Table)}
     */
    public Table predictions(Table table) {
        return Table.of(target.table(predictor.predict(preprocessing.apply(table))));
    }

    /**
     * The outputs for a row: the probability of each class, also of both if there are two, or of each label; or the numbers.
     *
     * @param row as for {@link #predict(Map)}
     * @return one for each of {@link #outputNames()}
     * @throws IllegalArgumentException as of {@link #predict(Map)}
     */
    public float[] outputs(Map<String, ?> row) {
        Buffers buffers = borrow();
        units(row, buffers);
        float[] out = new float[outputNames.size()];
        target.outputs(buffers.units, out);
        giveBack(buffers);
        return out;
    }

    /**
     * The outputs for a row whose values come in the order of the columns; nothing is allocated.
     *
     * @param numbers a number for each of {@link #numberColumns()}, NaN where it is missing
     * @param texts a text for each of {@link #textColumns()}, empty where it is missing
     * @param out one for each of {@link #outputNames()}, written
     * @throws IllegalArgumentException as of {@link #predict(double[], String...)}, or if {@code out} has another length
     */
    public void outputs(double[] numbers, String[] texts, float[] out) {
        Objects.requireNonNull(out, "out");
        if (out.length != outputNames.size()) {
            throw new IllegalArgumentException("out has " + out.length + " numbers for the outputs " + outputNames);
        }
        Buffers buffers = borrow();
        units(numbers, texts, buffers);
        target.outputs(buffers.units, out);
        giveBack(buffers);
    }

    /**
     * The outputs for each row of a table.
     *
     * @param table as for {@link #predict(Table)}
     * @return an example for each row, with a number for each of {@link #outputNames()}
     * @throws IllegalArgumentException as of {@link #predict(Table)}
     */
    public Examples outputs(Table table) {
        return target.outputs(predictor.predict(preprocessing.apply(table)));
    }

    private void units(Map<String, ?> row, Buffers buffers) {
        preprocessing.apply(row, buffers.features);
        for (String name : row.keySet()) {
            if (!columns.contains(name)) {
                throw new IllegalArgumentException("there is no column " + name + " among "
                        + preprocessing.columns().stream().map(FittedColumn::name).toList());
            }
        }
        predictor.predict(buffers.features, buffers.units);
    }

    private void units(double[] numbers, String[] texts, Buffers buffers) {
        preprocessing.apply(numbers, texts, buffers.features);
        predictor.predict(buffers.features, buffers.units);
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & SLOTS - 1;
    }

    /** Those that this thread used last, unless another one has them. */
    private Buffers borrow() {
        Buffers last = kept.getAndSet(slot(), null);
        return last != null ? last : new Buffers(network);
    }

    private void giveBack(Buffers buffers) {
        kept.set(slot(), buffers);
    }

    /**
     * Measures the pipeline with a table. Metrics of numbers are in the measure of the table.
     *
     * @param table a table with the columns that were learned from, and what is predicted
     * @param metrics what is measured beside the loss
     * @return the loss, which is that of the network (of scaled numbers), and the metrics
     * @throws IllegalArgumentException as of {@link #predict(Table)}, or if there is no row, what is to be predicted is missing in a
     *     row or is a class that the training set did not have, or a metric is not one of such predictions
     */
    public Scores evaluate(Table table, Metric... metrics) {
        List<Metric> asked = Copies.of(metrics, "metrics");
        Dataset data = dataset(preprocessing, target, table);
        double loss = network.cost(data);
        Examples predictions = target.predictions(predictor.predict(data.x()));
        Dataset truth = Dataset.of(data.x(), target.truth(table));
        Map<Metric, Double> values = new LinkedHashMap<>();
        for (Metric metric : asked) {
            values.put(metric, metric.equals(Metric.LOSS) ? loss : metric.of(predictions, truth));
        }
        return new Scores(loss, values);
    }

    /**
     * The columns that are predicted.
     *
     * @return that of the class or of the number, or those of several labels or numbers
     */
    public List<String> targets() {
        return target.columns();
    }

    /**
     * The names of the outputs.
     *
     * @return the classes in ascending order, or the columns of the labels or numbers
     */
    public List<String> outputNames() {
        return outputNames;
    }

    /**
     * The columns that have a number in each row: those of numbers, and of numbers that are categories.
     *
     * @return their names, in order
     */
    public List<String> numberColumns() {
        return preprocessing.columns().stream().filter(column -> !(column instanceof FittedColumn.Texts))
                .map(FittedColumn::name).toList();
    }

    /**
     * The columns that have a text in each row.
     *
     * @return their names, in order
     */
    public List<String> textColumns() {
        return preprocessing.columns().stream().filter(FittedColumn.Texts.class::isInstance).map(FittedColumn::name)
                .toList();
    }

    /**
     * What is done with each column before the network sees it.
     *
     * @return the preprocessing
     */
    public FittedPreprocessing preprocessing() {
        return preprocessing;
    }

    /**
     * The network. Of two classes it predicts the probability of the second, and of numbers scaled ones.
     *
     * @return a copy
     */
    public Network network() {
        return network.copy();
    }

    /**
     * How the network was trained, and how the training ended.
     *
     * @return for example {@code 200 epochs, batches of 32, seed 0, …, STOPPED_EARLY after 57 epochs with 142 rows}
     */
    public String training() {
        return training;
    }

    /**
     * How the training went, epoch by epoch.
     *
     * @return the history; nothing if the pipeline comes from a file
     */
    public Optional<History> history() {
        return Optional.ofNullable(history);
    }

    /**
     * Saves the pipeline: a safetensors file of the network, as {@link Safetensors#write(Network, Path)} makes it, with all else
     * among the metadata. Whoever reads only the network finds it there.
     *
     * @param file where it goes; what is there is replaced, atomically
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if a name or a category is no Unicode text: half of a surrogate pair
     */
    public void save(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        PipelineFile.write(preprocessing, target, network, training, file);
    }

    /**
     * Writes the pipeline as an ONNX model, for tools that know nothing of this library: {@link Onnx#writeClassifier} and {@link
     * Onnx#writeRegressor} say what its inputs and outputs are.
     *
     * @param file where it goes; what is there is replaced, atomically
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if two categories of numbers are the same float
     */
    public void saveOnnx(Path file) throws IOException {
        switch (target) {
            case FittedTarget.OneClass one -> Onnx.writeClassifier(preprocessing, network, one.classes(), file);
            case FittedTarget.Labels labels -> Onnx.writeClassifier(preprocessing, network, labels.columns(), file);
            case FittedTarget.Numbers<?> numbers -> Onnx.writeRegressor(preprocessing, network,
                    new FittedScaler(numbers.scaled().stream().map(FittedColumn.Numbers::scaling).toList()), file);
        }
    }

    /**
     * Loads a pipeline that predicts one class.
     *
     * @param file the file
     * @return the pipeline, to the bit
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException}): no pipeline was saved there, one
     *     that predicts something else, one of a later edition, or it is damaged
     */
    public static Pipeline<String> loadClassifier(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return PipelineFile.read(file, FittedTarget.OneClass.class);
    }

    /**
     * Loads a pipeline that predicts any number of labels.
     *
     * @param file the file
     * @return the pipeline, to the bit
     * @throws IOException as {@link #loadClassifier}
     */
    public static Pipeline<List<String>> loadLabelClassifier(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return PipelineFile.read(file, FittedTarget.Labels.class);
    }

    /**
     * Loads a pipeline that predicts one number.
     *
     * @param file the file
     * @return the pipeline, to the bit
     * @throws IOException as {@link #loadClassifier}
     */
    public static Pipeline<Float> loadRegressor(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return PipelineFile.read(file, FittedTarget.OneNumber.class);
    }

    /**
     * Loads a pipeline that predicts several numbers.
     *
     * @param file the file
     * @return the pipeline, to the bit
     * @throws IOException as {@link #loadClassifier}
     */
    public static Pipeline<float[]> loadVectorRegressor(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return PipelineFile.read(file, FittedTarget.SeveralNumbers.class);
    }

    /**
     * Loads a pipeline, whatever it predicts.
     *
     * @param file the file
     * @return the pipeline, to the bit
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException})
     */
    public static Pipeline<?> load(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return PipelineFile.read(file);
    }

    /**
     * What is predicted from what, as a table of the columns, and the network's {@link Network#summary()}.
     *
     * @return some lines of text
     */
    public String summary() {
        StringBuilder text = new StringBuilder(toString()).append('\n');
        for (FittedColumn column : preprocessing.columns()) {
            text.append(line(column)).append('\n');
        }
        return text.append(network.summary()).append("trained: ").append(training).append('\n').toString();
    }

    private static String line(FittedColumn column) {
        String what = switch (column) {
            case FittedColumn.Numbers numbers -> "number, (x - " + numbers.scaling().center() + ") / "
                    + numbers.scaling().scale() + ", " + numbers.missing() + " if missing";
            case FittedColumn.Texts texts -> "text of " + texts.categories();
            case FittedColumn.Categories numbers -> "number of " + numbers.categories();
        };
        return "  " + column.name() + ": " + what;
    }

    /**
     * What is predicted from what.
     *
     * @return for example {@code class (a, b, c) from 13 columns, 13-64-3, CATEGORICAL_CROSS_ENTROPY}
     */
    @Override
    public String toString() {
        return String.join(", ", targets())
                + (outputNames().equals(targets()) ? "" : " (" + String.join(", ", outputNames()) + ")") + " from "
                + preprocessing.columns().size() + " columns, " + network;
    }
}
