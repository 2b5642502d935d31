package org.lanewise.kernels;

/** Which code computes. Both give the same bits. */
public enum Backend {
    /** SIMD kernels on {@code jdk.incubator.vector}. */
    VECTOR,
    /** Portable loops, for a JVM that has no {@code jdk.incubator.vector} or does not compile it. */
    SCALAR
}
