package org.lanewise.bench.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
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
 * The time from the first touch of an implementation to the end of its first, tenth, hundredth … product, in a JVM that has done
 * nothing else. Loading classes and libraries counts, and so does everything that runs before the JIT compiler is through.
 */
final class ColdStart {
    /** After how many products the clock is read. */
    static final List<Integer> COUNTS = List.of(1, 10, 100, 1_000, 3_000, 10_000);

    private static final ProductShape SHAPE = ProductShape.parse("NN 60x64x64");
    private static final Pattern LINE = Pattern.compile("after \\d+: (\\d+) ns");

    private ColdStart() {
    }

    /**
     * An implementation.
     *
     * @param starts for each JVM, microseconds at each of the counts
     */
    private record Implementation(String name, List<List<Double>> starts) {
        Implementation(String name) {
            this(name, new ArrayList<>());
        }

        Rounds.Time time(int countIndex) {
            return Rounds.Time.of(starts.stream().map(start -> start.get(countIndex)).toList());
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
            int index = i;
            int count = COUNTS.get(i);
            report.add(implementations.stream()
                    .map(implementation -> Result.of(Suite.COLDSTART.toString(), "after " + count,
                            implementation.name(),
                            threads, count * SHAPE.flops(), implementation.time(index), null))
                    .toList());
            report.endOfCase();
        }
    }

    /** Microseconds at each of the counts. */
    private static List<Double> inFreshJvm(String name, int threads) {
        List<String> command = new ArrayList<>(List.of(Launch.java()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", Launch.classPath(), ColdStart.class.getName(), name, "" + threads));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output.lines().map(LINE::matcher).filter(Matcher::matches)
                    .map(line -> 1e-3 * Long.parseLong(line.group(1))).toList();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The fresh JVM. */
    static void main(String[] args) {
        Contender contender = Contenders.named(args[0]);
        int threads = Integer.parseInt(args[1]);
        Matrix a = Data.uniform(SHAPE.rowsOfA(), SHAPE.columnsOfA(), 1);
        Matrix b = Data.uniform(SHAPE.rowsOfB(), SHAPE.columnsOfB(), 2);
        long[] nanos = new long[COUNTS.size()];
        long start = System.nanoTime();
        contender.start(threads);
        Work work = Objects.requireNonNull(contender.product(SHAPE, a, b));
        int done = 0;
        for (int i = 0; i < nanos.length; i++) {
            work.run(COUNTS.get(i) - done);
            done = COUNTS.get(i);
            nanos[i] = System.nanoTime() - start;
        }
        // Checked last, so that nothing of it is warm before.
        Expected.product(SHAPE, a, b).check(contender.name(), work.result());
        for (int i = 0; i < nanos.length; i++) {
            System.out.println("after " + COUNTS.get(i) + ": " + nanos[i] + " ns");
        }
    }
}
