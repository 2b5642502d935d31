package org.lanewise.network.data;

import java.util.List;
import java.util.Objects;
import org.lanewise.network.internal.Copies;

/**
 * What a {@link Scaler} has learned of each feature.
 *
 * @param features the centre and the scale of each
 */
public record FittedScaler(List<Scaling> features) implements FeatureTransform {
    /**
     * The centre and the scale of a feature, of which x becomes {@code (x − center) / scale}, in double precision.
     *
     * @param center what becomes 0, finite
     * @param scale what becomes 1 from there, finite and not 0
     */
    public record Scaling(double center, double scale) {
        /** Checks that there is such a line. */
        public Scaling {
            if (!Double.isFinite(center) || !Double.isFinite(scale) || scale == 0) {
                throw new IllegalArgumentException(
                        "center and scale must be finite, scale not 0: " + center + ", " + scale);
            }
        }

        /**
         * The scaled number.
         *
         * @param x a number; NaN remains NaN
         * @return {@code (x − center) / scale}
         */
        public double apply(double x) {
            return (x - center) / scale;
        }

        /**
         * The number that becomes another.
         *
         * @param y a scaled number; NaN remains NaN
         * @return {@code y·scale + center}
         */
        public double invert(double y) {
            return y * scale + center;
        }
    }

    /** Copies the list. */
    public FittedScaler {
        features = Copies.of(features, "features");
    }

    @Override
    public int size() {
        return features.size();
    }

    @Override
    public double apply(int i, double x) {
        return features.get(i).apply(x);
    }
}
