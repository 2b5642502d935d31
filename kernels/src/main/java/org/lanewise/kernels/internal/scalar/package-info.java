/**
 * The portable backend: plain loops and {@code Math.fma}, in the very order of operations that the vector backend
 * keeps, so that both give the same bits.
 */
@NullMarked
package org.lanewise.kernels.internal.scalar;

import org.jspecify.annotations.NullMarked;
