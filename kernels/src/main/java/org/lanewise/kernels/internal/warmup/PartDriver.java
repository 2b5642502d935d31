package org.lanewise.kernels.internal.warmup;

/** Runs the parts of the vector backend on made-up operands. */
public interface PartDriver {
    /** Calls a part once, for the shortest loop there is if {@code brief}, else for a few dozen steps. */
    void run(int part, boolean brief);
}
