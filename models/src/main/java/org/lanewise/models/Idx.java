package org.lanewise.models;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/**
 * The format of MNIST and of data like it, compressed by gzip or not: two zeros, the type of the numbers, how many dimensions
 * there are, the size of each (32 bits, the most significant byte first), and the numbers, the last dimension's together.
 */
public final class Idx {
    private Idx() {
    }

    /**
     * Reads the numbers of a file.
     *
     * @param file the file
     * @return the numbers as they are: integers as {@code INT32}, those of bytes from 0 to 255, or from −128 to 127 where they have a
     *     sign; real ones as {@code FLOAT} or {@code DOUBLE}
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException})
     */
    public static Tensor read(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return NumberFile.read(file, (in, limit) -> read(file, in, limit, false));
    }

    private static Tensor read(Path file, InputStream in, long limit, boolean areFeatures) throws IOException {
        int magic = new DataInputStream(in).readInt();
        ElementType type = switch (magic >>> Byte.SIZE) {
            case 0x08 -> ElementType.U8;
            case 0x09 -> ElementType.I8;
            case 0x0B -> ElementType.I16;
            case 0x0C -> ElementType.I32;
            case 0x0D -> ElementType.F32;
            case 0x0E -> ElementType.F64;
            default -> throw new ModelFileException(file, "byte 0", String.format(Locale.ROOT,
                    "an IDX file begins with two zeros and a type of numbers, 08, 09 or 0b to 0e, not with %08x",
                    magic));
        };
        List<Integer> sizes = new ArrayList<>();
        for (int d = 0; d < (magic & 0xff); d++) {
            int size = new DataInputStream(in).readInt();
            if (size < 0) {
                throw new ModelFileException(file, "dimension " + (d + 1), "has the size " + size);
            }
            sizes.add(size);
        }
        int count = NumberFile.count(file, "its dimensions", sizes, type, limit);
        Object numbers = NumberFile.numbers(file, in, type, areFeatures ? Tensor.Type.FLOAT : type.type(),
                ByteOrder.BIG_ENDIAN, count);
        if (areFeatures && type == ElementType.U8) {
            float[] bytes = (float[]) numbers;
            for (int i = 0; i < count; i++) {
                bytes[i] /= 255;
            }
        }
        return Tensor.over(numbers, sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Reads examples and their classes.
     *
     * @param features a file of an example in each place of the first dimension, images for example; bytes without a sign become
     *     numbers from 0 to 1
     * @param labels a file of a class for each, in one dimension
     * @return the examples, all numbers of each in a row
     * @throws IOException if a file can't be read, or is not right ({@link ModelFileException})
     */
    public static Dataset read(Path features, Path labels) throws IOException {
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(labels, "labels");
        Tensor x = NumberFile.read(features, (in, limit) -> read(features, in, limit, true));
        Tensor y = read(labels);
        int size = x.rank() == 0 ? 0 : x.dimension(0);
        if (size == 0 || x.size() == 0) {
            throw new ModelFileException(features, "its dimensions", "there is no number in " + x);
        }
        if (y.rank() != 1 || y.size() != size) {
            throw new ModelFileException(labels, "its dimensions",
                    "the labels are " + y + ", for the " + size + " examples of " + features);
        }
        return Dataset.of(Examples.ofRows(x.floats(), x.size() / size),
                Targets.classes(NumberFile.classes(labels, y)));
    }
}
