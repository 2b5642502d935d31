package org.lanewise.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes blocks of 16 × 16 in 512-bit registers. In step s = 1, 2, 4, 8 rows i and i + s exchange the elements
 * whose columns differ from i in that bit, which is one two-vector permutation for each row: 64 of them for 256
 * elements.
 */
final class Transpose16 {
    static final int SIZE = 16;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;
    private static final FloatVector LOW_1 = low(1);
    private static final FloatVector HIGH_1 = high(1);
    private static final FloatVector LOW_2 = low(2);
    private static final FloatVector HIGH_2 = high(2);
    private static final FloatVector LOW_4 = low(4);
    private static final FloatVector HIGH_4 = high(4);
    private static final FloatVector LOW_8 = low(8);
    private static final FloatVector HIGH_8 = high(8);

    private Transpose16() {
    }

    /**
     * For row i: where bit s of the column is 0 its own element, where it is 1 the other row's element of column − s.
     */
    private static FloatVector low(int s) {
        return FloatVector.fromArray(F, indices(s, 0, SIZE - s), 0);
    }

    /**
     * For row i + s: where bit s of the column is 0 the other row's element of column + s, where it is 1 its own
     * element.
     */
    private static FloatVector high(int s) {
        return FloatVector.fromArray(F, indices(s, s, SIZE), 0);
    }

    private static float[] indices(int s, int where0, int where1) {
        float[] indices = new float[SIZE];
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
        FloatVector r0 = FloatVector.fromArray(F, from, fromOffset).mul(alpha);
        FloatVector r1 = FloatVector.fromArray(F, from, fromOffset + Math.min(1, last) * fromStep).mul(alpha);
        FloatVector r2 = FloatVector.fromArray(F, from, fromOffset + Math.min(2, last) * fromStep).mul(alpha);
        FloatVector r3 = FloatVector.fromArray(F, from, fromOffset + Math.min(3, last) * fromStep).mul(alpha);
        FloatVector r4 = FloatVector.fromArray(F, from, fromOffset + Math.min(4, last) * fromStep).mul(alpha);
        FloatVector r5 = FloatVector.fromArray(F, from, fromOffset + Math.min(5, last) * fromStep).mul(alpha);
        FloatVector r6 = FloatVector.fromArray(F, from, fromOffset + Math.min(6, last) * fromStep).mul(alpha);
        FloatVector r7 = FloatVector.fromArray(F, from, fromOffset + Math.min(7, last) * fromStep).mul(alpha);
        FloatVector r8 = FloatVector.fromArray(F, from, fromOffset + Math.min(8, last) * fromStep).mul(alpha);
        FloatVector r9 = FloatVector.fromArray(F, from, fromOffset + Math.min(9, last) * fromStep).mul(alpha);
        FloatVector r10 = FloatVector.fromArray(F, from, fromOffset + Math.min(10, last) * fromStep).mul(alpha);
        FloatVector r11 = FloatVector.fromArray(F, from, fromOffset + Math.min(11, last) * fromStep).mul(alpha);
        FloatVector r12 = FloatVector.fromArray(F, from, fromOffset + Math.min(12, last) * fromStep).mul(alpha);
        FloatVector r13 = FloatVector.fromArray(F, from, fromOffset + Math.min(13, last) * fromStep).mul(alpha);
        FloatVector r14 = FloatVector.fromArray(F, from, fromOffset + Math.min(14, last) * fromStep).mul(alpha);
        FloatVector r15 = FloatVector.fromArray(F, from, fromOffset + Math.min(15, last) * fromStep).mul(alpha);
        FloatVector s0 = LOW_1.selectFrom(r0, r1);
        FloatVector s1 = HIGH_1.selectFrom(r0, r1);
        FloatVector s2 = LOW_1.selectFrom(r2, r3);
        FloatVector s3 = HIGH_1.selectFrom(r2, r3);
        FloatVector s4 = LOW_1.selectFrom(r4, r5);
        FloatVector s5 = HIGH_1.selectFrom(r4, r5);
        FloatVector s6 = LOW_1.selectFrom(r6, r7);
        FloatVector s7 = HIGH_1.selectFrom(r6, r7);
        FloatVector s8 = LOW_1.selectFrom(r8, r9);
        FloatVector s9 = HIGH_1.selectFrom(r8, r9);
        FloatVector s10 = LOW_1.selectFrom(r10, r11);
        FloatVector s11 = HIGH_1.selectFrom(r10, r11);
        FloatVector s12 = LOW_1.selectFrom(r12, r13);
        FloatVector s13 = HIGH_1.selectFrom(r12, r13);
        FloatVector s14 = LOW_1.selectFrom(r14, r15);
        FloatVector s15 = HIGH_1.selectFrom(r14, r15);
        FloatVector t0 = LOW_2.selectFrom(s0, s2);
        FloatVector t1 = LOW_2.selectFrom(s1, s3);
        FloatVector t2 = HIGH_2.selectFrom(s0, s2);
        FloatVector t3 = HIGH_2.selectFrom(s1, s3);
        FloatVector t4 = LOW_2.selectFrom(s4, s6);
        FloatVector t5 = LOW_2.selectFrom(s5, s7);
        FloatVector t6 = HIGH_2.selectFrom(s4, s6);
        FloatVector t7 = HIGH_2.selectFrom(s5, s7);
        FloatVector t8 = LOW_2.selectFrom(s8, s10);
        FloatVector t9 = LOW_2.selectFrom(s9, s11);
        FloatVector t10 = HIGH_2.selectFrom(s8, s10);
        FloatVector t11 = HIGH_2.selectFrom(s9, s11);
        FloatVector t12 = LOW_2.selectFrom(s12, s14);
        FloatVector t13 = LOW_2.selectFrom(s13, s15);
        FloatVector t14 = HIGH_2.selectFrom(s12, s14);
        FloatVector t15 = HIGH_2.selectFrom(s13, s15);
        FloatVector u0 = LOW_4.selectFrom(t0, t4);
        FloatVector u1 = LOW_4.selectFrom(t1, t5);
        FloatVector u2 = LOW_4.selectFrom(t2, t6);
        FloatVector u3 = LOW_4.selectFrom(t3, t7);
        FloatVector u4 = HIGH_4.selectFrom(t0, t4);
        FloatVector u5 = HIGH_4.selectFrom(t1, t5);
        FloatVector u6 = HIGH_4.selectFrom(t2, t6);
        FloatVector u7 = HIGH_4.selectFrom(t3, t7);
        FloatVector u8 = LOW_4.selectFrom(t8, t12);
        FloatVector u9 = LOW_4.selectFrom(t9, t13);
        FloatVector u10 = LOW_4.selectFrom(t10, t14);
        FloatVector u11 = LOW_4.selectFrom(t11, t15);
        FloatVector u12 = HIGH_4.selectFrom(t8, t12);
        FloatVector u13 = HIGH_4.selectFrom(t9, t13);
        FloatVector u14 = HIGH_4.selectFrom(t10, t14);
        FloatVector u15 = HIGH_4.selectFrom(t11, t15);
        FloatVector v0 = LOW_8.selectFrom(u0, u8);
        FloatVector v1 = LOW_8.selectFrom(u1, u9);
        FloatVector v2 = LOW_8.selectFrom(u2, u10);
        FloatVector v3 = LOW_8.selectFrom(u3, u11);
        FloatVector v4 = LOW_8.selectFrom(u4, u12);
        FloatVector v5 = LOW_8.selectFrom(u5, u13);
        FloatVector v6 = LOW_8.selectFrom(u6, u14);
        FloatVector v7 = LOW_8.selectFrom(u7, u15);
        FloatVector v8 = HIGH_8.selectFrom(u0, u8);
        FloatVector v9 = HIGH_8.selectFrom(u1, u9);
        FloatVector v10 = HIGH_8.selectFrom(u2, u10);
        FloatVector v11 = HIGH_8.selectFrom(u3, u11);
        FloatVector v12 = HIGH_8.selectFrom(u4, u12);
        FloatVector v13 = HIGH_8.selectFrom(u5, u13);
        FloatVector v14 = HIGH_8.selectFrom(u6, u14);
        FloatVector v15 = HIGH_8.selectFrom(u7, u15);
        v0.intoArray(to, toOffset);
        v1.intoArray(to, toOffset + toStep);
        v2.intoArray(to, toOffset + 2 * toStep);
        v3.intoArray(to, toOffset + 3 * toStep);
        v4.intoArray(to, toOffset + 4 * toStep);
        v5.intoArray(to, toOffset + 5 * toStep);
        v6.intoArray(to, toOffset + 6 * toStep);
        v7.intoArray(to, toOffset + 7 * toStep);
        v8.intoArray(to, toOffset + 8 * toStep);
        v9.intoArray(to, toOffset + 9 * toStep);
        v10.intoArray(to, toOffset + 10 * toStep);
        v11.intoArray(to, toOffset + 11 * toStep);
        v12.intoArray(to, toOffset + 12 * toStep);
        v13.intoArray(to, toOffset + 13 * toStep);
        v14.intoArray(to, toOffset + 14 * toStep);
        v15.intoArray(to, toOffset + 15 * toStep);
    }

    /**
     * The products of 16 rows with a vector, {@code sums[at + i] = Σ v[k]·x[xo + i·step + k]} over k from 0 to {@code
     * kc}, a multiple of 16: one chain of fused multiply-adds for each row, a lane each.
     */
    static void dotRows(float[] x, int xo, int step, int kc, float[] v, float[] sums, int at) {
        FloatVector sum = FloatVector.zero(F);
        for (int k = 0; k < kc; k += SIZE) {
            int xk = xo + k;
            FloatVector r0 = FloatVector.fromArray(F, x, xk);
            FloatVector r1 = FloatVector.fromArray(F, x, xk + step);
            FloatVector r2 = FloatVector.fromArray(F, x, xk + 2 * step);
            FloatVector r3 = FloatVector.fromArray(F, x, xk + 3 * step);
            FloatVector r4 = FloatVector.fromArray(F, x, xk + 4 * step);
            FloatVector r5 = FloatVector.fromArray(F, x, xk + 5 * step);
            FloatVector r6 = FloatVector.fromArray(F, x, xk + 6 * step);
            FloatVector r7 = FloatVector.fromArray(F, x, xk + 7 * step);
            FloatVector r8 = FloatVector.fromArray(F, x, xk + 8 * step);
            FloatVector r9 = FloatVector.fromArray(F, x, xk + 9 * step);
            FloatVector r10 = FloatVector.fromArray(F, x, xk + 10 * step);
            FloatVector r11 = FloatVector.fromArray(F, x, xk + 11 * step);
            FloatVector r12 = FloatVector.fromArray(F, x, xk + 12 * step);
            FloatVector r13 = FloatVector.fromArray(F, x, xk + 13 * step);
            FloatVector r14 = FloatVector.fromArray(F, x, xk + 14 * step);
            FloatVector r15 = FloatVector.fromArray(F, x, xk + 15 * step);
            FloatVector s0 = LOW_1.selectFrom(r0, r1);
            FloatVector s1 = HIGH_1.selectFrom(r0, r1);
            FloatVector s2 = LOW_1.selectFrom(r2, r3);
            FloatVector s3 = HIGH_1.selectFrom(r2, r3);
            FloatVector s4 = LOW_1.selectFrom(r4, r5);
            FloatVector s5 = HIGH_1.selectFrom(r4, r5);
            FloatVector s6 = LOW_1.selectFrom(r6, r7);
            FloatVector s7 = HIGH_1.selectFrom(r6, r7);
            FloatVector s8 = LOW_1.selectFrom(r8, r9);
            FloatVector s9 = HIGH_1.selectFrom(r8, r9);
            FloatVector s10 = LOW_1.selectFrom(r10, r11);
            FloatVector s11 = HIGH_1.selectFrom(r10, r11);
            FloatVector s12 = LOW_1.selectFrom(r12, r13);
            FloatVector s13 = HIGH_1.selectFrom(r12, r13);
            FloatVector s14 = LOW_1.selectFrom(r14, r15);
            FloatVector s15 = HIGH_1.selectFrom(r14, r15);
            FloatVector t0 = LOW_2.selectFrom(s0, s2);
            FloatVector t1 = LOW_2.selectFrom(s1, s3);
            FloatVector t2 = HIGH_2.selectFrom(s0, s2);
            FloatVector t3 = HIGH_2.selectFrom(s1, s3);
            FloatVector t4 = LOW_2.selectFrom(s4, s6);
            FloatVector t5 = LOW_2.selectFrom(s5, s7);
            FloatVector t6 = HIGH_2.selectFrom(s4, s6);
            FloatVector t7 = HIGH_2.selectFrom(s5, s7);
            FloatVector t8 = LOW_2.selectFrom(s8, s10);
            FloatVector t9 = LOW_2.selectFrom(s9, s11);
            FloatVector t10 = HIGH_2.selectFrom(s8, s10);
            FloatVector t11 = HIGH_2.selectFrom(s9, s11);
            FloatVector t12 = LOW_2.selectFrom(s12, s14);
            FloatVector t13 = LOW_2.selectFrom(s13, s15);
            FloatVector t14 = HIGH_2.selectFrom(s12, s14);
            FloatVector t15 = HIGH_2.selectFrom(s13, s15);
            FloatVector u0 = LOW_4.selectFrom(t0, t4);
            FloatVector u1 = LOW_4.selectFrom(t1, t5);
            FloatVector u2 = LOW_4.selectFrom(t2, t6);
            FloatVector u3 = LOW_4.selectFrom(t3, t7);
            FloatVector u4 = HIGH_4.selectFrom(t0, t4);
            FloatVector u5 = HIGH_4.selectFrom(t1, t5);
            FloatVector u6 = HIGH_4.selectFrom(t2, t6);
            FloatVector u7 = HIGH_4.selectFrom(t3, t7);
            FloatVector u8 = LOW_4.selectFrom(t8, t12);
            FloatVector u9 = LOW_4.selectFrom(t9, t13);
            FloatVector u10 = LOW_4.selectFrom(t10, t14);
            FloatVector u11 = LOW_4.selectFrom(t11, t15);
            FloatVector u12 = HIGH_4.selectFrom(t8, t12);
            FloatVector u13 = HIGH_4.selectFrom(t9, t13);
            FloatVector u14 = HIGH_4.selectFrom(t10, t14);
            FloatVector u15 = HIGH_4.selectFrom(t11, t15);
            FloatVector w0 = LOW_8.selectFrom(u0, u8);
            FloatVector w1 = LOW_8.selectFrom(u1, u9);
            FloatVector w2 = LOW_8.selectFrom(u2, u10);
            FloatVector w3 = LOW_8.selectFrom(u3, u11);
            FloatVector w4 = LOW_8.selectFrom(u4, u12);
            FloatVector w5 = LOW_8.selectFrom(u5, u13);
            FloatVector w6 = LOW_8.selectFrom(u6, u14);
            FloatVector w7 = LOW_8.selectFrom(u7, u15);
            FloatVector w8 = HIGH_8.selectFrom(u0, u8);
            FloatVector w9 = HIGH_8.selectFrom(u1, u9);
            FloatVector w10 = HIGH_8.selectFrom(u2, u10);
            FloatVector w11 = HIGH_8.selectFrom(u3, u11);
            FloatVector w12 = HIGH_8.selectFrom(u4, u12);
            FloatVector w13 = HIGH_8.selectFrom(u5, u13);
            FloatVector w14 = HIGH_8.selectFrom(u6, u14);
            FloatVector w15 = HIGH_8.selectFrom(u7, u15);
            sum = w0.fma(FloatVector.broadcast(F, v[k]), sum);
            sum = w1.fma(FloatVector.broadcast(F, v[k + 1]), sum);
            sum = w2.fma(FloatVector.broadcast(F, v[k + 2]), sum);
            sum = w3.fma(FloatVector.broadcast(F, v[k + 3]), sum);
            sum = w4.fma(FloatVector.broadcast(F, v[k + 4]), sum);
            sum = w5.fma(FloatVector.broadcast(F, v[k + 5]), sum);
            sum = w6.fma(FloatVector.broadcast(F, v[k + 6]), sum);
            sum = w7.fma(FloatVector.broadcast(F, v[k + 7]), sum);
            sum = w8.fma(FloatVector.broadcast(F, v[k + 8]), sum);
            sum = w9.fma(FloatVector.broadcast(F, v[k + 9]), sum);
            sum = w10.fma(FloatVector.broadcast(F, v[k + 10]), sum);
            sum = w11.fma(FloatVector.broadcast(F, v[k + 11]), sum);
            sum = w12.fma(FloatVector.broadcast(F, v[k + 12]), sum);
            sum = w13.fma(FloatVector.broadcast(F, v[k + 13]), sum);
            sum = w14.fma(FloatVector.broadcast(F, v[k + 14]), sum);
            sum = w15.fma(FloatVector.broadcast(F, v[k + 15]), sum);
        }
        sum.intoArray(sums, at);
    }
}
