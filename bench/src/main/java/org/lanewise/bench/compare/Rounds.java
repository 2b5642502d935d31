package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The clock. In each round every competitor gets one slice of time, in an order that is drawn anew, so that a slow second of the
 * machine, a neighbour's heat or cold caches hit all of them alike. A slice holds many calls of a short computation or a single
 * one of a long computation; its time divided by its calls is one sample.
 */
final class Rounds {
    /**
     * How much time a case may take.
     *
     * @param warmUp nanoseconds that each competitor runs before the first round, the call that is checked among them
     * @param longestWarmUp nanoseconds after which it no longer waits for the JIT compiler to come to rest
     * @param slice nanoseconds of a slice
     * @param share nanoseconds after which a competitor has had its share of rounds
     * @param fewest rounds that each competitor gets, even if they are more than its share
     * @param longestCall nanoseconds of a call above which a competitor is left out
     * @param pause nanoseconds between two calls, which are not timed; 0 for one call right after the other
     */
    record Pace(long warmUp, long longestWarmUp, long slice, long share, int fewest, long longestCall, long pause) {
        /** For numbers to quote. */
        static final Pace FULL = new Pace(300_000_000, 5_000_000_000L, 5_000_000, 800_000_000, 3, 10_000_000_000L, 0);
        /** Until the JIT compiler has seen it all once. */
        static final Pace REHEARSAL = new Pace(500_000_000, 5_000_000_000L, 2_000_000, 100_000_000, 3, 5_000_000_000L,
                0);
        /** For a look. */
        static final Pace QUICK = new Pace(100_000_000, 5_000_000_000L, 2_000_000, 100_000_000, 3, 5_000_000_000L, 0);

        /** The same with calls that come now and then, as a service has them. */
        Pace withPause(long nanos) {
            return new Pace(warmUp, longestWarmUp, slice, share, fewest, longestCall, nanos);
        }
    }

    /**
     * Work that was checked.
     *
     * @param firstCall nanoseconds of the call that was checked
     * @param pause nanoseconds between two calls
     */
    record Entrant(Work work, long firstCall, long pause) {
    }

    /** Microseconds of one call: in the best round and in the median round. */
    record Time(double best, double median) {

        static Time of(List<Double> samples) {
            double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Time(sorted[0], median);
        }

        Time times(double factor) {
            return new Time(factor * best, factor * median);
        }
    }

    /** Nanoseconds without compilation after which code counts as compiled. */
    private static final long JIT_PAUSE = 50_000_000;
    private static final int MOST_CALLS = 1 << 20;
    /** Helpers of a native library wait in a busy loop for more work. After this they have gone to sleep. */
    private static final int MILLIS_UNTIL_HELPERS_SLEEP = 3;

    private final Pace pace;
    private final int threads;

    Rounds(Pace pace, int threads) {
        this.pace = pace;
        this.threads = threads;
    }

    /** Times all of them, in turns. */
    List<Time> time(List<Entrant> entrants) {
        List<Competitor> competitors = new ArrayList<>();
        for (Entrant entrant : entrants) {
            competitors.add(new Competitor(entrant));
        }
        List<Competitor> round = new ArrayList<>(competitors);
        Random random = new Random(entrants.size());
        while (!round.isEmpty()) {
            Collections.shuffle(round, random);
            for (Competitor competitor : round) {
                competitor.takeSlice();
            }
            round.removeIf(Competitor::hadItsShare);
        }
        return competitors.stream().map(competitor -> Time.of(competitor.samples)).toList();
    }

    private void quiet() {
        if (threads > 1) {
            try {
                Thread.sleep(MILLIS_UNTIL_HELPERS_SLEEP);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final class Competitor {
        private final Work work;
        private final long pause;
        private final List<Double> samples = new ArrayList<>();
        private int calls = 1;
        private long spent;

        Competitor(Entrant entrant) {
            work = entrant.work();
            pause = entrant.pause();
            quiet();
            long total = entrant.firstCall();
            long undisturbed = JustInTime.isBusy() ? 0 : total;
            while (total < pace.warmUp() || (undisturbed < JIT_PAUSE && total < pace.longestWarmUp())) {
                long nanos = nanosInARow(calls);
                total += nanos;
                undisturbed = JustInTime.isBusy() ? 0 : undisturbed + nanos;
                adjustCalls(nanos);
            }
        }

        void takeSlice() {
            quiet();
            if (calls > 1) {
                // Not timed: it brings its own data into the caches and wakes its own helpers.
                work.run(1);
            }
            long nanos = pause == 0 ? nanosInARow(calls) : nanosBetweenPauses();
            spent += nanos + calls * pause;
            samples.add(nanos / (1e3 * calls));
            adjustCalls(nanos);
        }

        private long nanosInARow(int times) {
            long start = System.nanoTime();
            work.run(times);
            return System.nanoTime() - start;
        }

        private long nanosBetweenPauses() {
            long nanos = 0;
            for (int i = 0; i < calls; i++) {
                LockSupport.parkNanos(pause);
                nanos += nanosInARow(1);
            }
            return nanos;
        }

        /** Makes the next slice as long as it should be; at most doubles it, because the first calls are slow. */
        private void adjustCalls(long nanos) {
            calls = Math.clamp(pace.slice() * calls / Math.max(1, nanos + calls * pause), 1,
                    Math.min(2 * calls, MOST_CALLS));
        }

        boolean hadItsShare() {
            return spent >= pace.share() && samples.size() >= pace.fewest();
        }
    }
}
