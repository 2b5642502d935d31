/**
 * Dense neural networks of any depth, trained by mini-batch gradient descent.
 *
 * <p>The notation is that of the field: layer l of L has weights {@code W[l]} of shape (n[l], n[l−1]) and a bias
 * {@code b[l]} of shape (n[l], 1); {@code A[0] = X} holds one example in each of its m columns; {@code Z[l] =
 * W[l]·A[l−1] + b[l]} and
 * {@code A[l] = g[l](Z[l])}. A gradient {@code dX} is that of the cost's sum over the examples with respect to X,
 * except that
 * {@code dW} and {@code db} are of its mean: they carry the {@code 1/m}.
 */
@NullMarked
package org.lanewise.network;

import org.jspecify.annotations.NullMarked;
