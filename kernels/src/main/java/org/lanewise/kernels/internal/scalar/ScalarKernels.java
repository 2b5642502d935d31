package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Backends;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Examples;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.ProductKernels;

/** The portable backend. */
public final class ScalarKernels implements KernelSet, ProductKernels {
    /** The portable backend. */
    public ScalarKernels() {
    }

    @Override
    public Backend backend() {
        return Backend.SCALAR;
    }

    @Override
    public int laneBits() {
        return Float.SIZE;
    }

    @Override
    public String toString() {
        return "scalar backend, no lanes";
    }

    @Override
    public ProductKernels plan(Product p, int threads) {
        p.plan.decide(p, threads, Backends.HAVE_FMA);
        return this;
    }

    @Override
    public Panels pack(Matrix a, boolean transposed) {
        return Panels.of(a, transposed);
    }

    @Override
    public void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        ScalarGemm.product(p, fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void addSums(Product p, int blocks, boolean first, boolean last, int fromRow, int toRow) {
        ScalarGemm.addSums(p, blocks, first, last, fromRow, toRow);
    }

    @Override
    public void activate(Activation g, Matrix z, Matrix a, int fromRow, int toRow, int fromColumn, int toColumn) {
        for (int i = fromRow; i < toRow; i++) {
            ScalarActivations.activate(g, z.data(), z.index(i, fromColumn), a.data(), a.index(i, fromColumn),
                    toColumn - fromColumn);
        }
    }

    @Override
    public void activationGradient(Activation g, Matrix kept, Matrix da, Matrix dz, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        for (int i = fromRow; i < toRow; i++) {
            ScalarActivations.gradient(g, kept.data(), kept.index(i, fromColumn), da.data(), da.index(i, fromColumn),
                    dz.data(), dz.index(i, fromColumn), toColumn - fromColumn);
        }
    }

    @Override
    public void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        ScalarSums.rowSums(alpha, x, beta, y, fromRow, toRow);
    }

    @Override
    public void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        ScalarSums.columnSums(alpha, x, beta, y, fromColumn, toColumn);
    }

    @Override
    public void elementWise(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        for (int i = fromRow; i < toRow; i++) {
            int yo = f.indexOfY(y, i, fromColumn);
            float uniform = f.byRows() ? y.data()[yo] : alpha;
            ScalarElements.run(f, uniform, x.data(), x.index(i, fromColumn), y.data(), yo, z.data(),
                    z.index(i, fromColumn), toColumn - fromColumn);
        }
    }

    @Override
    public void dropout(float share, long key, long stream, int firstExample, Matrix a, int fromRow, int toRow) {
        ScalarDropout.run(share, key, stream, firstExample, a, fromRow, toRow);
    }

    @Override
    public void update(UpdateArguments u, Matrix g, int fromRow, int toRow) {
        ScalarUpdates.RUNS.apply(u, g, fromRow, toRow);
    }

    @Override
    public void limitRows(float limit, Matrix w, int fromRow, int toRow) {
        ScalarNorm.limitRows(limit, w, fromRow, toRow);
    }

    @Override
    public float norm(Matrix x) {
        return ScalarNorm.norm(x);
    }

    @Override
    public float dot(Matrix x, Matrix y) {
        return ScalarMatrixVector.dot(x, y);
    }

    @Override
    public void matrixVector(boolean transA, float alpha, Matrix a, Matrix x, float beta, Matrix y, int from, int to) {
        if (transA) {
            ScalarMatrixVector.columns(alpha, a, x, beta, y, from, to);
        } else {
            ScalarMatrixVector.rows(alpha, a, x, beta, y, from, to);
        }
    }

    @Override
    public void softmax(Examples in, Matrix z, Matrix a, int from, int to) {
        ScalarCosts.softmax(in, z, a, from, to);
    }

    @Override
    public void logSoftmax(Examples in, Matrix z, Matrix a, int from, int to) {
        ScalarCosts.logSoftmax(in, z, a, from, to);
    }

    @Override
    public void sigmoidCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        ScalarCosts.sigmoidCrossEntropy(in, z, y, a, dz, losses, from, to);
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        ScalarCosts.softmaxCrossEntropy(in, z, y, a, dz, losses, from, to);
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz,
            Matrix losses, int from, int to) {
        ScalarCosts.softmaxCrossEntropy(in, z, classes, smoothing, a, dz, losses, from, to);
    }

    @Override
    public void error(Deviation deviation, float delta, Examples in, Matrix a, Matrix y, Matrix da, Matrix losses,
            int from, int to) {
        ScalarCosts.error(deviation, delta, in, a, y, da, losses, from, to);
    }
}
