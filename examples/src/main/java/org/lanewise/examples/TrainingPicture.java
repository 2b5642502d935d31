package org.lanewise.examples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of a training: cost and accuracy by epoch, and the test images that the network got wrong. */
final class TrainingPicture {
    private static final int HEADING_HEIGHT = 40;
    private static final int TILES_IN_A_ROW = 8;
    private static final int MAX_TILES = 8 * TILES_IN_A_ROW;
    private static final int TILE_WIDTH = 120;
    private static final int TILE_HEIGHT = 128;
    /** The longer side of an image, about, in pixels of the picture. */
    private static final int IMAGE_SIDE = 96;

    private final List<TimedTraining.Epoch> epochs;
    private final Images test;
    private final int[] predicted;
    private final int[] wrong;
    /** The side of an image's pixel, in pixels of the picture. */
    private final int zoom;

    /**
     * Describes the picture.
     *
     * @param epochs how training went
     * @param test the test examples
     * @param predicted what the trained network took each of them for
     */
    TrainingPicture(List<TimedTraining.Epoch> epochs, Images test, int[] predicted) {
        this.epochs = epochs;
        this.test = test;
        this.predicted = predicted.clone();
        int[] labels = test.labels();
        wrong = IntStream.range(0, labels.length).filter(j -> predicted[j] != labels[j]).toArray();
        zoom = Math.max(1, IMAGE_SIDE / Math.max(test.width(), test.height()));
    }

    BufferedImage draw() {
        int shown = Math.min(wrong.length, MAX_TILES);
        int rows = (shown + TILES_IN_A_ROW - 1) / TILES_IN_A_ROW;
        BufferedImage image = Picture.blank(2 * Picture.CHART_WIDTH,
                Picture.CHART_HEIGHT + HEADING_HEIGHT + rows * TILE_HEIGHT + Picture.MARGIN);
        Graphics2D g = Picture.pen(image);
        g.drawImage(Picture.beside(Picture.of(costs()), Picture.of(accuracies())), 0, 0, null);
        g.setFont(Picture.heading());
        g.drawString(heading(shown), Picture.MARGIN, Picture.CHART_HEIGHT + HEADING_HEIGHT / 2);
        g.setFont(Picture.text());
        for (int tile = 0; tile < shown; tile++) {
            drawImage(g, wrong[tile], Picture.MARGIN + tile % TILES_IN_A_ROW * TILE_WIDTH,
                    Picture.CHART_HEIGHT + HEADING_HEIGHT + tile / TILES_IN_A_ROW * TILE_HEIGHT);
        }
        g.dispose();
        return image;
    }

    private String heading(int shown) {
        if (wrong.length == 0) {
            return "None of the " + test.count() + " test images was misclassified";
        }
        String all = wrong.length + " of the " + test.count() + " test images misclassified";
        return (shown < wrong.length ? all + ", the first " + shown + " of them" : all) + " (true / predicted):";
    }

    private void drawImage(Graphics2D g, int example, int left, int top) {
        for (int y = 0; y < test.height(); y++) {
            for (int x = 0; x < test.width(); x++) {
                float grey = Math.clamp(1 - test.darkness(example, y, x), 0f, 1f);
                g.setColor(new Color(grey, grey, grey));
                g.fillRect(left + x * zoom, top + y * zoom, zoom, zoom);
            }
        }
        g.setColor(Picture.FRAME);
        g.drawRect(left - 1, top - 1, test.width() * zoom + 1, test.height() * zoom + 1);
        g.setColor(Picture.INK);
        g.drawString(test.name(test.labels()[example]) + " / " + test.name(predicted[example]), left,
                top + test.height() * zoom + 15);
    }

    private XYChart costs() {
        XYChart chart = chart("Cost by epoch");
        addCurve(chart, "training", Picture.BLUE, TimedTraining.Epoch::cost);
        // A logarithmic axis has its numbers at powers of ten.
        DoubleSummaryStatistics costs = epochs.stream().mapToDouble(TimedTraining.Epoch::cost).summaryStatistics();
        boolean severalPowers = costs.getMin() > 0 && costs.getMax() >= 10 * costs.getMin();
        chart.getStyler().setYAxisLogarithmic(severalPowers).setLegendVisible(false);
        return chart;
    }

    private XYChart accuracies() {
        XYChart chart = chart("Accuracy by epoch");
        addCurve(chart, "training", Picture.BLUE, TimedTraining.Epoch::trainingAccuracy);
        addCurve(chart, "test", Picture.ORANGE, TimedTraining.Epoch::testAccuracy);
        chart.getStyler().setYAxisMax(1.0).setLegendPosition(Styler.LegendPosition.InsideSE);
        return chart;
    }

    private XYChart chart(String title) {
        XYChart chart = Picture.chart(title, "epoch");
        chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) epochs.size());
        return chart;
    }

    private void addCurve(XYChart chart, String name, Color color, ToDoubleFunction<TimedTraining.Epoch> value) {
        double[] numbers = IntStream.rangeClosed(1, epochs.size()).asDoubleStream().toArray();
        chart.addSeries(name, numbers, epochs.stream().mapToDouble(value).toArray())
                .setMarker(epochs.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
                .setMarkerColor(color).setLineColor(color);
    }
}
