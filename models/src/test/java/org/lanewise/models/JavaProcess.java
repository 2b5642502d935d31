package org.lanewise.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM with the class path and the options of this one. */
public final class JavaProcess {
    private JavaProcess() {
    }

    /**
     * Starts it; what it says on its error stream is said on this one's.
     *
     * @param main the class that is run
     * @param arguments its arguments
     * @return the process
     */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), main, arguments);
    }

    /**
     * Starts it with some more options.
     *
     * @param options options of the JVM
     * @param main the class that is run
     * @param arguments its arguments
     * @return the process
     */
    public static Process start(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("--add-modules=jdk.incubator.vector", "-XX:TieredStopAtLevel=1",
                "-Dlanewise.backend=scalar", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder.start();
    }
}
