package org.lanewise.models;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.lanewise.models.internal.AtomicFile;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.internal.Copies;

/**
 * Arrays of NumPy: one in an {@code .npy} file, several by name in an {@code .npz} file, which is a ZIP archive of the former.
 *
 * <p>Floats of 64, 32 and 16 bits, integers and truth values are read, in both orders of bytes and of dimensions: {@code f2} and
 * {@code f4} as {@code FLOAT}, {@code f8} as {@code DOUBLE}, {@code u4}, {@code i8} and {@code u8} as {@code INT64}, smaller
 * integers as {@code INT32}, {@code b1} as {@code BOOL}. A {@code u8} beyond 2⁶³ − 1 is refused, and so are objects of Python, for
 * reading those would run code. Written are {@code f4}, {@code f8}, {@code i4}, {@code i8} and {@code b1}. Files are written
 * atomically.
 */
public final class Npy {
    /** The type of floats as they are written. */
    static final String FLOATS = "<f4";

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** The limit of NumPy itself. */
    private static final int MAX_HEADER = 10_000;
    /** The numbers begin at a multiple of it. */
    private static final int ALIGNMENT = 64;
    private static final String ENDING = ".npy";
    /** When all entries were made: the same arrays make the same file. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final Pattern DESCR = Pattern.compile("'descr': *'([^']*)'");
    private static final Pattern FORTRAN_ORDER = Pattern.compile("'fortran_order': *(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\(((?:[0-9]+ *, *)*(?:[0-9]+ *)?)\\)");
    /** A dict of these and nothing else. */
    private static final Pattern HEADER = Pattern.compile(
            "\\{ *(?:(?:" + DESCR + "|" + FORTRAN_ORDER + "|" + SHAPE + ") *(?:, *|(?=\\}))){3}\\}\\s*");
    private static final Pattern TYPE = Pattern.compile("([<>|=])([fiub])([1248])");

    private Npy() {
    }

    /**
     * Reads an array.
     *
     * @param file an {@code .npy} file
     * @return the array, in the order of C
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException})
     */
    public static Tensor read(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return NumberFile.read(file, (in, limit) -> read(file, "", in, limit));
    }

    /**
     * Reads all arrays of an archive.
     *
     * @param file an {@code .npz} file
     * @return the arrays by name, in the order of the archive
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException})
     */
    public static Map<String, Tensor> readAll(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, Tensor> arrays = new LinkedHashMap<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                String place = "entry \"" + name + "\"";
                if (!name.endsWith(ENDING)) {
                    throw new ModelFileException(file, place, "is no .npy file");
                }
                long limit = Files.size(file) * (entry.getMethod() == ZipEntry.STORED ? 1 : NumberFile.MOST_OF_A_BYTE);
                CRC32 checksum = new CRC32();
                try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
                    if (arrays.put(name.substring(0, name.length() - ENDING.length()),
                            read(file, place + ", ", in, limit)) != null) {
                        throw new ModelFileException(file, place, "is there twice");
                    }
                }
                if (checksum.getValue() != entry.getCrc()) {
                    throw new ModelFileException(file, place, "its checksum is wrong");
                }
            }
            return arrays;
        } catch (ZipException | EOFException e) {
            throw new ModelFileException(file, "its archive", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Opens examples that may be more than memory holds: the file is mapped, and each number read when it is needed. A training on
     * them has the bits of one on the same numbers in memory. The file must not be written to meanwhile; one that takes its
     * place, as {@link #write} has it, does no harm.
     *
     * @param file an {@code .npy} file of an example in each place of the first dimension, not compressed
     * @return the examples, all numbers of each in a row
     * @throws IOException if the file can't be read, or is not right ({@link ModelFileException}); several dimensions in the order of
     *     Fortran have to be two
     */
    public static Examples examples(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        try (FileChannel channel = FileChannel.open(file)) {
            Header header = Header.of(file, "", Channels.newInputStream(channel));
            return examples(file, header, channel);
        } catch (IOException e) {
            throw NumberFile.described(file, e);
        }
    }

    private static Examples examples(Path file, Header header, FileChannel channel) throws IOException {
        List<Integer> shape = header.shape;
        int size = shape.isEmpty() ? 0 : shape.getFirst();
        long features = NumberFile.count(shape.subList(Math.min(1, shape.size()), shape.size()));
        long count = NumberFile.count(shape);
        if (count == 0 || shape.isEmpty()) {
            throw new ModelFileException(file, header.place, "there is no example in the shape " + shape);
        }
        if (features > Integer.MAX_VALUE || (header.isFortran && shape.size() > 2)) {
            throw new ModelFileException(file, header.place, "examples of shape " + shape
                    + (header.isFortran ? ", in the order of Fortran," : "") + " can't be read one by one");
        }
        int bytes = header.type.bytes();
        long start = channel.position();
        if (channel.size() - start != count * bytes) {
            throw new ModelFileException(file, "its end", "numbers of shape " + shape + " need " + count * bytes
                    + " bytes, there are " + (channel.size() - start));
        }
        MemorySegment numbers = channel.map(FileChannel.MapMode.READ_ONLY, start, count * bytes, Arena.ofAuto());
        return Examples.ofRows(new MappedRows(file, numbers, header.type, header.order, size, (int) features,
                header.isFortran ? bytes : features * bytes, header.isFortran ? (long) size * bytes : bytes));
    }

    /**
     * Opens examples that may be more than memory holds, as {@link #examples}, and what is to be predicted for each.
     *
     * @param features an {@code .npy} file of an example in each place of the first dimension, not compressed
     * @param targets such a file of a target for each: classes, in memory, if it has one dimension of whole numbers or truth values,
     *     else numbers
     * @return the examples
     * @throws IOException if a file can't be read, or is not right ({@link ModelFileException})
     */
    public static Dataset dataset(Path features, Path targets) throws IOException {
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(targets, "targets");
        Examples x = examples(features);
        Header header = NumberFile.read(targets, (in, limit) -> Header.of(targets, "", in));
        Targets y = header.type.isWhole() && header.shape.size() == 1
                ? Targets.classes(NumberFile.classes(targets, read(targets)))
                : Targets.values(examples(targets));
        if (y.size() != x.size()) {
            throw new ModelFileException(targets, header.place,
                    "there are " + y.size() + " targets for the " + x.size() + " examples of " + features);
        }
        return Dataset.of(x, y);
    }

    private static Tensor read(Path file, String where, InputStream in, long limit) throws IOException {
        Header header = Header.of(file, where, in);
        int count = NumberFile.count(file, header.place, header.shape, header.type, limit);
        Object numbers = NumberFile.numbers(file, in, header.type, header.type.type(), header.order, count);
        Tensor tensor = Tensor.over(numbers, header.shape.stream().mapToInt(Integer::intValue).toArray());
        return header.isFortran ? lastDimensionTogether(tensor) : tensor;
    }

    /** What stands before the numbers. */
    private record Header(String place, ElementType type, ByteOrder order, boolean isFortran, List<Integer> shape) {
        /** Reads as many bytes as it has. */
        static Header of(Path file, String where, InputStream in) throws IOException {
            DataInputStream data = new DataInputStream(in);
            byte[] magic = new byte[MAGIC.length + 2];
            data.readFully(magic);
            int version = magic[MAGIC.length];
            if (!Arrays.equals(MAGIC, Arrays.copyOf(magic, MAGIC.length)) || version < 1
                    || version > 3) {
                throw new ModelFileException(file, where + "byte 0",
                        "an array of NumPy begins with \\x93NUMPY and version 1, 2 or 3");
            }
            long length = version == 1
                    ? Short.toUnsignedLong(Short.reverseBytes(data.readShort()))
                    : Integer.toUnsignedLong(Integer.reverseBytes(data.readInt()));
            if (length > MAX_HEADER) {
                throw new ModelFileException(file, where + "byte " + magic.length,
                        "the header is said to have " + length + " bytes, no more than " + MAX_HEADER + " are read");
            }
            byte[] bytes = new byte[(int) length];
            data.readFully(bytes);
            return of(file, where + "its header", new String(bytes, StandardCharsets.UTF_8));
        }

        private static Header of(Path file, String place, String header) throws ModelFileException {
            String descr = find(DESCR, header);
            String order = find(FORTRAN_ORDER, header);
            String dimensions = find(SHAPE, header);
            if (!HEADER.matcher(header).matches() || descr == null || order == null || dimensions == null) {
                throw new ModelFileException(file, place,
                        "is no dict of 'descr', 'fortran_order' and 'shape', for one array of numbers: "
                                + header.strip());
            }
            Matcher parts = TYPE.matcher(descr);
            ElementType type = parts.matches() ? Npy.type(parts.group(2) + parts.group(3)) : null;
            if (type == null) {
                throw new ModelFileException(file, place, "'descr' is no type of numbers that is read: " + descr);
            }
            return new Header(place, type,
                    parts.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                    order.equals("True"), Npy.shape(file, place, dimensions));
        }
    }

    private static @Nullable String find(Pattern pattern, String header) {
        Matcher matcher = pattern.matcher(header);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static @Nullable ElementType type(String name) {
        return switch (name) {
            case "f2" -> ElementType.F16;
            case "f4" -> ElementType.F32;
            case "f8" -> ElementType.F64;
            case "i1" -> ElementType.I8;
            case "i2" -> ElementType.I16;
            case "i4" -> ElementType.I32;
            case "i8" -> ElementType.I64;
            case "u1" -> ElementType.U8;
            case "u2" -> ElementType.U16;
            case "u4" -> ElementType.U32;
            case "u8" -> ElementType.U64;
            case "b1" -> ElementType.BOOL;
            default -> null;
        };
    }

    private static List<Integer> shape(Path file, String place, String dimensions) throws ModelFileException {
        List<Integer> shape = new ArrayList<>();
        for (String dimension : dimensions.replace(" ", "").split(",", 0)) {
            if (!dimension.isEmpty()) {
                try {
                    shape.add(Integer.valueOf(dimension));
                } catch (NumberFormatException e) {
                    throw new ModelFileException(file, place, "'shape' has a dimension beyond 2^31: " + dimensions);
                }
            }
        }
        return shape;
    }

    /** From the order of Fortran, the first dimension's numbers together, to that of C. */
    private static Tensor lastDimensionTogether(Tensor tensor) {
        int[] shape = tensor.shape();
        Object ordered = tensor.type().newArray(tensor.size());
        for (int place = 0; place < tensor.size(); place++) {
            int rest = place;
            int to = 0;
            for (int size : shape) {
                to = to * size + rest % size;
                rest /= size;
            }
            System.arraycopy(tensor.values(), place, ordered, to, 1);
        }
        return Tensor.over(ordered, shape);
    }

    /**
     * Writes an array.
     *
     * @param array the array
     * @param file where it goes; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if it has texts
     */
    public static void write(Tensor array, Path file) throws IOException {
        Objects.requireNonNull(array, "array");
        Objects.requireNonNull(file, "file");
        AtomicFile.write(file, out -> write(array, out));
    }

    /**
     * Writes several arrays, not compressed.
     *
     * @param arrays the arrays by name
     * @param file an {@code .npz} file, where they go; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if it has texts
     */
    public static void writeAll(Map<String, Tensor> arrays, Path file) throws IOException {
        Copies.of(arrays, "arrays");
        Objects.requireNonNull(file, "file");
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<String, Tensor> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ENDING);
                entry.setTimeLocal(EPOCH);
                zip.putNextEntry(entry);
                write(array.getValue(), zip);
            }
            zip.finish();
        });
    }

    private static void write(Tensor array, OutputStream out) throws IOException {
        String descr = switch (array.type()) {
            case FLOAT -> FLOATS;
            case DOUBLE -> "<f8";
            case INT32 -> "<i4";
            case INT64 -> "<i8";
            case BOOL -> "|b1";
            case STRING -> throw new IllegalArgumentException("texts are not written: " + array);
        };
        writeHeader(descr, out, array.shape());
        NumberFile.write(array, out);
    }

    /** What stands before the numbers of an array. */
    static void writeHeader(String descr, OutputStream out, int... sizes) throws IOException {
        String shape = Arrays.stream(sizes).mapToObj(size -> size + ",").collect(Collectors.joining(" ", "(", ")"));
        String header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int before = MAGIC.length + 2 + Short.BYTES;
        int length = Math.ceilDiv(before + header.length() + 1, ALIGNMENT) * ALIGNMENT - before;
        ByteBuffer bytes = ByteBuffer.allocate(before).order(ByteOrder.LITTLE_ENDIAN);
        out.write(bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length).array());
        out.write((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
