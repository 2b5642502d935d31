package org.lanewise.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.internal.Copies;

/**
 * One network's buffers for a forward and backward pass over a batch, in fused steps. Nothing is allocated once batches
 * of a size have been seen, as long as the examples come in columns. One thread may use it at a time; a call in the middle
 * of another one is refused by an {@link IllegalStateException}.
 *
 * <pre>{@code
 * pass.forward(batch.x(), step);      // Z[l] and A[l], with dropout
 * double cost = pass.cost(batch);     // and dA[L]
 * pass.backward();                    // dW[l] and db[l]
 * }</pre>
 *
 * Layer l of the field's notation is index l − 1 here; {@code A[0]} is the batch itself.
 */
public final class Pass {
    private final Network network;
    private final Kernels kernels;
    /** A stream for each layer. */
    private final RandomStream[] noise;
    private final Tensors full;
    private Tensors rest;
    private Tensors now;
    private @Nullable List<Gradient> gradients;
    /** Where gradients go that are stored. */
    private List<Gradient> target = List.of();
    /** Made once, so that a backward pass allocates nothing. */
    private final WeightGradients store = this::store;
    private long step;
    /** The batch that the examples at hand are a part of, or all of: its size, and the place of the first of them in it. */
    private int batchSize;
    private int firstExample;
    private final AtomicBoolean inUse = new AtomicBoolean();

    /** What is to be done with dZ of a layer and the A₋ that belongs to it, when nothing else needs the layer's W. */
    @FunctionalInterface
    public interface WeightGradients {
        /**
         * Called from the last layer to the first.
         *
         * @param l the layer, from 0
         * @param dz dZ, n × m
         * @param before A₋, n₋ × m, with dropout
         */
        void accept(int l, Matrix dz, Matrix before);
    }

    Pass(Network network, int examples, long dropoutSeed) {
        if (examples < 1) {
            throw new IllegalArgumentException("examples must be positive: " + examples);
        }
        this.network = network;
        kernels = network.kernels();
        noise = new RandomStream[network.layers().size()];
        for (int l = 0; l < noise.length; l++) {
            noise[l] = RandomStream.of(dropoutSeed, "dropout " + (l + 1));
        }
        batchSize = examples;
        full = new Tensors(network, examples);
        rest = full;
        now = full;
    }

    /** The tensors of a batch of m examples. */
    private static final class Tensors {
        final int m;
        final @Nullable Matrix[] z;
        final Matrix[] a;
        final Matrix[] dz;
        /** A[l] after dropout where the next layer has some, else A[l] itself; index 0 is that of the features. */
        final Matrix[] input;
        final Loss loss;

        Tensors(Network network, int m) {
            this.m = m;
            int depth = network.layers().size();
            z = new Matrix[depth];
            a = new Matrix[depth];
            dz = new Matrix[depth];
            input = new Matrix[depth];
            for (int l = 0; l < depth; l++) {
                DenseLayer layer = network.layers().get(l);
                z[l] = layer.activation().gradientFromZ() ? Matrix.zeros(layer.outputs(), m) : null;
                a[l] = Matrix.zeros(layer.outputs(), m);
                dz[l] = Matrix.zeros(layer.outputs(), m);
                input[l] = network.dropout(l) != 0 || l == 0 ? Matrix.zeros(layer.inputs(), m) : a[l - 1];
            }
            loss = new Loss(network, m);
        }
    }

    /**
     * The network whose pass it is.
     *
     * @return the network
     */
    public Network network() {
        return network;
    }

    /**
     * The forward pass of training, {@code Z[l] = W[l]·A[l−1] + b[l]} and {@code A[l] = g[l](Z[l])}, with dropout.
     *
     * @param x the features of the batch
     * @param step the number of the training step: which units are dropped depends on the seed, this number, the layer,
     *     the unit and the example's place in the batch
     * @return the last layer's output, n[L] × m; it is a buffer that the next pass writes to
     * @throws IllegalArgumentException if x has another number of features, no example or too many
     */
    public Matrix forward(Examples x, long step) {
        return forward(x, step, 0, Objects.requireNonNull(x, "x").size());
    }

    /**
     * The forward pass over a part of a batch. What follows is the part's share of the batch: its cost, dW and db are {@code
     * 1/batchSize} times the sums over its examples, so those of all parts add up to the batch's. Dropout is that of
     * the batch in one.
     *
     * @param x the features of the part
     * @param step the number of the training step
     * @param first the place in the batch of the part's first example, from 0
     * @param batch how many examples the whole batch has
     * @return the last layer's output, n[L] × m; it is a buffer that the next pass writes to
     * @throws IllegalArgumentException if x has another number of features, no example or too many, or there is no such part of
     *     the batch
     */
    public Matrix forward(Examples x, long step, int first, int batch) {
        if (first < 0 || Objects.requireNonNull(x, "x").size() > batch - first) {
            throw new IllegalArgumentException(
                    "first is " + first + " for " + x.size() + " examples of a batch of " + batch);
        }
        return forward(x, step, first, batch, true);
    }

    /** The forward pass without dropout. */
    Matrix predict(Examples x) {
        return forward(x, 0, 0, x.size(), false);
    }

    private void begin() {
        if (!inUse.compareAndSet(false, true)) {
            throw new IllegalStateException("a pass has buffers for one call at a time, and another one is under way");
        }
    }

    private void end() {
        inUse.set(false);
    }

    private Matrix forward(Examples x, long newStep, int first, int batch, boolean drops) {
        network.checkFeatures(x);
        begin();
        try {
            now = tensors(x.size());
            step = newStep;
            firstExample = first;
            batchSize = batch;
            return outputs(x, drops);
        } finally {
            end();
        }
    }

    private Matrix outputs(Examples x, boolean drops) {
        Matrix before = x.toColumns();
        for (int l = 0; l < now.a.length; l++) {
            if (drops && network.dropout(l) != 0) {
                now.input[l].copyFrom(before);
                drop(l, now.input[l]);
                before = now.input[l];
            } else if (l == 0) {
                now.input[0] = before;
            }
            network.layers().get(l).forward(kernels, before, now.z[l], now.a[l]);
            before = now.a[l];
        }
        return before;
    }

    private void drop(int l, Matrix a) {
        kernels.dropout(network.dropout(l), noise[l], step, firstExample, a);
    }

    private Tensors tensors(int m) {
        if (m == full.m) {
            return full;
        }
        if (m != rest.m) {
            if (m < 1 || m > full.m) {
                throw new IllegalArgumentException("x has " + m + " examples, a pass takes 1 to " + full.m);
            }
            rest = new Tensors(network, m);
        }
        return rest;
    }

    /**
     * The cost over the batch that the last forward pass was given, and dA[L].
     *
     * @param batch its features and targets
     * @return {@code (1/m)·Σ weight·loss}; of a part of a batch, m is the size of the whole batch
     * @throws IllegalArgumentException if the batch has another size than the one of the forward pass, or targets that
     *     do not fit
     */
    public double cost(Dataset batch) {
        Objects.requireNonNull(batch, "batch");
        begin();
        try {
            if (batch.size() != now.m) {
                throw new IllegalArgumentException(
                        "batch has " + batch + ", the forward pass had " + now.m + " examples");
            }
            return now.loss.evaluate(batch, now.a[now.a.length - 1]) / batchSize;
        } finally {
            end();
        }
    }

    /** The backward pass from the dA[L] of the cost: dW[l] and db[l], then found in {@link #gradients}. */
    public void backward() {
        target = gradients();
        backward(now.loss.da(), store);
    }

    /**
     * The backward pass from the dA[L] of the cost, with gradients that go where the caller wants them.
     *
     * @param to dW and db of each layer, written
     * @throws IllegalArgumentException if there is not one for each layer, or a shape does not fit
     */
    public void backward(List<Gradient> to) {
        List<Gradient> checked = Copies.of(to, "to");
        if (to.size() != network.layers().size()) {
            throw new IllegalArgumentException(
                    "there are " + to.size() + " gradients for " + network.layers().size() + " layers");
        }
        for (int l = 0; l < checked.size(); l++) {
            DenseLayer layer = network.layers().get(l);
            checkShape(checked.get(l).dw(), "dw", l, layer.weights());
            checkShape(checked.get(l).db(), "db", l, layer.bias());
        }
        target = checked;
        backward(now.loss.da(), store);
    }

    private static void checkShape(Matrix given, String name, int l, Matrix parameter) {
        if (given.rows() != parameter.rows() || given.columns() != parameter.columns()) {
            throw new IllegalArgumentException(
                    name + " of layer " + (l + 1) + " is " + given + ", it has to be " + parameter);
        }
    }

    /**
     * The backward pass from a given dA[L], that of a cost of one's own.
     *
     * @param da the gradient of the sum of the losses with respect to the last layer's output, n[L] × m
     * @throws IllegalArgumentException if its shape is another one
     */
    public void backward(Matrix da) {
        target = gradients();
        backward(da, store);
    }

    private void store(int l, Matrix dz, Matrix before) {
        Gradient gradient = target.get(l);
        network.layers().get(l).gradient(kernels, 1f / batchSize, dz, before, gradient.dw(), gradient.db());
    }

    /**
     * The backward pass from the dA[L] of the cost, which hands out dZ layer by layer instead of storing gradients.
     *
     * @param weightGradients takes dZ[l] and A[l−1]; it may change the layer's parameters
     */
    public void backward(WeightGradients weightGradients) {
        Objects.requireNonNull(weightGradients, "weightGradients");
        backward(now.loss.da(), weightGradients);
    }

    private void backward(Matrix da, WeightGradients weightGradients) {
        begin();
        try {
            gradients(da, weightGradients);
        } finally {
            end();
        }
    }

    private void gradients(Matrix da, WeightGradients weightGradients) {
        int last = now.dz.length - 1;
        DenseLayer output = network.layers().get(last);
        kernels.activationGradient(output.activation(), kept(last), da, now.dz[last]);
        for (int l = last; l >= 0; l--) {
            if (l > 0) {
                DenseLayer before = network.layers().get(l - 1);
                network.layers().get(l).backward(kernels, now.dz[l], before, kept(l - 1), now.dz[l - 1]);
                if (network.dropout(l) != 0) {
                    drop(l, now.dz[l - 1]);
                }
            }
            weightGradients.accept(l, now.dz[l], now.input[l]);
        }
    }

    /** What the activation's gradient needs of the forward pass. */
    private Matrix kept(int l) {
        boolean fromZ = network.layers().get(l).activation().gradientFromZ();
        return fromZ ? Objects.requireNonNull(now.z[l]) : now.a[l];
    }

    /**
     * The gradients of the cost, which {@link #backward()} fills.
     *
     * @return dW and db of each layer, first layer first; always the same matrices
     */
    public List<Gradient> gradients() {
        if (gradients == null) {
            List<Gradient> zeros = new ArrayList<>();
            for (DenseLayer layer : network.layers()) {
                zeros.add(new Gradient(Matrix.zeros(layer.outputs(), layer.inputs()),
                        Matrix.zeros(layer.outputs(), 1)));
            }
            gradients = List.copyOf(zeros);
        }
        return gradients;
    }

    /**
     * The predictions of the last forward pass, made by {@link #cost}.
     *
     * @return n[L] × m; a buffer that the next pass writes to
     */
    public Matrix predictions() {
        return now.loss.predictions();
    }
}
