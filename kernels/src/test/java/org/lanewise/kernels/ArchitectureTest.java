package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may know whom, across the sources of all modules. */
class ArchitectureTest {
    private static final String GENERATED = "kernels/target/generated-sources/kernels";
    private static final String KERNELS = "kernels/src/.*";
    private static final String INTERNAL = "(kernels/src/main/java|" + GENERATED + ")/org/lanewise/kernels/internal/";
    private static final String BACKENDS = INTERNAL + "(scalar|vector)/.*";
    private static final String VECTOR_MAIN = INTERNAL + "vector/.*";
    private static final String VECTOR = "(\\w+/src/\\w+/java|" + GENERATED
            + ")/org/lanewise/kernels/internal/vector/.*";

    private static final Pattern NO_CODE = Pattern
            .compile("(?s)/\\*.*?\\*/|//[^\n]*|\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\n]|\\\\.)*+'");

    /** What the sources in some places must not name. */
    enum Rule {
        /** SIMD stays in its room. */
        ONE_PACKAGE_KNOWS_THE_INCUBATOR("(?!" + VECTOR + "|kernels/src/main/java/module-info\\.java).*",
                "jdk\\s*\\.\\s*incubator"),
        /** Arrows run one way. */
        KERNELS_DO_NOT_KNOW_THEIR_USERS(KERNELS, "org\\.lanewise\\.(network|bench|examples)"),
        /** Arrows run one way. */
        NETWORK_DOES_NOT_KNOW_ITS_USERS("network/src/.*", "org\\.lanewise\\.(bench|examples)"),
        /** Only the front door is public; benchmarks may measure what lies behind it. */
        USERS_DO_NOT_KNOW_THE_INSIDE_OF_KERNELS("(network|examples)/src/.*", "org\\.lanewise\\.kernels\\.internal"),
        /** It has to work where the vector backend can't be loaded. */
        SCALAR_BACKEND_DOES_NOT_KNOW_THE_VECTOR_ONE(INTERNAL + "scalar/.*", "internal\\.vector|Vector[A-Z]"),
        /** Those of the JDK may differ from one JVM to the next. */
        BACKENDS_DO_NOT_CALL_MATH(BACKENDS,
                "\\b(Strict)?Math\\s*\\.\\s*(exp|log|sinh|cosh|tanh|pow|cbrt|sin|cos|tan|hypot|a(sin|cos|tan))"),
        /** Without hardware it is thousands of times slower than ours. */
        PORTABLE_CODE_CALLS_OUR_FMA("kernels/src/main/java/org/lanewise/kernels/internal/scalar/(?!Fma|ScalarGemm).*",
                "\\bMath\\s*\\.\\s*fma"),
        /** Those of the incubator do differ between processors. */
        BACKENDS_DO_NOT_CALL_VECTOR_MATH(BACKENDS,
                "VectorOperators\\s*\\.\\s*(EXP|LOG|SIN|COS|TAN|POW|CBRT|HYPOT|A(SIN|COS|TAN)|\\*)"),
        /** A vector that crosses a call is an object where the JIT does not inline the call. */
        NO_METHOD_TAKES_A_VECTOR(VECTOR_MAIN, "[(,]\\s*(final )?\\w+Vector\\s+\\w+\\s*[,)]"),
        /**
         * The class of a sum that a loop goes on with is known to the JIT only if another vector receives the call, because
         * otherwise the one follows from the other. In a formula nothing goes on from element to element.
         */
        NO_SUM_RECEIVES_WHAT_IS_ADDED(INTERNAL + "vector/(?!VectorFormulas).*",
                "\\b(\\w+)\\s*=\\s*\\1\\s*\\.\\s*\\w+\\s*\\("),
        /** The order in which lanes are reduced is not specified. */
        BACKENDS_REDUCE_IN_A_FIXED_ORDER(BACKENDS, "\\breduceLanes");

        private final Pattern places;
        private final Pattern forbidden;

        Rule(String places, String forbidden) {
            this.places = Pattern.compile(places);
            this.forbidden = Pattern.compile(forbidden);
        }

        boolean appliesTo(String place) {
            return places.matcher(place).matches();
        }

        boolean isBrokenBy(String code) {
            return forbidden.matcher(code).find();
        }
    }

    /** The directory of the parent, whichever module or IDE runs this. */
    private static Path root() {
        Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        while (root.getParent() != null && Files.exists(root.getParent().resolve("pom.xml"))) {
            root = root.getParent();
        }
        return root;
    }

    /** All Java sources, generated ones included, as paths from the root with slashes. */
    private static List<String> sources() throws IOException {
        Path root = root();
        try (Stream<Path> modules = Files.list(root)) {
            Stream<Path> written = modules.map(module -> module.resolve("src")).filter(Files::isDirectory);
            return Stream.concat(written, Stream.of(root.resolve(GENERATED))).flatMap(ArchitectureTest::files)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".java")).sorted().toList();
        }
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source without its comments and literals. */
    private static String code(String source) {
        return NO_CODE.matcher(source).replaceAll(" ");
    }

    private static String codeOf(String place) throws IOException {
        return code(Files.readString(root().resolve(place)));
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void sourcesKeepTo(Rule rule) throws IOException {
        int seen = 0;
        for (String place : sources()) {
            if (rule.appliesTo(place)) {
                seen++;
                assertFalse(rule.isBrokenBy(codeOf(place)), place);
            }
        }
        assertTrue(seen > 0, "no source to look at");
    }

    /** What the rules are about exists, in the one place where it may. */
    @Test
    void theVectorBackendUsesTheIncubator() throws IOException {
        List<String> vector = sources().stream().filter(place -> place.matches(VECTOR)).toList();
        assertTrue(vector.size() > 5, vector::toString);
        int users = 0;
        for (String place : vector) {
            users += Rule.ONE_PACKAGE_KNOWS_THE_INCUBATOR.isBrokenBy(codeOf(place)) ? 1 : 0;
        }
        assertTrue(users > 3, "users: " + users);
    }

    /** The rules about backends see what the build generates. */
    @ParameterizedTest
    @CsvSource({"BACKENDS_DO_NOT_CALL_MATH, scalar/ScalarActivations",
            "NO_METHOD_TAKES_A_VECTOR, vector/VectorFormulas",
            "SCALAR_BACKEND_DOES_NOT_KNOW_THE_VECTOR_ONE, scalar/ScalarActivations"})
    void generatedSourcesAreLookedAt(Rule rule, String name) throws IOException {
        String place = GENERATED + "/org/lanewise/kernels/internal/" + name + ".java";
        assertTrue(sources().contains(place) && rule.appliesTo(place), place);
    }

    /** The rules find what they look for, and nothing else. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
            "ONE_PACKAGE_KNOWS_THE_INCUBATOR, import jdk.incubator.vector.FloatVector;, true",
            "ONE_PACKAGE_KNOWS_THE_INCUBATOR, jdk.incubator.vector.FloatVector v;, true",
            "ONE_PACKAGE_KNOWS_THE_INCUBATOR, import module jdk.incubator.vector;, true",
            "ONE_PACKAGE_KNOWS_THE_INCUBATOR, String flag = \"--add-modules jdk.incubator.vector\";, false",
            "ONE_PACKAGE_KNOWS_THE_INCUBATOR, /** On {@code jdk.incubator.vector}. */ int x;, false",
            "ONE_PACKAGE_KNOWS_THE_INCUBATOR, x = '\"'; jdk.incubator.vector.FloatVector y = \"\"; // \", true",
            "KERNELS_DO_NOT_KNOW_THEIR_USERS, import org.lanewise.network.Network;, true",
            "USERS_DO_NOT_KNOW_THE_INSIDE_OF_KERNELS, import org.lanewise.kernels.Kernels;, false",
            "USERS_DO_NOT_KNOW_THE_INSIDE_OF_KERNELS, import org.lanewise.kernels.internal.plan.Product;, true",
            "SCALAR_BACKEND_DOES_NOT_KNOW_THE_VECTOR_ONE, VectorFormulas.log(x), true",
            "BACKENDS_DO_NOT_CALL_MATH, (float) StrictMath.exp(x), true",
            "BACKENDS_DO_NOT_CALL_MATH, Formulas.log(x), false",
            "BACKENDS_DO_NOT_CALL_MATH, `Math.fma(a, b, c)`, false",
            "PORTABLE_CODE_CALLS_OUR_FMA, `y = Math.fma(a, b, c)`, true",
            "PORTABLE_CODE_CALLS_OUR_FMA, `y = fma(a, b, c)`, false",
            "BACKENDS_DO_NOT_CALL_VECTOR_MATH, x.lanewise(VectorOperators.EXP), true",
            "BACKENDS_DO_NOT_CALL_VECTOR_MATH, x.lanewise(VectorOperators.TANH), true",
            "BACKENDS_DO_NOT_CALL_VECTOR_MATH, x.compare(VectorOperators.LE), false",
            "NO_METHOD_TAKES_A_VECTOR, `void relu(float[] z, FloatVector x)`, true",
            "NO_METHOD_TAKES_A_VECTOR, `void relu(FloatVector x, int i)`, true",
            "NO_METHOD_TAKES_A_VECTOR, for (FloatVector x = y; ;), false",
            "NO_SUM_RECEIVES_WHAT_IS_ADDED, s0 = s0.add(x);, true",
            "NO_SUM_RECEIVES_WHAT_IS_ADDED, `sum = sum\n    .lanewise(MAX, x);`, true",
            "NO_SUM_RECEIVES_WHAT_IS_ADDED, s0 = x.add(s0);, false",
            "NO_SUM_RECEIVES_WHAT_IS_ADDED, `s10 = s1.fma(x, s10);`, false",
            "BACKENDS_REDUCE_IN_A_FIXED_ORDER, x.reduceLanes(ADD), true"})
    void rulesFindWhatTheyLookFor(Rule rule, String source, boolean broken) {
        assertEquals(broken, rule.isBrokenBy(code(source)));
    }
}
