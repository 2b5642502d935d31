package org.lanewise.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import me.tongfei.progressbar.ProgressBar;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Split;
import org.lanewise.network.metrics.ConfusionMatrix;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Epoch;
import org.lanewise.spark.LanewiseClassificationModel;
import org.lanewise.spark.LanewiseClassifier;
import org.lanewise.spark.TrainingSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains and scores on Spark, in two threads of this JVM: digits, or clothes. */
@Command(name = "spark", description = "Learns digits, or clothes, as a stage of Spark ML in local[2], and scores those "
        + "that it has not seen.")
final class OnSpark extends Example {
    @Option(names = "--fashion", description = "Fashion-MNIST in the place of the digits.")
    private boolean fashion;

    @Option(names = "--data", description = "With --fashion: the folder of the four IDX files "
            + "(default: ${DEFAULT-VALUE}).")
    private Path data = FashionData.DEBIAN;

    @Option(names = "--epochs", description = "How often each image is seen (default: ${DEFAULT-VALUE}).")
    private int epochs = 12;

    @Option(names = "--block-size", description = "Images of a mini-batch (default: ${DEFAULT-VALUE}).")
    private int blockSize = 256;

    @Option(names = "--shards", description = "Logical shards (default: ${DEFAULT-VALUE}).")
    private int shards = 8;

    /**
     * Runs an example, those that need Spark among them, and ends the JVM.
     *
     * @param arguments as for {@link Main#main}
     */
    public static void main(String[] arguments) {
        System.exit(Main.commandLine().addSubcommand(new OnSpark()).execute(arguments));
    }

    @Override
    public Integer call() {
        checkAtLeast(1, "--epochs", epochs);
        checkAtLeast(1, "--block-size", blockSize);
        checkAtLeast(1, "--shards", shards);
        PrintWriter out = out();
        out.println("Lanewise: " + kernels());
        try {
            Split<Images> images = images();
            try (SparkSession spark = SparkSession.builder().master("local[2]").appName("lanewise")
                    .config("spark.ui.enabled", "false").config("spark.driver.host", "localhost")
                    .config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()) {
                return run(spark, images);
            }
        } catch (IOException e) {
            return failed(Objects.requireNonNull(e.getMessage()));
        }
    }

    private Split<Images> images() throws IOException {
        if (fashion) {
            return FashionData.load(data);
        }
        DigitsData digits = DigitsData.load();
        return new Split<>(digits.training(), digits.test());
    }

    private int run(SparkSession spark, Split<Images> images) {
        PrintWriter out = out();
        LanewiseClassifier classifier = new LanewiseClassifier().setHiddenLayers(new int[]{150, 100})
                .setMaxIter(epochs).setBlockSize(blockSize).setShards(shards).setSchedule("oneCycle").setStepSize(0.01)
                .setSeed(seed());
        Dataset<Row> train = table(spark, images.train());
        Dataset<Row> test = table(spark, images.test());
        out.printf(Locale.ROOT, "Spark:    %s, %s; %d images to train, %d to test; mini-batches of %d in %d shards%n",
                spark.version(), spark.sparkContext().master(), images.train().count(), images.test().count(),
                blockSize, shards);
        long start = System.nanoTime();
        LanewiseClassificationModel model = fit(spark, classifier, train, images.train().count());
        double seconds = (System.nanoTime() - start) * 1e-9;
        TrainingSummary summary = model.summary().orElseThrow();
        out.printf("%nEpoch     Cost%n");
        for (Epoch epoch : summary.history().epochs()) {
            out.printf(Locale.ROOT, "%5d   %.4f%n", epoch.number(), epoch.cost());
        }
        Examples predicted = probabilities(model.transform(test), images.test());
        ConfusionMatrix confusion = ConfusionMatrix.of(predicted, images.test().data());
        out.printf("%nConfusion matrix, true classes down, predicted ones across:%n%s%n%s%n", images.test().legend(),
                confusion);
        double accuracy = Metric.ACCURACY.of(predicted, images.test().data());
        int exitCode = save(() -> ConfusionPicture.draw(String.format(Locale.ROOT, "accuracy %.4f", accuracy),
                confusion));
        out.printf(Locale.ROOT, "%ntest accuracy: %.4f%n", accuracy);
        out.printf(Locale.ROOT, "training: %.2f s, %d steps, %,d bytes to the tasks and %,d back for each%n", seconds,
                summary.steps(), summary.bytesSentPerStep(), summary.bytesReceivedPerStep());
        return exitCode;
    }

    /** Trains; each step is a job. */
    private LanewiseClassificationModel fit(SparkSession spark, LanewiseClassifier classifier, Dataset<Row> train,
            int images) {
        int batches = Math.ceilDiv(images, blockSize);
        try (ProgressBar bar = progress("Training", (long) epochs * batches, "epochs", batches)) {
            spark.sparkContext().addSparkListener(new SparkListener() {
                @Override
                public void onJobEnd(SparkListenerJobEnd end) {
                    bar.step();
                }
            });
            return classifier.fit(train);
        }
    }

    private static Dataset<Row> table(SparkSession spark, Images images) {
        List<Row> rows = new ArrayList<>();
        float[] x = new float[images.x().features()];
        double[] vector = new double[x.length];
        int[] labels = images.labels();
        for (int e = 0; e < labels.length; e++) {
            images.x().copyTo(e, x);
            for (int i = 0; i < x.length; i++) {
                vector[i] = x[i];
            }
            rows.add(RowFactory.create(e, Vectors.dense(vector.clone()), (double) labels[e]));
        }
        return spark.createDataFrame(rows,
                new StructType().add("image", "int").add("features", new VectorUDT()).add("label", "double"));
    }

    /** What was scored, in the order of the images. */
    private static Examples probabilities(Dataset<Row> scored, Images images) {
        Matrix probabilities = Matrix.zeros(images.count(), images.classes());
        for (Row row : scored.select("image", "probability").collectAsList()) {
            Vector of = row.getAs(1);
            for (int c = 0; c < of.size(); c++) {
                probabilities.set(row.getInt(0), c, (float) of.apply(c));
            }
        }
        return Examples.ofRows(probabilities);
    }
}
