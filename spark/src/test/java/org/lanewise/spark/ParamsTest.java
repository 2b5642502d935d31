package org.lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParamsTest {
    private static final List<String> OF_MULTILAYER_PERCEPTRON = List.of("layers", "maxIter", "tol", "blockSize",
            "stepSize",
            "solver", "seed", "initialWeights", "thresholds", "featuresCol", "labelCol", "predictionCol",
            "probabilityCol",
            "rawPredictionCol");

    @Test
    void thoseOfMultilayerPerceptronClassifierAreThere() {
        LanewiseClassifier classifier = new LanewiseClassifier();
        for (String name : OF_MULTILAYER_PERCEPTRON) {
            assertTrue(classifier.hasParam(name), name);
        }
    }

    @Test
    void eachIsDescribed() {
        for (Param<?> param : new LanewiseRegressor().params()) {
            assertFalse(param.doc().isBlank(), param.name());
        }
        assertTrue(new LanewiseClassifier().explainParams().contains("solver: optimizer: adam, adamw, amsgrad"));
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        LanewiseClassifier classifier = new LanewiseClassifier();
        assertEquals(100, classifier.getMaxIter());
        assertEquals(128, classifier.getBlockSize());
        assertEquals("adam", classifier.getSolver());
        assertEquals("relu", classifier.getActivation());
        assertEquals("constant", classifier.getSchedule());
        assertEquals(8, classifier.getShards());
        assertEquals(10, classifier.getPatience());
        assertEquals(1e-6, classifier.getTol());
        assertEquals(0, classifier.getDropout());
        assertEquals(0, classifier.getL2());
        assertEquals(0, classifier.getLocalSteps());
        assertEquals(-1, classifier.getCheckpointInterval());
        assertEquals(0, classifier.getSeed());
        assertFalse(classifier.isDefined(classifier.stepSize()));
        assertFalse(classifier.isDefined(classifier.layers()));
    }

    @Test
    void aNameThatIsUnknownIsRefusedWithThoseThereAre() {
        LanewiseClassifier classifier = new LanewiseClassifier();
        assertMessage("solver must be one of [adam, adamw, amsgrad, rmsprop, adagrad, gd, momentum, nesterov]: l-bfgs",
                () -> classifier.setSolver("l-bfgs"));
        assertMessage("schedule must be one of [constant, linear, cosine, oneCycle]: Cosine",
                () -> classifier.setSchedule("Cosine"));
        assertMessage("gelu_tanh", () -> classifier.setActivation("ReLU"));
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        LanewiseRegressor regressor = new LanewiseRegressor();
        List<Runnable> wrong = List.of(() -> regressor.setMaxIter(-1), () -> regressor.setBlockSize(0),
                () -> regressor.setStepSize(0), () -> regressor.setDropout(1), () -> regressor.setL2(-1),
                () -> regressor.setTol(Double.NaN), () -> regressor.setShards(0), () -> regressor.setPatience(-1),
                () -> regressor.setLocalSteps(-1), () -> regressor.setCheckpointInterval(-2));
        for (Runnable set : wrong) {
            assertThrows(IllegalArgumentException.class, set::run);
        }
    }

    @Test
    void aCopyHasTheValuesAndTheName() {
        LanewiseClassifier classifier = new LanewiseClassifier("mine").setMaxIter(3);
        LanewiseClassifier copy = classifier.copy(new ParamMap().put(classifier.maxIter(), 4));
        assertEquals("mine", copy.uid());
        assertEquals(4, copy.getMaxIter());
        assertEquals(3, classifier.getMaxIter());
    }

    @Test
    void anEstimatorIsSavedAndLoaded(@TempDir Path folder) throws Exception {
        LanewiseClassifier classifier = new LanewiseClassifier().setLayers(new int[]{2, 3, 2}).setSolver("momentum")
                .setInitialWeights(Vectors.dense(1, 2, 3)).setThresholds(new double[]{0.3, 0.7}).setKeyCol("key");
        classifier.save(folder.resolve("estimator").toString());
        LanewiseClassifier loaded = LanewiseClassifier.load(folder.resolve("estimator").toString());
        assertEquals(classifier.uid(), loaded.uid());
        assertEquals(classifier.explainParams().replaceAll("\\[[ID]@\\w+", ""),
                loaded.explainParams().replaceAll("\\[[ID]@\\w+", ""));
        assertArrayEquals(new int[]{2, 3, 2}, loaded.getLayers());
        LanewiseRegressor regressor = new LanewiseRegressor().setShards(5);
        regressor.save(folder.resolve("regressor").toString());
        assertEquals(5, LanewiseRegressor.load(folder.resolve("regressor").toString()).getShards());
    }

    @Test
    void whatIsWrongWithASchemaIsSaid() {
        assertSchemaFails("either layers or hiddenLayers has to be set",
                classifier -> classifier.clear(classifier.layers()));
        assertSchemaFails("either layers or hiddenLayers has to be set",
                classifier -> classifier.setHiddenLayers(new int[]{3}));
        assertSchemaFails("layers must be positive: [4, 0, 3]", classifier -> classifier.setLayers(new int[]{4, 0, 3}));
        assertSchemaFails("layers must have inputs and outputs at least: [4]",
                classifier -> classifier.setLayers(new int[]{4}));
        assertSchemaFails("featuresCol: there is no column \"pixels\", the columns are [id, features, label, weight,"
                + " validation]", classifier -> classifier.setFeaturesCol("pixels"));
        assertSchemaFails("featuresCol: the column \"weight\" is of double, it has to have vectors",
                classifier -> classifier.setFeaturesCol("weight"));
        assertSchemaFails("labelCol: the column \"validation\" is of boolean, it has to have numbers",
                classifier -> classifier.setLabelCol("validation"));
        assertSchemaFails("weightCol: there is no column \"w\"", classifier -> classifier.setWeightCol("w"));
        assertSchemaFails("validationIndicatorCol: the column \"id\" is of bigint, it has to have truth values",
                classifier -> classifier.setValidationIndicatorCol("id"));
        assertSchemaFails("keyCol: there is no column \"k\"", classifier -> classifier.setKeyCol("k"));
    }

    private static void assertSchemaFails(String message, Consumer<LanewiseClassifier> change) {
        LanewiseClassifier classifier = new LanewiseClassifier().setLayers(new int[]{4, 3});
        change.accept(classifier);
        StructType schema = Tables.schema();
        assertMessage(message, () -> classifier.transformSchema(schema));
    }

    @Test
    void layersHaveToFitTheVectors() {
        assertMessage("layers begin with 5, the vectors of \"features\" have 4 features",
                () -> new LanewiseClassifier().setLayers(new int[]{5, 3}).fit(Tables.classes(10, 1)));
        assertMessage("initialWeights has 2 numbers, the network 4-3, CATEGORICAL_CROSS_ENTROPY has 15 parameters",
                () -> new LanewiseClassifier().setLayers(new int[]{4, 3}).setInitialWeights(Vectors.dense(1, 2))
                        .fit(Tables.classes(10, 1)));
        assertMessage("the table has no row", () -> new LanewiseClassifier().setLayers(new int[]{4, 3})
                .fit(Tables.classes(10, 1).where("id < 0")));
        assertMessage("checkpointInterval needs a folder", () -> new LanewiseClassifier().setLayers(new int[]{4, 3})
                .setCheckpointInterval(1).fit(Tables.classes(10, 1)));
    }

    @Test
    void oneClassOnlyIsAnError() {
        assertMessage("labelCol: the column \"label\" has one class only", () -> new LanewiseClassifier()
                .setHiddenLayers(new int[]{3}).fit(Tables.classes(10, 1).where("label = 0")));
    }

    private static void assertMessage(String message, Runnable call) {
        Exception e = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(String.valueOf(e.getMessage()).contains(message),
                () -> e.getMessage() + Arrays.toString(e.getStackTrace()));
    }
}
