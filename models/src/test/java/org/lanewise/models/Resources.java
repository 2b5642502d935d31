package org.lanewise.models;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The files that other tools have written. */
public final class Resources {
    private Resources() {
    }

    /**
     * A file or folder.
     *
     * @param name its name under the root of all of them
     * @return where it is
     */
    public static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Resources.class.getResource("/" + name), name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files of a folder, in the order of their names. */
    static List<Path> folder(String name) {
        try (Stream<Path> files = Files.list(path(name))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The numbers of a table behind its header line, in double precision. */
    static double[][] numbers(String name) throws IOException {
        return Files.readAllLines(path(name)).stream().skip(1)
                .map(line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new);
    }
}
