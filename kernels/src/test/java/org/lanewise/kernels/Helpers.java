package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.concurrent.Executor;

/** An executor whose every task is a helper that comes at once, on the caller's thread, and leaves it no part to do. */
final class Helpers implements Executor {
    private int calls;

    @Override
    public void execute(Runnable help) {
        calls++;
        help.run();
    }

    /** Asserts that somebody asked for help, so that what a test compares was really split. */
    void assertCalled() {
        assertNotEquals(0, calls, "the problem is too small to be split");
    }
}
