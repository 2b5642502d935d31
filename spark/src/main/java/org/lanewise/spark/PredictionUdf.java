package org.lanewise.spark;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Predictor;

/** A model as a function of SQL: features in, prediction out. Each task has one of its own. */
final class PredictionUdf implements UDF1<Vector, Double> {
    private static final long serialVersionUID = 1;

    private final Broadcast<SharedNetwork> network;
    private final String name;
    private final ScoredColumns column;
    private transient @Nullable Place place;

    /** What a call writes to. */
    private static final class Place {
        final float[] features;
        final Matrix outputs;
        final Matrix probabilities;
        final @Nullable Object[] prediction = new Object[1];

        Place(Predictor predictor) {
            features = new float[predictor.inputs()];
            outputs = Matrix.zeros(1, predictor.outputs());
            probabilities = Matrix.zeros(1, predictor.outputs());
        }
    }

    PredictionUdf(Broadcast<SharedNetwork> network, String name, ScoredColumns column) {
        this.network = network;
        this.name = name;
        this.column = column;
    }

    @Override
    public Double call(Vector features) {
        SharedNetwork shared = network.value();
        Predictor predictor = shared.predictor();
        Place use = place;
        if (use == null) {
            use = new Place(predictor);
            place = use;
        }
        FeatureRows.copy(features, name, use.features, 0, use.features.length);
        predictor.predict(use.features, use.outputs.data());
        shared.probabilities(use.outputs, use.probabilities);
        column.write(use.outputs.data(), use.probabilities.data(), 0, use.prediction, 0);
        return (Double) use.prediction[0];
    }
}
