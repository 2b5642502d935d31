package org.lanewise.network.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lanewise.network.internal.Copies;

/**
 * How good a network is on a set of examples.
 *
 * @param loss the cost
 * @param values the value of each other metric that was asked for, in that order
 */
public record Scores(double loss, Map<Metric, Double> values) {
    /** Copies the map, without {@link Metric#LOSS}, which is the loss. */
    public Scores {
        Map<Metric, Double> others = new LinkedHashMap<>(Copies.of(values, "values"));
        others.remove(Metric.LOSS);
        values = Collections.unmodifiableMap(others);
    }

    /**
     * The value of a metric.
     *
     * @param metric one that was asked for, or {@link Metric#LOSS}
     * @return its value
     * @throws IllegalArgumentException if it was not asked for
     */
    public double get(Metric metric) {
        Objects.requireNonNull(metric, "metric");
        if (metric.equals(Metric.LOSS)) {
            return loss;
        }
        Double value = values.get(metric);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + metric.name() + " among " + this);
        }
        return value;
    }

    /**
     * All values with their names.
     *
     * @return for example {@code loss 0.1021, accuracy 0.9694}
     */
    @Override
    public String toString() {
        return Stream.concat(Stream.of(text("loss", loss)),
                values.entrySet().stream().map(entry -> text(entry.getKey().name(), entry.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static String text(String name, double value) {
        return String.format(Locale.ROOT, "%s %.4f", name, value);
    }
}
