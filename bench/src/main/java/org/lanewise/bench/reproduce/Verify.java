package org.lanewise.bench.reproduce;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.lanewise.kernels.Kernels;

/**
 * Computes the corpus in this JVM, with each number of threads that is asked for, and compares with the hashes that are kept. Ends
 * with 0 if all are equal, else with 1.
 *
 * <p>Arguments: the numbers of threads, separated by commas; then {@code tiny}, only small cases; {@code switching}, each part again
 * and again until compiled code has taken the place of portable code in the middle of it. {@code write} alone prints the lines of
 * {@code hashes.txt} instead.
 */
final class Verify {
    /** A part that is still not compiled after so long is left; it was compared all the time. */
    private static final long LONGEST_SWITCH = TimeUnit.SECONDS.toNanos(3);
    private static final String PORTABLE = "portable code serves";

    private final Map<String, String> kept;
    private final boolean tiny;
    private final List<Kernels> threads;
    private final PrintStream out;

    Verify(Map<String, String> kept, boolean tiny, List<Kernels> threads, PrintStream out) {
        this.kept = kept;
        this.tiny = tiny;
        this.threads = threads;
        this.out = out;
    }

    /** A line for each part, and one for each hash that differs. */
    boolean run(boolean switching) {
        boolean allEqual = true;
        for (String name : Corpus.names()) {
            boolean equal = switching ? isEqualWhileSwitching(name) : isEqual(name);
            if (equal) {
                out.printf("%-20s %s equal%n", name, kept.get(name));
            }
            allEqual &= equal;
        }
        out.println(allEqual ? "all equal" : "not all equal");
        return allEqual;
    }

    private boolean isEqual(String name) {
        boolean equal = true;
        for (Kernels kernels : threads) {
            equal &= isEqual(name, kernels);
        }
        return equal;
    }

    /** Numbers of threads take turns while parts of the vector backend become ready, and once more when all are. */
    private boolean isEqualWhileSwitching(String name) {
        boolean equal = true;
        boolean last = false;
        long start = System.nanoTime();
        for (int calls = 0; !last; calls++) {
            boolean settled = calls >= threads.size() && !threads.getFirst().toString().contains(PORTABLE);
            last = settled || System.nanoTime() - start > LONGEST_SWITCH;
            equal &= isEqual(name, threads.get(calls % threads.size()));
        }
        return equal;
    }

    private boolean isEqual(String name, Kernels kernels) {
        String hash = Corpus.hash(name, kernels, tiny);
        boolean equal = hash.equals(kept.get(name));
        if (!equal) {
            out.printf("%-20s %s differs, kept is %s: %s%n", name, hash, kept.get(name), kernels);
        }
        return equal;
    }

    private static void write() {
        for (String name : Corpus.names()) {
            System.out.println(name + " " + Corpus.hash(name, Kernels.create(), false) + " "
                    + Corpus.hash(name, Kernels.create(), true));
        }
    }

    static void main(String[] args) {
        List<String> options = List.of(args);
        if (options.contains("write")) {
            write();
            return;
        }
        boolean tiny = options.contains("tiny");
        List<Kernels> threads = Arrays.stream(args[0].split(",", -1))
                .map(number -> Kernels.create().withThreads(Integer.parseInt(number))).toList();
        Verify verify = new Verify(Corpus.kept(tiny), tiny, threads, Objects.requireNonNull(System.out));
        System.exit(verify.run(options.contains("switching")) ? 0 : 1);
    }
}
