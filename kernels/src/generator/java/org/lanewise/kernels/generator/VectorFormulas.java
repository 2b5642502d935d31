package org.lanewise.kernels.generator;

import com.sun.source.tree.MethodTree;
import java.util.Set;
import java.util.TreeSet;

/** The class of the vector backend that has a loop over lanes for every formula. */
final class VectorFormulas {
    private VectorFormulas() {
    }

    static JavaFile of(Formulas formulas, ActivationKinds kinds, UpdateRules rules) {
        // The loops tell which operators have to be imported before them.
        SourceText loops = new SourceText();
        Set<String> operators = new TreeSet<>();
        loops.open("final class VectorFormulas {");
        loops.open("private VectorFormulas() {");
        loops.close();
        kinds.writeSwitches(loops);
        for (MethodTree formula : formulas.loops()) {
            loops.line("");
            LanesLoop.write(loops, formulas, formula, operators);
        }
        rules.writeLoops(loops, operators);
        loops.close();
        SourceText text = new SourceText();
        text.lines("""
                package org.lanewise.kernels.internal.vector;

                import static jdk.incubator.vector.FloatVector.broadcast;
                import static jdk.incubator.vector.FloatVector.fromArray;""");
        for (String operator : operators) {
            text.line("import static jdk.incubator.vector.VectorOperators.%s;", operator);
        }
        text.lines(
                """
                        import static org.lanewise.kernels.internal.scalar.Formulas.*;
                        import static org.lanewise.kernels.internal.vector.Lanes.F;
                        import static org.lanewise.kernels.internal.vector.Lanes.I;
                        import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

                        import jdk.incubator.vector.FloatVector;
                        import jdk.incubator.vector.IntVector;
                        import jdk.incubator.vector.VectorMask;
                        import org.lanewise.kernels.Activation;
                        import org.lanewise.kernels.internal.UpdateArguments;
                        import org.lanewise.kernels.internal.scalar.Formulas;

                        /**
                         * The formulas of {@link Formulas} over runs of arrays: the same operations in the same order, so the same bits on any
                         * lane width. This file is generated: the formulas, their bounds and their special values stand there.
                         *
                         * <p>Each loop computes as many elements of a run of n as fill whole vectors, and returns how many these are; the
                         * results may take the place of an argument. Each is one method that calls nothing but the Vector API: the JIT stops
                         * inlining methods like ours when a compilation has grown large, wherever that happens to be, and a vector that crosses
                         * a call becomes an object. The methods of the Vector API it always inlines.
                         */""");
        return new JavaFile("org.lanewise.kernels.internal.vector", "VectorFormulas", text.toString() + loops);
    }
}
