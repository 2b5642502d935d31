package org.lanewise.kernels.internal;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.internal.scalar.Fma;
import org.lanewise.kernels.internal.scalar.ScalarKernels;
import org.lanewise.kernels.internal.vector.VectorKernels;
import org.lanewise.kernels.internal.warmup.WarmUp;

/** Chooses the backend, once for the process, from {@code -Dlanewise.backend=auto|vector|scalar}. */
public final class Backends {
    /** What makes SIMD available on the class path. */
    public static final String VECTOR_FLAG = "--add-modules jdk.incubator.vector";

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
        if (!Fma.HARDWARE) {
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
        if (!Fma.HARDWARE) {
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
}
