package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
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
 * they leave out would be interpreted when it is first needed, a thousand times slower than compiled. What only calls
 * that have something to do enter would be compiled late.
 */
class MadeUpCallsTest {
    private static final String FLOAT_VECTOR = "jdk/incubator/vector/FloatVector";
    private static final int CALLS_TO_COMPILE = 8_000;
    private static final String COMPILED_ALL = "All are compiled.";

    @TempDir
    private Path directory;

    /** Makes the calls of each part, and prints which methods with vectors they enter. */
    static final class Calls {
        private Calls() {
        }

        public static void main(String[] arguments) throws ReflectiveOperationException {
            Class<?> type = new Recording().loadClass(MadeUpCalls.class.getName());
            Object calls = type.getConstructor().newInstance();
            Method run = type.getMethod("run", int.class, boolean.class);
            for (int part = 0; part < Parts.COUNT; part++) {
                for (boolean empty : new boolean[]{true, false, false}) {
                    Entered.call = part + " " + empty + " ";
                    run.invoke(calls, part, empty);
                }
            }
        }
    }

    /** Prints the methods that are entered. */
    public static final class Entered {
        private static String call = "";

        private Entered() {
        }

        /** To be called where a method begins. */
        public static void print(String method) {
            System.out.println(call + method);
        }
    }

    /** Has each method that holds vectors tell when it is entered. */
    private static final class Recording extends ClassLoader {
        private static final String KERNELS = "org.lanewise.kernels.";

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(KERNELS) || name.equals(Entered.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            Path file = ChildJvm.location(VectorKernels.class).resolve(name.replace('.', '/') + ".class");
            try {
                ClassModel type = ClassFile.of().parse(file);
                byte[] bytes = ClassFile.of().transformClass(type, (builder, element) -> {
                    if (element instanceof MethodModel method && holdsVectors(method)) {
                        builder.transformMethod(method, MethodTransform.transformingCode(entered(name(type, method))));
                    } else {
                        builder.with(element);
                    }
                });
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private static CodeTransform entered(String method) {
            return new CodeTransform() {
                @Override
                public void atStart(CodeBuilder builder) {
                    builder.ldc(method).invokestatic(ClassDesc.of(Entered.class.getName()), "print",
                            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
                }

                @Override
                public void accept(CodeBuilder builder, CodeElement element) {
                    builder.with(element);
                }
            };
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
        List<String> lines = jvm(Tiled.class, "-Xbatch", "-XX:CompileThresholdScaling=0.2",
                "-XX:+PrintCompilation");
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
    void everyMethodThatHoldsVectorsIsEntered() throws IOException, InterruptedException {
        Set<String> missing = new TreeSet<>();
        for (String method : methodsWithVectors()) {
            if (isForTheseLanes(method)) {
                missing.add(method);
            }
        }
        assertTrue(missing.size() > 40, missing::toString);
        Set<String> empty = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (String line : jvm(Calls.class)) {
            String[] words = line.split(" ", -1);
            if (words.length == 3) {
                (words[1].equals("true") ? empty : others).add(words[0] + " " + words[2]);
                missing.remove(words[2]);
            }
        }
        assertEquals(Set.of(), missing);
        assertEquals(others, empty, "by the calls of a part that have something to do, and by empty ones");
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
            case "Transpose16::panelRows", "VectorSums::addUpToSixteenLanes",
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
                for (MethodModel method : type.methods()) {
                    if (holdsVectors(method)) {
                        methods.add(name(type, method));
                    }
                }
            }
        }
        return methods;
    }

    private static String name(ClassModel type, MethodModel method) {
        String name = type.thisClass().asInternalName();
        return name.substring(name.lastIndexOf('/') + 1) + "::" + method.methodName().stringValue();
    }

    private static boolean holdsVectors(MethodModel method) {
        return method.code().stream().flatMap(code -> code.elementStream())
                .anyMatch(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().equals(FLOAT_VECTOR) && call.name().equalsString("fromArray"));
    }

    /** What a JVM with the lanes and registers of this one prints. */
    private List<String> jvm(Class<?> main, String... flags) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>();
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("-XX:") || flag.startsWith("-Dlanewise.registers=")) {
                options.add(flag);
            }
        }
        options.addAll(List.of(flags));
        options.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp",
                ChildJvm.location(VectorKernels.class) + System.getProperty("path.separator")
                        + ChildJvm.location(main),
                main.getName()));
        ChildJvm jvm = ChildJvm.run(directory, options);
        assertEquals(0, jvm.exitCode(), jvm::toString);
        return jvm.lines();
    }
}
