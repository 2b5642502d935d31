package org.lanewise.kernels.internal.threads;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of a task on several threads, the caller's among them. Which thread runs which part does not matter
 * to the result. The caller claims parts like everybody else, so a task ends even where no other thread ever comes to
 * help; and a caller that finds the helpers busy with another caller's task does all of its own.
 *
 * <p>The helpers are daemon threads of this object, or those of an executor. A helper thread spins for a moment after
 * each task, because the next kernel of a network follows within microseconds, then parks, and ends when it stays idle.
 */
public final class Workers {
    private static final long SPIN_NANOS = 50_000;
    private static final long IDLE_NANOS = 2_000_000_000;
    private static final int SPINS_BEFORE_PARKING = 50_000;
    private static final long PARK_NANOS = 20_000;

    private final int threads;
    private final @Nullable Executor executor;
    /** What the executor runs. */
    private final @Nullable Runnable help;
    /** Made when they are needed, for a process's first call needs none. */
    private @Nullable Helper @Nullable [] helpers;

    /** 0 or 1: an AtomicBoolean would cost the first call a millisecond (docs/adr/0006). */
    private final AtomicInteger busy = new AtomicInteger();
    /** Number of the current task in the upper half, number of its parts not yet claimed in the lower. */
    private final AtomicLong ticket = new AtomicLong();
    private final AtomicInteger unfinished = new AtomicInteger();
    private @Nullable Task task;
    private volatile @Nullable Throwable failure;

    private Workers(int threads, @Nullable Executor executor) {
        this.threads = threads;
        this.executor = executor;
        this.help = executor == null ? null : new Runnable() {
            @Override
            public void run() {
                help();
            }
        };
    }

    /** Uses daemon threads of its own, started when they are needed. */
    public static Workers of(int threads) {
        return new Workers(threads, null);
    }

    /** Uses the threads of an executor. */
    public static Workers of(int threads, Executor executor) {
        return new Workers(threads, executor);
    }

    /** How many threads may work on one task, the caller's included. */
    public int threads() {
        return threads;
    }

    /**
     * Runs parts 0 to {@code parts − 1} and returns when all are done. The first failure of a part is thrown here once
     * the other parts have ended.
     */
    public void run(Task task, int parts) {
        if (threads == 1 || parts <= 1 || !busy.compareAndSet(0, 1)) {
            for (int part = 0; part < parts; part++) {
                task.run(part);
            }
            return;
        }
        Throwable thrown;
        try {
            this.task = task;
            unfinished.set(parts);
            long number = (ticket.get() >>> 32) + 1;
            ticket.set(number << 32 | parts);
            callHelpers(Math.min(threads, parts) - 1);
            claimParts(number & 0xFFFF_FFFFL);
            for (int spins = 0; unfinished.get() != 0; spins++) {
                if (spins < SPINS_BEFORE_PARKING) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(PARK_NANOS);
                }
            }
        } finally {
            thrown = failure;
            failure = null;
            this.task = null;
            busy.set(0);
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private void callHelpers(int count) {
        try {
            for (int i = 0; i < count; i++) {
                if (executor != null && help != null) {
                    executor.execute(help);
                } else {
                    callHelper(i);
                }
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            // No more helpers to be had: fewer of them give the same result.
        }
    }

    private void callHelper(int i) {
        if (helpers == null) {
            helpers = new Helper[threads - 1];
        }
        Helper helper = helpers[i];
        if (helper == null || !helper.wake()) {
            helper = new Helper(i + 1);
            helper.start();
            helpers[i] = helper;
        }
    }

    private void help() {
        claimParts(ticket.get() >>> 32);
    }

    /**
     * Does parts of the numbered task until all are claimed. The number keeps a late helper off a later task's parts.
     */
    private void claimParts(long number) {
        for (long t = ticket.get(); t >>> 32 == number && (int) t != 0; t = ticket.get()) {
            if (ticket.compareAndSet(t, t - 1)) {
                try {
                    Objects.requireNonNull(task).run((int) t - 1);
                } catch (Throwable e) {
                    if (failure == null) {
                        failure = e;
                    }
                } finally {
                    unfinished.decrementAndGet();
                }
            }
        }
    }

    private final class Helper extends Thread {
        private static final int RUNNING = 0;
        private static final int PARKED = 1;
        private static final int ENDED = 2;

        private final AtomicInteger state = new AtomicInteger(RUNNING);

        Helper(int number) {
            super(null, null, "lanewise-" + number, 0, false);
            setDaemon(true);
        }

        /** Makes sure that the helper will see the current task; false if it has ended. */
        boolean wake() {
            if (state.compareAndSet(PARKED, RUNNING)) {
                LockSupport.unpark(this);
            }
            return state.get() != ENDED;
        }

        @Override
        public void run() {
            while (true) {
                help();
                long idleSince = System.nanoTime();
                while ((int) ticket.get() == 0 && System.nanoTime() - idleSince < SPIN_NANOS) {
                    Thread.onSpinWait();
                }
                if ((int) ticket.get() == 0 && !parkUntilWoken()) {
                    return;
                }
            }
        }

        /** False if nobody came for a long time and the thread is to end. */
        private boolean parkUntilWoken() {
            state.set(PARKED);
            long parkedSince = System.nanoTime();
            // A task that came before the state was set has parts to claim; one that comes later wakes this thread.
            while ((int) ticket.get() == 0 && state.get() == PARKED) {
                if (System.nanoTime() - parkedSince > IDLE_NANOS && state.compareAndSet(PARKED, ENDED)) {
                    return false;
                }
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
            state.set(RUNNING);
            return true;
        }
    }
}
