package org.lanewise.models.onnx;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.PackedMatrix;
import org.lanewise.models.Tensor;

/** Products of matrices. */
final class Products {
    private Products() {
    }

    /** {@code α·op(A)·op(B) + β·C}; C is repeated along rows and columns, and may be left out. */
    record Gemm(float alpha, float beta, boolean transA, boolean transB) implements Operator {

        @Override
        public List<Tensor> run(Inputs in) {
            Tensor a = in.get(0);
            Tensor b = in.get(1);
            checkMatrix(a);
            checkMatrix(b);
            int m = a.dimension(transA ? 1 : 0);
            int k = a.dimension(transA ? 0 : 1);
            int n = b.dimension(transB ? 0 : 1);
            Operators.checkType(a.type() == b.type(), a, b);
            if (b.dimension(transB ? 1 : 0) != k) {
                throw new IllegalArgumentException("A " + a + (transA ? " (transposed)" : "") + " and B " + b
                        + (transB ? " (transposed)" : "") + " do not fit");
            }
            int[] shape = {m, n};
            Tensor c = in.optional(2);
            Tensor start = c == null
                    ? Tensors.zeros(a.type(), shape)
                    : Tensors.pick(c, shape, Shapes.broadcastIndex(c.shape(), shape));
            Operators.checkType(start.type() == a.type(), a, start);
            takeTime(m, n, k);
            if (a.type() == Tensor.Type.FLOAT) {
                in.kernels()
                        .gemm(transA ? Op.T : Op.N, transB ? Op.T : Op.N, alpha, matrix(a), matrix(b),
                                c == null ? 0 : beta, matrix(start));
                return List.of(start);
            }
            double[] out = start.doubles();
            double[] x = real(a);
            double[] y = real(b);
            for (int i = 0; i < out.length; i++) {
                int row = i / n;
                int column = i % n;
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += x[transA ? l * m + row : row * k + l] * y[transB ? column * k + l : l * n + column];
                }
                out[i] = alpha * sum + (c == null ? 0 : beta * out[i]);
            }
            return List.of(Tensor.over(out, shape));
        }
    }

    /** NumPy's product: of the last two dimensions, the ones before are repeated; a vector is a row or a column. */
    record MatMul() implements Operator {
        @Override
        public List<Tensor> run(Inputs in) {
            return List.of(matMul(in));
        }
    }

    private static Tensor matMul(Inputs in) {
        Tensor a = in.get(0);
        Tensor b = in.get(1);
        if (a.rank() == 0 || b.rank() == 0) {
            throw new IllegalArgumentException("a scalar has no product: " + a + ", " + b);
        }
        Tensor left = a.rank() == 1 ? a.withShape(1, a.size()) : a;
        Tensor right = b.rank() == 1 ? b.withShape(b.size(), 1) : b;
        int m = left.dimension(left.rank() - 2);
        int k = left.dimension(left.rank() - 1);
        int n = right.dimension(right.rank() - 1);
        if (right.dimension(right.rank() - 2) != k) {
            throw new IllegalArgumentException(a + " and " + b + " do not fit");
        }
        int[] batchA = Arrays.copyOf(left.shape(), left.rank() - 2);
        int[] batchB = Arrays.copyOf(right.shape(), right.rank() - 2);
        int[] batch = Shapes.broadcast(batchA, batchB);
        int[] full = Arrays.copyOf(batch, batch.length + 2);
        full[batch.length] = m;
        full[batch.length + 1] = n;
        Tensor out = Tensors.zeros(a.type(), full);
        Operators.checkType(a.type() == b.type() && (a.type().isReal() || a.type().isInteger()), a, b);
        int products = Shapes.outer(full, batch.length);
        takeTime((long) products * m, n, k);
        var ia = Shapes.broadcastIndex(batchA, batch);
        var ib = Shapes.broadcastIndex(batchB, batch);
        for (int p = 0; p < products; p++) {
            multiply(in.kernels(), left, ia.applyAsInt(p), right, ib.applyAsInt(p), out, p);
        }
        return out.withShape(withoutUnits(full, a.rank() == 1, b.rank() == 1));
    }

    private static int[] withoutUnits(int[] full, boolean noRow, boolean noColumn) {
        int rank = full.length;
        int[] shape = Arrays.copyOf(full, rank - (noRow ? 1 : 0) - (noColumn ? 1 : 0));
        if (noRow && !noColumn) {
            shape[rank - 2] = full[rank - 1];
        }
        return shape;
    }

    private static void multiply(Kernels kernels, Tensor a, int pa, Tensor b, int pb, Tensor c, int pc) {
        int m = c.dimension(c.rank() - 2);
        int n = c.dimension(c.rank() - 1);
        int k = a.dimension(a.rank() - 1);
        if (c.values() instanceof float[] out) {
            kernels.multiply(Matrix.view(Tensors.floats(a), pa * m * k, m, k, k),
                    Matrix.view(Tensors.floats(b), pb * k * n, k, n, n), Matrix.view(out, pc * m * n, m, n, n));
            return;
        }
        for (int i = 0; i < m * n; i++) {
            int row = pa * m * k + i / n * k;
            int column = pb * k * n + i % n;
            double sum = 0;
            long whole = 0;
            for (int l = 0; l < k; l++) {
                if (a.values() instanceof double[] x && b.values() instanceof double[] y) {
                    sum += x[row + l] * y[column + l * n];
                } else {
                    whole += a.integer(row + l) * b.integer(column + l * n);
                }
            }
            switch (c.values()) {
                case double[] out -> out[pc * m * n + i] = sum;
                case long[] out -> out[pc * m * n + i] = whole;
                case int[] out -> out[pc * m * n + i] = (int) whole;
                default -> throw new AssertionError(c);
            }
        }
    }

    /**
     * What a layer does, {@code g(X·Wᵀ + b)}: a product with constant weights, and the nodes after it that are fused
     * into it. X has examples of k numbers in its last dimension.
     */
    static final class Dense implements Operator {
        final Matrix weights;
        final Matrix bias;
        final Activation activation;
        private final PackedMatrix packed;

        /** Of packed weights; W is n × k, b n × 1. */
        Dense(Kernels kernels, Matrix weights, Matrix bias, Activation activation) {
            this(weights, bias, activation, kernels.pack(Op.N, weights));
        }

        private Dense(Matrix weights, Matrix bias, Activation activation, PackedMatrix packed) {
            this.weights = weights;
            this.bias = bias;
            this.activation = activation;
            this.packed = packed;
        }

        Dense with(Activation g) {
            return new Dense(weights, bias, g, packed);
        }

        Dense with(Matrix b) {
            return new Dense(weights, b, activation, packed);
        }

        @Override
        public List<Tensor> run(Inputs in) {
            Tensor x = in.get(0);
            int k = weights.columns();
            int n = weights.rows();
            if (x.rank() == 0 || x.dimension(x.rank() - 1) != k) {
                throw new IllegalArgumentException("X is " + x + ", the weights take " + k + " numbers");
            }
            int[] shape = x.shape();
            shape[shape.length - 1] = n;
            float[] out = new float[Shapes.elements(shape)];
            int m = x.size() / k;
            in.kernels()
                    .denseRows(Matrix.view(Tensors.floats(x), 0, m, k, k), packed, bias, activation,
                            Matrix.view(out, 0, m, n, n));
            return List.of(Tensor.over(out, shape));
        }
    }

    static void checkMatrix(@Nullable Tensor tensor) {
        if (tensor == null || tensor.rank() != 2) {
            throw new IllegalArgumentException("a matrix is needed, not " + tensor);
        }
    }

    static Matrix matrix(Tensor tensor) {
        return Matrix.view(Tensors.floats(tensor), 0, tensor.dimension(0), tensor.dimension(1), tensor.dimension(1));
    }

    private static double[] real(Tensor tensor) {
        if (tensor.values() instanceof double[] values) {
            return values;
        }
        throw new IllegalArgumentException("there is no product of " + tensor.type());
    }

    /** A product takes time for more than it makes. */
    private static void takeTime(long m, long n, long k) {
        LoadingLimit.take(m * n / 64 * k);
    }
}
