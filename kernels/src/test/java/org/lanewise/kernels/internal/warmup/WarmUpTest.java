package org.lanewise.kernels.internal.warmup;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.scalar.ScalarKernels;
import org.lanewise.kernels.internal.vector.MadeUpCalls;
import org.lanewise.kernels.internal.vector.Parts;
import org.lanewise.kernels.internal.vector.VectorKernels;

/** Which backend serves while the vector backend is being compiled, and what is compiled meanwhile. */
@Timeout(120)
class WarmUpTest {
    private static final Matrix X = Matrix.zeros(3, 5);

    /** The names of the backends that were called. */
    private final Deque<String> served = new ArrayDeque<>();

    private KernelSet named(String name) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            served.add(name);
            return null;
        };
        return (KernelSet) Proxy.newProxyInstance(KernelSet.class.getClassLoader(), new Class<?>[]{KernelSet.class},
                handler);
    }

    private WarmUp warmUp(PartDriver driver) {
        return new WarmUp(named("scalar"), named("vector"), driver);
    }

    /** Who serves an activation now. */
    private String activate(WarmUp warmUp, Activation g) {
        warmUp.activate(g, X, X, 0, 3, 0, 5);
        return served.removeLast();
    }

    private void awaitVector(WarmUp warmUp, Activation g) throws InterruptedException {
        awaitVector(() -> warmUp.activate(g, X, X, 0, 3, 0, 5));
    }

    @Test
    void scalarServesUntilThePartIsFast() throws InterruptedException {
        CountDownLatch compiled = new CountDownLatch(1);
        AtomicInteger part = new AtomicInteger(-1);
        WarmUp warmUp = warmUp((called, brief) -> {
            part.set(called);
            awaitQuietly(compiled);
        });
        for (int call = 0; call < 100; call++) {
            assertEquals("scalar", activate(warmUp, Activation.TANH));
        }
        compiled.countDown();
        awaitVector(warmUp, Activation.TANH);
        assertEquals(Parts.activate(Activation.TANH), part.get());
        assertEquals("vector", activate(warmUp, Activation.TANH));
    }

    @Test
    void whatIsAskedForLaterIsWarmedUpLater() throws InterruptedException {
        WarmUp warmUp = warmUp((part, brief) -> {
        });
        for (Activation g : new Activation[]{Activation.TANH, Activation.RELU, Activation.SWISH}) {
            assertEquals("scalar", activate(warmUp, g));
            awaitVector(warmUp, g);
        }
    }

    /** Of updates the rule that is in use is prepared, and what is done with the gradient before only where something is. */
    @Test
    void anUpdateNeedsItsRuleAndTheChangesOfItsGradient() throws InterruptedException {
        Queue<Integer> parts = new ConcurrentLinkedQueue<>();
        WarmUp warmUp = warmUp((part, brief) -> {
            if (!parts.contains(part)) {
                parts.add(part);
            }
        });
        UpdateArguments u = new UpdateArguments(UpdateRule.Kind.ADAM, X, new Matrix[]{X, X});
        awaitVector(() -> warmUp.update(u, X, 0, 3));
        assertEquals(List.of(Parts.CLASSES, Parts.update(UpdateRule.Kind.ADAM)), List.copyOf(parts));
        u.clip = 1;
        warmUp.update(u, X, 0, 3);
        assertEquals("scalar", served.removeLast());
        awaitVector(() -> warmUp.update(u, X, 0, 3));
        assertTrue(parts.contains(Parts.CHANGE_GRADIENT));
        assertEquals(3, parts.size());
    }

    /** However many kinds there are, who uses one waits for the classes and for that kind. */
    @ParameterizedTest
    @EnumSource(Activation.Kind.class)
    void aKindIsPreparedAlone(Activation.Kind kind) throws InterruptedException {
        Activation g = Activation.of(kind);
        Set<Integer> called = ConcurrentHashMap.newKeySet();
        WarmUp warmUp = warmUp((part, brief) -> called.add(part));
        awaitVector(warmUp, g);
        assertEquals(Set.of(Parts.CLASSES, Parts.activate(g)), called);
    }

    /** A single column is summed by what multiplies rows with a vector; others need nothing of that. */
    @Test
    void aSingleColumnAsksForItsOwnPart() throws InterruptedException {
        Set<Integer> parts = ConcurrentHashMap.newKeySet();
        WarmUp warmUp = warmUp((part, brief) -> parts.add(part));
        awaitVector(() -> warmUp.columnSums(1, X, 0, X, 0, 5));
        assertFalse(parts.contains(Parts.DOT_ROWS));
        Matrix column = Matrix.zeros(3, 1);
        awaitVector(() -> warmUp.columnSums(1, column, 0, column, 0, 1));
        assertTrue(parts.contains(Parts.DOT_ROWS));
    }

    private void awaitVector(Runnable call) throws InterruptedException {
        call.run();
        while (served.removeLast().equals("scalar")) {
            Thread.sleep(1);
            call.run();
        }
    }

    /** An error in the thread, or an interrupt, is not the end of SIMD: the part is tried again. */
    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, NoClassDefFoundError.class, IllegalStateException.class})
    void recoversFromAFailure(Class<? extends Throwable> failure) throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        WarmUp warmUp = warmUp((part, brief) -> {
            Thread.currentThread().interrupt();
            if (calls.incrementAndGet() == 10) {
                sneak(failure);
            }
        });
        awaitVector(warmUp, Activation.TANH);
        assertTrue(calls.get() > 1_000);
    }

    /** What fails whenever it is tried is given up, for each try costs a thread. */
    @Test
    void aPartThatAlwaysFailsStaysWithScalarAndTheOthersDoNot() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        int tanh = Parts.activate(Activation.TANH);
        WarmUp warmUp = warmUp((part, brief) -> {
            if (part == tanh) {
                calls.incrementAndGet();
                throw new IllegalStateException("always");
            }
        });
        while (calls.get() < WarmUp.TRIES) {
            assertEquals("scalar", activate(warmUp, Activation.TANH));
            Thread.sleep(10);
        }
        awaitVector(warmUp, Activation.RELU);
        assertEquals("scalar", activate(warmUp, Activation.TANH));
        assertEquals(WarmUp.TRIES, calls.get());
    }

    @Test
    void theWarmingThreadBelongsToNoCaller() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        WarmUp warmUp = warmUp((part, brief) -> thread.set(Thread.currentThread()));
        Thread caller = new Thread(new ThreadGroup("of the caller"), () -> activate(warmUp, Activation.RELU));
        caller.start();
        caller.join();
        awaitVector(warmUp, Activation.RELU);
        ThreadGroup group = Objects.requireNonNull(thread.get()).getThreadGroup();
        assertTrue(group == null || group.getParent() == null, () -> "group " + group);
    }

    @Test
    void theWarmingThreadKeepsNoJvmAliveAndEnds() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        WarmUp warmUp = warmUp((part, brief) -> thread.set(Thread.currentThread()));
        awaitVector(warmUp, Activation.RELU);
        assertTrue(Objects.requireNonNull(thread.get()).isDaemon());
        Objects.requireNonNull(thread.get()).join();
        assertFalse(Objects.requireNonNull(thread.get()).isAlive());
    }

    @Test
    void aProductWaitsForAllOfItsParts() throws InterruptedException {
        Product p = Product.acquire(false, true, 1, Matrix.zeros(25, 7), Matrix.zeros(40, 7), 0, Matrix.zeros(25, 40),
                7);
        KernelSet scalar = new ScalarKernels();
        KernelSet vector = new VectorKernels();
        boolean[] called = new boolean[Parts.COUNT];
        WarmUp warmUp = new WarmUp(scalar, vector, (part, brief) -> called[part] = true);
        while (warmUp.plan(p, 1).equals(scalar)) {
            Thread.sleep(1);
        }
        assertSame(vector, warmUp.plan(p, 1));
        PartSet needed = new PartSet(Parts.COUNT);
        needed.add(Parts.CLASSES);
        Parts.addOf(p, needed);
        for (int part = 0; part < Parts.COUNT; part++) {
            assertEquals(needed.contains(part), called[part], "part " + part);
        }
        p.release();
    }

    /** The keys of plans must tell apart what needs other parts. */
    @Test
    void aProductOfAnotherShapeWaitsForItsOwnParts() {
        KernelSet scalar = new ScalarKernels();
        KernelSet vector = new VectorKernels();
        WarmUp warmUp = new WarmUp(scalar, vector, (part, brief) -> {
        });
        Random random = new Random(5);
        Map<Long, PartSet> needs = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int m = 1 + random.nextInt(100);
            int n = 1 + random.nextInt(100);
            boolean transA = random.nextBoolean();
            boolean transB = random.nextBoolean();
            Product p = Product.acquire(transA, transB, random.nextInt(3), Matrix.zeros(transA ? 9 : m, transA ? m : 9),
                    Matrix.zeros(transB ? n : 9, transB ? 9 : n), 0, Matrix.zeros(m, n), 9);
            if (random.nextBoolean()) {
                p.activation = random.nextBoolean() ? Activation.RELU : Activation.TANH;
                p.bias = random.nextBoolean() ? X : null;
            }
            vector.plan(p, 1 + random.nextInt(3));
            PartSet needed = new PartSet(Parts.COUNT);
            Parts.addOf(p, needed);
            PartSet before = needs.putIfAbsent(p.plan.key(p), needed);
            assertTrue(before == null || (before.containsAll(needed) && needed.containsAll(before)), p.plan::toString);
            p.release();
        }
        assertTrue(needs.size() > 10_000);
        assertSame(scalar, warmUp.plan(Product.acquire(false, false, 1, X, X, 0, X, 3), 1));
    }

    /** It returns when all that its calls need is compiled, what they need only later too. */
    @Test
    void preparesWhatCallsNeed() throws InterruptedException {
        KernelSet vector = new VectorKernels();
        WarmUp warmUp = new WarmUp(new ScalarKernels(), vector, (part, brief) -> {
        });
        Product p = Product.acquire(false, true, 1, Matrix.zeros(25, 7), Matrix.zeros(40, 7), 0, Matrix.zeros(25, 40),
                7);
        assertTrue(warmUp.toString().contains("portable code serves"), warmUp::toString);
        assertEquals(Float.SIZE, warmUp.laneBits());
        assertTrue(warmUp.prepare(() -> warmUp.plan(p, 1), NANOSECONDS.convert(1, MINUTES)));
        assertSame(vector, warmUp.plan(p, 1));
        assertFalse(warmUp.toString().contains("portable"), warmUp::toString);
        assertEquals(new VectorKernels().laneBits(), warmUp.laneBits());
    }

    /** Products are not the only calls that SIMD serves. */
    @Test
    void whoServesIsToldWithoutAProduct() throws InterruptedException {
        WarmUp warmUp = new WarmUp(new ScalarKernels(), new VectorKernels(), (part, brief) -> {
        });
        Matrix y = Matrix.zeros(3, 1);
        assertTrue(warmUp.prepare(() -> warmUp.rowSums(1, X, 0, y, 0, 3), NANOSECONDS.convert(1, MINUTES)));
        assertFalse(warmUp.toString().contains("portable"), warmUp::toString);
        assertEquals(new VectorKernels().laneBits(), warmUp.laneBits());
    }

    @Test
    void doesNotPrepareForLongerThanAskedFor() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        WarmUp warmUp = warmUp((part, brief) -> awaitQuietly(never));
        assertFalse(warmUp.prepare(() -> activate(warmUp, Activation.TANH), 1_000_000));
        never.countDown();
    }

    @Test
    void everyPartCanBeCalled() {
        MadeUpCalls calls = new MadeUpCalls();
        for (int part = 0; part < Parts.COUNT; part++) {
            calls.run(part, true);
            calls.run(part, false);
            calls.run(part, false);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Class<? extends Throwable> failure) throws T {
        try {
            throw (T) failure.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no constructor", e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
