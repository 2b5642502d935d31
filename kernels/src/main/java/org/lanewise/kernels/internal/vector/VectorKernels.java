package org.lanewise.kernels.internal.vector;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Examples;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.ProductKernels;
import org.lanewise.kernels.internal.scalar.ScalarCosts;

/** The SIMD backend. */
public final class VectorKernels implements KernelSet, ProductKernels {

    /** The SIMD backend. Making this object touches nothing of {@code jdk.incubator.vector}: that takes a while. */
    public VectorKernels() {
    }

    /** Whether this JVM has {@code jdk.incubator.vector}. */
    public static boolean isAvailable() {
        try {
            Class.forName("jdk.incubator.vector.VectorSpecies", false, VectorKernels.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public Backend backend() {
        return Backend.VECTOR;
    }

    @Override
    public int laneBits() {
        return Lanes.F.vectorBitSize();
    }

    @Override
    public String toString() {
        return "vector backend, " + laneBits() + "-bit lanes";
    }

    @Override
    public ProductKernels plan(Product p, int threads) {
        p.plan.decide(p, threads, Lanes.BLOCKING);
        return this;
    }

    @Override
    public Panels pack(Matrix a, boolean transposed) {
        return Packing.pack(a, transposed);
    }

    @Override
    public void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        VectorGemm.product(p, fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void copyPieceOfB(Product p, int piece, int fromBlockColumn, int fromK) {
        VectorGemm.copyPieceOfB(p, piece, fromBlockColumn, fromK);
    }

    @Override
    public void copyPieceOfA(Product p, int fromRow, int toRow, int fromK) {
        VectorGemm.copyPieceOfA(p, fromRow, toRow, fromK);
    }

    @Override
    public void multiplyCopies(Product p, int fromRow, int toRow, int fromColumn, int toColumn, int fromBlockColumn,
            int fromK) {
        VectorGemm.multiplyCopies(p, fromRow, toRow, fromColumn, toColumn, fromBlockColumn, fromK);
    }

    @Override
    public void addSums(Product p, int blocks, boolean first, boolean last, int fromRow, int toRow) {
        VectorGemm.addSums(p, blocks, first, last, fromRow, toRow);
    }

    @Override
    public void activate(Activation g, Matrix z, Matrix a, int fromRow, int toRow, int fromColumn, int toColumn) {
        VectorActivations.activate(g, z, a, fromRow, toRow - fromRow, fromColumn, toColumn - fromColumn);
    }

    @Override
    public void activationGradient(Activation g, Matrix kept, Matrix da, Matrix dz, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        VectorActivations.gradient(g, kept, da, dz, fromRow, toRow - fromRow, fromColumn, toColumn - fromColumn);
    }

    @Override
    public void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        VectorSums.rowSums(alpha, x, beta, y, fromRow, toRow);
    }

    @Override
    public void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        VectorSums.columnSums(alpha, x, beta, y, fromColumn, toColumn);
    }

    @Override
    public void elementWise(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        VectorElements.run(f, alpha, x, y, z, fromRow, toRow - fromRow, fromColumn, toColumn - fromColumn);
    }

    @Override
    public void dropout(float share, long key, long stream, int firstExample, Matrix a, int fromRow, int toRow) {
        VectorDropout.run(share, key, stream, firstExample, a, fromRow, toRow);
    }

    @Override
    public void update(UpdateArguments u, Matrix g, int fromRow, int toRow) {
        VectorUpdates.RUNS.apply(u, g, fromRow, toRow);
    }

    @Override
    public void limitRows(float limit, Matrix w, int fromRow, int toRow) {
        VectorNorm.limitRows(limit, w, fromRow, toRow);
    }

    @Override
    public float norm(Matrix x) {
        return VectorNorm.norm(x);
    }

    @Override
    public float dot(Matrix x, Matrix y) {
        return VectorMatrixVector.dot(x, y);
    }

    @Override
    public void matrixVector(boolean transA, float alpha, Matrix a, Matrix x, float beta, Matrix y, int from, int to) {
        if (transA) {
            VectorMatrixVector.columns(alpha, a, x, beta, y, from, to);
        } else {
            VectorMatrixVector.rows(alpha, a, x, beta, y, from, to);
        }
    }

    @Override
    public void softmax(Examples in, Matrix z, Matrix a, int from, int to) {
        if (in == Examples.IN_COLUMNS) {
            VectorCosts.softmax(z, a, from, to);
        } else if (RowCosts.take(z)) {
            RowCosts.softmax(z, a, from, to);
        } else {
            ScalarCosts.softmax(in, z, a, from, to);
        }
    }

    @Override
    public void logSoftmax(Examples in, Matrix z, Matrix a, int from, int to) {
        if (in == Examples.IN_COLUMNS) {
            VectorCosts.logSoftmax(z, a, from, to);
        } else if (RowCosts.take(z)) {
            RowCosts.logSoftmax(z, a, from, to);
        } else {
            ScalarCosts.logSoftmax(in, z, a, from, to);
        }
    }

    @Override
    public void sigmoidCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        if (in == Examples.IN_COLUMNS) {
            VectorCosts.sigmoidCrossEntropy(z, y, a, dz, losses, from, to);
        } else if (RowCosts.take(z)) {
            RowCosts.sigmoidCrossEntropy(z, y, a, dz, losses, from, to);
        } else {
            ScalarCosts.sigmoidCrossEntropy(in, z, y, a, dz, losses, from, to);
        }
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        if (in == Examples.IN_COLUMNS) {
            VectorCosts.softmaxCrossEntropy(z, y, a, dz, losses, from, to);
        } else if (RowCosts.take(z)) {
            RowCosts.softmaxCrossEntropy(z, y, a, dz, losses, from, to);
        } else {
            ScalarCosts.softmaxCrossEntropy(in, z, y, a, dz, losses, from, to);
        }
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz,
            Matrix losses, int from, int to) {
        if (in == Examples.IN_COLUMNS) {
            VectorCosts.softmaxCrossEntropy(z, classes, smoothing, a, dz, losses, from, to);
        } else if (RowCosts.take(z)) {
            RowCosts.softmaxCrossEntropy(z, classes, smoothing, a, dz, losses, from, to);
        } else {
            ScalarCosts.softmaxCrossEntropy(in, z, classes, smoothing, a, dz, losses, from, to);
        }
    }

    @Override
    public void error(Deviation deviation, float delta, Examples in, Matrix a, Matrix y, Matrix da, Matrix losses,
            int from, int to) {
        if (in == Examples.IN_COLUMNS) {
            VectorCosts.error(deviation, delta, a, y, da, losses, from, to);
        } else if (RowCosts.take(a)) {
            RowCosts.error(deviation, delta, a, y, da, losses, from, to);
        } else {
            ScalarCosts.error(deviation, delta, in, a, y, da, losses, from, to);
        }
    }
}
