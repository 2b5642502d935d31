package org.lanewise.bench;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** An activation by itself, {@code A = g(Z)}. */
public class ActivationBenchmark extends KernelBenchmark {
    /** Z from −8 to 8 takes in the bend and both tails of every activation. */
    private static final double LIMIT = 8;

    /** Z's rows and columns: one that fits into the first-level cache, one that doesn't into the second. */
    @Param({"64x128", "1024x1024"})
    public String size = "";

    /** The activation. */
    @Param({"RELU", "LEAKY_RELU", "CLIP", "ELU", "SELU", "SIGMOID", "HARD_SIGMOID", "TANH", "SOFTSIGN", "SOFTPLUS",
            "SWISH",
            "HARD_SWISH", "MISH", "GELU", "GELU_TANH", "EXPONENTIAL"})
    public Activation.Kind activation = Activation.Kind.RELU;

    /** One pass over Z. */
    @Benchmark
    public void activate() {
        run();
    }

    @Override
    Operation operation() {
        MatrixShape s = MatrixShape.parse(size);
        Matrix z = Data.uniform(s.rows(), s.columns(), LIMIT, 1);
        Matrix a = Matrix.zeros(s.rows(), s.columns());
        Activation g = Activation.of(activation);
        return new Operation(a, kernels -> kernels.activate(g, z, a), () -> Naive.activate(g, z.data(), a.data()),
                (i, expected) -> tolerance(expected));
    }

    /** The kernels promise 6 ULP of the true value, most of them less; naive loops round it up to three times. */
    static double tolerance(float expected) {
        return 8 * Math.ulp(expected);
    }
}
