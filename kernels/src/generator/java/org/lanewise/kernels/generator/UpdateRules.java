package org.lanewise.kernels.generator;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of updates with the formulas that belong to them. ADAM has the formula adam, which gives the new w, and before it those
 * that give the new moments, in the order in which they stand: adamM for m, adamV for v. Parameters that are uniform are
 * numbers of the update.
 */
final class UpdateRules {
    /** What a rule has for each element beside its moments. */
    private static final Set<String> GRADIENT_AND_PARAMETER = Set.of("g", "w");

    private final Formulas formulas;
    /** By the constant of a rule: what its formulas replace, in the order in which they are computed. */
    private final Map<String, Map<String, MethodTree>> rules = new LinkedHashMap<>();

    UpdateRules(JavaSource rule, Formulas formulas) {
        this.formulas = formulas;
        for (VariableTree constant : rule.enumConstants()) {
            String name = Formulas.nameFor(constant.getName().toString());
            if (!formulas.has(name)) {
                throw rule.error(constant, formulas.source().name() + " has no formula " + name);
            }
            Map<String, MethodTree> results = formulas.parts(name);
            results.put("w", formulas.get(name));
            results.values().forEach(formula -> check(formula, results));
            rules.put(constant.getName().toString(), results);
        }
    }

    private void check(MethodTree formula, Map<String, MethodTree> results) {
        for (VariableTree parameter : formula.getParameters()) {
            String name = parameter.getName().toString();
            if (!Formulas.isUniform(parameter) && !GRADIENT_AND_PARAMETER.contains(name)
                    && !results.containsKey(name)) {
                throw formulas.source().error(formula, "there is no formula for the next " + name);
            }
        }
    }

    /** The parameters of all formulas of a rule, in the order of a loop. */
    private static List<VariableTree> parameters(Map<String, MethodTree> results) {
        Map<String, VariableTree> parameters = new LinkedHashMap<>();
        for (MethodTree formula : results.values()) {
            for (VariableTree parameter : formula.getParameters()) {
                parameters.putIfAbsent(parameter.getName().toString(), parameter);
            }
        }
        return List.copyOf(parameters.values());
    }

    /** What holds the elements of a parameter that is not g: W, or the moment of a number. */
    private static String matrix(Map<String, MethodTree> results, String name) {
        return name.equals("w") ? "u.w" : "u.moments[" + List.copyOf(results.keySet()).indexOf(name) + "]";
    }

    /** The updates of the portable backend: a loop for each rule. */
    JavaFile scalar() {
        String className = formulas.element().prefix() + "ScalarRules";
        SourceText text = new SourceText();
        text.lines(
                """
                        package org.lanewise.kernels.internal.scalar;

                        import org.lanewise.kernels.UpdateRule;
                        import org.lanewise.kernels.internal.UpdateArguments;

                        /**
                         * Updates of parameters over runs of an array, one element after the other. The vector backend leaves the ends of its
                         * runs to them. This file is generated: {@link %s} has what each rule computes.
                         */"""
                        .formatted(formulas.className()));
        text.open("public final class %s {", className);
        text.open("private %s() {", className);
        text.close();
        text.line("");
        text.line(
                "/** Updates the elements {@code from} to {@code n} of a run that begins at a row and a column of W. */");
        text.open(
                "public static void update(UpdateArguments u, int row, int column, %s[] gs, int go, int from, int n) {",
                formulas.element().type());
        text.open("switch (u.kind) {");
        rules.forEach((rule, results) -> writeLoop(text, rule, results));
        text.close();
        text.close();
        text.line("");
        text.line("/** How many moments a rule has. */");
        text.open("public static int moments(UpdateRule.Kind kind) {");
        text.open("return switch (kind) {");
        rules.forEach((rule, results) -> text.line("case %s -> %s;", rule, results.size() - 1));
        text.close("};");
        text.close();
        text.close();
        return new JavaFile("org.lanewise.kernels.internal.scalar", className, text.toString());
    }

    private void writeLoop(SourceText text, String rule, Map<String, MethodTree> results) {
        String type = formulas.element().type();
        text.open("case %s -> {", rule);
        List<String> elements = new ArrayList<>();
        for (VariableTree parameter : parameters(results)) {
            String name = parameter.getName().toString();
            if (Formulas.isUniform(parameter)) {
                text.line("%1$s %2$s = u.%2$s;", type, name);
            } else {
                elements.add(name);
            }
        }
        for (String name : results.keySet()) {
            text.line("%s[] %s = %s.data();", type, LanesLoop.array(name), matrix(results, name));
            text.line("int %s = %s.index(row, column);", LanesLoop.offset(name), matrix(results, name));
        }
        text.open("for (int i = from; i < n; i++) {");
        for (String name : elements) {
            text.line("%s %s = %s[%s + i];", type, name, LanesLoop.array(name), LanesLoop.offset(name));
        }
        results.forEach((name, formula) -> {
            String arguments = String.join(", ",
                    formula.getParameters().stream().map(parameter -> parameter.getName().toString()).toList());
            text.line("%s = %s.%s(%s);", name, formulas.className(), formula.getName(), arguments);
            text.line("%s[%s + i] = %s;", LanesLoop.array(name), LanesLoop.offset(name), name);
        });
        text.close();
        text.close();
    }

    /** For the vector backend: a loop over lanes for each rule, and which one it is. */
    void writeLoops(SourceText text, Set<String> operators) {
        text.line("");
        text.line(
                "/** Updates as many elements of a run that begins at a row and a column of W as fill whole vectors. */");
        text.open("static int update(UpdateArguments u, int row, int column, %s[] gs, int go, int n) {",
                formulas.element().type());
        text.open("return switch (u.kind) {");
        rules.forEach((rule, results) -> {
            List<String> arguments = new ArrayList<>();
            for (VariableTree parameter : parameters(results)) {
                String name = parameter.getName().toString();
                String matrix = matrix(results, name);
                arguments.add(Formulas.isUniform(parameter)
                        ? "u." + name
                        : name.equals("g") ? "gs, go" : matrix + ".data(), " + matrix + ".index(row, column)");
            }
            text.line("case %s -> %s(%s, n);", rule, Formulas.nameFor(rule), String.join(", ", arguments));
        });
        text.close("};");
        text.close();
        rules.forEach((rule, results) -> {
            text.line("");
            String name = Formulas.nameFor(rule);
            text.line("/** {@link %s#%s} of each element, after its moments. */", formulas.className(), name);
            LanesLoop.write(text, formulas, name, results, operators);
        });
    }
}
