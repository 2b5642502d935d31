package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lanewise.kernels.internal.vector.VectorYardsticks;

/** The fused multiply-adds that the cores can do: loops on registers alone, on all threads at the same time. */
final class Peak implements Work {
    /** What the results call it. */
    static final String NAME = "peak";

    /** A few microseconds. */
    private static final int ITERATIONS = 1 << 10;

    private final int threads;
    private final ExecutorService helpers;
    private float sum;

    Peak(int threads) {
        this.threads = threads;
        this.helpers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("peak-", 1).factory());
    }

    /** The floating-point operations of one computation, on all threads together. */
    long flops() {
        return threads * VectorYardsticks.fmaFlops(ITERATIONS);
    }

    @Override
    public void run(int times) {
        List<Future<Float>> others = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            others.add(helpers.submit(() -> loops(times)));
        }
        sum += loops(times);
        try {
            for (Future<Float> other : others) {
                sum += other.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static float loops(int times) {
        float sum = 0;
        for (int i = 0; i < times; i++) {
            sum += VectorYardsticks.fma(ITERATIONS);
        }
        return sum;
    }

    @Override
    public float[] result() {
        return new float[]{sum};
    }

    @Override
    public void close() {
        helpers.shutdown();
    }
}
