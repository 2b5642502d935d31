package org.lanewise.models;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;

/** Tables as text, one under the other. */
final class CsvWriting {
    /** Beyond it there are whole numbers that a double leaves out. */
    private static final double LARGEST_WHOLE = 1L << 53;

    private final Csv form;
    private final Writer text;
    private final CsvWriter csv;
    /** What all tables have; nothing before the first one. */
    private List<String> columns = List.of();

    CsvWriting(Csv form, OutputStream out) {
        this.form = form;
        // An encoder that replaces nothing: half of a surrogate pair is an error.
        text = new OutputStreamWriter(out, StandardCharsets.UTF_8.newEncoder());
        csv = CsvWriter.builder().fieldSeparator(form.separator()).lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(new LinesOfSomething()).build(text);
    }

    /** A line without anything would be left out by whoever reads it. */
    private final class LinesOfSomething implements QuoteStrategy {
        @Override
        public boolean quoteEmpty(int line, int field) {
            return columns.size() == 1;
        }
    }

    /** Writes the rows of a table, below those before. */
    void add(Table table) throws IOException {
        List<Column> each = table.names().stream().map(table::column).toList();
        List<String> kinds = each.stream().map(CsvWriting::kind).toList();
        if (each.isEmpty()) {
            throw new IllegalArgumentException("a table without columns can't be written");
        }
        try {
            if (columns.isEmpty()) {
                columns = kinds;
                if (form.hasHeader()) {
                    csv.writeRecord(table.names());
                }
            } else if (!kinds.equals(columns)) {
                throw new IllegalArgumentException(
                        "a piece has the columns " + kinds + ", those before have " + columns);
            }
            List<String> fields = new ArrayList<>(each.size());
            for (int row = 0; row < table.rows(); row++) {
                fields.clear();
                for (Column column : each) {
                    fields.add(switch (column) {
                        case Column.Texts texts -> texts.get(row);
                        case Column.Numbers numbers -> field(numbers.get(row));
                    });
                }
                csv.writeRecord(fields);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String kind(Column column) {
        return column.name() + (column instanceof Column.Texts ? " of texts" : " of numbers");
    }

    /** The shortest text that is read as the same number; none for a missing one. */
    private String field(double number) {
        if (Double.isNaN(number)) {
            return "";
        }
        boolean isWhole = number == (long) number && Math.abs(number) < LARGEST_WHOLE
                && Double.doubleToRawLongBits(number) != Double.doubleToRawLongBits(-0.0);
        String digits = isWhole ? Long.toString((long) number) : Double.toString(number);
        return form.hasDecimalComma() ? digits.replace('.', ',') : digits;
    }

    /** Nothing is left for later. */
    void finish() throws IOException {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("there is no piece, so no column");
        }
        csv.flush();
        text.flush();
    }
}
