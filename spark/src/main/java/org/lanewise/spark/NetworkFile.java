package org.lanewise.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Files of {@code models} as bytes, which travel to executors and lie in whatever file system Hadoop knows. They take the way
 * through a temporary file, because their one reader checks a file.
 */
final class NetworkFile {
    private NetworkFile() {
    }

    /** Writes a file. */
    @FunctionalInterface
    interface Writing {
        void to(java.nio.file.Path file) throws IOException;
    }

    /** Reads a file. */
    @FunctionalInterface
    interface Reading<T> {
        T from(java.nio.file.Path file) throws IOException;
    }

    /** The bytes of a file that is written. */
    static byte[] bytes(Writing writing) {
        return temporary(file -> {
            writing.to(file);
            return Files.readAllBytes(file);
        });
    }

    /** What is read from a file of these bytes. */
    static <T> T read(byte[] bytes, Reading<T> reading) {
        return temporary(file -> {
            Files.write(file, bytes);
            return reading.from(file);
        });
    }

    private static <T> T temporary(Reading<T> use) {
        try {
            java.nio.file.Path folder = Files.createTempDirectory("lanewise");
            java.nio.file.Path file = folder.resolve("model");
            try {
                return use.from(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void save(byte[] bytes, String path, String name, SparkSession session) {
        Path file = new Path(path, name);
        try (OutputStream out = fileSystem(file, session).create(file, false)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] load(String path, String name, SparkSession session) {
        Path file = new Path(path, name);
        try (InputStream in = fileSystem(file, session).open(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileSystem fileSystem(Path file, SparkSession session) throws IOException {
        return file.getFileSystem(session.sparkContext().hadoopConfiguration());
    }
}
