package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.plan.Product;

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

    private WarmUp warmUp(WarmUp.PartDriver driver) {
        return new WarmUp(named("scalar"), named("vector"), driver);
    }

    /** Who serves an activation now. */
    private String activate(WarmUp warmUp, Activation g) {
        warmUp.activate(g, X, X, 0, 3);
        return served.removeLast();
    }

    private void awaitVector(WarmUp warmUp, Activation g) throws InterruptedException {
        while (activate(warmUp, g).equals("scalar")) {
            Thread.sleep(1);
        }
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
        assertEquals(Parts.activate(Activation.TANH), Parts.set(part.get()));
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

    @Test
    void aPartThatIsNeverFastStaysWithScalar() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        AtomicReference<Thread> thread = new AtomicReference<>();
        WarmUp warmUp = warmUp((part, brief) -> {
            thread.set(Thread.currentThread());
            long end = System.nanoTime() + 5_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (calls.incrementAndGet() == 1_500) {
                Thread.currentThread().interrupt();
            }
        });
        assertEquals("scalar", activate(warmUp, Activation.TANH));
        while (calls.get() < 1_500) {
            Thread.sleep(1);
        }
        Objects.requireNonNull(thread.get()).join();
        int before = calls.get();
        for (int call = 0; call < 100; call++) {
            assertEquals("scalar", activate(warmUp, Activation.TANH));
        }
        assertEquals(before, calls.get());
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
        long needed = Parts.set(Parts.CLASSES);
        Product p = Product.acquire(false, true, 1, Matrix.zeros(25, 7), Matrix.zeros(40, 7), 0, Matrix.zeros(25, 40),
                7);
        needed |= Parts.of(p, 25, 40);
        boolean[] called = new boolean[Parts.COUNT];
        WarmUp warmUp = warmUp((part, brief) -> called[part] = true);
        do {
            warmUp.product(p, 0, 25, 0, 40);
        } while (served.removeLast().equals("scalar"));
        for (int part = 0; part < Parts.COUNT; part++) {
            assertEquals((needed & Parts.set(part)) != 0, called[part], "part " + part);
        }
        p.release();
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

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 17, 33, 100})
    void theHeightsAreThoseThatAProductIsCutInto(int columns) {
        for (boolean columnMajor : new boolean[]{false, true}) {
            for (int rows = 0; rows < 10 * Tiles.MR; rows++) {
                assertEquals(heights(columnMajor, rows, columns), Tiles.heights(columnMajor, rows, columns),
                        rows + " rows");
            }
        }
    }

    private static long heights(boolean columnMajor, int rows, int columns) {
        long heights = 0;
        int height;
        for (int left = rows; left > 0; left -= height) {
            height = Tiles.rows(columnMajor, left, columns);
            for (int i = 0; i < Tiles.HEIGHTS.length; i++) {
                heights |= Tiles.HEIGHTS[i] == height ? 1L << i : 0;
            }
        }
        return heights;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
