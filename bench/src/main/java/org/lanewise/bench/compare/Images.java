package org.lanewise.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.lanewise.bench.Data;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Idx;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Split;
import org.lanewise.network.data.Targets;

/** Images in rows and their classes: to train on, and to test with. */
public final class Images {
    /** A folder of IDX files, the format of MNIST; Debian's package {@code dataset-fashion-mnist} has them in this one. */
    private static final Path FASHION = Path
            .of(System.getProperty("lanewise.bench.images", "/usr/share/datasets/fashion-mnist"));
    private static final int CLASSES = 10;
    /** The largest pixel of a made-up class, where that of the noise is 1: about as hard to tell apart as clothes. */
    private static final double CONTRAST = 0.1;
    /** As in {@code digits.txt}. */
    private static final float DARKEST_DIGIT = 16;
    private static final double TEST_SHARE = 0.2;
    private static final long SPLIT_SEED = 1797;

    private Images() {
    }

    /** Whether there are real images for {@link #fashion}. */
    static boolean haveFashion() {
        return Files.isDirectory(FASHION);
    }

    /** Fashion-MNIST or what the folder has; without a folder as many made-up images. */
    static Split<Dataset> fashion() {
        return haveFashion()
                ? new Split<>(idx("train"), idx("t10k"))
                : new Split<>(madeUp(60_000, 784, 1),
                        madeUp(10_000, 784, 2));
    }

    private static Dataset idx(String part) {
        try {
            return Idx.read(FASHION.resolve(part + "-images-idx3-ubyte.gz"),
                    FASHION.resolve(part + "-labels-idx1-ubyte.gz"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Noise over a pattern that belongs to the class. */
    static Dataset madeUp(int count, int pixels, long seed) {
        Matrix patterns = Data.uniform(CLASSES, pixels, CONTRAST, 0);
        Matrix x = Data.uniform(count, pixels, seed);
        int[] classes = new Random(seed).ints(count, 0, CLASSES).toArray();
        for (int j = 0; j < count; j++) {
            for (int i = 0; i < pixels; i++) {
                x.set(j, i, x.get(j, i) + patterns.get(classes[j], i));
            }
        }
        return Dataset.of(Examples.ofRows(x), Targets.classes(classes));
    }

    /** The 1,797 digits of the examples, four fifths of each class to train on. */
    static Split<Dataset> digits() {
        try (InputStream file = Images.class.getResourceAsStream("/org/lanewise/examples/digits.csv.gz");
                InputStream csv = new GZIPInputStream(Objects.requireNonNull(file, "digits.csv.gz"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(csv, StandardCharsets.US_ASCII))) {
            List<String[]> lines = reader.lines().map(line -> line.split(",", -1)).toList();
            Matrix x = Matrix.zeros(lines.size(), lines.getFirst().length - 1);
            int[] classes = new int[lines.size()];
            for (int j = 0; j < classes.length; j++) {
                for (int i = 0; i < x.columns(); i++) {
                    x.set(j, i, Float.parseFloat(lines.get(j)[i]) / DARKEST_DIGIT);
                }
                classes[j] = Integer.parseInt(lines.get(j)[x.columns()]);
            }
            return Dataset.of(Examples.ofRows(x), Targets.classes(classes)).split(TEST_SHARE, SPLIT_SEED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The share of right classes. */
    public static float accuracy(int[] predicted, Dataset data) {
        int right = 0;
        for (int j = 0; j < predicted.length; j++) {
            if (predicted[j] == ((Targets.Classes) data.y()).get(j)) {
                right++;
            }
        }
        return (float) right / predicted.length;
    }
}
