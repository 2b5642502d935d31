package org.lanewise.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Network;

/** A picture of a small network: lines are weights, circles what the units give for one example. */
final class NetworkPicture {
    private static final int ACROSS = 160;
    private static final int DOWN = 70;
    private static final int RADIUS = 24;
    private static final int LEFT = 70;
    private static final int TOP = 110;

    private final Network network;
    /** A of each layer, the input first. */
    private final List<Matrix> activations;
    private final int tallest;

    private NetworkPicture(Network network, Network.Gradients pass) {
        this.network = network;
        activations = new ArrayList<>();
        pass.forward().forEach(forward -> activations.add(forward.before()));
        activations.add(pass.predictions());
        tallest = activations.stream().mapToInt(Matrix::rows).max().orElseThrow();
    }

    /** Draws a network and the first example of a pass. */
    static BufferedImage draw(Network network, Network.Gradients pass) {
        return new NetworkPicture(network, pass).draw();
    }

    private BufferedImage draw() {
        BufferedImage image = Picture.blank(2 * LEFT + (activations.size() - 1) * ACROSS,
                TOP + tallest * DOWN + Picture.MARGIN);
        Graphics2D g = Picture.pen(image);
        g.setFont(Picture.heading());
        g.drawString("A network and its first example", Picture.MARGIN, 2 * Picture.MARGIN);
        g.setFont(Picture.text());
        g.drawString("lines: weights, circles: activations; blue above 0, orange below", Picture.MARGIN,
                3 * Picture.MARGIN);
        for (int l = 1; l < activations.size(); l++) {
            drawWeights(g, l, network.layers().get(l - 1).weights());
        }
        g.setStroke(new BasicStroke(2));
        for (int l = 0; l < activations.size(); l++) {
            Matrix a = activations.get(l);
            g.setColor(Picture.INK);
            g.drawString("A" + l + "  " + a, x(l) - RADIUS, TOP - RADIUS / 2);
            for (int unit = 0; unit < a.rows(); unit++) {
                drawUnit(g, a.get(unit, 0), x(l), y(l, unit));
            }
        }
        g.dispose();
        return image;
    }

    private void drawWeights(Graphics2D g, int l, Matrix w) {
        for (int to = 0; to < w.rows(); to++) {
            for (int from = 0; from < w.columns(); from++) {
                g.setColor(color(w.get(to, from)));
                g.setStroke(new BasicStroke(Math.min(4 * Math.abs(w.get(to, from)), 6)));
                g.drawLine(x(l - 1), y(l - 1, from), x(l), y(l, to));
            }
        }
    }

    private static void drawUnit(Graphics2D g, float a, int x, int y) {
        g.setColor(Color.WHITE);
        g.fillOval(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
        g.setColor(color(a));
        g.drawOval(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
        g.setColor(Picture.INK);
        String text = String.format(Locale.ROOT, "%.3f", a);
        g.drawString(text, x - g.getFontMetrics().stringWidth(text) / 2, y + 4);
    }

    private static Color color(float value) {
        return value >= 0 ? Picture.BLUE : Picture.ORANGE;
    }

    private static int x(int l) {
        return LEFT + l * ACROSS;
    }

    private int y(int l, int unit) {
        return TOP + Math.round((unit + (tallest - activations.get(l).rows() + 1) / 2f) * DOWN);
    }
}
