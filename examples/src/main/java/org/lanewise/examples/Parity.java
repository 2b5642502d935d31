package org.lanewise.examples;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import me.tongfei.progressbar.ProgressBar;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Why depth helps: how many units the parity of n bits takes, by construction and by training. */
@Command(name = "parity", description = "Why depth helps: how many units deep and shallow networks need for the "
        + "parity (exclusive or) of n bits, by construction and by training.")
final class Parity extends Example {
    private static final int LEAST_BITS = 2;
    private static final int MOST_BITS = 16;
    private static final int MOST_TRAINED_BITS = 10;

    @Option(names = "--bits", description = "The largest n of the constructions (default: ${DEFAULT-VALUE}).")
    private int bits = MOST_BITS;

    @Option(names = "--trained-bits", description = "The largest n of the trainings (default: ${DEFAULT-VALUE}).")
    private int trainedBits = 8;

    @Option(names = "--starts", description = "Random starts for each width (default: ${DEFAULT-VALUE}).")
    private int starts = 3;

    @Option(names = "--epochs", description = "Epochs for each start (default: ${DEFAULT-VALUE}).")
    private int epochs = 2000;

    /** Units of the three constructions. */
    private record Constructed(int n, int deep, int conjunctions, int zigzag) {
    }

    /** Units of the narrowest networks that were trained without an error; empty if there was none. */
    private record Trained(int n, OptionalInt deep, OptionalInt shallow) {
    }

    @Override
    public Integer call() {
        checkBits("--bits", bits, MOST_BITS);
        checkBits("--trained-bits", trainedBits, MOST_TRAINED_BITS);
        checkAtLeast(1, "--starts", starts);
        checkAtLeast(1, "--epochs", epochs);
        Kernels kernels = kernels();
        PrintWriter out = out();
        out.println("Lanewise: " + kernels);

        List<Constructed> constructed = construct(kernels);
        out.printf("%nUnits of ReLU networks constructed for the parity of n bits, right for each of the 2^n inputs:%n"
                + "%n%21s%35s%n%4s%9s%8s%16s%19s%n", "deep, a tree", "one hidden layer", "n", "layers", "units",
                "conjunctions", "sums of all bits");
        constructed.forEach(row -> out.printf("%4d%9d%8d%16d%19d%n", row.n, depth(row.n), row.deep, row.conjunctions,
                row.zigzag));

        List<Trained> trained = train(kernels);
        out.printf("%nUnits of the narrowest dense ReLU networks that learned it, from %d starts of %d epochs each:%n"
                + "%n%21s%24s%n%4s%9s%8s%16s%n", starts, epochs, "deep", "one hidden layer", "n", "layers", "units",
                "units");
        trained.forEach(row -> out.printf("%4d%9d%8s%16s%n", row.n, depth(row.n), text(row.deep), text(row.shallow)));
        out.printf("%n%s%n",
                """
                        What that shows: of gates that see a few inputs each, a tree of log2(n) layers computes parity with 2 units
                        for each gate. A single layer of conjunctions has to name every odd input: 2^(n-1) units. Circuits of
                        constant depth made of AND, OR and NOT need exponentially many for any depth (Hastad 1986).
                        What it does not show: that one hidden layer of any kind is that bad. A ReLU or threshold unit that sees
                        all bits may add them, parity is a zigzag of the sum, and n units are enough; training finds about as many.
                        Depth saves units where a unit sees few inputs, or can do no more than detect a pattern.""");
        return save(() -> draw(constructed, trained));
    }

    private void checkBits(String option, int value, int most) {
        check(value >= LEAST_BITS && value <= most,
                option + " must be from " + LEAST_BITS + " to " + most + ", not " + value);
    }

    /** Layers of a tree over n bits: the logarithm of n, rounded up. */
    private static int depth(int n) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(n - 1);
    }

    private static String text(OptionalInt units) {
        return units.isPresent() ? Integer.toString(units.getAsInt()) : "none";
    }

    private List<Constructed> construct(Kernels kernels) {
        List<Constructed> rows = new ArrayList<>();
        // Nearly all of the time goes into the conjunctions: 2^(n−1) units for each of 2^n inputs.
        try (ProgressBar bar = progress("Checking", ((2L << (2 * bits)) - 8) / 3, "million sums", 1_000_000)) {
            for (int n = LEAST_BITS; n <= bits; n++) {
                rows.add(new Constructed(n, checkedUnits(ParityNetworks.deep(kernels, n)),
                        checkedUnits(ParityNetworks.conjunctions(kernels, n)),
                        checkedUnits(ParityNetworks.zigzag(kernels, n))));
                bar.stepBy(1L << (2 * n - 1));
            }
        }
        return rows;
    }

    private static int checkedUnits(Network network) {
        if (!ParityNetworks.isExact(network)) {
            throw new IllegalStateException("the network " + network + " is no parity");
        }
        return ParityNetworks.units(network);
    }

    private List<Trained> train(Kernels kernels) {
        ParityTraining training = new ParityTraining(starts, epochs, seed());
        List<Trained> rows = new ArrayList<>();
        // The time grows about as the number of inputs does.
        try (ProgressBar bar = progress("Training", 2L * ((1L << (trainedBits + 1)) - (1 << LEAST_BITS)), "inputs",
                1)) {
            for (int n = LEAST_BITS; n <= trainedBits; n++) {
                OptionalInt deep = units(depth(n), training.narrowest(kernels, n, depth(n)));
                bar.stepBy(1L << n);
                rows.add(new Trained(n, deep, training.narrowest(kernels, n, 1)));
                bar.stepBy(1L << n);
            }
        }
        return rows;
    }

    private static OptionalInt units(int layers, OptionalInt width) {
        return width.isPresent() ? OptionalInt.of(layers * width.getAsInt()) : width;
    }

    private static BufferedImage draw(List<Constructed> constructed, List<Trained> trained) {
        XYChart chart = Picture.chart("Units for the parity of n bits", "n");
        chart.getStyler().setYAxisLogarithmic(true).setLegendPosition(Styler.LegendPosition.InsideNW);
        add(chart, "one layer of conjunctions", Picture.ORANGE, constructed, Constructed::conjunctions);
        add(chart, "one layer, sums of all bits", Picture.GREEN, constructed, Constructed::zigzag);
        add(chart, "deep, a tree", Picture.BLUE, constructed, Constructed::deep);
        addTrained(chart, "one layer, trained", Picture.GREEN, trained, Trained::shallow);
        addTrained(chart, "deep, trained", Picture.BLUE, trained, Trained::deep);
        return Picture.of(chart);
    }

    private static void add(XYChart chart, String name, Color color, List<Constructed> rows,
            ToIntFunction<Constructed> units) {
        chart.addSeries(name, rows.stream().mapToDouble(Constructed::n).toArray(),
                rows.stream().mapToDouble(units::applyAsInt).toArray())
                .setMarker(SeriesMarkers.NONE).setLineColor(color);
    }

    private static void addTrained(XYChart chart, String name, Color color, List<Trained> rows,
            Function<Trained, OptionalInt> units) {
        List<Trained> found = rows.stream().filter(row -> units.apply(row).isPresent()).toList();
        if (!found.isEmpty()) {
            chart.addSeries(name, found.stream().mapToDouble(Trained::n).toArray(),
                    found.stream().mapToDouble(row -> units.apply(row).getAsInt()).toArray())
                    .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color).setLineStyle(SeriesLines.NONE);
        }
    }
}
