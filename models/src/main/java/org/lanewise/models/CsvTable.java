package org.lanewise.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;

/** What a first pass over a CSV file has found, so that a second one can read the values, all at once or some rows at a time. */
final class CsvTable {
    private final Csv form;
    private final Path file;
    private final List<String> names;
    private final boolean[] isText;
    private final long rows;

    /** Counts rows, and finds out which columns have numbers. */
    CsvTable(Csv form, Path file) throws IOException {
        this.form = form;
        this.file = file;
        try (CsvLines lines = new CsvLines(file, form.separator())) {
            List<String> fields = lines.next();
            if (fields == null) {
                throw new ModelFileException(file, "line 1", "there is no line");
            }
            names = form.hasHeader()
                    ? List.copyOf(fields)
                    : IntStream.range(0, fields.size()).mapToObj(Integer::toString).toList();
            if (new HashSet<>(names).size() < names.size()) {
                throw lines.problem("two columns have the same name: " + names);
            }
            for (String name : form.texts()) {
                if (!names.contains(name)) {
                    throw lines.problem("there is no column " + name + " among " + names);
                }
            }
            isText = new boolean[names.size()];
            for (int c = 0; c < isText.length; c++) {
                isText[c] = form.texts().contains(names.get(c));
            }
            if (form.hasHeader()) {
                fields = lines.next();
            }
            long count = 0;
            for (; fields != null; fields = lines.next()) {
                if (fields.size() != names.size()) {
                    throw lines.problem(
                            "has " + fields.size() + " fields, there are " + names.size() + " columns");
                }
                for (int c = 0; c < isText.length; c++) {
                    isText[c] = isText[c] || !form.isNumberOrMissing(fields.get(c));
                }
                count++;
            }
            rows = count;
        }
    }

    /** How many rows there are. */
    long rows() {
        return rows;
    }

    /** How many rows there are, if arrays can have so many values. */
    int rowsOfTable() throws ModelFileException {
        if (rows > Integer.MAX_VALUE - Long.BYTES) {
            throw new ModelFileException(file, "its end", "there are " + rows + " rows, more than a table can have");
        }
        return (int) rows;
    }

    /** The lines again, behind the header. */
    CsvLines lines() throws IOException {
        CsvLines lines = new CsvLines(file, form.separator());
        try {
            if (form.hasHeader()) {
                lines.next();
            }
            return lines;
        } catch (Throwable e) {
            lines.close();
            throw e;
        }
    }

    /** The next rows as a table. */
    Table read(CsvLines lines, int count) throws IOException {
        double[][] numbers = new double[isText.length][];
        String[][] texts = new String[isText.length][];
        for (int c = 0; c < isText.length; c++) {
            if (isText[c]) {
                texts[c] = new String[count];
            } else {
                numbers[c] = new double[count];
            }
        }
        // One object for each text, for there are few different ones in most columns.
        Map<String, String> known = new HashMap<>();
        for (int row = 0; row < count; row++) {
            List<String> fields = lines.next();
            if (fields == null || fields.size() != isText.length) {
                throw changed(lines);
            }
            for (int c = 0; c < isText.length; c++) {
                String field = fields.get(c);
                if (isText[c]) {
                    texts[c][row] = known.computeIfAbsent(field, any -> any);
                } else if (form.isNumberOrMissing(field)) {
                    numbers[c][row] = form.number(field);
                } else {
                    throw changed(lines);
                }
            }
        }
        List<Column> columns = new ArrayList<>();
        for (int c = 0; c < isText.length; c++) {
            columns.add(isText[c]
                    ? Column.texts(names.get(c), texts[c])
                    : Column.numbers(names.get(c), numbers[c]));
        }
        return Table.of(columns);
    }

    /** Throws unless all rows have been read. */
    void checkEnd(CsvLines lines) throws IOException {
        @Nullable
        List<String> more = lines.next();
        if (more != null) {
            throw changed(lines);
        }
    }

    private static ModelFileException changed(CsvLines lines) {
        return lines.problem("the file was changed while it was read");
    }
}
