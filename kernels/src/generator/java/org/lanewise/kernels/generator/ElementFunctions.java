package org.lanewise.kernels.generator;

import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The element-wise functions with the formula that belongs to each: PRODUCT has product. Its parameters are x, y, or one
 * of them; and what is uniform, which is α, or the one element that belongs to all of them.
 */
final class ElementFunctions {
    private final Formulas formulas;
    private final List<String> functions = new ArrayList<>();

    ElementFunctions(JavaSource elementWise, Formulas formulas) {
        this.formulas = formulas;
        for (VariableTree constant : elementWise.enumConstants()) {
            String function = constant.getName().toString();
            String name = Formulas.nameFor(function);
            if (!formulas.has(name)) {
                throw elementWise.error(constant, formulas.source().name() + " has no formula " + name);
            }
            functions.add(function);
        }
    }

    /** The functions of the portable backend: a loop for each. */
    JavaFile scalar() {
        String className = formulas.element().prefix() + "ScalarElements";
        SourceText text = new SourceText();
        text.lines(
                """
                        package org.lanewise.kernels.internal.scalar;

                        import org.lanewise.kernels.internal.ElementWise;

                        /**
                         * Element-wise functions over runs of an array, one element after the other. The vector backend leaves the ends of
                         * its runs to them. This file is generated: {@link %s} has what each computes.
                         */"""
                        .formatted(formulas.className()));
        text.open("public final class %s {", className);
        text.open("private %s() {", className);
        text.close();
        text.line("");
        text.line(
                "/** {@code z = f(x, y)} over {@code n} elements, with α or the one element of y that belongs to all. */");
        text.open("public static void run(%s) {", parameters());
        text.open("switch (f) {");
        for (String function : functions) {
            text.open("case %s -> {", function);
            formulas.writeLoop(text, "z[zo + i]", Formulas.nameFor(function),
                    arguments(function, "x[xo + i]", "y[yo + i]"));
            text.close();
        }
        text.close();
        text.close();
        text.close();
        return new JavaFile("org.lanewise.kernels.internal.scalar", className, text.toString());
    }

    /** For the vector backend: which of the loops over lanes belongs to a function. */
    void writeSwitch(SourceText text) {
        text.line("");
        text.line("/** {@code z = f(x, y)}, with α or the one element of y that belongs to all. */");
        text.open("static int elementWise(%s) {", parameters());
        text.open("return switch (f) {");
        for (String function : functions) {
            text.line("case %s -> %s(%s, z, zo, n);", function, Formulas.nameFor(function),
                    arguments(function, "x, xo", "y, yo"));
        }
        text.close("};");
        text.close();
    }

    private String parameters() {
        return "ElementWise f, %1$s uniform, %1$s[] x, int xo, %1$s[] y, int yo, %1$s[] z, int zo, int n"
                .formatted(formulas.element().type());
    }

    private String arguments(String function, String x, String y) {
        return formulas.arguments(Formulas.nameFor(function), Map.of("x", x, "y", y), uniform -> "uniform");
    }
}
