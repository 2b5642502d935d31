package org.lanewise.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Every kernel once, on small seeded matrices: what {@link BackendChoiceTest} runs in JVMs of all kinds. */
final class AllKernels {
    private static final int M = 13;
    private static final int K = Contract.BLOCK + 17;
    private static final int N = 35;

    private AllKernels() {
    }

    /**
     * Prints which kernels these are, then the hash of their results.
     *
     * @param args every how many-th activation is tried
     */
    public static void main(String[] args) {
        Kernels kernels = Kernels.create();
        System.out.println(kernels);
        System.out.println(hash(kernels, Integer.parseInt(args[0])));
    }

    /** The bits of all results in one number, with every so many-th activation. */
    static int hash(Kernels kernels, int every) {
        Random random = new Random(20);
        Matrix w = Matrices.random(M, K, random);
        Matrix x = Matrices.random(K, N, random);
        Matrix bias = Matrices.random(M, 1, random);
        Matrix z = Matrix.zeros(M, N);
        Matrix a = Matrix.zeros(M, N);
        Matrix dz = Matrix.zeros(M, N);
        Matrix losses = Matrix.zeros(1, N);
        Matrix before = Matrix.zeros(K, N);
        Matrix rows = Matrix.zeros(M, 1);
        int hash = 0;
        for (int i = 0; i < Activations.ALL.size(); i += every) {
            Activation g = Activations.ALL.get(i);
            kernels.dense(w, x, bias, g, z, a);
            kernels.activationGradient(g, g.gradientFromZ() ? z : a, a, dz);
            kernels.denseBackward(w, dz, g, x, before);
            kernels.gemm(Op.N, Op.T, 0.5f, dz, x, 0.5f, w);
            kernels.rowSums(0.5f, dz, 0.5f, bias);
            hash = 31 * hash + hash(z, a, dz, before, w, bias);
        }
        PackedMatrix packed = kernels.pack(Op.N, w);
        for (int columns : new int[]{1, 3, N}) {
            Matrix few = x.columnRange(0, columns).copy();
            Matrix product = Matrix.zeros(M, columns);
            Matrix rowsOfProduct = Matrix.zeros(columns, M);
            kernels.dense(packed, few, bias, Activation.SIGMOID, product);
            kernels.denseRows(few.transposed(), packed, bias, Activation.SIGMOID, rowsOfProduct);
            hash = 31 * hash + hash(product, rowsOfProduct);
            kernels.multiply(w, few, product);
            hash = 31 * hash + hash(product);
        }
        kernels.softmax(z, a);
        kernels.logSoftmax(z, dz);
        hash = 31 * hash + hash(a, dz);
        kernels.sigmoidCrossEntropy(z, x.rowRange(0, M), a, dz, losses);
        hash = 31 * hash + hash(a, dz, losses);
        kernels.softmaxCrossEntropy(z, x.rowRange(0, M), a, dz, losses);
        hash = 31 * hash + hash(a, dz, losses);
        int[] classes = new int[N];
        Arrays.setAll(classes, j -> j % (M + 1) - 1);
        kernels.softmaxCrossEntropy(z, classes, 0.1f, a, dz, losses);
        kernels.multiplyRow(dz, losses, dz);
        hash = 31 * hash + hash(a, dz, losses);
        kernels.absoluteError(z, x.rowRange(0, M), dz, losses);
        hash = 31 * hash + hash(dz, losses);
        kernels.huberError(z, x.rowRange(0, M), 0.3f, dz, losses);
        hash = 31 * hash + hash(dz, losses);
        kernels.squaredError(z, x.rowRange(0, M), dz, losses);
        kernels.columnSums(1, z, 1, losses);
        kernels.rowSums(1, z, 0, rows);
        hash = 31 * hash + hash(dz, losses, rows);
        kernels.softmaxCrossEntropyRows(z, x.rowRange(0, M), a, dz, rows);
        hash = 31 * hash + hash(a, dz, rows);
        kernels.addColumn(z, rows, a);
        kernels.multiplyColumn(a, rows, a);
        kernels.addRow(a, losses, a);
        kernels.multiplyElements(a, z, dz);
        kernels.add(dz, a, a);
        kernels.axpy(0.3f, dz, a);
        kernels.scale(kernels.norm(a), a);
        kernels.dropout(0.2f, RandomStream.of(1, "dropout"), 2, 3, a);
        hash = 31 * hash + hash(a);
        for (UpdateRule rule : List.of(UpdateRule.GRADIENT_DESCENT, UpdateRule.momentum(0.9), UpdateRule.nesterov(0.9),
                UpdateRule.rmsProp(0.9, 1e-8), UpdateRule.adagrad(1e-8), UpdateRule.amsGrad(0.9, 0.99, 1e-8))) {
            Matrix parameters = x.rowRange(0, N).copy();
            Update update = Update.of(rule, parameters).penalties(0.01, 0.02).clip(0.5).decay(0.1).step(0.01, 3);
            kernels.gemm(Op.T, Op.N, 0.01f, x, x, update);
            kernels.update(update, x.rowRange(N, 2 * N));
            kernels.maxNormRows(kernels.norm(parameters.rowRange(0, 1)), parameters);
            hash = 31 * hash + hash(parameters);
        }
        kernels.matrixVector(Op.N, 0.5f, before, losses, 0, x.columnRange(0, 1));
        kernels.matrixVector(Op.T, 0.5f, z, rows, 0, losses);
        return 31 * hash + hash(x, losses) + Float.floatToIntBits(kernels.dot(x.rowRange(0, 1), losses));
    }

    private static int hash(Matrix... results) {
        int hash = 0;
        for (Matrix x : results) {
            for (float element : x.toArray()) {
                hash = 31 * hash + Float.floatToIntBits(element);
            }
        }
        return hash;
    }
}
