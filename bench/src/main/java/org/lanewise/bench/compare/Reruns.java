package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same cases in one fresh JVM after the other. From one to the next the JIT compiler may compile otherwise, and arrays may lie
 * elsewhere; so may the machine be slower, which the peak that each JVM measures tells apart.
 */
final class Reruns {
    private Reruns() {
    }

    /**
     * Starts JVMs one by one, reports what each measured, and how far the slowest is behind the fastest.
     *
     * @param jvms how many
     * @param arguments what {@link Compare} is told in each of them
     */
    static void compare(int jvms, List<String> arguments, Report report) {
        List<Result> all = new ArrayList<>();
        for (int jvm = 1; jvm <= jvms; jvm++) {
            List<Result> rows = Launch.measure(Launch.classPath(), arguments);
            all.addAll(rows);
            String suffix = ", JVM " + jvm;
            report.add(rows.stream().map(row -> row.named(Suite.RERUN.toString(), row.name() + suffix)).toList());
            report.endOfCase();
        }
        spreads(all).forEach(report::header);
    }

    /** For each case, how much longer the best round took in the slowest JVM than in the fastest. */
    static Map<String, String> spreads(List<Result> rows) {
        Map<String, Map<String, DoubleSummaryStatistics>> times = new LinkedHashMap<>();
        for (Result row : rows) {
            times.computeIfAbsent(row.name(), name -> new LinkedHashMap<>())
                    .computeIfAbsent(row.impl(), impl -> new DoubleSummaryStatistics()).accept(row.bestUs());
        }
        Map<String, String> spreads = new LinkedHashMap<>();
        times.forEach((name, impls) -> {
            List<String> parts = new ArrayList<>();
            impls.forEach((impl, time) -> parts.add(
                    String.format(Locale.ROOT, "%s %.1f %%", impl, 100 * (time.getMax() / time.getMin() - 1))));
            spreads.put("slowest JVM behind fastest, " + name, String.join(", ", parts));
        });
        return spreads;
    }
}
