package org.lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.kernels.Activation;
import org.lanewise.models.Pipeline;
import org.lanewise.models.Recipe;
import org.lanewise.models.Safetensors;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Column;
import org.lanewise.network.data.Table;
import org.lanewise.network.training.Training;

/** Networks that come from elsewhere, and go there. */
class ExchangeTest {
    @TempDir
    private Path folder;

    private static Network network() {
        return Network.builder(Tables.FEATURES).hidden(5, Activation.RELU).output(3, Cost.CATEGORICAL_CROSS_ENTROPY)
                .seed(4).build();
    }

    @Test
    void aSavedModelIsReadWithoutSpark() throws Exception {
        LanewiseClassificationModel model = new LanewiseClassifier().setLayers(new int[]{4, 5, 3}).setMaxIter(2)
                .fit(Tables.classes(30, 2));
        String path = folder.resolve("model").toString();
        model.save(path);
        Network read = Safetensors.read(Path.of(path, "network.safetensors"));
        assertEquals(model.weights(), FlatParameters.of(read));
        LanewiseClassificationModel loaded = LanewiseClassificationModel.load(path);
        assertEquals(model.uid(), loaded.uid());
        assertEquals(model.weights(), loaded.weights());
        assertTrue(loaded.summary().isEmpty());
        // Without overwrite() nothing that is there is lost.
        assertThrows(Exception.class, () -> model.save(path));
        model.write().overwrite().save(path);
    }

    @Test
    void aDamagedNetworkIsFoundWhenItIsLoaded() throws Exception {
        String path = folder.resolve("model").toString();
        LanewiseClassificationModel.of(network()).save(path);
        Path file = Path.of(path, "network.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(Path.of(path, ".network.safetensors.crc"));
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThrows(Exception.class, () -> LanewiseClassificationModel.load(path));
    }

    @Test
    void parametersOfMultilayerPerceptronAreTaken() {
        Dataset<Row> table = Tables.classes(60, 2);
        int[] layers = {4, 5, 3};
        MultilayerPerceptronClassificationModel spark = new MultilayerPerceptronClassifier().setLayers(layers)
                .setMaxIter(20).setSeed(1).fit(table);
        LanewiseClassificationModel model = new LanewiseClassifier().setLayers(layers).setActivation("sigmoid")
                .setInitialWeights(spark.weights()).setMaxIter(0).fit(table);
        for (Row row : table.select("features").collectAsList()) {
            assertArrayEquals(spark.predictProbability(row.getAs(0)).toArray(),
                    model.predictProbability(row.getAs(0)).toArray(), 1e-4);
        }
    }

    @Test
    void aNetworkFromOnnxScores() throws Exception {
        Path file = folder.resolve("network.onnx");
        Onnx.write(network(), file);
        Network imported = Onnx.read(file).toNetwork(Cost.CATEGORICAL_CROSS_ENTROPY);
        Dataset<Row> table = Tables.classes(40, 2);
        assertEquals(LanewiseClassificationModel.of(network()).transform(table).collectAsList(),
                LanewiseClassificationModel.of(imported).transform(table).collectAsList());
    }

    @Test
    void aModelIsSerialised() throws Exception {
        LanewiseClassificationModel model = LanewiseClassificationModel.of(network());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(model);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(model.weights(), ((LanewiseClassificationModel) in.readObject()).weights());
        }
    }

    @Test
    void aPipelineScoresTheColumnsOfATable() throws Exception {
        Table table = table();
        Pipeline<String> pipeline = Recipe.classify("kind").withHidden(4, Activation.TANH)
                .withTraining(Training.ofEpochs(5)).fit(table);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < table.rows(); i++) {
            rows.add(RowFactory.create(i, i == 3 ? null : table.numbers("size").get(i), table.texts("colour").get(i)));
        }
        Dataset<Row> unscored = Sessions.local().createDataFrame(rows,
                new StructType().add("id", "int").add("size", "double").add("colour", "string")).repartition(3);
        String path = folder.resolve("pipeline").toString();
        new PipelineModel("stages", List.<Transformer>of(TableModel.of(pipeline)).toArray(Transformer[]::new))
                .save(path);
        Dataset<Row> scored = PipelineModel.load(path).transform(unscored);
        assertArrayEquals(
                new String[]{"id", "size", "colour", "predicted_kind", "predicted_kind=a", "predicted_kind=b"},
                scored.columns());
        Table expected = pipeline.predictions(Table.of(
                Column.numbers("size", rows.stream().mapToDouble(row -> row.isNullAt(1) ? Double.NaN : row.getDouble(1))
                        .toArray()),
                table.column("colour")));
        for (Row row : scored.collectAsList()) {
            assertEquals(expected.texts("kind").get(row.getInt(0)), row.getString(3));
            assertEquals(expected.numbers("kind=b").get(row.getInt(0)), row.getDouble(5));
        }
        assertSchemaFails(unscored.drop("size"), "there is no column \"size\", the columns are [id, colour]");
        assertSchemaFails(unscored.withColumn("size", functions.lit("large")),
                "the column \"size\" is of string, it has to have numbers");
        assertSchemaFails(unscored.withColumnRenamed("id", "predicted_kind"),
                "there is a column \"predicted_kind\" already: set another prefix");

        Path file = folder.resolve("kind.lanewise");
        pipeline.save(file);
        assertEquals(scored.orderBy("id").collectAsList(),
                TableModel.of(file).transform(unscored).orderBy("id").collectAsList());
    }

    private static Table table() {
        double[] size = new double[300];
        String[] colour = new String[size.length];
        String[] kind = new String[size.length];
        for (int i = 0; i < size.length; i++) {
            size[i] = i * 37 % 101;
            colour[i] = i % 3 == 0 ? "red" : "green";
            kind[i] = size[i] > 50 ? "a" : "b";
        }
        return Table.of(Column.numbers("size", size), Column.texts("colour", colour), Column.texts("kind", kind));
    }

    private static void assertSchemaFails(Dataset<Row> unscored, String message) {
        TableModel model = TableModel.of(Recipe.classify("kind").withTraining(Training.ofEpochs(0)).fit(table()));
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> model.transformSchema(unscored.schema()))
                        .getMessage());
    }

    @Test
    void vectorsKeepTheirOrder() {
        Network network = network();
        Vector flat = FlatParameters.of(network);
        assertEquals(network.layers().getFirst().weights().get(1, 0), flat.apply(1));
        assertEquals(network.layers().getFirst().bias().get(0, 0), flat.apply(Tables.FEATURES * 5));
    }
}
