package org.lanewise.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.lanewise.models.Idx;
import org.lanewise.models.Tensor;

/**
 * How long a training in {@code local[2]} takes to an accuracy, beside Spark's multilayer perceptron of the same layers, with sigmoids as
 * it has them: its L-BFGS for some iterations, then ours with more and more epochs until it is as good on the same test rows. Each line
 * is the best of three.
 */
public final class CompareTraining {
    private static final int ROUNDS = 3;
    private static final int DIGITS = 64;
    private static final int EVERY_FIFTH = 5;

    private CompareTraining() {
    }

    /**
     * Compares.
     *
     * @param args none for the digits; the folder of Fashion-MNIST and how many of its images for these
     */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            List<Row> rows = digits();
            compare(part(rows, false), part(rows, true), new int[]{DIGITS, 150, 100, 10}, 40);
        } else {
            int count = Integer.parseInt(args[1]);
            compare(fashion(Path.of(args[0]), "train", count), fashion(Path.of(args[0]), "t10k", count),
                    new int[]{784, 100, 10}, 30);
        }
    }

    private static List<Row> part(List<Row> rows, boolean isTest) {
        List<Row> part = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (i % EVERY_FIFTH == 0 == isTest) {
                part.add(rows.get(i));
            }
        }
        return part;
    }

    private static List<Row> digits() throws IOException {
        try (InputStream file = CompareTraining.class.getResourceAsStream("/org/lanewise/examples/digits.csv.gz");
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Objects.requireNonNull(file, "digits.csv.gz")),
                        StandardCharsets.US_ASCII))) {
            return reader.lines().map(line -> {
                double[] numbers = Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
                double[] x = Arrays.stream(numbers, 0, DIGITS).map(pixel -> pixel / 16).toArray();
                return RowFactory.create(Vectors.dense(x), numbers[DIGITS]);
            }).toList();
        }
    }

    private static List<Row> fashion(Path folder, String name, int count) throws IOException {
        Tensor pixels = Idx.read(find(folder, name + "-images-idx3-ubyte"));
        Tensor labels = Idx.read(find(folder, name + "-labels-idx1-ubyte"));
        int features = pixels.dimension(1) * pixels.dimension(2);
        List<Row> rows = new ArrayList<>();
        for (int e = 0; e < Math.min(count, labels.size()); e++) {
            double[] x = new double[features];
            for (int i = 0; i < features; i++) {
                x[i] = pixels.real(e * features + i) / 255;
            }
            rows.add(RowFactory.create(Vectors.dense(x), (double) labels.integer(e)));
        }
        return rows;
    }

    private static Path find(Path folder, String name) {
        Path compressed = folder.resolve(name + ".gz");
        return Files.isRegularFile(compressed) ? compressed : folder.resolve(name);
    }

    private static void compare(List<Row> trainRows, List<Row> testRows, int[] layers, int iterations) {
        Dataset<Row> train = table(trainRows);
        Dataset<Row> test = table(testRows);
        MultilayerPerceptronClassifier spark = new MultilayerPerceptronClassifier().setLayers(layers)
                .setMaxIter(iterations).setBlockSize(trainRows.size()).setSeed(1);
        System.out.printf("%s, %d rows to train, %d to test%n", Arrays.toString(layers), trainRows.size(),
                testRows.size());
        double needed = tell("MultilayerPerceptron, " + iterations + " iterations", () -> spark.fit(train), test);
        for (int epochs : new int[]{5, 10, 15, 20, 30, 40}) {
            LanewiseClassifier synchronous = new LanewiseClassifier().setLayers(layers).setActivation("sigmoid")
                    .setMaxIter(epochs).setBlockSize(128).setShards(2).setPatience(0)
                    .setSchedule("oneCycle").setStepSize(0.02);
            LanewiseClassifier local = synchronous.copy(ParamMap.empty())
                    .setLocalSteps(Math.ceilDiv(trainRows.size(), 128));
            double first = tell("lanewise, " + epochs + " epochs", () -> synchronous.fit(train), test);
            double second = tell("lanewise, " + epochs + " epochs, averaged once an epoch", () -> local.fit(train),
                    test);
            if (first >= needed && second >= needed) {
                return;
            }
        }
    }

    /** Trains some times, and returns the accuracy. */
    private static double tell(String name, Supplier<Model<?>> training, Dataset<Row> test) {
        double best = Double.POSITIVE_INFINITY;
        double accuracy = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            Model<?> model = training.get();
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
            accuracy = model.transform(test).where("prediction = label").count() / (double) test.count();
        }
        System.out.printf("%-48s %6.2f s, accuracy %.4f%n", name, best, accuracy);
        return accuracy;
    }

    private static Dataset<Row> table(List<Row> rows) {
        Dataset<Row> table = Sessions.local()
                .createDataFrame(rows, new StructType().add("features", new VectorUDT()).add("label", "double"))
                .coalesce(2).cache();
        table.count();
        return table;
    }
}
