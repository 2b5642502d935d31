package org.lanewise.bench.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.ProductShape;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;

/**
 * Intel MKL, on native memory: products of its BLAS, activations of its vector math. A dense layer starts with the bias in C, so
 * that the product adds to it, and passes over C once or twice more for the activation.
 */
public final class Mkl implements Contender {
    private static final int THREADING_INTEL = 0;
    /** Vector math in low accuracy: an error of 4 ULP at most. */
    private static final int VML_LA = 1;
    private static final int LONGEST_DESCRIPTION = 256;

    /** Loaded with the first use. */
    private static final class Functions {
        static final NativeLibrary LIBRARY = NativeLibrary.load("/org/bytedeco/mkl/linux-x86_64/", "libmkl_rt.so.2");
        static final Cblas BLAS = Cblas.of(LIBRARY);
        static final MethodHandle COPY = LIBRARY.function("cblas_scopy", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        static final MethodHandle EXP = LIBRARY.function("vsExp",
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        static final MethodHandle TANH = LIBRARY.function("vsTanh",
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        static final MethodHandle MAX = LIBRARY.function("vsFmax", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        /** {@code (s·A + t) / (u·B + v)}. */
        static final MethodHandle LINEAR_FRACTION = LIBRARY.function("vsLinearFrac",
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                        ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_FLOAT, ValueLayout.JAVA_FLOAT,
                        ValueLayout.ADDRESS));

        private Functions() {
        }
    }

    @Override
    public String name() {
        return "mkl";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.GEMM, Suite.GEMV, Suite.DENSE, Suite.COLUMNS, Suite.COLDSTART);
    }

    @Override
    public void start(int threads) {
        setThreads(threads);
    }

    /** Loads MKL, and with it Intel's OpenMP runtime, visible to libraries that are loaded later. */
    static void setThreads(int threads) {
        FunctionDescriptor set = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        FunctionDescriptor setNothingBack = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT);
        NativeLibrary library = Functions.LIBRARY;
        try {
            int layer = (int) library.function("MKL_Set_Threading_Layer", set).invokeExact(THREADING_INTEL);
            if (layer != THREADING_INTEL) {
                throw new IllegalStateException("MKL chose the threading layer " + layer);
            }
            library.function("MKL_Set_Num_Threads", setNothingBack).invokeExact(threads);
            int _ = (int) library.function("vmlSetMode", set).invokeExact(VML_LA);
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public String description() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(LONGEST_DESCRIPTION);
            Functions.LIBRARY
                    .function("MKL_Get_Version_String",
                            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
                    .invokeExact(text, LONGEST_DESCRIPTION);
            return text.getString(0).strip();
        } catch (Throwable e) {
            throw NativeLibrary.failed(e);
        }
    }

    @Override
    public Work product(ProductShape shape, Matrix a, Matrix b) {
        return Functions.BLAS.product(shape, a, b);
    }

    @Override
    public @Nullable Work dense(ProductShape s, Matrix w, Matrix x, @Nullable Epilogue epilogue) {
        if (epilogue == null) {
            return product(s, w, x);
        }
        Arena arena = Arena.ofConfined();
        MemorySegment nativeW = NativeLibrary.copy(arena, w);
        MemorySegment nativeX = NativeLibrary.copy(arena, x);
        int size = s.m() * s.n();
        MemorySegment a = NativeLibrary.floats(arena, size);
        MemorySegment scratch = NativeLibrary.floats(arena, size);
        // Where the exponential is of −Z, the product computes −Z at once.
        float sign = switch (epilogue.g().kind()) {
            case SIGMOID, SWISH -> -1;
            default -> 1;
        };
        MemorySegment bias = NativeLibrary.floats(arena, size);
        for (int i = 0; i < size; i++) {
            bias.setAtIndex(ValueLayout.JAVA_FLOAT, i, sign * epilogue.bias().get(i / s.n(), 0));
        }
        return new NativeWork(arena, a, () -> {
            try {
                Functions.COPY.invokeExact(size, bias, 1, a, 1);
                Functions.BLAS.gemm(s, sign, nativeW, nativeX, 1, a);
                activate(epilogue.g(), size, a, scratch);
            } catch (Throwable e) {
                throw NativeLibrary.failed(e);
            }
        });
    }

    /**
     * Replaces what the product left by {@code g(Z)}.
     *
     * @param a Z, or −Z for sigmoid and swish
     * @param scratch zeros, for ReLU, and for sigmoid: there they keep an infinite exponential out of the numerator
     */
    private static void activate(Activation g, int size, MemorySegment a, MemorySegment scratch) throws Throwable {
        switch (g.kind()) {
            case RELU -> Functions.MAX.invokeExact(size, a, scratch, a);
            case TANH -> Functions.TANH.invokeExact(size, a, a);
            case SIGMOID -> {
                Functions.EXP.invokeExact(size, a, a);
                Functions.LINEAR_FRACTION.invokeExact(size, scratch, a, 0f, 1f, 1f, 1f, a);
            }
            case SWISH -> {
                Functions.EXP.invokeExact(size, a, scratch);
                Functions.LINEAR_FRACTION.invokeExact(size, a, scratch, -1f, 0f, 1f, 1f, a);
            }
            default -> throw new IllegalArgumentException("no activation " + g);
        }
    }
}
