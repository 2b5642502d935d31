package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Kernels;

/** The same bits in JVMs of all kinds, each of which is started here; and what they say about the missing flag. */
class PortabilityTest {
    private static final String FLAG = "--add-modules jdk.incubator.vector";
    /** Enough work to be split in three, and mini-batches of 64 and 5 examples. */
    private static final List<String> LARGE = List.of("64", "130", "133", "3");
    /** For vector code that is interpreted, where an operation takes about a thousand times as long. */
    private static final List<String> SMALL = List.of("5", "17", "20", "1");

    @TempDir
    private Path directory;

    /** How to start a JVM, the work for it, and how the kernels should describe themselves. */
    record Jvm(String name, List<String> options, List<String> work, String kernels) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Jvm onClassPath(List<String> work, String kernels, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-cp", path(PortableRun.class, Network.class, Kernels.class), PortableRun.class.getName()));
        return new Jvm("class path " + String.join(" ", options), all, work, kernels);
    }

    /** The test classes become part of the module, as in a build that runs tests on the module path. */
    private static Jvm onModulePath(List<String> work, String kernels, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-p", path(Network.class, Kernels.class), "--patch-module",
                "org.lanewise.network=" + path(PortableRun.class), "-m",
                "org.lanewise.network/" + PortableRun.class.getName()));
        return new Jvm("module path " + String.join(" ", options), all, work, kernels);
    }

    private static String path(Class<?>... classes) {
        return String.join(File.pathSeparator, Arrays.stream(classes).map(PortabilityTest::location).toList());
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Jvm> jvms() {
        String vector = "--add-modules=jdk.incubator.vector";
        String forced = "-Dlanewise.backend=vector";
        return Stream.of(
                onClassPath(LARGE, "vector backend", vector),
                onClassPath(LARGE, "vector backend", vector, forced),
                onClassPath(LARGE, "vector backend", vector, "-XX:UseAVX=2"),
                onClassPath(LARGE, "vector backend, 128-bit lanes", vector, forced, "-XX:MaxVectorSize=16"),
                onClassPath(LARGE, "3 threads", vector, "-Dlanewise.threads=3"),
                onClassPath(LARGE, "scalar backend", vector, "-Dlanewise.backend=scalar"),
                onClassPath(LARGE, "scalar backend", vector, "-Dlanewise.backend=scalar", "-Dlanewise.threads=3"),
                onClassPath(LARGE, "scalar backend", vector, "-Xint"),
                onClassPath(LARGE, "scalar backend", vector, "-XX:TieredStopAtLevel=1"),
                onClassPath(LARGE, "scalar backend"),
                onModulePath(LARGE, "vector backend"),
                onModulePath(LARGE, "scalar backend", "-Dlanewise.backend=scalar"),
                onClassPath(SMALL, "vector backend", vector),
                onClassPath(SMALL, "vector backend", vector, forced, "-Xint"),
                onClassPath(SMALL, "vector backend", vector, forced, "-XX:TieredStopAtLevel=1"));
    }

    @ParameterizedTest
    @MethodSource("jvms")
    void resultsHaveTheSameBits(Jvm jvm) throws IOException, InterruptedException {
        Output output = run(jvm);
        assertEquals(0, output.exitCode, output::toString);
        assertTrue(output.lines.getFirst().contains(jvm.kernels), output::toString);
        assertEquals(PortableRun.results(jvm.work), output.lines.subList(1, output.lines.size()));
    }

    @Test
    void withoutTheFlagOneLineNamesIt() throws IOException, InterruptedException {
        Output output = run(onClassPath(SMALL, ""));
        assertEquals(1, output.errors.stream().filter(line -> line.contains(FLAG)).count(), output::toString);
        assertEquals(1, output.errors.stream().filter(line -> line.contains("WARNING")).count(), output::toString);
    }

    @Test
    void onTheModulePathNothingIsSaidAboutIt() throws IOException, InterruptedException {
        Output output = run(onModulePath(SMALL, ""));
        assertEquals(0, output.errors.stream().filter(line -> line.contains(FLAG)).count(), output::toString);
    }

    @Test
    void vectorBackendWithoutTheFlagThrowsAndNamesIt() throws IOException, InterruptedException {
        Output output = run(onClassPath(SMALL, "", "-Dlanewise.backend=vector"));
        assertTrue(output.exitCode != 0, output::toString);
        assertTrue(output.errors.stream().anyMatch(
                line -> line.contains("java.lang.UnsupportedOperationException") && line.contains(FLAG)),
                output::toString);
    }

    private record Output(int exitCode, List<String> lines, List<String> errors) {
    }

    private Output run(Jvm jvm) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Other processors don't know the options for x86.
        command.add("-XX:+IgnoreUnrecognizedVMOptions");
        command.addAll(jvm.options);
        command.addAll(jvm.work);
        Path lines = directory.resolve("lines");
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(lines.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running: " + command);
        }
        return new Output(process.exitValue(), Files.readAllLines(lines), Files.readAllLines(errors));
    }
}
