package org.lanewise.kernels.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

/** Reuse of objects, and that nobody gets what another holds. */
class PoolTest {
    /** No workspace is larger than half of this (docs/adr/0001), but large arrays may take whole regions of the heap. */
    private static final long WORKSPACE_BYTES = 10 << 20;

    @Test
    void whatIsReleasedIsUsedAgain() {
        Pool<int[]> pool = new Pool<>();
        assertNull(pool.acquire());
        int[] first = new int[1];
        int[] second = new int[2];
        pool.release(second);
        assertSame(second, pool.acquire());
        assertNull(pool.acquire());
        pool.release(first);
        assertSame(first, pool.acquire());
        assertNull(pool.acquire());
    }

    /** It has room for a few and lets go of the rest; what it gives out is never given out twice. */
    @Test
    void itStaysSmall() {
        Pool<int[]> pool = new Pool<>();
        for (int i = 0; i < 200; i++) {
            pool.release(new int[]{i});
        }
        Set<int[]> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int[] object = pool.acquire(); object != null; object = pool.acquire()) {
            assertTrue(kept.add(object), "given out twice");
        }
        assertEquals(Pool.KEPT, kept.size());
    }

    /** At the second inspection what was in use before the first is dropped; what was used in between stays. */
    @Test
    void whatIsNotUsedAnyMoreIsDropped() {
        Pool<int[]> pool = new Pool<>();
        Pool<int[]> other = new Pool<>();
        int[] used = new int[1];
        other.release(new int[1]);
        pool.release(used);
        pool.release(new int[2]);
        Pool.inspect();
        assertSame(used, pool.acquire());
        pool.release(used);
        Pool.inspect();
        assertSame(used, pool.acquire());
        assertNull(pool.acquire());
        assertNull(other.acquire());
    }

    /** The calls of any pool see to that. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void callsDropWhatOtherPoolsDoNotUseAnyMore() {
        Pool<int[]> idle = new Pool<>();
        WeakReference<int[]> object = new WeakReference<>(new int[1]);
        idle.release(Objects.requireNonNull(object.get()));
        Pool<int[]> used = new Pool<>();
        while (!object.refersTo(null)) {
            use(used);
            System.gc();
        }
        assertNull(idle.acquire());
    }

    private static void use(Pool<int[]> pool) {
        int[] kept = new int[1];
        for (int time = 0; time < 1000; time++) {
            pool.release(kept);
            int[] reused = pool.acquire();
            assertSame(kept, reused);
        }
    }

    /** However many threads multiplied large matrices at the same time, and ended: little of what they used is left. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void threadsThatEndedLeaveFewWorkspaces() throws InterruptedException {
        Kernels kernels = Kernels.create().withThreads(1).withBackend(Backend.VECTOR);
        Matrix a = Matrix.zeros(32, 1024);
        Matrix b = Matrix.zeros(1024, 1024);
        long before = usedBytes();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3 * Pool.KEPT; i++) {
            threads.add(Thread.ofPlatform().start(() -> kernels.multiply(a, b, Matrix.zeros(32, 1024))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long most = before + Pool.KEPT * WORKSPACE_BYTES;
        // What else the process does is over some time.
        while (usedBytes() > most) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Threads that hold so many objects at a time that they have to meet in the same places. */
    @Test
    void nobodyGetsWhatAnotherHolds() throws InterruptedException, ExecutionException {
        Pool<AtomicBoolean> pool = new Pool<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> futures = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                futures.add(threads.submit(() -> holdAndRelease(pool, 8, 50_000)));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }

    private static void holdAndRelease(Pool<AtomicBoolean> pool, int objects, int times) {
        AtomicBoolean[] held = new AtomicBoolean[objects];
        for (int time = 0; time < times; time++) {
            for (int i = 0; i < objects; i++) {
                AtomicBoolean reused = pool.acquire();
                held[i] = reused != null ? reused : new AtomicBoolean();
                assertFalse(held[i].getAndSet(true), "held twice");
            }
            for (AtomicBoolean object : held) {
                object.set(false);
                pool.release(object);
            }
        }
    }
}
