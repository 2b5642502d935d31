package org.lanewise.bench.peers;

import java.util.EnumSet;
import java.util.Set;
import org.ejml.EjmlVersion;
import org.ejml.concurrency.EjmlConcurrency;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;

/** EJML: row-major matrices on the heap. It chooses among its algorithms by shape, and turns to threads above a size. */
public final class Ejml implements Contender {
    @Override
    public String name() {
        return "ejml";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.GEMM, Suite.COLDSTART);
    }

    @Override
    public void start(int threads) {
        EjmlConcurrency.USE_CONCURRENT = threads > 1;
        EjmlConcurrency.setMaxThreads(threads);
    }

    @Override
    public String description() {
        return "EJML " + EjmlVersion.VERSION;
    }

    @Override
    public Work product(ProductShape s, Matrix a, Matrix b) {
        Matrix c = Matrix.zeros(s.m(), s.n());
        FMatrixRMaj itsA = wrap(a);
        FMatrixRMaj itsB = wrap(b);
        FMatrixRMaj itsC = wrap(c);
        return Work.into(c, () -> {
            if (s.opA() == Op.N && s.opB() == Op.N) {
                CommonOps_FDRM.mult(itsA, itsB, itsC);
            } else if (s.opA() == Op.N) {
                CommonOps_FDRM.multTransB(itsA, itsB, itsC);
            } else if (s.opB() == Op.N) {
                CommonOps_FDRM.multTransA(itsA, itsB, itsC);
            } else {
                CommonOps_FDRM.multTransAB(itsA, itsB, itsC);
            }
        });
    }

    private static FMatrixRMaj wrap(Matrix x) {
        return FMatrixRMaj.wrap(x.rows(), x.columns(), x.data());
    }
}
