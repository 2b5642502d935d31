package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Targets;

class IdxTest {
    @TempDir
    private Path folder;

    private Path write(String name, boolean compressed, byte[] data, int... header) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int number : header) {
            out.writeInt(number);
        }
        out.write(data);
        Path file = folder.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream to = compressed ? new GZIPOutputStream(raw) : raw) {
            to.write(bytes.toByteArray());
        }
        return file;
    }

    /** Type and bytes of numbers, and what they are. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            08 | 00 7f 80 ff             | 0 127 128 255
            09 | 00 7f 80 ff             | 0 127 -128 -1
            0b | 0001 ffff 7fff 8000     | 1 -1 32767 -32768
            0c | 00000001 ffffffff       | 1 -1
            0d | 3f800000 ff800000       | 1 -Infinity
            0e | 3ff0000000000000 bff8000000000000 | 1 -1.5
            """)
    void allTypesAreRead(String type, String bytes, String numbers) throws IOException {
        String[] expected = numbers.split(" ", -1);
        byte[] data = HexFormat.of().parseHex(bytes.replace(" ", ""));
        for (boolean compressed : new boolean[]{false, true}) {
            Tensor tensor = Idx.read(
                    write("numbers", compressed, data, (Integer.parseInt(type, 16) << 8) | 2, 1, expected.length));
            assertArrayEquals(new int[]{1, expected.length}, tensor.shape());
            assertEquals(type.equals("0d")
                    ? Tensor.Type.FLOAT
                    : type.equals("0e") ? Tensor.Type.DOUBLE : Tensor.Type.INT32, tensor.type());
            for (int i = 0; i < expected.length; i++) {
                assertEquals(Double.parseDouble(expected[i]), tensor.real(i));
            }
        }
    }

    @Test
    void imagesAndLabelsAreExamples() throws IOException {
        Path images = write("images.gz", true, new byte[]{0, 51, -1, 102, 1, 2, 3, 4, 5, 6, 7, 8}, 0x803, 3, 2, 2);
        Dataset data = Idx.read(images, write("labels", false, new byte[]{2, 0, 1}, 0x801, 3));
        assertArrayEquals(new float[]{0, 0.2f, 1, 0.4f}, data.x().toRows()[0]);
        assertArrayEquals(new int[]{2, 0, 1}, ((Targets.Classes) data.y()).toArray());
        assertRefused(images, write("labels", false, new byte[]{2, 0}, 0x801, 2),
                "the labels are INT32[2], for the 3 examples");
        assertRefused(images, write("labels", false, new byte[]{2, 0, -1}, 0x901, 3), "label 2: is no class: -1.0");
        assertRefused(images, write("labels", false, new byte[12], 0x802, 3, 4), "the labels are INT32[3, 4]");
        assertRefused(write("none", false, new byte[0], 0x802, 0, 4), images, "there is no number in FLOAT[0, 4]");
    }

    private static void assertRefused(Path features, Path labels, String reason) {
        ModelFileException e = assertThrows(ModelFileException.class, () -> Idx.read(features, labels));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wrong-magic   | byte 0      | not with 01000803
            unknown-type  | byte 0      | not with 00000a
            truncated     | its end     | it has 11 numbers instead of 12
            negative-size | dimension 1 | has the size -2
            """)
    void badFilesAreRefusedWithTheReason(String name, String place, String reason) {
        assertRefused(Resources.path("bad/idx/" + name + ".idx"), place, reason);
    }

    private static void assertRefused(Path file, String place, String reason) {
        ModelFileException e = assertThrows(ModelFileException.class, () -> Idx.read(file));
        assertEquals(place, e.place(), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }

    /** A small file that says to be a large one costs nothing. */
    @Test
    void sizesAreBoundedByTheFile() throws IOException {
        for (boolean compressed : new boolean[]{false, true}) {
            assertRefused(write("large", compressed, new byte[9], 0x803, 1 << 15, 1 << 10, 1 << 5), "its dimensions",
                    "are too many");
            assertRefused(write("huge", compressed, new byte[9], 0x803, 1 << 30, 1 << 30, 1 << 30), "its dimensions",
                    "are too many");
        }
        // As much as gzip can do is not too much.
        assertEquals(1 << 24, Idx.read(write("zeros", true, new byte[1 << 24], 0x801, 1 << 24)).size());
        assertRefused(write("more", false, new byte[3], 0x801, 2), "its end", "it goes on after its 2 numbers");
    }

    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        Path file = write("damaged", false, new byte[]{1, 2, 3, 4, 5, 6}, 0x802, 2, 3);
        BadFiles.damage(Files.readAllBytes(file), file, Idx::read);
        Path compressed = write("damaged.gz", true, new byte[]{1, 2, 3, 4, 5, 6}, 0x802, 2, 3);
        BadFiles.damage(Files.readAllBytes(compressed), compressed, Idx::read);
    }
}
