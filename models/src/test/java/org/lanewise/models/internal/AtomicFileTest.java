package org.lanewise.models.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.models.JavaProcess;

/** A file is the old or the new one, whole. {@code -Dlanewise.test.kills=200} kills more often. */
class AtomicFileTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    /** A file of one byte again and again, in several pieces. */
    private static void write(Path file, int generation) throws IOException {
        byte[] piece = new byte[SIZE / 16];
        Arrays.fill(piece, (byte) generation);
        AtomicFile.write(file, out -> {
            for (int i = 0; i < SIZE / piece.length; i++) {
                out.write(piece);
            }
        });
    }

    private static byte checkWhole(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        byte[] expected = new byte[SIZE];
        Arrays.fill(expected, bytes[0]);
        assertArrayEquals(expected, bytes);
        return bytes[0];
    }

    /** Saves until it is killed, and says when a file is there. */
    static final class Saving {
        private Saving() {
        }

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            int first = Integer.parseInt(arguments[1]);
            for (int generation = first;; generation++) {
                write(file, generation);
                if (generation == first) {
                    System.out.println("saved");
                }
            }
        }
    }

    @Test
    void aProcessThatIsKilledLeavesAWholeFile() throws IOException, InterruptedException {
        Path file = folder.resolve("model");
        Random random = new Random(5);
        for (int kill = 0; kill < Integer.getInteger("lanewise.test.kills", 4); kill++) {
            int before = kill == 0 ? 0 : checkWhole(file);
            Process process = JavaProcess.start(Saving.class, file.toString(), Integer.toString(before + 1));
            BufferedReader reader = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            assertEquals("saved", reader.readLine());
            TimeUnit.MICROSECONDS.sleep(random.nextInt(30_000));
            process.destroyForcibly().waitFor();
            checkWhole(file);
        }
    }

    @Test
    void whatFailsLeavesWhatWasThere() throws IOException {
        Path file = folder.resolve("model");
        write(file, 1);
        IOException full = new IOException("no space");
        assertSame(full, assertThrows(IOException.class, () -> AtomicFile.write(file, out -> {
            out.write(new byte[100]);
            throw full;
        })));
        assertThrows(OutOfMemoryError.class, () -> AtomicFile.write(file, out -> {
            throw new OutOfMemoryError("test");
        }));
        assertEquals(1, checkWhole(file));
        Path noFolder = folder.resolve("missing").resolve("model");
        assertThrows(IOException.class, () -> write(noFolder, 1));
        Files.createDirectories(folder.resolve("folder/sub"));
        assertThrows(IOException.class, () -> write(folder.resolve("folder"), 1));
        Thread.currentThread().interrupt();
        assertThrows(IOException.class, () -> write(file, 2));
        assertTrue(Thread.interrupted());
        assertEquals(1, checkWhole(file));
        assertEquals(List.of("folder", "model"), names());
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Path file = folder.resolve("model");
        write(file, 1);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        write(link, 2);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(2, checkWhole(file));
    }

    /** What a killed process has left goes, what another one is writing stays, and so does anything of another name. */
    @Test
    void abandonedTemporaryFilesGo() throws IOException {
        String unique = ".01234567-89ab-cdef-0123-456789abcdef.tmp";
        FileTime old = FileTime.from(Instant.now().minusSeconds(7200));
        List<String> left = List.of("model.backup.tmp", "other" + unique);
        for (String name : List.of("model" + unique, left.get(0), left.get(1))) {
            Files.setLastModifiedTime(Files.createFile(folder.resolve(name)), old);
        }
        Files.createFile(folder.resolve("model" + unique.replace('0', '1')));
        write(folder.resolve("model"), 1);
        assertEquals(List.of("model", "model" + unique.replace('0', '1'), left.get(0), left.get(1)), names());
    }

    @Test
    void oneOfSeveralThreadsIsLast() throws Exception {
        Path file = folder.resolve("model");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> writing = new ArrayList<>();
            for (int generation = 1; generation <= 20; generation++) {
                int content = generation;
                writing.add(threads.submit(() -> {
                    write(file, content);
                    return checkWhole(file);
                }));
            }
            for (Future<?> done : writing) {
                done.get();
            }
        }
        checkWhole(file);
        assertEquals(List.of("model"), names());
    }
}
