package org.lanewise.kernels.internal.threads;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of a task on several threads, the caller's among them. Which thread runs which part does not matter
 * to the result. The caller claims parts like everybody else, so a task ends even where no other thread ever comes to
 * help; and a caller that finds the helpers busy does all of its own.
 *
 * <p>Helpers come late: a thread that sleeps takes some 30 to 50 µs to wake. So a helper is never waited for until it
 * has a part, and is woken only for work that is longer than that (docs/adr/0001).
 */
public final class Workers {
    /**
     * How long a helper without a task watches for the next one, because the next kernel of a network follows within
     * microseconds; and a caller for its helpers' last parts. To sleep and to be woken takes as long.
     */
    static final long WATCH_NANOS = 50_000;
    /** A task is shared by no more threads than have so much to do. */
    private static final long NANOS_PER_THREAD = 1 << 10;
    /**
     * The work that a helper is woken for: twice as long as it takes to wake, so that it finds half of it when it comes.
     */
    static final long WAKE_NANOS = 100_000;

    /** More than a call needs that is not a part and starts no thread, in frames as small as the JIT makes them. */
    private static final int STACK_FRAMES = 64;

    private final int threads;
    private final @Nullable Executor executor;
    /** Looked for when they are needed, for a process's first call needs none; by whoever is busy, so only once. */
    private volatile Helper @Nullable [] helpers;

    /** 0 or 1: an AtomicBoolean would cost the first call a millisecond (docs/adr/0006). */
    private final AtomicInteger busy = new AtomicInteger();
    /** Who takes one of them has the task's part of that number, and keeps the task from ending. */
    private final AtomicInteger unclaimed = new AtomicInteger();
    private final AtomicInteger finishedByHelpers = new AtomicInteger();
    private @Nullable Task task;
    private int parts;
    private @Nullable Throwable failure;
    /** The caller, when it sleeps until the helpers have finished. */
    private volatile @Nullable Thread sleeper;

    /** Work of the tasks that came shortly one after the other, and was not yet spent on waking a helper. */
    private long credit;
    private long lastEnd;

    private Workers(int threads, @Nullable Executor executor) {
        this.threads = threads;
        this.executor = executor;
    }

    /** Uses the daemon threads that all such objects share, started when they are needed. */
    public static Workers of(int threads) {
        return new Workers(threads, null);
    }

    /** Uses the threads of an executor, which has {@code threads − 1} tasks of this object at a time at most. */
    public static Workers of(int threads, Executor executor) {
        return new Workers(threads, executor);
    }

    /** How many threads may work on one task, the caller's included. */
    public int threads() {
        return threads;
    }

    /**
     * How many threads a task will find that comes now: the helpers that watch, and as many more as its work pays for
     * waking. A task that is to find none is best not cut at all; when the caller has done it alone, it says
     * {@link #ended}.
     *
     * @param nanos about how long one thread takes for the task
     */
    public int threadsFor(long nanos) {
        int most = (int) Math.min(threads, nanos / NANOS_PER_THREAD);
        if (most < 2 || busy.get() != 0) {
            return 1;
        }
        // A helper that is awake would have seen a task that follows another closely: they count as one. Callers at the
        // same time may lose some of it, and a helper.
        boolean follows = executor == null && System.nanoTime() - lastEnd < WATCH_NANOS;
        credit = (follows ? Math.min(credit, WAKE_NANOS) : 0) + nanos;
        return (int) Math.min(most, 1 + awake(most - 1) + credit / WAKE_NANOS);
    }

    private int awake(int most) {
        Helper[] all = helpers;
        int awake = 0;
        for (int i = 0; all != null && i < all.length && awake < most; i++) {
            awake += all[i].isAwakeFor(this) ? 1 : 0;
        }
        return awake;
    }

    /** Tells that the caller did a task alone, for which it had asked for threads. */
    public void ended(long nanos) {
        if (nanos >= 2 * NANOS_PER_THREAD) {
            lastEnd = System.nanoTime();
        }
    }

    /**
     * Runs parts 0 to {@code parts − 1} and returns when all are done. All are run, whatever fails: the first failure of
     * a part, or an error of the executor, is thrown when the other parts have ended. Threads take parts as they come,
     * so several parts a thread are better than one; and they take them in ascending order, so that a part can wait for
     * earlier ones ({@link Progress}).
     *
     * @param task what is done
     * @param parts how many parts it has
     * @param threads on how many threads at most: what {@link #threadsFor} said
     */
    public void run(Task task, int parts, int threads) {
        int helpers = Math.min(threads, parts) - 1;
        if (helpers < 1 || !enter()) {
            runAlone(task, parts);
            lastEnd = System.nanoTime();
            return;
        }
        this.task = task;
        this.parts = parts;
        finishedByHelpers.set(0);
        unclaimed.set(parts);
        // None of these throws: what fails is kept until nobody has a part any more.
        callHelpers(helpers);
        awaitHelpers(parts - claimParts());
        Throwable thrown = failure;
        failure = null;
        this.task = null;
        busy.set(0);
        rethrow(thrown);
    }

    /**
     * False if another call is under way, on another thread or around this one. If the stack is about to end it ends
     * here, and not where helpers have come and have to be waited for.
     */
    private boolean enter() {
        reserveStack(STACK_FRAMES);
        return busy.compareAndSet(0, 1);
    }

    /** Throws a StackOverflowError here if so much of the stack is not left. */
    static void reserveStack(int frames) {
        if (frames > 0) {
            reserveStack(frames - 1);
        }
    }

    private static void runAlone(Task task, int parts) {
        Throwable failure = null;
        for (int part = 0; part < parts; part++) {
            try {
                task.run(part);
            } catch (Throwable e) {
                if (failure == null) {
                    failure = e;
                }
            }
        }
        rethrow(failure);
    }

    /** Throws it as it is, a checked exception too, which a part may throw behind the compiler's back. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void rethrow(@Nullable Throwable failure) throws E {
        if (failure != null) {
            throw (E) failure;
        }
    }

    /** First those who watch, at a cost of nanoseconds; others as far as the work pays for it. */
    private void callHelpers(int count) {
        try {
            Helper[] all = helpers();
            int called = 0;
            for (int i = 0; i < all.length && called < count; i++) {
                called += all[i].callIfAwake(this) ? 1 : 0;
            }
            for (int i = 0; i < all.length && called < count && credit >= WAKE_NANOS; i++) {
                if (all[i].wake(this)) {
                    called++;
                    credit -= WAKE_NANOS;
                }
            }
        } catch (Exception | OutOfMemoryError | StackOverflowError e) {
            // No more helpers to be had: fewer of them give the same result.
        } catch (Error e) {
            fail(e);
        }
    }

    private Helper[] helpers() {
        Helper[] all = helpers;
        if (all == null) {
            all = executor == null ? Helper.ofProcess(threads - 1) : Helper.of(executor, threads - 1);
            helpers = all;
        }
        return all;
    }

    /** Does parts until all are claimed, and returns how many. */
    private int claimParts() {
        int claimed = 0;
        for (int left = unclaimed.get(); left != 0; left = unclaimed.get()) {
            if (unclaimed.compareAndSet(left, left - 1)) {
                claimed++;
                try {
                    Objects.requireNonNull(task).run(parts - left);
                } catch (Throwable e) {
                    fail(e);
                }
            }
        }
        return claimed;
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    private void awaitHelpers(int parts) {
        long start = System.nanoTime();
        boolean interrupted = false;
        while (finishedByHelpers.get() != parts) {
            if (System.nanoTime() - start < WATCH_NANOS) {
                Thread.onSpinWait();
            } else if (sleeper == null) {
                // And once more: a helper that finished before this did not know.
                sleeper = Thread.currentThread();
            } else {
                LockSupport.park(this);
                // An interrupted thread cannot sleep: the interrupt is kept for the caller.
                interrupted |= Thread.interrupted();
            }
        }
        sleeper = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        lastEnd = System.nanoTime();
    }

    /** Whether a helper would find something to do. */
    boolean hasParts() {
        return unclaimed.get() != 0;
    }

    /** What a helper does, whenever it comes: parts of the task that is under way then, if one is. */
    void help() {
        int finished = claimParts();
        if (finished != 0) {
            finishedByHelpers.addAndGet(finished);
            LockSupport.unpark(sleeper);
        }
    }
}
