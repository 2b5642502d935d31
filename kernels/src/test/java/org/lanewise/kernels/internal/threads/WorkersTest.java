package org.lanewise.kernels.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every part runs exactly once, whoever comes to help and whatever goes wrong. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {

    /** Counts how often each of its parts runs. */
    private static final class Counter implements Task {
        private final AtomicIntegerArray counts;

        Counter(int parts) {
            counts = new AtomicIntegerArray(parts);
        }

        @Override
        public void run(int part) {
            counts.incrementAndGet(part);
        }

        void assertEach(int expected) {
            for (int part = 0; part < counts.length(); part++) {
                assertEquals(expected, counts.get(part), "part " + part);
            }
        }
    }

    /** Two parts that can only end together, on two threads; it remembers these. */
    private static final class Meeting implements Task {
        private final CyclicBarrier barrier = new CyclicBarrier(2);
        private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(2);

        @Override
        public void run(int part) {
            threads.set(part, Thread.currentThread());
            try {
                barrier.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("nobody came to help", e);
            }
        }

        /** The one that isn't the caller's. */
        Thread helper() {
            return Thread.currentThread().equals(threads.get(0)) ? threads.get(1) : threads.get(0);
        }
    }

    private static Thread helperOf(Workers workers) {
        Meeting meeting = new Meeting();
        workers.run(meeting, 2);
        return meeting.helper();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyPartRunsOnce(int threads) {
        Workers workers = Workers.of(threads);
        assertEquals(threads, workers.threads());
        for (int parts : new int[]{0, 1, 2, 3, 7, 100}) {
            for (int time = 0; time < 200; time++) {
                Counter counter = new Counter(parts);
                workers.run(counter, parts);
                counter.assertEach(1);
            }
        }
    }

    @Test
    void oneObjectServesManyTasks() {
        Workers workers = Workers.of(3);
        Counter counter = new Counter(5);
        int times = 20_000;
        for (int time = 0; time < times; time++) {
            workers.run(counter, 5);
        }
        counter.assertEach(times);
    }

    @Test
    void concurrentCallersDoNotGetInEachOthersWay() throws InterruptedException, ExecutionException {
        Workers workers = Workers.of(3);
        try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                futures.add(callers.submit(() -> {
                    for (int time = 0; time < 2000; time++) {
                        Counter counter = new Counter(4);
                        workers.run(counter, 4);
                        // Complete when run returns, not some time later.
                        counter.assertEach(1);
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }

    @Test
    void partsMayHaveParts() {
        Workers workers = Workers.of(3);
        for (int time = 0; time < 200; time++) {
            Counter counter = new Counter(12);
            workers.run(outer -> workers.run(inner -> counter.run(4 * outer + inner), 4), 3);
            counter.assertEach(1);
        }
    }

    /** Threads that help, and those that don't. */
    static Stream<Arguments> workers() {
        Executor never = help -> {
        };
        Executor rejecting = help -> {
            throw new RejectedExecutionException("full");
        };
        Executor broken = help -> {
            throw new IllegalStateException("broken");
        };
        Executor inNewThreads = help -> Thread.ofPlatform().daemon().start(help);
        Executor inVirtualThreads = help -> Thread.ofVirtual().start(help);
        return Stream.of(Arguments.of("one thread", Workers.of(1)), Arguments.of("own threads", Workers.of(3)),
                Arguments.of("an executor that never runs anything", Workers.of(3, never)),
                Arguments.of("an executor that rejects", Workers.of(3, rejecting)),
                Arguments.of("an executor that fails", Workers.of(3, broken)),
                Arguments.of("an executor that runs inline", Workers.of(3, Runnable::run)),
                Arguments.of("an executor with threads", Workers.of(3, inNewThreads)),
                Arguments.of("an executor with virtual threads", Workers.of(3, inVirtualThreads)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("workers")
    void tasksEndOnAnyExecutor(String name, Workers workers) {
        for (int time = 0; time < 200; time++) {
            Counter counter = new Counter(5);
            workers.run(counter, 5);
            counter.assertEach(1);
        }
    }

    /** The exception itself is thrown, not a copy or a wrapper, and what comes later isn't affected. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("workers")
    void failuresOfPartsAreThrown(String name, Workers workers) {
        for (int time = 0; time < 100; time++) {
            int failing = time % 5;
            Throwable failure = time % 2 == 0 ? new IllegalStateException("part") : new AssertionError("part");
            Task task = part -> {
                if (part == failing) {
                    sneak(failure);
                }
            };
            assertSame(failure, assertThrows(Throwable.class, () -> workers.run(task, 5)), name);
            Counter counter = new Counter(5);
            workers.run(counter, 5);
            counter.assertEach(1);
        }
    }

    private static void sneak(Throwable failure) {
        if (failure instanceof Error e) {
            throw e;
        }
        throw (RuntimeException) failure;
    }

    /** When run returns, or throws, no part is under way any more. */
    @Test
    void otherPartsEndBeforeAFailureIsThrown() {
        Workers workers = Workers.of(3);
        for (int time = 0; time < 500; time++) {
            Counter counter = new Counter(6);
            assertThrows(IllegalStateException.class, () -> workers.run(part -> {
                counter.run(part);
                if (part % 2 == 1) {
                    throw new IllegalStateException("part " + part);
                }
            }, 6));
            counter.assertEach(1);
        }
    }

    /** A helper that comes when its task is over, or when another is under way, must not do anything wrong. */
    @Test
    void helpersThatComeLateDoNoHarm() {
        Queue<Runnable> helps = new ArrayDeque<>();
        Workers workers = Workers.of(4, helps::add);
        for (int time = 0; time < 100; time++) {
            Counter counter = new Counter(5);
            workers.run(counter, 5);
            counter.assertEach(1);
            assertEquals(3, helps.size());
            // Two come too late, one in the middle of the next task.
            helps.remove().run();
            helps.remove().run();
            Runnable late = helps.remove();
            Counter next = new Counter(5);
            workers.run(part -> {
                late.run();
                next.run(part);
            }, 5);
            counter.assertEach(1);
            next.assertEach(1);
            helps.clear();
        }
    }

    /** No more helpers than threads and parts call for. */
    @Test
    void onlyWhoIsNeededIsCalled() {
        Queue<Runnable> helps = new ArrayDeque<>();
        Workers workers = Workers.of(4, helps::add);
        workers.run(new Counter(2), 2);
        assertEquals(1, helps.size());
        workers.run(new Counter(1), 1);
        workers.run(new Counter(0), 0);
        assertEquals(1, helps.size());
        workers.run(new Counter(50), 50);
        assertEquals(4, helps.size());
    }

    @Test
    void helpersAreDaemonsThatAreUsedAgain() throws InterruptedException {
        Workers workers = Workers.of(2);
        Thread helper = helperOf(workers);
        assertNotSame(Thread.currentThread(), helper);
        assertTrue(helper.isDaemon(), "it must not keep a JVM alive");
        assertTrue(helper.getName().startsWith("lanewise-"), helper.getName());
        assertSame(helper, helperOf(workers));
        // Long enough for it to stop spinning and park; whether it did doesn't matter to the result.
        Thread.sleep(20);
        assertSame(helper, helperOf(workers));
    }

    @Test
    void helpersEndWhenTheyAreIdleAndComeBack() throws InterruptedException {
        Workers workers = Workers.of(2);
        Thread helper = helperOf(workers);
        assertTrue(helper.join(Duration.ofMinutes(1)), "an idle helper is still there");
        Thread next = helperOf(workers);
        assertNotSame(helper, next);
        assertNotSame(Thread.currentThread(), next);
    }

    /** The caller's interrupt is neither lost nor in the way. */
    @Test
    void interruptedCallersFinishTheirTask() {
        Workers workers = Workers.of(3);
        Thread.currentThread().interrupt();
        Counter counter = new Counter(100);
        workers.run(counter, 100);
        assertTrue(Thread.interrupted());
        counter.assertEach(1);
    }
}
