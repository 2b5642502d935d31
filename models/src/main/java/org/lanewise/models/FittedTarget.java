package org.lanewise.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.FittedColumn;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.Imputer;
import org.lanewise.network.data.Preprocessing;
import org.lanewise.network.data.Scaler;
import org.lanewise.network.data.Table;
import org.lanewise.network.data.Targets;
import org.lanewise.network.data.Unknown;

/**
 * What is predicted, and what was learned of it: which columns of a table, and how the units of a network's last layer become an
 * answer. An immutable value.
 *
 * @param <P> the answer
 */
sealed interface FittedTarget<P> {
    /** The columns that have it. */
    List<String> columns();

    /** The name of each output. */
    List<String> outputNames();

    /** The units of the network's last layer. */
    int units();

    /** What the network minimises. */
    Cost cost();

    /** What the rows have, for the network to be trained on; throws if one is missing or none that is known. */
    Targets of(Table table);

    /** What the rows have, in the user's own measure. */
    default Targets truth(Table table) {
        return of(table);
    }

    /** The predictions of the network as metrics want them beside the {@link #truth}. */
    default Examples predictions(Examples units) {
        return units;
    }

    /** The outputs, of what the network predicts. */
    void outputs(float[] units, float[] out);

    /** The answer, of what the network predicts. */
    P answer(float[] units);

    /** The answers as columns, with the outputs where these are something else. */
    List<Column> table(Examples units);

    /** The outputs of many examples. */
    default Examples outputs(Examples units) {
        float[] from = new float[units.features()];
        float[] to = new float[outputNames().size()];
        Matrix rows = Matrix.zeros(units.size(), to.length);
        for (int e = 0; e < units.size(); e++) {
            units.copyTo(e, from);
            outputs(from, to);
            System.arraycopy(to, 0, rows.data(), rows.index(e, 0), to.length);
        }
        return Examples.ofRows(rows);
    }

    /** The answers of many examples. */
    default List<P> answers(Examples units) {
        float[] from = new float[units.features()];
        List<P> answers = new ArrayList<>(units.size());
        for (int e = 0; e < units.size(); e++) {
            units.copyTo(e, from);
            answers.add(answer(from));
        }
        return List.copyOf(answers);
    }

    /** One output of many examples. */
    private static Column column(String name, Examples outputs, int i) {
        // The decimal number that is closest to the float, in as few digits as that needs.
        return Column.numbers(name, IntStream.range(0, outputs.size())
                .mapToDouble(e -> Double.parseDouble(Float.toString(outputs.get(e, i)))).toArray());
    }

    /** Throws if a row does not say what is to be predicted. */
    static void checkComplete(Table table, List<String> columns) {
        for (String name : columns) {
            Column column = table.column(name);
            for (int row = 0; row < table.rows(); row++) {
                boolean isMissing = switch (column) {
                    case Column.Numbers numbers -> Double.isNaN(numbers.get(row));
                    case Column.Texts texts -> texts.get(row).isEmpty();
                };
                if (isMissing) {
                    throw new IllegalArgumentException(
                            "column " + name + ", which is to be predicted, has nothing in row "
                                    + row);
                }
            }
        }
    }

    private static List<String> distinct(List<String> names, String what) {
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException(what + " must differ: " + names);
        }
        return List.copyOf(names);
    }

    /**
     * One class of two or more.
     *
     * @param column the column that has their names
     * @param classes their names, in the order of the network's units; of two of them the only unit is the second's probability
     */
    record OneClass(String column, List<String> classes) implements FittedTarget<String> {
        public OneClass {
            Objects.requireNonNull(column, "column");
            classes = distinct(classes, "classes");
            if (classes.size() < 2) {
                throw new IllegalArgumentException(
                        "column " + column + " must have two classes at least, it has " + classes);
            }
        }

        /** The classes of the training set in ascending order: that of numbers, or that of the texts' characters. */
        static OneClass fit(Table training, String column) {
            return new OneClass(column, switch (training.column(column)) {
                case Column.Numbers numbers ->
                    Arrays.stream(numbers.toArray()).sorted().mapToObj(OneClass::name).distinct().toList();
                case Column.Texts texts -> texts.toList().stream().distinct().sorted().toList();
            });
        }

        /** Both zeros are one class, and what is whole has no point, so that a file's 1 and 1.0 are one class too. */
        private static String name(double number) {
            return number == (long) number ? Long.toString((long) number) : Double.toString(number);
        }

        @Override
        public List<String> columns() {
            return List.of(column);
        }

        @Override
        public List<String> outputNames() {
            return classes;
        }

        @Override
        public int units() {
            return classes.size() == 2 ? 1 : classes.size();
        }

        @Override
        public Cost cost() {
            return classes.size() == 2 ? Cost.BINARY_CROSS_ENTROPY : Cost.CATEGORICAL_CROSS_ENTROPY;
        }

        @Override
        public Targets of(Table table) {
            checkComplete(table, columns());
            List<String> names = switch (table.column(column)) {
                case Column.Numbers numbers -> Arrays.stream(numbers.toArray()).mapToObj(OneClass::name).toList();
                case Column.Texts texts -> texts.toList();
            };
            return Targets.labels(names, classes);
        }

        @Override
        public void outputs(float[] units, float[] out) {
            if (units.length == 1) {
                out[0] = 1 - units[0];
                out[1] = units[0];
            } else {
                System.arraycopy(units, 0, out, 0, out.length);
            }
        }

        @Override
        public String answer(float[] units) {
            return classes.get(Examples.ofRows(units, units.length).predictedClass(0));
        }

        @Override
        public List<Column> table(Examples units) {
            Examples probabilities = outputs(units);
            List<Column> columns = new ArrayList<>();
            columns.add(Column.texts(column, answers(units).toArray(String[]::new)));
            for (int c = 0; c < classes.size(); c++) {
                columns.add(FittedTarget.column(column + "=" + classes.get(c), probabilities, c));
            }
            return columns;
        }
    }

    /**
     * Any number of labels at once.
     *
     * @param columns a column for each label, which says whether it is there: 1 or 0, true or false
     */
    record Labels(List<String> columns) implements FittedTarget<List<String>> {
        public Labels {
            columns = distinct(columns, "columns");
        }

        @Override
        public List<String> outputNames() {
            return columns;
        }

        @Override
        public int units() {
            return columns.size();
        }

        @Override
        public Cost cost() {
            return Cost.BINARY_CROSS_ENTROPY;
        }

        @Override
        public Targets of(Table table) {
            checkComplete(table, columns);
            Matrix labels = Matrix.zeros(table.rows(), columns.size());
            for (int c = 0; c < columns.size(); c++) {
                for (int row = 0; row < table.rows(); row++) {
                    labels.set(row, c, label(table.column(columns.get(c)), row));
                }
            }
            return Targets.values(Examples.ofRows(labels));
        }

        private static float label(Column column, int row) {
            String text = switch (column) {
                case Column.Numbers numbers -> OneClass.name(numbers.get(row));
                case Column.Texts texts -> texts.get(row).toLowerCase(Locale.ROOT);
            };
            return switch (text) {
                case "0", "false" -> 0;
                case "1", "true" -> 1;
                default -> throw new IllegalArgumentException("column " + column.name()
                        + " of labels must have 0 or 1, true or false: row " + row + " has " + text);
            };
        }

        @Override
        public void outputs(float[] units, float[] out) {
            System.arraycopy(units, 0, out, 0, out.length);
        }

        @Override
        public List<String> answer(float[] units) {
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < units.length; i++) {
                if (units[i] >= 0.5f) {
                    labels.add(columns.get(i));
                }
            }
            return List.copyOf(labels);
        }

        @Override
        public List<Column> table(Examples units) {
            List<Column> table = new ArrayList<>();
            for (int c = 0; c < columns.size(); c++) {
                int label = c;
                table.add(Column.numbers(columns.get(c), IntStream.range(0, units.size())
                        .mapToDouble(e -> units.get(e, label) >= 0.5f ? 1 : 0).toArray()));
            }
            for (int c = 0; c < columns.size(); c++) {
                table.add(FittedTarget.column(columns.get(c) + "=1", units, c));
            }
            return table;
        }
    }

    /** Numbers, of which the network predicts scaled ones. */
    sealed interface Numbers<P> extends FittedTarget<P> {
        /** The columns, and how they are scaled. */
        List<FittedColumn.Numbers> scaled();

        /** Learns the scale of columns. */
        static List<FittedColumn.Numbers> fit(Table training, List<String> columns, Scaler scaler) {
            columns.forEach(training::numbers);
            return Preprocessing.standard().withNumbers(Imputer.MEAN, scaler)
                    .fit(training.select(columns.toArray(String[]::new))).columns().stream()
                    .map(FittedColumn.Numbers.class::cast).toList();
        }

        @Override
        default List<String> columns() {
            return scaled().stream().map(FittedColumn::name).toList();
        }

        @Override
        default List<String> outputNames() {
            return columns();
        }

        @Override
        default int units() {
            return scaled().size();
        }

        @Override
        default Cost cost() {
            return Cost.MEAN_SQUARED_ERROR;
        }

        @Override
        default Targets of(Table table) {
            checkComplete(table, columns());
            return Targets.values(new FittedPreprocessing(List.copyOf(scaled()), Unknown.ERROR).apply(table));
        }

        @Override
        default Targets truth(Table table) {
            checkComplete(table, columns());
            List<String> columns = columns();
            Matrix numbers = Matrix.zeros(table.rows(), columns.size());
            for (int c = 0; c < columns.size(); c++) {
                Column.Numbers column = table.numbers(columns.get(c));
                for (int row = 0; row < table.rows(); row++) {
                    numbers.set(row, c, (float) column.get(row));
                }
            }
            return Targets.values(Examples.ofRows(numbers));
        }

        @Override
        default Examples predictions(Examples units) {
            return outputs(units);
        }

        @Override
        default void outputs(float[] units, float[] out) {
            for (int i = 0; i < out.length; i++) {
                out[i] = number(units, i);
            }
        }

        @Override
        default List<Column> table(Examples units) {
            Examples numbers = outputs(units);
            List<Column> columns = new ArrayList<>();
            for (String name : columns()) {
                columns.add(FittedTarget.column(name, numbers, columns.size()));
            }
            return columns;
        }

        default float number(float[] units, int i) {
            return (float) scaled().get(i).scaling().invert(units[i]);
        }
    }

    /**
     * One number.
     *
     * @param scaled its column, and how it is scaled
     */
    record OneNumber(List<FittedColumn.Numbers> scaled) implements Numbers<Float> {
        public OneNumber {
            scaled = List.copyOf(scaled);
            if (scaled.size() != 1) {
                throw new IllegalArgumentException("there must be one column: " + scaled);
            }
        }

        @Override
        public Float answer(float[] units) {
            return number(units, 0);
        }
    }

    /**
     * Several numbers.
     *
     * @param scaled their columns, and how they are scaled
     */
    record SeveralNumbers(List<FittedColumn.Numbers> scaled) implements Numbers<float[]> {
        public SeveralNumbers {
            scaled = List.copyOf(scaled);
            distinct(scaled.stream().map(FittedColumn::name).toList(), "columns");
        }

        @Override
        public float[] answer(float[] units) {
            float[] numbers = new float[units.length];
            outputs(units, numbers);
            return numbers;
        }
    }
}
