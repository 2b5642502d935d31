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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Kernels;

/** The same bits in JVMs of all kinds, each of which is started here; and what they say about the missing flag. */
class PortabilityTest {
    private static final String FLAG = "--add-modules jdk.incubator.vector";
    /** Enough work to be split in three, and mini-batches of 64 and 5 examples. */
    private static final List<String> LARGE = List.of("64", "130", "133", "3");
    /** The network and as many examples as there are handwritten digits. */
    private static final List<String> DIGITS = List.of("64", "150", "1797", "1");
    /** For vector code that is interpreted, where an operation takes about a thousand times as long. */
    private static final List<String> SMALL = List.of("5", "17", "20", "1");

    private static final long LIMIT_MINUTES = Long.getLong("lanewise.test.minutes", 2);

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
                onClassPath(LARGE, "vector backend", vector, "--sun-misc-unsafe-memory-access=deny",
                        "--illegal-native-access=deny"),
                onClassPath(DIGITS, "vector backend", vector, "-Xmx64m"),
                onClassPath(LARGE, "", vector, "-XX:MaxVectorSize=8"),
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

    /** An image of the JDK with nothing but what the library needs. */
    @Test
    void anImageHasTheSameBits() throws IOException, InterruptedException {
        Path image = directory.resolve("image");
        tool("jlink", "--module-path", path(Network.class, Kernels.class), "--add-modules", "org.lanewise.network",
                "--output", image.toString());
        Output output = run(image, List.of("--patch-module", "org.lanewise.network=" + path(PortableRun.class), "-m",
                "org.lanewise.network/" + PortableRun.class.getName(), "64", "130", "133", "3"));
        assertTrue(output.lines.getFirst().contains("vector backend"), output::toString);
        assertEquals(PortableRun.results(LARGE), output.lines.subList(1, output.lines.size()));
    }

    /** All classes in one archive, the descriptor of one module among them. */
    @Test
    void aFatJarHasTheSameBits() throws IOException, InterruptedException {
        Path jar = directory.resolve("fat.jar");
        tool("jar", "--create", "--file", jar.toString(), "-C", classes(Kernels.class), ".");
        tool("jar", "--update", "--file", jar.toString(), "-C", classes(Network.class), "org", "-C",
                classes(PortableRun.class), "org");
        Output output = run(Path.of(System.getProperty("java.home")),
                List.of("--add-modules=jdk.incubator.vector", "-cp",
                        jar.toString(), PortableRun.class.getName(), "64", "130", "133", "3"));
        assertTrue(output.lines.getFirst().contains("vector backend"), output::toString);
        assertEquals(PortableRun.results(LARGE), output.lines.subList(1, output.lines.size()));
    }

    /** A folder with the classes; a build that has packaged them has an archive of them instead. */
    private String classes(Class<?> any) throws IOException, InterruptedException {
        String location = path(any);
        if (Files.isDirectory(Path.of(location))) {
            return location;
        }
        Path folder = Files.createDirectory(directory.resolve(any.getSimpleName()));
        tool("jar", "--extract", "--file", location, "--dir", folder.toString());
        return folder.toString();
    }

    /** In a process: this one has patched modules, with which jlink makes no image. */
    private void tool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(List.of(arguments));
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertEquals(0, process.waitFor(), command::toString);
    }

    /**
     * No thread, no cache and no cleaner of ours keeps a class loader. The JVM's soft references go at once here; without
     * that they keep the last one.
     */
    @ParameterizedTest
    @CsvSource({"loader, scalar", "layer, scalar", "loader, vector", "layer, vector"})
    void nothingKeepsTheClassesThatAreDropped(String kind, String backend) throws IOException, InterruptedException {
        int times = Integer.getInteger("lanewise.test.loads", backend.equals("scalar") ? 20 : 2);
        Output output = run(Path.of(System.getProperty("java.home")), List.of("--add-modules=jdk.incubator.vector",
                "-XX:SoftRefLRUPolicyMSPerMB=0", backend.equals("scalar") ? "-Dlanewise.backend=scalar" : "-Xmx300m",
                "-cp",
                path(LoadedAndDropped.class), LoadedAndDropped.class.getName(), kind, "" + times, path(Kernels.class),
                path(Network.class)));
        assertEquals(List.of("0 of " + times + " are left", "0 threads are left"), output.lines, output::toString);
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
        List<String> arguments = new ArrayList<>(jvm.options);
        arguments.addAll(jvm.work);
        return run(Path.of(System.getProperty("java.home")), arguments);
    }

    private Output run(Path home, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/java").toString());
        // Other processors don't know the options for x86.
        command.add("-XX:+IgnoreUnrecognizedVMOptions");
        command.addAll(arguments);
        Path lines = directory.resolve("lines");
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(lines.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running: " + command);
        }
        return new Output(process.exitValue(), Files.readAllLines(lines), Files.readAllLines(errors));
    }
}
