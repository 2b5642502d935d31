package org.lanewise.kernels.generator;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A hand-written source as the JDK's own compiler parses it. */
final class JavaSource {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final String text;

    private JavaSource(CompilationUnitTree unit, SourcePositions positions, String text) {
        this.unit = unit;
        this.positions = positions;
        this.text = text;
    }

    /** Parses a source. */
    static JavaSource parse(Path file) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, files, problems, null, null,
                    files.getJavaFileObjects(file));
            CompilationUnitTree unit = task.parse().iterator().next();
            if (!problems.getDiagnostics().isEmpty()) {
                throw new IllegalArgumentException(problems.getDiagnostics().toString());
            }
            return new JavaSource(unit, Trees.instance(task).getSourcePositions(),
                    unit.getSourceFile().getCharContent(false).toString());
        }
    }

    /** The class that the file is named after. */
    ClassTree type() {
        return (ClassTree) unit.getTypeDecls().getFirst();
    }

    /** The constants of an enum, which is this class or stands in it. */
    List<VariableTree> enumConstants() {
        return Stream.concat(Stream.of(type()), type().getMembers().stream())
                .filter(member -> member.getKind() == Tree.Kind.ENUM)
                .flatMap(member -> ((ClassTree) member).getMembers().stream()).filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(constant -> constant.getInitializer() instanceof NewClassTree).toList();
    }

    /** The name of the file. */
    String name() {
        return Path.of(unit.getSourceFile().getName()).getFileName().toString();
    }

    /** What stands in the file for this tree. */
    String textOf(Tree tree) {
        return text.substring(start(tree), (int) positions.getEndPosition(unit, tree));
    }

    /** The lines of comment just before this tree, as they stand in the file. */
    List<String> commentsBefore(Tree tree) {
        List<String> lines = text.substring(0, start(tree)).lines().map(String::strip).toList().reversed();
        return lines.stream().skip(1).takeWhile(line -> line.startsWith("//")).toList().reversed();
    }

    /** An exception that says what is wrong, where, and with what. */
    IllegalArgumentException error(Tree tree, String message) {
        long line = unit.getLineMap().getLineNumber(start(tree));
        return new IllegalArgumentException(
                name() + ":" + line + ": " + message + ": " + textOf(tree).lines().findFirst().orElse(""));
    }

    private int start(Tree tree) {
        return (int) positions.getStartPosition(unit, tree);
    }
}
