package org.lanewise.bench.reproduce;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.lanewise.kernels.Kernels;

/**
 * Computes the corpus in this JVM, with each number of threads that is asked for, and compares with the hashes that are kept. Ends
 * with 0 if all are equal, else with 1.
 *
 * <p>Arguments: the numbers of threads, separated by commas. {@code tiny}: only small cases. {@code switching}: each part again and
 * again, until compiled code has taken the place of portable code in the middle of it. {@code write}: prints the lines of {@code
 * hashes.txt} instead.
 */
final class Verify {
    /** A part that is still not compiled after so long is left; it was compared all the time. */
    private static final long LONGEST_SWITCH = TimeUnit.SECONDS.toNanos(4);
    private static final String PORTABLE = "portable code serves";

    private final boolean tiny;
    private final Map<String, String> kept;
    private boolean allEqual = true;

    private Verify(boolean tiny) {
        this.tiny = tiny;
        kept = Corpus.kept(tiny);
    }

    private boolean isEqual(String name, Kernels kernels) {
        String hash = Corpus.hash(name, kernels, tiny);
        boolean equal = hash.equals(kept.get(name));
        if (!equal) {
            System.out.printf("%-22s %s differs, kept is %s (%s)%n", name, hash, kept.get(name), kernels);
            allEqual = false;
        }
        return equal;
    }

    private void compare(String name, List<Kernels> all) {
        boolean equal = true;
        for (Kernels kernels : all) {
            equal &= isEqual(name, kernels);
        }
        tell(name, equal);
    }

    /** Numbers of threads take turns while parts of the vector backend become ready. */
    private void compareWhileSwitching(String name, List<Kernels> all) {
        long start = System.nanoTime();
        boolean equal = true;
        int calls = 0;
        boolean portable = true;
        do {
            equal &= isEqual(name, all.get(calls++ % all.size()));
            // Once more when nothing is left to be compiled.
            boolean before = portable;
            portable = all.getFirst().toString().contains(PORTABLE);
            if (!before && !portable) {
                break;
            }
        } while (System.nanoTime() - start < LONGEST_SWITCH);
        tell(name, equal);
    }

    private void tell(String name, boolean equal) {
        if (equal) {
            System.out.printf("%-22s %s equal%n", name, kept.get(name));
        }
    }

    private static void write() {
        for (String name : Corpus.names()) {
            System.out.println(name + " " + Corpus.hash(name, Kernels.create(), false) + " "
                    + Corpus.hash(name, Kernels.create(), true));
        }
    }

    static void main(String[] args) {
        List<String> options = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        if (options.contains("write")) {
            write();
            return;
        }
        List<Kernels> all = Arrays.stream((args.length == 0 ? "1" : args[0]).split(",", -1))
                .map(number -> Kernels.create().withThreads(Integer.parseInt(number))).toList();
        Verify verify = new Verify(options.contains("tiny"));
        for (String name : Corpus.names()) {
            if (options.contains("switching")) {
                verify.compareWhileSwitching(name, all);
            } else {
                verify.compare(name, all);
            }
        }
        System.out.println(verify.allEqual ? "all equal" : "not all equal");
        System.exit(verify.allEqual ? 0 : 1);
    }
}
