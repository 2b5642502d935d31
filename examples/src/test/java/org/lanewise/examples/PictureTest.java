package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureTest {
    private static final int CHARTS = 380;

    @TempDir
    private Path folder;

    private final Images test = DigitsData.load().test();

    private BufferedImage draw(int wrong, double... costs) throws IOException {
        List<TimedTraining.Epoch> epochs = DoubleStream.of(costs)
                .mapToObj(cost -> new TimedTraining.Epoch(cost, 0.9, 0.8)).toList();
        int[] predicted = test.labels();
        for (int j = 0; j < wrong; j++) {
            predicted[j] = (predicted[j] + 1) % 10;
        }
        Path file = folder.resolve("picture.png");
        Picture.write(new TrainingPicture(epochs, test, predicted).draw(), file);
        return ImageIO.read(file.toFile());
    }

    static int colours(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        return colours(image, 0, image.getHeight());
    }

    private static int colours(BufferedImage image, int fromRow, int toRow) {
        Set<Integer> colours = new HashSet<>();
        for (int y = fromRow; y < toRow; y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours.size();
    }

    /** A row of digits for every eight, and no more than eight rows. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "8, 1", "9, 2", "64, 8", "65, 8", "359, 8"})
    void showsTheMisclassifiedDigits(int wrong, int rows) throws IOException {
        BufferedImage none = draw(0, 2, 1, 0.5);
        BufferedImage image = draw(wrong, 2, 1, 0.5);
        assertEquals(rows * 128, image.getHeight() - none.getHeight());
        assertTrue(colours(image, 0, CHARTS) > 10, "the charts are blank");
        assertTrue(colours(image, CHARTS, none.getHeight()) > 1, "there is no heading");
        for (int row = 0; row < rows; row++) {
            int top = none.getHeight() - 20 + row * 128;
            assertTrue(colours(image, top, top + 96) > 10, "row " + row + " is blank");
        }
    }

    /** The digit is drawn as it is: black where there is ink. */
    @Test
    void drawsTheDigitItself() throws IOException {
        BufferedImage image = draw(1, 2, 1);
        for (int pixel = 0; pixel < 64; pixel++) {
            int grey = image.getRGB(20 + 12 * (pixel % 8) + 6, CHARTS + 40 + 12 * (pixel / 8) + 6) & 0xff;
            assertEquals(255 * (1 - test.x().get(0, pixel)), grey, 0.5f, "pixel " + pixel);
        }
    }

    /** One epoch has no line, and a cost of zero has no logarithm. */
    @Test
    void drawsAnyTraining() throws IOException {
        assertTrue(colours(draw(3, 0.7), 0, CHARTS) > 10);
        assertTrue(colours(draw(3, 0.7, 0, 0), 0, CHARTS) > 10);
        assertTrue(colours(draw(3, 0.7, 0.7), 0, CHARTS) > 10);
    }
}
