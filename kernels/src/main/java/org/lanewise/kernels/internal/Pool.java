package org.lanewise.kernels.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A small lock-free store of reusable objects. Unlike a {@code ThreadLocal} it stays small whatever the number of
 * threads, virtual ones included, and once warm it allocates nothing. It is needed in the first call of a process, and
 * avoids what would cost that call a millisecond: lambdas, and atomic arrays, which use var handles (docs/adr/0006).
 */
public final class Pool<T> {
    private static final int SLOTS = 64;

    private static final int EMPTY = 0;
    private static final int FULL = 1;
    /** A thread is putting an object there, or taking it. */
    private static final int BUSY = 2;

    private final AtomicInteger[] states = new AtomicInteger[SLOTS];
    private final @Nullable Object[] objects = new Object[SLOTS];

    /** An empty pool. */
    public Pool() {
        for (int slot = 0; slot < SLOTS; slot++) {
            states[slot] = new AtomicInteger(EMPTY);
        }
    }

    /** An object that nobody else holds, or null if there is none and the caller is to make one. */
    @SuppressWarnings("unchecked")
    public @Nullable T acquire() {
        int slot = enter(FULL);
        if (slot < 0) {
            return null;
        }
        Object object = objects[slot];
        objects[slot] = null;
        states[slot].lazySet(EMPTY);
        return (T) object;
    }

    /** Gives an object back; where there is no room it is dropped. */
    public void release(T object) {
        int slot = enter(EMPTY);
        if (slot >= 0) {
            objects[slot] = object;
            states[slot].lazySet(FULL);
        }
    }

    /**
     * Makes a slot that is in this state busy. The search begins where the thread has a place of its own: threads that
     * were started one after the other have different cache lines.
     */
    private int enter(int state) {
        int home = 17 * (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (home + i) & (SLOTS - 1);
            AtomicInteger at = states[slot];
            if (at.get() == state && at.compareAndSet(state, BUSY)) {
                return slot;
            }
        }
        return -1;
    }
}
