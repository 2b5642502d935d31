package org.lanewise.bench.reproduce;

import java.io.IOException;
import org.lanewise.kernels.Kernels;

/** A part of the corpus. */
@FunctionalInterface
interface Part {
    /**
     * Computes it.
     *
     * @param kernels what computes
     * @param tiny whether a few small cases are enough, for JVMs without compiled code
     * @param bits what takes the results
     */
    void compute(Kernels kernels, boolean tiny, Bits bits) throws IOException;
}
