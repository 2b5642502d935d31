package org.lanewise.examples;

/** Runs work until the JIT compiler has done its part, so that what is timed afterwards is compiled code. */
final class WarmUp {
    /** For how long the work may fail to get faster. */
    private static final long PATIENCE_NANOS = 1_000_000_000;
    private static final long MAX_NANOS = 8 * PATIENCE_NANOS;
    /** Less than this is noise. */
    private static final double NOTICEABLE = 0.9;

    private WarmUp() {
    }

    /** Repeats some work until it has not become noticeably faster for a second, for eight seconds at most. */
    static void with(Runnable work) {
        long start = System.nanoTime();
        long improved = start;
        double best = Double.POSITIVE_INFINITY;
        long now = start;
        do {
            long before = now;
            work.run();
            now = System.nanoTime();
            if (now - before < NOTICEABLE * best) {
                best = now - before;
                improved = now;
            }
        } while (now - improved < PATIENCE_NANOS && now - start < MAX_NANOS);
    }
}
