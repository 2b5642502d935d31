package org.lanewise.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The shape of a vector in this process. All of it is constant to the JIT. */
final class Lanes {
    /** Vectors of floats. */
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    /** Vectors of ints, as many as there are floats. */
    static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
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
