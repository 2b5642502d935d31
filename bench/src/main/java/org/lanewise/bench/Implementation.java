package org.lanewise.bench;

import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;

/** What is timed. */
public enum Implementation {
    /** The kernels on the vector backend. */
    VECTOR,
    /** The kernels on the scalar backend. */
    SCALAR,
    /** The plain loops of {@link Naive}, on one thread. */
    NAIVE;

    /** The kernels that are timed; for the naive loops, those that they are checked against. */
    Kernels kernels(int threads) {
        return Kernels.create().withBackend(this == SCALAR ? Backend.SCALAR : Backend.VECTOR).withThreads(threads);
    }
}
