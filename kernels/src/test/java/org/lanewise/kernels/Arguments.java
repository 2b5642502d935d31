package org.lanewise.kernels;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Arguments for calls of public methods by reflection. */
final class Arguments {
    /** Right wherever a matrix has one element, or more than one row and column. */
    private static final Map<Class<?>, Object> ANY = Map.ofEntries(Map.entry(int.class, 1),
            Map.entry(float.class, 0.5f), Map.entry(long.class, 1L), Map.entry(double.class, 0.5),
            Map.entry(String.class, "a"), Map.entry(RandomStream.class, RandomStream.of(1, "a")),
            Map.entry(UpdateRule.class, UpdateRule.GRADIENT_DESCENT),
            Map.entry(UpdateRule.Kind.class, UpdateRule.Kind.ADAM),
            Map.entry(Update.class, update(Matrix.zeros(1, 1))), Map.entry(Matrix[].class, new Matrix[0]),
            Map.entry(Op.class, Op.N), Map.entry(Activation.class, Activation.TANH),
            Map.entry(Activation.Kind.class, Activation.Kind.HARD_SIGMOID), Map.entry(Backend.class, Backend.SCALAR),
            Map.entry(float[].class, new float[1]), Map.entry(float[][].class, new float[1][1]),
            Map.entry(int[].class, new int[1]), Map.entry(Duration.class, Duration.ZERO),
            Map.entry(Executor.class, (Executor) Runnable::run), Map.entry(Runnable.class, (Runnable) () -> {
            }));

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

    /** A value of the parameter's type; a matrix has one element. */
    static Object any(Parameter parameter) {
        if (isMatrix(parameter.getType())) {
            return matrix(parameter, Matrix.zeros(1, 1));
        }
        if (parameter.getName().equals("offset")) {
            return 0;
        }
        return any(parameter.getType());
    }

    /** A value of a type that is no matrix. */
    static Object any(Class<?> type) {
        Object value = ANY.get(type);
        if (value == null) {
            throw new AssertionError("no value of " + type);
        }
        return value;
    }

    /** Calls a method of an object or a class, or a constructor; what it throws is thrown. */
    static void invoke(Executable executable, @Nullable Object target, @Nullable Object... arguments) throws Throwable {
        try {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) executable).invoke(target, arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
