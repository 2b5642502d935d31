package org.lanewise.bench.peers;

import java.util.EnumSet;
import java.util.Set;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.ojalgo.OjAlgoUtils;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R032Store;

/**
 * ojAlgo: column-major matrices on the heap. A row-major matrix is the transpose of a column-major one: so it computes
 * {@code Cᵀ = op(B)ᵀ·op(A)ᵀ}, without copying.
 */
public final class OjAlgo implements Contender {
    @Override
    public String name() {
        return "ojalgo";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.GEMM, Suite.COLDSTART);
    }

    @Override
    public void start(int threads) {
        OjAlgoUtils.limitThreadsTo(threads);
    }

    @Override
    public String description() {
        return "ojAlgo " + OjAlgoUtils.getVersion();
    }

    @Override
    public Work product(ProductShape s, Matrix a, Matrix b) {
        Matrix c = Matrix.zeros(s.m(), s.n());
        MatrixStore<Double> left = s.opB() == Op.N ? wrap(b) : wrap(b).transpose();
        MatrixStore<Double> right = s.opA() == Op.N ? wrap(a) : wrap(a).transpose();
        R032Store product = wrap(c);
        return Work.into(c, () -> product.fillByMultiplying(left, right));
    }

    /** The transpose of a matrix, on the same array. */
    private static R032Store wrap(Matrix x) {
        return R032Store.wrap(x.data(), x.columns());
    }
}
