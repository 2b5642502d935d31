package org.lanewise.kernels;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;

/** Arguments for calls of public methods by reflection. */
final class Arguments {
    /** Right for matrices of any shape. */
    private static final Map<Class<?>, Object> ANY = Map.of(int.class, 1, float.class, 0.5f, long.class, 1L,
            RandomStream.class, RandomStream.of(1, "a"), Op.class, Op.N, Activation.class, Activation.TANH);

    private Arguments() {
    }

    static boolean isMatrix(Class<?> type) {
        return type == Matrix.class || type == PackedMatrix.class;
    }

    /** A matrix as an argument, packed where it has to be: for the right side if it is B. */
    static Object matrix(Parameter parameter, Matrix x) {
        if (parameter.getType() == Matrix.class) {
            return x;
        }
        return parameter.getName().equals("b") ? Both.VECTOR.packRight(Op.N, x) : Both.VECTOR.pack(Op.N, x);
    }

    /** An update that is ready, with momentum if it has a moment. */
    static Update update(Matrix w, Matrix... moments) {
        UpdateRule rule = moments.length == 0 ? UpdateRule.GRADIENT_DESCENT : UpdateRule.momentum(0.9);
        return Update.of(rule, w, moments).step(1, 1);
    }

    /** A value of a type that is no matrix. */
    static Object any(Class<?> type) {
        Object value = ANY.get(type);
        if (value == null) {
            throw new AssertionError("no value of " + type);
        }
        return value;
    }

    /** Calls a method; what it throws is thrown. */
    static void invoke(Method method, Object target, Object... arguments) throws Throwable {
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
