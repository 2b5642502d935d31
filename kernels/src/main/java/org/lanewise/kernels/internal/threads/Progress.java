package org.lanewise.kernels.internal.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * How far the parts of a task are, for those that need what earlier parts have done. {@link Workers} has parts taken in
 * ascending order, so whoever waits for earlier ones waits for threads that are at work.
 */
public final class Progress {
    private final AtomicInteger finished = new AtomicInteger();
    private volatile boolean failed;

    /** Before a task begins. */
    public void reset() {
        failed = false;
        finished.set(0);
    }

    /** Waits until so many parts are finished; false if one has failed, so that there is nothing left to do. */
    public boolean await(int parts) {
        long start = 0;
        while (finished.get() < parts && !failed) {
            if (start == 0) {
                start = System.nanoTime();
            } else if (System.nanoTime() - start < Workers.WATCH_NANOS) {
                Thread.onSpinWait();
            } else {
                // Who is waited for may need this processor.
                LockSupport.parkNanos(this, Workers.WATCH_NANOS);
            }
        }
        return !failed;
    }

    /** A part is finished. */
    public void finish() {
        finished.incrementAndGet();
    }

    /** A part has failed: nobody is to wait for it. */
    public void fail() {
        failed = true;
    }
}
