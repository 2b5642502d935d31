package org.lanewise.kernels.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A small lock-free store of reusable objects. Unlike a {@code ThreadLocal} it stays small whatever the number of
 * threads, virtual ones included, and once warm it allocates nothing.
 */
public abstract class Pool<T> {
    private static final int SLOTS = 64;

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS);

    /** An empty pool. */
    protected Pool() {
    }

    /**
     * Makes an object where there is none to reuse. A method and not a lambda: the first lambdas of a process cost it
     * milliseconds, and a pool is needed in the first call.
     */
    protected abstract T create();

    /** An object that nobody else holds. */
    public final T acquire() {
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (home + i) & (SLOTS - 1);
            if (slots.getPlain(slot) != null) {
                T object = slots.getAndSet(slot, null);
                if (object != null) {
                    return object;
                }
            }
        }
        return create();
    }

    /** Gives an object back; where there is no room it is dropped. */
    public final void release(T object) {
        int home = home();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (home + i) & (SLOTS - 1);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, object)) {
                return;
            }
        }
    }

    /** Where a thread looks first: threads that were started one after the other have cache lines of their own. */
    private static int home() {
        return 17 * (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
