package org.lanewise.kernels.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.internal.scalar.ScalarKernels;
import org.lanewise.kernels.internal.vector.VectorKernels;
import org.lanewise.kernels.internal.warmup.WarmUp;

/** Chooses the backend, once for the process, from {@code -Dlanewise.backend=auto|vector|scalar}. */
public final class Backends {
    /** What makes SIMD available on the class path. */
    public static final String VECTOR_FLAG = "--add-modules jdk.incubator.vector";

    private static final int FMA_CALLS = 8;
    private static final int FMA_TRIES = 8;
    /** In plain multiply-adds: an instruction takes about one, interpreted or compiled, {@code BigDecimal} over 200. */
    private static final int MOST_OF_FMA = 16;

    /**
     * Whether there is an instruction for {@code Math.fma}. It is constant to the JIT; a wrong guess would cost time, but
     * change no bit. It stands here because a class of its own would be one more to load for the first product.
     */
    public static final boolean HAVE_FMA = isFmaFast();

    private static final String NO_FMA = "this JVM has no instruction for fused multiply-adds, or does not use it"
            + " (-XX:-UseFMA)";

    private static final String PROPERTY = "lanewise.backend";
    private static final KernelSet SCALAR = new ScalarKernels();
    private static final @Nullable KernelSet VECTOR = VectorKernels.isAvailable() ? new VectorKernels() : null;
    private static @Nullable KernelSet chosen;

    private Backends() {
    }

    /** The kernels that the process uses unless told otherwise. */
    public static synchronized KernelSet byDefault() {
        if (chosen == null) {
            String name = System.getProperty(PROPERTY);
            chosen = name == null ? automatic() : choose(name);
        }
        return chosen;
    }

    /** The kernels of one backend. */
    public static KernelSet of(Backend backend) {
        if (backend == Backend.SCALAR) {
            return SCALAR;
        }
        if (VECTOR == null) {
            throw new UnsupportedOperationException(
                    "the vector backend needs the module jdk.incubator.vector: start the JVM with " + VECTOR_FLAG);
        }
        if (!HAVE_FMA) {
            // The Vector API would go through BigDecimal, lane by lane.
            throw new UnsupportedOperationException("the vector backend can't be had: " + NO_FMA);
        }
        return VECTOR;
    }

    private static KernelSet choose(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> automatic();
            case "vector" -> of(Backend.VECTOR);
            case "scalar" -> SCALAR;
            default -> throw new IllegalArgumentException(
                    "-D" + PROPERTY + " must be auto, vector or scalar, not " + name);
        };
    }

    private static KernelSet automatic() {
        if (VECTOR == null) {
            warn("SIMD is off, results are the same but slower: start the JVM with " + VECTOR_FLAG);
            return SCALAR;
        }
        if (!compilesVectors()) {
            warn("SIMD is off, results are the same but slower: this JVM runs without its optimising compiler"
                    + " (-Xint or -XX:TieredStopAtLevel)");
            return SCALAR;
        }
        if (!HAVE_FMA) {
            warn("SIMD is off, results are the same but slower: " + NO_FMA);
            return SCALAR;
        }
        return new WarmUp(SCALAR, VECTOR);
    }

    /** Without C2 every vector operation is an allocating call, about a thousand times slower than a scalar one. */
    private static boolean compilesVectors() {
        String mode = System.getProperty("java.vm.info", "");
        return !mode.contains("interpreted mode") && !mode.contains("emulated-client");
    }

    private static void warn(String message) {
        System.getLogger("org.lanewise.kernels").log(System.Logger.Level.WARNING, message);
    }

    /**
     * There is nothing to ask, so it is timed, in some microseconds. The thread may lose its processor in the middle:
     * the best of several tries counts, and the first one that is fast enough is enough.
     */
    private static boolean isFmaFast() {
        long plain = Long.MAX_VALUE / MOST_OF_FMA;
        for (int i = 0; i < FMA_TRIES; i++) {
            plain = Math.min(plain, nanos(false));
        }
        for (int i = 0; i < FMA_TRIES; i++) {
            if (nanos(true) <= MOST_OF_FMA * plain) {
                return true;
            }
        }
        return false;
    }

    /** What some multiply-adds take, each of which waits for the one before. */
    private static long nanos(boolean fused) {
        float sum = 1;
        long start = System.nanoTime();
        for (int i = 0; i < FMA_CALLS; i++) {
            sum = fused ? Math.fma(sum, 0.5f, 1) : multiplyAdd(sum, 0.5f, 1);
        }
        long nanos = System.nanoTime() - start;
        // Always the first: but the JIT does not know, and computes the sum.
        return sum > 0 ? nanos : Long.MAX_VALUE;
    }

    /** A call, as {@code Math.fma} is one to the interpreter. */
    private static float multiplyAdd(float a, float b, float c) {
        return a * b + c;
    }
}
