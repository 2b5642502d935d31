package org.lanewise.kernels.internal;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A small lock-free store of reusable objects. Unlike a {@code ThreadLocal} it stays small whatever the number of
 * threads, virtual ones included, and once warm it allocates nothing. What has not been used for some seconds is
 * dropped by the calls that come then, of this pool or of any other (docs/adr/0001).
 *
 * <p>It is needed in the first call of a process, and avoids what would cost that call a millisecond: lambdas, and
 * atomic arrays, which use var handles (docs/adr/0006).
 */
public final class Pool<T> {
    /** How many objects a pool keeps: two for each processor, from 8 to 64, a power of two. */
    static final int KEPT = Math.clamp(Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1), 8,
            64);

    private static final int SLOTS = 64;
    /** Where few are kept the slots in between only keep the others on cache lines of their own. */
    private static final int STRIDE = SLOTS / KEPT;

    private static final int EMPTY = 0;
    private static final int FULL = 1;
    /** A thread is putting an object there, or taking it. */
    private static final int BUSY = 2;

    /** Uses of a slot between two looks at the clock. */
    private static final int USES_PER_LOOK = 64;
    /** What was not used in between two inspections so far apart is dropped. */
    private static final long INSPECTION_NANOS = 2_000_000_000;

    private static @Nullable Pool<?> newest;
    private static volatile long lastInspection = System.nanoTime();

    private final AtomicInteger[] states = new AtomicInteger[SLOTS];
    private final @Nullable Object[] objects = new Object[SLOTS];
    /** How often something was put into a slot, */
    private final int[] uses = new int[SLOTS];
    /** and how often it had been at the last inspection. */
    private final int[] usesBefore = new int[SLOTS];
    /** The pool that was made before this one. */
    private final @Nullable Pool<?> older;

    /** An empty pool. */
    public Pool() {
        for (int slot = 0; slot < SLOTS; slot++) {
            states[slot] = new AtomicInteger(EMPTY);
        }
        synchronized (Pool.class) {
            older = newest;
            newest = this;
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
            int use = ++uses[slot];
            states[slot].lazySet(FULL);
            if (use % USES_PER_LOOK == 0 && System.nanoTime() - lastInspection > INSPECTION_NANOS) {
                inspectIfDue();
            }
        }
    }

    /**
     * Makes a slot that is in this state busy. The search begins where the thread has a place of its own: threads that
     * were started one after the other have different cache lines.
     */
    private int enter(int state) {
        int home = 21 * (int) Thread.currentThread().threadId();
        for (int i = 0; i < KEPT; i++) {
            int slot = (home + i) * STRIDE & (SLOTS - 1);
            AtomicInteger at = states[slot];
            if (at.get() == state && at.compareAndSet(state, BUSY)) {
                return slot;
            }
        }
        return -1;
    }

    private static synchronized void inspectIfDue() {
        if (System.nanoTime() - lastInspection > INSPECTION_NANOS) {
            inspect();
            lastInspection = System.nanoTime();
        }
    }

    /** Drops from all pools what has not been used since the last time. */
    static synchronized void inspect() {
        for (Pool<?> pool = newest; pool != null; pool = pool.older) {
            for (int slot = 0; slot < SLOTS; slot += STRIDE) {
                pool.inspect(slot);
            }
        }
    }

    private void inspect(int slot) {
        AtomicInteger at = states[slot];
        int use = uses[slot];
        if (use != usesBefore[slot]) {
            usesBefore[slot] = use;
        } else if (at.get() == FULL && at.compareAndSet(FULL, BUSY)) {
            // What was read before the slot was entered may have been out of date.
            boolean unused = uses[slot] == use;
            if (unused) {
                objects[slot] = null;
            }
            at.lazySet(unused ? EMPTY : FULL);
        }
    }
}
