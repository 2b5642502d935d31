package org.lanewise.models;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** What formats have in common that are read from the beginning to the end. */
final class NumberFile {
    /** Deflate makes no more than so many bytes of one. */
    static final int MOST_OF_A_BYTE = 1032;
    private static final int CHUNK = 1 << 18;

    private NumberFile() {
    }

    /** Reads a stream, which has no more bytes than the limit. */
    @FunctionalInterface
    interface Reading<T> {
        T of(InputStream in, long limit) throws IOException;
    }

    /** Opens a file, which is decompressed if its first bytes are gzip's, and says of a damaged one what it is. */
    static <T> T read(Path path, Reading<T> reading) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), CHUNK)) {
            long size = Files.size(path);
            long limit = isGzip(raw) ? size * MOST_OF_A_BYTE : size;
            return reading.of(decompressed(raw), limit);
        } catch (IOException e) {
            throw described(path, e);
        }
    }

    /** Opens a file, which is decompressed if its first bytes are gzip's. */
    static InputStream open(Path path) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(path), CHUNK);
        try {
            return decompressed(raw);
        } catch (IOException e) {
            raw.close();
            throw described(path, e);
        }
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        return isGzip(raw) ? new BufferedInputStream(new GZIPInputStream(raw, CHUNK)) : raw;
    }

    /** What is wrong with a damaged file; other exceptions as they are. */
    static IOException described(Path path, IOException e) {
        return switch (e) {
            case EOFException any -> new ModelFileException(path, "its end", "it ends too early");
            case ZipException any ->
                new ModelFileException(path, "its compressed data", String.valueOf(e.getMessage()));
            default -> e;
        };
    }

    private static boolean isGzip(InputStream in) throws IOException {
        in.mark(2);
        boolean isGzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isGzip;
    }

    /**
     * How many numbers a shape has that is read into an array.
     *
     * @param sizes not negative
     * @param limit the most bytes that they can have in this file
     * @throws ModelFileException if there can't be so many in it, or in an array
     */
    static int count(Path path, String place, List<Integer> sizes, ElementType type, long limit)
            throws ModelFileException {
        long count = count(sizes);
        if (count > Integer.MAX_VALUE - Long.BYTES || count * type.bytes() > limit) {
            throw new ModelFileException(path, place,
                    "numbers of shape " + sizes + " are too many: there are no more than " + limit + " bytes");
        }
        return (int) count;
    }

    /** How many numbers a shape has, 2⁵⁸ if there are more. */
    static long count(List<Integer> sizes) {
        long most = 1L << 58;
        long count = 1;
        for (int dimension : sizes) {
            // A size of 0 makes it 0, whatever the others are.
            count = dimension != 0 && count > most / dimension ? most : count * dimension;
        }
        return count;
    }

    /** Numbers of classes, as labels give them. */
    static int[] classes(Path path, Tensor labels) throws ModelFileException {
        int[] classes = new int[labels.size()];
        for (int e = 0; e < classes.length; e++) {
            double label = labels.real(e);
            classes[e] = (int) label;
            if (classes[e] != label || classes[e] < 0 || classes[e] == Integer.MAX_VALUE) {
                throw new ModelFileException(path, "label " + e, "is no class: " + label);
            }
        }
        return classes;
    }

    /** Reads as many numbers as there have to be, up to the end of the stream, to an array of their type or of floats. */
    static Object numbers(Path path, InputStream in, ElementType type, Tensor.Type target, ByteOrder order, int count)
            throws IOException {
        Object numbers = target.newArray(count);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(order);
        for (int done = 0; done < count;) {
            int part = Math.min(count - done, CHUNK / type.bytes());
            int bytes = in.readNBytes(chunk.array(), 0, part * type.bytes());
            if (bytes < part * type.bytes()) {
                throw new ModelFileException(path, "its end",
                        "it has " + (done + bytes / type.bytes()) + " numbers instead of " + count);
            }
            try {
                type.read(chunk.clear(), numbers, done, part);
            } catch (ArithmeticException e) {
                throw new ModelFileException(path, "its numbers", String.valueOf(e.getMessage()));
            }
            done += part;
        }
        if (in.read() >= 0) {
            throw new ModelFileException(path, "its end", "it goes on after its " + count + " numbers");
        }
        return numbers;
    }

    /** Writes the numbers of a tensor, the least significant byte first. */
    static void write(Tensor tensor, OutputStream out) throws IOException {
        ElementType type = ElementType.of(tensor);
        ByteBuffer chunk = ByteBuffer.allocate(Math.clamp((long) tensor.size() * type.bytes(), 0, CHUNK))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < tensor.size();) {
            int count = Math.min(tensor.size() - done, CHUNK / type.bytes());
            type.write(tensor.values(), done, count, chunk.clear());
            out.write(chunk.array(), 0, count * type.bytes());
            done += count;
        }
    }
}
