package org.lanewise.kernels.internal.warmup;

/** Runs the parts of the vector backend on made-up operands. */
public interface PartDriver {
    /** Calls a part once: with nothing to do if {@code empty}, so that the call counts and costs next to nothing. */
    void run(int part, boolean empty);
}
