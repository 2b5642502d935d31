package org.lanewise.bench.learners;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Images;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Split;

/**
 * Spark's MLlib in this JVM, by L-BFGS: a partition for each thread, which stays in memory, and blocks as large as a partition. Its
 * hidden layers are sigmoids, it has no others.
 */
public final class Spark implements Contender {
    private static final int ITERATIONS = 40;
    private static final int BLOCK = 1_438;

    private int threads;
    private @Nullable SparkSession started;

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.DIGITS);
    }

    @Override
    public void start(int threads) {
        this.threads = threads;
        // The one that Smile has.
        System.setProperty("dev.ludovic.netlib.blas.nativeLib", "libopenblas.so");
        SparkSession session = SparkSession.builder().master("local[" + threads + "]")
                .config("spark.ui.enabled", "false").config("spark.driver.host", "localhost")
                .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate();
        session.sparkContext().setLogLevel("ERROR");
        started = session;
    }

    @Override
    public String description() {
        return "Spark " + session().version() + ", " + ITERATIONS + " iterations";
    }

    private SparkSession session() {
        if (started == null) {
            throw new IllegalStateException("Spark is not started");
        }
        return started;
    }

    @Override
    public Work classifier(Split<Dataset> digits, long seed) {
        double[][] x = Rows.features(digits.train());
        int[] y = Rows.classes(digits.train());
        List<Row> rows = new ArrayList<>();
        for (int j = 0; j < y.length; j++) {
            rows.add(RowFactory.create(Vectors.dense(x[j]), (double) y[j]));
        }
        org.apache.spark.sql.Dataset<Row> table = session()
                .createDataFrame(rows, new StructType().add("features", new VectorUDT()).add("label", "double"))
                .repartition(threads).cache();
        table.count();
        double[][] tests = Rows.features(digits.test());
        return new Work() {
            private @Nullable MultilayerPerceptronClassificationModel network;

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    network = new MultilayerPerceptronClassifier().setLayers(new int[]{64, 150, 100, 10})
                            .setMaxIter(ITERATIONS).setBlockSize(BLOCK).setSeed(seed).fit(table);
                }
            }

            @Override
            public float[] result() {
                MultilayerPerceptronClassificationModel trained = network;
                if (trained == null) {
                    throw new IllegalStateException("nothing has been trained");
                }
                return new float[]{Images.accuracy(
                        Arrays.stream(tests).mapToInt(test -> (int) trained.predict(Vectors.dense(test))).toArray(),
                        digits.test())};
            }

            @Override
            public void close() {
                table.unpersist();
            }
        };
    }
}
