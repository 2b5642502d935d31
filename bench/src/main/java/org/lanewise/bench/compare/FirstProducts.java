package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.lanewise.bench.Data;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.ColdStart.Reading;
import org.lanewise.kernels.Matrix;

/**
 * The time to the end of the first, tenth, hundredth … product, and to the first hundred products at nine tenths of the speed that is
 * reached in the end.
 */
final class FirstProducts {
    /** After how many products the clock is read. */
    static final List<Integer> COUNTS = List.of(1, 10, 100, 1_000, 3_000, 10_000);

    private static final ProductShape SHAPE = ProductShape.parse("NN 60x64x64");
    /** From this count on the clock is read each time that so many more products are done. */
    private static final int SLICE = 100;
    /** Long enough for every JIT compiler to come to rest. */
    private static final long OBSERVED_NANOS = 3_000_000_000L;

    private FirstProducts() {
    }

    /** How many products had been computed when the clock was read. */
    private record Count(int products, long nanos) {
    }

    static List<Reading> compute(Contender contender, int threads) {
        Matrix a = Data.uniform(SHAPE.rowsOfA(), SHAPE.columnsOfA(), 1);
        Matrix b = Data.uniform(SHAPE.rowsOfB(), SHAPE.columnsOfB(), 2);
        List<Count> counts = new ArrayList<>();
        int done = 0;
        long start = System.nanoTime();
        contender.start(threads);
        Work work = Objects.requireNonNull(contender.product(SHAPE, a, b));
        long nanos;
        do {
            int next = counts.size() < COUNTS.indexOf(SLICE)
                    ? COUNTS.get(counts.size())
                    : done / SLICE * SLICE + SLICE;
            work.run(next - done);
            done = next;
            nanos = System.nanoTime() - start;
            counts.add(new Count(done, nanos));
        } while (done < COUNTS.getLast() || nanos < OBSERVED_NANOS);
        // Checked last, so that nothing of it is warm before.
        Expected.product(SHAPE, a, b).check(contender.name(), work.result());
        List<Reading> readings = new ArrayList<>();
        for (Count count : counts) {
            if (COUNTS.contains(count.products())) {
                readings.add(new Reading("after " + count.products(), count.nanos(), count.products() * SHAPE.flops()));
            }
        }
        readings.add(new Reading("90 % of full speed", nanosToFullSpeed(counts), 0));
        return readings;
    }

    /** The end of the first slice that was as fast as nine tenths of the speed at last, the median of the last third of the time. */
    private static long nanosToFullSpeed(List<Count> counts) {
        List<Long> last = new ArrayList<>();
        for (int i = counts.size() - 1; counts.get(i).nanos() > counts.getLast().nanos() * 2 / 3; i--) {
            last.add(counts.get(i).nanos() - counts.get(i - 1).nanos());
        }
        Collections.sort(last);
        double enough = last.get(last.size() / 2) / 0.9;
        for (int i = COUNTS.indexOf(SLICE) + 1;; i++) {
            if (counts.get(i).nanos() - counts.get(i - 1).nanos() <= enough) {
                return counts.get(i).nanos();
            }
        }
    }
}
