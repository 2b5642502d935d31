package org.lanewise.bench.compare;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.Naive;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;

/** The loops of a textbook, {@link Naive}. They take one thread, whatever they are offered. */
final class NaiveLoops implements Contender {
    @Override
    public String name() {
        return "naive";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.complementOf(EnumSet.of(Suite.RERUN, Suite.THREADS, Suite.TRAIN, Suite.INFER, Suite.EPOCH,
                Suite.DIGITS, Suite.LOAD));
    }

    @Override
    public void start(int threads) {
        // Nothing to load.
    }

    @Override
    public String description() {
        return "plain loops, 1 thread";
    }

    @Override
    public Work product(ProductShape shape, Matrix a, Matrix b) {
        Matrix c = Matrix.zeros(shape.m(), shape.n());
        return Work.into(c, () -> Naive.gemm(shape, a.data(), b.data(), c.data()));
    }

    @Override
    public Work dense(ProductShape shape, Matrix w, Matrix x, @Nullable Epilogue epilogue) {
        if (epilogue == null) {
            return product(shape, w, x);
        }
        Matrix a = Matrix.zeros(shape.m(), shape.n());
        return Work.into(a, () -> Naive.dense(shape.m(), shape.n(), shape.k(), w.data(), x.data(),
                epilogue.bias().data(), epilogue.g(), a.data()));
    }

    @Override
    public Work activation(Activation g, Matrix z) {
        Matrix a = Matrix.zeros(z.rows(), z.columns());
        return Work.into(a, () -> Naive.activate(g, z.data(), a.data()));
    }

    @Override
    public Work rowSums(Matrix x) {
        Matrix y = Matrix.zeros(x.rows(), 1);
        return Work.into(y, () -> Naive.rowSums(x.rows(), x.columns(), x.data(), y.data()));
    }
}
