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
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** What the examples' pictures have in common. */
final class Picture {
    static {
        // No display is needed, nor asked for. It has to be said before AWT is touched.
        System.setProperty("java.awt.headless", "true");
    }

    static final int CHART_WIDTH = 500;
    static final int CHART_HEIGHT = 380;
    static final int MARGIN = 20;
    static final Color INK = new Color(0x22, 0x22, 0x22);
    static final Color FRAME = new Color(0xbb, 0xbb, 0xbb);
    static final Color BLUE = new Color(0x1f, 0x5f, 0xa8);
    static final Color ORANGE = new Color(0xd9, 0x6b, 0x0b);
    static final Color GREEN = new Color(0x2e, 0x8b, 0x57);

    private Picture() {
    }

    /** On a bare Linux machine Java says that it has no fonts by whatever exception or error comes first. */
    static boolean hasFonts() {
        try {
            text().getLineMetrics("0", new FontRenderContext(null, true, false));
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    static Font text() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    }

    static Font heading() {
        return new Font(Font.SANS_SERIF, Font.BOLD, 16);
    }

    /** Writes a picture as PNG. */
    static void write(BufferedImage image, Path file) throws IOException {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            ImageIO.write(image, "png", out);
        }
    }

    /** A white sheet. */
    static BufferedImage blank(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.dispose();
        return image;
    }

    /** Something to draw and write with, in ink. */
    static Graphics2D pen(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(INK);
        g.setFont(text());
        return g;
    }

    /** Pictures side by side. */
    static BufferedImage beside(BufferedImage... images) {
        BufferedImage all = blank(Arrays.stream(images).mapToInt(BufferedImage::getWidth).sum(),
                Arrays.stream(images).mapToInt(BufferedImage::getHeight).max().orElseThrow());
        Graphics2D g = all.createGraphics();
        int left = 0;
        for (BufferedImage image : images) {
            g.drawImage(image, left, 0, null);
            left += image.getWidth();
        }
        g.dispose();
        return all;
    }

    /** A chart without curves yet. */
    static XYChart chart(String title, String x) {
        XYChart chart = new XYChartBuilder()
                .width(CHART_WIDTH).height(CHART_HEIGHT).title(title).xAxisTitle(x).build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendBorderColor(FRAME);
        return chart;
    }

    static BufferedImage of(XYChart chart) {
        return BitmapEncoder.getBufferedImage(chart);
    }
}
