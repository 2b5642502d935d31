package org.lanewise.kernels.generator;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
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
            for (String name : List.of(Formulas.nameFor(kind), gradient(kind))) {
                if (!formulas.has(name)) {
                    throw activation.error(constant, formulas.source().name() + " has no formula " + name);
                }
            }
            check(Formulas.nameFor(kind), List.of("z"));
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

    private static String gradient(String kind) {
        return Formulas.nameFor(kind) + GRADIENT;
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
        String className = formulas.element().prefix() + "ScalarActivations";
        SourceText text = new SourceText();
        text.lines(
                """
                        package org.lanewise.kernels.internal.scalar;

                        import org.lanewise.kernels.Activation;

                        /**
                         * Activations and their gradients over runs of an array, one element after the other. The vector backend leaves the
                         * ends of its runs to them. This file is generated: {@link %s} has what each kind computes.
                         */"""
                        .formatted(formulas.className()));
        text.open("public final class %s {", className);
        text.open("private %s() {", className);
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
        text.open("public static void activate(Activation g, %1$s[] z, int zo, %1$s[] a, int ao, int n) {",
                formulas.element().type());
        text.open("switch (g.kind()) {");
        for (String kind : kinds) {
            writeLoop(text, kind, "a[ao + i]", Formulas.nameFor(kind), Map.of("z", "z[zo + i]"));
        }
        text.close();
        text.close();
        text.line("");
        text.line("/** {@code dz = da·g′(kept)} over {@code n} elements, where z was kept or a. */");
        text.open(
                "public static void gradient(Activation g, %1$s[] kept, int ko, %1$s[] da, int dao, %1$s[] dz, int dzo, int n) {",
                formulas.element().type());
        text.open("switch (g.kind()) {");
        for (String kind : kinds) {
            writeLoop(text, kind, "dz[dzo + i]", gradient(kind), ofGradient(kind, "kept[ko + i]", "da[dao + i]"));
        }
        text.close();
        text.close();
        text.close();
        return new JavaFile("org.lanewise.kernels.internal.scalar", className, text.toString());
    }

    private void writeLoop(SourceText text, String kind, String result, String name, Map<String, String> elements) {
        text.open("case %s -> {", kind);
        for (String uniform : uniforms(name)) {
            text.line("%1$s %2$s = g.%2$s();", formulas.element().type(), uniform);
        }
        formulas.writeLoop(text, result, name, formulas.arguments(name, elements, UnaryOperator.identity()));
        text.close();
    }

    /** For the vector backend: which of the loops over lanes belong to a kind. */
    void writeSwitches(SourceText text) {
        text.line("");
        text.line("/** {@code a = g(z)}. */");
        text.open("static int activate(Activation g, %1$s[] z, int zo, %1$s[] a, int ao, int n) {",
                formulas.element().type());
        writeSwitch(text, false, "a, ao, n");
        text.line("");
        text.line("/** {@code dz = da·g′(kept)}, where z was kept or a. */");
        text.open(
                "static int gradient(Activation g, %1$s[] kept, int ko, %1$s[] da, int dao, %1$s[] dz, int dzo, int n) {",
                formulas.element().type());
        writeSwitch(text, true, "dz, dzo, n");
    }

    private void writeSwitch(SourceText text, boolean ofGradients, String results) {
        text.open("return switch (g.kind()) {");
        for (String kind : kinds) {
            String name = ofGradients ? gradient(kind) : Formulas.nameFor(kind);
            Map<String, String> elements = ofGradients
                    ? ofGradient(kind, "kept, ko", "da, dao")
                    : Map.of("z", "z, zo");
            text.line("case %s -> %s(%s, %s);", kind, name,
                    formulas.arguments(name, elements, uniform -> "g." + uniform + "()"), results);
        }
        text.close("};");
        text.close();
    }

    private Map<String, String> ofGradient(String kind, String kept, String da) {
        return Map.of(isFromZ(kind) ? "z" : "a", kept, "da", da);
    }
}
