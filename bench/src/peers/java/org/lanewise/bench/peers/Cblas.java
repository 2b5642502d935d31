package org.lanewise.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;

/** The products of a library with the C interface to BLAS. A record, because the JIT compiler trusts its fields. */
record Cblas(MethodHandle sgemm, MethodHandle sgemv) {
    private static final int ROW_MAJOR = 101;
    private static final int NO_TRANS = 111;
    private static final int TRANS = 112;

    static Cblas of(NativeLibrary library) {
        return new Cblas(
                library.function("cblas_sgemm",
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_FLOAT,
                                ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_FLOAT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)),
                library.function("cblas_sgemv",
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_FLOAT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_FLOAT, ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT)));
    }

    /** {@code C = op(A)·op(B)} in native memory. */
    Work product(ProductShape s, Matrix a, Matrix b) {
        Arena arena = Arena.ofConfined();
        MemorySegment nativeA = NativeLibrary.copy(arena, a);
        MemorySegment nativeB = NativeLibrary.copy(arena, b);
        MemorySegment c = NativeLibrary.floats(arena, (long) s.m() * s.n());
        if (s.n() == 1) {
            int op = s.opA() == Op.N ? NO_TRANS : TRANS;
            return new NativeWork(arena, c, () -> gemv(op, s.rowsOfA(), s.columnsOfA(), nativeA, nativeB, c));
        }
        if (s.m() == 1) {
            // A row times a matrix is the transposed matrix times a column.
            int op = s.opB() == Op.N ? TRANS : NO_TRANS;
            return new NativeWork(arena, c, () -> gemv(op, s.rowsOfB(), s.columnsOfB(), nativeB, nativeA, c));
        }
        return new NativeWork(arena, c, () -> gemm(s, 1, nativeA, nativeB, 0, c));
    }

    /** {@code C = α·op(A)·op(B) + β·C}. */
    void gemm(ProductShape s, float alpha, MemorySegment a, MemorySegment b, float beta, MemorySegment c) {
        try {
            sgemm.invokeExact(ROW_MAJOR, s.opA() == Op.N ? NO_TRANS : TRANS, s.opB() == Op.N ? NO_TRANS : TRANS, s.m(),
                    s.n(), s.k(), alpha, a, s.columnsOfA(), b, s.columnsOfB(), beta, c, s.n());
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    private void gemv(int op, int rows, int columns, MemorySegment a, MemorySegment x, MemorySegment y) {
        try {
            sgemv.invokeExact(ROW_MAJOR, op, rows, columns, 1f, a, columns, x, 1, 0f, y, 1);
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }
}
