package org.lanewise.network.data;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.lanewise.network.internal.Copies;

/** What a {@link Preprocessing} has learned of a column: how its values become outputs. An immutable value. */
public sealed interface FittedColumn {
    /**
     * The name of the column.
     *
     * @return the name
     */
    String name();

    /**
     * The names of its outputs.
     *
     * @return that of the column, or {@code column=category} for each category
     */
    List<String> outputNames();

    /**
     * How many outputs it has.
     *
     * @return their number
     */
    int outputs();

    /**
     * Numbers, of which each is one output.
     *
     * @param name the name of the column
     * @param missing what takes the place of NaN
     * @param scaling what is done then
     */
    record Numbers(String name, double missing, FittedScaler.Scaling scaling) implements FittedColumn {
        /** Checks that there is a number for a missing one. */
        public Numbers {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(scaling, "scaling");
            if (!Double.isFinite(missing)) {
                throw new IllegalArgumentException("missing of column " + name + " must be finite: " + missing);
            }
        }

        float output(double number) {
            return (float) scaling.apply(Double.isNaN(number) ? missing : number);
        }

        @Override
        public List<String> outputNames() {
            return List.of(name);
        }

        @Override
        public int outputs() {
            return 1;
        }
    }

    /**
     * Texts, of which each is a 1 among zeros.
     *
     * @param name the name of the column
     * @param categories the texts in ascending order, an output for each
     */
    record Texts(String name, List<String> categories) implements FittedColumn {
        /** Copies the list, and checks its order. */
        public Texts {
            Objects.requireNonNull(name, "name");
            categories = ascending(name, Copies.of(categories, "categories"));
        }

        /** The output that is 1, negative if the text is no category. */
        int outputOf(String text) {
            return Collections.binarySearch(categories, text);
        }

        @Override
        public List<String> outputNames() {
            return categories.stream().map(category -> name + "=" + category).toList();
        }

        @Override
        public int outputs() {
            return categories.size();
        }
    }

    /**
     * Numbers that are categories, of which each is a 1 among zeros.
     *
     * @param name the name of the column
     * @param categories the numbers in ascending order, NaN at the end if it is one, an output for each
     */
    record Categories(String name, List<Double> categories) implements FittedColumn {
        /** Copies the list, and checks its order. */
        public Categories {
            Objects.requireNonNull(name, "name");
            categories = ascending(name, Copies.of(categories, "categories"));
        }

        /** The output that is 1, negative if the number is no category. */
        int outputOf(double number) {
            for (int c = 0; c < categories.size(); c++) {
                double category = categories.get(c);
                if (category == number || (Double.isNaN(category) && Double.isNaN(number))) {
                    return c;
                }
            }
            return -1;
        }

        @Override
        public List<String> outputNames() {
            return categories.stream().map(category -> name + "=" + text(category)).toList();
        }

        private static String text(double number) {
            return number == (long) number ? Long.toString((long) number) : Double.toString(number);
        }

        @Override
        public int outputs() {
            return categories.size();
        }
    }

    private static <T extends Comparable<T>> List<T> ascending(String name, List<T> categories) {
        for (int c = 1; c < categories.size(); c++) {
            if (categories.get(c - 1).compareTo(categories.get(c)) >= 0) {
                throw new IllegalArgumentException(
                        "categories of column " + name + " must be in ascending order: " + categories);
            }
        }
        return categories;
    }
}
