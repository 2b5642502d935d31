package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays of NumPy, both ways. */
class NpyTest {
    @TempDir
    private Path folder;

    /** A line for each array: file, name in an archive, type, order, shape, numbers. */
    static List<String> arrays() throws IOException {
        List<String> lines = Files.readAllLines(Resources.path("arrays/expected.csv"));
        return lines.subList(1, lines.size());
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void arraysOfNumPyAreRead(String line) throws IOException {
        String[] fields = line.split(",", -1);
        Path file = Resources.path("arrays/" + fields[0]);
        Tensor array = fields[1].isEmpty()
                ? Npy.read(file)
                : Objects.requireNonNull(Npy.readAll(file).get(fields[1]), line);
        assertArrayEquals(Arrays.stream(fields[4].split(" ", -1)).filter(size -> !size.isEmpty())
                .mapToInt(Integer::parseInt).toArray(), array.shape());
        assertEquals(switch (fields[2]) {
            case "<f8" -> Tensor.Type.DOUBLE;
            case "<i8" -> Tensor.Type.INT64;
            case "|u1" -> Tensor.Type.INT32;
            case "|b1" -> Tensor.Type.BOOL;
            default -> Tensor.Type.FLOAT;
        }, array.type());
        double[] numbers = Arrays.stream(fields[5].split(" ", -1)).filter(number -> !number.isEmpty())
                .mapToDouble(Double::parseDouble).toArray();
        assertEquals(numbers.length, array.size());
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(array.type() == Tensor.Type.FLOAT ? (float) numbers[i] : numbers[i], array.real(i));
        }
    }

    /** What two formats say of one model. */
    @ParameterizedTest
    @ValueSource(strings = {"torch-relu", "torch-batchnorm-dropout", "torch-residual-layernorm",
            "torch-clip-prelu-selu", "torch-view"})
    void archivesHaveWhatSafetensorsHas(String model) throws IOException {
        assertEquals(Safetensors.readTensors(Resources.path(model + "/model.safetensors")),
                Npy.readAll(Resources.path(model + "/model.npz")));
    }

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        float[] large = new float[200_003];
        for (int i = 0; i < large.length; i++) {
            large[i] = Float.intBitsToFloat(i * 0x9e3779b9);
        }
        tensors.put("large", Tensor.of(large, large.length));
        tensors.put("scalar", Tensor.of(new float[]{-0.0f}));
        tensors.put("none", Tensor.of(new float[0], 2, 0, 3));
        tensors.put("a/b ü", Tensor.of(new float[]{1, 2, 3, 4, 5, Float.NaN}, 1, 2, 3));
        tensors.put("flags", Tensor.of(new boolean[]{true, false, true}, 3));
        tensors.put("doubles", Tensor.of(new double[]{0.1, Double.MIN_VALUE}, 1, 2));
        tensors.put("ints", Tensor.of(new int[]{Integer.MIN_VALUE, -1, 7}, 3, 1));
        tensors.put("longs", Tensor.of(new long[]{Long.MAX_VALUE, -1}, 2));
        return tensors;
    }

    @Test
    void arraysComeBackToTheBit() throws IOException {
        Path file = folder.resolve("arrays.npz");
        Npy.writeAll(tensors(), file);
        assertEquals(tensors(), Npy.readAll(file));
        assertEquals(List.copyOf(tensors().keySet()), List.copyOf(Npy.readAll(file).keySet()));
        Path again = folder.resolve("again.npz");
        Npy.writeAll(tensors(), again);
        assertEquals(-1, Files.mismatch(file, again));
        for (Tensor tensor : tensors().values()) {
            Npy.write(tensor, file);
            assertEquals(tensor, Npy.read(file));
        }
    }

    @Test
    void textsAreNotWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("old.npy"), "old");
        Tensor texts = Tensor.of(new String[]{"a"}, 1);
        assertThrows(IllegalArgumentException.class, () -> Npy.write(texts, file));
        assertThrows(IllegalArgumentException.class,
                () -> Safetensors.writeTensors(Map.of("a", texts), Map.of(), file));
        assertEquals("old", Files.readString(file));
    }

    @Test
    void anIntegerBeyond64BitsIsRefused() throws IOException {
        Path file = file("{'descr': '<u8', 'fortran_order': False, 'shape': (1,)}", 8);
        byte[] bytes = Files.readAllBytes(file);
        assertArrayEquals(new long[1], Npy.read(file).longs());
        bytes[bytes.length - 1] = (byte) 0x80;
        Files.write(file, bytes);
        assertRefused("its numbers", "9223372036854775808 is beyond 2^63 - 1", file);
    }

    /** NumPy's own file, byte by byte. */
    @Test
    void filesAreThoseOfNumPy() throws IOException {
        Path file = folder.resolve("array.npy");
        Npy.write(Npy.read(Resources.path("arrays/f4.npy")), file);
        byte[] expected = Files.readAllBytes(Resources.path("arrays/f4.npy"));
        byte[] written = Files.readAllBytes(file);
        assertEquals(expected.length, written.length);
        assertEquals(0, (written.length - 48) % 64);
        assertArrayEquals(Arrays.copyOfRange(expected, 128, 176), Arrays.copyOfRange(written, 128, 176));
        assertTrue(new String(written, 10, 118, StandardCharsets.US_ASCII)
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4,), }"));
    }

    private static void assertRefused(String place, String reason, Path file) {
        ModelFileException e = assertThrows(ModelFileException.class,
                () -> {
                    if (file.toString().endsWith("z")) {
                        Npy.readAll(file);
                    } else {
                        Npy.read(file);
                    }
                });
        assertEquals(place, e.place(), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            truncated.npz     | its archive | zip
            wrong-magic.npy   | byte 0      | begins with
            truncated.npy     | its end     | it has 10 numbers instead of 12
            pickled-object.npy | its header | 'descr' is no type of numbers that is read: |O
            huge-shape.npy    | its header  | beyond 2^31
            code-in-header.npy | its header | is no dict of
            """)
    void badFilesAreRefusedWithTheReason(String name, String place, String reason) {
        assertRefused(place, reason, Resources.path("bad/numpy/" + name));
    }

    private Path file(String header, int bytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] content = new byte[10 + text.length + bytes];
        System.arraycopy(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0}, 0, content, 0,
                10);
        System.arraycopy(text, 0, content, 10, text.length);
        return Files.write(folder.resolve("made.npy"), content);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}          | 25
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}          | 23
            {'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}           | 24
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, -3)}         | 24
            {'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536)} | 24
            {'descr': '<f4', 'fortran_order': False, 'shape': (9000, 9000)}    | 24
            {'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}              | 24
            {'descr': '<f4', 'shape': (2, 3)}                                  | 24
            {'descr': '<f4', 'descr': '<f4', 'shape': (2, 3)}                  | 24
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'x': 1}  | 24
            {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3)} | 24
            {'descr': '<c8', 'fortran_order': False, 'shape': (3,)}            | 24
            {'descr': '<f1', 'fortran_order': False, 'shape': (24,)}           | 24
            {'descr': '<b8', 'fortran_order': False, 'shape': (3,)}            | 24
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}; exit()  | 24
            """)
    void wrongHeadersAreRefused(String header, int bytes) throws IOException {
        Path file = file(header, bytes);
        assertThrows(ModelFileException.class, () -> Npy.read(file));
    }

    /** As other writers than NumPy write it, in another order and without blanks. */
    @ParameterizedTest
    @ValueSource(strings = {"{'shape':(2,3),'fortran_order':True,'descr':'<f4'}",
            "{'fortran_order': True, 'descr': '=f4', 'shape': (2, 3,), }\n"})
    void otherFormsOfTheHeaderAreRead(String header) throws IOException {
        assertArrayEquals(new int[]{2, 3}, Npy.read(file(header, 24)).shape());
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        Path file = folder.resolve("damaged.npy");
        Npy.write(Tensor.of(new float[]{1, 2, 3, 4}, 2, 2), file);
        BadFiles.damage(Files.readAllBytes(file), file, Npy::read);
        Path archive = folder.resolve("damaged.npz");
        Npy.writeAll(Map.of("a", Tensor.of(new float[]{1, 2}, 2)), archive);
        BadFiles.damage(Files.readAllBytes(archive), archive, Npy::readAll);
    }
}
