package org.lanewise.network;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
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
    private static final int BATCH = 256;
    /** Buffers that are kept for the next call; a power of two. */
    private static final int SLOTS = 16;

    private final Kernels kernels;
    private final Cost cost;
    private final List<Layer> layers;
    private final int inputs;
    private final AtomicReferenceArray<Buffers> kept = new AtomicReferenceArray<>(SLOTS);

    private record Layer(PackedMatrix weights, Matrix bias, Activation activation) {
        int outputs() {
            return bias.rows();
        }
    }

    /** What the layers but the last give for m examples, in rows or in columns. */
    private static final class Buffers {
        final int m;
        final boolean inRows;
        final Matrix[] a;
        /** Of a single example. */
        final Matrix input;
        final Matrix output;

        Buffers(List<Layer> layers, int inputs, int m, boolean inRows) {
            this.m = m;
            this.inRows = inRows;
            a = new Matrix[layers.size() - 1];
            for (int l = 0; l < a.length; l++) {
                int n = layers.get(l).outputs();
                a[l] = inRows ? Matrix.zeros(m, n) : Matrix.zeros(n, m);
            }
            input = Matrix.zeros(m == 1 ? inputs : 0, 1);
            output = Matrix.zeros(m == 1 ? layers.getLast().outputs() : 0, 1);
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
        checkLength(x, "x", inputs, "inputs");
        checkLength(out, "out", outputs(), "outputs");
        Buffers buffers = borrow(1, false);
        System.arraycopy(x, 0, buffers.input.data(), 0, inputs);
        predict(buffers.input, buffers, buffers.output);
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
        Examples out = x.areRows()
                ? Examples.ofRows(Matrix.zeros(x.size(), outputs()))
                : Examples.ofColumns(Matrix.zeros(outputs(), x.size()));
        predict(x, out);
        return out;
    }

    /**
     * Predicts many examples. Nothing is allocated for up to 256 of them if features and predictions are both in rows
     * or both in columns.
     *
     * @param x the features, n[0] for each example
     * @param out written, n[L] for each example; rows or columns, but no subset
     * @throws IllegalArgumentException if x has another number of features, or the place for predictions another shape
     */
    public void predict(Examples x, Examples out) {
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
        if (out.areRows() && x.areRows()) {
            predictRows(x.toRowMatrix(), out.toRowMatrix());
        } else if (out.areColumns()) {
            predictColumns(x.toColumns(), out.toColumns());
        } else {
            Matrix columns = Matrix.zeros(outputs(), x.size());
            predictColumns(x.toColumns(), columns);
            out.toRowMatrix().copyFrom(columns.transposed());
        }
    }

    private void predictRows(Matrix x, Matrix out) {
        for (int from = 0; from < x.rows(); from += BATCH) {
            int to = Math.min(from + BATCH, x.rows());
            boolean all = to - from == x.rows();
            Buffers buffers = borrow(to - from, true);
            predict(all ? x : x.rowRange(from, to), buffers, all ? out : out.rowRange(from, to));
            giveBack(buffers);
        }
    }

    private void predictColumns(Matrix x, Matrix out) {
        for (int from = 0; from < x.columns(); from += BATCH) {
            int to = Math.min(from + BATCH, x.columns());
            boolean all = to - from == x.columns();
            Buffers buffers = borrow(to - from, false);
            predict(all ? x : x.columnRange(from, to), buffers, all ? out : out.columnRange(from, to));
            giveBack(buffers);
        }
    }

    /** {@code A[l] = g[l](W[l]·A[l−1] + b[l])}, then the output function of the cost. */
    private void predict(Matrix x, Buffers buffers, Matrix out) {
        Matrix before = x;
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            Matrix a = l < buffers.a.length ? buffers.a[l] : out;
            if (buffers.inRows) {
                kernels.denseRows(before, layer.weights, layer.bias, layer.activation, a);
            } else {
                kernels.dense(layer.weights, before, layer.bias, layer.activation, a);
            }
            before = a;
        }
        cost.predict(kernels, out, buffers.inRows);
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & SLOTS - 1;
    }

    /** Those that this thread used last, if they fit. */
    private Buffers borrow(int m, boolean inRows) {
        Buffers last = kept.getAndSet(slot(), null);
        return last != null && last.m == m && last.inRows == inRows ? last : new Buffers(layers, inputs, m, inRows);
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
        return classify(Examples.ofRows(x.clone(), inputs))[0];
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
        if (!cost.kind().isCrossEntropy()) {
            throw new IllegalStateException("the network is no classifier, its cost is " + cost);
        }
        Examples predictions = predict(x);
        int[] classes = new int[x.size()];
        for (int e = 0; e < classes.length; e++) {
            classes[e] = predictions.predictedClass(e);
        }
        return classes;
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
        return kernels.warmUp(() -> {
            for (int size : batchSizes) {
                predict(Examples.ofRows(Matrix.zeros(size, inputs)));
                predict(Examples.ofColumns(Matrix.zeros(inputs, size)));
            }
        }, limit);
    }
}
