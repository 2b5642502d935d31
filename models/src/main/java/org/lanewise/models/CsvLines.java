package org.lanewise.models;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lines of a CSV file, one after the other, the first one too. */
final class CsvLines implements Closeable {
    /** A last line that is added to each file: within an open quote it would be a part of a field. */
    private static final String END = "\u001a";
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private final Path file;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private long line = 1;

    CsvLines(Path file, char separator) throws IOException {
        this.file = file;
        InputStream in = NumberFile.open(file);
        try {
            skipByteOrderMark(in);
            InputStream withEnd = new SequenceInputStream(in,
                    new ByteArrayInputStream(("\n" + END).getBytes(StandardCharsets.UTF_8)));
            reader = CsvReader.builder().fieldSeparator(separator).allowExtraFields(true).allowMissingFields(true)
                    // A decoder that replaces nothing: what is no UTF-8 is said to be none.
                    .ofCsvRecord(new InputStreamReader(withEnd, StandardCharsets.UTF_8.newDecoder()));
            records = reader.iterator();
        } catch (IOException e) {
            in.close();
            throw NumberFile.described(file, e);
        }
    }

    private static void skipByteOrderMark(InputStream in) throws IOException {
        in.mark(BYTE_ORDER_MARK.length);
        for (byte each : BYTE_ORDER_MARK) {
            if (in.read() != Byte.toUnsignedInt(each)) {
                in.reset();
                return;
            }
        }
    }

    /** The fields of the next line that has any; null if there is none. */
    @Nullable
    List<String> next() throws IOException {
        try {
            CsvRecord each = records.next();
            line = each.getStartingLineNumber();
            if (records.hasNext()) {
                return each.getFields();
            }
            if (!each.getFields().equals(List.of(END))) {
                throw problem("a quote is opened and never closed");
            }
            return null;
        } catch (CsvParseException e) {
            throw new ModelFileException(file, "after line " + line, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new ModelFileException(file, "after line " + line, "is no UTF-8");
            }
            throw NumberFile.described(file, Objects.requireNonNull(e.getCause()));
        }
    }

    /** What is wrong with the line that came last. */
    ModelFileException problem(String reason) {
        return new ModelFileException(file, "line " + line, reason);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
