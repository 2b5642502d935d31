package org.lanewise.bench;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The product {@code C = op(A)·op(B)}, {@code 2·m·n·k} floating-point operations. */
public class GemmBenchmark extends KernelBenchmark {
    /** Squares, then the forward, backward and weight-gradient products of a layer 784-256 and of the one behind it. */
    @Param({"NN 64x64x64", "NN 256x256x256", "NN 1024x1024x1024", "NN 256x128x784", "TN 256x128x128", "NT 256x784x128"})
    public String shape = "";

    /** One product. */
    @Benchmark
    public void gemm() {
        run();
    }

    @Override
    Operation operation() {
        ProductShape s = ProductShape.parse(shape);
        Matrix a = Data.uniform(s.rowsOfA(), s.columnsOfA(), 1);
        Matrix b = Data.uniform(s.rowsOfB(), s.columnsOfB(), 2);
        Matrix c = Matrix.zeros(s.m(), s.n());
        float[] magnitudes = magnitudes(s, a, b);
        return new Operation(c, kernels -> kernels.gemm(s.opA(), s.opB(), 1, a, b, 0, c),
                () -> Naive.gemm(s, a.data(), b.data(), c.data()),
                (i, expected) -> 2 * Operation.gamma(s.k()) * magnitudes[i]);
    }

    /** {@code |op(A)|·|op(B)|}, laid out for the fastest of the naive loops: those for squares of 1024 take 10 s. */
    static float[] magnitudes(ProductShape shape, Matrix a, Matrix b) {
        float[] rows = absolute(a, shape.opA() == Op.T);
        float[] columns = absolute(b, shape.opB() == Op.N);
        float[] magnitudes = new float[shape.m() * shape.n()];
        Naive.multiplyByTranspose(shape.m(), shape.n(), shape.k(), rows, columns, magnitudes);
        return magnitudes;
    }

    private static float[] absolute(Matrix x, boolean transposed) {
        float[] absolute = new float[x.rows() * x.columns()];
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                absolute[transposed ? j * x.rows() + i : i * x.columns() + j] = Math.abs(x.get(i, j));
            }
        }
        return absolute;
    }
}
