package org.lanewise.models;

import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import org.lanewise.network.data.Rows;

/**
 * Examples in a file that is mapped into memory: the system reads what is asked for, and keeps as much of it as there is room for.
 * There is nothing to close, and an interrupted thread does no harm to others, as it would with a channel.
 *
 * @param file what messages name
 * @param bytes of the file, or the part of it that has the numbers
 * @param stride the bytes from an example to the next one
 * @param step the bytes from a number of an example to the next one
 */
record MappedRows(Path file, MemorySegment bytes, ElementType type, ByteOrder order, int size, int features,
        long stride,
        long step) implements Rows {
    @Override
    public float get(int row, int i) {
        long offset = Objects.checkIndex(row, size) * stride + Objects.checkIndex(i, features) * step;
        try {
            return type.read(bytes, offset, order);
        } catch (InternalError e) {
            // What the JVM makes of a page that is not there any more.
            throw new UncheckedIOException(
                    new ModelFileException(file, "example " + row, "the file was cut while it was read"));
        }
    }

    @Override
    public MappedRows range(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        return new MappedRows(file, bytes.asSlice(from * stride), type, order, to - from,
                features, stride, step);
    }
}
