package org.lanewise.kernels.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another element type is a parameter of all that is generated: what comes out for doubles is Java, and has no floats. */
class ElementTest {
    private static final Element DOUBLE = new Element("double", "long", Double.SIZE, "D", "L", "DOUBLES", "Double");
    private static final String SCALAR = "org/lanewise/kernels/internal/scalar/";
    private static final String VECTOR = "org/lanewise/kernels/internal/vector/";

    private static final String FORMULAS = """
            package org.lanewise.kernels.internal.scalar;

            import static java.lang.Math.fma;

            public final class DoubleFormulas {
                public static final double LIMIT = 0x1p-3;
                public static final long BIAS = 1023;
                public static double relu(double z) {
                    return z <= 0 ? 0 : z;
                }
                public static double reluGradient(double a, double da) {
                    return a == 0 ? 0 : da;
                }
                public static double sum(double x, double y) {
                    return x + y;
                }
                public static double scaled(double x, @Uniform double alpha) {
                    double factor = 2 * alpha;
                    return half(x) * factor;
                }
                public static double power(double x) {
                    long bits = Math.min(Double.doubleToRawLongBits(x), 7) & ~0x8000000000000000L;
                    double power = Double.longBitsToDouble((bits + BIAS) << 52);
                    return x < LIMIT ? Double.NaN : fma(power, 0.5, Math.abs(x));
                }
                static double adagradS(double s, double g) {
                    return fma(g, g, s);
                }
                static double adagrad(double w, double g, double s, @Uniform double rate) {
                    return fma(-rate, g / Math.sqrt(s), w);
                }
                private static double half(double x) {
                    return x / 2;
                }
            }
            """;

    @TempDir
    private Path directory;

    private Path write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return path;
    }

    private List<JavaFile> generated() throws IOException {
        Formulas formulas = new Formulas(JavaSource.parse(write(SCALAR + "DoubleFormulas.java", FORMULAS)), DOUBLE);
        Path activation = write("org/lanewise/kernels/Activation.java", """
                package org.lanewise.kernels;

                public record Activation(Kind kind) {
                    public enum Kind { RELU }
                }
                """);
        Path elementWise = write("org/lanewise/kernels/internal/ElementWise.java", """
                package org.lanewise.kernels.internal;

                public enum ElementWise { SUM, SCALED }
                """);
        Path rule = write("org/lanewise/kernels/UpdateRule.java", """
                package org.lanewise.kernels;

                public record UpdateRule(Kind kind) {
                    public enum Kind { ADAGRAD }
                }
                """);
        ActivationKinds kinds = new ActivationKinds(JavaSource.parse(activation), formulas);
        ElementFunctions functions = new ElementFunctions(JavaSource.parse(elementWise), formulas);
        UpdateRules rules = new UpdateRules(JavaSource.parse(rule), formulas);
        List<JavaFile> files = new ArrayList<>(new TileWriter(DOUBLE).files());
        files.addAll(new TransposeWriter(DOUBLE).files());
        files.add(kinds.scalar());
        files.add(functions.scalar());
        files.add(rules.scalar());
        files.add(VectorFormulas.of(formulas, kinds, functions, rules));
        return files;
    }

    @Test
    void doublesAreAParameter() throws IOException {
        List<JavaFile> files = generated();
        for (JavaFile file : files) {
            assertTrue(file.className().startsWith("Double"), file::className);
            assertTrue(file.text().contains("double"), file::className);
            assertFalse(file.text().replaceAll("(?s)/\\*.*?\\*/", "").matches("(?si).*(float|\\bint(vector|eger)).*"),
                    file::text);
            file.writeTo(directory);
        }
        write(SCALAR + "Uniform.java", "package org.lanewise.kernels.internal.scalar;\n@interface Uniform {}\n");
        write("org/lanewise/kernels/Matrix.java", """
                package org.lanewise.kernels;

                public record Matrix(double[] data) {
                    public int index(int row, int column) {
                        return row + column;
                    }
                }
                """);
        write("org/lanewise/kernels/internal/UpdateArguments.java", """
                package org.lanewise.kernels.internal;

                import org.lanewise.kernels.Matrix;
                import org.lanewise.kernels.UpdateRule;

                public final class UpdateArguments {
                    public UpdateRule.Kind kind;
                    public Matrix w;
                    public Matrix[] moments;
                    public double rate;
                }
                """);
        write(VECTOR + "Lanes.java", """
                package org.lanewise.kernels.internal.vector;

                import jdk.incubator.vector.DoubleVector;
                import jdk.incubator.vector.LongVector;
                import jdk.incubator.vector.VectorSpecies;

                final class Lanes {
                    static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
                    static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;
                    static final int DOUBLES = D.length();
                }
                """);
        assertEquals(List.of(), problems(files));
    }

    private List<String> problems(List<JavaFile> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(problems, null, null)) {
            List<Path> paths = files.stream().map(
                    file -> directory.resolve(file.packageName().replace('.', '/')).resolve(file.className() + ".java"))
                    .toList();
            compiler.getTask(null, manager, problems,
                    List.of("--add-modules=jdk.incubator.vector", "-proc:none", "-d", directory.toString(),
                            "-sourcepath", directory.toString()),
                    null, manager.getJavaFileObjectsFromPaths(paths)).call();
        }
        return problems.getDiagnostics().stream().map(Object::toString)
                .filter(problem -> !problem.contains("incubator")).toList();
    }
}
