package org.lanewise.bench.compare;

import java.util.EnumSet;
import java.util.Set;
import org.lanewise.bench.Data;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.vector.VectorYardsticks;

/** Products by a dot product of vectors for each element, with B transposed beforehand. One thread, whatever is offered. */
final class DotProducts implements Contender {
    @Override
    public String name() {
        return "dots";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.COLUMNS);
    }

    @Override
    public void start(int threads) {
        // Nothing to load.
    }

    @Override
    public String description() {
        return "a dot product of vectors for each element, in no fixed order, 1 thread";
    }

    @Override
    public Work product(ProductShape shape, Matrix a, Matrix b) {
        Matrix c = Matrix.zeros(shape.m(), shape.n());
        float[] columns = Data.transpose(b).data();
        return Work.into(c,
                () -> VectorYardsticks.dots(shape.m(), shape.n(), shape.k(), a.data(), columns, c.data()));
    }
}
