package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Update;
import org.lanewise.network.Predictor;
import org.lanewise.network.data.Examples;

/**
 * Wrong arguments of every public method of all modules: the exception is one that the documentation has, says what is
 * wrong in words of its own, and nothing has changed. A new method is among them by itself.
 */
class BadCallsTest {
    /** What the JVM and the collections say; whoever reads that does not know which argument was wrong. */
    private static final Pattern OF_THE_JVM = Pattern
            .compile("Cannot |because \"|element cannot be mapped|duplicate element|null key|/ by zero");

    @TempDir
    private Path folder;

    /** One call, with a copy of its state before it. */
    private static final class Call {
        final Executable executable;
        final @Nullable Object target;
        final @Nullable Object[] arguments;

        Call(Samples samples, Executable executable) {
            this.executable = executable;
            target = samples.target(executable);
            arguments = Arrays.stream(executable.getParameters()).map(p -> samples.of(executable, p)).toArray();
        }

        @Nullable
        Throwable thrown() {
            return PublicApi.thrown(executable, target, arguments);
        }

        long digest() {
            Digest digest = new Digest();
            digest.add(target);
            digest.add(arguments);
            return digest.sum;
        }

        @Override
        public String toString() {
            return PublicApi.name(executable) + Arrays.deepToString(arguments);
        }
    }

    /** All that can be reached from an object, in a number. */
    private static final class Digest {
        private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        private long sum;

        private void mix(long value) {
            sum = 31 * sum + value;
        }

        void add(@Nullable Object x) {
            if (x == null || x instanceof String || x instanceof Number || x instanceof Boolean
                    || x instanceof Character) {
                mix(x == null ? 1 : x.hashCode());
            } else if (x instanceof Enum<?> constant) {
                mix(constant.name().hashCode());
            } else if (x instanceof Kernels || x instanceof Predictor || !seen.add(x)) {
                // Nothing of theirs can be seen to change: what they keep are buffers.
                mix(2);
            } else if (x.getClass().isArray()) {
                for (int i = 0; i < Array.getLength(x); i++) {
                    add(Array.get(x, i));
                }
            } else if (x instanceof Map<?, ?> map) {
                // Maps have no order that could be told from that of another.
                mix(map.size());
            } else if (x instanceof Update update) {
                // Its other numbers are those of a step, set at the beginning of each.
                add(update.parameters());
                for (int i = 0; i < update.rule().moments(); i++) {
                    add(update.moment(i));
                }
            } else if (x instanceof Examples examples) {
                // They keep how they have been cut.
                add(examples.toRows());
            } else if (x instanceof Iterable<?> elements && !(x instanceof Path)) {
                elements.forEach(this::add);
            } else if (x instanceof Optional<?> optional) {
                add(optional.orElse(null));
            } else if (x.getClass().getName().startsWith("org.lanewise") && !x.getClass().isHidden()) {
                for (Class<?> c = x.getClass(); c != Object.class; c = c.getSuperclass()) {
                    addFields(c, x);
                }
            }
        }

        private void addFields(Class<?> type, Object x) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    try {
                        field.setAccessible(true);
                        add(field.get(x));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
    }

    private static boolean isNullable(Parameter parameter) {
        return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** What is wrong with how a call failed; null if nothing. */
    private static @Nullable String fault(@Nullable Throwable thrown, Parameter parameter, @Nullable Object value) {
        String message = thrown == null ? "" : String.valueOf(thrown.getMessage());
        boolean isNull = value == null && !isNullable(parameter);
        if (isNull && !(thrown instanceof NullPointerException)) {
            return "no NullPointerException";
        }
        if (thrown == null) {
            return null;
        }
        if (thrown instanceof NullPointerException) {
            boolean named = Pattern.compile("\\b" + parameter.getName() + "\\b").matcher(message).find();
            return named && !OF_THE_JVM.matcher(message).find() ? null : "the argument is not named";
        }
        boolean documented = thrown instanceof IOException || List.of(IllegalArgumentException.class,
                IndexOutOfBoundsException.class, IllegalStateException.class, ArithmeticException.class,
                UnsupportedOperationException.class).contains(thrown.getClass());
        if (!documented) {
            return "a " + thrown.getClass().getSimpleName();
        }
        return message.equals("null") || OF_THE_JVM.matcher(message).find() ? "no words of its own" : null;
    }

    @Test
    void rightArgumentsAreAccepted() {
        Samples samples = new Samples(folder);
        List<String> faults = new ArrayList<>();
        for (Executable executable : PublicApi.executables()) {
            Call call = new Call(samples, executable);
            Throwable thrown = call.thrown();
            if (thrown != null) {
                faults.add(call + " threw " + thrown);
            }
        }
        assertEquals(List.of(), faults, () -> String.join("\n", faults));
    }

    @Test
    void wrongArgumentsAreRefusedInWords() {
        Samples samples = new Samples(folder);
        List<String> faults = new ArrayList<>();
        for (Executable executable : PublicApi.executables()) {
            Parameter[] parameters = executable.getParameters();
            for (int i = 0; i < parameters.length; i++) {
                for (int value = 0; value < samples.bad(parameters[i]).size(); value++) {
                    Call call = new Call(samples, executable);
                    call.arguments[i] = samples.bad(parameters[i]).get(value);
                    check(call, parameters[i], call.arguments[i], faults);
                }
            }
        }
        assertTrue(faults.isEmpty(), () -> faults.size() + " faults\n" + String.join("\n", faults));
    }

    private static void check(Call call, Parameter parameter, @Nullable Object value, List<String> faults) {
        long before = call.digest();
        Throwable thrown = call.thrown();
        String fault = fault(thrown, parameter, value);
        if (fault != null) {
            faults.add(call + ", " + parameter.getName() + ": " + fault + ", " + thrown);
        } else if (thrown != null && call.digest() != before) {
            faults.add(call + ", " + parameter.getName() + ": something has changed, " + thrown);
        }
    }

    /** Two numbers whose product is too large, and two matrices that are one. */
    @Test
    void pairsAreRefusedInWords() {
        Samples samples = new Samples(folder);
        List<String> faults = new ArrayList<>();
        for (Executable executable : PublicApi.executables()) {
            Parameter[] parameters = executable.getParameters();
            for (int i = 0; i < parameters.length; i++) {
                for (int j = 0; j < i; j++) {
                    Class<?> type = parameters[i].getType();
                    if (type == parameters[j].getType() && (type == int.class || type == Matrix.class)) {
                        for (int number : new int[]{1 << 16, Integer.MAX_VALUE, -1}) {
                            Call call = new Call(samples, executable);
                            call.arguments[i] = type == int.class ? (Object) number : call.arguments[j];
                            call.arguments[j] = type == int.class ? (Object) number : call.arguments[j];
                            check(call, parameters[i], call.arguments[i], faults);
                        }
                    }
                }
            }
        }
        assertTrue(faults.isEmpty(), () -> faults.size() + " faults\n" + String.join("\n", faults));
    }
}
