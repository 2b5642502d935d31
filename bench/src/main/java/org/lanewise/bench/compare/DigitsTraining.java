package org.lanewise.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.lanewise.bench.compare.ColdStart.Reading;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Split;

/** A network that learns digits, trained for the first time in a JVM, and when everything is warm. */
final class DigitsTraining {
    private static final long WARM_UP_NANOS = 15_000_000_000L;
    /** How many warm trainings there are, each from another start: the accuracy is that of all of them. */
    private static final int WARM = 5;
    /** What is not reached without a mistake. The settings of all contenders reach more in the mean. */
    private static final double LEAST_ACCURACY = 0.95;

    private DigitsTraining() {
    }

    /** The time of the first training, from the first touch of the contender on, and that of the fastest warm one. */
    static List<Reading> train(Contender contender, int threads) {
        Split<Dataset> digits = Images.digits();
        long start = System.nanoTime();
        contender.start(threads);
        // Now, because later it tells how far the compiler is, which differs from JVM to JVM.
        String description = contender.description();
        long first;
        try (Work work = classifier(contender, digits, 0)) {
            work.run(1);
            first = System.nanoTime() - start;
            while (System.nanoTime() - start < WARM_UP_NANOS) {
                work.run(1);
            }
        }
        long best = Long.MAX_VALUE;
        double accuracy = 0;
        for (int seed = 1; seed <= WARM; seed++) {
            try (Work work = classifier(contender, digits, seed)) {
                long before = System.nanoTime();
                work.run(1);
                best = Math.min(best, System.nanoTime() - before);
                accuracy += work.result()[0] / WARM;
            }
        }
        // Negated, so that a NaN is refused as well.
        if (!(accuracy >= LEAST_ACCURACY)) {
            throw new IllegalStateException(contender.name() + " has an accuracy of " + accuracy);
        }
        System.out.printf(Locale.ROOT, "%s%s (%s): test accuracy %.4f in the mean of %d trainings%n", ColdStart.REMARK,
                contender.name(), description, accuracy, WARM);
        return List.of(new Reading("first training", first, 0), new Reading("warm training", best, 0));
    }

    private static Work classifier(Contender contender, Split<Dataset> digits, long seed) {
        return Objects.requireNonNull(contender.classifier(digits, seed), contender.name());
    }
}
