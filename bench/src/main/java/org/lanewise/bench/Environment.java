package org.lanewise.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.lanewise.kernels.Kernels;

/** What a result depends on and JMH does not print. */
public final class Environment {
    /** What a benchmark's JVM is started with. */
    static final String VECTOR_FLAG = "--add-modules=jdk.incubator.vector";

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Environment() {
    }

    /** Prints the machine, all arguments that the JVM got, and the kernels, in the style of JMH's own lines. */
    public static void print(Kernels kernels) {
        System.out.println();
        System.out.println("# Machine: " + cpu() + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
                + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        System.out.println(
                "# JVM arguments: " + String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        System.out.println("# Kernels: " + kernels);
    }

    /** The processor's name where Linux tells it, otherwise the architecture. */
    private static String cpu() {
        if (Files.isReadable(CPU_INFO)) {
            try (Stream<String> lines = Files.lines(CPU_INFO)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                return System.getProperty("os.arch");
            }
        }
        return System.getProperty("os.arch");
    }
}
