package org.lanewise.bench.peers;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Set;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;

/** OpenBLAS, on native memory. It has no activations: of dense layers it computes the bare product. */
public final class OpenBlas implements Contender {
    private static final int LONGEST_DESCRIPTION = 1024;

    /** Loaded with the first use. */
    private static final class Functions {
        static final NativeLibrary LIBRARY = NativeLibrary.load("/org/bytedeco/openblas/linux-x86_64/",
                "libopenblas.so.0");
        static final Cblas BLAS = Cblas.of(LIBRARY);

        private Functions() {
        }
    }

    @Override
    public String name() {
        return "openblas";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.GEMM, Suite.GEMV, Suite.DENSE, Suite.COLUMNS, Suite.COLDSTART);
    }

    @Override
    public void start(int threads) {
        try {
            Functions.LIBRARY.function("openblas_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                    .invokeExact(threads);
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    /** The version, and the processor whose kernels were chosen. */
    @Override
    @SuppressWarnings("restricted")
    public String description() {
        try {
            MemorySegment text = (MemorySegment) Functions.LIBRARY
                    .function("openblas_get_config", FunctionDescriptor.of(ValueLayout.ADDRESS)).invokeExact();
            return text.reinterpret(LONGEST_DESCRIPTION).getString(0);
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public Work product(ProductShape shape, Matrix a, Matrix b) {
        return Functions.BLAS.product(shape, a, b);
    }
}
