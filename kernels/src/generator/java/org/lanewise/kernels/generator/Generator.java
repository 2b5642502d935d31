package org.lanewise.kernels.generator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the sources of the kernels that people do not write: each is one flat method, as the JIT wants it, and there
 * are many, of one pattern each. The build runs this program before it compiles the module (docs/adr/0007).
 */
public final class Generator {
    private Generator() {
    }

    /**
     * Writes all generated sources.
     *
     * @param arguments the directory of the hand-written sources, and the one of the generated ones
     * @throws IOException if a file can't be read or written
     */
    public static void main(String[] arguments) throws IOException {
        Path sources = Path.of(arguments[0]);
        Path target = Path.of(arguments[1]);
        for (JavaFile file : all(sources)) {
            file.writeTo(target);
        }
    }

    /** All files that are generated. */
    static List<JavaFile> all(Path sources) throws IOException {
        Path root = sources.resolve("org/lanewise/kernels");
        Formulas formulas = new Formulas(JavaSource.parse(root.resolve("internal/scalar/Formulas.java")),
                Element.FLOAT);
        ActivationKinds kinds = new ActivationKinds(JavaSource.parse(root.resolve("Activation.java")), formulas);
        UpdateRules rules = new UpdateRules(JavaSource.parse(root.resolve("UpdateRule.java")), formulas);
        ElementFunctions functions = new ElementFunctions(
                JavaSource.parse(root.resolve("internal/ElementWise.java")), formulas);
        List<JavaFile> files = new ArrayList<>();
        files.addAll(new TileWriter(Element.FLOAT).files());
        files.addAll(new TransposeWriter(Element.FLOAT).files());
        files.add(kinds.scalar());
        files.add(functions.scalar());
        files.add(rules.scalar());
        files.add(VectorFormulas.of(formulas, kinds, functions, rules));
        return files;
    }
}
