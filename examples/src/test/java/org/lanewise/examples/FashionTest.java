package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.network.data.Split;

class FashionTest {
    private static final int IMAGES = 1;
    private static final int LABELS = 2;

    @TempDir
    private Path folder;

    /** Made-up images of 3 × 4 pixels: in those of class c row c is dark and the others are faint. */
    static Path write(Path folder) throws IOException {
        Random random = new Random(1);
        for (String part : List.of("train", "t10k")) {
            int count = part.equals("train") ? 300 : 60;
            byte[] pixels = new byte[count * 12];
            byte[] labels = new byte[count];
            for (int e = 0; e < count; e++) {
                labels[e] = (byte) (e % 3);
                for (int i = 0; i < 12; i++) {
                    pixels[e * 12 + i] = (byte) (i / 4 == labels[e] ? 200 + random.nextInt(56) : random.nextInt(60));
                }
            }
            write(folder.resolve(part + "-images-idx3-ubyte.gz"), idx(pixels, 0x803, count, 3, 4));
            write(folder.resolve(part + "-labels-idx1-ubyte"), idx(labels, 0x801, count));
        }
        return folder;
    }

    private static byte[] idx(byte[] data, int... header) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int number : header) {
            out.writeInt(number);
        }
        out.write(data);
        return bytes.toByteArray();
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(bytes);
        }
    }

    @Test
    void trainsAndTells() throws IOException {
        Path picture = folder.resolve("a.png");
        Typed run = Typed.run("fashion --epochs 5 --seeds 2 --seed 7 --batch-size 32 --data " + write(folder),
                "--picture", picture.toString());
        assertEquals(0, run.exitCode(), run.toString());
        assertTrue(run.says("Network:  12-256-128-3, CATEGORICAL_CROSS_ENTROPY"), run.toString());
        assertTrue(run.says("300 to train, 60 to test"), run.toString());
        for (int seed = 7; seed <= 8; seed++) {
            String line = "seed " + seed + ": test accuracy 1\\.0000, training \\d+\\.\\d s, \\d\\.\\d{3} s an epoch";
            assertEquals(1, run.out().stream().filter(text -> text.matches(line)).count(), run.toString());
        }
        assertEquals(2,
                run.out().stream().filter(text -> text.matches(" +fingerprint [0-9a-f]{64}")).distinct().count(),
                run.toString());
        assertEquals("mean test accuracy: 1.0000", run.out().getLast());
    }

    /** Rows of an image stay rows; the pixels to train on have mean 0 and deviation 1. */
    @Test
    void readsImagesAsTheyAre() throws IOException {
        Split<Images> images = FashionData.load(write(folder));
        Images train = images.train();
        assertEquals(4, train.width());
        assertEquals(3, train.height());
        assertArrayEquals(new int[]{0, 1, 2, 0}, Arrays.copyOf(images.test().labels(), 4));
        assertTrue(train.darkness(1, 1, 3) >= 200 / 255f && train.darkness(1, 1, 3) <= 1.0001f);
        assertTrue(train.darkness(1, 2, 0) >= -0.0001f && train.darkness(1, 2, 0) < 60 / 255f);
        double sum = 0;
        double squares = 0;
        for (float[] row : train.x().toRows()) {
            for (float pixel : row) {
                sum += pixel;
                squares += pixel * pixel;
            }
        }
        assertEquals(0, sum / 3600, 1e-5);
        assertEquals(1, squares / 3600, 1e-5);
    }

    @Test
    void saysWhenTrainingDiverges() throws IOException {
        Typed run = Typed.run("fashion --learning-rate 300 --seeds 2 --epochs 20 --data " + write(folder),
                "--picture", folder.resolve("a.png").toString());
        assertEquals(1, run.exitCode(), run.toString());
        assertEquals(1, run.err().size(), run.toString());
        assertTrue(run.err().getFirst().contains("lower --learning-rate"), run.toString());
    }

    @Test
    void saysHowToGetTheData() {
        Typed run = Typed.run("fashion --data " + folder);
        assertEquals(1, run.exitCode());
        assertEquals(1, run.err().size(), run.toString());
        assertTrue(run.err().getFirst().contains("apt install dataset-fashion-mnist"), run.toString());
        assertTrue(run.err().getFirst().contains("--data"), run.toString());
    }

    /** A header of 32-bit numbers, how many bytes follow, and what is said about it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2051 60 3 4      | 719        | it has 719 numbers instead of 720
            2051 60 3 4      | 721        | it goes on after its 720 numbers
            2049 60          | 60         | has numbers of shape [60], not of 3 dimensions
            2307 60 3 4      | 720        | has the number -1.0, which is no byte
            2051 60 0 4      | 0          | has numbers of shape [60, 0, 4]
            2051 60 3 -4     | 720        | dimension 3: has the size -4
            2051 60          | 0          | ends too early
            2051 61 3 4      | 732        | has 61 images and 60 labels of t10k
            2051 60 4 3      | 720        | differ: 3x4 pixels to train on, 4x3 to test with
            """)
    void refusesFilesOfImages(String header, int bytes, String message) throws IOException {
        int[] numbers = Arrays.stream(header.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
        byte[] data = new byte[bytes];
        Arrays.fill(data, (byte) -1);
        refuses(IMAGES, idx(data, numbers), message);
    }

    /** The class that the training images do not have. */
    @ParameterizedTest
    @ValueSource(ints = {3, 255})
    void refusesUnknownLabels(int label) throws IOException {
        byte[] labels = new byte[60];
        labels[59] = (byte) label;
        refuses(LABELS, idx(labels, 0x801, 60), "below 3 to train on and below " + (label + 1) + " to test with");
    }

    private void refuses(int which, byte[] file, String message) throws IOException {
        write(folder);
        write(folder.resolve(which == IMAGES ? "t10k-images-idx3-ubyte.gz" : "t10k-labels-idx1-ubyte"), file);
        IOException e = assertThrows(IOException.class, () -> FashionData.load(folder));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
        Typed run = Typed.run("fashion --data " + folder);
        assertEquals(1, run.exitCode());
        assertEquals(List.of("fashion: " + e.getMessage()), run.err());
    }

    /** Whatever their names say: some programs decompress what they download. */
    @Test
    void filesMayBeCompressedOrNot() throws IOException {
        write(folder);
        Path file = folder.resolve("train-images-idx3-ubyte.gz");
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            Files.write(file, in.readAllBytes());
        }
        assertEquals(300, FashionData.load(folder).train().count());
    }
}
