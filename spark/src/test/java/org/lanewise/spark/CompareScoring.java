package org.lanewise.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;
import org.lanewise.network.data.Examples;

/**
 * How many rows a second are scored from cached vectors in {@code local[2]}: by a model of this library, by Spark's multilayer perceptron of
 * the same parameters, and by a predictor without Spark on two threads. They take turns; each line has the best and the median.
 */
public final class CompareScoring {
    private static final int ROUNDS = 7;
    private static final int THREADS = 2;

    private CompareScoring() {
    }

    /**
     * Compares.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        compare(new int[]{64, 150, 100, 10}, 200_000);
        compare(new int[]{784, 256, 128, 10}, 20_000);
    }

    private static void compare(int[] layers, int rows) throws Exception {
        RandomStream random = RandomStream.of(1, "rows");
        List<Row> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(RowFactory.create(Vectors.dense(random.doubles(layers[0]).toArray()), (double) (i % 10)));
        }
        Dataset<Row> table = Sessions.local()
                .createDataFrame(all, new StructType().add("features", new VectorUDT()).add("label", "double"))
                .repartition(4).cache();
        table.count();
        MultilayerPerceptronClassificationModel spark = new MultilayerPerceptronClassifier().setLayers(layers)
                .setMaxIter(1).fit(table.limit(1000));
        Network.Builder builder = Network.builder(layers[0]);
        for (int l = 1; l < layers.length - 1; l++) {
            builder.hidden(layers[l], Activation.SIGMOID);
        }
        Network network = builder.output(layers[layers.length - 1], Cost.CATEGORICAL_CROSS_ENTROPY).build();
        FlatParameters.copyTo(network, spark.weights());
        LanewiseClassificationModel model = LanewiseClassificationModel.of(network);
        long differ = spark.transform(table).select("features", "prediction").withColumnRenamed("prediction", "p")
                .limit(1000).collectAsList().stream()
                .filter(row -> model.predict((Vector) row.getAs(0)) != row.getDouble(1)).count();
        Vector[] vectors = all.stream().map(row -> (Vector) row.getAs(0)).toArray(Vector[]::new);
        double[][] seconds = new double[4][ROUNDS];
        for (int round = -2; round < ROUNDS; round++) {
            double[] took = {seconds(() -> save(model.transform(table))), seconds(() -> save(spark.transform(table))),
                    seconds(() -> predict(network.predictor(), vectors)), seconds(() -> save(table))};
            for (int i = 0; i < took.length && round >= 0; i++) {
                seconds[i][round] = took[i];
            }
        }
        System.out.printf("%s, %d rows, %d of 1000 predictions differ%n", Arrays.toString(layers), rows, differ);
        String[] names = {"lanewise on Spark", "MultilayerPerceptron", "lanewise without Spark", "rows only"};
        for (int i = 0; i < names.length; i++) {
            Arrays.sort(seconds[i]);
            System.out.printf("%-24s %,12.0f rows/s (%,.0f)%n", names[i], rows / seconds[i][0],
                    rows / seconds[i][ROUNDS / 2]);
        }
        table.unpersist();
    }

    private static void save(Dataset<Row> scored) {
        scored.write().format("noop").mode("overwrite").save();
    }

    private static void predict(Predictor predictor, Vector[] vectors) {
        int inputs = predictor.inputs();
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int t = 0; t < THREADS; t++) {
            int from = vectors.length / THREADS * t;
            int to = vectors.length / THREADS * (t + 1);
            Thread.ofPlatform().start(() -> {
                Matrix features = Matrix.zeros(RowScorer.BATCH, inputs);
                Matrix outputs = Matrix.zeros(RowScorer.BATCH, predictor.outputs());
                for (int i = from; i + RowScorer.BATCH <= to; i += RowScorer.BATCH) {
                    for (int j = 0; j < RowScorer.BATCH; j++) {
                        FeatureRows.copy(vectors[i + j], "features", features.data(), j * inputs, inputs);
                    }
                    predictor.predict(Examples.ofRows(features), Examples.ofRows(outputs));
                }
                done.countDown();
            });
        }
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * 1e-9;
    }
}
