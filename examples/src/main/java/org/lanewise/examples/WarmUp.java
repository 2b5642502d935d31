package org.lanewise.examples;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** Runs work until the JIT compiler has done its part, so that what is timed afterwards is compiled code. */
final class WarmUp {
    private static final long QUIET_NANOS = 1_000_000_000;
    private static final long MAX_NANOS = 15 * QUIET_NANOS;
    /** A smaller gain is noise. */
    private static final double FASTER = 0.9;
    /** A small method more or less, somewhere in the JVM, does not matter. */
    private static final long NOTICEABLE_COMPILATION_MILLIS = 100;

    private WarmUp() {
    }

    /**
     * Repeats some work until for a second it has not become faster and the JIT compiler has had hardly anything to
     * do, for 15 seconds at most.
     */
    static void with(Runnable work) {
        long start = System.nanoTime();
        long quietSince = start;
        long compiled = compilationMillis();
        long best = Long.MAX_VALUE;
        long now = start;
        do {
            long before = now;
            work.run();
            now = System.nanoTime();
            boolean faster = now - before < FASTER * best;
            if (faster || compilationMillis() - compiled > NOTICEABLE_COMPILATION_MILLIS) {
                best = Math.min(best, now - before);
                compiled = compilationMillis();
                quietSince = now;
            }
        } while (now - quietSince < QUIET_NANOS && now - start < MAX_NANOS);
    }

    private static long compilationMillis() {
        CompilationMXBean jit = ManagementFactory.getCompilationMXBean();
        return jit == null ? 0 : jit.getTotalCompilationTime();
    }
}
