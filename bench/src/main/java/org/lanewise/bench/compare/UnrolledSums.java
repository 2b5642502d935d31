package org.lanewise.bench.compare;

import java.util.EnumSet;
import java.util.Set;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.vector.VectorYardsticks;

/** Sums of rows by a plain unrolled vector loop, in whatever order is fast. One thread, whatever is offered. */
final class UnrolledSums implements Contender {
    @Override
    public String name() {
        return "unrolled";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.ROWSUM);
    }

    @Override
    public void start(int threads) {
        // Nothing to load.
    }

    @Override
    public String description() {
        return "vector sums in no fixed order, 1 thread";
    }

    @Override
    public Work rowSums(Matrix x) {
        Matrix y = Matrix.zeros(x.rows(), 1);
        return Work.into(y, () -> VectorYardsticks.rowSums(x.rows(), x.columns(), x.data(), y.data()));
    }
}
