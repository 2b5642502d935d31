package org.lanewise.network.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Copies of collections that callers hand over: the exception for a null names the argument, which those of the JDK do not. */
public final class Copies {
    private Copies() {
    }

    /**
     * Copies a collection.
     *
     * @param elements the collection
     * @param name what the argument is called
     * @param <T> what is in it
     * @return a list that nobody can change
     * @throws NullPointerException if it or an element of it is null; the message begins with the name
     */
    public static <T> List<T> of(Collection<? extends T> elements, String name) {
        Objects.requireNonNull(elements, name);
        int i = 0;
        for (T element : elements) {
            int at = i++;
            Objects.requireNonNull(element, () -> name + "[" + at + "]");
        }
        return List.copyOf(elements);
    }

    /**
     * Copies an array.
     *
     * @param array the array
     * @param name what the argument is called
     * @param <T> what is in it
     * @return a list that nobody can change
     * @throws NullPointerException if the array or an element of it is null; the message begins with the name
     */
    public static <T> List<T> of(T[] array, String name) {
        return of(Arrays.asList(Objects.requireNonNull(array, name)), name);
    }

    /**
     * Copies a map, in its order.
     *
     * @param map the map
     * @param name what the argument is called
     * @param <K> its keys
     * @param <V> its values
     * @return a map that nobody can change
     * @throws NullPointerException if the map, a key or a value is null; the message begins with the name
     */
    public static <K, V> Map<K, V> of(Map<? extends K, ? extends V> map, String name) {
        of(Objects.requireNonNull(map, name).keySet(), name);
        of(map.values(), name);
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
