package org.lanewise.examples;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.lanewise.network.metrics.ConfusionMatrix;

/** A picture of a confusion matrix: true classes down, predicted ones across, the darker the more of a class. */
final class ConfusionPicture {
    private static final int CELL = 80;
    private static final int LEFT = 100;
    private static final int TOP = 80;

    private ConfusionPicture() {
    }

    static BufferedImage draw(String title, ConfusionMatrix confusion) {
        int classes = confusion.names().size();
        int side = Math.max(3 * CELL, classes * CELL / 2);
        BufferedImage image = Picture.blank(LEFT + side + Picture.MARGIN, TOP + side + Picture.MARGIN);
        Graphics2D g = Picture.pen(image);
        g.setFont(Picture.heading());
        g.drawString(title, Picture.MARGIN, 2 * Picture.MARGIN);
        g.setFont(Picture.text());
        int cell = side / classes;
        for (int c = 0; c < classes; c++) {
            int at = c * cell + cell / 2;
            centre(g, confusion.names().get(c), LEFT + at, TOP - 8);
            centre(g, confusion.names().get(c), LEFT / 2, TOP + at);
            int ofClass = Arrays.stream(confusion.toArray()[c]).sum();
            for (int p = 0; p < classes; p++) {
                int count = confusion.count(c, p);
                drawCell(g, count, (float) count / ofClass, LEFT + p * cell, TOP + c * cell, cell);
            }
        }
        g.dispose();
        return image;
    }

    private static void drawCell(Graphics2D g, int count, float share, int left, int top, int cell) {
        Color blue = Picture.BLUE;
        g.setColor(new Color(blue.getRed(), blue.getGreen(), blue.getBlue(), Math.round(255 * share)));
        g.fillRect(left, top, cell, cell);
        g.setColor(Picture.FRAME);
        g.drawRect(left, top, cell, cell);
        g.setColor(share > 0.5f ? Color.WHITE : Picture.INK);
        centre(g, Integer.toString(count), left + cell / 2, top + cell / 2);
        g.setColor(Picture.INK);
    }

    private static void centre(Graphics2D g, String text, int x, int y) {
        FontMetrics metrics = g.getFontMetrics();
        g.drawString(text, x - metrics.stringWidth(text) / 2, y + metrics.getAscent() / 2);
    }
}
