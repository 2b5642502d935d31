package org.lanewise.kernels.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.MethodTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The generated twins of small formulas, and what the generator refuses. */
class FormulasTest {
    private static final String ACTIVATION = """
            record Activation(Kind kind, float slope) {
                enum Kind {
                    /** With a parameter. */
                    LEAKY_RELU, SWISH
                }
            }
            """;

    @TempDir
    private Path directory;

    private JavaSource source(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        return JavaSource.parse(file);
    }

    private Formulas formulas(String members) throws IOException {
        return new Formulas(source("Formulas.java", "final class Formulas {\n" + members + "\n}\n"), Element.FLOAT);
    }

    private static String loops(Formulas formulas, Set<String> operators) {
        SourceText text = new SourceText();
        text.open("{");
        for (MethodTree formula : formulas.loops()) {
            LanesLoop.write(text, formulas, formula, operators);
        }
        return text.toString().substring("{\n".length());
    }

    @Test
    void aTwinHasTheOperationsOfItsFormula() throws IOException {
        Set<String> operators = new TreeSet<>();
        assertEquals(
                """
                            /** {@link Formulas#f} of each element. */
                            static int f(float[] xs, int xo, float slope, float[] losses, int lossOffset, float[] results, int ro, int n) {
                                int i = 0;
                                for (; i <= n - LENGTH; i += LENGTH) {
                                    FloatVector x = fromArray(F, xs, xo + i);
                                    FloatVector loss = fromArray(F, losses, lossOffset + i);
                                    // Halves.
                                    FloatVector y = x.mul(0.5f);
                                    float twice = 2 * slope;
                                    FloatVector x2 = y.add(1);
                                    y = broadcast(F, 1).sub(x2.mul(x2)).blend(C, x.compare(LT, -C));
                                    IntVector bits = y.reinterpretAsInts().min(7).and(~B);
                                    FloatVector power = bits.lanewise(LSHL, 23).reinterpretAsFloats();
                                    power.neg().fma(broadcast(F, twice), loss.abs().div(x)).intoArray(results, ro + i);
                                }
                                return i;
                            }
                        """,
                loops(formulas("""
                        static final float C = 3;
                        static final int B = 1;
                        public static float f(float x, @Uniform float slope, float loss) {
                            // Halves.
                            float y = x * 0.5f;
                            float twice = 2 * slope;
                            y = x < -C ? C : g(y + 1);
                            int bits = Math.min(Float.floatToRawIntBits(y), 7) & ~B;
                            float power = Float.intBitsToFloat(bits << 23);
                            return fma(-power, twice, Math.abs(loss) / x);
                        }
                        private static float g(float x) {
                            return 1 - x * x;
                        }
                        """), operators));
        assertEquals(Set.of("LT", "LSHL"), operators);
    }

    /** Two logarithms in one formula don't share their variables. */
    @Test
    void variablesAreRenamedWhereTheyClash() throws IOException {
        String loop = loops(formulas("""
                public static float f(float x, float y) {
                    return square(x + y) / square(x - y);
                }
                private static float square(float s) {
                    float square = s * s;
                    return square;
                }
                """), new TreeSet<>());
        assertTrue(loop.contains("""
                            FloatVector s = x.add(y);
                            FloatVector square = s.mul(s);
                            FloatVector s2 = x.sub(y);
                            FloatVector square2 = s2.mul(s2);
                            square.div(square2).intoArray(results, ro + i);
                """), loop);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "while (x > 0) x = x - 1; return x; | no statement of a formula: while (x > 0) x = x - 1;",
            "if (x > 0) return x; return 0; | no statement of a formula: if (x > 0) return x;",
            "float y; return x; | no statement of a formula: float y;",
            "x = x + 1; return x; | a parameter keeps its value: x = x + 1",
            "float y = C; y = x; return y; | a variable is either the same in all lanes or not: y = x",
            "double y = x; return x; | formulas know no double: double y = x;",
            "return Math.max(x, 0); | neither a formula nor an operation: Math.max(x, 0)",
            "return Math.min(x, C); | the least of floats differs from machine to machine: Math.min(x, C)",
            "return (float) Math.exp(x); | no expression of a formula: (float) Math.exp(x)",
            "return (float) Math.sqrt(C); | no expression of a formula: (float) Math.sqrt(C)",
            "return (int) Math.sqrt(x); | no expression of a formula: (int) Math.sqrt(x)",
            "return x > 0 && x < 1 ? x : 0; | no operation on conditions: x > 0 && x < 1",
            "return x % 2; | no operation of a formula: x % 2", "return z; | neither a variable nor a constant: z",
            "return x + Float.floatToRawIntBits(x); | bits and numbers mixed: x + Float.floatToRawIntBits(x)",
            "return C > 0 ? x : 0; | not computed for a whole run: C > 0",
            "return f(x); | a formula that calls itself: f(x)",
            "return x + 1e3; | no number of a formula: 1e3"})
    void whatHasNoTwinIsRefused(String body, String message) throws IOException {
        Formulas formulas = formulas("static final float C = 1;\npublic static float f(float x) {\n" + body + "\n}");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> loops(formulas, new TreeSet<>()));
        assertEquals("Formulas.java:4: " + message, e.getMessage());
    }

    @Test
    void aFormulaReturnsSomething() throws IOException {
        Formulas formulas = formulas("public static float f(float x) { float y = x; }");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> loops(formulas, new TreeSet<>()));
        assertEquals("Formulas.java:2: a formula that returns nothing: public static float f(float x) { float y = x; }",
                e.getMessage());
    }

    @Test
    void activationsFollowFromTheirFormulas() throws IOException {
        ActivationKinds kinds = new ActivationKinds(source("Activation.java", ACTIVATION), formulas("""
                public static float leakyRelu(float z, @Uniform float slope) { return z; }
                public static float leakyReluGradient(float a, float da, @Uniform float slope) { return da; }
                public static float swish(float z) { return z; }
                public static float swishGradient(float z, float da) { return da; }
                """));
        String scalar = kinds.scalar().text();
        assertTrue(scalar.contains("case LEAKY_RELU -> false;"), scalar);
        assertTrue(scalar.contains("case SWISH -> true;"), scalar);
        assertTrue(scalar.contains("""
                            case LEAKY_RELU -> {
                                float slope = g.slope();
                                for (int i = 0; i < n; i++) {
                                    dz[dzo + i] = Formulas.leakyReluGradient(kept[ko + i], da[dao + i], slope);
                                }
                            }
                """), scalar);
        SourceText vector = new SourceText();
        kinds.writeSwitches(vector);
        assertTrue(vector.toString().contains("case LEAKY_RELU -> leakyRelu(z, zo, g.slope(), a, ao, n);"),
                vector::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "leakyRelu(float z) | Activation.java:4: Formulas.java has no formula leakyReluGradient: LEAKY_RELU",
            "leakyReluGradient(float a, float da) | Activation.java:4: Formulas.java has no formula leakyRelu: LEAKY_RELU"})
    void aMissingFormulaIsNamed(String formula, String message) throws IOException {
        JavaSource activation = source("Activation.java", ACTIVATION);
        Formulas formulas = formulas("public static float " + formula + " { return 0; }");
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> new ActivationKinds(activation, formulas))
                        .getMessage());
    }

    private static final String RULE = "record UpdateRule() { enum Kind { ADAM } }";

    /** The new moments are stored before the new w, and each formula sees what those before it gave. */
    @Test
    void theFormulasOfARuleAreOneLoop() throws IOException {
        UpdateRules rules = new UpdateRules(source("UpdateRule.java", RULE), formulas("""
                static float adamV(float v, float g, @Uniform float beta) { return fma(g, g, beta * v); }
                static float adam(float w, float g, float v, @Uniform float rate) {
                    return fma(-rate, g / (float) Math.sqrt(v), w);
                }
                """));
        SourceText vector = new SourceText();
        rules.writeLoops(vector, new TreeSet<>());
        assertTrue(vector.toString().contains(
                "case ADAM -> adam(u.moments[0].data(), u.moments[0].index(row, column), gs, go, u.beta,"),
                vector::toString);
        assertTrue(vector.toString().contains("""
                FloatVector v = fromArray(F, vs, vo + i);
                FloatVector g = fromArray(F, gs, go + i);
                FloatVector w = fromArray(F, ws, wo + i);
                FloatVector v2 = g.fma(g, v.mul(beta));
                v2.intoArray(vs, vo + i);
                FloatVector w2 = g.div(v2.sqrt()).fma(broadcast(F, -rate), w);
                w2.intoArray(ws, wo + i);
                """.indent(8)), vector::toString);
        String scalar = rules.scalar().text();
        assertTrue(scalar.contains("case ADAM -> 1;"), scalar);
        assertTrue(scalar.contains("float rate = u.rate;"), scalar);
        assertTrue(scalar.contains("v = Formulas.adamV(v, g, beta);"), scalar);
        assertTrue(scalar.contains("w = Formulas.adam(w, g, v, rate);"), scalar);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "adamV(float v) | UpdateRule.java:1: Formulas.java has no formula adam: ADAM",
            "adam(float w, float v) | Formulas.java:2: there is no formula for the next v: "
                    + "public static float adam(float w, float v) { return 0; }"})
    void aMissingFormulaOfARuleIsNamed(String formula, String message) throws IOException {
        JavaSource rule = source("UpdateRule.java", RULE);
        Formulas formulas = formulas("public static float " + formula + " { return 0; }");
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> new UpdateRules(rule, formulas)).getMessage());
    }

    @Test
    void elementsOfAnActivationHaveTheirNames() throws IOException {
        JavaSource activation = source("Activation.java", "record Activation() { enum Kind { RELU } }");
        Formulas formulas = formulas("""
                public static float relu(float z, float slope) { return z; }
                public static float reluGradient(float a, float da) { return da; }
                """);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new ActivationKinds(activation, formulas));
        assertEquals("Formulas.java:2: the elements have to be z: "
                + "public static float relu(float z, float slope) { return z; }", e.getMessage());
    }

    /** In the order of their parameters, whatever that is. */
    @Test
    void elementWiseFunctionsFollowFromTheirFormulas() throws IOException {
        JavaSource elementWise = source("ElementWise.java", "enum ElementWise { AXPY, UNIT_STEP }");
        ElementFunctions functions = new ElementFunctions(elementWise, formulas("""
                public static float axpy(float x, @Uniform float alpha, float y) { return fma(alpha, x, y); }
                public static float unitStep(float x, @Uniform float c) { return x > c ? 1 : 0; }
                """));
        String scalar = functions.scalar().text();
        assertTrue(scalar.contains("""
                            case UNIT_STEP -> {
                                for (int i = 0; i < n; i++) {
                                    z[zo + i] = Formulas.unitStep(x[xo + i], uniform);
                                }
                            }
                """), scalar);
        SourceText vector = new SourceText();
        functions.writeSwitch(vector);
        assertTrue(vector.toString().contains("case AXPY -> axpy(x, xo, uniform, y, yo, z, zo, n);"),
                vector::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "sum(float x, float y) | ElementWise.java:1: Formulas.java has no formula negative: NEGATIVE",
            "negative(float z) | Formulas.java:2: the elements have to be x, y: public static float negative(float z) { return 0; }"})
    void elementWiseFunctionsHaveTheirFormulas(String formula, String message) throws IOException {
        JavaSource elementWise = source("ElementWise.java", "enum ElementWise { NEGATIVE }");
        Formulas formulas = formulas("public static float " + formula + " { return 0; }");
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> new ElementFunctions(elementWise, formulas).scalar()).getMessage());
    }

    @Test
    void longLinesAreBroken() {
        SourceText text = new SourceText();
        String argument = "a".repeat(50);
        text.open("{");
        text.line("f(%s, %s).g(%s)", argument, argument, argument);
        assertEquals("{\n    f(" + argument + ", " + argument + ")\n            .g(" + argument + ")\n",
                text.toString());
    }
}
