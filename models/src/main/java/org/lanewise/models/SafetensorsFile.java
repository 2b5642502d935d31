package org.lanewise.models;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lanewise.models.internal.AtomicFile;

/**
 * A safetensors file that is open for reading: the length of the header (64 bits, the least significant byte first), the header, an
 * object of JSON, and the tensors without holes. All of the header is checked before anything is read or made room for, so
 * memory and time are bounded by the file's size.
 */
final class SafetensorsFile implements AutoCloseable {
    static final String METADATA = "__metadata__";
    /** The limit of the format's own library. */
    private static final long MAX_HEADER = 100_000_000;
    private static final int CHUNK = 1 << 20;
    private static final List<String> FIELDS = List.of("dtype", "shape", "data_offsets");

    private final Path path;
    private final FileChannel channel;
    private final Arena arena;
    private final ByteBuffer buffer;
    private final long dataStart;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Where a tensor lies behind the header. */
    record Entry(String name, ElementType type, List<Integer> shape, int count, long begin, long end) {
    }

    private SafetensorsFile(Path path, FileChannel channel, Arena arena) throws IOException {
        this.path = path;
        this.channel = channel;
        this.arena = arena;
        long size = channel.size();
        buffer = arena.allocate(Math.clamp(size, Long.BYTES, CHUNK)).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (size < Long.BYTES) {
            throw problem("byte 0",
                    "the file has " + size + " bytes, it begins with 8 that say how long the header is");
        }
        long length = fill(0, Long.BYTES).getLong();
        if (length < 0 || length > Math.min(MAX_HEADER, size - Long.BYTES)) {
            throw problem("byte 0", "the header is said to have " + Long.toUnsignedString(length)
                    + " bytes, there are " + (size - Long.BYTES) + ", and no more than " + MAX_HEADER + " are read");
        }
        dataStart = Long.BYTES + length;
        Json header = Json.read(text((int) length), "header", this::problem);
        for (String name : header.names()) {
            if (name.equals(METADATA)) {
                Json texts = header.object(name);
                for (String key : texts.names()) {
                    metadata.put(key, texts.text(key));
                }
            } else {
                entries.put(name, entry(name, header.object(name), size - dataStart));
            }
        }
        checkCover(size - dataStart);
    }

    static SafetensorsFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path);
        Arena arena = Arena.ofConfined();
        try {
            return new SafetensorsFile(path, channel, arena);
        } catch (Throwable e) {
            arena.close();
            channel.close();
            throw e;
        }
    }

    private String text(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length;) {
            int count = Math.min(length - done, buffer.capacity());
            fill(Long.BYTES + done, count).get(bytes, done, count);
            done += count;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw problem("header", "is no UTF-8");
        }
    }

    private Entry entry(String name, Json json, long size) throws ModelFileException {
        json.checkNames(FIELDS);
        ElementType type = json.constant("dtype", ElementType.class);
        List<Integer> shape = new ArrayList<>();
        long count = 1;
        for (long dimension : json.counts("shape")) {
            // No larger than an array, so the products do not overflow.
            if (dimension > Integer.MAX_VALUE || count * dimension > Integer.MAX_VALUE - Long.BYTES) {
                throw json.problem("shape", "has more numbers than an array: " + json.counts("shape"));
            }
            shape.add((int) dimension);
            count *= dimension;
        }
        List<Long> offsets = json.counts("data_offsets");
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || offsets.get(1) > size) {
            throw json.problem("data_offsets", "must be two, in order, no larger than " + size + ": " + offsets);
        }
        long span = offsets.get(1) - offsets.get(0);
        if (span != count * type.bytes()) {
            throw json.problem("data_offsets",
                    "span " + span + " bytes, " + type + " of shape " + shape + " needs " + count * type.bytes());
        }
        return new Entry(name, type, List.copyOf(shape), (int) count, offsets.get(0), offsets.get(1));
    }

    /** Throws unless the tensors lie one after the other, from the header to the end of the file. */
    private void checkCover(long size) throws ModelFileException {
        long end = 0;
        for (Entry entry : entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end)).toList()) {
            if (entry.begin() != end) {
                throw problem(place(entry), entry.begin() < end
                        ? "shares " + (end - entry.begin()) + " bytes with the tensor before it"
                        : "there is a hole of " + (entry.begin() - end) + " bytes before it");
            }
            end = entry.end();
        }
        if (end != size) {
            throw problem("byte " + (dataStart + end), size - end + " bytes follow the last tensor");
        }
    }

    Map<String, String> metadata() {
        return metadata;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    ModelFileException problem(String place, String reason) {
        return new ModelFileException(path, place, reason);
    }

    static String place(Entry entry) {
        return "tensor \"" + entry.name() + "\"";
    }

    /** The numbers of a tensor as floats. */
    float[] read(Entry entry) throws IOException {
        float[] numbers = new float[entry.count()];
        read(entry, numbers, false);
        return numbers;
    }

    /** The same, all of which have to be finite. */
    float[] readFinite(Entry entry) throws IOException {
        float[] numbers = new float[entry.count()];
        read(entry, numbers, true);
        return numbers;
    }

    /** A tensor as it is. */
    Tensor tensor(Entry entry) throws IOException {
        Object numbers = entry.type().type().newArray(entry.count());
        read(entry, numbers, false);
        return Tensor.over(numbers, entry.shape().stream().mapToInt(Integer::intValue).toArray());
    }

    private void read(Entry entry, Object numbers, boolean haveToBeFinite) throws IOException {
        int bytes = entry.type().bytes();
        long position = dataStart + entry.begin();
        for (int done = 0; done < entry.count();) {
            int count = Math.min(entry.count() - done, buffer.capacity() / bytes);
            try {
                entry.type().read(fill(position + (long) done * bytes, count * bytes), numbers, done, count);
            } catch (ArithmeticException e) {
                throw problem(place(entry), String.valueOf(e.getMessage()));
            }
            if (haveToBeFinite) {
                // While they are in a cache.
                checkFinite(entry, (float[]) numbers, done, done + count);
            }
            done += count;
        }
    }

    private void checkFinite(Entry entry, float[] numbers, int from, int to) throws ModelFileException {
        // The maximum of anything and NaN is NaN; of a loop without another way out the JIT makes vectors.
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(numbers[i]));
        }
        if (Float.isFinite(largest)) {
            return;
        }
        for (int i = from; i < to; i++) {
            if (!Float.isFinite(numbers[i])) {
                throw problem(place(entry), "number " + i + " is " + numbers[i] + ", parameters must be finite");
            }
        }
    }

    /** Bytes of the file, from a position on. */
    private ByteBuffer fill(long position, int count) throws IOException {
        buffer.clear().limit(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw problem("byte " + (position + buffer.position()), "the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        arena.close();
        channel.close();
    }

    /** Writes a file. */
    static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        // Larger numbers before smaller ones, so that each lies at a multiple of its size.
        List<Map.Entry<String, Tensor>> sorted = tensors.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -ElementType.of(entry.getValue()).bytes())).toList();
        byte[] header = header(sorted, metadata);
        AtomicFile.write(path, out -> {
            out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
            out.write(header);
            for (Map.Entry<String, Tensor> entry : sorted) {
                NumberFile.write(entry.getValue(), out);
            }
        });
    }

    private static byte[] header(List<Map.Entry<String, Tensor>> tensors, Map<String, String> metadata) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(METADATA, metadata);
        long end = 0;
        for (Map.Entry<String, Tensor> entry : tensors) {
            long begin = end;
            ElementType type = ElementType.of(entry.getValue());
            end += (long) entry.getValue().size() * type.bytes();
            // In an order of their own, so that the same tensors make the same file.
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("dtype", type.name());
            fields.put("shape", Arrays.stream(entry.getValue().shape()).boxed().toList());
            fields.put("data_offsets", List.of(begin, end));
            if (header.put(entry.getKey(), fields) != null) {
                throw new IllegalArgumentException("a tensor can't be called " + METADATA);
            }
        }
        byte[] text = Json.write(header).getBytes(StandardCharsets.UTF_8);
        // Blanks after the object, so that the numbers begin at a multiple of 8 bytes.
        byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, Long.BYTES) * Long.BYTES);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        if (padded.length > MAX_HEADER) {
            throw new IllegalArgumentException("names and metadata make a header of " + padded.length
                    + " bytes, no more than " + MAX_HEADER + " can be read");
        }
        return padded;
    }
}
