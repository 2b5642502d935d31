package org.lanewise.bench.reproduce;

import java.util.ArrayList;
import java.util.List;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;

/** What is computed with each element, and sums: activations, reductions, softmax, costs, selections. */
final class Elements {
    /** Around 64, the virtual lanes of a row and the rows of a block, and several blocks of them. */
    private static final int[] LENGTHS = {1, 2, 7, 16, 17, 63, 64, 65, 130, 1000, 4095, 4097, 9001};
    private static final int[] TINY_LENGTHS = {1, 17, 65};

    private Elements() {
    }

    /** A cost of some predictions and targets. */
    @FunctionalInterface
    private interface Cost {
        void compute(Matrix z, Matrix y, Matrix first, Matrix second, Matrix losses);
    }

    private static int[] lengths(boolean tiny) {
        return tiny ? TINY_LENGTHS : LENGTHS;
    }

    static void activations(Kernels kernels, boolean tiny, Bits bits) {
        Matrix z = Inputs.sampled(tiny ? 50 : 6000);
        Matrix ones = Inputs.result(1, z.columns());
        ones.fill(1);
        Matrix da = Inputs.uniform(1, z.columns(), 1);
        List<Activation> all = new ArrayList<>();
        for (Activation.Kind kind : Activation.Kind.values()) {
            all.add(Activation.of(kind));
        }
        all.addAll(
                List.of(Activation.leakyRelu(0.3f), Activation.elu(0.7f), Activation.celu(0.4f), Activation.clip(-1, 2),
                        Activation.thresholdedRelu(0), Activation.hardSigmoid(1 / 6f, 0.5f)));
        for (Activation g : all) {
            Matrix a = Inputs.result(1, z.columns());
            kernels.activate(g, z, a);
            bits.add(a);
            Matrix dz = Inputs.result(1, z.columns());
            for (Matrix above : List.of(ones, da)) {
                kernels.activationGradient(g, g.gradientFromZ() ? z : a, above, dz);
                bits.add(dz);
            }
        }
        Matrix view = Inputs.special(7, 13, 5, 2);
        for (Activation g : all) {
            Matrix a = Inputs.uniform(7, 13, 3);
            kernels.activate(g, view, a);
            bits.add(a);
        }
    }

    static void arithmetic(Kernels kernels, boolean tiny, Bits bits) {
        for (int length : lengths(tiny)) {
            Matrix x = Inputs.special(3, length, 9, 1);
            Matrix y = Inputs.special(3, length, 7, 2);
            Matrix row = Inputs.special(1, length, 5, 3);
            Matrix column = Inputs.special(3, 1, 2, length);
            Matrix z = Inputs.uniform(3, length, 4);
            kernels.add(x, y, z);
            bits.add(z);
            kernels.multiplyElements(x, y, z);
            bits.add(z);
            kernels.addRow(x, row, z);
            bits.add(z);
            kernels.multiplyRow(x, row, z);
            bits.add(z);
            kernels.addColumn(x, column, z);
            bits.add(z);
            kernels.multiplyColumn(x, column, z);
            bits.add(z);
            kernels.axpy(0.3f, x, y);
            bits.add(y);
            kernels.scale(-1.7f, x);
            bits.add(x);
            Matrix w = Inputs.uniform(5, length, 5);
            kernels.maxNormRows(0.9f, w);
            bits.add(w);
        }
    }

    static void sums(Kernels kernels, boolean tiny, Bits bits) {
        for (int length : lengths(tiny)) {
            for (int other : new int[]{1, 5, 33}) {
                Matrix rows = Inputs.uniform(other, length, 1);
                Matrix columns = Inputs.uniform(length, other, 2);
                Matrix ofRows = Inputs.uniform(other, 1, 3);
                Matrix ofColumns = Inputs.uniform(1, other, 4);
                kernels.rowSums(0.7f, rows, 2, ofRows);
                kernels.columnSums(-0.1f, columns, 0, ofColumns);
                bits.add(ofRows, ofColumns);
                kernels.matrixVector(Op.N, 1.5f, rows, Inputs.uniform(length, 1, 5), 0.5f, ofRows);
                kernels.matrixVector(Op.T, 1, columns, Inputs.uniform(1, length, 6), 1, ofColumns);
                bits.add(ofRows, ofColumns);
                bits.add(kernels.norm(rows), kernels.norm(columns), kernels.norm(Inputs.uniform(length, 1, 1e30, 7)));
            }
            bits.add(kernels.dot(Inputs.uniform(1, length, 8), Inputs.uniform(length, 1, 9)));
        }
        if (!tiny) {
            // Long enough for several threads.
            Matrix x = Inputs.dense(700, 520, 10);
            Matrix y = Inputs.result(700, 1);
            Matrix yT = Inputs.result(1, 520);
            kernels.matrixVector(Op.N, 1, x, Inputs.dense(520, 1, 11), 0, y);
            kernels.matrixVector(Op.T, 1, x, Inputs.dense(700, 1, 12), 0, yT);
            bits.add(y, yT);
            kernels.rowSums(1, x, 0, y);
            kernels.columnSums(1, x, 0, yT);
            bits.add(y, yT);
        }
    }

    static void softmax(Kernels kernels, boolean tiny, Bits bits) {
        for (int length : lengths(tiny)) {
            for (int m : tiny ? new int[]{1, 3} : new int[]{1, 3, 18}) {
                Matrix z = Inputs.uniform(length, m, 20, m);
                softmax(kernels, z, bits);
            }
        }
        softmax(kernels, Inputs.special(12, tiny ? 4 : 40, 11, 1), bits);
    }

    private static void softmax(Kernels kernels, Matrix z, Bits bits) {
        Matrix a = Inputs.result(z.rows(), z.columns());
        kernels.softmax(z, a);
        bits.add(a);
        kernels.logSoftmax(z, a);
        bits.add(a);
        Matrix rows = Inputs.result(z.columns(), z.rows());
        kernels.softmaxRows(z.transposed(), rows);
        bits.add(rows);
        kernels.logSoftmaxRows(z.transposed(), rows);
        bits.add(rows);
    }

    static void costs(Kernels kernels, boolean tiny, Bits bits) {
        for (int length : lengths(tiny)) {
            int m = tiny || length > 1000 ? 3 : 18;
            Matrix z = Inputs.uniform(length, m, 9, 1);
            Matrix y = Matrix.zeros(length, m);
            int[] classes = new int[m];
            for (int e = 0; e < m; e++) {
                classes[e] = e % 5 == 4 ? -1 : 31 * e % length;
                y.set(31 * e % length, e, 1);
            }
            cost(z, y, bits, kernels::sigmoidCrossEntropy, kernels::sigmoidCrossEntropyRows);
            cost(z, y, bits, kernels::softmaxCrossEntropy, kernels::softmaxCrossEntropyRows);
            cost(z, y, bits,
                    (x, ofColumns, a, dz, losses) -> kernels.softmaxCrossEntropy(x, classes, 0.1f, a, dz, losses),
                    (x, ofRows, a, dz, losses) -> kernels.softmaxCrossEntropyRows(x, classes, 0.1f, a, dz, losses));
            cost(z, y, bits, (a, t, _, da, losses) -> kernels.squaredError(a, t, da, losses),
                    (a, t, _, da, losses) -> kernels.squaredErrorRows(a, t, da, losses));
            cost(z, y, bits, (a, t, _, da, losses) -> kernels.absoluteError(a, t, da, losses),
                    (a, t, _, da, losses) -> kernels.absoluteErrorRows(a, t, da, losses));
            cost(z, y, bits, (a, t, _, da, losses) -> kernels.huberError(a, t, 1.5f, da, losses),
                    (a, t, _, da, losses) -> kernels.huberErrorRows(a, t, 1.5f, da, losses));
        }
    }

    private static void cost(Matrix z, Matrix y, Bits bits, Cost inColumns, Cost inRows) {
        Matrix first = Inputs.result(z.rows(), z.columns());
        Matrix second = Inputs.result(z.rows(), z.columns());
        Matrix losses = Inputs.result(1, z.columns());
        inColumns.compute(z, y, first, second, losses);
        bits.add(first, second, losses);
        first = Inputs.result(z.columns(), z.rows());
        second = Inputs.result(z.columns(), z.rows());
        losses = Inputs.result(z.columns(), 1);
        inRows.compute(z.transposed(), y.transposed(), first, second, losses);
        bits.add(first, second, losses);
    }

    static void selections(Kernels kernels, boolean tiny, Bits bits) {
        for (int length : lengths(tiny)) {
            Matrix x = Inputs.special(6, length, 13, length);
            int[] ofRows = new int[6];
            kernels.argMaxRows(x, ofRows);
            bits.add(ofRows);
            int[] ofColumns = new int[length];
            kernels.argMaxColumns(x, ofColumns);
            bits.add(ofColumns);
            int k = Math.min(length, 5);
            int[] indices = new int[6 * k];
            Matrix values = Inputs.result(6, k);
            kernels.topKRows(x, k, indices, values);
            bits.add(indices);
            bits.add(values);
        }
    }
}
