package org.lanewise.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import me.tongfei.progressbar.ProgressBar;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Split;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.training.Ending;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A random search (Bergstra and Bengio 2012). Choices are compared by examples of their own, the validation set; the
 * test set is used once, for the best of them.
 */
@Command(name = "hyperparameters", description = "Searches learning rate, layers, units, activation, momentum, batch "
        + "size and regularisation for the digits, at random.")
final class Hyperparameters extends Example {
    private static final double VALIDATION_SHARE = 0.2;

    @Option(names = "--trials", description = "How many choices are tried (default: ${DEFAULT-VALUE}).")
    private int trials = 30;

    @Option(names = "--epochs", description = "How often each digit is seen (default: ${DEFAULT-VALUE}).")
    private int epochs = 40;

    /** How a choice did. */
    private record Result(Trial trial, double accuracy, boolean diverged, String fingerprint) {
    }

    @Override
    public Integer call() {
        checkAtLeast(1, "--trials", trials);
        checkAtLeast(1, "--epochs", epochs);
        Kernels kernels = kernels();
        DigitsData digits = DigitsData.load();
        Split<Dataset> parts = digits.training().data().split(VALIDATION_SHARE, seed());
        PrintWriter out = out();
        out.println("Lanewise: " + kernels);
        out.printf("Digits:   %d to train, %d to choose by, %d to test the best with%n%n", parts.train().size(),
                parts.test().size(), digits.test().count());

        List<Result> results = new ArrayList<>();
        try (ProgressBar bar = progress("Searching", trials, "trials", 1)) {
            for (int number = 1; number <= trials; number++) {
                results.add(measure(Trial.random(seed(), number), kernels, parts.train(), parts.test()));
                bar.step();
            }
        }
        results.sort(Comparator.comparingDouble(Result::accuracy).reversed());
        out.println("validation  " + Trial.heading());
        results.forEach(result -> out.printf(Locale.ROOT, "%10.4f  %s%s%n", result.accuracy, result.trial,
                result.diverged ? "  diverged" : ""));
        int exitCode = save(() -> draw(results));
        Result best = results.getFirst();
        // Now that nothing is left to be chosen, the validation examples may be learned as well.
        Result tested = measure(best.trial, kernels, digits.training().data(), digits.test().data());
        out.printf(Locale.ROOT, "%nvalidation accuracy: best %.4f, mean %.4f, worst %.4f%n", best.accuracy,
                results.stream().mapToDouble(Result::accuracy).average().orElseThrow(), results.getLast().accuracy);
        out.printf("fingerprint of the best: %s%n", tested.fingerprint);
        out.printf(Locale.ROOT, "test accuracy of the best, trained on all but the test digits: %.4f%n",
                tested.accuracy);
        return exitCode;
    }

    private Result measure(Trial trial, Kernels kernels, Dataset train, Dataset test) {
        Network network = trial.network(kernels, seed());
        Ending ending = trial.training(epochs, seed()).fit(network, train).ending();
        return new Result(trial, network.evaluate(test, Metric.ACCURACY).get(Metric.ACCURACY),
                ending == Ending.DIVERGED, network.fingerprint());
    }

    private static BufferedImage draw(List<Result> results) {
        return Picture.beside(draw("Learning rate", "rate", Trial::learningRate, results),
                draw("Learning rate and momentum", "rate / (1 - momentum)", Trial::effectiveRate, results));
    }

    private static BufferedImage draw(String title, String name, ToDoubleFunction<Trial> x, List<Result> results) {
        XYChart chart = Picture.chart(title, name);
        chart.getStyler().setXAxisLogarithmic(true).setLegendVisible(false);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        chart.setYAxisTitle("validation accuracy");
        chart.addSeries("trials", results.stream().mapToDouble(result -> x.applyAsDouble(result.trial)).toArray(),
                results.stream().mapToDouble(Result::accuracy).toArray())
                .setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Picture.BLUE);
        return Picture.of(chart);
    }
}
