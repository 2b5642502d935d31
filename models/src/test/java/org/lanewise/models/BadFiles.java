package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Damages a file in many ways: whoever reads it either throws a {@link ModelFileException} or returns something valid. {@code
 * -Dlanewise.test.mutations=100000} damages it more often.
 */
public final class BadFiles {
    private static final int MUTATIONS = Integer.getInteger("lanewise.test.mutations", 2000);
    /** From so many mutations on each byte gets all values. */
    private static final int LONG_RUN = 100_000;

    private BadFiles() {
    }

    /** Reads a file and looks at what came out. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads it.
         *
         * @param file the file
         * @throws IOException if it can't be read, or is not right
         */
        void of(Path file) throws IOException;
    }

    /**
     * Each length, each change of a byte by each bit and to some values, in a long run to any value, and seeded changes of several.
     *
     * @param bytes the content of a file
     * @param file where the damaged ones go
     * @param reading reads them
     */
    public static void damage(byte[] bytes, Path file, Reading reading) throws IOException {
        for (int length = 0; length < bytes.length; length++) {
            read(Arrays.copyOf(bytes, length), file, reading, true);
        }
        for (int i = 0; i < bytes.length; i++) {
            for (int change = 1; change < 256; change++) {
                boolean isUsual = Integer.bitCount(change) == 1 || "09\"".indexOf(bytes[i] ^ change) >= 0;
                if (!isUsual && MUTATIONS < LONG_RUN) {
                    continue;
                }
                byte[] damaged = bytes.clone();
                damaged[i] = (byte) (bytes[i] ^ change);
                read(damaged, file, reading, false);
            }
        }
        mutate(bytes, file, reading);
    }

    /**
     * Seeded changes only, for formats where what is left of a file may be a valid one.
     *
     * @param bytes the content of a file
     * @param file where the damaged ones go
     * @param reading reads them
     */
    public static void mutate(byte[] bytes, Path file, Reading reading) throws IOException {
        Random random = new Random(7);
        for (int mutation = 0; mutation < MUTATIONS; mutation++) {
            read(mutated(bytes, random), file, reading, false);
        }
    }

    /** Some bytes changed, some copied to elsewhere, some inserted or taken out. */
    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int from = random.nextInt(damaged.length);
            int count = Math.min(1 + random.nextInt(8), damaged.length - from);
            int to = random.nextInt(damaged.length - count + 1);
            switch (random.nextInt(3)) {
                case 0 -> damaged[from] = (byte) random.nextInt();
                case 1 -> System.arraycopy(damaged, from, damaged, to, count);
                default -> {
                    // Taken out here and inserted there.
                    byte[] moved = Arrays.copyOfRange(damaged, from, from + count);
                    System.arraycopy(damaged, from + count, damaged, from, damaged.length - from - count);
                    System.arraycopy(damaged, to, damaged, to + count, damaged.length - to - count);
                    System.arraycopy(moved, 0, damaged, to, count);
                }
            }
        }
        return damaged;
    }

    private static void read(byte[] damaged, Path file, Reading reading, boolean mustRefuse) throws IOException {
        Files.write(file, damaged);
        try {
            reading.of(file);
        } catch (ModelFileException e) {
            return;
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            fail("damaged to " + Arrays.toString(damaged), e);
        }
        if (mustRefuse) {
            fail("cut off after " + damaged.length + " bytes");
        }
    }
}
