package org.lanewise.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;

/** A table as text: a line of names, then one for each row, with commas between the fields. */
final class CsvText {
    private CsvText() {
    }

    /** Writes tables that come one after the other, as one. */
    static void write(Stream<Table> pieces, Writer out) throws IOException {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
        boolean isFirst = true;
        for (Table table : (Iterable<Table>) pieces::iterator) {
            if (isFirst) {
                csv.writeRecord(table.names());
            }
            isFirst = false;
            List<Column> columns = table.names().stream().map(table::column).toList();
            for (int row : IntStream.range(0, table.rows()).toArray()) {
                csv.writeRecord(columns.stream().map(column -> field(column, row)).toList());
            }
        }
        csv.flush();
    }

    private static String field(Column column, int row) {
        return switch (column) {
            case Column.Texts texts -> texts.get(row);
            case Column.Numbers numbers -> number(numbers.get(row));
        };
    }

    private static String number(double x) {
        return Double.isNaN(x) ? "" : x == (int) x ? Integer.toString((int) x) : Double.toString(x);
    }
}
