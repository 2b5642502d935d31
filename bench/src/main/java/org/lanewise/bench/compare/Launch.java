package org.lanewise.bench.compare;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lanewise.kernels.Kernels;

/**
 * Starts more JVMs like this one, and writes down how it was started, so that a script can do the same without Maven, which knows
 * where the JDK and the jars are: the {@code java} executable, then the class path.
 */
final class Launch {
    private Launch() {
    }

    /**
     * What {@link Compare} measures in a JVM with the flags of this one.
     *
     * @param arguments what it is told
     */
    static List<Result> measure(String classPath, List<String> arguments) {
        try {
            Path json = Files.createTempFile("compare", ".json");
            try {
                freshJvm(classPath, Compare.class,
                        Stream.concat(arguments.stream(), Stream.of("--json", json.toString())).toList());
                return Report.read(json);
            } finally {
                Files.delete(json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a class's {@code main} in a JVM with the flags of this one, and returns what it printed. */
    static String freshJvm(String classPath, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
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

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /**
     * The class path with other kernels in the place of those that this JVM uses.
     *
     * @param kernels a jar, or a directory of classes
     */
    static String classPathWith(Path kernels) {
        Path own = Path.of(URI.create(Kernels.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        List<String> elements = new ArrayList<>(List.of(classPath().split(Pattern.quote(File.pathSeparator), -1)));
        if (!elements.removeIf(element -> Path.of(element).toAbsolutePath().equals(own))) {
            throw new IllegalStateException(own + " is not on the class path " + elements);
        }
        elements.addFirst(kernels.toAbsolutePath().toString());
        return String.join(File.pathSeparator, elements);
    }

    /** Writes the two lines to the file that is the one argument. */
    static void main(String[] args) throws IOException {
        Files.write(Path.of(args[0]), List.of(java(), classPath()));
    }
}
