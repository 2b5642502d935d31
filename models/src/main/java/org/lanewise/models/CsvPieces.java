package org.lanewise.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lanewise.network.data.Table;

/** A CSV file, some rows at a time. */
final class CsvPieces implements Spliterator<Table>, AutoCloseable {
    private final CsvTable table;
    private final CsvLines lines;
    private final int size;
    private long left;
    private boolean isStarted;

    CsvPieces(CsvTable table, int size) throws IOException {
        this.table = table;
        this.size = size;
        lines = table.lines();
        left = table.rows();
    }

    /** A file without rows is one piece, which has its columns. */
    @Override
    public boolean tryAdvance(Consumer<? super Table> action) {
        if (left == 0 && isStarted) {
            return false;
        }
        isStarted = true;
        Table piece;
        try {
            int rows = (int) Math.min(size, left);
            piece = table.read(lines, rows);
            left -= rows;
            if (left == 0) {
                table.checkEnd(lines);
                lines.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        action.accept(piece);
        return true;
    }

    /** Threads that read ahead would hold many pieces at a time. */
    @Override
    public @Nullable Spliterator<Table> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Math.max(isStarted ? 0 : 1, Math.ceilDiv(left, size));
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL | IMMUTABLE | SIZED;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
