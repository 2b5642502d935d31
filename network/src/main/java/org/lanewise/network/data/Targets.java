package org.lanewise.network.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.lanewise.network.internal.Copies;

/**
 * What is to be predicted, for each of m examples: a class, or numbers. The type says which, so that a cost cannot take
 * one for the other.
 */
public sealed interface Targets permits Targets.Classes, Targets.Values {
    /** A class number that takes its example out of costs, gradients and metrics. */
    int IGNORED = -1;

    /**
     * Classes by number.
     *
     * @param numbers the class of each example, from 0 to 2³¹ − 2, or {@link #IGNORED}; copied
     * @return the targets
     * @throws IllegalArgumentException if a number is out of range
     */
    static Classes classes(int... numbers) {
        Objects.requireNonNull(numbers, "numbers");
        for (int e = 0; e < numbers.length; e++) {
            if (numbers[e] < IGNORED || numbers[e] == Integer.MAX_VALUE) {
                throw new IllegalArgumentException("class of example " + e + " must be from " + IGNORED + " to "
                        + (Integer.MAX_VALUE - 1) + ": " + numbers[e]);
            }
        }
        return new Classes(numbers.clone(), List.of(), Arrays.stream(numbers).max().orElse(IGNORED) + 1);
    }

    /**
     * Classes by name, numbered in the order of the alphabet, as scikit-learn does.
     *
     * @param labels the class of each example
     * @return the targets; {@link Classes#names()} has the name of each number
     * @throws NullPointerException if a label is null
     */
    static Classes labels(List<String> labels) {
        return labels(labels, List.copyOf(new TreeSet<>(Copies.of(labels, "labels"))));
    }

    /**
     * Classes by name, with given numbers: those of the training set, for other examples.
     *
     * @param labels the class of each example
     * @param names the name of each class
     * @return the targets
     * @throws IllegalArgumentException if a label is not among the names, or a name stands there twice
     */
    static Classes labels(List<String> labels, List<String> names) {
        Copies.of(labels, "labels");
        Copies.of(names, "names");
        Map<String, Integer> numbers = new HashMap<>();
        for (String name : names) {
            if (numbers.put(name, numbers.size()) != null) {
                throw new IllegalArgumentException("names has \"" + name + "\" more than once");
            }
        }
        int[] classes = new int[labels.size()];
        for (int e = 0; e < classes.length; e++) {
            Integer number = numbers.get(labels.get(e));
            if (number == null) {
                throw new IllegalArgumentException(
                        "label of example " + e + " is \"" + labels.get(e) + "\", the classes are " + names);
            }
            classes[e] = number;
        }
        return new Classes(classes, List.copyOf(names), names.size());
    }

    /**
     * One number for each example.
     *
     * @param values the numbers, which are not copied
     * @return the targets
     */
    static Values values(float... values) {
        Objects.requireNonNull(values, "values");
        return new Values(Examples.ofRows(values, 1));
    }

    /**
     * Numbers for each example: what a regression is to give, or the share of each class (one-hot or soft labels).
     *
     * @param values the numbers
     * @return the targets
     */
    static Values values(Examples values) {
        return new Values(Objects.requireNonNull(values, "values"));
    }

    /**
     * The number of examples.
     *
     * @return m
     */
    int size();

    /**
     * Some that follow one another.
     *
     * @param from the first
     * @param to the one after the last
     * @return {@code to − from} targets
     * @throws IndexOutOfBoundsException if there are no such examples
     */
    Targets range(int from, int to);

    /**
     * Chosen ones, in the order given.
     *
     * @param examples their numbers
     * @return the targets
     * @throws IndexOutOfBoundsException if there is no such example
     */
    Targets subset(int... examples);

    /** A class for each example. */
    final class Classes implements Targets {
        private final int[] numbers;
        private final List<String> names;
        private final int count;

        private Classes(int[] numbers, List<String> names, int count) {
            this.numbers = numbers;
            this.names = names;
            this.count = count;
        }

        /** The same classes of other examples, whose numbers are those that stand in an array from time to time. */
        Classes over(int[] others) {
            return new Classes(others, names, count);
        }

        /**
         * The class of an example.
         *
         * @param example its number
         * @return from 0 on, or {@link #IGNORED}
         * @throws IndexOutOfBoundsException if there is no such example
         */
        public int get(int example) {
            return numbers[Objects.checkIndex(example, numbers.length)];
        }

        /**
         * The names of the classes.
         *
         * @return the name of each number; empty if the classes were given by number
         */
        public List<String> names() {
            return names;
        }

        /**
         * How many classes there are. Ranges and subsets have as many as the whole, whichever of them occur there.
         *
         * @return the number of names, or else the largest class plus 1
         */
        public int count() {
            return count;
        }

        /**
         * All numbers.
         *
         * @return a copy, m numbers
         */
        public int[] toArray() {
            return numbers.clone();
        }

        /**
         * Copies the classes of chosen examples, as a mini-batch wants them.
         *
         * @param order numbers of examples
         * @param first where in {@code order} the wanted ones begin
         * @param to written
         * @throws IndexOutOfBoundsException if there are no such examples
         */
        public void gather(int[] order, int first, int[] to) {
            Objects.requireNonNull(order, "order");
            Objects.requireNonNull(to, "to");
            Dataset.checkOrder(order, first, to.length, numbers.length);
            for (int j = 0; j < to.length; j++) {
                to[j] = numbers[order[first + j]];
            }
        }

        /** As {@link Examples#fingerprint()}. */
        long fingerprint() {
            long sum = Examples.mix(numbers.length, count);
            for (int e = 0; e < numbers.length; e++) {
                sum += Examples.mix(e, numbers[e]);
            }
            return sum;
        }

        @Override
        public int size() {
            return numbers.length;
        }

        @Override
        public Classes range(int from, int to) {
            Objects.checkFromToIndex(from, to, numbers.length);
            return new Classes(Arrays.copyOfRange(numbers, from, to), names, count);
        }

        @Override
        public Classes subset(int... examples) {
            Objects.requireNonNull(examples, "examples");
            return new Classes(Arrays.stream(examples).map(this::get).toArray(), names, count);
        }

        /**
         * How many examples of how many classes.
         *
         * @return for example {@code 1797 examples of 10 classes}
         */
        @Override
        public String toString() {
            return size() + " examples of " + count + " classes";
        }
    }

    /**
     * Numbers for each example.
     *
     * @param examples the numbers
     */
    record Values(Examples examples) implements Targets {
        /** Checks that it is not null. */
        public Values {
            Objects.requireNonNull(examples, "examples");
        }

        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public Values range(int from, int to) {
            return new Values(examples.range(from, to));
        }

        @Override
        public Values subset(int... chosen) {
            Objects.requireNonNull(chosen, "chosen");
            return new Values(examples.subset(chosen));
        }

        /**
         * How many examples of how many numbers.
         *
         * @return for example {@code 506 examples of 1 targets}
         */
        @Override
        public String toString() {
            return examples.size() + " examples of " + examples.features() + " targets";
        }
    }
}
