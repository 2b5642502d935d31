package org.lanewise.examples;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * A file of bytes in several dimensions, the format of MNIST: two zeros, the type of the numbers, how many dimensions
 * there are, the size of each (32 bits, the most significant byte first), and the numbers, the last dimension's
 * together.
 *
 * @param sizes the size of each dimension
 * @param data the numbers, which are without a sign
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two files.
record IdxFile(int[] sizes, byte[] data) {
    private static final int UNSIGNED_BYTE = 0x08;

    /**
     * Reads a file.
     *
     * @param file the file, compressed if its name ends in {@code .gz}
     * @param dimensions how many it has to have
     * @throws IOException if it can't be read, or is no such file
     */
    static IdxFile read(Path file, int dimensions) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                DataInputStream in = new DataInputStream(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw)) {
            return read(in, dimensions);
        } catch (EOFException e) {
            throw new IOException(file + " ends too early", e);
        } catch (IOException e) {
            throw new IOException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static IdxFile read(DataInputStream in, int dimensions) throws IOException {
        int magic = in.readInt();
        int expected = UNSIGNED_BYTE << Byte.SIZE | dimensions;
        if (magic != expected) {
            throw new IOException(String.format("an IDX file of bytes in %d dimensions begins with %08x, not %08x",
                    dimensions, expected, magic));
        }
        int[] sizes = new int[dimensions];
        long count = 1;
        for (int d = 0; d < dimensions; d++) {
            sizes[d] = in.readInt();
            if (sizes[d] < 1) {
                throw new IOException("dimension " + (d + 1) + " has the size " + sizes[d]);
            }
            count = sizes[d] > Integer.MAX_VALUE / count ? Integer.MAX_VALUE : count * sizes[d];
        }
        String shape = Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining("x"));
        if (count == Integer.MAX_VALUE) {
            throw new IOException(shape + " numbers are too many");
        }
        // A size that is not true should not cost memory: what is read is what there is.
        byte[] data = in.readNBytes((int) count);
        if (data.length < count || in.read() >= 0) {
            throw new IOException("it has " + (data.length < count ? "less" : "more") + " than " + shape + " numbers");
        }
        return new IdxFile(sizes, data);
    }

    /** The numbers, from 0 to 255. */
    int[] unsigned() {
        return IntStream.range(0, data.length).map(i -> Byte.toUnsignedInt(data[i])).toArray();
    }
}
