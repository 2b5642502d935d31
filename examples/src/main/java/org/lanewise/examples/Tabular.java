package org.lanewise.examples;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.data.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Cross-validates a small network on three tables. */
@Command(name = "tabular", description = "Learns from tables of flowers, wines and tumours, and says by "
        + "cross-validation how well.")
final class Tabular extends Example {
    /** There are so many of the rarest class: wines of the third cultivar. */
    private static final int MOST_FOLDS = 48;

    @Option(names = "--folds", description = "Into how many parts a table is cut (default: ${DEFAULT-VALUE}).")
    private int folds = 10;

    @Override
    public Integer call() {
        checkAtLeast(2, "--folds", folds);
        check(folds <= MOST_FOLDS, "--folds must be at most " + MOST_FOLDS + ", not " + folds);
        Kernels kernels = kernels();
        PrintWriter out = out();
        out.println("Lanewise: " + kernels);
        out.printf("%d folds, in which each class has its share; columns scaled to mean 0 and deviation 1%n%n", folds);
        Map<TabularData, CrossValidation> results = new EnumMap<>(TabularData.class);
        try (ProgressBar bar = progress("Training", (long) TabularData.values().length * folds, "folds", 1)) {
            for (TabularData data : TabularData.values()) {
                results.put(data, CrossValidation.of(kernels, data.load(), folds, seed(), bar));
            }
        }
        results.forEach((data, result) -> out.printf("%s, true classes down, predicted ones across:%n%s%n", data,
                result.confusion()));
        int exitCode = save(() -> Picture.beside(results.entrySet().stream()
                .map(entry -> ConfusionPicture.draw(entry.getKey() + ": " + entry.getValue(),
                        entry.getValue().confusion()))
                .toArray(BufferedImage[]::new)));
        out.printf("%n%-15s %5s %9s %9s %10s   %s%n", "", "rows", "features", "accuracy", "deviation",
                "usual for scikit-learn");
        results.forEach((data, result) -> {
            Table table = data.load();
            out.printf(Locale.ROOT, "%-15s %5d %9d %9.4f %10.4f   %s%n", data, table.rows(), table.names().size() - 1,
                    result.mean(), result.deviation(), data.scikitLearn());
        });
        return exitCode;
    }
}
