/** SIMD kernels for neural networks: matrix products, activations and reductions over {@code float[]}. */
module org.lanewise.kernels {
    requires jdk.incubator.vector;
    requires static org.jspecify;

    exports org.lanewise.kernels;
}
