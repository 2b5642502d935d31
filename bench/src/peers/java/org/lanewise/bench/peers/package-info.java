/**
 * Other libraries, each in its best configuration: native memory where it is native, filled once; the same number of threads;
 * matrix-vector calls where a matrix is a vector. Compiled by the Maven profile {@code peers} only; Linux on x86-64.
 */
@NullMarked
package org.lanewise.bench.peers;

import org.jspecify.annotations.NullMarked;
