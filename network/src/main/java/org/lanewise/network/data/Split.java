package org.lanewise.network.data;

import java.util.Objects;
import java.util.function.Function;

/**
 * Two disjoint parts of a set.
 *
 * @param <T> what is cut
 * @param train what is trained on
 * @param test what is tested on, or validated with
 */
public record Split<T>(T train, T test) {
    /** Checks that nothing is null. */
    public Split {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
    }
    /**
     * Does the same with both parts.
     *
     * @param <U> what comes out
     * @param function what is done
     * @return both results
     */
    public <U> Split<U> map(Function<? super T, ? extends U> function) {
        Objects.requireNonNull(function, "function");
        return new Split<>(function.apply(train), function.apply(test));
    }
}
