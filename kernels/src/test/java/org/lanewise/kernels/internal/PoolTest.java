package org.lanewise.kernels.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Reuse of objects, and that nobody gets what another holds. */
class PoolTest {

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
        int many = 200;
        for (int i = 0; i < many; i++) {
            pool.release(new int[]{i});
        }
        Set<int[]> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int[] object = pool.acquire(); object != null; object = pool.acquire()) {
            assertTrue(kept.add(object), "given out twice");
        }
        assertTrue(kept.size() > 0 && kept.size() < many, () -> "kept " + kept.size());
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
