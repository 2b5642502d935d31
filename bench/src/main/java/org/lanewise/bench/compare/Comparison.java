package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.compare.Rounds.Entrant;
import org.lanewise.bench.compare.Rounds.Pace;
import org.lanewise.bench.compare.Rounds.Time;

/** Runs cases: lets every contender prepare its work, checks what it computes, times all of them in turns, reports. */
final class Comparison {
    private final String suite;
    private final int threads;
    private final Pace pace;
    private final List<Contender> contenders;
    private final Report report;
    /** The call with the most operations so far, by contender. */
    private final Map<String, Call> largest = new HashMap<>();

    private record Call(long flops, double micros) {
    }

    /** A comparison of contenders that were started. */
    Comparison(String suite, int threads, Pace pace, List<Contender> contenders, Report report) {
        this.suite = suite;
        this.threads = threads;
        this.pace = pace;
        this.contenders = contenders;
        this.report = report;
    }

    /**
     * Runs one case and reports how long each contender took.
     *
     * @throws IllegalStateException if a contender's result is wrong
     */
    void run(Case c) {
        List<Result> rows = measure(c, pace);
        report.add(rows);
        report.endOfCase();
        if (c.flops() > 0) {
            rows.forEach(row -> largest.merge(row.impl(), new Call(c.flops(), row.medianUs()),
                    (old, now) -> now.flops() > old.flops() ? now : old));
        }
    }

    /** Runs a case for the JIT compiler's sake. */
    void rehearse(Case c) {
        measure(c, Pace.REHEARSAL);
    }

    private List<Result> measure(Case c, Pace pace) {
        Case.Problem problem = c.problem().get();
        List<String> names = new ArrayList<>();
        List<Entrant> entrants = new ArrayList<>();
        try (Peak peak = new Peak(threads)) {
            float[] promised = null;
            for (Contender contender : contenders) {
                Work work = isTooSlow(contender, c) ? null : problem.work().apply(contender);
                if (work != null) {
                    names.add(contender.name());
                    entrants.add(firstCall(work, pace.pause()));
                    float[] result = work.result();
                    problem.expected().check(contender.name(), result);
                    if (contender.hasPromisedBits()) {
                        checkBits(contender, result, promised);
                        promised = result;
                    }
                }
            }
            if (c.flops() > 0) {
                names.add(Peak.NAME);
                // Its threads would have to be woken after each pause, which is no part of the peak.
                entrants.add(firstCall(peak, 0));
            }
            return rows(c, names, new Rounds(pace, threads).time(entrants), peak.flops());
        } finally {
            entrants.forEach(entrant -> entrant.work().close());
        }
    }

    private List<Result> rows(Case c, List<String> names, List<Time> times, long peakFlops) {
        int last = times.size() - 1;
        // In the time that the FMA units would need for this case.
        Time peak = c.flops() > 0 ? times.get(last).times((double) c.flops() / peakFlops) : null;
        List<Result> rows = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            Time time = peak != null && i == last ? peak : times.get(i);
            rows.add(Result.of(suite, c.name(), names.get(i), threads, c.flops(), time, peak));
        }
        return rows;
    }

    /** Judges by the largest call so far, which is an underestimate where the next one fits a cache less well. */
    private boolean isTooSlow(Contender contender, Case c) {
        Call call = largest.get(contender.name());
        if (call == null || c.flops() <= call.flops()) {
            return false;
        }
        double micros = call.micros() * c.flops() / call.flops();
        if (1e3 * micros <= pace.longestCall()) {
            return false;
        }
        report.leftOut(c.name(), contender.name(),
                String.format(Locale.ROOT, "a call would take about %.0f s", 1e-6 * micros));
        return true;
    }

    private static Entrant firstCall(Work work, long pause) {
        long start = System.nanoTime();
        work.run(1);
        return new Entrant(work, System.nanoTime() - start, pause);
    }

    private static void checkBits(Contender contender, float[] result, float @Nullable [] promised) {
        if (promised != null && !Arrays.equals(result, promised)) {
            int at = Arrays.mismatch(result, promised);
            throw new IllegalStateException(contender.name() + " gives " + result[at] + " for element " + at
                    + ", another backend gave " + promised[at]);
        }
    }
}
