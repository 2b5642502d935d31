package org.lanewise.bench;

import java.util.concurrent.TimeUnit;
import org.lanewise.kernels.Kernels;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the benchmarks of single kernels share: settings, implementations, and the check before the clock starts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = Environment.VECTOR_FLAG)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class KernelBenchmark {
    /** What is timed. */
    @Param
    public Implementation implementation = Implementation.VECTOR;

    /** The threads that the kernels may use; the naive loops use one. */
    @Param("1")
    public int threads = 1;

    private Runnable timed = () -> {
        throw new IllegalStateException("not set up");
    };

    /** The operation on data of the size that the parameters ask for. */
    abstract Operation operation();

    /** Prepares and checks the operation. */
    @Setup
    public void setUp() {
        Kernels kernels = implementation.kernels(threads);
        Environment.print(kernels);
        Operation operation = operation();
        operation.check(kernels);
        timed = implementation == Implementation.NAIVE ? operation.naive() : () -> operation.library().accept(kernels);
    }

    final void run() {
        timed.run();
    }
}
