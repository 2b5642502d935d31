package org.lanewise.kernels.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Reuse of objects, and that nobody gets what another holds. */
class PoolTest {

    private static <T> Pool<T> pool(Supplier<T> factory) {
        return new Pool<>() {
            @Override
            protected T create() {
                return factory.get();
            }
        };
    }

    @Test
    void whatIsReleasedIsUsedAgain() {
        AtomicInteger made = new AtomicInteger();
        Pool<int[]> pool = pool(() -> new int[]{made.incrementAndGet()});
        int[] first = pool.acquire();
        int[] second = pool.acquire();
        assertNotSame(first, second);
        pool.release(second);
        assertSame(second, pool.acquire());
        pool.release(first);
        assertSame(first, pool.acquire());
        assertEquals(2, made.get());
    }

    /** It has room for a few and lets go of the rest; what it gives out is never given out twice. */
    @Test
    void itStaysSmall() {
        AtomicInteger made = new AtomicInteger();
        Pool<int[]> pool = pool(() -> new int[]{made.incrementAndGet()});
        int many = 200;
        List<int[]> objects = acquire(pool, many);
        assertEquals(many, made.get());
        objects.forEach(pool::release);
        List<int[]> again = acquire(pool, many);
        int kept = 2 * many - made.get();
        assertTrue(kept > 0 && kept < many, () -> "kept " + kept);
        Set<int[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(again);
        assertEquals(many, distinct.size());
    }

    private static List<int[]> acquire(Pool<int[]> pool, int count) {
        List<int[]> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add(pool.acquire());
        }
        return objects;
    }

    /** Threads that hold so many objects at a time that they have to meet in the same places. */
    @Test
    void nobodyGetsWhatAnotherHolds() throws InterruptedException, ExecutionException {
        Pool<AtomicBoolean> pool = pool(AtomicBoolean::new);
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
                held[i] = pool.acquire();
                assertFalse(held[i].getAndSet(true), "held twice");
            }
            for (AtomicBoolean object : held) {
                object.set(false);
                pool.release(object);
            }
        }
    }
}
