package org.lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;
import org.lanewise.network.training.Ending;
import scala.jdk.javaapi.CollectionConverters;

class ClassificationTest {
    private static final int UNSEEN = 999;

    private static LanewiseClassifier classifier() {
        return new LanewiseClassifier().setHiddenLayers(new int[]{8}).setMaxIter(10).setBlockSize(50)
                .setStepSize(0.05).setShards(3);
    }

    private static Network network(int inputs, int outputs, Cost cost) {
        return Network.builder(inputs).hidden(7, Activation.TANH).output(outputs, cost).seed(3).build();
    }

    private static double accuracy(Dataset<Row> scored) {
        return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
    }

    @Test
    void aClassifierLearnsAndSaysHow() {
        Dataset<Row> table = Tables.classes(150, 4);
        LanewiseClassificationModel model = classifier().fit(table);
        assertTrue(accuracy(model.transform(table)) > 0.95);
        assertEquals(3, model.numClasses());
        assertEquals(Tables.FEATURES, model.numFeatures());
        TrainingSummary summary = model.summary().orElseThrow();
        assertEquals(10, summary.totalIterations());
        assertEquals(10, summary.objectiveHistory().length);
        assertTrue(summary.objectiveHistory()[9] < summary.objectiveHistory()[0]);
        assertEquals(Ending.COMPLETED, summary.ending());
        assertEquals(0, summary.validationHistory().length);
    }

    @Test
    void layersAreThoseOfMultilayerPerceptronClassifier() {
        LanewiseClassifier classifier = new LanewiseClassifier().setLayers(new int[]{4, 6, 5, 3}).setMaxIter(1);
        Network network = classifier.fit(Tables.classes(30, 2)).network();
        assertEquals("4-6-5-3, CATEGORICAL_CROSS_ENTROPY", network.toString());
        assertEquals(Activation.RELU, network.layers().getFirst().activation());
    }

    @Test
    void oneUnitTellsTwoClassesApart() {
        Dataset<Row> two = Tables.classes(120, 2).where("label < 2");
        LanewiseClassificationModel model = new LanewiseClassifier().setLayers(new int[]{4, 6, 1}).setMaxIter(20)
                .setStepSize(0.05).fit(two);
        assertEquals(2, model.numClasses());
        Dataset<Row> scored = model.transform(two);
        assertTrue(accuracy(scored) > 0.95);
        for (Row row : scored.select("rawPrediction", "probability", "prediction").collectAsList()) {
            Vector raw = row.getAs(0);
            Vector probability = row.getAs(1);
            assertEquals(-raw.apply(0), raw.apply(1));
            assertEquals(1, probability.apply(0) + probability.apply(1));
            assertEquals(probability.apply(1) >= 0.5 ? 1.0 : 0.0, row.getDouble(2));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void aScoredRowHasTheBitsOfAPredictor(int partitions) {
        Network network = network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY);
        Predictor predictor = network.predictor();
        // More rows than fit a batch in a partition.
        Dataset<Row> scored = LanewiseClassificationModel.of(network).transform(Tables.classes(700, partitions));
        List<Row> rows = scored.select("features", "probability", "prediction", "id").collectAsList();
        assertEquals(700, rows.size());
        for (Row row : rows) {
            float[] x = FeatureRows.of(row.getAs(0), "features", Tables.FEATURES);
            Vector probability = row.getAs(1);
            assertArrayEquals(numbers(predictor.predict(x)), probability.toArray());
            assertEquals(predictor.classify(x), row.getDouble(2));
        }
    }

    private static double[] numbers(float[] floats) {
        return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    }

    @Test
    void columnsOfARowAndOfATableAreEqual() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY))
                .setThresholds(new double[]{0.2, 0.5, 0.3});
        for (Row row : model.transform(Tables.classes(20, 2))
                .select("features", "rawPrediction", "probability", "prediction").collectAsList()) {
            Vector features = row.getAs(0);
            assertEquals((Vector) row.getAs(1), model.predictRaw(features));
            assertEquals((Vector) row.getAs(2), model.predictProbability(features));
            assertEquals(row.getDouble(3), model.predict(features));
        }
    }

    @Test
    void sparseAndDenseVectorsGiveEqualBits() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(5, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        Vector sparse = Vectors.sparse(5, new int[]{1, 4}, new double[]{0.3, -2});
        List<Row> rows = new ArrayList<>();
        rows.add(RowFactory.create(0L, Vectors.dense(1, 1, 1, 1, 1), 0.0, 1.0, false));
        rows.add(RowFactory.create(1L, sparse, 0.0, 1.0, false));
        rows.add(RowFactory.create(2L, sparse.toDense(), 0.0, 1.0, false));
        List<Row> scored = model.transform(Tables.table(rows, 1)).orderBy("id").select("rawPrediction").collectAsList();
        assertEquals(scored.get(2).get(0), scored.get(1).get(0));
    }

    @Test
    void thresholdsShiftThePrediction() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        Dataset<Row> table = Tables.classes(30, 2);
        assertEquals(30, model.copy(ParamMap.empty()).setThresholds(new double[]{1, 1e-9, 1}).transform(table)
                .where("prediction = 1").count());
        model.set(model.thresholds(), new double[]{1, 1});
        assertTrue(
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> model.transform(table)).getMessage())
                        .contains("thresholds has 2 numbers for 3 classes"));
    }

    @Test
    void aColumnWithoutANameIsNotMade() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        model.setRawPredictionCol("").setProbabilityCol("").setPredictionCol("kind");
        assertArrayEquals(new String[]{"id", "features", "label", "weight", "validation", "kind"},
                model.transform(Tables.classes(3, 1)).columns());
        model.setPredictionCol("");
        assertEquals(5, model.transform(Tables.classes(3, 1)).columns().length);
    }

    @Test
    void theNumberOfClassesIsAmongTheMetadata() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        Dataset<Row> table = Tables.classes(10, 1);
        Dataset<Row> scored = model.transform(table);
        assertEquals(model.transformSchema(table.schema()).apply("prediction").metadata(),
                scored.schema().apply("prediction").metadata());
        assertTrue(scored.schema().apply("prediction").metadata().json().contains("\"num_vals\":3"));
    }

    @Test
    void emptyPartitionsAndEmptyTablesAreScored() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        assertEquals(3, model.transform(Tables.classes(3, 3).repartition(16)).count());
        assertEquals(0, model.transform(Tables.classes(3, 1).where("id < 0")).count());
    }

    @Test
    void aNanAmongTheFeaturesIsSeenInThePrediction() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        List<Row> rows = List.of(RowFactory.create(0L, Vectors.dense(1, Double.NaN, 0, 0), 0.0, 1.0, false));
        Row scored = model.transform(Tables.table(rows, 1)).select("prediction", "probability").head();
        assertTrue(Double.isNaN(scored.getDouble(0)));
        assertTrue(Double.isNaN(((Vector) scored.getAs(1)).apply(2)));
    }

    @Test
    void vectorsOfAnotherSizeAndNullsAreErrorsThatNameTheColumn() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        assertScoringFails(model, Vectors.dense(1, 2),
                "the column \"features\" has a vector of 2 features, the network has 4 inputs");
        assertScoringFails(model, null, "the column \"features\" is null in a row");
    }

    private static void assertScoringFails(LanewiseClassificationModel model, @Nullable Vector features,
            String message) {
        List<Row> rows = List.of(RowFactory.create(0L, features, 0.0, 1.0, false));
        Exception e = assertThrows(Exception.class, () -> model.transform(Tables.table(rows, 1)).collectAsList());
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertTrue(String.valueOf(cause.getMessage()).contains(message), cause.getMessage());
    }

    @Test
    void aModelIsAFunctionOfSql() {
        LanewiseClassificationModel model = LanewiseClassificationModel
                .of(network(Tables.FEATURES, 3, Cost.CATEGORICAL_CROSS_ENTROPY));
        model.registerUdf(Sessions.local(), "kind");
        Dataset<Row> table = Tables.classes(50, 3);
        table.createOrReplaceTempView("rows");
        assertEquals(model.transform(table).orderBy("id").select("prediction").collectAsList(),
                Sessions.local().sql("SELECT kind(features) AS prediction FROM rows ORDER BY id").collectAsList());
    }

    @Test
    void weightsCount() {
        // Each row is there as both classes; the weights decide.
        List<Row> rows = new ArrayList<>();
        for (long i = 0; i < 40; i++) {
            rows.add(RowFactory.create(i, Vectors.dense((double) (i % 4), 1, 0, 0), (double) (i % 2),
                    i % 2 == 0 ? 0.1 : 1.9,
                    false));
        }
        LanewiseClassifier classifier = new LanewiseClassifier().setLayers(new int[]{4, 2}).setMaxIter(60)
                .setStepSize(0.05).setWeightCol("weight");
        Dataset<Row> table = Tables.table(rows, 2).withColumn("features",
                functions.udf((Vector v) -> new DenseVector(new double[]{1, 0, 0, 0}),
                        new VectorUDT()).apply(functions.col("features")));
        assertEquals(40, classifier.fit(table).transform(table).where("prediction = 1").count());
    }

    @Test
    void rowsForValidationAreNotLearnedFrom() {
        Dataset<Row> table = Tables.classes(100, 2);
        LanewiseClassifier classifier = classifier().setMaxIter(3);
        LanewiseClassificationModel model = classifier.setValidationIndicatorCol("validation").fit(table);
        assertEquals(3, model.summary().orElseThrow().validationHistory().length);
        // Whatever they are, the same parameters come out.
        Dataset<Row> other = table.withColumn("label",
                functions.when(functions.col("validation"), 0.0).otherwise(functions.col("label")));
        assertEquals(model.weights(), classifier.setPatience(0).fit(other).weights());
    }

    @Test
    void itWorksInAPipelineAndIsSavedWithIt(@TempDir Path folder)
            throws Exception {
        Dataset<Row> table = Tables.classes(90, 3);
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[]{
                new StandardScaler().setInputCol("features").setOutputCol("scaled"),
                classifier().setFeaturesCol("scaled")});
        pipeline.save(folder.resolve("pipeline").toString());
        PipelineModel model = Pipeline.load(folder.resolve("pipeline").toString()).fit(table);
        model.save(folder.resolve("model").toString());
        assertEquals(model.transform(table).orderBy("id").collectAsList(),
                PipelineModel.load(folder.resolve("model").toString()).transform(table).orderBy("id").collectAsList());
    }

    @Test
    void crossValidatorChoosesAmongParameters() {
        LanewiseClassifier classifier = classifier().setMaxIter(5);
        ParamMap[] grid = new ParamGridBuilder().addGrid(classifier.stepSize(), new double[]{1e-6, 0.05}).build();
        CrossValidatorModel model = new CrossValidator().setEstimator(classifier).setEstimatorParamMaps(grid)
                .setEvaluator(new MulticlassClassificationEvaluator()).setNumFolds(2).setSeed(1)
                .fit(Tables.classes(90, 2));
        assertEquals(2, model.avgMetrics().length);
        assertTrue(model.avgMetrics()[1] > model.avgMetrics()[0]);
        LanewiseClassifier parent = (LanewiseClassifier) model.bestModel().parent();
        assertEquals(0.05, parent.getStepSize());
    }

    @Test
    void trainValidationSplitChoosesAmongLayers() {
        LanewiseClassifier classifier = classifier().setMaxIter(3);
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.hiddenLayers(), CollectionConverters
                        .asScala(List.of(new int[]{2}, new int[]{9})).toSeq())
                .build();
        LanewiseClassificationModel best = (LanewiseClassificationModel) new TrainValidationSplit()
                .setEstimator(classifier).setEstimatorParamMaps(grid)
                .setEvaluator(new MulticlassClassificationEvaluator()).fit(Tables.classes(90, 2)).bestModel();
        assertFalse(best.network().layers().isEmpty());
    }

    @Test
    void labelsBeyondTheLayersAreAnError() {
        List<Row> rows = List.of(RowFactory.create(0L, Vectors.dense(1, 2, 3, 4), (double) UNSEEN, 1.0, false));
        assertThrows(IllegalArgumentException.class,
                () -> new LanewiseClassifier().setLayers(new int[]{4, 3}).fit(Tables.table(rows, 1)));
    }
}
