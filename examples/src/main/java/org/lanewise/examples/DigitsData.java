package org.lanewise.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Examples;

/**
 * 1,797 real handwritten digits, four fifths of each class for training and one fifth for testing. The split is always
 * the same.
 *
 * <p>Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
 * test part; CC BY 4.0. See {@code digits.txt} beside the data.
 *
 * @param training what a network learns from
 * @param test what it is judged by
 */
record DigitsData(Images training, Images test) {
    /** Pixels in a row and in a column of an image. */
    static final int SIDE = 8;
    static final int PIXELS = SIDE * SIDE;
    static final int CLASSES = 10;

    private static final int DARKEST = 16;
    private static final long SPLIT_SEED = 1797;

    /** Reads the digits. */
    static DigitsData load() {
        try (InputStream file = DigitsData.class.getResourceAsStream("digits.csv.gz");
                InputStream csv = new GZIPInputStream(Objects.requireNonNull(file, "digits.csv.gz"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(csv, StandardCharsets.US_ASCII))) {
            return split(parse(reader.lines().toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digits below {@code classes} only. */
    DigitsData firstClasses(int classes) {
        return new DigitsData(training.firstClasses(classes), test.firstClasses(classes));
    }

    private static Images parse(List<String> lines) {
        Matrix x = Matrix.zeros(lines.size(), PIXELS);
        int[] labels = new int[lines.size()];
        for (int j = 0; j < labels.length; j++) {
            String[] numbers = lines.get(j).split(",", -1);
            for (int i = 0; i < PIXELS; i++) {
                x.set(j, i, Float.parseFloat(numbers[i]) / DARKEST);
            }
            labels[j] = Integer.parseInt(numbers[PIXELS]);
        }
        return new Images(Examples.ofRows(x), labels, SIDE, List.of(), 0, 1);
    }

    private static DigitsData split(Images all) {
        boolean[] tests = new boolean[all.count()];
        Random random = new Random(SPLIT_SEED);
        int[] labels = all.labels();
        for (int c = 0; c < CLASSES; c++) {
            int label = c;
            List<Integer> ofClass = new ArrayList<>(
                    IntStream.range(0, labels.length).filter(j -> labels[j] == label).boxed().toList());
            Collections.shuffle(ofClass, random);
            ofClass.subList(0, Math.round(ofClass.size() / 5f)).forEach(j -> tests[j] = true);
        }
        return new DigitsData(all.at(IntStream.range(0, tests.length).filter(j -> !tests[j]).toArray()),
                all.at(IntStream.range(0, tests.length).filter(j -> tests[j]).toArray()));
    }
}
