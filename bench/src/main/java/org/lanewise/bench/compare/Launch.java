package org.lanewise.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes down how this JVM was started, so that a script can start more of them without Maven, which knows where the JDK and the
 * jars are: the {@code java} executable, then the class path.
 */
final class Launch {
    private Launch() {
    }

    /** The {@code java} executable of this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Writes the two lines to the file that is the one argument. */
    static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), List.of(java(), classPath()));
    }
}
