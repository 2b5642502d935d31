package org.lanewise.bench.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts more JVMs like this one, and writes down how it was started, so that a script can do the same without Maven, which knows
 * where the JDK and the jars are: the {@code java} executable, then the class path.
 */
final class Launch {
    private Launch() {
    }

    /** Runs a class's {@code main} in a JVM with the flags of this one, and returns what it printed. */
    static String freshJvm(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Writes the two lines to the file that is the one argument. */
    static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), List.of(java(), classPath()));
    }
}
