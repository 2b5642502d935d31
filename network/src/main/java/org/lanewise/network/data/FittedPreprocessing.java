package org.lanewise.network.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.internal.Copies;

/**
 * What a {@link Preprocessing} has learned: how a row becomes the features of a network. Tables and maps are read by the
 * names of the columns, in whichever order these come; what has other names is not looked at. An immutable value, for
 * any number of threads.
 *
 * @param columns what is done with each column; the outputs of one follow those of the one before
 * @param unknown what becomes of categories that the training set did not have
 */
public record FittedPreprocessing(List<FittedColumn> columns, Unknown unknown) {
    /** The number of a row that belongs to no table. */
    private static final int ALONE = -1;

    /** Copies the list, and checks that there is a column. */
    public FittedPreprocessing {
        columns = Copies.of(columns, "columns");
        Objects.requireNonNull(unknown, "unknown");
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("there is no column");
        }
    }

    /**
     * How many features a network gets.
     *
     * @return the number of outputs
     */
    public int outputs() {
        int outputs = 0;
        for (int c = 0; c < columns.size(); c++) {
            outputs += columns.get(c).outputs();
        }
        return outputs;
    }

    /** As {@link #outputs} without a stream or an iterator, because each row asks. */
    private int countTexts() {
        int texts = 0;
        for (int c = 0; c < columns.size(); c++) {
            texts += columns.get(c) instanceof FittedColumn.Texts ? 1 : 0;
        }
        return texts;
    }

    /**
     * The names of the outputs.
     *
     * @return for example {@code [alcohol, region=Piemonte, region=Toscana]}
     */
    public List<String> names() {
        return columns.stream().flatMap(column -> column.outputNames().stream()).toList();
    }

    /**
     * The features of all rows.
     *
     * @param table a table with the columns that were learned from
     * @return an example for each row
     * @throws IllegalArgumentException if a column is not there, or has texts instead of numbers or the reverse, a
     *     category is unknown and is to be an error, or a number is too large for a finite float
     */
    public Examples apply(Table table) {
        Objects.requireNonNull(table, "table");
        String[] texts = new String[countTexts()];
        double[] numbers = new double[columns.size() - texts.length];
        Column.Numbers[] numbersOf = new Column.Numbers[numbers.length];
        Column.Texts[] textsOf = new Column.Texts[texts.length];
        int n = 0;
        int t = 0;
        for (FittedColumn column : columns) {
            if (column instanceof FittedColumn.Texts) {
                textsOf[t++] = table.texts(column.name());
            } else {
                numbersOf[n++] = table.numbers(column.name());
            }
        }
        float[] features = new float[outputs()];
        Matrix rows = Matrix.zeros(table.rows(), features.length);
        for (int row = 0; row < table.rows(); row++) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = numbersOf[i].get(row);
            }
            for (int i = 0; i < texts.length; i++) {
                texts[i] = textsOf[i].get(row);
            }
            check(numbers, texts, row);
            write(numbers, texts, features);
            System.arraycopy(features, 0, rows.data(), rows.index(row, 0), features.length);
        }
        return Examples.ofRows(rows);
    }

    /**
     * The features of one row.
     *
     * @param row a number, or a text or truth value, by the name of its column, null or NaN where it is missing
     * @param out as many numbers as there are outputs, written
     * @throws IllegalArgumentException if a column is not there, or has a text instead of a number or the reverse, a
     *     category is unknown and is to be an error, a number is too large for a finite float, or {@code out} has
     *     another length
     */
    public void apply(Map<String, ?> row, float[] out) {
        Objects.requireNonNull(row, "row");
        Objects.requireNonNull(out, "out");
        String[] texts = new String[countTexts()];
        double[] numbers = new double[columns.size() - texts.length];
        int n = 0;
        int t = 0;
        for (FittedColumn column : columns) {
            Object value = row.get(column.name());
            if (value == null && !row.containsKey(column.name())) {
                throw new IllegalArgumentException("there is no " + column.name() + " among " + row.keySet());
            }
            if (column instanceof FittedColumn.Texts) {
                texts[t++] = text(column, value);
            } else {
                numbers[n++] = number(column, value);
            }
        }
        apply(numbers, texts, out);
    }

    private static String text(FittedColumn column, @Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Double number when number.isNaN() -> "";
            case Float number when number.isNaN() -> "";
            case String text -> text;
            case Boolean flag -> flag.toString();
            default -> throw wrongType(column, value, "String");
        };
    }

    private static double number(FittedColumn column, @Nullable Object value) {
        return switch (value) {
            case null -> Double.NaN;
            case Number number -> number.doubleValue();
            default -> throw wrongType(column, value, "Number");
        };
    }

    private static IllegalArgumentException wrongType(FittedColumn column, Object value, String type) {
        return new IllegalArgumentException(column.name() + " must be a " + type + ", it is " + value + " ("
                + value.getClass().getSimpleName() + ")");
    }

    /**
     * The features of one row whose values come in the order of the columns; nothing is allocated.
     *
     * @param numbers a number for each column of numbers, in their order, NaN where it is missing
     * @param texts a text for each column of texts, in their order, empty where it is missing
     * @param out as many numbers as there are outputs, written
     * @throws IllegalArgumentException if an array has another length, a category is unknown and is to be an error, or
     *     a number is too large for a finite float
     */
    public void apply(double[] numbers, String[] texts, float[] out) {
        Objects.requireNonNull(numbers, "numbers");
        Objects.requireNonNull(texts, "texts");
        Objects.requireNonNull(out, "out");
        int columnsOfTexts = countTexts();
        if (texts.length != columnsOfTexts || numbers.length != columns.size() - columnsOfTexts) {
            throw new IllegalArgumentException("there are " + numbers.length + " numbers and " + texts.length
                    + " texts for " + (columns.size() - columnsOfTexts) + " columns of numbers and " + columnsOfTexts
                    + " of texts");
        }
        if (out.length != outputs()) {
            throw new IllegalArgumentException("out has " + out.length + " numbers for " + outputs() + " outputs");
        }
        check(numbers, texts, ALONE);
        write(numbers, texts, out);
    }

    /** Throws if a value has no output, so that nothing is written before. */
    private void check(double[] numbers, String[] texts, int row) {
        int n = 0;
        int t = 0;
        for (int c = 0; c < columns.size(); c++) {
            switch (columns.get(c)) {
                case FittedColumn.Numbers column -> {
                    double number = numbers[n++];
                    if (!Float.isFinite(column.output(number))) {
                        throw new IllegalArgumentException(
                                place(column, row) + " is " + number + ", which is no finite float when scaled");
                    }
                }
                case FittedColumn.Categories column -> {
                    double number = numbers[n++];
                    if (isError(column.outputOf(number))) {
                        throw unknown(column, row, number, column.categories());
                    }
                }
                case FittedColumn.Texts column -> {
                    String text = texts[t++];
                    if (isError(column.outputOf(text))) {
                        throw unknown(column, row, "\"" + text + "\"", column.categories());
                    }
                }
            }
        }
    }

    private boolean isError(int output) {
        return output < 0 && unknown == Unknown.ERROR;
    }

    private static IllegalArgumentException unknown(FittedColumn column, int row, Object value, List<?> categories) {
        return new IllegalArgumentException(
                place(column, row) + " is " + value + ", which the training set does not have: " + categories);
    }

    private static String place(FittedColumn column, int row) {
        return row == ALONE ? column.name() : column.name() + " in row " + row;
    }

    private void write(double[] numbers, String[] texts, float[] out) {
        Arrays.fill(out, 0);
        int n = 0;
        int t = 0;
        int at = 0;
        for (int c = 0; c < columns.size(); c++) {
            FittedColumn any = columns.get(c);
            switch (any) {
                case FittedColumn.Numbers column -> out[at] = column.output(numbers[n++]);
                case FittedColumn.Categories column -> setOne(column.outputOf(numbers[n++]), at, out);
                case FittedColumn.Texts column -> setOne(column.outputOf(texts[t++]), at, out);
            }
            at += any.outputs();
        }
    }

    private static void setOne(int output, int at, float[] out) {
        if (output >= 0) {
            out[at + output] = 1;
        }
    }
}
