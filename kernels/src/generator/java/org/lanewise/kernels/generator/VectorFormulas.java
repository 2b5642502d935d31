package org.lanewise.kernels.generator;

import com.sun.source.tree.MethodTree;
import java.util.Set;
import java.util.TreeSet;

/** The class of the vector backend that has a loop over lanes for every formula. */
final class VectorFormulas {
    private VectorFormulas() {
    }

    static JavaFile of(Formulas formulas, ActivationKinds kinds, ElementFunctions functions, UpdateRules rules) {
        Element element = formulas.element();
        String className = element.prefix() + "VectorFormulas";
        // The loops tell which operators have to be imported before them.
        SourceText loops = new SourceText();
        Set<String> operators = new TreeSet<>();
        loops.open("final class %s {", className);
        loops.open("private %s() {", className);
        loops.close();
        kinds.writeSwitches(loops);
        functions.writeSwitch(loops);
        for (MethodTree formula : formulas.loops()) {
            loops.line("");
            LanesLoop.write(loops, formulas, formula, operators);
        }
        rules.writeLoops(loops, operators);
        loops.close();
        SourceText text = new SourceText();
        text.lines("""
                package org.lanewise.kernels.internal.vector;

                import static jdk.incubator.vector.%1$s.broadcast;
                import static jdk.incubator.vector.%1$s.fromArray;""".formatted(element.vector()));
        for (String operator : operators) {
            text.line("import static jdk.incubator.vector.VectorOperators.%s;", operator);
        }
        text.lines(
                """
                        import static org.lanewise.kernels.internal.scalar.%1$s.*;
                        import static org.lanewise.kernels.internal.vector.Lanes.%2$s;
                        import static org.lanewise.kernels.internal.vector.Lanes.%3$s;
                        import static org.lanewise.kernels.internal.vector.Lanes.%4$s;

                        import jdk.incubator.vector.%5$s;
                        import jdk.incubator.vector.%6$s;
                        import jdk.incubator.vector.VectorMask;
                        import org.lanewise.kernels.Activation;
                        import org.lanewise.kernels.internal.ElementWise;
                        import org.lanewise.kernels.internal.UpdateArguments;
                        import org.lanewise.kernels.internal.scalar.%1$s;

                        /**
                         * The formulas of {@link %1$s} over runs of arrays: the same operations in the same order, so the same bits on any
                         * lane width. This file is generated: the formulas, their bounds and their special values stand there.
                         *
                         * <p>Each loop computes as many elements of a run of n as fill whole vectors, and returns how many these are; the
                         * results may take the place of an argument. Each is one method that calls nothing but the Vector API: the JIT stops
                         * inlining methods like ours when a compilation has grown large, wherever that happens to be, and a vector that crosses
                         * a call becomes an object. The methods of the Vector API it always inlines.
                         */"""
                        .formatted(formulas.className(), element.species(), element.bitsSpecies(), element.length(),
                                element.vector(), element.bitsVector()));
        return new JavaFile("org.lanewise.kernels.internal.vector", className, text.toString() + loops);
    }
}
