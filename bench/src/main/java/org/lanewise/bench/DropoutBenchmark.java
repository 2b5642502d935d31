package org.lanewise.bench;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Dropout of a layer's outputs, n[l] rows by m examples; the copy of what it works on is timed as well. */
public class DropoutBenchmark extends KernelBenchmark {
    private static final float SHARE = 0.5f;
    private static final String NAME = "dropout";

    /** A's rows and columns. */
    @Param({"256x128", "1024x1024"})
    public String size = "";

    /** A copy, and one pass over it. */
    @Benchmark
    public void dropout() {
        run();
    }

    @Override
    Operation operation() {
        MatrixShape s = MatrixShape.parse(size);
        Matrix x = Data.uniform(s.rows(), s.columns(), 1);
        Matrix a = Matrix.zeros(s.rows(), s.columns());
        RandomStream stream = RandomStream.of(1, NAME);
        RandomStream noise = RandomStream.of(stream.at(2), NAME);
        return new Operation(a, kernels -> {
            a.copyFrom(x);
            kernels.dropout(SHARE, stream, 2, 0, a);
        }, () -> Naive.dropout(SHARE, noise, s.rows(), s.columns(), x.data(), a.data()), (i, expected) -> 0);
    }
}
