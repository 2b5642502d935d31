package org.lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;

class RegressionTest {
    @Test
    void aRegressorLearns() {
        Dataset<Row> table = Tables.numbers(200, 3);
        LanewiseRegressionModel model = new LanewiseRegressor().setHiddenLayers(new int[]{12}).setActivation("tanh")
                .setMaxIter(40).setBlockSize(64).setStepSize(0.05).setShards(2).fit(table);
        double r2 = new RegressionEvaluator().setMetricName("r2").evaluate(model.transform(table));
        assertTrue(r2 > 0.9, () -> "R² is " + r2);
    }

    @Test
    void aScoredRowHasTheBitsOfAPredictor(@TempDir Path folder) throws Exception {
        Network network = Network.builder(Tables.FEATURES).hidden(7, Activation.GELU)
                .output(1, Cost.MEAN_ABSOLUTE_ERROR).build();
        LanewiseRegressionModel model = LanewiseRegressionModel.of(network);
        model.save(folder.resolve("model").toString());
        model.registerUdf(Sessions.local(), "number");
        Dataset<Row> table = Tables.numbers(300, 2);
        Dataset<Row> scored = LanewiseRegressionModel.load(folder.resolve("model").toString()).transform(table);
        Predictor predictor = network.predictor();
        for (Row row : scored.selectExpr("features", "prediction", "number(features)").collectAsList()) {
            Vector features = row.getAs(0);
            double expected = predictor.predict(FeatureRows.of(features, "features", Tables.FEATURES))[0];
            assertEquals(expected, row.getDouble(1));
            assertEquals(expected, row.getDouble(2));
            assertEquals(expected, model.predict(features));
        }
    }

    @Test
    void aClassifierIsNoRegression() {
        Network network = Network.builder(2).output(1, Cost.BINARY_CROSS_ENTROPY).build();
        assertThrows(IllegalArgumentException.class, () -> LanewiseRegressionModel.of(network));
        Network other = Network.builder(2).output(2, Cost.MEAN_SQUARED_ERROR).build();
        assertThrows(IllegalArgumentException.class, () -> LanewiseRegressionModel.of(other));
        assertThrows(IllegalArgumentException.class, () -> LanewiseClassificationModel.of(other));
    }

    @Test
    void theModelBeginsWithInitialWeights() {
        LanewiseRegressor regressor = new LanewiseRegressor().setLayers(new int[]{4, 3, 1}).setMaxIter(1);
        Dataset<Row> table = Tables.numbers(30, 1);
        Vector weights = regressor.fit(table).weights();
        assertEquals(4 * 3 + 3 + 3 + 1, weights.size());
        assertArrayEquals(weights.toArray(),
                regressor.setInitialWeights(weights).setMaxIter(0).fit(table).weights().toArray());
        assertEquals(List.of(), regressor.fit(table).summary().orElseThrow().history().epochs());
    }
}
