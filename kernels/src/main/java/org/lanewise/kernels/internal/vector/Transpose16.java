package org.lanewise.kernels.internal.vector;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes blocks of 16 × 16 in 512-bit registers, as ints: indices of a permutation of floats would be floats, which
 * are converted and checked at each call. In step s = 1, 2, 4, 8 rows i and i + s exchange the elements
 * whose columns differ from i in that bit, which is one two-vector permutation for each row: 64 of them for 256
 * elements.
 */
final class Transpose16 {
    static final int SIZE = 16;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_512;
    private static final IntVector LOW_1 = low(1);
    private static final IntVector HIGH_1 = high(1);
    private static final IntVector LOW_2 = low(2);
    private static final IntVector HIGH_2 = high(2);
    private static final IntVector LOW_4 = low(4);
    private static final IntVector HIGH_4 = high(4);
    private static final IntVector LOW_8 = low(8);
    private static final IntVector HIGH_8 = high(8);

    private static final VectorMask<Integer> ODD = VectorMask.fromLong(I, 0xaaaa);
    private static final VectorMask<Integer> EVEN = VectorMask.fromLong(I, 0x5555);

    /** Twelve rows of columns 0 to 3, 4 to 7, …: eight from one vector, four from another. */
    private static final IntVector COLUMN_0 = column(0);
    private static final IntVector COLUMN_4 = column(4);
    private static final IntVector COLUMN_8 = column(8);
    private static final IntVector COLUMN_12 = column(12);

    private Transpose16() {
    }

    /**
     * For row i: where bit s of the column is 0 its own element, where it is 1 the other row's element of column − s.
     */
    private static IntVector low(int s) {
        return IntVector.fromArray(I, indices(s, 0, SIZE - s), 0);
    }

    /**
     * For row i + s: where bit s of the column is 0 the other row's element of column + s, where it is 1 its own
     * element.
     */
    private static IntVector high(int s) {
        return IntVector.fromArray(I, indices(s, s, SIZE), 0);
    }

    private static IntVector column(int j) {
        int[] indices = new int[SIZE];
        for (int row = 0; row < SIZE; row++) {
            indices[row] = row < 8 ? (j & 8) + row : SIZE + j + row % 4;
        }
        return IntVector.fromArray(I, indices, 0);
    }

    private static int[] indices(int s, int where0, int where1) {
        int[] indices = new int[SIZE];
        for (int column = 0; column < SIZE; column++) {
            indices[column] = column + ((column & s) == 0 ? where0 : where1);
        }
        return indices;
    }

    /**
     * {@code to[toOffset + j·toStep + i] = α·from[fromOffset + i·fromStep + j]} for i and j from 0 to 15, in ascending
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
        IntVector r8 = FloatVector.fromArray(F, from, fromOffset + Math.min(8, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r9 = FloatVector.fromArray(F, from, fromOffset + Math.min(9, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r10 = FloatVector.fromArray(F, from, fromOffset + Math.min(10, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r11 = FloatVector.fromArray(F, from, fromOffset + Math.min(11, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r12 = FloatVector.fromArray(F, from, fromOffset + Math.min(12, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r13 = FloatVector.fromArray(F, from, fromOffset + Math.min(13, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r14 = FloatVector.fromArray(F, from, fromOffset + Math.min(14, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector r15 = FloatVector.fromArray(F, from, fromOffset + Math.min(15, last) * fromStep).mul(alpha)
                .reinterpretAsInts();
        IntVector s0 = LOW_1.selectFrom(r0, r1);
        IntVector s1 = HIGH_1.selectFrom(r0, r1);
        IntVector s2 = LOW_1.selectFrom(r2, r3);
        IntVector s3 = HIGH_1.selectFrom(r2, r3);
        IntVector s4 = LOW_1.selectFrom(r4, r5);
        IntVector s5 = HIGH_1.selectFrom(r4, r5);
        IntVector s6 = LOW_1.selectFrom(r6, r7);
        IntVector s7 = HIGH_1.selectFrom(r6, r7);
        IntVector s8 = LOW_1.selectFrom(r8, r9);
        IntVector s9 = HIGH_1.selectFrom(r8, r9);
        IntVector s10 = LOW_1.selectFrom(r10, r11);
        IntVector s11 = HIGH_1.selectFrom(r10, r11);
        IntVector s12 = LOW_1.selectFrom(r12, r13);
        IntVector s13 = HIGH_1.selectFrom(r12, r13);
        IntVector s14 = LOW_1.selectFrom(r14, r15);
        IntVector s15 = HIGH_1.selectFrom(r14, r15);
        IntVector t0 = LOW_2.selectFrom(s0, s2);
        IntVector t1 = LOW_2.selectFrom(s1, s3);
        IntVector t2 = HIGH_2.selectFrom(s0, s2);
        IntVector t3 = HIGH_2.selectFrom(s1, s3);
        IntVector t4 = LOW_2.selectFrom(s4, s6);
        IntVector t5 = LOW_2.selectFrom(s5, s7);
        IntVector t6 = HIGH_2.selectFrom(s4, s6);
        IntVector t7 = HIGH_2.selectFrom(s5, s7);
        IntVector t8 = LOW_2.selectFrom(s8, s10);
        IntVector t9 = LOW_2.selectFrom(s9, s11);
        IntVector t10 = HIGH_2.selectFrom(s8, s10);
        IntVector t11 = HIGH_2.selectFrom(s9, s11);
        IntVector t12 = LOW_2.selectFrom(s12, s14);
        IntVector t13 = LOW_2.selectFrom(s13, s15);
        IntVector t14 = HIGH_2.selectFrom(s12, s14);
        IntVector t15 = HIGH_2.selectFrom(s13, s15);
        IntVector u0 = LOW_4.selectFrom(t0, t4);
        IntVector u1 = LOW_4.selectFrom(t1, t5);
        IntVector u2 = LOW_4.selectFrom(t2, t6);
        IntVector u3 = LOW_4.selectFrom(t3, t7);
        IntVector u4 = HIGH_4.selectFrom(t0, t4);
        IntVector u5 = HIGH_4.selectFrom(t1, t5);
        IntVector u6 = HIGH_4.selectFrom(t2, t6);
        IntVector u7 = HIGH_4.selectFrom(t3, t7);
        IntVector u8 = LOW_4.selectFrom(t8, t12);
        IntVector u9 = LOW_4.selectFrom(t9, t13);
        IntVector u10 = LOW_4.selectFrom(t10, t14);
        IntVector u11 = LOW_4.selectFrom(t11, t15);
        IntVector u12 = HIGH_4.selectFrom(t8, t12);
        IntVector u13 = HIGH_4.selectFrom(t9, t13);
        IntVector u14 = HIGH_4.selectFrom(t10, t14);
        IntVector u15 = HIGH_4.selectFrom(t11, t15);
        IntVector v0 = LOW_8.selectFrom(u0, u8);
        IntVector v1 = LOW_8.selectFrom(u1, u9);
        IntVector v2 = LOW_8.selectFrom(u2, u10);
        IntVector v3 = LOW_8.selectFrom(u3, u11);
        IntVector v4 = LOW_8.selectFrom(u4, u12);
        IntVector v5 = LOW_8.selectFrom(u5, u13);
        IntVector v6 = LOW_8.selectFrom(u6, u14);
        IntVector v7 = LOW_8.selectFrom(u7, u15);
        IntVector v8 = HIGH_8.selectFrom(u0, u8);
        IntVector v9 = HIGH_8.selectFrom(u1, u9);
        IntVector v10 = HIGH_8.selectFrom(u2, u10);
        IntVector v11 = HIGH_8.selectFrom(u3, u11);
        IntVector v12 = HIGH_8.selectFrom(u4, u12);
        IntVector v13 = HIGH_8.selectFrom(u5, u13);
        IntVector v14 = HIGH_8.selectFrom(u6, u14);
        IntVector v15 = HIGH_8.selectFrom(u7, u15);
        v0.reinterpretAsFloats().intoArray(to, toOffset);
        v1.reinterpretAsFloats().intoArray(to, toOffset + toStep);
        v2.reinterpretAsFloats().intoArray(to, toOffset + 2 * toStep);
        v3.reinterpretAsFloats().intoArray(to, toOffset + 3 * toStep);
        v4.reinterpretAsFloats().intoArray(to, toOffset + 4 * toStep);
        v5.reinterpretAsFloats().intoArray(to, toOffset + 5 * toStep);
        v6.reinterpretAsFloats().intoArray(to, toOffset + 6 * toStep);
        v7.reinterpretAsFloats().intoArray(to, toOffset + 7 * toStep);
        v8.reinterpretAsFloats().intoArray(to, toOffset + 8 * toStep);
        v9.reinterpretAsFloats().intoArray(to, toOffset + 9 * toStep);
        v10.reinterpretAsFloats().intoArray(to, toOffset + 10 * toStep);
        v11.reinterpretAsFloats().intoArray(to, toOffset + 11 * toStep);
        v12.reinterpretAsFloats().intoArray(to, toOffset + 12 * toStep);
        v13.reinterpretAsFloats().intoArray(to, toOffset + 13 * toStep);
        v14.reinterpretAsFloats().intoArray(to, toOffset + 14 * toStep);
        v15.reinterpretAsFloats().intoArray(to, toOffset + 15 * toStep);
    }

    /**
     * {@code to[toOffset + 12·j + i] = α·x[xo + i·step + j]} for i from 0 to 11 and j from 0 to 15: twelve rows become a
     * panel of the tallest tile. Four rows less need 48 permutations instead of 64. It writes four floats beyond.
     */
    static void twelveRows(float[] x, int xo, int step, float alpha, float[] to, int toOffset) {
        IntVector r0 = FloatVector.fromArray(F, x, xo).mul(alpha).reinterpretAsInts();
        IntVector r1 = FloatVector.fromArray(F, x, xo + step).mul(alpha).reinterpretAsInts();
        IntVector r2 = FloatVector.fromArray(F, x, xo + 2 * step).mul(alpha).reinterpretAsInts();
        IntVector r3 = FloatVector.fromArray(F, x, xo + 3 * step).mul(alpha).reinterpretAsInts();
        IntVector r4 = FloatVector.fromArray(F, x, xo + 4 * step).mul(alpha).reinterpretAsInts();
        IntVector r5 = FloatVector.fromArray(F, x, xo + 5 * step).mul(alpha).reinterpretAsInts();
        IntVector r6 = FloatVector.fromArray(F, x, xo + 6 * step).mul(alpha).reinterpretAsInts();
        IntVector r7 = FloatVector.fromArray(F, x, xo + 7 * step).mul(alpha).reinterpretAsInts();
        IntVector r8 = FloatVector.fromArray(F, x, xo + 8 * step).mul(alpha).reinterpretAsInts();
        IntVector r9 = FloatVector.fromArray(F, x, xo + 9 * step).mul(alpha).reinterpretAsInts();
        IntVector r10 = FloatVector.fromArray(F, x, xo + 10 * step).mul(alpha).reinterpretAsInts();
        IntVector r11 = FloatVector.fromArray(F, x, xo + 11 * step).mul(alpha).reinterpretAsInts();
        IntVector s0 = LOW_1.selectFrom(r0, r1);
        IntVector s1 = HIGH_1.selectFrom(r0, r1);
        IntVector s2 = LOW_1.selectFrom(r2, r3);
        IntVector s3 = HIGH_1.selectFrom(r2, r3);
        IntVector s4 = LOW_1.selectFrom(r4, r5);
        IntVector s5 = HIGH_1.selectFrom(r4, r5);
        IntVector s6 = LOW_1.selectFrom(r6, r7);
        IntVector s7 = HIGH_1.selectFrom(r6, r7);
        IntVector s8 = LOW_1.selectFrom(r8, r9);
        IntVector s9 = HIGH_1.selectFrom(r8, r9);
        IntVector s10 = LOW_1.selectFrom(r10, r11);
        IntVector s11 = HIGH_1.selectFrom(r10, r11);
        IntVector t0 = LOW_2.selectFrom(s0, s2);
        IntVector t1 = LOW_2.selectFrom(s1, s3);
        IntVector t2 = HIGH_2.selectFrom(s0, s2);
        IntVector t3 = HIGH_2.selectFrom(s1, s3);
        IntVector t4 = LOW_2.selectFrom(s4, s6);
        IntVector t5 = LOW_2.selectFrom(s5, s7);
        IntVector t6 = HIGH_2.selectFrom(s4, s6);
        IntVector t7 = HIGH_2.selectFrom(s5, s7);
        IntVector t8 = LOW_2.selectFrom(s8, s10);
        IntVector t9 = LOW_2.selectFrom(s9, s11);
        IntVector t10 = HIGH_2.selectFrom(s8, s10);
        IntVector t11 = HIGH_2.selectFrom(s9, s11);
        IntVector u0 = LOW_4.selectFrom(t0, t4);
        IntVector u1 = LOW_4.selectFrom(t1, t5);
        IntVector u2 = LOW_4.selectFrom(t2, t6);
        IntVector u3 = LOW_4.selectFrom(t3, t7);
        IntVector u4 = HIGH_4.selectFrom(t0, t4);
        IntVector u5 = HIGH_4.selectFrom(t1, t5);
        IntVector u6 = HIGH_4.selectFrom(t2, t6);
        IntVector u7 = HIGH_4.selectFrom(t3, t7);
        COLUMN_0.selectFrom(u0, t8).reinterpretAsFloats().intoArray(to, toOffset);
        COLUMN_0.selectFrom(u1, t9).reinterpretAsFloats().intoArray(to, toOffset + 12);
        COLUMN_0.selectFrom(u2, t10).reinterpretAsFloats().intoArray(to, toOffset + 24);
        COLUMN_0.selectFrom(u3, t11).reinterpretAsFloats().intoArray(to, toOffset + 36);
        COLUMN_4.selectFrom(u4, t8).reinterpretAsFloats().intoArray(to, toOffset + 48);
        COLUMN_4.selectFrom(u5, t9).reinterpretAsFloats().intoArray(to, toOffset + 60);
        COLUMN_4.selectFrom(u6, t10).reinterpretAsFloats().intoArray(to, toOffset + 72);
        COLUMN_4.selectFrom(u7, t11).reinterpretAsFloats().intoArray(to, toOffset + 84);
        COLUMN_8.selectFrom(u0, t8).reinterpretAsFloats().intoArray(to, toOffset + 96);
        COLUMN_8.selectFrom(u1, t9).reinterpretAsFloats().intoArray(to, toOffset + 108);
        COLUMN_8.selectFrom(u2, t10).reinterpretAsFloats().intoArray(to, toOffset + 120);
        COLUMN_8.selectFrom(u3, t11).reinterpretAsFloats().intoArray(to, toOffset + 132);
        COLUMN_12.selectFrom(u4, t8).reinterpretAsFloats().intoArray(to, toOffset + 144);
        COLUMN_12.selectFrom(u5, t9).reinterpretAsFloats().intoArray(to, toOffset + 156);
        COLUMN_12.selectFrom(u6, t10).reinterpretAsFloats().intoArray(to, toOffset + 168);
        COLUMN_12.selectFrom(u7, t11).reinterpretAsFloats().intoArray(to, toOffset + 180);
    }

    /**
     * The products of 16 rows with a vector, {@code sums[at + i] = sums[at + i] + Σ v[k]·x[xo + i·step + k]} over k from
     * {@code from} to {@code to}, a multiple of 16 apart: one chain of fused multiply-adds for each row, a lane each.
     */
    static void dotRows(float[] x, int xo, int step, int from, int to, float[] v, float[] sums, int at) {
        FloatVector sum = FloatVector.fromArray(F, sums, at);
        for (int k = from; k < to; k += SIZE) {
            int xk = xo + k;
            IntVector r0 = FloatVector.fromArray(F, x, xk).reinterpretAsInts();
            IntVector r1 = FloatVector.fromArray(F, x, xk + step).reinterpretAsInts();
            IntVector r2 = FloatVector.fromArray(F, x, xk + 2 * step).reinterpretAsInts();
            IntVector r3 = FloatVector.fromArray(F, x, xk + 3 * step).reinterpretAsInts();
            IntVector r4 = FloatVector.fromArray(F, x, xk + 4 * step).reinterpretAsInts();
            IntVector r5 = FloatVector.fromArray(F, x, xk + 5 * step).reinterpretAsInts();
            IntVector r6 = FloatVector.fromArray(F, x, xk + 6 * step).reinterpretAsInts();
            IntVector r7 = FloatVector.fromArray(F, x, xk + 7 * step).reinterpretAsInts();
            IntVector r8 = FloatVector.fromArray(F, x, xk + 8 * step).reinterpretAsInts();
            IntVector r9 = FloatVector.fromArray(F, x, xk + 9 * step).reinterpretAsInts();
            IntVector r10 = FloatVector.fromArray(F, x, xk + 10 * step).reinterpretAsInts();
            IntVector r11 = FloatVector.fromArray(F, x, xk + 11 * step).reinterpretAsInts();
            IntVector r12 = FloatVector.fromArray(F, x, xk + 12 * step).reinterpretAsInts();
            IntVector r13 = FloatVector.fromArray(F, x, xk + 13 * step).reinterpretAsInts();
            IntVector r14 = FloatVector.fromArray(F, x, xk + 14 * step).reinterpretAsInts();
            IntVector r15 = FloatVector.fromArray(F, x, xk + 15 * step).reinterpretAsInts();
            IntVector s0 = r0.blend(r1.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s1 = r1.blend(r0.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector s2 = r2.blend(r3.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s3 = r3.blend(r2.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector s4 = r4.blend(r5.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s5 = r5.blend(r4.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector s6 = r6.blend(r7.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s7 = r7.blend(r6.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector s8 = r8.blend(r9.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s9 = r9.blend(r8.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector s10 = r10.blend(r11.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s11 = r11.blend(r10.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector s12 = r12.blend(r13.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s13 = r13.blend(r12.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector s14 = r14.blend(r15.reinterpretAsLongs().lanewise(LSHL, 32).reinterpretAsInts(), ODD);
            IntVector s15 = r15.blend(r14.reinterpretAsLongs().lanewise(LSHR, 32).reinterpretAsInts(), EVEN);
            IntVector t0 = LOW_2.selectFrom(s0, s2);
            IntVector t1 = LOW_2.selectFrom(s1, s3);
            IntVector t2 = HIGH_2.selectFrom(s0, s2);
            IntVector t3 = HIGH_2.selectFrom(s1, s3);
            IntVector t4 = LOW_2.selectFrom(s4, s6);
            IntVector t5 = LOW_2.selectFrom(s5, s7);
            IntVector t6 = HIGH_2.selectFrom(s4, s6);
            IntVector t7 = HIGH_2.selectFrom(s5, s7);
            IntVector t8 = LOW_2.selectFrom(s8, s10);
            IntVector t9 = LOW_2.selectFrom(s9, s11);
            IntVector t10 = HIGH_2.selectFrom(s8, s10);
            IntVector t11 = HIGH_2.selectFrom(s9, s11);
            IntVector t12 = LOW_2.selectFrom(s12, s14);
            IntVector t13 = LOW_2.selectFrom(s13, s15);
            IntVector t14 = HIGH_2.selectFrom(s12, s14);
            IntVector t15 = HIGH_2.selectFrom(s13, s15);
            IntVector u0 = LOW_4.selectFrom(t0, t4);
            IntVector u1 = LOW_4.selectFrom(t1, t5);
            IntVector u2 = LOW_4.selectFrom(t2, t6);
            IntVector u3 = LOW_4.selectFrom(t3, t7);
            IntVector u4 = HIGH_4.selectFrom(t0, t4);
            IntVector u5 = HIGH_4.selectFrom(t1, t5);
            IntVector u6 = HIGH_4.selectFrom(t2, t6);
            IntVector u7 = HIGH_4.selectFrom(t3, t7);
            IntVector u8 = LOW_4.selectFrom(t8, t12);
            IntVector u9 = LOW_4.selectFrom(t9, t13);
            IntVector u10 = LOW_4.selectFrom(t10, t14);
            IntVector u11 = LOW_4.selectFrom(t11, t15);
            IntVector u12 = HIGH_4.selectFrom(t8, t12);
            IntVector u13 = HIGH_4.selectFrom(t9, t13);
            IntVector u14 = HIGH_4.selectFrom(t10, t14);
            IntVector u15 = HIGH_4.selectFrom(t11, t15);
            IntVector w0 = LOW_8.selectFrom(u0, u8);
            IntVector w1 = LOW_8.selectFrom(u1, u9);
            IntVector w2 = LOW_8.selectFrom(u2, u10);
            IntVector w3 = LOW_8.selectFrom(u3, u11);
            IntVector w4 = LOW_8.selectFrom(u4, u12);
            IntVector w5 = LOW_8.selectFrom(u5, u13);
            IntVector w6 = LOW_8.selectFrom(u6, u14);
            IntVector w7 = LOW_8.selectFrom(u7, u15);
            IntVector w8 = HIGH_8.selectFrom(u0, u8);
            IntVector w9 = HIGH_8.selectFrom(u1, u9);
            IntVector w10 = HIGH_8.selectFrom(u2, u10);
            IntVector w11 = HIGH_8.selectFrom(u3, u11);
            IntVector w12 = HIGH_8.selectFrom(u4, u12);
            IntVector w13 = HIGH_8.selectFrom(u5, u13);
            IntVector w14 = HIGH_8.selectFrom(u6, u14);
            IntVector w15 = HIGH_8.selectFrom(u7, u15);
            sum = w0.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k]), sum);
            sum = w1.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 1]), sum);
            sum = w2.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 2]), sum);
            sum = w3.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 3]), sum);
            sum = w4.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 4]), sum);
            sum = w5.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 5]), sum);
            sum = w6.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 6]), sum);
            sum = w7.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 7]), sum);
            sum = w8.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 8]), sum);
            sum = w9.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 9]), sum);
            sum = w10.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 10]), sum);
            sum = w11.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 11]), sum);
            sum = w12.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 12]), sum);
            sum = w13.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 13]), sum);
            sum = w14.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 14]), sum);
            sum = w15.reinterpretAsFloats().fma(FloatVector.broadcast(F, v[k + 15]), sum);
        }
        sum.intoArray(sums, at);
    }
}
