package org.lanewise.kernels.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every part runs exactly once, whoever comes to help and whatever goes wrong. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    private static final long WORTH_ANY_HELPER = 100 * Workers.WAKE_NANOS;
    /** No test of this module asks for more than sixteen threads. */
    private static final int MOST_HELPERS = 15;

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

    /** Two parts that wait for one another for a while; it remembers who ran them. */
    private static final class Meeting implements Task {
        private final CountDownLatch arrivals = new CountDownLatch(2);
        private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(2);
        private final long millis;

        Meeting(long millis) {
            this.millis = millis;
        }

        @Override
        public void run(int part) {
            threads.set(part, Thread.currentThread());
            arrivals.countDown();
            try {
                arrivals.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The one that isn't the caller's, if somebody came. */
        @Nullable
        Thread helper() {
            return Thread.currentThread().equals(threads.get(0)) ? threads.get(1) : threads.get(0);
        }
    }

    /** Who helps: it may take more than one call, for a helper on its way to another caller is not waited for. */
    private static Thread helperOf(Workers workers) {
        while (true) {
            Meeting meeting = new Meeting(1000);
            workers.run(meeting, 2, workers.threadsFor(WORTH_ANY_HELPER));
            Thread helper = meeting.helper();
            if (helper != null && !helper.equals(Thread.currentThread())) {
                return helper;
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitSleep(Thread thread) {
        await(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    /** The helper threads of the library that there are. */
    private static List<Thread> helperThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().matches("lanewise-\\d+"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyPartRunsOnce(int threads) {
        Workers workers = Workers.of(threads);
        assertEquals(threads, workers.threads());
        for (int parts : new int[]{0, 1, 2, 3, 7, 100}) {
            for (int time = 0; time < 200; time++) {
                Counter counter = new Counter(parts);
                workers.run(counter, parts, workers.threadsFor(WORTH_ANY_HELPER));
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
            workers.run(counter, 5, workers.threadsFor(WORTH_ANY_HELPER));
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
                        workers.run(counter, 4, workers.threadsFor(WORTH_ANY_HELPER));
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
            workers.run(outer -> workers.run(inner -> counter.run(4 * outer + inner), 4,
                    workers.threadsFor(WORTH_ANY_HELPER)), 3, workers.threadsFor(WORTH_ANY_HELPER));
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
            workers.run(counter, 5, workers.threadsFor(WORTH_ANY_HELPER));
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
            assertSame(failure,
                    assertThrows(Throwable.class, () -> workers.run(task, 5, workers.threadsFor(WORTH_ANY_HELPER))),
                    name);
            Counter counter = new Counter(5);
            workers.run(counter, 5, workers.threadsFor(WORTH_ANY_HELPER));
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
            }, 6, workers.threadsFor(WORTH_ANY_HELPER)));
            counter.assertEach(1);
        }
    }

    /** What comes with a part's own fault: the stack's end, no memory, an exception that nobody declared. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("workers")
    void anyFailureOfAnyPartIsThrownAfterTheOthers(String name, Workers workers) {
        for (int time = 0; time < 100; time++) {
            int failing = time % 5;
            Counter counter = new Counter(5);
            Throwable thrown = assertThrows(Throwable.class, () -> workers.run(part -> {
                counter.run(part);
                if (part == failing) {
                    fail(part);
                }
            }, 5, workers.threadsFor(WORTH_ANY_HELPER)), name);
            Class<?> expected = switch (failing) {
                case 0, 3 -> StackOverflowError.class;
                case 1, 4 -> OutOfMemoryError.class;
                default -> IOException.class;
            };
            assertSame(expected, thrown.getClass(), name);
            counter.assertEach(1);
        }
    }

    private static void fail(int part) {
        switch (part) {
            case 0, 3 -> endless(1);
            case 1, 4 -> throw new OutOfMemoryError("part " + part);
            default -> WorkersTest.<RuntimeException>throwUndeclared(new IOException("part " + part));
        }
    }

    private static int endless(int depth) {
        return depth == 0 ? 0 : 1 + endless(depth + 1);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwUndeclared(Throwable e) throws E {
        throw (E) e;
    }

    /** A task is planned for those who would come now. */
    @Test
    void threadsAreThoseWhoWouldCome() {
        Workers workers = Workers.of(4, help -> {
        });
        assertEquals(1, workers.threadsFor(0));
        assertEquals(1, workers.threadsFor(Workers.WAKE_NANOS - 1));
        assertEquals(3, workers.threadsFor(2 * Workers.WAKE_NANOS));
        assertEquals(4, workers.threadsFor(WORTH_ANY_HELPER));
        AtomicInteger inside = new AtomicInteger();
        workers.run(part -> inside.addAndGet(workers.threadsFor(WORTH_ANY_HELPER)), 5, 4);
        assertEquals(5, inside.get(), "a call around this one has the helpers");
    }

    /** Short tasks count as one if each follows the one before, those that the caller did alone too. */
    @Test
    void shortTasksInARowAreWorthAHelper() {
        Workers workers = Workers.of(2);
        awaitSleep(helperOf(workers));
        LockSupport.parkNanos(10 * Workers.WATCH_NANOS);
        long nanos = Workers.WAKE_NANOS / 3;
        int calls = 0;
        while (workers.threadsFor(nanos) == 1) {
            workers.ended(nanos);
            calls++;
        }
        assertTrue(calls > 0, "one alone is not");
    }

    /** When a call may find the end of the stack: wherever that is, the call ends and the next one gets its help. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStackMayEndAnywhere(boolean startsThreads) throws InterruptedException {
        Executor executor = help -> startThread(help, 200);
        Workers workers = startsThreads ? Workers.of(3, executor) : Workers.of(3);
        AtomicReference<Object> outcome = new AtomicReference<>("none");
        Thread thread = new Thread(null, () -> {
            try {
                // First where there is stack: Java gives up a class for good if it can't initialize it.
                call(workers);
                helperOf(workers);
                for (int time = 0; time < 20; time++) {
                    callNearTheEnd(workers, new int[1]);
                }
                outcome.set(helperOf(workers));
            } catch (Throwable e) {
                outcome.set(e);
            }
        }, "caller", 1 << 19);
        thread.start();
        thread.join();
        assertInstanceOf(Thread.class, outcome.get());
    }

    /** Takes some stack, as code does that the JIT has not compiled. */
    private static void startThread(Runnable help, int depth) {
        if (depth == 0) {
            Thread.ofPlatform().daemon().start(help);
        } else {
            startThread(help, depth - 1);
        }
    }

    /** Goes to the end of the stack and, on the way back, makes calls with more and more of it left. */
    @SuppressWarnings("InfiniteRecursion") // the stack's end is what it looks for
    private static void callNearTheEnd(Workers workers, int[] calls) {
        try {
            callNearTheEnd(workers, calls);
        } catch (StackOverflowError e) {
            // Here it ends.
        }
        if (calls[0] < 200) {
            calls[0]++;
            call(workers);
        }
    }

    private static void call(Workers workers) {
        Counter counter = new Counter(5);
        workers.run(counter, 5, workers.threadsFor(WORTH_ANY_HELPER));
        counter.assertEach(1);
    }

    /** What an executor may do wrong, and whether that is to be thrown. */
    static Stream<Arguments> faultyExecutors() {
        Error error = new NoClassDefFoundError("faulty");
        RuntimeException exception = new IllegalStateException("faulty");
        return Stream.of(error, exception, new RejectedExecutionException("faulty"), new OutOfMemoryError("faulty"))
                .flatMap(failure -> Stream.of(Arguments.of("at once", failure, (Executor) help -> {
                }), Arguments.of("after it ran the task", failure, (Executor) Runnable::run),
                        Arguments.of("after it started a thread", failure,
                                (Executor) help -> Thread.ofPlatform().daemon().start(help))));
    }

    /** Whatever an executor throws, and whenever: the task is complete when the call ends. */
    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("faultyExecutors")
    void failuresOfTheExecutorComeAfterAllParts(String when, Throwable failure, Executor before) {
        boolean isThrown = failure instanceof NoClassDefFoundError;
        AtomicInteger calls = new AtomicInteger();
        Workers workers = Workers.of(4, help -> {
            calls.incrementAndGet();
            before.execute(help);
            sneak(failure);
        });
        for (int time = 0; time < 100; time++) {
            int callsBefore = calls.get();
            Counter counter = new Counter(50);
            Throwable thrown = null;
            try {
                workers.run(counter, 50, workers.threadsFor(WORTH_ANY_HELPER));
            } catch (Throwable e) {
                thrown = e;
            }
            counter.assertEach(1);
            assertSame(isThrown && calls.get() > callsBefore ? failure : null, thrown, when);
        }
    }

    /** A helper that comes when its task is over, or when another is under way, must not do anything wrong. */
    @Test
    void helpersThatComeLateDoNoHarm() {
        Queue<Runnable> helps = new ArrayDeque<>();
        Workers workers = Workers.of(4, helps::add);
        for (int time = 0; time < 100; time++) {
            Counter counter = new Counter(5);
            workers.run(counter, 5, workers.threadsFor(WORTH_ANY_HELPER));
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
            }, 5, workers.threadsFor(WORTH_ANY_HELPER));
            counter.assertEach(1);
            next.assertEach(1);
            while (!helps.isEmpty()) {
                helps.remove().run();
            }
        }
    }

    /** No more helpers than threads, parts and work call for. */
    @Test
    void onlyWhoIsNeededIsCalled() {
        Queue<Runnable> helps = new ArrayDeque<>();
        Workers workers = Workers.of(4, helps::add);
        workers.run(new Counter(1), 1, workers.threadsFor(WORTH_ANY_HELPER));
        workers.run(new Counter(0), 0, workers.threadsFor(WORTH_ANY_HELPER));
        workers.run(new Counter(50), 50, workers.threadsFor(Workers.WAKE_NANOS - 1));
        assertEquals(0, helps.size());
        workers.run(new Counter(2), 2, workers.threadsFor(WORTH_ANY_HELPER));
        assertEquals(1, helps.size());
        helps.remove().run();
        workers.run(new Counter(50), 50, workers.threadsFor(2 * Workers.WAKE_NANOS));
        assertEquals(2, helps.size());
    }

    /** An executor that is busy does not collect a task for every call. */
    @Test
    void busyExecutorsGetNoMoreTasksThanHelpers() {
        Queue<Runnable> helps = new ArrayDeque<>();
        Workers workers = Workers.of(4, helps::add);
        for (int time = 0; time < 10_000; time++) {
            workers.run(new Counter(5), 5, workers.threadsFor(WORTH_ANY_HELPER));
        }
        assertEquals(3, helps.size());
        helps.remove().run();
        workers.run(new Counter(5), 5, workers.threadsFor(WORTH_ANY_HELPER));
        assertEquals(3, helps.size());
    }

    /** However many callers there are. */
    @Test
    void executorsNeverHaveMoreTasksThanHelpers() throws InterruptedException {
        AtomicInteger tasks = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Workers workers = Workers.of(4, help -> {
            most.accumulateAndGet(tasks.incrementAndGet(), Math::max);
            Thread.ofVirtual().start(() -> {
                // Before it ends, because the place is free a moment before the task has returned.
                tasks.decrementAndGet();
                help.run();
            });
        });
        callConcurrently(Thread.ofVirtual().factory(), 100, 200, () -> workers);
        assertTrue(most.get() <= 3, () -> "tasks: " + most.get());
    }

    /** Callers that share helpers, as virtual threads and as others, with Workers of their own and with the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyCallersShareTheHelpers(boolean virtual) throws InterruptedException {
        ThreadFactory callers = virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().daemon().factory();
        callConcurrently(callers, 100, 100, () -> Workers.of(4));
        Workers shared = Workers.of(4);
        callConcurrently(callers, 100, 100, () -> shared);
        assertTrue(helperThreads().size() <= MOST_HELPERS, () -> "threads: " + helperThreads());
    }

    /** Every call checks that its task is complete, with parts that call others' Workers among its own. */
    private static void callConcurrently(ThreadFactory factory, int callers, int times, Supplier<Workers> workers)
            throws InterruptedException {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            threads.add(factory.newThread(() -> {
                try {
                    Workers own = workers.get();
                    Workers inner = Workers.of(2);
                    for (int time = 0; time < times; time++) {
                        Counter counter = new Counter(12);
                        own.run(part -> inner.run(i -> counter.run(3 * part + i), 3,
                                inner.threadsFor(WORTH_ANY_HELPER)), 4, own.threadsFor(WORTH_ANY_HELPER));
                        counter.assertEach(1);
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(failures));
    }

    /** There is one set of helper threads, not one for each object. */
    @Test
    void allObjectsShareTheirThreads() {
        for (int i = 0; i < 1000; i++) {
            Counter counter = new Counter(20);
            Workers.of(8).run(counter, 20, Workers.of(8).threadsFor(WORTH_ANY_HELPER));
            counter.assertEach(1);
        }
        assertTrue(helperThreads().size() <= MOST_HELPERS, () -> "threads: " + helperThreads());
    }

    /** Nothing that belongs to the thread which happens to start a helper. */
    @Test
    void helpersInheritNothing() throws Exception {
        await(() -> helperThreads().isEmpty());
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        ThreadGroup group = new ThreadGroup("the caller's");
        group.setMaxPriority(Thread.MIN_PRIORITY);
        AtomicReference<Thread> started = new AtomicReference<>();
        Queue<String> inherited = new ConcurrentLinkedQueue<>();
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            Thread caller = new Thread(group, () -> {
                local.set("inherited");
                Workers workers = Workers.of(2);
                started.set(helperOf(workers));
                for (int time = 0; time < 100; time++) {
                    workers.run(part -> {
                        if (Thread.currentThread().equals(started.get()) && local.get() != null) {
                            inherited.add(local.get());
                        }
                    }, 2, workers.threadsFor(WORTH_ANY_HELPER));
                }
            });
            caller.setContextClassLoader(loader);
            caller.start();
            caller.join();
            Thread helper = Objects.requireNonNull(started.get());
            assertNotSame(loader, helper.getContextClassLoader());
            assertNotSame(group, helper.getThreadGroup());
            assertEquals(Thread.NORM_PRIORITY, helper.getPriority());
        }
        assertTrue(inherited.isEmpty());
    }

    /** Neither a helper nor the object that called it holds on to a task that is over. */
    @Test
    void tasksAreLetGo() {
        Workers workers = Workers.of(2);
        WeakReference<Task> task = new WeakReference<>(new Meeting(1000));
        workers.run(Objects.requireNonNull(task.get()), 2, workers.threadsFor(WORTH_ANY_HELPER));
        await(() -> {
            System.gc();
            // It keeps the helper alive.
            workers.run(new Counter(5), 5, workers.threadsFor(WORTH_ANY_HELPER));
            return task.refersTo(null);
        });
    }

    /** A short task now and then is no reason to wake anybody. */
    @Test
    void sleepingHelpersAreLeftAloneByShortTasks() {
        Workers workers = Workers.of(2);
        awaitSleep(helperOf(workers));
        for (int time = 0; time < 3; time++) {
            // It does not follow the one before.
            LockSupport.parkNanos(10 * Workers.WATCH_NANOS);
            Meeting meeting = new Meeting(50);
            workers.run(meeting, 2, workers.threadsFor(Workers.WAKE_NANOS - 1));
            assertSame(Thread.currentThread(), meeting.helper());
        }
    }

    /** Many of them, one after the other, are. */
    @Test
    void shortTasksInARowWakeAHelper() {
        Workers workers = Workers.of(2);
        Thread helper = helperOf(workers);
        await(() -> helper.getState() != Thread.State.RUNNABLE);
        AtomicBoolean came = new AtomicBoolean();
        while (!came.get()) {
            workers.run(part -> {
                if (Thread.currentThread().equals(helper)) {
                    came.set(true);
                }
            }, 8, workers.threadsFor(Workers.WAKE_NANOS / 3));
        }
    }

    @Test
    void helpersAreDaemonsThatAreUsedAgain() {
        Workers workers = Workers.of(2);
        Thread helper = helperOf(workers);
        assertNotSame(Thread.currentThread(), helper);
        assertTrue(helper.isDaemon(), "it must not keep a JVM alive");
        assertTrue(helper.getName().startsWith("lanewise-"), helper.getName());
        assertSame(helper, helperOf(workers));
        awaitSleep(helper);
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

    /** An interrupt is not for a helper, which could not sleep any more. */
    @Test
    void interruptedHelpersSleep() {
        Workers workers = Workers.of(2);
        Thread helper = helperOf(workers);
        helper.interrupt();
        await(() -> !helper.isInterrupted());
        awaitSleep(helper);
        assertSame(helper, helperOf(workers));
    }

    /** The caller's interrupt is neither lost nor in the way. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("workers")
    void interruptedCallersFinishTheirTask(String name, Workers workers) {
        Thread.currentThread().interrupt();
        Counter counter = new Counter(100);
        workers.run(counter, 100, workers.threadsFor(WORTH_ANY_HELPER));
        assertTrue(Thread.interrupted(), name);
        counter.assertEach(1);
    }

    /** A caller that waits for a helper's long part sleeps, interrupted or not, on a platform thread or another. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitingCallersSleep(boolean virtual) throws InterruptedException {
        Workers workers = Workers.of(2);
        AtomicReference<String> outcome = new AtomicReference<>("none");
        AtomicBoolean slept = new AtomicBoolean();
        Runnable call = () -> {
            Thread caller = Thread.currentThread();
            caller.interrupt();
            while (!slept.get()) {
                CountDownLatch helped = new CountDownLatch(1);
                workers.run(part -> {
                    if (Thread.currentThread().equals(caller)) {
                        // Time for a helper to take the other part.
                        for (int time = 0; time < 1000 && helped.getCount() != 0; time++) {
                            LockSupport.parkNanos(100_000);
                        }
                        return;
                    }
                    helped.countDown();
                    await(() -> caller.getState() == Thread.State.WAITING);
                    slept.set(true);
                }, 2, workers.threadsFor(WORTH_ANY_HELPER));
            }
            outcome.set(caller.isInterrupted() ? "interrupted" : "the interrupt is lost");
        };
        Thread caller = virtual ? Thread.ofVirtual().start(call) : Thread.ofPlatform().daemon().start(call);
        caller.join();
        assertEquals("interrupted", outcome.get());
    }
}
