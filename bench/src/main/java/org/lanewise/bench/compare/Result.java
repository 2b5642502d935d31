package org.lanewise.bench.compare;

import com.google.gson.annotations.SerializedName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast an implementation was in a case: a row of the table, an object of the JSON file.
 *
 * @param suite the suite
 * @param name the case
 * @param impl the implementation
 * @param threads how many threads it might use
 * @param bestUs microseconds of a call in the best round
 * @param medianUs microseconds of a call in the median round
 * @param gflops {@code 10⁹} floating-point operations a second in the best round; null where nobody counts them
 * @param peakFraction {@code gflops} in parts of the FMA peak that was measured in the same rounds; null without one
 */
record Result(String suite, @SerializedName("case") String name, String impl, int threads, double bestUs,
        double medianUs, @Nullable Double gflops, @Nullable Double peakFraction) {
    private static final MathContext DIGITS = new MathContext(5);

    /**
     * A row.
     *
     * @param flops the floating-point operations of a call, 0 if nobody counts them
     * @param peak the best time in which the FMA units could do them, null if that was not measured
     */
    static Result of(String suite, String name, String impl, int threads, long flops, Rounds.Time time,
            Rounds.@Nullable Time peak) {
        return new Result(suite, name, impl, threads, rounded(time.best()), rounded(time.median()),
                flops == 0 ? null : rounded(flops / (1e3 * time.best())),
                peak == null ? null : rounded(peak.best() / time.best()));
    }

    /**
     * One row for the rows of one case and implementation in several JVMs: the best round of all with its rates, and the median of
     * the medians.
     */
    static Result merged(List<Result> runs) {
        Result best = Collections.min(runs, Comparator.comparingDouble(Result::bestUs));
        Rounds.Time medians = Rounds.Time.of(runs.stream().map(Result::medianUs).toList());
        return new Result(best.suite, best.name, best.impl, best.threads, best.bestUs, rounded(medians.median()),
                best.gflops, best.peakFraction);
    }

    /** The same as a row of another implementation. */
    Result by(String otherImpl) {
        return new Result(suite, name, otherImpl, threads, bestUs, medianUs, gflops, peakFraction);
    }

    /** The same as a row of another suite and case. */
    Result named(String otherSuite, String otherName) {
        return new Result(otherSuite, otherName, impl, threads, bestUs, medianUs, gflops, peakFraction);
    }

    private static double rounded(double x) {
        return new BigDecimal(x).round(DIGITS).doubleValue();
    }
}
