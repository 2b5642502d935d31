/**
 * SIMD kernels for neural networks over dense row-major {@code float[]} matrices.
 *
 * <p>{@link org.lanewise.kernels.Kernels} is the one entry: matrix products with fused epilogues, activations, softmax,
 * reductions and costs. {@link org.lanewise.kernels.Matrix} views an array as a matrix without copying it, and
 * {@link org.lanewise.kernels.RandomStream} gives random numbers. Every result
 * has the same bits on any machine, lane width, number of threads and backend; {@link org.lanewise.kernels.Kernels}
 * states the order of operations that makes it so.
 */
@NullMarked
package org.lanewise.kernels;

import org.jspecify.annotations.NullMarked;
