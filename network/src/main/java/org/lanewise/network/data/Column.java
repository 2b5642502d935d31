package org.lanewise.network.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.network.internal.Copies;

/** A named column of a {@link Table}: numbers or texts, one in each row. An immutable value. */
public sealed interface Column permits Column.Numbers, Column.Texts {
    /**
     * A column of numbers.
     *
     * @param name its name
     * @param values one for each row, NaN where it is missing; copied
     * @return the column
     */
    static Numbers numbers(String name, double... values) {
        Objects.requireNonNull(values, "values");
        return new Numbers(name, values.clone());
    }

    /**
     * A column of numbers.
     *
     * @param name its name
     * @param values one for each row, NaN where it is missing; copied
     * @return the column
     */
    static Numbers numbers(String name, float[] values) {
        Objects.requireNonNull(values, "values");
        double[] wide = new double[values.length];
        for (int row = 0; row < wide.length; row++) {
            wide[row] = values[row];
        }
        return new Numbers(name, wide);
    }

    /**
     * A column of texts.
     *
     * @param name its name
     * @param values one for each row, empty where it is missing; copied
     * @return the column
     * @throws NullPointerException if one is null
     */
    static Texts texts(String name, String... values) {
        return new Texts(name, Copies.of(values, "values"));
    }

    /**
     * A column of whichever its values are.
     *
     * @param name its name
     * @param values numbers, or texts and truth values, which are the texts {@code true} and {@code false}; null is a
     *     missing one, NaN or the empty text, and a number if there is nothing else
     * @return the column
     * @throws IllegalArgumentException if there are numbers and texts, or anything else
     */
    static Column of(String name, List<?> values) {
        Objects.requireNonNull(values, "values");
        Object[] array = values.toArray();
        int number = -1;
        int text = -1;
        for (int row = 0; row < array.length; row++) {
            if (array[row] instanceof Number) {
                number = row;
            } else if (array[row] instanceof String || array[row] instanceof Boolean) {
                text = row;
            } else if (array[row] != null) {
                throw new IllegalArgumentException("column " + name + " has neither a number nor a text in row " + row
                        + ", but a " + array[row].getClass().getName());
            }
        }
        if (number >= 0 && text >= 0) {
            throw new IllegalArgumentException(
                    "column " + name + " has a number in row " + number + " and a text in row " + text);
        }
        return text >= 0
                ? new Texts(name, Arrays.stream(array).map(value -> value == null ? "" : value.toString()).toList())
                : new Numbers(name, Arrays.stream(array).mapToDouble(Column::number).toArray());
    }

    private static double number(@Nullable Object value) {
        return value == null ? Double.NaN : ((Number) value).doubleValue();
    }

    /**
     * Its name.
     *
     * @return the name
     */
    String name();

    /**
     * How many values it has.
     *
     * @return the number of rows
     */
    int size();

    /**
     * Chosen rows, in the order given.
     *
     * @param rows their numbers
     * @return a column of the same name
     * @throws IndexOutOfBoundsException if there is no such row
     */
    Column subset(int... rows);

    /**
     * Its values as objects, for what needs no more than to tell them apart.
     *
     * @return numbers as {@link Double}, or texts
     */
    List<?> toList();

    /** A column of numbers. */
    final class Numbers implements Column {
        private final String name;
        private final double[] values;

        private Numbers(String name, double[] values) {
            this.name = Objects.requireNonNull(name, "name");
            this.values = values;
        }

        /**
         * One number.
         *
         * @param row its row
         * @return the number, NaN if it is missing
         * @throws IndexOutOfBoundsException if there is no such row
         */
        public double get(int row) {
            return values[Objects.checkIndex(row, values.length)];
        }

        /**
         * All numbers.
         *
         * @return a copy
         */
        public double[] toArray() {
            return values.clone();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public Numbers subset(int... rows) {
            Objects.requireNonNull(rows, "rows");
            return new Numbers(name, Arrays.stream(rows).mapToDouble(this::get).toArray());
        }

        /** Both zeros are one number here, as they are for {@code ==}. */
        @Override
        public List<Double> toList() {
            return Arrays.stream(values).mapToObj(x -> x + 0.0).toList();
        }

        /**
         * What it is.
         *
         * @return for example {@code alcohol: 178 numbers}
         */
        @Override
        public String toString() {
            return name + ": " + size() + " numbers";
        }
    }

    /** A column of texts. */
    final class Texts implements Column {
        private final String name;
        private final List<String> values;

        private Texts(String name, List<String> values) {
            this.name = Objects.requireNonNull(name, "name");
            this.values = values;
        }

        /**
         * One text.
         *
         * @param row its row
         * @return the text, empty if it is missing
         * @throws IndexOutOfBoundsException if there is no such row
         */
        public String get(int row) {
            return values.get(Objects.checkIndex(row, values.size()));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public Texts subset(int... rows) {
            Objects.requireNonNull(rows, "rows");
            return new Texts(name, Arrays.stream(rows).mapToObj(this::get).toList());
        }

        @Override
        public List<String> toList() {
            return values;
        }

        /**
         * What it is.
         *
         * @return for example {@code region: 178 texts}
         */
        @Override
        public String toString() {
            return name + ": " + size() + " texts";
        }
    }
}
