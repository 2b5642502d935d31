package org.lanewise.kernels.generator;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SimpleTreeVisitor;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The twin of a formula, or of several, for the vector backend: a flat loop over a run of an array that calls nothing but the Vector
 * API. Each operation of the formula becomes the one of the same name on lanes; what is the same in all lanes, a
 * constant or a uniform parameter, stays a scalar that the operation broadcasts. Formulas that the formula calls are put
 * in the place of the call.
 */
final class LanesLoop {
    /** Names that a loop has already. */
    private static final Set<String> NAMES = Set.of("i", "n", "results", "ro");
    /** The only function that is exact in both. */
    private static final String ROOT = "Math.sqrt";

    private static final Map<Tree.Kind, String> ARITHMETIC = Map.of(Tree.Kind.PLUS, "add", Tree.Kind.MINUS, "sub",
            Tree.Kind.MULTIPLY, "mul", Tree.Kind.DIVIDE, "div", Tree.Kind.AND, "and", Tree.Kind.OR, "or");
    private static final Map<Tree.Kind, String> SHIFTS = Map.of(Tree.Kind.LEFT_SHIFT, "LSHL", Tree.Kind.RIGHT_SHIFT,
            "ASHR");
    private static final Map<Tree.Kind, String> COMPARISONS = Map.of(Tree.Kind.LESS_THAN, "LT",
            Tree.Kind.LESS_THAN_EQUAL, "LE", Tree.Kind.GREATER_THAN, "GT", Tree.Kind.GREATER_THAN_EQUAL, "GE",
            Tree.Kind.EQUAL_TO, "EQ", Tree.Kind.NOT_EQUAL_TO, "NE");
    private static final Map<Tree.Kind, String> SCALAR_OPERATORS = Map.of(Tree.Kind.PLUS, "+", Tree.Kind.MINUS, "-",
            Tree.Kind.MULTIPLY, "*", Tree.Kind.DIVIDE, "/");
    private static final Set<Tree.Kind> COMMUTATIVE = Set.of(Tree.Kind.PLUS, Tree.Kind.MULTIPLY, Tree.Kind.AND,
            Tree.Kind.OR, Tree.Kind.EQUAL_TO, Tree.Kind.NOT_EQUAL_TO);

    private final Formulas formulas;
    private final Element element;
    private final Set<String> names = new HashSet<>(NAMES);
    private final List<String> lines = new ArrayList<>();
    private final List<String> parameters = new ArrayList<>();
    private final Map<String, Value> variables = new LinkedHashMap<>();
    private final Set<String> operators;
    /** The formulas that are being put in place, the outermost first. */
    private final Deque<String> calls = new ArrayDeque<>();

    /**
     * What an expression of a formula has become.
     *
     * @param text an expression: a chain of calls where it is a vector
     * @param uniform whether it is a scalar, the same in all lanes
     * @param simple whether it is a name or a number, perhaps with a sign
     */
    private record Value(String text, Type type, boolean uniform, boolean simple) {

        static Value lanes(String text, Type type) {
            return new Value(text, type, false, false);
        }

        static Value variable(String name, Type type, boolean uniform) {
            return new Value(name, type, uniform, true);
        }

        boolean isVectorOf(Type type) {
            return !uniform && this.type == type;
        }

        String inParentheses() {
            return simple ? text : "(" + text + ")";
        }
    }

    private LanesLoop(Formulas formulas, Set<String> operators) {
        this.formulas = formulas;
        this.element = formulas.element();
        this.operators = operators;
    }

    /**
     * Writes the loop of a formula.
     *
     * @param operators takes the names of the Vector API's operators that the loop uses
     */
    static void write(SourceText text, Formulas formulas, MethodTree formula, Set<String> operators) {
        LanesLoop loop = new LanesLoop(formulas, operators);
        loop.declareParameters(formula);
        Value result = loop.value(formula);
        loop.lines.add(loop.broadcast(result, Type.NUMBER) + ".intoArray(results, ro + i);");
        text.line("/** {@link %s#%s} of each element. */", formulas.className(), formula.getName());
        loop.write(text, formula.getName().toString(), loop.element.type() + "[] results, int ro, ");
    }

    /**
     * Writes one loop of several formulas, each of which replaces the elements of one of the arrays that the loop reads; those after
     * it see the new ones.
     *
     * @param results by the name of what it replaces, the formulas in the order in which they are computed
     * @param operators takes the names of the Vector API's operators that the loop uses
     */
    static void write(SourceText text, Formulas formulas, String name, Map<String, MethodTree> results,
            Set<String> operators) {
        LanesLoop loop = new LanesLoop(formulas, operators);
        for (MethodTree formula : results.values()) {
            loop.declareParameters(formula);
        }
        results.forEach((replaced, formula) -> {
            Value value = loop.value(formula);
            String local = loop.unused(replaced);
            loop.lines.add(loop.element.vector() + " " + local + " = " + loop.broadcast(value, Type.NUMBER) + ";");
            loop.lines.add(local + ".intoArray(" + array(replaced) + ", " + offset(replaced) + " + i);");
            loop.variables.put(replaced, Value.variable(local, Type.NUMBER, false));
        });
        loop.write(text, name, "");
    }

    /** What elements and uniform numbers a formula needs, unless one before it has the same. */
    private void declareParameters(MethodTree formula) {
        for (VariableTree parameter : formula.getParameters()) {
            String name = parameter.getName().toString();
            boolean uniform = Formulas.isUniform(parameter);
            if (variables.containsKey(name)) {
                continue;
            }
            if (formulas.typeOf(parameter) != Type.NUMBER) {
                throw error(parameter, "a loop runs over " + element.type() + "s");
            }
            if (!names.add(name)) {
                throw error(parameter, "the loop has a variable of this name");
            }
            variables.put(name, Value.variable(name, Type.NUMBER, uniform));
            if (uniform) {
                parameters.add(element.type() + " " + name);
            } else {
                parameters.add(element.type() + "[] " + array(name) + ", int " + offset(name));
                names.add(array(name));
                names.add(offset(name));
                if (uses(formula, name) > 0) {
                    lines.add("%s %s = fromArray(%s, %s, %s + i);".formatted(element.vector(), name, element.species(),
                            array(name), offset(name)));
                }
            }
        }
    }

    /** The value of a formula whose parameters are declared. */
    private Value value(MethodTree formula) {
        calls.addLast(formula.getName().toString());
        Value value = body(formula, new HashMap<>(variables));
        calls.removeLast();
        return value;
    }

    private void write(SourceText text, String name, String results) {
        text.open("static int %s(%s, %sint n) {", name, String.join(", ", parameters), results);
        text.line("int i = 0;");
        text.open("for (; i <= n - %1$s; i += %1$s) {", element.length());
        lines.forEach(text::line);
        text.close();
        text.line("return i;");
        text.close();
    }

    /** The plural of a parameter. */
    static String array(String name) {
        return name.length() > 1 && (name.endsWith("s") || name.endsWith("x")) ? name + "es" : name + "s";
    }

    /** Where in its array a run of a parameter begins. */
    static String offset(String name) {
        return name.length() > 2 ? name + "Offset" : name + "o";
    }

    /** How often a formula names a variable. */
    private static int uses(MethodTree method, String name) {
        int[] count = new int[1];
        new TreeScanner<Boolean, Boolean>() {
            @Override
            public Boolean visitIdentifier(IdentifierTree identifier, Boolean unused) {
                if (identifier.getName().contentEquals(name)) {
                    count[0]++;
                }
                return true;
            }
        }.scan(method.getBody(), true);
        return count[0];
    }

    /** The statements of a formula become lines; what it returns is the value. */
    private Value body(MethodTree method, Map<String, Value> variables) {
        for (StatementTree statement : method.getBody().getStatements()) {
            if (statement instanceof ReturnTree last) {
                lines.addAll(formulas.source().commentsBefore(last));
                return value(last.getExpression(), variables);
            }
            if (statement instanceof VariableTree local && local.getInitializer() != null) {
                declare(local, variables);
            } else if (statement instanceof ExpressionStatementTree expression
                    && expression.getExpression() instanceof AssignmentTree assignment) {
                assign(method, assignment, variables);
            } else {
                throw error(statement, "no statement of a formula");
            }
        }
        throw error(method, "a formula that returns nothing");
    }

    private void declare(VariableTree local, Map<String, Value> variables) {
        Type type = formulas.typeOf(local);
        String name = unused(local.getName().toString());
        lines.addAll(formulas.source().commentsBefore(local));
        Value value = typed(local.getInitializer(), type, variables);
        lines.add((value.uniform ? element.scalar(type) : element.lanes(type)) + " " + name + " = " + value.text + ";");
        variables.put(local.getName().toString(), Value.variable(name, type, value.uniform));
    }

    private void assign(MethodTree method, AssignmentTree assignment, Map<String, Value> variables) {
        String name = assignment.getVariable().toString();
        if (method.getParameters().stream().anyMatch(parameter -> parameter.getName().contentEquals(name))) {
            throw error(assignment, "a parameter keeps its value");
        }
        Value variable = value(assignment.getVariable(), variables);
        lines.addAll(formulas.source().commentsBefore(assignment));
        Value value = typed(assignment.getExpression(), variable.type, variables);
        if (variable.uniform != value.uniform) {
            throw error(assignment, "a variable is either the same in all lanes or not");
        }
        lines.add(variable.text + " = " + value.text + ";");
    }

    /** A name like this one that nothing has yet: x, x2, x3. */
    private String unused(String name) {
        String candidate = name;
        String letters = name.replaceFirst("\\d+$", "");
        for (int i = 2; !names.add(candidate); i++) {
            candidate = letters + i;
        }
        return candidate;
    }

    /** As a vector of this type, which the value has unless it is a constant of bits among numbers. */
    private String broadcast(Value value, Type type) {
        return value.uniform
                ? type == Type.BITS
                        ? element.bitsVector() + ".broadcast(" + element.bitsSpecies() + ", " + value.text + ")"
                        : "broadcast(" + element.species() + ", " + value.text + ")"
                : value.text;
    }

    private Value typed(ExpressionTree tree, Type type, Map<String, Value> variables) {
        Value value = value(tree, variables);
        // Bits that are the same in all lanes become a number by themselves.
        if (value.type != type && !(value.uniform && value.type == Type.BITS && type == Type.NUMBER)) {
            throw error(tree, "not of type " + element.scalar(type));
        }
        return value;
    }

    private Value value(ExpressionTree tree, Map<String, Value> variables) {
        return tree.accept(new Expressions(), variables);
    }

    private IllegalArgumentException error(Tree tree, String message) {
        return formulas.source().error(tree, message);
    }

    /** Turns expressions into values. */
    private final class Expressions extends SimpleTreeVisitor<Value, Map<String, Value>> {
        @Override
        protected Value defaultAction(Tree tree, Map<String, Value> variables) {
            throw error(tree, "no expression of a formula");
        }

        @Override
        public Value visitParenthesized(ParenthesizedTree tree, Map<String, Value> variables) {
            return value(tree.getExpression(), variables);
        }

        @Override
        public Value visitLiteral(LiteralTree tree, Map<String, Value> variables) {
            String kind = tree.getKind().name();
            boolean isNumber = kind.equals(literal(element.type()));
            if (!isNumber && !kind.equals(literal(element.bits())) && tree.getKind() != Tree.Kind.INT_LITERAL) {
                throw error(tree, "no number of a formula");
            }
            return Value.variable(formulas.source().textOf(tree), isNumber ? Type.NUMBER : Type.BITS, true);
        }

        private static String literal(String type) {
            return type.toUpperCase(Locale.ROOT) + "_LITERAL";
        }

        @Override
        public Value visitIdentifier(IdentifierTree tree, Map<String, Value> variables) {
            String name = tree.getName().toString();
            Value value = variables.get(name);
            if (value != null) {
                return value;
            }
            if (!formulas.isConstant(name)) {
                throw error(tree, "neither a variable nor a constant");
            }
            return Value.variable(name, formulas.typeOfConstant(name), true);
        }

        @Override
        public Value visitMemberSelect(MemberSelectTree tree, Map<String, Value> variables) {
            if (!tree.getExpression().toString().equals(element.boxed())) {
                throw error(tree, "no constant of a formula");
            }
            return Value.variable(tree.toString(), Type.NUMBER, true);
        }

        @Override
        public Value visitUnary(UnaryTree tree, Map<String, Value> variables) {
            Value value = value(tree.getExpression(), variables);
            if (value.type != Type.CONDITION && tree.getKind() == Tree.Kind.UNARY_MINUS) {
                return signed(value, "-", ".neg()");
            }
            if (value.type == Type.BITS && tree.getKind() == Tree.Kind.BITWISE_COMPLEMENT) {
                return signed(value, "~", ".not()");
            }
            throw error(tree, "no operation of a formula");
        }

        private static Value signed(Value value, String sign, String operation) {
            if (!value.uniform) {
                return Value.lanes(value.text + operation, value.type);
            }
            boolean compound = !value.simple || value.text.startsWith(sign);
            return Value.variable(sign + (compound ? "(" + value.text + ")" : value.text), value.type, true);
        }

        @Override
        public Value visitBinary(BinaryTree tree, Map<String, Value> variables) {
            Value left = value(tree.getLeftOperand(), variables);
            Value right = value(tree.getRightOperand(), variables);
            Type type = common(tree, left, right);
            if (left.uniform && right.uniform) {
                String operator = SCALAR_OPERATORS.get(tree.getKind());
                if (operator == null) {
                    throw error(tree, "not computed for a whole run");
                }
                return new Value(left.inParentheses() + " " + operator + " " + right.inParentheses(), type, true,
                        false);
            }
            if (left.uniform && COMMUTATIVE.contains(tree.getKind())) {
                return operation(tree, right, left, type);
            }
            return operation(tree, Value.lanes(broadcast(left, type), type), right, type);
        }

        /** Of a vector, and another one or a scalar. */
        private Value operation(BinaryTree tree, Value left, Value right, Type type) {
            String comparison = COMPARISONS.get(tree.getKind());
            if (comparison != null && type == Type.NUMBER) {
                operators.add(comparison);
                return Value.lanes(left.text + ".compare(" + comparison + ", " + right.text + ")", Type.CONDITION);
            }
            String shift = SHIFTS.get(tree.getKind());
            if (shift != null && type == Type.BITS) {
                operators.add(shift);
                return Value.lanes(left.text + ".lanewise(" + shift + ", " + right.text + ")", type);
            }
            String name = ARITHMETIC.get(tree.getKind());
            boolean ofBits = tree.getKind() == Tree.Kind.AND || tree.getKind() == Tree.Kind.OR;
            boolean ofFloats = tree.getKind() == Tree.Kind.MULTIPLY || tree.getKind() == Tree.Kind.DIVIDE;
            if (name == null || (type == Type.NUMBER ? ofBits : ofFloats)) {
                throw error(tree, "no operation of a formula");
            }
            return Value.lanes(left.text + "." + name + "(" + right.text + ")", type);
        }

        /** The type of both, or of the vector if the other is an int constant. */
        private Type common(Tree tree, Value left, Value right) {
            if (left.type == Type.CONDITION || right.type == Type.CONDITION) {
                throw error(tree, "no operation on conditions");
            }
            Type type = left.type == right.type ? left.type : Type.NUMBER;
            if (type == Type.NUMBER && (left.isVectorOf(Type.BITS) || right.isVectorOf(Type.BITS))) {
                throw error(tree, "bits and numbers mixed");
            }
            return type;
        }

        @Override
        public Value visitConditionalExpression(ConditionalExpressionTree tree, Map<String, Value> variables) {
            Value condition = value(tree.getCondition(), variables);
            Value then = value(tree.getTrueExpression(), variables);
            Value otherwise = value(tree.getFalseExpression(), variables);
            if (!condition.isVectorOf(Type.CONDITION) || then.isVectorOf(Type.BITS)
                    || otherwise.isVectorOf(Type.BITS)) {
                throw error(tree, "no choice between two numbers in each lane");
            }
            return Value.lanes(
                    broadcast(otherwise, Type.NUMBER) + ".blend(" + then.text + ", " + condition.text + ")",
                    Type.NUMBER);
        }

        @Override
        public Value visitMethodInvocation(MethodInvocationTree tree, Map<String, Value> variables) {
            String name = tree.getMethodSelect().toString();
            List<Value> arguments = new ArrayList<>();
            for (ExpressionTree argument : tree.getArguments()) {
                arguments.add(value(argument, variables));
            }
            if (formulas.has(name)) {
                return call(tree, formulas.get(name), arguments);
            }
            if (arguments.stream().allMatch(Value::uniform)) {
                throw error(tree, "not computed for a whole run");
            }
            Value first = arguments.getFirst();
            return switch (name) {
                case "fma" -> fma(first, arguments.get(1), arguments.get(2));
                case "Math.abs" -> Value.lanes(first.text + ".abs()", first.type);
                case "Math.min" -> {
                    if (first.type != Type.BITS) {
                        throw error(tree, "the least of floats differs from machine to machine");
                    }
                    yield Value.lanes(broadcast(first, Type.BITS) + ".min(" + arguments.get(1).text + ")", Type.BITS);
                }
                default -> moved(tree, name, first);
            };
        }

        private Value moved(Tree tree, String name, Value value) {
            if (name.equals(ROOT) && element.size() == Double.SIZE) {
                return root(value);
            }
            if (name.equals(element.toBitsMethod())) {
                return Value.lanes(value.text + element.toBits(), Type.BITS);
            }
            if (name.equals(element.ofBitsMethod())) {
                return Value.lanes(value.text + element.ofBits(), Type.NUMBER);
            }
            throw error(tree, "neither a formula nor an operation");
        }

        /** The root of a float is that of a double, rounded to it. */
        @Override
        public Value visitTypeCast(TypeCastTree tree, Map<String, Value> variables) {
            if (tree.getType().toString().equals(element.type())
                    && tree.getExpression() instanceof MethodInvocationTree root
                    && root.getMethodSelect().toString().equals(ROOT)) {
                Value argument = value(root.getArguments().getFirst(), variables);
                if (argument.isVectorOf(Type.NUMBER)) {
                    return root(argument);
                }
            }
            throw error(tree, "no expression of a formula");
        }

        private static Value root(Value value) {
            return Value.lanes(value.text + ".sqrt()", Type.NUMBER);
        }

        /** With a vector in front where one of the factors is a vector. */
        private Value fma(Value x, Value y, Value z) {
            Value front = x.uniform ? y : x;
            Value factor = x.uniform ? x : y;
            return Value.lanes(broadcast(front, Type.NUMBER) + ".fma(" + broadcast(factor, Type.NUMBER) + ", "
                    + broadcast(z, Type.NUMBER) + ")", Type.NUMBER);
        }

        /** The formula in place of its call. */
        private Value call(MethodInvocationTree tree, MethodTree called, List<Value> arguments) {
            String formulaName = called.getName().toString();
            if (calls.contains(formulaName)) {
                throw error(tree, "a formula that calls itself");
            }
            Map<String, Value> variables = new HashMap<>();
            for (int i = 0; i < arguments.size(); i++) {
                VariableTree parameter = called.getParameters().get(i);
                String name = parameter.getName().toString();
                Value argument = arguments.get(i);
                if (!argument.simple && uses(called, name) > 1) {
                    String local = unused(name);
                    lines.add((argument.uniform ? element.scalar(argument.type) : element.lanes(argument.type)) + " "
                            + local + " = "
                            + argument.text + ";");
                    argument = Value.variable(local, argument.type, argument.uniform);
                }
                variables.put(name, argument);
            }
            calls.addLast(formulaName);
            Value result = body(called, variables);
            calls.removeLast();
            return result;
        }
    }
}
