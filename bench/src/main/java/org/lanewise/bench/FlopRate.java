package org.lanewise.bench;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds GFLOP/s to the time of products and training steps, {@code flops / (1000·µs)}, where only the products count.
 * Switched on by {@code -prof org.lanewise.bench.FlopRate}.
 */
public final class FlopRate implements InternalProfiler {
    /** The label of the result. */
    static final String LABEL = "rate";

    /** For JMH. */
    public FlopRate() {
    }

    @Override
    public String getDescription() {
        return "GFLOP/s of products and training steps";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        // The score has all that is needed.
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
            IterationResult result) {
        long flops = flops(benchmark.getParam("shape"), benchmark.getParam("network"));
        if (flops == 0 || benchmark.getMode() != Mode.AverageTime) {
            return List.of();
        }
        double unit = (double) benchmark.getTimeUnit().toNanos(1) / TimeUnit.SECONDS.toNanos(1);
        double seconds = result.getPrimaryResult().getScore() * unit;
        return List.of(new ScalarResult(LABEL, flops / seconds * 1e-9, "GFLOP/s", AggregationPolicy.AVG));
    }

    private static long flops(@Nullable String shape, @Nullable String network) {
        if (shape != null) {
            return ProductShape.parse(shape).flops();
        }
        return network != null ? NetworkShape.parse(network).flops() : 0;
    }
}
