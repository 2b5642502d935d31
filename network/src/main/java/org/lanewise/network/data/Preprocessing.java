package org.lanewise.network.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.lanewise.network.internal.Copies;

/**
 * How the columns of a table become the features of a network: missing numbers get a value, and then a common scale; a
 * text becomes a 1 among zeros, one output for each category. A setting; what it needs to know it learns from the
 * training set.
 *
 * @param imputer what takes the place of missing numbers
 * @param scaler what is done to numbers then
 * @param categories the columns of numbers that are categories, as texts are
 * @param unknown what becomes of categories that the training set does not have
 */
public record Preprocessing(Imputer imputer, Scaler scaler, Set<String> categories, Unknown unknown) {
    /** Copies the set. */
    public Preprocessing {
        Objects.requireNonNull(imputer, "imputer");
        Objects.requireNonNull(scaler, "scaler");
        categories = Set.copyOf(Copies.of(categories, "categories"));
        Objects.requireNonNull(unknown, "unknown");
    }

    /**
     * Missing numbers become the mean, numbers get mean 0 and deviation 1, texts are categories, and unknown ones an
     * error.
     *
     * @return the setting
     */
    public static Preprocessing standard() {
        return new Preprocessing(Imputer.MEAN, Scaler.STANDARD, Set.of(), Unknown.ERROR);
    }

    /**
     * With other ways for numbers.
     *
     * @param newImputer what takes the place of missing ones
     * @param newScaler what is done then; it learns from numbers of which none is missing any more
     * @return the setting
     */
    public Preprocessing withNumbers(Imputer newImputer, Scaler newScaler) {
        Objects.requireNonNull(newImputer, "newImputer");
        Objects.requireNonNull(newScaler, "newScaler");
        return new Preprocessing(newImputer, newScaler, categories, unknown);
    }

    /**
     * With columns of numbers that are categories, instead of those named before. A missing number is a category of its
     * own where the training set has one.
     *
     * @param columns their names
     * @return the setting
     */
    public Preprocessing withCategories(String... columns) {
        return new Preprocessing(imputer, scaler, Set.copyOf(Copies.of(columns, "columns")), unknown);
    }

    /**
     * With another way for unknown categories.
     *
     * @param newUnknown the way
     * @return the setting
     */
    public Preprocessing withUnknown(Unknown newUnknown) {
        Objects.requireNonNull(newUnknown, "newUnknown");
        return new Preprocessing(imputer, scaler, categories, newUnknown);
    }

    /**
     * Learns what has to be known of each column.
     *
     * @param training the columns of the features, and nothing else, of the training set
     * @return what was learned
     * @throws IllegalArgumentException if there is no row or no column, none of a name among {@link #categories}, a
     *     number is infinite, or a column of numbers has none
     */
    public FittedPreprocessing fit(Table training) {
        Objects.requireNonNull(training, "training");
        if (training.rows() == 0) {
            throw new IllegalArgumentException("there is nothing to learn from: " + training);
        }
        categories.forEach(training::column);
        return new FittedPreprocessing(
                training.names().stream().map(name -> fit(training.column(name))).toList(), unknown);
    }

    private FittedColumn fit(Column column) {
        return switch (column) {
            case Column.Texts texts -> new FittedColumn.Texts(texts.name(), distinct(texts.toList()));
            case Column.Numbers numbers when categories.contains(numbers.name()) ->
                new FittedColumn.Categories(numbers.name(), distinct(numbers.toList()));
            case Column.Numbers numbers -> {
                String name = "column " + numbers.name();
                double missing = imputer.of(new Statistics(name, Arrays.stream(numbers.toArray())));
                Statistics imputed = new Statistics(name,
                        Arrays.stream(numbers.toArray()).map(x -> Double.isNaN(x) ? missing : x));
                yield new FittedColumn.Numbers(numbers.name(), missing, scaler.of(imputed));
            }
        };
    }

    private static <T extends Comparable<T>> List<T> distinct(List<T> values) {
        return values.stream().distinct().sorted().toList();
    }
}
