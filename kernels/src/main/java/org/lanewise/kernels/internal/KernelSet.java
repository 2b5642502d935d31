package org.lanewise.kernels.internal;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Plan;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.ProductKernels;
import org.lanewise.kernels.internal.scalar.Selection;
import org.lanewise.kernels.internal.scalar.TinyProduct;

/**
 * The kernels that a backend has to offer. Arguments were checked by the front door; ranges say which rows or columns
 * of the result to compute, so that several threads can share one call. {@link org.lanewise.kernels.Kernels} documents
 * what each kernel computes and in which order. What has a body here is the same on all backends.
 */
public interface KernelSet {

    /** Which backend this is. */
    Backend backend();

    /** Width of a vector in bits; 32, one float, while portable code serves. */
    int laneBits();

    /** Makes some calls of these kernels, and waits until what they need is compiled; false after so much time. */
    default boolean prepare(Runnable calls, long nanos) throws InterruptedException {
        calls.run();
        return true;
    }

    /** Who serves now. */
    @Override
    String toString();

    /** A product that is {@link Plan#isTiny tiny}, with {@code α ≠ 0}. */
    default void tinyProduct(boolean transA, boolean transB, float alpha, Matrix a, Matrix b, float beta, Matrix c,
            int k) {
        TinyProduct.gemm(transA, transB, alpha, a, b, beta, c, k);
    }

    /** {@code Z = Z + b}, after a tiny product. */
    default void addBias(Matrix bias, Matrix z) {
        TinyProduct.addBias(bias, z);
    }

    /** Decides how a product is computed on so many threads at most, and returns the backend that is to do it. */
    ProductKernels plan(Product p, int threads);

    /** Packs {@code op(A)}. */
    Panels pack(Matrix a, boolean transposed);

    /** {@code A = g(Z)} for rows × columns of both. */
    void activate(Activation g, Matrix z, Matrix a, int fromRow, int toRow, int fromColumn, int toColumn);

    /** {@code dZ = dA ⊙ g′(kept)} for rows × columns of all three. */
    void activationGradient(Activation g, Matrix kept, Matrix da, Matrix dz, int fromRow, int toRow, int fromColumn,
            int toColumn);

    /** {@code y = α·rowSums(X) + β·y} for some rows. */
    void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow);

    /** {@code y = α·columnSums(X) + β·y} for some columns. */
    void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn);

    /** {@code Z = f(X, Y)} for rows × columns of Z. */
    void elementWise(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int fromRow, int toRow, int fromColumn,
            int toColumn);

    /** Drops some elements of some rows, and multiplies the others by {@code 1 / (1 − share)}. */
    void dropout(float share, long key, long stream, int firstExample, Matrix a, int fromRow, int toRow);

    /** Updates some rows of parameters by their gradient. */
    void update(UpdateArguments u, Matrix g, int fromRow, int toRow);

    /** Scales those of some rows whose norm is larger than the limit. */
    void limitRows(float limit, Matrix w, int fromRow, int toRow);

    /** The square root of the sum of all squares. */
    float norm(Matrix x);

    /** The dot product of two vectors. */
    float dot(Matrix x, Matrix y);

    /** {@code y = α·op(A)·x + β·y} for some elements of y: rows of A, or columns if it is transposed. */
    void matrixVector(boolean transA, float alpha, Matrix a, Matrix x, float beta, Matrix y, int from, int to);

    /** Where the largest element of some rows is. */
    default void argMaxRows(Matrix x, int[] indices, int fromRow, int toRow) {
        Selection.argMaxRows(x, indices, fromRow, toRow);
    }

    /** Where the largest element of some columns is. */
    default void argMaxColumns(Matrix x, int[] indices, int fromColumn, int toColumn) {
        Selection.argMaxColumns(x, indices, fromColumn, toColumn);
    }

    /** The k largest elements of some rows, and where they are. */
    default void topKRows(Matrix x, int k, int[] indices, Matrix values, int fromRow, int toRow) {
        Selection.topKRows(x, k, indices, values, fromRow, toRow);
    }

    /** {@code A = softmax(Z)} for some examples. */
    void softmax(Examples in, Matrix z, Matrix a, int from, int to);

    /** {@code A = log softmax(Z)} for some examples. */
    void logSoftmax(Examples in, Matrix z, Matrix a, int from, int to);

    /** Sigmoid with binary cross-entropy for some examples. */
    void sigmoidCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from, int to);

    /** Softmax with categorical cross-entropy for some examples. */
    void softmaxCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from, int to);

    /** Softmax with categorical cross-entropy for some examples of known classes; −1 is none. */
    void softmaxCrossEntropy(Examples in, Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz, Matrix losses,
            int from, int to);

    /** Mean error for some examples; δ is Huber's. */
    void error(Deviation deviation, float delta, Examples in, Matrix a, Matrix y, Matrix da, Matrix losses, int from,
            int to);
}
