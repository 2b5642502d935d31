package org.lanewise.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lanewise.kernels.Kernels;

/**
 * Two editions of the kernels on the same cases, in JVMs of their own that take turns: this build's, and another whose classes stand
 * on the class path in their place. They need to have in common only what {@link Lanewise} calls.
 */
final class Editions {
    /** What the results call the other edition. */
    static final String OTHER = "other";

    private Editions() {
    }

    /** Whether there are kernels at a place. */
    static boolean areAt(Path kernels) {
        try (URLClassLoader loader = new URLClassLoader(new URL[]{kernels.toUri().toURL()}, null)) {
            return loader.findResource(Kernels.class.getName().replace('.', '/') + ".class") != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts JVMs in turns, reports what both editions reached, and how many times as fast as the other this one is.
     *
     * @param other the other edition's jar, or its directory of classes
     * @param jvms how many for each edition
     * @param arguments what {@link Compare} is told in each of them
     */
    static void compare(Path other, int jvms, List<String> arguments, Report report) {
        Edition own = new Edition(Lanewise.BY_DEFAULT, Launch.classPath());
        Edition others = new Edition(OTHER, Launch.classPathWith(other));
        List<Result> all = new ArrayList<>();
        for (int jvm = 0; jvm < jvms; jvm++) {
            // Whoever is second finds the machine as the first left it.
            for (Edition edition : jvm % 2 == 0 ? List.of(own, others) : List.of(others, own)) {
                for (Result row : Launch.measure(edition.classPath(), arguments)) {
                    all.add(row.impl().equals(Peak.NAME) ? row : row.by(edition.name()));
                }
            }
        }
        List<Result> rows = new ArrayList<>();
        byCase(all).values().forEach(runs -> {
            List<Result> ofCase = merged(runs);
            rows.addAll(ofCase);
            report.add(ofCase);
            report.endOfCase();
        });
        ratios(rows).forEach(report::header);
    }

    private record Edition(String name, String classPath) {
    }

    private static Map<String, List<Result>> byCase(List<Result> rows) {
        return rows.stream().collect(Collectors.groupingBy(Result::name, LinkedHashMap::new, Collectors.toList()));
    }

    /** The rows of a case, one for each edition and one for the peak that both measured. */
    private static List<Result> merged(List<Result> runs) {
        Map<String, List<Result>> byImpl = runs.stream()
                .collect(Collectors.groupingBy(Result::impl, TreeMap::new, Collectors.toList()));
        return byImpl.values().stream().map(Result::merged).toList();
    }

    /** How many times as fast as the other edition this one is in its best round, case by case and in the geometric mean. */
    static Map<String, String> ratios(List<Result> rows) {
        Map<String, String> ratios = new LinkedHashMap<>();
        double logarithms = 0;
        double worst = Double.MAX_VALUE;
        for (Map.Entry<String, List<Result>> ofCase : byCase(rows).entrySet()) {
            double ratio = bestUs(ofCase.getValue(), OTHER) / bestUs(ofCase.getValue(), Lanewise.BY_DEFAULT);
            ratios.put("times as fast, " + ofCase.getKey(), rounded(ratio));
            logarithms += Math.log(ratio);
            worst = Math.min(worst, ratio);
        }
        ratios.put("times as fast, geometric mean (worst case)",
                rounded(Math.exp(logarithms / ratios.size())) + " (" + rounded(worst) + ")");
        return ratios;
    }

    private static double bestUs(List<Result> rows, String impl) {
        return rows.stream().filter(row -> row.impl().equals(impl)).mapToDouble(Result::bestUs).min().orElseThrow();
    }

    private static String rounded(double ratio) {
        return String.format(Locale.ROOT, "%.3f", ratio);
    }
}
