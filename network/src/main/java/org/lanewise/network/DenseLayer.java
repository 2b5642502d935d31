package org.lanewise.network;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.RandomStream;
import org.lanewise.kernels.Update;

/**
 * One dense layer: the parameters W and b, an activation g, and the layer's equations.
 *
 * <p>{@link #forward(Kernels, Matrix)} and {@link #backward(Kernels, Forward, Matrix)} are the two steps of the
 * textbook, each with results of its own. A network that trains goes through the same equations in the fused forms
 * below them.
 */
public final class DenseLayer {
    private final Matrix weights;
    private final Matrix bias;
    private final Activation activation;

    /**
     * A layer over given parameters, which are not copied.
     *
     * @param weights W, n × n₋
     * @param bias b, n × 1
     * @param activation g
     * @throws IllegalArgumentException if the shapes do not fit or a dimension is 0
     */
    public DenseLayer(Matrix weights, Matrix bias, Activation activation) {
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(bias, "bias");
        if (weights.rows() == 0 || weights.columns() == 0) {
            throw new IllegalArgumentException("weights must not be empty: " + weights);
        }
        if (bias.rows() != weights.rows() || bias.columns() != 1) {
            throw new IllegalArgumentException(
                    "bias is " + bias + ", it has to be " + weights.rows() + "x1 for weights of " + weights);
        }
        this.weights = weights;
        this.bias = bias;
        this.activation = Objects.requireNonNull(activation, "activation");
    }

    /** A layer with random weights and a bias of zeros. */
    static DenseLayer random(int inputs, int outputs, Activation activation, Initialization initialization,
            RandomStream stream) {
        Matrix weights = Matrix.zeros(outputs, inputs);
        initialization.fill(weights, stream);
        return new DenseLayer(weights, Matrix.zeros(outputs, 1), activation);
    }

    /**
     * The number of inputs, n₋.
     *
     * @return the number of inputs
     */
    public int inputs() {
        return weights.columns();
    }

    /**
     * The number of outputs, n.
     *
     * @return the number of outputs
     */
    public int outputs() {
        return weights.rows();
    }

    /**
     * The weights.
     *
     * @return W itself, n × n₋; training writes to it
     */
    public Matrix weights() {
        return weights;
    }

    /**
     * The bias.
     *
     * @return b itself, n × 1; training writes to it
     */
    public Matrix bias() {
        return bias;
    }

    /**
     * The activation.
     *
     * @return g
     */
    public Activation activation() {
        return activation;
    }

    /**
     * The number of parameters.
     *
     * @return {@code n·n₋ + n}
     */
    public long parameters() {
        return (long) outputs() * inputs() + outputs();
    }

    /**
     * Its shape.
     *
     * @return for example {@code 150x64, RELU}
     */
    @Override
    public String toString() {
        return weights + ", " + activation;
    }

    /**
     * What a forward step computed and a backward step needs: the cache.
     *
     * @param before the input A₋, n₋ × m
     * @param z Z, n × m
     * @param a A, n × m
     */
    public record Forward(Matrix before, Matrix z, Matrix a) {
        /** Checks that nothing is null. */
        public Forward {
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(z, "z");
            Objects.requireNonNull(a, "a");
        }
    }

    /**
     * What a backward step computed.
     *
     * @param dz dZ, n × m
     * @param dw dW, n × n₋, of the mean over the examples
     * @param db db, n × 1, of the mean over the examples
     * @param daBefore dA₋, n₋ × m
     */
    public record Backward(Matrix dz, Matrix dw, Matrix db, Matrix daBefore) {
        /** Checks that nothing is null. */
        public Backward {
            Objects.requireNonNull(dz, "dz");
            Objects.requireNonNull(dw, "dw");
            Objects.requireNonNull(db, "db");
            Objects.requireNonNull(daBefore, "daBefore");
        }
    }

    /**
     * The forward step, {@code Z = W·A₋ + b} and {@code A = g(Z)}.
     *
     * @param kernels what computes
     * @param before A₋, n₋ × m, a column for each example
     * @return A₋, Z and A
     * @throws IllegalArgumentException if A₋ has another number of rows
     */
    public Forward forward(Kernels kernels, Matrix before) {
        Objects.requireNonNull(kernels, "kernels");
        Objects.requireNonNull(before, "before");
        Matrix z = Matrix.zeros(outputs(), before.columns());
        Matrix a = Matrix.zeros(outputs(), before.columns());
        kernels.dense(weights, before, bias, activation, z, a);
        return new Forward(before, z, a);
    }

    /**
     * The backward step: {@code dZ = dA ⊙ g′(Z)}, {@code dW = (1/m)·dZ·A₋ᵀ}, {@code db = (1/m)·rowSum(dZ)} and
     * {@code dA₋ = Wᵀ·dZ}.
     *
     * @param kernels what computes
     * @param cache what the forward step returned
     * @param da dA, n × m
     * @return dZ, dW, db and dA₋
     * @throws IllegalArgumentException if a shape does not fit or there is no example
     */
    public Backward backward(Kernels kernels, Forward cache, Matrix da) {
        Objects.requireNonNull(kernels, "kernels");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(da, "da");
        int m = da.columns();
        if (m == 0) {
            throw new IllegalArgumentException("a backward step needs an example at least: da is " + da);
        }
        Matrix dz = Matrix.zeros(outputs(), m);
        Matrix dw = Matrix.zeros(outputs(), inputs());
        Matrix db = Matrix.zeros(outputs(), 1);
        Matrix daBefore = Matrix.zeros(inputs(), m);
        kernels.activationGradient(activation, activation.gradientFromZ() ? cache.z : cache.a, da, dz);
        kernels.gemm(Op.N, Op.T, 1f / m, dz, cache.before, 0, dw);
        kernels.rowSums(1f / m, dz, 0, db);
        kernels.gemm(Op.T, Op.N, 1, weights, dz, 0, daBefore);
        return new Backward(dz, dw, db, daBefore);
    }

    /** {@code A = g(W·A₋ + b)} for examples in rows or in columns. */
    Matrix activations(Kernels kernels, Matrix before, boolean inRows) {
        if (inRows) {
            Matrix a = Matrix.zeros(before.rows(), outputs());
            kernels.denseRows(before, weights, bias, activation, a);
            return a;
        }
        Matrix a = Matrix.zeros(outputs(), before.columns());
        kernels.dense(weights, before, bias, activation, a);
        return a;
    }

    /** {@code A = g(W·A₋ + b)}; Z is kept where there is a place for it. */
    void forward(Kernels kernels, Matrix before, @Nullable Matrix z, Matrix a) {
        if (z == null) {
            kernels.dense(weights, before, bias, activation, a);
        } else {
            kernels.dense(weights, before, bias, activation, z, a);
        }
    }

    /** {@code dZ₋ = Wᵀ·dZ ⊙ g₋′(kept)}: the backward step through this layer and the activation of the layer before. */
    void backward(Kernels kernels, Matrix dz, DenseLayer layerBefore, Matrix kept, Matrix dzBefore) {
        kernels.denseBackward(weights, dz, layerBefore.activation, kept, dzBefore);
    }

    /** {@code dW = (1/m)·dZ·A₋ᵀ} and {@code db = (1/m)·rowSum(dZ)}; 1/m is given, for dZ may be of a part of the m examples. */
    void gradient(Kernels kernels, float perExample, Matrix dz, Matrix before, Matrix dw, Matrix db) {
        kernels.gemm(Op.N, Op.T, perExample, dz, before, 0, dw);
        kernels.rowSums(perExample, dz, 0, db);
    }

    /**
     * {@code dW = (1/m)·dZ·A₋ᵀ} and {@code db = (1/m)·rowSum(dZ)}, and an optimizer's step by them: dW is never stored.
     *
     * @param kernels what computes
     * @param dz dZ, n × m
     * @param before A₋, n₋ × m
     * @param w the optimizer's update of W
     * @param b the optimizer's update of b
     * @param db where db goes, n × 1
     * @throws IllegalArgumentException if a shape does not fit, there is no example, db overlaps dz or what an update
     *     changes, or an update has no step yet
     */
    public void update(Kernels kernels, Matrix dz, Matrix before, Update w, Update b, Matrix db) {
        Objects.requireNonNull(kernels, "kernels");
        Objects.requireNonNull(dz, "dz");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(w, "w");
        Objects.requireNonNull(b, "b");
        Objects.requireNonNull(db, "db");
        if (dz.columns() == 0) {
            throw new IllegalArgumentException("a step needs an example at least: dz is " + dz);
        }
        if (db.overlaps(dz)) {
            throw new IllegalArgumentException("db (" + db + ") overlaps dz (" + dz + ") in memory");
        }
        if (db.rows() != dz.rows() || db.columns() != 1) {
            throw new IllegalArgumentException("db is " + db + ", it has to be " + dz.rows() + "x1 for dz of " + dz);
        }
        b.check(db);
        float perExample = 1f / dz.columns();
        kernels.gemm(Op.N, Op.T, perExample, dz, before, w);
        kernels.rowSums(perExample, dz, 0, db);
        kernels.update(b, db);
    }
}
