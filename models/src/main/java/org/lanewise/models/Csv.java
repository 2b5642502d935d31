package org.lanewise.models;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;

/**
 * How tables are read from text: an immutable value, each {@code with…} returns a changed copy. Usually {@link #read(Path)} is all.
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
    /** A last line that is added to each file: within an open quote it would be a part of a field. */
    private static final String END = "\u001a";
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
        return new Csv(separator, decimalComma, header, Set.of(names));
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
        Types types = new Types();
        forEachRow(file, types);
        List<String> names = types.names;
        if (names == null) {
            throw new ModelFileException(file, "line 1", "there is no line");
        }
        for (String name : texts) {
            if (!names.contains(name)) {
                throw new ModelFileException(file, "line 1", "there is no column " + name + " among " + names);
            }
        }
        Values values = new Values(types.isText, types.rows);
        forEachRow(file, values);
        if (values.row != types.rows) {
            throw new ModelFileException(file, "its end", "the file was changed while it was read");
        }
        return Table.of(values.columns(names));
    }

    /** Is told of each row, the first line's too. */
    private interface Rows {
        /** Returns what is wrong with it, or null. */
        @Nullable
        String row(List<String> fields);
    }

    private void forEachRow(Path file, Rows rows) throws IOException {
        NumberFile.read(file, (in, limit) -> {
            forEachRow(file, in, rows);
            return file;
        });
    }

    private void forEachRow(Path file, InputStream in, Rows rows) throws IOException {
        long line = 1;
        InputStream withEnd = new SequenceInputStream(in,
                new ByteArrayInputStream(("\n" + END).getBytes(StandardCharsets.UTF_8)));
        try (CsvReader<CsvRecord> reader = CsvReader.builder().fieldSeparator(separator).allowExtraFields(true)
                .allowMissingFields(true)
                // A decoder that replaces nothing: what is no UTF-8 is said to be none.
                .ofCsvRecord(new InputStreamReader(withEnd, StandardCharsets.UTF_8.newDecoder()));
                CloseableIterator<CsvRecord> records = reader.iterator()) {
            while (true) {
                CsvRecord each = records.next();
                line = each.getStartingLineNumber();
                List<String> fields = each.getFields();
                if (!records.hasNext()) {
                    if (!fields.equals(List.of(END))) {
                        throw new ModelFileException(file, "line " + line, "a quote is opened and never closed");
                    }
                    return;
                }
                if (line == 1 && fields.getFirst().startsWith("\uFEFF")) {
                    fields = new ArrayList<>(fields);
                    fields.set(0, fields.getFirst().substring(1));
                }
                String problem = rows.row(fields);
                if (problem != null) {
                    throw new ModelFileException(file, "line " + line, problem);
                }
            }
        } catch (CsvParseException e) {
            throw new ModelFileException(file, "after line " + line, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new ModelFileException(file, "after line " + line, "is no UTF-8");
            }
            throw e.getCause();
        }
    }

    /** Counts rows, and finds out which columns have numbers. */
    private final class Types implements Rows {
        private @Nullable List<String> names;
        private boolean[] isText = {};
        private int rows;

        @Override
        public @Nullable String row(List<String> fields) {
            List<String> known = names;
            if (known == null) {
                known = header ? List.copyOf(fields) : numbered(fields.size());
                names = known;
                isText = new boolean[known.size()];
                for (int c = 0; c < isText.length; c++) {
                    isText[c] = texts.contains(known.get(c));
                }
                if (new HashSet<>(known).size() < known.size()) {
                    return "two columns have the same name: " + known;
                }
                if (header) {
                    return null;
                }
            }
            if (fields.size() != known.size()) {
                return "has " + fields.size() + " fields, there are " + known.size() + " columns";
            }
            for (int c = 0; c < isText.length; c++) {
                isText[c] = isText[c] || (!isMissing(fields.get(c)) && !isNumber(fields.get(c)));
            }
            rows++;
            return null;
        }

        private static List<String> numbered(int count) {
            List<String> names = new ArrayList<>();
            for (int c = 0; c < count; c++) {
                names.add(Integer.toString(c));
            }
            return names;
        }
    }

    /** Takes the values. */
    private final class Values implements Rows {
        private final boolean[] isText;
        /** Of each column one of these. */
        private final double[][] numbers;
        private final String[][] strings;
        /** One object for each text, for there are few different ones in most columns. */
        private final Map<String, String> known = new HashMap<>();
        private boolean isBehindHeader = !header;
        private int row;

        Values(boolean[] isText, int rows) {
            this.isText = isText;
            numbers = new double[isText.length][];
            strings = new String[isText.length][];
            for (int c = 0; c < isText.length; c++) {
                if (isText[c]) {
                    strings[c] = new String[rows];
                } else {
                    numbers[c] = new double[rows];
                }
            }
        }

        @Override
        public @Nullable String row(List<String> fields) {
            if (!isBehindHeader) {
                isBehindHeader = true;
                return null;
            }
            for (int c = 0; c < numbers.length; c++) {
                String field = fields.get(c);
                if (isText[c]) {
                    strings[c][row] = known.computeIfAbsent(field, any -> any);
                } else {
                    numbers[c][row] = isMissing(field) ? Double.NaN : number(field);
                }
            }
            row++;
            return null;
        }

        List<Column> columns(List<String> names) {
            List<Column> columns = new ArrayList<>();
            for (int c = 0; c < numbers.length; c++) {
                columns.add(isText[c]
                        ? Column.texts(names.get(c), strings[c])
                        : Column.numbers(names.get(c), numbers[c]));
            }
            return columns;
        }
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

    private double number(String field) {
        return Double.parseDouble(decimal(field));
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
