package org.lanewise.kernels.generator;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;

/** The formulas of a source, and the constants that they use. */
final class Formulas {
    /** Marks a parameter that has one value for a whole run. */
    private static final String UNIFORM = "Uniform";

    private final JavaSource source;
    private final Element element;
    private final Map<String, MethodTree> methods = new LinkedHashMap<>();
    private final Map<String, Type> constants = new LinkedHashMap<>();

    Formulas(JavaSource source, Element element) {
        this.source = source;
        this.element = element;
        for (Tree member : source.type().getMembers()) {
            if (member instanceof MethodTree method && method.getReturnType() != null) {
                if (methods.put(method.getName().toString(), method) != null) {
                    throw source.error(method, "two formulas of one name");
                }
            } else if (member instanceof VariableTree constant) {
                constants.put(constant.getName().toString(), typeOf(constant));
            } else if (member instanceof ClassTree) {
                throw source.error(member, "a class among the formulas");
            }
        }
    }

    JavaSource source() {
        return source;
    }

    Element element() {
        return element;
    }

    /** The class that has them. */
    String className() {
        return source.type().getSimpleName().toString();
    }

    /** The name of the formula of an enum's constant: leakyRelu for LEAKY_RELU. */
    static String nameFor(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    /** The arguments of a call: what stands for each element, and for what is uniform. */
    String arguments(String name, Map<String, String> elements, UnaryOperator<String> uniform) {
        MethodTree method = get(name);
        return method.getParameters().stream().map(parameter -> {
            String parameterName = parameter.getName().toString();
            String argument = isUniform(parameter) ? uniform.apply(parameterName) : elements.get(parameterName);
            if (argument == null) {
                throw source.error(method,
                        "the elements have to be " + String.join(", ", new TreeSet<>(elements.keySet())));
            }
            return argument;
        }).collect(Collectors.joining(", "));
    }

    /** Writes a loop over n elements, in the way of the portable backend. */
    void writeLoop(SourceText text, String result, String name, String arguments) {
        text.open("for (int i = 0; i < n; i++) {");
        text.line("%s = %s.%s(%s);", result, className(), name, arguments);
        text.close();
    }

    /** All formulas that get a loop over lanes: the public ones, where the others are only parts of formulas. */
    Iterable<MethodTree> loops() {
        return methods.values().stream()
                .filter(method -> method.getModifiers().getFlags().contains(Modifier.PUBLIC)).toList();
    }

    boolean has(String name) {
        return methods.containsKey(name);
    }

    /** The formulas whose names begin with this one, by what follows in it: {@code m} for adamM, as they stand in the source. */
    Map<String, MethodTree> parts(String name) {
        Map<String, MethodTree> parts = new LinkedHashMap<>();
        methods.forEach((part, method) -> {
            if (part.startsWith(name) && part.length() > name.length()
                    && Character.isUpperCase(part.charAt(name.length()))) {
                parts.put(part.substring(name.length(), name.length() + 1).toLowerCase(Locale.ROOT)
                        + part.substring(name.length() + 1), method);
            }
        });
        return parts;
    }

    /** The formula of this name, which there is. */
    MethodTree get(String name) {
        MethodTree method = methods.get(name);
        if (method == null) {
            throw new IllegalArgumentException(source.name() + " has no formula " + name);
        }
        return method;
    }

    boolean isConstant(String name) {
        return constants.containsKey(name);
    }

    /** The type of a constant, which there is. */
    Type typeOfConstant(String name) {
        return constants.getOrDefault(name, Type.NUMBER);
    }

    /** The type that a parameter, a local variable or a constant is declared with. */
    Type typeOf(VariableTree variable) {
        String declared = String.valueOf(variable.getType());
        for (Type type : Type.values()) {
            if (element.scalar(type).equals(declared)) {
                return type;
            }
        }
        throw source.error(variable, "formulas know no " + declared);
    }

    static boolean isUniform(VariableTree parameter) {
        return parameter.getModifiers().getAnnotations().stream()
                .anyMatch(annotation -> annotation.getAnnotationType().toString().equals(UNIFORM));
    }
}
