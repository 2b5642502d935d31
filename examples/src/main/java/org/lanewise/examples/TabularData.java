package org.lanewise.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;

/** Three small tables of UCI's Machine Learning Repository, CC BY 4.0; see {@code tabular.txt} beside them. */
enum TabularData {
    /** Flowers (R. A. Fisher 1936). */
    IRIS("iris", "0.95 to 0.98"),
    /** Wines (S. Aeberhard and M. Forina). */
    WINE("wine", "0.97 to 0.98"),
    /** Tumours (W. H. Wolberg, O. L. Mangasarian and W. N. Street). */
    BREAST_CANCER("breast_cancer", "0.97 to 0.98");

    private final String file;
    private final String scikitLearn;

    TabularData(String file, String scikitLearn) {
        this.file = file;
        this.scikitLearn = scikitLearn;
    }

    /** The accuracy that scikit-learn's users publish: its classifiers, scaled data, cross-validated. */
    String scikitLearn() {
        return scikitLearn;
    }

    /** Reads the table, whose last column is the class, as a text. */
    Table load() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(TabularData.class.getResourceAsStream(file + ".csv"), file),
                StandardCharsets.US_ASCII))) {
            List<String[]> lines = reader.lines().map(line -> line.split(",", -1)).toList();
            List<String[]> rows = lines.subList(1, lines.size());
            String[] names = lines.getFirst();
            return Table.of(IntStream.range(0, names.length).mapToObj(c -> c < names.length - 1
                    ? Column.numbers(names[c], rows.stream().mapToDouble(row -> Double.parseDouble(row[c])).toArray())
                    : Column.texts(names[c], rows.stream().map(row -> row[c]).toArray(String[]::new))).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return file.replace('_', ' ');
    }
}
