package org.lanewise.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;

/**
 * A dense network of L layers and a cost. In all its matrices a column is an example; {@link Examples} say themselves
 * whether they came in rows or in columns.
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
 * nobody trains; a {@link Predictor} keeps the parameters of the moment, and is safe even then.
 */
public final class Network {
    private final Kernels kernels;
    private final List<DenseLayer> layers;
    private final Cost cost;
    /** The share of units that training drops of the layer's input, layer by layer. */
    private final float[] dropout;
    private final AtomicBoolean inStep = new AtomicBoolean();

    /**
     * A network of given layers.
     *
     * @param kernels what computes
     * @param layers the layers from the first to the last, each taking what the one before gives
     * @param cost the cost; with a cross-entropy the last layer's activation has to be the identity
     * @throws IllegalArgumentException if there is no layer, neighbours do not fit, two layers share parameters, or the
     *     cost does not go with the last layer
     */
    public Network(Kernels kernels, List<DenseLayer> layers, Cost cost) {
        this(kernels, layers, cost, new float[Objects.requireNonNull(layers, "layers").size()]);
    }

    /**
     * A network of given layers, with dropout.
     *
     * @param kernels what computes
     * @param layers the layers from the first to the last, each taking what the one before gives
     * @param cost the cost; with a cross-entropy the last layer's activation has to be the identity
     * @param dropout the share of units that training drops of each layer's input, from 0 to below 1; copied
     * @throws IllegalArgumentException as above, or if there is not a share for each layer, or one is out of range
     */
    public Network(Kernels kernels, List<DenseLayer> layers, Cost cost, float[] dropout) {
        Objects.requireNonNull(dropout, "dropout");
        this.kernels = Objects.requireNonNull(kernels, "kernels");
        this.layers = Copies.of(layers, "layers");
        this.cost = Objects.requireNonNull(cost, "cost");
        this.dropout = dropout.clone();
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a network needs a layer at least");
        }
        if (dropout.length != layers.size()) {
            throw new IllegalArgumentException(
                    "there are " + dropout.length + " shares of dropout for " + layers.size() + " layers");
        }
        for (float share : dropout) {
            checkDropout(share);
        }
        for (int l = 0; l < layers.size(); l++) {
            checkNeighbour(l);
            checkParameters(l);
        }
        checkOutput();
    }

    private static void checkDropout(float share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("share must be from 0 to below 1: " + share);
        }
    }

    private void checkNeighbour(int l) {
        if (l > 0 && layers.get(l).inputs() != layers.get(l - 1).outputs()) {
            throw new IllegalArgumentException("layer " + (l + 1) + " has weights of " + layers.get(l).weights()
                    + ", layer " + l + " of " + layers.get(l - 1).weights() + ": they do not fit");
        }
    }

    /** Each layer is updated before the next one's gradient is computed, so none may share what is updated. */
    private void checkParameters(int l) {
        DenseLayer layer = layers.get(l);
        if (layer.weights().overlaps(layer.bias())) {
            throw new IllegalArgumentException("weights and bias of layer " + (l + 1) + " overlap in memory");
        }
        for (int other = 0; other < l; other++) {
            DenseLayer before = layers.get(other);
            if (layer.weights().overlaps(before.weights()) || layer.weights().overlaps(before.bias())
                    || layer.bias().overlaps(before.weights()) || layer.bias().overlaps(before.bias())) {
                throw new IllegalArgumentException("layers " + (other + 1) + " and " + (l + 1)
                        + " share parameters, which would be trained wrongly");
            }
        }
    }

    private void checkOutput() {
        Activation.Kind last = layers.getLast().activation().kind();
        if (cost.kind().isCrossEntropy() && last != Activation.Kind.IDENTITY) {
            throw new IllegalArgumentException(
                    cost + " has its own output function: the last layer's activation must be IDENTITY, not " + last);
        }
        if (cost.kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY && outputs() == 1) {
            throw new IllegalArgumentException("CATEGORICAL_CROSS_ENTROPY needs two outputs at least, "
                    + "for the softmax of a single one is always 1; BINARY_CROSS_ENTROPY takes one");
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
     * The share of units that training drops of a layer's input.
     *
     * @param l the layer, from 0
     * @return from 0 to below 1
     * @throws IndexOutOfBoundsException if there is no such layer
     */
    public float dropout(int l) {
        return dropout[Objects.checkIndex(l, dropout.length)];
    }

    /**
     * A network with copies of the parameters.
     *
     * @return the copy
     */
    public Network copy() {
        List<DenseLayer> copies = layers.stream()
                .map(layer -> new DenseLayer(layer.weights().copy(), layer.bias().copy(), layer.activation()))
                .toList();
        return new Network(kernels, copies, cost, dropout);
    }

    /**
     * What tells this network from every other one: the SHA-256 of its shape and of the parameters of this moment. Two networks
     * with the same fingerprint have the same bits in all parameters, so they predict the same bits. The same training has the same
     * one on every machine, backend and number of threads.
     *
     * <p>These bytes are hashed, where a name is ASCII and ends with a newline, and a number has 4 bytes, the least significant
     * first: an integer, or the bits of a float, for NaN {@code 0x7fc00000}.
     *
     * <ol>
     * <li>the name {@code lanewise.network.1};
     * <li>the cost: the name of its kind, δ and the label smoothing, two floats;
     * <li>the number of layers, an integer;
     * <li>for each layer, first layer first: n and n₋, two integers; the name of the activation's kind; α, β and the share of its
     * inputs that training drops, three floats; W row by row, and b.
     * </ol>
     *
     * <p>How to compute it in Python is in {@code docs/reproducibility.md}.
     *
     * @return 64 hexadecimal digits in lower case
     */
    public String fingerprint() {
        return Fingerprint.of(this);
    }

    /**
     * What predicts with the parameters of this moment: they are copied, and packed once for all predictions.
     *
     * @return a predictor, safe to be used by many threads, and not changed by further training
     */
    public Predictor predictor() {
        return new Predictor(this);
    }

    /**
     * Predicts with the parameters of this moment, also if they have just been written to. The prediction for an example
     * has the same bits whatever the other examples are. Many examples are worth packing the weights, which is done anew
     * each time; few are not, and take them as they are. So a {@link #predictor()}, which packs once, is the fast way for
     * whoever predicts again and again.
     *
     * @param x the features, n[0] for each example
     * @return n[L] for each example: probabilities for a cross-entropy, else outputs
     * @throws IllegalArgumentException if x has another number of features
     */
    public Examples predict(Examples x) {
        Objects.requireNonNull(x, "x");
        if (x.size() > Predictor.BATCH) {
            return predictor().predict(x);
        }
        checkFeatures(x);
        Matrix a = x.areRows() ? x.toRowMatrix() : x.toColumns();
        for (DenseLayer layer : layers) {
            a = layer.activations(kernels, a, x.areRows());
        }
        cost.predict(kernels, a, x.areRows());
        return x.areRows() ? Examples.ofRows(a) : Examples.ofColumns(a);
    }

    /**
     * The predicted class of each example: the one of the largest prediction, the first of equals; with one output 1
     * where the prediction is 0.5 or more, else 0.
     *
     * @param x the features, n[0] for each example
     * @return a class for each example
     * @throws IllegalArgumentException if x has another number of features
     * @throws IllegalStateException if the network is no classifier
     * @throws ArithmeticException if a prediction is NaN
     */
    public int[] classify(Examples x) {
        return cost.classes(predict(x));
    }

    /**
     * The cost over some examples, with the parameters of this moment and without dropout.
     *
     * @param data features and targets; examples that are ignored don't count
     * @return {@code (1/m)·Σ weight·loss}, without the penalty of any regularisation
     * @throws IllegalArgumentException if shapes do not fit or there is no example
     */
    public double cost(Dataset data) {
        return evaluation(data).cost();
    }

    /**
     * Measures the network over some examples, with the parameters of this moment and without dropout.
     *
     * @param data features and targets
     * @param metrics what is measured beside the loss
     * @return the loss, which is the {@link #cost cost}, and the metrics
     * @throws IllegalArgumentException if shapes do not fit, there is no example, or a metric is not one of such targets
     */
    public Scores evaluate(Dataset data, Metric... metrics) {
        return evaluation(data).scores(metrics);
    }

    /**
     * What measures the network over the same examples again and again, and checks them once.
     *
     * @param data features and targets; examples that are ignored don't count
     * @return the evaluation
     * @throws IllegalArgumentException if shapes do not fit or there is no example
     */
    public Evaluation evaluation(Dataset data) {
        return new Evaluation(this, data);
    }

    /**
     * Says that a training step begins, which changes the parameters, until {@link #endStep()}. A {@link
     * org.lanewise.network.training.TrainingRun} does so for each batch; a training loop of one's own may. Nobody waits for
     * anybody: a step that begins in the middle of another one is a mistake, and is refused.
     *
     * @throws IllegalStateException if a step has begun and not ended
     */
    public void beginStep() {
        if (!inStep.compareAndSet(false, true)) {
            throw new IllegalStateException("a step of training is under way on the network " + this
                    + ", by another thread or by whoever called a listener: train a copy() beside it");
        }
    }

    /** Says that the training step has ended. */
    public void endStep() {
        inStep.set(false);
    }

    /**
     * Buffers for a forward and backward pass over a batch: for training loops of one's own.
     *
     * @param examples the most examples that a batch will have
     * @param dropoutSeed what dropout depends on, beside the step
     * @return the buffers
     * @throws IllegalArgumentException if {@code examples} is not positive
     */
    public Pass pass(int examples, long dropoutSeed) {
        return new Pass(this, examples, dropoutSeed);
    }

    /**
     * The cost and its gradients over some examples, layer by layer as in the textbook, with nothing fused and without
     * dropout: to look at, and for checks. A {@link #pass} computes the same faster.
     *
     * @param data features and targets
     * @return the cost, the predictions and what each layer's steps computed
     * @throws IllegalArgumentException if shapes do not fit or there is no example
     */
    public Gradients gradients(Dataset data) {
        check(data);
        int m = data.size();
        List<DenseLayer.Forward> forward = new ArrayList<>();
        Matrix a = data.x().toColumns();
        for (DenseLayer layer : layers) {
            forward.add(layer.forward(kernels, a));
            a = forward.getLast().a();
        }
        Loss loss = new Loss(this, m);
        double value = loss.evaluate(data, a) / m;
        Matrix da = loss.da();
        List<DenseLayer.Backward> backward = new ArrayList<>();
        for (int l = layers.size() - 1; l >= 0; l--) {
            backward.addFirst(layers.get(l).backward(kernels, forward.get(l), da));
            da = backward.getFirst().daBefore();
        }
        return new Gradients(value, loss.predictions(), List.copyOf(forward), List.copyOf(backward));
    }

    /**
     * A forward and backward pass over some examples.
     *
     * @param cost the mean of the weighted losses
     * @param predictions n[L] × m
     * @param forward what each layer's forward step computed, first layer first
     * @param backward what each layer's backward step computed, first layer first
     */
    public record Gradients(double cost, Matrix predictions, List<DenseLayer.Forward> forward,
            List<DenseLayer.Backward> backward) {
        /** Checks that nothing is null. */
        public Gradients {
            Objects.requireNonNull(predictions, "predictions");
            Objects.requireNonNull(forward, "forward");
            Objects.requireNonNull(backward, "backward");
        }
    }

    /**
     * Throws unless the network can be trained on these examples, or its cost over them be computed.
     *
     * @param data features and targets
     * @throws IllegalArgumentException if the numbers of features or targets do not fit, there is no example, or a
     *     target is not one that the cost is defined for
     */
    public void check(Dataset data) {
        checked(data);
    }

    /** Checks examples, and leaves out those that are ignored. */
    Dataset checked(Dataset data) {
        checkFeatures(Objects.requireNonNull(data, "data").x());
        Dataset counted = data.withoutIgnored();
        if (counted.size() == 0) {
            throw new IllegalArgumentException("there is no example: data has " + data);
        }
        cost.check(data, outputs());
        return counted;
    }

    void checkFeatures(Examples x) {
        if (x.features() != inputs()) {
            throw new IllegalArgumentException("x has " + x + " features, the network has " + inputs() + " inputs"
                    + (x.size() == inputs()
                            ? ": are the examples columns instead of rows, or the other way round?"
                            : ""));
        }
    }

    /**
     * The layers as a table: shapes, activations and numbers of parameters.
     *
     * @return some lines of text
     */
    public String summary() {
        StringBuilder table = new StringBuilder(toString()).append('\n');
        line(table, "layer", "W", "b", "activation", "dropout", "parameters");
        long all = 0;
        for (int l = 0; l < layers.size(); l++) {
            DenseLayer layer = layers.get(l);
            all += layer.parameters();
            line(table, Integer.toString(l + 1), layer.weights().toString(), layer.bias().toString(),
                    layer.activation().toString(), dropout[l] == 0 ? "" : Float.toString(dropout[l]),
                    String.format(Locale.ROOT, "%,d", layer.parameters()));
        }
        line(table, "", "", "", "", "all", String.format(Locale.ROOT, "%,d", all));
        return table.toString();
    }

    private static void line(StringBuilder table, String... cells) {
        table.append(String.format(Locale.ROOT, "%-6s %-12s %-10s %-20s %7s %12s%n", (Object[]) cells));
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
        private record Plan(int outputs, Activation activation, float dropoutBefore) {
        }

        private final int inputs;
        private final List<Plan> plans = new ArrayList<>();
        private @Nullable Cost cost;
        private @Nullable Initialization initialization;
        private @Nullable Kernels kernels;
        private long seed;
        /** Of what comes next. */
        private float dropout;

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
            plans.add(new Plan(checkWidth(outputs), Objects.requireNonNull(activation, "activation"), dropout));
            dropout = 0;
            return this;
        }

        /**
         * Drops units of the layer added last while the network is trained, or features if there is none yet; the
         * others are scaled by {@code 1 / (1 − share)}, so that predictions need no scaling (Srivastava et al. 2014).
         *
         * @param share the share of units that is dropped, from 0 to below 1
         * @return this
         * @throws IllegalArgumentException if the share is out of range
         */
        public Builder dropout(float share) {
            checkDropout(share);
            if (cost != null) {
                throw new IllegalStateException("what the output layer gives can't be dropped");
            }
            dropout = share;
            return this;
        }

        /**
         * Adds the output layer, with the output function of the cost: sigmoid, softmax, or the identity.
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
            Objects.requireNonNull(cost, "cost");
            hidden(outputs, activation);
            this.cost = cost;
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
            float[] shares = new float[plans.size()];
            for (int l = 0; l < shares.length; l++) {
                shares[l] = plans.get(l).dropoutBefore;
            }
            return new Network(kernels != null ? kernels : Kernels.create(), layers, cost, shares);
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
