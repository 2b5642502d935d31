package org.lanewise.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.lanewise.kernels.internal.plan.Blocking;

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
    /** Vectors of longs, half as many. */
    static final VectorSpecies<Long> L = VectorSpecies.of(long.class, F.vectorShape());
    /** Floats in a vector. */
    static final int LENGTH = F.length();
    /** Vector registers: AVX-512 and what is no x86 have 32, the older sets of x86 16. */
    static final int REGISTERS = Integer.getInteger("lanewise.registers",
            F.vectorBitSize() >= 512 || !isX86() ? 32 : 16);
    /** The tallest tiles, by the vectors in a row of one. */
    static final int[] TALLEST = REGISTERS >= 32
            ? MicroKernels.ROWS_OF_32_REGISTERS
            : MicroKernels.ROWS_OF_16_REGISTERS;
    /** What plans have to know of all this. */
    static final Blocking BLOCKING = new Blocking(LENGTH, REGISTERS, TALLEST);

    private Lanes() {
    }

    private static boolean isX86() {
        String architecture = System.getProperty("os.arch", "");
        return architecture.equals("amd64") || architecture.equals("x86_64") || architecture.equals("x86");
    }

    /** Floats in the largest tile. */
    static int largestTile() {
        int largest = 0;
        for (int vectors = 1; vectors < TALLEST.length; vectors++) {
            largest = Math.max(largest, vectors * LENGTH * TALLEST[vectors]);
        }
        return largest;
    }
}
