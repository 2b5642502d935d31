package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.kernels.ChildJvm;

/**
 * Whether the made-up calls reach every method that computes with vectors, and both ways through the micro-kernels. What
 * they leave out would be interpreted when it is first needed, a thousand times slower than compiled.
 */
class MadeUpCallsTest {
    private static final String FLOAT_VECTOR = "jdk/incubator/vector/FloatVector";
    private static final int CALLS = 20;
    private static final int CALLS_TO_COMPILE = 8_000;
    private static final String COMPILED_ALL = "All are compiled.";
    private static final Pattern COMPILED = Pattern.compile("internal\\.vector\\.(\\w+::\\w+) \\(\\d+ bytes\\)");

    @TempDir
    private Path directory;

    /** Makes the calls, in a JVM that says which methods it compiles. */
    static final class Calls {
        private Calls() {
        }

        public static void main(String[] arguments) {
            MadeUpCalls calls = new MadeUpCalls();
            for (int part = 0; part < Parts.COUNT; part++) {
                for (int call = 0; call < 2 * CALLS; call++) {
                    calls.run(part, call < CALLS);
                }
            }
        }
    }

    /** Makes the calls of the micro-kernels until they are compiled, then calls each as products do. */
    static final class Tiled {
        private Tiled() {
        }

        public static void main(String[] arguments) {
            MadeUpCalls calls = new MadeUpCalls();
            for (int part = Parts.TILES; part < Parts.COUNT; part++) {
                for (int call = 0; call < CALLS_TO_COMPILE; call++) {
                    calls.run(part, false);
                }
            }
            System.out.println(COMPILED_ALL);
            int kc = 24;
            float[] a = new float[12 * kc];
            float[] b = new float[Lanes.TALLEST.length * Lanes.LENGTH * kc];
            float[] c = new float[Lanes.largestTile()];
            for (int part = Parts.TILES; part < Parts.COUNT; part++) {
                int rows = Parts.rows(part);
                int vectors = Parts.vectors(part);
                if (rows > Lanes.TALLEST[vectors]) {
                    continue;
                }
                int width = vectors * Lanes.LENGTH;
                for (boolean add : new boolean[]{false, true}) {
                    boolean columnMajor = Parts.isColumnMajor(part);
                    MicroKernels.run(columnMajor, vectors, rows, kc, a, 0, columnMajor ? rows : kc, b, 0, width, add, c,
                            0,
                            width);
                }
            }
        }
    }

    @Test
    void noMicroKernelIsCompiledAnew() throws IOException, InterruptedException {
        List<String> lines = jvm(Tiled.class, "-Xbatch", "-XX:CompileThresholdScaling=0.2");
        int all = lines.indexOf(COMPILED_ALL);
        Pattern compiled = Pattern.compile(" 4 +\\S*\\.(\\w+Tiles\\d+::rows\\d+) \\(\\d+ bytes\\)$", Pattern.MULTILINE);
        long tiles = compiled.matcher(String.join("\n", lines.subList(0, all))).results().map(tile -> tile.group(1))
                .distinct().count();
        assertEquals(2L * Arrays.stream(Lanes.TALLEST).sum(), tiles);
        List<String> thrownAway = lines.subList(all, lines.size()).stream()
                .filter(line -> line.contains("::rows") && line.contains("made not entrant")).toList();
        assertEquals(List.of(), thrownAway);
    }

    @Test
    void everyMethodThatHoldsVectorsIsCalled() throws IOException, InterruptedException {
        Set<String> missing = new TreeSet<>();
        for (String method : methodsWithVectors()) {
            if (isForTheseLanes(method)) {
                missing.add(method);
            }
        }
        assertTrue(missing.size() > 40, missing::toString);
        missing.removeAll(compiled());
        assertEquals(Set.of(), missing);
    }

    /** Not those of taller tiles, and of other lanes than this JVM has. */
    private static boolean isForTheseLanes(String method) {
        Matcher tile = Pattern.compile("(?:Tiles|Chains)(\\d+)::rows(\\d+)").matcher(method);
        if (tile.find()) {
            return Integer.parseInt(tile.group(2)) <= Lanes.TALLEST[Integer.parseInt(tile.group(1))];
        }
        Matcher transpose = Pattern.compile("Transpose(\\d+)::").matcher(method);
        if (transpose.find()) {
            return Integer.parseInt(transpose.group(1)) == Lanes.LENGTH;
        }
        return switch (method) {
            case "Transpose16::panelRows", "VectorSums::addUpToSixteenLanes", "VectorSums::foldSixteenLanes",
                    "VectorMatrixVector::addRoundsOfFourRows", "VectorMatrixVector::addLessThanAVector" ->
                Lanes.LENGTH == Transpose16.SIZE;
            case "VectorSums::sumWhole" -> Lanes.LENGTH != Transpose16.SIZE;
            default -> true;
        };
    }

    private static Set<String> methodsWithVectors() throws IOException {
        Set<String> methods = new TreeSet<>();
        Path classes = ChildJvm.location(VectorKernels.class).resolve("org/lanewise/kernels/internal/vector");
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.toList()) {
                ClassModel type = ClassFile.of().parse(file);
                String name = type.thisClass().asInternalName();
                for (MethodModel method : type.methods()) {
                    if (holdsVectors(method)) {
                        methods.add(name.substring(name.lastIndexOf('/') + 1) + "::" + method.methodName());
                    }
                }
            }
        }
        return methods;
    }

    private static boolean holdsVectors(MethodModel method) {
        return method.code().stream().flatMap(code -> code.elementStream())
                .anyMatch(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().equals(FLOAT_VECTOR) && call.name().equalsString("fromArray"));
    }

    /** What a JVM compiles that compiles what was called twice, and nothing within its caller. */
    private Set<String> compiled() throws IOException, InterruptedException {
        List<String> lines = jvm(Calls.class, "-XX:TieredStopAtLevel=1", "-Xbatch", "-XX:-Inline",
                "-XX:CompileThresholdScaling=0.01");
        Set<String> compiled = new TreeSet<>();
        COMPILED.matcher(String.join("\n", lines)).results().forEach(method -> compiled.add(method.group(1)));
        return compiled;
    }

    /** What a JVM with the lanes and registers of this one prints, and says of the methods it compiles. */
    private List<String> jvm(Class<?> main, String... flags) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>();
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("-XX:") || flag.startsWith("-Dlanewise.registers=")) {
                options.add(flag);
            }
        }
        options.addAll(List.of(flags));
        options.addAll(List.of("--add-modules", "jdk.incubator.vector", "-XX:+PrintCompilation", "-cp",
                ChildJvm.location(VectorKernels.class) + System.getProperty("path.separator")
                        + ChildJvm.location(main),
                main.getName()));
        ChildJvm jvm = ChildJvm.run(directory, options);
        assertEquals(0, jvm.exitCode(), jvm::toString);
        return jvm.lines();
    }
}
