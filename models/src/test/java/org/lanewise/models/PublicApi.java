package org.lanewise.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import org.lanewise.network.Pass;
import org.lanewise.network.training.TrainingListener;

/** Every public method and constructor of the exported packages of all modules, found and called by reflection. */
final class PublicApi {
    /** What users write and the library calls. */
    private static final Set<Class<?>> CALLBACKS = Set.of(Pass.WeightGradients.class, TrainingListener.class);

    private PublicApi() {
    }

    /** Those with parameters; what every enum and record has by itself is left out. */
    static List<Executable> executables() {
        return Stream.of(Kernels.class, Network.class, Pipeline.class).flatMap(PublicApi::types)
                .filter(PublicApi::isPublic).flatMap(PublicApi::executables)
                .filter(executable -> executable.getParameterCount() > 0
                        && !CALLBACKS.contains(executable.getDeclaringClass()))
                .sorted(Comparator.comparing(Executable::toGenericString)).toList();
    }

    private static Stream<Class<?>> types(Class<?> ofModule) {
        try {
            Path classes = Path.of(ofModule.getProtectionDomain().getCodeSource().getLocation().toURI());
            ModuleReference module = ModuleFinder.of(classes).findAll().iterator().next();
            return module.descriptor().exports().stream().filter(exported -> !exported.isQualified())
                    .flatMap(exported -> types(module, exported.source()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From a folder or from an archive. */
    private static Stream<Class<?>> types(ModuleReference module, String name) {
        String folder = name.replace('.', '/') + "/";
        try (ModuleReader reader = module.open(); Stream<String> files = reader.list()) {
            return files.filter(file -> file.startsWith(folder))
                    .map(file -> file.substring(folder.length())).filter(file -> file.matches("[\\w$]+\\.class"))
                    .<Class<?>>map(file -> type(name + "." + file.replace(".class", ""))).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (around == null || isPublic(around));
    }

    private static Stream<Executable> executables(Class<?> type) {
        return Stream
                .<Executable>concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
                .filter(executable -> Modifier.isPublic(executable.getModifiers()) && !executable.isSynthetic())
                .filter(executable -> !executable.getName().equals("equals")
                        && !(type.isEnum() && executable.getName().equals("valueOf")));
    }

    /** A name to look up, {@code Type.method}; constructors have the name of their type. */
    static String name(Executable executable) {
        String type = executable.getDeclaringClass().getSimpleName();
        return executable instanceof Constructor ? type : type + "." + executable.getName();
    }

    /** Calls it; what it throws is given, or null. */
    static @Nullable Throwable thrown(Executable executable, @Nullable Object target, @Nullable Object... arguments) {
        try {
            // Interfaces have implementations that are not public.
            executable.setAccessible(true);
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) executable).invoke(target, arguments);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(executable.toString(), e);
        }
    }
}
