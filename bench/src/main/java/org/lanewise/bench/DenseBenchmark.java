package org.lanewise.bench;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The forward step of a dense layer, {@code A = g(W·X + b)}, with bias and activation fused into the product. */
public class DenseBenchmark extends KernelBenchmark {
    /** No activation is steeper: SELU reaches a slope of 1.7581. The exponential is as steep as it is large. */
    private static final double STEEPEST = 1.76;

    /** W·X as a product: the layer's outputs, the examples, the layer's inputs. */
    @Param({"NN 256x128x784", "NN 10x128x512", "NN 150x64x64", "NN 1024x32x1024"})
    public String shape = "";

    /** The activation. */
    @Param({"RELU", "SIGMOID"})
    public Activation.Kind activation = Activation.Kind.RELU;

    /** One forward step. */
    @Benchmark
    public void dense() {
        run();
    }

    @Override
    Operation operation() {
        ProductShape s = ProductShape.parse(shape);
        if (s.opA() != Op.N || s.opB() != Op.N) {
            throw new IllegalArgumentException("a forward step transposes nothing: " + s);
        }
        Matrix w = Data.uniform(s.m(), s.k(), 1);
        Matrix x = Data.uniform(s.k(), s.n(), 2);
        Matrix bias = Data.uniform(s.m(), 1, 3);
        Matrix a = Matrix.zeros(s.m(), s.n());
        Activation g = Activation.of(activation);
        float[] magnitudes = GemmBenchmark.magnitudes(s, w, x);
        return new Operation(a, kernels -> kernels.dense(w, x, bias, g, a),
                () -> Naive.dense(s.m(), s.n(), s.k(), w.data(), x.data(), bias.data(), g, a.data()),
                (i, expected) -> {
                    double sums = magnitudes[i] + Math.abs(bias.data()[i / s.n()]);
                    return Math.max(STEEPEST, expected) * 2 * Operation.gamma(s.k() + 1) * sums
                            + ActivationBenchmark.tolerance(expected);
                });
    }
}
