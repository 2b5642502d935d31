package org.lanewise.kernels.internal.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes blocks of 8 × 8 in 256-bit registers, which have no permutation of two vectors before AVX-512. In step s = 4, 2, 1
 * rows i and i + s exchange the elements whose columns differ from i in that bit: each takes those of the other, moved
 * by s columns.
 */
final class Transpose8 {
    static final int SIZE = 8;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;

    /** Columns j and j + s change places. */
    private static final VectorShuffle<Integer> SWAP_4 = VectorShuffle.fromOp(I, column -> column ^ 4);
    private static final VectorShuffle<Integer> SWAP_2 = VectorShuffle.fromOp(I, column -> column ^ 2);
    /** Columns with bit s, and those without it. */
    private static final VectorMask<Integer> WITH_4 = VectorMask.fromLong(I, 0xf0);
    private static final VectorMask<Integer> WITHOUT_4 = VectorMask.fromLong(I, 0x0f);
    private static final VectorMask<Integer> WITH_2 = VectorMask.fromLong(I, 0xcc);
    private static final VectorMask<Integer> WITHOUT_2 = VectorMask.fromLong(I, 0x33);
    private static final VectorMask<Integer> ODD = VectorMask.fromLong(I, 0xaa);
    private static final VectorMask<Integer> EVEN = VectorMask.fromLong(I, 0x55);

    private Transpose8() {
    }

    /**
     * {@code to[toOffset + j·toStep + i] = α·from[fromOffset + i·fromStep + j]} for i and j from 0 to 7, in ascending
     * order of j. Where there are fewer rows i, the last one stands for those that are missing.
     */
    static void block(float[] from, int fromOffset, int fromStep, int rows, float alpha, float[] to, int toOffset,
            int toStep) {
        int last = rows - 1;
        IntVector r0 = FloatVector.fromArray(F, from, fromOffset).mul(alpha).reinterpretAsInts();
        IntVector r1 = FloatVector.fromArray(F, from, fromOffset + Math.min(1, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r2 = FloatVector.fromArray(F, from, fromOffset + Math.min(2, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r3 = FloatVector.fromArray(F, from, fromOffset + Math.min(3, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r4 = FloatVector.fromArray(F, from, fromOffset + Math.min(4, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r5 = FloatVector.fromArray(F, from, fromOffset + Math.min(5, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r6 = FloatVector.fromArray(F, from, fromOffset + Math.min(6, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r7 = FloatVector.fromArray(F, from, fromOffset + Math.min(7, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector s0 = r0.blend(r4.rearrange(SWAP_4), WITH_4);
        IntVector s1 = r1.blend(r5.rearrange(SWAP_4), WITH_4);
        IntVector s2 = r2.blend(r6.rearrange(SWAP_4), WITH_4);
        IntVector s3 = r3.blend(r7.rearrange(SWAP_4), WITH_4);
        IntVector s4 = r4.blend(r0.rearrange(SWAP_4), WITHOUT_4);
        IntVector s5 = r5.blend(r1.rearrange(SWAP_4), WITHOUT_4);
        IntVector s6 = r6.blend(r2.rearrange(SWAP_4), WITHOUT_4);
        IntVector s7 = r7.blend(r3.rearrange(SWAP_4), WITHOUT_4);
        IntVector t0 = s0.blend(s2.rearrange(SWAP_2), WITH_2);
        IntVector t1 = s1.blend(s3.rearrange(SWAP_2), WITH_2);
        IntVector t4 = s4.blend(s6.rearrange(SWAP_2), WITH_2);
        IntVector t5 = s5.blend(s7.rearrange(SWAP_2), WITH_2);
        IntVector t2 = s2.blend(s0.rearrange(SWAP_2), WITHOUT_2);
        IntVector t3 = s3.blend(s1.rearrange(SWAP_2), WITHOUT_2);
        IntVector t6 = s6.blend(s4.rearrange(SWAP_2), WITHOUT_2);
        IntVector t7 = s7.blend(s5.rearrange(SWAP_2), WITHOUT_2);
        IntVector u0 = t0.blend(t1.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
        IntVector u1 = t1.blend(t0.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
        IntVector u2 = t2.blend(t3.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
        IntVector u3 = t3.blend(t2.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
        IntVector u4 = t4.blend(t5.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
        IntVector u5 = t5.blend(t4.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
        IntVector u6 = t6.blend(t7.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
        IntVector u7 = t7.blend(t6.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
        u0.reinterpretAsFloats().intoArray(to, toOffset);
        u1.reinterpretAsFloats().intoArray(to, toOffset + toStep);
        u2.reinterpretAsFloats().intoArray(to, toOffset + 2 * toStep);
        u3.reinterpretAsFloats().intoArray(to, toOffset + 3 * toStep);
        u4.reinterpretAsFloats().intoArray(to, toOffset + 4 * toStep);
        u5.reinterpretAsFloats().intoArray(to, toOffset + 5 * toStep);
        u6.reinterpretAsFloats().intoArray(to, toOffset + 6 * toStep);
        u7.reinterpretAsFloats().intoArray(to, toOffset + 7 * toStep);
    }
}
