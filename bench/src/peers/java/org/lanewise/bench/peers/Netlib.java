package org.lanewise.bench.peers;

import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.EnumSet;
import java.util.Set;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;

/**
 * The BLAS on the Vector API of the netlib project. It takes one thread, whatever is offered. Its matrices are column-major, and a
 * row-major matrix is the transpose of a column-major one: so it computes {@code Cᵀ = op(B)ᵀ·op(A)ᵀ}.
 */
public final class Netlib implements Contender {
    private static final class Functions {
        static final JavaBLAS BLAS = JavaBLAS.getInstance();

        private Functions() {
        }
    }

    @Override
    public String name() {
        return "netlib";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.GEMM, Suite.GEMV, Suite.COLUMNS, Suite.COLDSTART);
    }

    @Override
    public void start(int threads) {
        String chosen = Functions.BLAS.getClass().getSimpleName();
        if (!chosen.equals("VectorBLAS")) {
            throw new IllegalStateException("netlib chose " + chosen);
        }
    }

    @Override
    public String description() {
        return "netlib " + Functions.BLAS.getClass().getSimpleName() + ", 1 thread";
    }

    @Override
    public Work product(ProductShape s, Matrix a, Matrix b) {
        Matrix c = Matrix.zeros(s.m(), s.n());
        if (s.n() == 1) {
            String op = s.opA() == Op.N ? "T" : "N";
            return Work.into(c, () -> Functions.BLAS.sgemv(op, s.columnsOfA(), s.rowsOfA(), 1, a.data(), s.columnsOfA(),
                    b.data(), 1, 0, c.data(), 1));
        }
        if (s.m() == 1) {
            String op = s.opB() == Op.N ? "N" : "T";
            return Work.into(c, () -> Functions.BLAS.sgemv(op, s.columnsOfB(), s.rowsOfB(), 1, b.data(), s.columnsOfB(),
                    a.data(), 1, 0, c.data(), 1));
        }
        return Work.into(c, () -> Functions.BLAS.sgemm(s.opB().name(), s.opA().name(), s.n(), s.m(), s.k(), 1, b.data(),
                s.columnsOfB(), a.data(), s.columnsOfA(), 0, c.data(), s.n()));
    }
}
