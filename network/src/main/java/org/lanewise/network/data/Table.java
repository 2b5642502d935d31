package org.lanewise.network.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.lanewise.network.internal.Copies;

/** Named columns of numbers and texts, with a value of each in every row. An immutable value. */
public final class Table {
    /** By name, in the order given. */
    private final Map<String, Column> columns;
    private final int rows;

    private Table(List<? extends Column> columns) {
        this.columns = new LinkedHashMap<>();
        this.rows = columns.isEmpty() ? 0 : columns.getFirst().size();
        for (Column column : columns) {
            if (column.size() != rows) {
                throw new IllegalArgumentException(
                        "column " + column.name() + " has " + column.size() + " rows, column "
                                + columns.getFirst().name() + " has " + rows);
            }
            if (this.columns.put(column.name(), column) != null) {
                throw new IllegalArgumentException("there are two columns named " + column.name());
            }
        }
    }

    /**
     * A table of columns.
     *
     * @param columns the columns, all with as many rows
     * @return the table
     * @throws IllegalArgumentException if they differ in length, or two have the same name
     */
    public static Table of(Column... columns) {
        return new Table(Copies.of(columns, "columns"));
    }

    /**
     * A table of columns.
     *
     * @param columns the columns, all with as many rows
     * @return the table
     * @throws IllegalArgumentException if they differ in length, or two have the same name
     */
    public static Table of(List<? extends Column> columns) {
        return new Table(Copies.of(columns, "columns"));
    }

    /**
     * A table of rows by name. Its columns are the names of all rows, in the order in which they first occur.
     *
     * @param rows a number, a text or a truth value by the name of its column; what is null or not there is missing
     * @return the table
     * @throws IllegalArgumentException if a column has numbers and texts, or anything else
     */
    public static Table ofRows(List<? extends Map<String, ?>> rows) {
        Set<String> names = new LinkedHashSet<>();
        Copies.of(rows, "rows").forEach(row -> names.addAll(row.keySet()));
        return new Table(names.stream()
                .map(name -> Column.of(name, rows.stream().map(row -> row.get(name)).toList())).toList());
    }

    /**
     * A table of rows in the order of its columns.
     *
     * @param names the names of the columns
     * @param rows a number, a text or a truth value for each column; what is null is missing
     * @return the table
     * @throws IllegalArgumentException if a row has more or fewer values than there are names, a column has numbers and
     *     texts, or anything else, or two columns have the same name
     */
    public static Table ofRows(List<String> names, Object[]... rows) {
        Copies.of(names, "names");
        Copies.of(rows, "rows");
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != names.size()) {
                throw new IllegalArgumentException("row " + row + " has " + rows[row].length + " values, there are "
                        + names.size() + " columns: " + names);
            }
        }
        return new Table(IntStream.range(0, names.size())
                .mapToObj(c -> Column.of(names.get(c), Arrays.stream(rows).map(row -> row[c]).toList())).toList());
    }

    /**
     * The number of rows.
     *
     * @return the number of rows
     */
    public int rows() {
        return rows;
    }

    /**
     * The names of the columns.
     *
     * @return the names, in order
     */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /**
     * A column.
     *
     * @param name its name
     * @return the column
     * @throws IllegalArgumentException if there is none of this name
     */
    public Column column(String name) {
        Objects.requireNonNull(name, "name");
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("there is no column " + name + " among " + columns.keySet());
        }
        return column;
    }

    /**
     * A column of numbers.
     *
     * @param name its name
     * @return the column
     * @throws IllegalArgumentException if there is none of this name, or it has texts
     */
    public Column.Numbers numbers(String name) {
        if (column(name) instanceof Column.Numbers numbers) {
            return numbers;
        }
        throw new IllegalArgumentException("column " + name + " has texts, not numbers");
    }

    /**
     * A column of texts.
     *
     * @param name its name
     * @return the column
     * @throws IllegalArgumentException if there is none of this name, or it has numbers
     */
    public Column.Texts texts(String name) {
        if (column(name) instanceof Column.Texts texts) {
            return texts;
        }
        throw new IllegalArgumentException("column " + name + " has numbers, not texts");
    }

    /**
     * Some of the columns, in the order given.
     *
     * @param names their names
     * @return a table of them
     * @throws IllegalArgumentException if there is no such column, or a name stands there twice
     */
    public Table select(String... names) {
        return new Table(Copies.of(names, "names").stream().map(this::column).toList());
    }

    /**
     * All columns but some: the features without what is to be predicted.
     *
     * @param names the names of those that are left out
     * @return a table of the others
     * @throws IllegalArgumentException if there is no such column
     */
    public Table without(String... names) {
        Set<Column> left = new LinkedHashSet<>(columns.values());
        Copies.of(names, "names").stream().map(this::column).forEach(left::remove);
        return new Table(List.copyOf(left));
    }

    /**
     * Chosen rows, in the order given; a copy.
     *
     * @param chosen their numbers
     * @return a table with the same columns
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Table subset(int... chosen) {
        Objects.requireNonNull(chosen, "chosen");
        return new Table(columns.values().stream().map(column -> column.subset(chosen)).toList());
    }

    /**
     * A shuffled cut in two, without regard to what the rows have, as a regression wants it.
     *
     * @param testShare the share of the test set, between 0 and 1, of which a part of a row is rounded up
     * @param seed the same seed gives the same tables
     * @return both tables
     * @throws IllegalArgumentException if the share is out of range, or a table would be empty
     */
    public Split<Table> split(double testShare, long seed) {
        return Strata.one(rows).split(testShare, seed, this::subset);
    }

    /**
     * A shuffled cut in two that gives each value of a column its share on both sides, as {@link Dataset#split} does
     * with classes. A missing value is a class as well.
     *
     * @param label the name of the column
     * @param testShare the share of the test set, between 0 and 1
     * @param seed the same seed gives the same tables
     * @return both tables
     * @throws IllegalArgumentException if there is no such column, the share is out of range, or a table would be empty
     */
    public Split<Table> split(String label, double testShare, long seed) {
        Objects.requireNonNull(label, "label");
        return Strata.of(column(label).toList()).split(testShare, seed, this::subset);
    }

    /**
     * A shuffled cut in k parts for cross-validation, without regard to what the rows have.
     *
     * @param k how many parts, from 2 to the number of rows
     * @param seed the same seed gives the same parts
     * @return for each part the other ones, to be trained on, and itself
     * @throws IllegalArgumentException if {@code k} is out of range
     */
    public List<Split<Table>> folds(int k, long seed) {
        return Strata.one(rows).folds(k, seed, this::subset);
    }

    /**
     * A shuffled cut in k parts for cross-validation that gives each value of a column its share of each part, as
     * {@link Dataset#folds} does with classes.
     *
     * @param label the name of the column
     * @param k how many parts, from 2 to the number of rows
     * @param seed the same seed gives the same parts
     * @return for each part the other ones, to be trained on, and itself
     * @throws IllegalArgumentException if there is no such column, or {@code k} is out of range
     */
    public List<Split<Table>> folds(String label, int k, long seed) {
        Objects.requireNonNull(label, "label");
        return Strata.of(column(label).toList()).folds(k, seed, this::subset);
    }

    /**
     * How many rows of what.
     *
     * @return for example {@code 178 rows of [alcohol, hue, region]}
     */
    @Override
    public String toString() {
        return rows + " rows of " + columns.keySet();
    }
}
