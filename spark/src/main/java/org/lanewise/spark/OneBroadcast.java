package org.lanewise.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * What executors need of a model, broadcast once to each application that scores with it.
 *
 * @param <T> what that is
 */
final class OneBroadcast<T extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1;

    private final T value;
    private transient @Nullable Broadcast<T> broadcast;
    private transient @Nullable SparkContext context;

    OneBroadcast(T value) {
        this.value = value;
    }

    /** What is broadcast, here. */
    T value() {
        return value;
    }

    @SuppressWarnings("ReferenceEquality") // A context that was stopped has lost its broadcasts.
    synchronized Broadcast<T> in(SparkContext of) {
        Broadcast<T> made = broadcast;
        if (made == null || context != of) {
            made = JavaSparkContext.fromSparkContext(of).broadcast(value);
            broadcast = made;
            context = of;
        }
        return made;
    }
}
