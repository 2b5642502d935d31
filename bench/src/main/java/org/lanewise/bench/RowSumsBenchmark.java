package org.lanewise.bench;

import org.lanewise.kernels.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The sums of rows, {@code y = X·1}: a bias gradient, n[l] rows by m examples. */
public class RowSumsBenchmark extends KernelBenchmark {
    /** X's rows and columns. */
    @Param({"256x32", "256x128", "256x1024", "1024x1024"})
    public String size = "";

    /** The sums of all rows. */
    @Benchmark
    public void rowSums() {
        run();
    }

    @Override
    Operation operation() {
        MatrixShape s = MatrixShape.parse(size);
        Matrix x = Data.uniform(s.rows(), s.columns(), 1);
        Matrix y = Matrix.zeros(s.rows(), 1);
        return new Operation(y, kernels -> kernels.rowSums(1, x, 0, y),
                () -> Naive.rowSums(s.rows(), s.columns(), x.data(), y.data()),
                (i, expected) -> 2 * Operation.gamma(s.columns()) * magnitude(x, i));
    }

    private static double magnitude(Matrix x, int row) {
        double sum = 0;
        for (int j = 0; j < x.columns(); j++) {
            sum += Math.abs(x.get(row, j));
        }
        return sum;
    }
}
