package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every public method and constructor of the package, whatever comes: a null is an exception that names the argument. */
class NullsTest {
    /** These have their meaning from elsewhere. */
    private static final Set<String> INHERITED = Set.of("equals", "valueOf");

    static List<Executable> methods() throws IOException {
        try (Stream<Path> files = Files.list(ChildJvm.location(Kernels.class).resolve("org/lanewise/kernels"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("[\\w$]+\\.class"))
                    .map(name -> type(name.replace(".class", "")))
                    .filter(type -> Modifier.isPublic(type.getModifiers())).flatMap(NullsTest::methods)
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .filter(method -> !INHERITED.contains(method.getName()))
                    .filter(method -> !Stream.of(method.getParameterTypes()).allMatch(Class::isPrimitive)).toList();
        }
    }

    private static Stream<Executable> methods(Class<?> type) {
        return Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()));
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("org.lanewise.kernels." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void allOfThemAreFound() throws IOException {
        List<Class<?>> types = methods().stream().<Class<?>>map(Executable::getDeclaringClass).distinct().toList();
        assertTrue(types.containsAll(List.of(Kernels.class, Matrix.class, Activation.class)), types::toString);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void nullsAreNamed(Executable method) throws Throwable {
        Object target = target(method);
        Parameter[] parameters = method.getParameters();
        Arguments.invoke(method, target, arguments(parameters));
        for (int i = 0; i < parameters.length; i++) {
            if (!parameters[i].getType().isPrimitive()) {
                @Nullable
                Object[] arguments = arguments(parameters);
                arguments[i] = null;
                assertEquals(parameters[i].getName(), Thrown.message(NullPointerException.class,
                        () -> Arguments.invoke(method, target, arguments)));
            }
        }
    }

    private static Object[] arguments(Parameter... parameters) {
        return Stream.of(parameters).map(Arguments::any).toArray();
    }

    private static @Nullable Object target(Executable method) {
        if (!(method instanceof Method) || Modifier.isStatic(method.getModifiers())) {
            return null;
        }
        Class<?> type = method.getDeclaringClass();
        return type == Kernels.class ? Both.VECTOR : type == Matrix.class ? Matrix.zeros(1, 1) : Arguments.any(type);
    }
}
