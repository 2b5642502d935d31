package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lanewise.bench.Data;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Matrix;

/**
 * The time from the first touch of an implementation to the end of its first, tenth, hundredth … product, and to the first hundred
 * products at nine tenths of the speed that it reaches in the end, in a JVM that has done nothing else. Loading classes and libraries
 * counts, and so does everything that runs before the JIT compiler is through.
 */
final class ColdStart {
    /** After how many products the clock is read. */
    static final List<Integer> COUNTS = List.of(1, 10, 100, 1_000, 3_000, 10_000);

    private static final ProductShape SHAPE = ProductShape.parse("NN 60x64x64");
    private static final Pattern LINE = Pattern.compile(".*: (\\d+) ns");
    private static final String FULL_SPEED = "90 % of full speed";
    /** From this count on the clock is read each time that so many more products are done. */
    private static final int SLICE = 100;
    /** Long enough for every JIT compiler to come to rest. */
    private static final long OBSERVED_NANOS = 3_000_000_000L;

    private ColdStart() {
    }

    /**
     * An implementation.
     *
     * @param starts for each JVM, microseconds at each of the counts and at full speed
     */
    private record Implementation(String name, List<List<Double>> starts) {
        Implementation(String name) {
            this(name, new ArrayList<>());
        }

        Rounds.Time time(int index) {
            return Rounds.Time.of(starts.stream().map(start -> start.get(index)).toList());
        }
    }

    /**
     * Starts JVMs in turns and reports their times.
     *
     * @param runs JVMs for each implementation
     */
    static void compare(List<String> names, int threads, int runs, Report report) {
        List<Implementation> implementations = names.stream().map(Implementation::new).toList();
        List<Implementation> round = new ArrayList<>(implementations);
        Random random = new Random(runs);
        for (int run = 0; run < runs; run++) {
            Collections.shuffle(round, random);
            for (Implementation implementation : round) {
                implementation.starts().add(inFreshJvm(implementation.name(), threads));
            }
        }
        for (int i = 0; i < COUNTS.size(); i++) {
            report(implementations, "after " + COUNTS.get(i), threads, COUNTS.get(i) * SHAPE.flops(), i, report);
        }
        report(implementations, FULL_SPEED, threads, 0, COUNTS.size(), report);
    }

    private static void report(List<Implementation> implementations, String name, int threads, long flops, int index,
            Report report) {
        report.add(implementations.stream()
                .map(implementation -> Result.of(Suite.COLDSTART.toString(), name, implementation.name(), threads,
                        flops,
                        implementation.time(index), null))
                .toList());
        report.endOfCase();
    }

    /** Microseconds at each of the counts, and until full speed. */
    private static List<Double> inFreshJvm(String name, int threads) {
        return Launch.freshJvm(ColdStart.class, name, "" + threads).lines().map(LINE::matcher).filter(Matcher::matches)
                .map(line -> 1e-3 * Long.parseLong(line.group(1))).toList();
    }

    /** How many products had been computed when the clock was read. */
    private record Reading(int products, long nanos) {
    }

    /** The fresh JVM. */
    static void main(String[] args) {
        Contender contender = Contenders.named(args[0]);
        int threads = Integer.parseInt(args[1]);
        Matrix a = Data.uniform(SHAPE.rowsOfA(), SHAPE.columnsOfA(), 1);
        Matrix b = Data.uniform(SHAPE.rowsOfB(), SHAPE.columnsOfB(), 2);
        List<Reading> readings = new ArrayList<>();
        int done = 0;
        long start = System.nanoTime();
        contender.start(threads);
        Work work = Objects.requireNonNull(contender.product(SHAPE, a, b));
        long nanos;
        do {
            int next = readings.size() < COUNTS.indexOf(SLICE)
                    ? COUNTS.get(readings.size())
                    : done / SLICE * SLICE + SLICE;
            work.run(next - done);
            done = next;
            nanos = System.nanoTime() - start;
            readings.add(new Reading(done, nanos));
        } while (done < COUNTS.getLast() || nanos < OBSERVED_NANOS);
        // Checked last, so that nothing of it is warm before.
        Expected.product(SHAPE, a, b).check(contender.name(), work.result());
        for (Reading reading : readings) {
            if (COUNTS.contains(reading.products())) {
                System.out.println("after " + reading.products() + ": " + reading.nanos() + " ns");
            }
        }
        System.out.println(FULL_SPEED + ": " + nanosToFullSpeed(readings) + " ns");
    }

    /** The end of the first slice that was as fast as nine tenths of the speed at last, the median of the last third of the time. */
    private static long nanosToFullSpeed(List<Reading> readings) {
        List<Long> last = new ArrayList<>();
        for (int i = readings.size() - 1; readings.get(i).nanos() > readings.getLast().nanos() * 2 / 3; i--) {
            last.add(readings.get(i).nanos() - readings.get(i - 1).nanos());
        }
        Collections.sort(last);
        double enough = last.get(last.size() / 2) / 0.9;
        for (int i = COUNTS.indexOf(SLICE) + 1;; i++) {
            if (readings.get(i).nanos() - readings.get(i - 1).nanos() <= enough) {
                return readings.get(i).nanos();
            }
        }
    }
}
