package org.lanewise.bench.reproduce;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.PackedMatrix;
import org.lanewise.kernels.Update;
import org.lanewise.kernels.UpdateRule;

/** Products of all kinds, over shapes that go every way there is. */
final class Products {
    /** Around the widths of vectors and tiles. */
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 25, 31, 33, 48};
    private static final int[] TINY_SIZES = {1, 17};
    /** m, n, k: beyond the blocks of columns (1024), of k (1024) and of rows, and in which threads share in each of the three ways. */
    private static final int[][] LARGE = {{100, 130, 1100}, {1, 1500, 1030}, {70, 1, 2100}, {300, 17, 260},
            {20, 1200, 40},
            {10, 60, 8200}, {49, 49, 1025}, {1100, 40, 150},
            {256, 256, 300}};
    private static final int[][] TINY_LARGE = {{1, 2, 1026}, {2, 20, 35}};
    private static final int[] FEW = {1, 2, 3, 5, 8, 12, 16, 23, 24, 25};
    private static final int[] TINY_FEW = {1, 2, 9};
    /** α and β in turns: most calls have 1 and 0. */
    private static final float[][] FACTORS = {{1, 0}, {1, 1}, {-0.3f, 0}, {1.25f, 0.75f}, {1, 0}, {0, -2}};

    private Products() {
    }

    private static Matrix operand(Op op, int rows, int columns, long seed) {
        return op == Op.N ? Inputs.uniform(rows, columns, seed) : Inputs.uniform(columns, rows, seed);
    }

    private static void gemm(Kernels kernels, int m, int n, int k, Bits bits) {
        int call = m + n + k;
        for (Op opA : Op.values()) {
            for (Op opB : Op.values()) {
                float[] factors = FACTORS[call++ % FACTORS.length];
                Matrix c = Inputs.uniform(m, n, 3);
                kernels.gemm(opA, opB, factors[0], operand(opA, m, k, 1), operand(opB, k, n, 2), factors[1], c);
                bits.add(c);
            }
        }
    }

    static void small(Kernels kernels, boolean tiny, Bits bits) {
        int[] sizes = tiny ? TINY_SIZES : SIZES;
        for (int i = 0; i < sizes.length; i++) {
            for (int j = 0; j < sizes.length; j++) {
                for (int s = 0; s < 3; s++) {
                    gemm(kernels, sizes[i], sizes[j], sizes[(i + j + 5 * s) % sizes.length], bits);
                }
            }
        }
        gemm(kernels, 2, 3, 0, bits);
        gemm(kernels, 0, 3, 2, bits);
    }

    static void fewColumns(Kernels kernels, boolean tiny, Bits bits) {
        for (int m : tiny ? new int[]{20} : new int[]{1, 8, 50, 97}) {
            for (int k : tiny ? new int[]{33} : new int[]{63, 300}) {
                Matrix a = Inputs.dense(m, k, 1);
                PackedMatrix packed = kernels.pack(Op.N, a);
                for (int n : tiny ? TINY_FEW : FEW) {
                    gemm(kernels, m, n, k, bits);
                    Matrix c = Inputs.result(m, n);
                    kernels.multiply(packed, Inputs.dense(k, n, 2), c);
                    bits.add(c);
                }
            }
        }
    }

    static void large(Kernels kernels, boolean tiny, Bits bits) {
        for (int[] shape : tiny ? TINY_LARGE : LARGE) {
            gemm(kernels, shape[0], shape[1], shape[2], bits);
        }
    }

    /** NaN, infinities, subnormals, and what overflows. */
    static void special(Kernels kernels, boolean tiny, Bits bits) {
        int[] sizes = tiny ? new int[]{5, 18} : new int[]{3, 16, 21, 40};
        for (int size : sizes) {
            for (int every : new int[]{3, 41}) {
                Matrix a = Inputs.special(size, 2 * size, every, size);
                Matrix b = Inputs.special(2 * size, size + 1, every, size + 7L);
                Matrix c = Inputs.special(size, size + 1, every, 11);
                kernels.gemm(Op.N, Op.N, 0.5f, a, b, 2, c);
                bits.add(c);
            }
        }
    }

    static void packed(Kernels kernels, boolean tiny, Bits bits) {
        int[][] shapes = tiny
                ? new int[][]{{3, 20, 5}}
                : new int[][]{{17, 33, 40}, {1, 70, 129}, {100, 130, 1100}, {20, 1200, 40}, {49, 3, 1025}};
        for (int[] shape : shapes) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            for (Op op : Op.values()) {
                for (Op other : Op.values()) {
                    Matrix c = Inputs.uniform(m, n, 3);
                    kernels.gemm(kernels.pack(op, operand(op, m, k, 1)), other, 0.5f, operand(other, k, n, 2), 1, c);
                    bits.add(c);
                    kernels.gemm(other, 2, operand(other, m, k, 1), kernels.packRight(op, operand(op, k, n, 2)), 0, c);
                    bits.add(c);
                }
            }
        }
    }

    /** The steps of a layer, forward with examples in columns and in rows, backward, and with an optimizer's step. */
    static void layers(Kernels kernels, boolean tiny, Bits bits) {
        int[][] shapes = tiny
                ? new int[][]{{5, 3, 18}}
                : new int[][]{{10, 1, 150}, {7, 20, 5}, {33, 8, 64}, {150, 65, 64}, {64, 40, 1030}, {1, 33, 70},
                        {256, 130, 100}};
        Activation.Kind[] kinds = Activation.Kind.values();
        int next = 0;
        for (int[] shape : shapes) {
            int n = shape[0];
            int m = shape[1];
            int before = shape[2];
            Matrix w = Inputs.uniform(n, before, 1);
            Matrix x = Inputs.uniform(before, m, 2);
            Matrix bias = Inputs.uniform(n, 1, 3);
            for (int i = 0; i < 3; i++) {
                Activation g = Activation.of(kinds[next++ % kinds.length]);
                Matrix z = Inputs.result(n, m);
                Matrix a = Inputs.result(n, m);
                kernels.dense(w, x, bias, g, z, a);
                bits.add(z, a);
                kernels.dense(kernels.pack(Op.N, w), x, bias, g, a);
                bits.add(a);
                Matrix rows = Inputs.result(m, n);
                kernels.denseRows(x.transposed(), w, bias, g, rows);
                bits.add(rows);
                kernels.denseRows(x.transposed(), kernels.pack(Op.N, w), bias, g, rows);
                bits.add(rows);
                Matrix dz = Inputs.result(before, m);
                kernels.denseBackward(w, Inputs.uniform(n, m, 4), g, Inputs.uniform(before, m, 2, 5), dz);
                bits.add(dz);
            }
            Matrix trained = w.copy();
            Update update = Update.of(UpdateRule.adam(0.9, 0.999, 1e-8), trained).decay(0.01);
            for (int t = 1; t <= 2; t++) {
                kernels.gemm(Op.N, Op.T, 1f / m, Inputs.uniform(n, m, 6), x, update.step(0.01, t));
            }
            bits.add(trained, update.moment(0), update.moment(1));
        }
    }
}
