package org.lanewise.network.data;

import java.util.List;
import java.util.Objects;
import org.lanewise.network.internal.Copies;

/**
 * What an {@link Imputer} has learned of each feature.
 *
 * @param values what takes the place of NaN in each
 */
public record FittedImputer(List<Double> values) implements FeatureTransform {
    /** Copies the list. */
    public FittedImputer {
        values = Copies.of(values, "values");
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public double apply(int i, double x) {
        return Double.isNaN(x) ? values.get(i) : x;
    }
}
