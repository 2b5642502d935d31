/**
 * The SIMD backend, and the only package that imports {@code jdk.incubator.vector}. A vector stays in local variables
 * of one method, or of helpers small enough to be inlined; polymorphism is per array or per tile.
 */
@NullMarked
package org.lanewise.kernels.internal.vector;

import org.jspecify.annotations.NullMarked;
