package org.lanewise.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;

/**
 * A dense network of L layers and a cost.
 *
 * <pre>{@code
 * Network network = Network.builder(64)
 *         .hidden(150, Activation.RELU)
 *         .hidden(100, Activation.RELU)
 *         .output(10, Cost.CATEGORICAL_CROSS_ENTROPY)
 *         .seed(1)
 *         .build();
 * }</pre>
 *
 * Its shape is fixed, its parameters change while it is trained. Predicting is safe from many threads as long as
 * nobody trains.
 */
public final class Network {
    /** Examples that are predicted at a time, so that the layers' outputs stay in the cache. */
    private static final int PREDICTION_BATCH = 256;

    private final Kernels kernels;
    private final List<DenseLayer> layers;
    private final Cost cost;

    /**
     * A network of given layers.
     *
     * @param kernels what computes
     * @param layers the layers from the first to the last, each taking what the one before gives
     * @param cost the cost; with a cross-entropy the last layer's activation has to be the identity
     * @throws IllegalArgumentException if there is no layer or neighbours do not fit
     */
    public Network(Kernels kernels, List<DenseLayer> layers, Cost cost) {
        this.kernels = Objects.requireNonNull(kernels, "kernels");
        this.layers = List.copyOf(layers);
        this.cost = Objects.requireNonNull(cost, "cost");
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a network needs a layer at least");
        }
        for (int l = 1; l < layers.size(); l++) {
            if (layers.get(l).inputs() != layers.get(l - 1).outputs()) {
                throw new IllegalArgumentException("layer " + (l + 1) + " has weights of " + layers.get(l).weights()
                        + ", layer " + l + " of " + layers.get(l - 1).weights() + ": they do not fit");
            }
        }
        Activation last = layers.getLast().activation();
        if (cost != Cost.MEAN_SQUARED_ERROR && last.kind() != Activation.Kind.IDENTITY) {
            throw new IllegalArgumentException(
                    cost + " has its own output function: the last layer's activation must be IDENTITY, not "
                            + last.kind());
        }
    }

    /**
     * Starts to describe a network.
     *
     * @param inputs n[0], the number of features of an example
     * @return the description, to be completed
     * @throws IllegalArgumentException if {@code inputs} is not positive
     */
    public static Builder builder(int inputs) {
        return new Builder(inputs);
    }

    /**
     * The layers.
     *
     * @return the layers from the first to the last
     */
    public List<DenseLayer> layers() {
        return layers;
    }

    /**
     * The cost.
     *
     * @return the cost
     */
    public Cost cost() {
        return cost;
    }

    /**
     * What computes.
     *
     * @return the kernels
     */
    public Kernels kernels() {
        return kernels;
    }

    /**
     * The number of features of an example.
     *
     * @return n[0]
     */
    public int inputs() {
        return layers.getFirst().inputs();
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
     * Predicts many examples. A column of the result has the same bits whatever the other columns are.
     *
     * @param x X, n[0] × m, a column for each example
     * @return n[L] × m: probabilities for a cross-entropy, outputs for the mean squared error
     * @throws IllegalArgumentException if X has another number of rows
     */
    public Matrix predict(Matrix x) {
        Checks.rows(x, "x", inputs(), "one for each input of the network");
        Matrix predictions = Matrix.zeros(outputs(), x.columns());
        for (int j = 0; j < x.columns(); j += PREDICTION_BATCH) {
            int end = Math.min(j + PREDICTION_BATCH, x.columns());
            Matrix a = x.columnRange(j, end);
            for (DenseLayer layer : layers) {
                Matrix next = Matrix.zeros(layer.outputs(), end - j);
                layer.forward(kernels, a, null, next);
                a = next;
            }
            cost.predict(kernels, a, predictions.columnRange(j, end));
        }
        return predictions;
    }

    /**
     * Predicts one example.
     *
     * @param x the n[0] features
     * @return the n[L] predictions
     * @throws IllegalArgumentException if there is another number of features
     */
    public float[] predict(float... x) {
        if (x.length != inputs()) {
            throw new IllegalArgumentException(
                    "x has " + x.length + " features, the network has " + inputs() + " inputs");
        }
        return predict(Matrix.of(x.length, 1, x)).toArray();
    }

    /**
     * The predicted class of each example: the row of the largest prediction, the first of equals; with one output, 1
     * where the prediction is 0.5 or more, else 0.
     *
     * @param x X, n[0] × m, a column for each example
     * @return m classes
     * @throws IllegalArgumentException if X has another number of rows
     */
    public int[] classify(Matrix x) {
        Matrix predictions = predict(x);
        int[] classes = new int[x.columns()];
        for (int j = 0; j < classes.length; j++) {
            classes[j] = classOf(predictions, j);
        }
        return classes;
    }

    private static int classOf(Matrix predictions, int j) {
        if (predictions.rows() == 1) {
            return predictions.get(0, j) >= 0.5f ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < predictions.rows(); i++) {
            if (predictions.get(i, j) > predictions.get(best, j)) {
                best = i;
            }
        }
        return best;
    }

    /**
     * The share of examples whose predicted class is the right one.
     *
     * @param x X, n[0] × m, a column for each example
     * @param labels the right classes, m of them
     * @return from 0 to 1
     * @throws IllegalArgumentException if shapes do not fit or there is no example
     */
    public double accuracy(Matrix x, int[] labels) {
        if (labels.length != x.columns() || labels.length == 0) {
            throw new IllegalArgumentException("x is " + x + ", there are " + labels.length + " labels");
        }
        int[] classes = classify(x);
        int right = 0;
        for (int j = 0; j < labels.length; j++) {
            right += classes[j] == labels[j] ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    /**
     * The cost and its gradients over some examples, layer by layer as in the textbook, with nothing fused: for
     * optimizers of one's own and for checks. {@link GradientDescent} does not store them.
     *
     * @param x X, n[0] × m
     * @param y Y, n[L] × m
     * @return the cost, the predictions and what each layer's steps computed
     * @throws IllegalArgumentException if shapes do not fit or a label is out of range
     */
    public Gradients gradients(Matrix x, Matrix y) {
        check(x, y);
        int m = x.columns();
        List<DenseLayer.Forward> forward = new ArrayList<>();
        Matrix a = x;
        for (DenseLayer layer : layers) {
            forward.add(layer.forward(kernels, a));
            a = forward.getLast().a();
        }
        Matrix predictions = Matrix.zeros(outputs(), m);
        Matrix da = Matrix.zeros(outputs(), m);
        Matrix losses = Matrix.zeros(1, m);
        cost.evaluate(kernels, a, y, predictions, da, losses);
        List<DenseLayer.Backward> backward = new ArrayList<>();
        for (int l = layers.size() - 1; l >= 0; l--) {
            backward.addFirst(layers.get(l).backward(kernels, forward.get(l), da));
            da = backward.getFirst().daBefore();
        }
        return new Gradients(mean(losses), predictions, List.copyOf(forward), List.copyOf(backward));
    }

    /**
     * A forward and backward pass over some examples.
     *
     * @param cost the mean of the losses
     * @param predictions n[L] × m
     * @param forward what each layer's forward step computed, first layer first
     * @param backward what each layer's backward step computed, first layer first
     */
    public record Gradients(double cost, Matrix predictions, List<DenseLayer.Forward> forward,
            List<DenseLayer.Backward> backward) {
    }

    /**
     * The cost over some examples.
     *
     * @param x X, n[0] × m
     * @param y Y, n[L] × m
     * @return the mean of the losses
     * @throws IllegalArgumentException if shapes do not fit or a label is out of range
     */
    public double cost(Matrix x, Matrix y) {
        check(x, y);
        return new Workspace(this, x.columns()).forward(x, y);
    }

    /** Throws unless the network can be trained on these examples. */
    void check(Matrix x, Matrix y) {
        Checks.rows(x, "x", inputs(), "one for each input of the network");
        Checks.rows(y, "y", outputs(), "one for each output of the network");
        Checks.examples(x, y);
        cost.checkLabels(y);
    }

    /** The mean of 1 × m losses, summed in double precision from left to right. */
    static double mean(Matrix losses) {
        double sum = 0;
        for (int j = 0; j < losses.columns(); j++) {
            sum += losses.get(0, j);
        }
        return sum / losses.columns();
    }

    /**
     * The shape.
     *
     * @return for example {@code 64-150-100-10, CATEGORICAL_CROSS_ENTROPY}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(inputs());
        for (DenseLayer layer : layers) {
            text.append('-').append(layer.outputs());
        }
        return text.append(", ").append(cost).toString();
    }

    /** Describes a network layer by layer. */
    public static final class Builder {
        private record Plan(int outputs, Activation activation) {
        }

        private final int inputs;
        private final List<Plan> plans = new ArrayList<>();
        private @Nullable Cost cost;
        private @Nullable Initialization initialization;
        private @Nullable Kernels kernels;
        private long seed;

        private Builder(int inputs) {
            this.inputs = checkWidth(inputs);
        }

        private static int checkWidth(int width) {
            if (width < 1) {
                throw new IllegalArgumentException("a layer's width must be positive: " + width);
            }
            return width;
        }

        /**
         * Adds a hidden layer.
         *
         * @param outputs its width
         * @param activation its activation
         * @return this
         */
        public Builder hidden(int outputs, Activation activation) {
            if (cost != null) {
                throw new IllegalStateException("the output layer is the last one");
            }
            plans.add(new Plan(checkWidth(outputs), Objects.requireNonNull(activation, "activation")));
            return this;
        }

        /**
         * Adds the output layer, with the output function of the cost: sigmoid, softmax, or for the mean squared error
         * the identity.
         *
         * @param outputs its width
         * @param cost the cost
         * @return this
         */
        public Builder output(int outputs, Cost cost) {
            return output(outputs, Activation.IDENTITY, cost);
        }

        /**
         * Adds the output layer with an activation before the cost.
         *
         * @param outputs its width
         * @param activation its activation; a cross-entropy takes only {@link Activation#IDENTITY}
         * @param cost the cost
         * @return this
         */
        public Builder output(int outputs, Activation activation, Cost cost) {
            hidden(outputs, activation);
            this.cost = Objects.requireNonNull(cost, "cost");
            return this;
        }

        /**
         * Sets how all weights start. By default each layer has {@link Initialization#HE_NORMAL} before ReLU, leaky ReLU and
         * swish, and {@link Initialization#GLOROT_UNIFORM} before the others.
         *
         * @param initialization how
         * @return this
         */
        public Builder initialization(Initialization initialization) {
            this.initialization = Objects.requireNonNull(initialization, "initialization");
            return this;
        }

        /**
         * Sets the seed of the weights, 0 unless set. Layer l has the {@link RandomStream} {@code "weights l"} of it, from
         * number 0 on, so its weights depend on its shape only, not on the layers before.
         *
         * @param seed the seed
         * @return this
         */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * Sets what computes, {@link Kernels#create()} unless set.
         *
         * @param kernels the kernels
         * @return this
         */
        public Builder kernels(Kernels kernels) {
            this.kernels = Objects.requireNonNull(kernels, "kernels");
            return this;
        }

        /**
         * Makes the network with random weights and zero biases.
         *
         * @return the network
         * @throws IllegalStateException if there is no output layer
         */
        public Network build() {
            if (cost == null) {
                throw new IllegalStateException("the network has no output layer");
            }
            List<DenseLayer> layers = new ArrayList<>();
            int before = inputs;
            for (Plan plan : plans) {
                RandomStream stream = RandomStream.of(seed, "weights " + (layers.size() + 1));
                layers.add(DenseLayer.random(before, plan.outputs, plan.activation, initializationFor(plan), stream));
                before = plan.outputs;
            }
            return new Network(kernels != null ? kernels : Kernels.create(), layers, cost);
        }

        private Initialization initializationFor(Plan plan) {
            if (initialization != null) {
                return initialization;
            }
            return switch (plan.activation.kind()) {
                case RELU, LEAKY_RELU, THRESHOLDED_RELU, CLIP, ELU, CELU, SOFTPLUS, SWISH, HARD_SWISH, MISH, GELU,
                        GELU_TANH ->
                    Initialization.HE_NORMAL;
                case SELU -> Initialization.LECUN_NORMAL;
                case IDENTITY, SIGMOID, HARD_SIGMOID, TANH, SOFTSIGN, EXPONENTIAL -> Initialization.GLOROT_UNIFORM;
            };
        }
    }
}
