package org.lanewise.kernels;

import java.util.List;

/** The two backends, on one thread. */
final class Both {
    static final Kernels VECTOR = Kernels.create().withThreads(1).withBackend(Backend.VECTOR);
    static final Kernels SCALAR = VECTOR.withBackend(Backend.SCALAR);
    static final List<Kernels> BACKENDS = List.of(VECTOR, SCALAR);

    private Both() {
    }
}
