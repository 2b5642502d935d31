package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which backend a JVM chooses, what it says about that, and that it computes the same bits: each test starts a JVM of
 * its own, since the choice is made once.
 */
class BackendChoiceTest {
    private static final String FLAG = "--add-modules jdk.incubator.vector";
    private static final String WITHOUT_FMA = "-XX:-UseFMA";
    private static final String WITH_MODULE = "--add-modules=jdk.incubator.vector";

    @TempDir
    private Path directory;

    private record Output(int exitCode, List<String> lines, List<String> errors, int every) {
        void assertKernels(String expected) {
            assertEquals(0, exitCode, this::toString);
            assertTrue(lines.getFirst().startsWith(expected), this::toString);
            assertEquals(AllKernels.hash(Both.SCALAR, every), Integer.parseInt(lines.get(1)), this::toString);
        }

        /** Asserts that a warning, or an exception, is the only one and has all the parts. */
        void assertOneError(String... parts) {
            List<String> found = errors.stream().filter(line -> List.of(parts).stream().allMatch(line::contains))
                    .toList();
            assertEquals(1, found.size(), this::toString);
        }

        void assertNoWarning() {
            assertEquals(List.of(), errors.stream().filter(line -> line.contains("SIMD")).toList());
        }
    }

    /** An interpreter, which makes an object of each vector, tries some activations only. */
    private static int every(List<String> options) {
        return options.contains("-Xint") ? 8 : 1;
    }

    private Output onClassPath(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(options));
        command.addAll(List.of("-cp",
                ChildJvm.location(Kernels.class) + File.pathSeparator + ChildJvm.location(AllKernels.class),
                AllKernels.class.getName()));
        return run(command);
    }

    /** The test classes become part of the module, as in the build. */
    private Output onModulePath(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(options));
        command.addAll(List.of("-p", ChildJvm.location(Kernels.class).toString(), "--patch-module",
                "org.lanewise.kernels=" + ChildJvm.location(AllKernels.class), "-m",
                "org.lanewise.kernels/" + AllKernels.class.getName()));
        return run(command);
    }

    private Output run(List<String> options) throws IOException, InterruptedException {
        int every = every(options);
        List<String> command = new ArrayList<>(options);
        command.add(Integer.toString(every));
        ChildJvm jvm = ChildJvm.run(directory, command);
        return new Output(jvm.exitCode(), jvm.lines(), jvm.errors(), every);
    }

    @Test
    void theModulePathNeedsNoFlag() throws IOException, InterruptedException {
        Output output = onModulePath();
        output.assertKernels("vector backend");
        output.assertNoWarning();
    }

    @Test
    void theClassPathNeedsTheFlag() throws IOException, InterruptedException {
        Output output = onClassPath(WITH_MODULE);
        output.assertKernels("vector backend");
        output.assertNoWarning();
    }

    @Test
    void withoutTheFlagOneWarningNamesIt() throws IOException, InterruptedException {
        Output output = onClassPath();
        output.assertKernels("scalar backend");
        output.assertOneError("SIMD", FLAG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
    void withoutTheOptimisingCompilerOneWarningSaysSo(String option) throws IOException, InterruptedException {
        Output output = onClassPath(WITH_MODULE, option);
        output.assertKernels("scalar backend");
        output.assertOneError("SIMD", option.substring(0, 5));
    }

    @Test
    void withoutFusedMultiplyAddsOneWarningSaysSo() throws IOException, InterruptedException {
        Output output = onModulePath(WITHOUT_FMA);
        output.assertKernels("scalar backend");
        output.assertOneError("SIMD", WITHOUT_FMA);
    }

    @Test
    void withoutFusedMultiplyAddsTheVectorBackendThrows() throws IOException, InterruptedException {
        Output output = onModulePath("-Dlanewise.backend=vector", WITHOUT_FMA);
        assertNotEquals(0, output.exitCode);
        output.assertOneError("java.lang.UnsupportedOperationException", WITHOUT_FMA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1"})
    void theVectorBackendCanBeForcedOnAnyCompiler(String option) throws IOException, InterruptedException {
        Output output = onModulePath("-Dlanewise.backend=vector", option);
        output.assertKernels("vector backend");
        output.assertNoWarning();
    }

    @Test
    void theScalarBackendCanBeAskedFor() throws IOException, InterruptedException {
        Output output = onClassPath("-Dlanewise.backend=SCALAR", "-Dlanewise.threads=3");
        output.assertKernels("scalar backend, no lanes, 3 threads");
        output.assertNoWarning();
    }

    @Test
    void aVectorBackendThatCannotBeHadThrows() throws IOException, InterruptedException {
        Output output = onClassPath("-Dlanewise.backend=vector");
        assertNotEquals(0, output.exitCode);
        output.assertOneError("java.lang.UnsupportedOperationException", FLAG);
    }

    @Test
    void aBackendThatDoesNotExistThrows() throws IOException, InterruptedException {
        Output output = onClassPath(WITH_MODULE, "-Dlanewise.backend=native");
        assertNotEquals(0, output.exitCode);
        output.assertOneError("java.lang.IllegalArgumentException", "-Dlanewise.backend", "auto, vector or scalar",
                "native");
    }
}
