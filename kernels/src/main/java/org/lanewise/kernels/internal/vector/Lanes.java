package org.lanewise.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The shape of a vector in this process. All of it is constant to the JIT. */
final class Lanes {
    /**
     * Vectors of floats: the widest that the JVM prefers, but 512 bits at most, for a row sum's 64 lanes are four of
     * those.
     */
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED.length() > FloatVector.SPECIES_512.length()
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;
    /** Vectors of ints, as many as there are floats. */
    static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());
    /** Floats in a vector. */
    static final int LENGTH = F.length();
    /** Vector registers: AVX-512 and every 64-bit Arm have 32, the older x86 sets have 16. */
    static final int REGISTERS = F.vectorBitSize() >= 512 || isArm() ? 32 : 16;

    private Lanes() {
    }

    private static boolean isArm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }
}
