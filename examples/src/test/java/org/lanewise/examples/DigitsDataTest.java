package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DigitsDataTest {
    private static final int[] OF_CLASS = {178, 182, 177, 183, 181, 182, 181, 179, 174, 180};

    private final DigitsData data = DigitsData.load();

    /** As multisets, so nothing is lost, nothing is in both parts, and every pixel is a whole number from 0 to 16. */
    @Test
    void trainingAndTestAreTheFile() throws IOException {
        List<String> file;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(DigitsData.class.getResourceAsStream("digits.csv.gz"))),
                StandardCharsets.US_ASCII))) {
            file = reader.lines().sorted().toList();
        }
        List<String> parts = new ArrayList<>(lines(data.training()));
        parts.addAll(lines(data.test()));
        parts.sort(null);
        assertEquals(1797, file.size());
        assertEquals(file, parts);
    }

    private static List<String> lines(Images examples) {
        List<String> lines = new ArrayList<>();
        for (int j = 0; j < examples.count(); j++) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < 64; i++) {
                float pixel = 16 * examples.x().get(j, i);
                line.append(pixel == (int) pixel ? String.valueOf((int) pixel) : String.valueOf(pixel)).append(',');
            }
            lines.add(line.append(examples.labels()[j]).toString());
        }
        return lines;
    }

    @Test
    void pixelsAreFromZeroToOne() {
        float[] pixels = data.training().x().toColumns().toArray();
        Arrays.sort(pixels);
        assertEquals(0, pixels[0]);
        assertEquals(1, pixels[pixels.length - 1]);
    }

    @Test
    void aFifthOfEachClassIsForTesting() {
        int[] training = counts(data.training());
        int[] test = counts(data.test());
        for (int c = 0; c < 10; c++) {
            assertEquals(OF_CLASS[c], training[c] + test[c], "digit " + c);
            assertEquals(OF_CLASS[c] / 5.0, test[c], 0.5, "digit " + c);
        }
    }

    private static int[] counts(Images examples) {
        int[] counts = new int[10];
        for (int label : examples.labels()) {
            counts[label]++;
        }
        return counts;
    }

    /** Accuracies are comparable only as long as nobody changes what is tested on. */
    @Test
    void theSplitIsFixed() {
        assertEquals(1438, data.training().count());
        assertEquals(359, data.test().count());
        assertEquals(-2134816767, Arrays.hashCode(data.test().x().toColumns().toArray()));
        assertEquals(486475318, Arrays.hashCode(data.test().labels()));
    }

    @Test
    void firstClassesKeepsTheirDigitsAndTheirOrder() {
        DigitsData two = data.firstClasses(2);
        assertEquals(360, two.training().count() + two.test().count());
        int kept = 0;
        for (int j = 0; j < data.test().count(); j++) {
            int label = data.test().labels()[j];
            if (label < 2) {
                assertEquals(label, two.test().labels()[kept]);
                assertArrayEquals(data.test().x().range(j, j + 1).toRows(),
                        two.test().x().range(kept, kept + 1).toRows());
                kept++;
            }
        }
        assertEquals(two.test().count(), kept);
        assertTrue(kept > 0);
    }
}
