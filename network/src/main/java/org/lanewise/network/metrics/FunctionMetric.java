package org.lanewise.network.metrics;

import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;

/**
 * A metric that is a function with a name.
 *
 * @param name its name
 * @param higherIsBetter whether a larger value is a better one
 * @param function its value
 */
record FunctionMetric(String name, boolean higherIsBetter, ToDoubleBiFunction<Examples, Dataset> function)
        implements
            Metric {
    FunctionMetric {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(function, "function");
    }

    @Override
    public double of(Examples predictions, Dataset truth) {
        return function.applyAsDouble(Objects.requireNonNull(predictions, "predictions"),
                Objects.requireNonNull(truth, "truth"));
    }

    @Override
    public String toString() {
        return name;
    }
}
