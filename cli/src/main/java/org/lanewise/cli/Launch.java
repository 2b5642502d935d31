package org.lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes down what the script {@code lanewise} needs to start the JVM by itself: which one, and its class path. */
final class Launch {
    private Launch() {
    }

    /** Writes the lines into the file that the argument names. */
    public static void main(String[] arguments) throws IOException {
        Files.write(Path.of(arguments[0]), List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path")));
    }
}
