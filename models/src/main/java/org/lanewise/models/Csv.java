package org.lanewise.models;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.lanewise.models.internal.AtomicFile;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.Table;
import org.lanewise.network.internal.Copies;

/**
 * How tables are read from text and written: an immutable value, each {@code with…} returns a changed copy. Usually {@link #read(Path)} is all.
 *
 * <pre>{@code
 * Table wine = Csv.read(Path.of("wine.csv"));
 * Table others = Csv.standard().withSeparator(';').withDecimalComma().withTexts("class").table(Path.of("other.csv.gz"));
 * }</pre>
 *
 * The form is that of RFC 4180: a line for a row, fields between commas, in quotes if they have commas, quotes (twice) or ends of
 * lines; UTF-8, compressed by gzip or not. Lines without anything are left out. A column has numbers if all of its fields are
 * numbers or missing; otherwise texts. Missing is what is empty, and in a column of numbers also {@code NA}, {@code
 * N/A}, {@code NaN}, {@code nan} and {@code null}. Spaces around a number don't count; in a text they do.
 *
 * <p>A file is read twice, for the types and for the values, so that no more is held than the table needs.
 */
public final class Csv {
    private static final Csv STANDARD = new Csv(',', false, true, Set.of());
    /** Rows that are converted at a time. */
    private static final int ROWS_OF_PIECE = 4096;
    private static final int BUFFER = 1 << 16;
    private static final Set<String> MISSING = Set.of("NA", "N/A", "NaN", "nan", "null");

    private final char separator;
    private final boolean decimalComma;
    private final boolean header;
    private final Set<String> texts;

    private Csv(char separator, boolean decimalComma, boolean header, Set<String> texts) {
        this.separator = separator;
        this.decimalComma = decimalComma;
        this.header = header;
        this.texts = texts;
    }

    /**
     * Commas between the fields, points in numbers, names of the columns in the first line.
     *
     * @return the usual form
     */
    public static Csv standard() {
        return STANDARD;
    }

    /**
     * Reads a table in the usual form.
     *
     * @param file the file
     * @return the table
     * @throws IOException as {@link #table}
     */
    public static Table read(Path file) throws IOException {
        return STANDARD.table(file);
    }

    /**
     * Sets what stands between fields.
     *
     * @param newSeparator for example a semicolon or a tab
     * @return the changed form
     * @throws IllegalArgumentException if it is a quote or the end of a line
     */
    public Csv withSeparator(char newSeparator) {
        if (newSeparator == '"' || newSeparator == '\n' || newSeparator == '\r') {
            throw new IllegalArgumentException("the separator must not be a quote or the end of a line");
        }
        return new Csv(newSeparator, decimalComma, header, texts);
    }

    /**
     * Takes a comma for the point of a number, as in {@code 5,1}.
     *
     * @return the changed form
     */
    public Csv withDecimalComma() {
        return new Csv(separator, true, header, texts);
    }

    /**
     * Takes the first line for a row like the others; columns are called {@code 0}, {@code 1}, ….
     *
     * @return the changed form
     */
    public Csv withoutHeader() {
        return new Csv(separator, decimalComma, false, texts);
    }

    /**
     * Takes columns for texts even if all of their fields are numbers: classes that are called 0 and 1, or postal codes.
     *
     * @param names the names of the columns
     * @return the changed form
     */
    public Csv withTexts(String... names) {
        return new Csv(separator, decimalComma, header, Set.copyOf(Copies.of(names, "names")));
    }

    /**
     * Reads a table.
     *
     * @param file the file
     * @return the table
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException}): it has no line, a row has more or
     *     fewer fields than the first line, two columns have one name, or one that was to be of texts is not there
     */
    public Table table(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        CsvTable found = new CsvTable(this, file);
        try (CsvLines lines = found.lines()) {
            Table table = found.read(lines, found.rowsOfTable());
            found.checkEnd(lines);
            return table;
        }
    }

    /**
     * Reads a table that may be more than memory holds, some rows at a time. All pieces have the columns that the whole table would
     * have: the file is read once for the types, now, and once for the values, as they are asked for.
     *
     * <pre>{@code
     * try (Stream<Table> pieces = Csv.standard().pieces(Path.of("large.csv"), 10_000)) {
     *     pieces.forEach(piece -> …);
     * }
     * }</pre>
     *
     * @param file the file
     * @param rows how many rows a piece has, positive; the last one may have fewer. A table without rows is a piece without rows.
     * @return the pieces, in order, which have to be closed unless all have been taken; if one can't be read, or the file has been
     *     changed, an {@link java.io.UncheckedIOException} with the cause
     * @throws IOException as {@link #table}
     * @throws IllegalArgumentException if {@code rows} is not positive
     */
    public Stream<Table> pieces(Path file, int rows) throws IOException {
        Objects.requireNonNull(file, "file");
        if (rows < 1) {
            throw new IllegalArgumentException("rows of a piece must be positive: " + rows);
        }
        CsvPieces pieces = new CsvPieces(new CsvTable(this, file), rows);
        return StreamSupport.stream(pieces, false).onClose(pieces::close);
    }

    /**
     * Makes examples of a table that may be more than memory holds. The features are written to a file once, as floats, and stay
     * there ({@link Npy#examples}); of what is to be predicted a number for each row is in memory. A training on them has
     * the bits of one on the whole table.
     *
     * <p>What is to be known of the columns has to be learned beforehand, of a part that fits into memory: of a
     * {@linkplain #pieces piece} of many rows, if these are in no order.
     *
     * @param file the file
     * @param target the column that is to be predicted: classes if it has texts (see {@link #withTexts}), else numbers
     * @param features how a row becomes features, from the columns that it knows
     * @param converted an {@code .npy} file, where the features go; what is there is replaced. It is needed as long as the examples
     *     are, and may be deleted then.
     * @return the examples
     * @throws IOException as {@link #table}, or if there is no row, a row can't become features, or these can't be written; what was
     *     there is there still
     * @throws IllegalArgumentException if there is no such target, or both files are one
     */
    public Dataset dataset(Path file, String target, FittedPreprocessing features, Path converted) throws IOException {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(converted, "converted");
        CsvTable found = new CsvTable(this, file);
        if (found.rows() == 0) {
            throw new ModelFileException(file, "its end", "there is no row");
        }
        if (Files.exists(converted) && Files.isSameFile(file, converted)) {
            throw new IllegalArgumentException("converted must be another file than " + file);
        }
        int rows = found.rowsOfTable();
        CsvTargets targets = new CsvTargets(rows);
        AtomicFile.write(converted, out -> {
            Npy.writeHeader(Npy.FLOATS, out, rows, features.outputs());
            try (CsvPieces pieces = new CsvPieces(found, ROWS_OF_PIECE)) {
                for (Table piece : (Iterable<Table>) () -> Spliterators.iterator(pieces)) {
                    write(file, targets.size(), features, piece, out);
                    targets.add(piece.column(target));
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
        return Dataset.of(Npy.examples(converted), targets.toTargets());
    }

    private static void write(Path file, int before, FittedPreprocessing features, Table piece, OutputStream out)
            throws IOException {
        Examples examples;
        try {
            examples = features.apply(piece);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file, "behind " + before + " rows", String.valueOf(e.getMessage()));
        }
        NumberFile.write(Tensor.ofRows(examples.toRowMatrix()), out);
    }

    /**
     * Writes a table in the usual form.
     *
     * @param table the table
     * @param file where it goes; what is there is replaced
     * @throws IOException as {@link #writeAll}
     * @throws IllegalArgumentException if the table has no column
     */
    public static void write(Table table, Path file) throws IOException {
        Objects.requireNonNull(table, "table");
        STANDARD.writeAll(Stream.of(table), file);
    }

    /**
     * Writes tables that come one after the other, as one: predictions of the {@linkplain #pieces pieces} of a file that is larger
     * than memory, for example. A number is the shortest text that is read as the same one, one that is missing an empty field. What
     * is read again is the same table but for columns of texts that all look like numbers or are empty, which {@link #withTexts} names.
     *
     * @param pieces tables with the same columns, which are closed in the end
     * @param file where they go; what is there is replaced when all have been written
     * @throws IOException if they can't be written, or a piece can't be read: the file is what it was before
     * @throws IllegalArgumentException if there is no piece or no column, or the pieces have different columns
     */
    public void writeAll(Stream<Table> pieces, Path file) throws IOException {
        Objects.requireNonNull(pieces, "pieces");
        Objects.requireNonNull(file, "file");
        try (pieces) {
            AtomicFile.write(file, out -> {
                CsvWriting writing = new CsvWriting(this, new BufferedOutputStream(out, BUFFER));
                for (Table piece : (Iterable<Table>) pieces::iterator) {
                    writing.add(Objects.requireNonNull(piece, "pieces has a null"));
                }
                writing.finish();
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    char separator() {
        return separator;
    }

    boolean hasDecimalComma() {
        return decimalComma;
    }

    boolean hasHeader() {
        return header;
    }

    Set<String> texts() {
        return texts;
    }

    boolean isNumberOrMissing(String field) {
        return isMissing(field) || isNumber(field);
    }

    /** The number of a field that has one, NaN if it is missing. */
    double number(String field) {
        return isMissing(field) ? Double.NaN : Double.parseDouble(decimal(field));
    }

    private static boolean isMissing(String field) {
        return field.isBlank() || MISSING.contains(field.strip());
    }

    /** A decimal number, or infinity: neither a hexadecimal number nor a {@code 1d}, which Java would take as well. */
    private boolean isNumber(String field) {
        try {
            String text = decimal(field);
            char last = text.charAt(text.length() - 1);
            boolean isPlain = text.indexOf('x') < 0 && text.indexOf('X') < 0 && last != 'd' && last != 'D'
                    && last != 'f'
                    && last != 'F';
            return isPlain && !Double.isNaN(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String decimal(String field) {
        String text = field.strip();
        if (decimalComma) {
            // A point would be that of thousands, which nothing tells from a decimal one.
            text = text.indexOf('.') >= 0 ? "a point" : text.replace(',', '.');
        }
        return text.endsWith("inf") ? text.replace("inf", "Infinity") : text;
    }
}
