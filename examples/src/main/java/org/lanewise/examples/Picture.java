package org.lanewise.examples;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of a training: cost and accuracy by epoch, and the test digits that the network got wrong. */
final class Picture {
    static {
        // No display is needed, nor asked for. It has to be said before AWT is touched.
        System.setProperty("java.awt.headless", "true");
    }

    private static final int CHART_WIDTH = 500;
    private static final int CHART_HEIGHT = 380;
    private static final int MARGIN = 20;
    private static final int HEADING_HEIGHT = 40;
    private static final int TILES_IN_A_ROW = 8;
    private static final int MAX_TILES = 8 * TILES_IN_A_ROW;
    private static final int TILE_WIDTH = 120;
    private static final int TILE_HEIGHT = 128;
    /** The side of a digit's pixel, in pixels of the picture. */
    private static final int ZOOM = 12;
    private static final Color INK = new Color(0x22, 0x22, 0x22);
    private static final Color FRAME = new Color(0xbb, 0xbb, 0xbb);
    private static final Color BLUE = new Color(0x1f, 0x5f, 0xa8);
    private static final Color ORANGE = new Color(0xd9, 0x6b, 0x0b);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final Font HEADING = new Font(Font.SANS_SERIF, Font.BOLD, 16);

    private final List<TimedTraining.Epoch> epochs;
    private final Images test;
    private final int[] predicted;
    private final int[] wrong;

    /**
     * Describes the picture.
     *
     * @param epochs how training went
     * @param test the test examples
     * @param predicted what the trained network took each of them for
     */
    Picture(List<TimedTraining.Epoch> epochs, Images test, int[] predicted) {
        this.epochs = epochs;
        this.test = test;
        this.predicted = predicted.clone();
        int[] labels = test.labels();
        wrong = IntStream.range(0, labels.length).filter(j -> predicted[j] != labels[j]).toArray();
    }

    /**
     * Writes the picture as PNG.
     *
     * @throws IOException if the file can't be written or Java has no font to write with
     */
    void write(Path file) throws IOException {
        checkFonts();
        BufferedImage image = draw();
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            ImageIO.write(image, "png", out);
        }
    }

    /** On a bare Linux machine Java says it has no fonts by whatever exception or error comes first. */
    private static void checkFonts() throws IOException {
        try {
            TEXT.getLineMetrics("0", new FontRenderContext(null, true, false));
        } catch (RuntimeException | Error e) {
            throw new IOException(
                    "Java finds no fonts: on Debian, for example, install fontconfig and fonts-dejavu-core", e);
        }
    }

    private BufferedImage draw() {
        int shown = Math.min(wrong.length, MAX_TILES);
        int rows = (shown + TILES_IN_A_ROW - 1) / TILES_IN_A_ROW;
        BufferedImage image = new BufferedImage(2 * CHART_WIDTH,
                CHART_HEIGHT + HEADING_HEIGHT + rows * TILE_HEIGHT + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.drawImage(BitmapEncoder.getBufferedImage(costs()), 0, 0, null);
        g.drawImage(BitmapEncoder.getBufferedImage(accuracies()), CHART_WIDTH, 0, null);
        g.setColor(INK);
        g.setFont(HEADING);
        g.drawString(heading(shown), MARGIN, CHART_HEIGHT + HEADING_HEIGHT / 2);
        g.setFont(TEXT);
        for (int tile = 0; tile < shown; tile++) {
            drawDigit(g, wrong[tile], MARGIN + tile % TILES_IN_A_ROW * TILE_WIDTH,
                    CHART_HEIGHT + HEADING_HEIGHT + tile / TILES_IN_A_ROW * TILE_HEIGHT);
        }
        g.dispose();
        return image;
    }

    private String heading(int shown) {
        if (wrong.length == 0) {
            return "None of the " + test.count() + " test digits was misclassified";
        }
        String all = wrong.length + " of the " + test.count() + " test digits misclassified";
        return shown < wrong.length ? all + ", the first " + shown + " of them:" : all + ":";
    }

    private void drawDigit(Graphics2D g, int example, int left, int top) {
        int side = DigitsData.SIDE * ZOOM;
        for (int pixel = 0; pixel < DigitsData.PIXELS; pixel++) {
            float paper = 1 - test.x().get(pixel, example);
            g.setColor(new Color(paper, paper, paper));
            g.fillRect(left + pixel % DigitsData.SIDE * ZOOM, top + pixel / DigitsData.SIDE * ZOOM, ZOOM, ZOOM);
        }
        g.setColor(FRAME);
        g.drawRect(left - 1, top - 1, side + 1, side + 1);
        g.setColor(INK);
        g.drawString("true " + test.labels()[example] + ", predicted " + predicted[example], left, top + side + 15);
    }

    private XYChart costs() {
        XYChart chart = chart("Cost by epoch");
        addCurve(chart, "training", BLUE, TimedTraining.Epoch::cost);
        boolean positive = epochs.stream().allMatch(epoch -> epoch.cost() > 0);
        chart.getStyler().setYAxisLogarithmic(positive).setLegendVisible(false);
        return chart;
    }

    private XYChart accuracies() {
        XYChart chart = chart("Accuracy by epoch");
        addCurve(chart, "training", BLUE, TimedTraining.Epoch::trainingAccuracy);
        addCurve(chart, "test", ORANGE, TimedTraining.Epoch::testAccuracy);
        chart.getStyler().setYAxisMax(1.0).setLegendPosition(Styler.LegendPosition.InsideSE);
        return chart;
    }

    private XYChart chart(String title) {
        XYChart chart = new XYChartBuilder()
                .width(CHART_WIDTH).height(CHART_HEIGHT).title(title).xAxisTitle("epoch").build();
        chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) epochs.size())
                .setChartBackgroundColor(Color.WHITE).setLegendBorderColor(FRAME);
        return chart;
    }

    private void addCurve(XYChart chart, String name, Color color, ToDoubleFunction<TimedTraining.Epoch> value) {
        double[] numbers = IntStream.rangeClosed(1, epochs.size()).asDoubleStream().toArray();
        chart.addSeries(name, numbers, epochs.stream().mapToDouble(value).toArray())
                .setMarker(epochs.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
                .setMarkerColor(color).setLineColor(color);
    }
}
