package org.lanewise.kernels.generator;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The kinds of activations with the formulas that belong to them: LEAKY_RELU has leakyRelu and leakyReluGradient. Their
 * parameters say the rest: a gradient whose first one is z is computed from that, else from a; and those that are
 * uniform are components of the activation.
 */
final class ActivationKinds {
    private static final String GRADIENT = "Gradient";

    private final Formulas formulas;
    private final List<String> kinds = new ArrayList<>();

    ActivationKinds(JavaSource activation, Formulas formulas) {
        this.formulas = formulas;
        for (VariableTree constant : activation.enumConstants()) {
            String kind = constant.getName().toString();
            for (String name : List.of(formula(kind), gradient(kind))) {
                if (!formulas.has(name)) {
                    throw activation.error(constant, formulas.source().name() + " has no formula " + name);
                }
            }
            check(formula(kind), List.of("z"));
            check(gradient(kind), List.of(isFromZ(kind) ? "z" : "a", "da"));
            kinds.add(kind);
        }
    }

    /** The parameters that are different for each element have to have these names. */
    private void check(String name, List<String> expected) {
        MethodTree method = formulas.get(name);
        List<String> varying = method.getParameters().stream().filter(Predicate.not(Formulas::isUniform))
                .map(parameter -> parameter.getName().toString()).toList();
        if (!varying.equals(expected)) {
            throw formulas.source().error(method, "the elements have to be " + String.join(", ", expected));
        }
    }

    /** The constant's name as a method's. */
    static String formula(String kind) {
        StringBuilder name = new StringBuilder();
        for (String word : kind.toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private static String gradient(String kind) {
        return formula(kind) + GRADIENT;
    }

    private boolean isFromZ(String kind) {
        return formulas.get(gradient(kind)).getParameters().getFirst().getName().contentEquals("z");
    }

    private List<String> uniforms(String name) {
        return formulas.get(name).getParameters().stream().filter(Formulas::isUniform)
                .map(parameter -> parameter.getName().toString()).toList();
    }

    /** The activations of the portable backend: a loop for each kind. */
    JavaFile scalar() {
        SourceText text = new SourceText();
        text.lines(
                """
                        package org.lanewise.kernels.internal.scalar;

                        import org.lanewise.kernels.Activation;

                        /**
                         * Activations and their gradients over runs of an array, one element after the other. The vector backend leaves the
                         * ends of its runs to them. This file is generated: {@link Formulas} has what each kind computes.
                         */""");
        text.open("public final class ScalarActivations {");
        text.open("private ScalarActivations() {");
        text.close();
        text.line("");
        text.line("/** Whether the gradient is computed from z; if not it is from a. */");
        text.open("public static boolean gradientFromZ(Activation.Kind kind) {");
        text.open("return switch (kind) {");
        for (boolean fromZ : new boolean[]{false, true}) {
            String cases = kinds.stream().filter(kind -> isFromZ(kind) == fromZ).collect(Collectors.joining(", "));
            if (!cases.isEmpty()) {
                text.line("case %s -> %s;", cases, fromZ);
            }
        }
        text.close("};");
        text.close();
        text.line("");
        text.line("/** {@code a = g(z)} over {@code n} elements. */");
        text.open("public static void activate(Activation g, float[] z, int zo, float[] a, int ao, int n) {");
        text.open("switch (g.kind()) {");
        for (String kind : kinds) {
            writeLoop(text, kind, "a[ao + i]", formula(kind), "z[zo + i]");
        }
        text.close();
        text.close();
        text.line("");
        text.line("/** {@code dz = da·g′(kept)} over {@code n} elements, where z was kept or a. */");
        text.open(
                "public static void gradient(Activation g, float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {");
        text.open("switch (g.kind()) {");
        for (String kind : kinds) {
            writeLoop(text, kind, "dz[dzo + i]", gradient(kind), "kept[ko + i], da[dao + i]");
        }
        text.close();
        text.close();
        text.close();
        return new JavaFile("org.lanewise.kernels.internal.scalar", "ScalarActivations", text.toString());
    }

    private void writeLoop(SourceText text, String kind, String result, String name, String elements) {
        text.open("case %s -> {", kind);
        StringBuilder arguments = new StringBuilder(elements);
        for (String uniform : uniforms(name)) {
            text.line("float %s = g.%s();", uniform, uniform);
            arguments.append(", ").append(uniform);
        }
        text.open("for (int i = 0; i < n; i++) {");
        text.line("%s = Formulas.%s(%s);", result, name, arguments);
        text.close();
        text.close();
    }

    /** For the vector backend: which of the loops over lanes belong to a kind. */
    void writeSwitches(SourceText text) {
        text.line("");
        text.line("/** {@code a = g(z)}. */");
        text.open("static int activate(Activation g, float[] z, int zo, float[] a, int ao, int n) {");
        writeSwitch(text, false, "z, zo", "a, ao, n");
        text.line("");
        text.line("/** {@code dz = da·g′(kept)}, where z was kept or a. */");
        text.open(
                "static int gradient(Activation g, float[] kept, int ko, float[] da, int dao, float[] dz, int dzo, int n) {");
        writeSwitch(text, true, "kept, ko, da, dao", "dz, dzo, n");
    }

    private void writeSwitch(SourceText text, boolean ofGradients, String elements, String results) {
        text.open("return switch (g.kind()) {");
        for (String kind : kinds) {
            String name = ofGradients ? gradient(kind) : formula(kind);
            String uniforms = uniforms(name).stream().map(uniform -> ", g." + uniform + "()")
                    .collect(Collectors.joining());
            text.line("case %s -> %s(%s%s, %s);", kind, name, elements, uniforms, results);
        }
        text.close("};");
        text.close();
    }
}
