package org.lanewise.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;

/**
 * Mini-batch gradient descent: in each epoch the examples are shuffled and cut into mini-batches, and each one moves
 * the parameters by {@code W = W − α·dW} and {@code b = b − α·db}.
 *
 * <pre>{@code
 * GradientDescent.History history = new GradientDescent()
 *         .learningRate(0.1f).batchSize(64).epochs(30).seed(1)
 *         .fit(network, x, y);
 * }</pre>
 *
 * The same seed gives the same parameters, bit by bit, on every machine, backend and number of threads.
 */
public final class GradientDescent {
    private float learningRate = 0.01f;
    private int batchSize = 64;
    private int epochs = 10;
    private long seed;
    private TrainingListener listener = (epoch, of, cost) -> {
    };

    /** Gradient descent with learning rate 0.01, mini-batches of 64, 10 epochs and seed 0. */
    public GradientDescent() {
    }

    /**
     * Sets the learning rate α.
     *
     * @param learningRate positive and finite
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public GradientDescent learningRate(float learningRate) {
        if (!(learningRate > 0) || Float.isInfinite(learningRate)) {
            throw new IllegalArgumentException("learningRate must be positive and finite: " + learningRate);
        }
        this.learningRate = learningRate;
        return this;
    }

    /**
     * Sets the number of examples of a mini-batch; the last one of an epoch may have fewer.
     *
     * @param batchSize positive
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public GradientDescent batchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize must be positive: " + batchSize);
        }
        this.batchSize = batchSize;
        return this;
    }

    /**
     * Sets how often each example is seen.
     *
     * @param epochs not negative
     * @return this
     * @throws IllegalArgumentException if it is
     */
    public GradientDescent epochs(int epochs) {
        if (epochs < 0) {
            throw new IllegalArgumentException("epochs must not be negative: " + epochs);
        }
        this.epochs = epochs;
        return this;
    }

    /**
     * Sets the seed of the shuffling.
     *
     * @param seed the seed
     * @return this
     */
    public GradientDescent seed(long seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Sets who is told of each epoch.
     *
     * @param listener the listener
     * @return this
     */
    public GradientDescent listener(TrainingListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * How training went.
     *
     * @param costs the cost of each completed epoch
     * @param diverged whether a cost was not finite, so that training stopped and the last good parameters were
     *     restored
     */
    public record History(List<Double> costs, boolean diverged) {
        /** Copies the costs. */
        public History {
            costs = List.copyOf(costs);
        }
    }

    /**
     * Trains a network in place. The examples are copied once, one after the other, for mini-batches to be gathered
     * fast.
     *
     * <p>If the cost of a mini-batch is not finite, training stops, and the network has the parameters that it had at
     * the last start of an epoch at which the cost still was finite. The last mini-batch's cost is looked at once more
     * after its update.
     *
     * @param network the network
     * @param x X, n[0] × m, a column for each example
     * @param y the labels Y, n[L] × m
     * @return the costs
     * @throws IllegalArgumentException before anything is changed, if shapes do not fit, there is no example, a
     *     feature is not
     *     finite or a label is out of range
     */
    public History fit(Network network, Matrix x, Matrix y) {
        network.check(x, y);
        Checks.finite(x, "x");
        return new Run(network, x, y).train();
    }

    /** One training run: the order of the examples, the buffers of a mini-batch, the last good parameters. */
    private final class Run {
        private final Network network;
        private final MiniBatches batches;
        private final Workspace full;
        private final Workspace rest;
        private final Snapshot lastGood;

        Run(Network network, Matrix x, Matrix y) {
            this.network = network;
            int size = Math.min(batchSize, x.columns());
            batches = new MiniBatches(x, y, size, RandomStream.of(seed, "shuffle"));
            full = new Workspace(network, size);
            rest = new Workspace(network, x.columns() % size);
            lastGood = new Snapshot(network);
        }

        History train() {
            List<Double> costs = new ArrayList<>();
            for (int epoch = 1; epoch <= epochs; epoch++) {
                double cost = trainEpoch();
                if (!Double.isFinite(cost)) {
                    lastGood.restore(network);
                    return new History(costs, true);
                }
                costs.add(cost);
                listener.onEpoch(epoch, epochs, cost);
            }
            return new History(costs, endedBadly());
        }

        /** Looks once more at the last mini-batch, because nobody has seen what its update did. */
        private boolean endedBadly() {
            if (epochs == 0 || Double.isFinite(workspace().forward(batches.x(), batches.y()))) {
                return false;
            }
            lastGood.restore(network);
            return true;
        }

        private Workspace workspace() {
            return batches.x().columns() == batches.size() ? full : rest;
        }

        /** Returns the mean loss; as soon as a mini-batch's is not finite, that one, without an update. */
        private double trainEpoch() {
            batches.shuffle();
            double sum = 0;
            for (int first = 0; first < batches.examples(); first += batchSize) {
                batches.gather(first);
                double cost = workspace().forward(batches.x(), batches.y());
                if (!Double.isFinite(cost)) {
                    return cost;
                }
                if (first == 0) {
                    lastGood.take(network);
                }
                workspace().backwardAndDescend(batches.x(), learningRate);
                sum += cost * batches.x().columns();
            }
            return sum / batches.examples();
        }
    }
}
