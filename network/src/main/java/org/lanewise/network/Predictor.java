package org.lanewise.network;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.PackedMatrix;
import org.lanewise.network.data.Examples;

/**
 * Predicts with the parameters that a network had when this was made, packed once. One object serves any number of
 * threads, and a prediction allocates nothing where the caller gives the place for it. An example's prediction has the
 * same bits alone, in any batch, in rows and in columns.
 */
public final class Predictor {
    /** Examples that are predicted at a time, so that the layers' outputs stay in the cache. */
    static final int BATCH = 256;
    /** Buffers that are kept for the next call; a power of two. */
    private static final int SLOTS = 16;

    private final Kernels kernels;
    private final Cost cost;
    private final List<Layer> layers;
    private final int inputs;
    /** What decides between classes; this one unless it gives logarithms. */
    private final Predictor ofProbabilities;
    private final AtomicReferenceArray<Buffers> kept = new AtomicReferenceArray<>(SLOTS);

    private record Layer(PackedMatrix weights, Matrix bias, Activation activation) {
        int outputs() {
            return bias.rows();
        }
    }

    /** What a call writes to. */
    private static final class Buffers {
        /** Of a single example. */
        final Matrix input;
        final Matrix output;
        /** By the number of examples; those of all numbers are over the same arrays, which grow with the largest. */
        private final @Nullable Hidden[] rows = new Hidden[BATCH + 1];
        private final @Nullable Hidden[] columns = new Hidden[BATCH + 1];
        private final List<Layer> layers;
        private float[][] arrays = {};
        private int capacity;

        Buffers(List<Layer> layers, int inputs) {
            input = Matrix.zeros(inputs, 1);
            output = Matrix.zeros(layers.getLast().outputs(), 1);
            this.layers = layers;
        }

        Hidden hidden(int m, boolean inRows) {
            if (m > capacity) {
                grow(m);
            }
            @Nullable
            Hidden[] all = inRows ? rows : columns;
            Hidden hidden = all[m];
            if (hidden == null) {
                hidden = new Hidden(layers, arrays, m, inRows);
                all[m] = hidden;
            }
            return hidden;
        }

        private void grow(int m) {
            arrays = layers.stream().limit(layers.size() - 1L)
                    .map(layer -> new float[Math.multiplyExact(m, layer.outputs())])
                    .toArray(float[][]::new);
            capacity = m;
            Arrays.fill(rows, null);
            Arrays.fill(columns, null);
        }
    }

    /** What the layers but the last give for m examples, in rows or in columns. */
    private static final class Hidden {
        final Matrix[] a;

        Hidden(List<Layer> layers, float[][] arrays, int m, boolean inRows) {
            a = new Matrix[arrays.length];
            for (int l = 0; l < a.length; l++) {
                int n = layers.get(l).outputs();
                a[l] = inRows ? Matrix.view(arrays[l], 0, m, n, n) : Matrix.view(arrays[l], 0, n, m, m);
            }
        }
    }

    Predictor(Network network) {
        kernels = network.kernels();
        cost = network.cost();
        layers = network.layers()
                .stream()
                .map(l -> new Layer(kernels.pack(Op.N, l.weights()), l.bias().copy(), l.activation()))
                .toList();
        inputs = network.inputs();
        ofProbabilities = this;
    }

    private Predictor(Predictor ofProbabilities) {
        kernels = ofProbabilities.kernels;
        cost = ofProbabilities.cost;
        layers = ofProbabilities.layers;
        inputs = ofProbabilities.inputs;
        this.ofProbabilities = ofProbabilities;
    }

    /**
     * A predictor of natural logarithms, over the same packed parameters: {@code ln softmax(z)}, or {@code ln σ(z)} of the
     * binary cross-entropy. They are exact to a few units in the last place also where a probability is so small that it would
     * be 0, and sums of them do not underflow. The classes that it predicts are those of this predictor.
     *
     * @return the predictor
     * @throws IllegalStateException if the network is no classifier
     */
    public Predictor logarithms() {
        cost.checkClassifier();
        return new Predictor(ofProbabilities);
    }

    /**
     * The number of features of an example.
     *
     * @return n[0]
     */
    public int inputs() {
        return inputs;
    }

    /**
     * The number of outputs.
     *
     * @return n[L]
     */
    public int outputs() {
        return layers.getLast().outputs();
    }

    /**
     * Predicts one example.
     *
     * @param x the n[0] features
     * @param out the n[L] predictions, written: probabilities for a cross-entropy, else outputs
     * @throws IllegalArgumentException if there are other numbers of features or outputs
     */
    public void predict(float[] x, float[] out) {
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(out, "out");
        checkLength(x, "x", inputs, "inputs");
        checkLength(out, "out", outputs(), "outputs");
        Buffers buffers = borrow();
        System.arraycopy(x, 0, buffers.input.data(), 0, inputs);
        forward(buffers.input, false, buffers, buffers.output);
        System.arraycopy(buffers.output.data(), 0, out, 0, out.length);
        giveBack(buffers);
    }

    private static void checkLength(float[] x, String name, int length, String what) {
        if (x.length != length) {
            throw new IllegalArgumentException(
                    name + " has " + x.length + " numbers, the network has " + length + " " + what);
        }
    }

    /**
     * Predicts one example.
     *
     * @param x the n[0] features
     * @return the n[L] predictions: probabilities for a cross-entropy, else outputs
     * @throws IllegalArgumentException if there is another number of features
     */
    public float[] predict(float... x) {
        Objects.requireNonNull(x, "x");
        float[] out = new float[outputs()];
        predict(x, out);
        return out;
    }

    /**
     * Predicts many examples.
     *
     * @param x the features, n[0] for each example
     * @return n[L] for each example, in rows if the features are in rows, else in columns
     * @throws IllegalArgumentException if x has another number of features
     */
    public Examples predict(Examples x) {
        Objects.requireNonNull(x, "x");
        Examples out = x.areRows()
                ? Examples.ofRows(Matrix.zeros(x.size(), outputs()))
                : Examples.ofColumns(Matrix.zeros(outputs(), x.size()));
        predict(x, out);
        return out;
    }

    /**
     * Predicts many examples. If features and predictions are both in rows or both in columns nothing is allocated once a
     * thread has seen batches of such sizes, and of more than 256 once it has seen these objects.
     *
     * @param x the features, n[0] for each example
     * @param out written, n[L] for each example; rows or columns, but no subset
     * @throws IllegalArgumentException if x has another number of features, or the place for predictions another shape
     */
    public void predict(Examples x, Examples out) {
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(out, "out");
        if (x.features() != inputs) {
            throw new IllegalArgumentException("x has " + x + " features, the network has " + inputs + " inputs");
        }
        if (out.size() != x.size() || out.features() != outputs()) {
            throw new IllegalArgumentException(
                    "out has " + out + ", it has to have " + x.size() + " examples of " + outputs());
        }
        if (!out.areRows() && !out.areColumns()) {
            throw new IllegalArgumentException("out is a subset of other examples: nothing can be written to it");
        }
        List<Examples> from = x.parts(BATCH);
        List<Examples> to = out.parts(BATCH);
        Buffers buffers = borrow();
        for (int i = 0; i < from.size(); i++) {
            predict(from.get(i), buffers, to.get(i));
        }
        giveBack(buffers);
    }

    private void predict(Examples x, Buffers buffers, Examples out) {
        boolean inRows = x.areRows();
        Matrix before = inRows ? x.toRowMatrix() : x.toColumns();
        Matrix place = out.areRows() ? out.toRowMatrix() : out.toColumns();
        if (inRows == out.areRows()) {
            forward(before, inRows, buffers, place);
        } else {
            Matrix turned = inRows ? Matrix.zeros(x.size(), outputs()) : Matrix.zeros(outputs(), x.size());
            forward(before, inRows, buffers, turned);
            place.copyFrom(turned.transposed());
        }
    }

    /** {@code A[l] = g[l](W[l]·A[l−1] + b[l])}, then the output function of the cost. */
    private void forward(Matrix x, boolean inRows, Buffers buffers, Matrix out) {
        Matrix[] hidden = buffers.hidden(inRows ? x.rows() : x.columns(), inRows).a;
        Matrix before = x;
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            Matrix a = l < hidden.length ? hidden[l] : out;
            if (inRows) {
                kernels.denseRows(before, layer.weights, layer.bias, layer.activation, a);
            } else {
                kernels.dense(layer.weights, before, layer.bias, layer.activation, a);
            }
            before = a;
        }
        if (ofProbabilities == this) {
            cost.predict(kernels, out, inRows);
        } else {
            cost.predictLogarithms(kernels, out, inRows);
        }
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & SLOTS - 1;
    }

    /** Those that this thread used last, unless another one has them. */
    private Buffers borrow() {
        Buffers last = kept.getAndSet(slot(), null);
        return last != null ? last : new Buffers(layers, inputs);
    }

    private void giveBack(Buffers buffers) {
        kept.set(slot(), buffers);
    }

    /**
     * The predicted class of an example: the one of the largest prediction, the first of equals; with one output 1 where
     * the prediction is 0.5 or more, else 0.
     *
     * @param x the n[0] features
     * @return the class
     * @throws IllegalArgumentException if there is another number of features
     * @throws IllegalStateException if the network is no classifier
     * @throws ArithmeticException if a prediction is NaN
     */
    public int classify(float... x) {
        return cost.classes(Examples.ofRows(ofProbabilities.predict(x), outputs()))[0];
    }

    /**
     * The predicted class of each example, as {@link #classify(float...)}.
     *
     * @param x the features, n[0] for each example
     * @return a class for each example
     * @throws IllegalArgumentException if x has another number of features
     * @throws IllegalStateException if the network is no classifier
     * @throws ArithmeticException if a prediction is NaN
     */
    public int[] classify(Examples x) {
        return cost.classes(ofProbabilities.predict(x));
    }

    /**
     * Makes the kernels ready for batches of some sizes, so that the first requests are as fast as the later ones.
     *
     * @param limit how long to wait at most
     * @param batchSizes the numbers of examples that will be predicted at a time
     * @return whether all is ready
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean warmUp(Duration limit, int... batchSizes) throws InterruptedException {
        Objects.requireNonNull(batchSizes, "batchSizes");
        return kernels.warmUp(() -> {
            for (int size : batchSizes) {
                predict(Examples.ofRows(Matrix.zeros(size, inputs)));
                predict(Examples.ofColumns(Matrix.zeros(inputs, size)));
            }
        }, limit);
    }
}
