package org.lanewise.kernels.internal.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A place for a helper: a thread of the library that comes when it is needed, watches for a moment for the next call,
 * then sleeps, and ends when it stays idle; or a task of an executor, which ends with the caller's.
 */
final class Helper implements Runnable {
    private static final long IDLE_NANOS = 5_000_000_000L;
    /** Some 16 KB of stack where the JIT made the frames as small as it can. */
    private static final int START_FRAMES = 1000;

    /** What it does while it has no caller. */
    private enum Idle {
        ABSENT, ASLEEP, WATCHING
    }

    private static final List<Helper> OF_PROCESS = new ArrayList<>();

    private final String name;
    private final @Nullable Executor executor;
    /** One of {@link Idle}, or the {@link Workers} that call it: until it has come, and no part is left. */
    private final AtomicReference<Object> state = new AtomicReference<>(Idle.ABSENT);
    private @Nullable Thread thread;

    private Helper(String name, @Nullable Executor executor) {
        this.name = name;
        this.executor = executor;
    }

    /** The first of the places that all callers of the process share: there are as many as the largest number asked for. */
    static synchronized Helper[] ofProcess(int count) {
        while (OF_PROCESS.size() < count) {
            OF_PROCESS.add(new Helper("lanewise-" + (OF_PROCESS.size() + 1), null));
        }
        return OF_PROCESS.subList(0, count).toArray(new Helper[0]);
    }

    /** Places for tasks of an executor. */
    static Helper[] of(Executor executor, int count) {
        Helper[] helpers = new Helper[count];
        for (int i = 0; i < count; i++) {
            helpers[i] = new Helper("", executor);
        }
        return helpers;
    }

    /** Whether it watches, or is on its way to this caller already. */
    boolean isAwakeFor(Workers caller) {
        Object now = state.get();
        return now == Idle.WATCHING || now == caller;
    }

    /** Calls the helper if it watches; true as well if it is on its way to this caller already. */
    boolean callIfAwake(Workers caller) {
        return state.compareAndSet(Idle.WATCHING, caller) || state.get() == caller;
    }

    /** Calls the helper if it sleeps, or has yet to come. */
    boolean wake(Workers caller) {
        if (state.compareAndSet(Idle.ASLEEP, caller)) {
            LockSupport.unpark(thread);
            return true;
        }
        if (state.get() == Idle.ABSENT) {
            // To start a thread takes many calls inside each other: if the stack ends there, nobody knows how far they came.
            Workers.reserveStack(START_FRAMES);
            if (state.compareAndSet(Idle.ABSENT, caller)) {
                start();
                return true;
            }
        }
        return false;
    }

    private void start() {
        if (executor == null) {
            try {
                thread = DaemonThread.of(name, this);
                thread.start();
            } catch (Error e) {
                state.set(Idle.ABSENT);
                throw e;
            }
        } else {
            try {
                executor.execute(this);
            } catch (RejectedExecutionException e) {
                // After anything else it may have the task, and gets no other instead until it has run it.
                state.set(Idle.ABSENT);
                throw e;
            }
        }
    }

    @Override
    public void run() {
        do {
            help();
        } while (executor == null && isCalledAgain());
    }

    private void help() {
        Idle idle = executor == null ? Idle.WATCHING : Idle.ABSENT;
        boolean relied = true;
        while (relied && state.get() instanceof Workers caller) {
            caller.help();
            state.set(idle);
            // A task that came before this relies on a helper that was still there; a later one has called it again.
            relied = caller.hasParts() && state.compareAndSet(idle, caller);
        }
    }

    /** False if nobody came for a long time and the thread is to end. */
    private boolean isCalledAgain() {
        long start = System.nanoTime();
        while (state.get() == Idle.WATCHING) {
            if (System.nanoTime() - start < Workers.WATCH_NANOS) {
                Thread.onSpinWait();
            } else {
                state.compareAndSet(Idle.WATCHING, Idle.ASLEEP);
            }
        }
        while (state.get() == Idle.ASLEEP) {
            if (System.nanoTime() - start > IDLE_NANOS && state.compareAndSet(Idle.ASLEEP, Idle.ABSENT)) {
                return false;
            }
            LockSupport.parkNanos(this, IDLE_NANOS);
            // Whoever interrupted it meant a task that is over; and an interrupted thread cannot sleep.
            Thread.interrupted();
        }
        return true;
    }
}
