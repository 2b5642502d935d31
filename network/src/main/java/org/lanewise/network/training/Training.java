package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lanewise.network.Network;
import org.lanewise.network.data.DataSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.internal.Copies;
import org.lanewise.network.metrics.Metric;

/**
 * How a network is trained: an immutable value; each {@code with…} returns a changed copy. In each epoch the examples
 * are shuffled and cut into mini-batches, and each batch moves the parameters by a step of the optimizer.
 *
 * <pre>{@code
 * History history = Training.ofEpochs(30)
 *         .withBatchSize(64)
 *         .withOptimizer(Optimizer.adam().withLearningRate(0.002))
 *         .withValidationSplit(0.1)
 *         .withEarlyStopping(EarlyStopping.patience(5))
 *         .fit(network, data);
 * }</pre>
 *
 * The same seed gives the same parameters, bit by bit, on every machine, backend and number of threads, and whether a
 * training was interrupted and resumed or not.
 */
public final class Training {
    private final int epochs;
    private int batchSize = 32;
    private boolean fullBatch;
    private boolean shuffle = true;
    /** 0 if the examples are not in shards. */
    private int shards;
    /** 0 if the shards' gradients are summed at each step. */
    private int localSteps;
    private long seed;
    private Optimizer optimizer = Optimizer.adam();
    private Schedule schedule = Schedule.constant();
    private double l1;
    private double l2;
    private double maxNorm = Double.POSITIVE_INFINITY;
    private Clipping clipping = Clipping.NONE;
    private double validationSplit;
    private @Nullable Dataset validation;
    private @Nullable EarlyStopping earlyStopping;
    private List<Metric> metrics = List.of();
    private boolean fingerprints;
    private List<TrainingListener> listeners = List.of();

    private Training(int epochs) {
        this.epochs = epochs;
    }

    private Training(Training other) {
        epochs = other.epochs;
        batchSize = other.batchSize;
        fullBatch = other.fullBatch;
        shuffle = other.shuffle;
        shards = other.shards;
        localSteps = other.localSteps;
        seed = other.seed;
        optimizer = other.optimizer;
        schedule = other.schedule;
        l1 = other.l1;
        l2 = other.l2;
        maxNorm = other.maxNorm;
        clipping = other.clipping;
        validationSplit = other.validationSplit;
        validation = other.validation;
        earlyStopping = other.earlyStopping;
        metrics = other.metrics;
        fingerprints = other.fingerprints;
        listeners = other.listeners;
    }

    /**
     * A training with Adam, mini-batches of 32, shuffled with seed 0, without regularisation or validation.
     *
     * @param epochs how often each example is seen, not negative
     * @return the training
     * @throws IllegalArgumentException if {@code epochs} is negative
     */
    public static Training ofEpochs(int epochs) {
        if (epochs < 0) {
            throw new IllegalArgumentException("epochs must not be negative: " + epochs);
        }
        return new Training(epochs);
    }

    /**
     * Sets the number of examples of a mini-batch; the last one of an epoch may have fewer.
     *
     * @param size positive; a size above the number of examples is that number
     * @return the changed training
     * @throws IllegalArgumentException if it is not positive
     */
    public Training withBatchSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("batchSize must be positive: " + size);
        }
        Training changed = new Training(this);
        changed.batchSize = size;
        changed.fullBatch = false;
        return changed;
    }

    /**
     * Makes a step for all examples at once, which are neither shuffled nor copied.
     *
     * @return the changed training
     */
    public Training withFullBatch() {
        Training changed = new Training(this);
        changed.fullBatch = true;
        return changed;
    }

    /**
     * Leaves the examples in their order.
     *
     * @return the changed training
     */
    public Training withoutShuffle() {
        Training changed = new Training(this);
        changed.shuffle = false;
        return changed;
    }

    /**
     * Cuts the examples into shards, which can be trained on wherever they are: a batch takes its share of each shard, and the
     * gradients are summed shard by shard in the order of a {@link ShardTree}. The parameters depend on the data, the seed and
     * the number of shards only, not on who has computed which shard. Other numbers of shards give other bits; a single shard
     * gives those of a training without.
     *
     * <p>Shard s of K has the examples from {@code ⌊n·s/K⌋} on of a {@link Dataset}, or is piece s of K pieces, which are all kept in memory. In
     * epoch e its examples come in the order that the numbers of the {@link org.lanewise.kernels.RandomStream} "shuffle" from
     * {@code (e·K + s)·2³²} on give; a {@link ShardPlan} says which of them are in which batch. An example stays in its shard, so
     * a shard should have many of them for each that a batch takes.
     *
     * @param count K, positive; if there are more shards than examples some are empty
     * @return the changed training
     * @throws IllegalArgumentException if it is not positive
     */
    public Training withShards(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("shards must be positive: " + count);
        }
        Training changed = new Training(this);
        changed.shards = count;
        return changed;
    }

    /**
     * Lets each shard make steps by itself, with its own parts of the batches, from the same parameters and moments; then these are
     * averaged, each shard weighted by the examples that it has seen, in the order of a {@link ShardTree}. This needs n times fewer
     * messages where shards are on other machines, and is another training: after each step of one batch even, moments
     * and limits are of the shard's gradients and not of the sum's. With a single shard it is the same.
     *
     * <p>A listener is told of each average instead of each batch, and a state is of one. An epoch's last average may be of fewer steps.
     *
     * @param steps n, how many batches there are to an average, positive
     * @return the changed training
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if there are no {@link #withShards shards}
     */
    public Training withLocalSteps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("localSteps must be positive: " + steps);
        }
        if (shards == 0) {
            throw new IllegalStateException("localSteps are those of shards: call withShards before");
        }
        Training changed = new Training(this);
        changed.localSteps = steps;
        return changed;
    }

    /**
     * Sets the seed of shuffling, dropout and the validation split, 0 unless set.
     *
     * @param newSeed any number
     * @return the changed training
     */
    public Training withSeed(long newSeed) {
        Training changed = new Training(this);
        changed.seed = newSeed;
        return changed;
    }

    /**
     * Sets the optimizer.
     *
     * @param newOptimizer the rule of a step, its learning rate and weight decay
     * @return the changed training
     */
    public Training withOptimizer(Optimizer newOptimizer) {
        Training changed = new Training(this);
        changed.optimizer = Objects.requireNonNull(newOptimizer, "newOptimizer");
        return changed;
    }

    /**
     * Sets the learning rate of the optimizer.
     *
     * @param learningRate α, positive and finite
     * @return the changed training
     * @throws IllegalArgumentException if it is not
     */
    public Training withLearningRate(double learningRate) {
        return withOptimizer(optimizer.withLearningRate(learningRate));
    }

    /**
     * Sets how the learning rate changes.
     *
     * @param newSchedule the schedule
     * @return the changed training
     */
    public Training withSchedule(Schedule newSchedule) {
        Training changed = new Training(this);
        changed.schedule = Objects.requireNonNull(newSchedule, "newSchedule");
        return changed;
    }

    /**
     * Adds the penalty {@code λ·Σ|w|} over all weights to the cost, and {@code λ·sign(w)} to dW.
     *
     * @param lambda λ, finite and not negative
     * @return the changed training
     * @throws IllegalArgumentException if it is not
     */
    public Training withL1(double lambda) {
        checkPenalty("l1", lambda);
        Training changed = new Training(this);
        changed.l1 = lambda;
        return changed;
    }

    /**
     * Adds the penalty {@code λ/2·Σw²} over all weights to the cost, and {@code λ·w} to dW, whatever the number of
     * examples. (A λ that is divided by the number of examples elsewhere has to be divided by hand.)
     *
     * @param lambda λ, finite and not negative
     * @return the changed training
     * @throws IllegalArgumentException if it is not
     */
    public Training withL2(double lambda) {
        checkPenalty("l2", lambda);
        Training changed = new Training(this);
        changed.l2 = lambda;
        return changed;
    }

    private static void checkPenalty(String name, double lambda) {
        if (!(lambda >= 0) || Float.isInfinite((float) lambda)) {
            throw new IllegalArgumentException(name + " must be finite and not negative: " + lambda);
        }
    }

    /**
     * Limits the 2-norm of each unit's weights: after a step a row of W that is longer is scaled to it.
     *
     * @param limit positive
     * @return the changed training
     * @throws IllegalArgumentException if it is not
     */
    public Training withMaxNorm(double limit) {
        if (!((float) limit > 0)) {
            throw new IllegalArgumentException("maxNorm must be positive: " + limit);
        }
        Training changed = new Training(this);
        changed.maxNorm = limit;
        return changed;
    }

    /**
     * Limits the gradients.
     *
     * @param newClipping the limit
     * @return the changed training
     */
    public Training withClipping(Clipping newClipping) {
        Training changed = new Training(this);
        changed.clipping = Objects.requireNonNull(newClipping, "newClipping");
        return changed;
    }

    /**
     * Keeps a share of the examples out of the training, and measures the network with them after each epoch. They are
     * chosen at random with the seed, each class in proportion. (For examples in an order of time give the last ones to
     * {@link #withValidation(Dataset)}.)
     *
     * @param share of all examples, more than 0 and less than 1
     * @return the changed training
     * @throws IllegalArgumentException if the share is out of range
     */
    public Training withValidationSplit(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("validationSplit must be between 0 and 1: " + share);
        }
        Training changed = new Training(this);
        changed.validationSplit = share;
        changed.validation = null;
        return changed;
    }

    /**
     * Measures the network with examples of their own after each epoch.
     *
     * @param data the validation data
     * @return the changed training
     */
    public Training withValidation(Dataset data) {
        Training changed = new Training(this);
        changed.validation = Objects.requireNonNull(data, "data");
        changed.validationSplit = 0;
        return changed;
    }

    /**
     * Ends the training when there is no more progress.
     *
     * @param rule when that is
     * @return the changed training
     */
    public Training withEarlyStopping(EarlyStopping rule) {
        Training changed = new Training(this);
        changed.earlyStopping = Objects.requireNonNull(rule, "rule");
        return changed;
    }

    /**
     * Measures more than the loss after each epoch.
     *
     * @param newMetrics the metrics, for the validation data, or the training data if there are none
     * @return the changed training
     */
    public Training withMetrics(Metric... newMetrics) {
        Training changed = new Training(this);
        changed.metrics = Copies.of(newMetrics, "newMetrics");
        return changed;
    }

    /**
     * Keeps the network's {@linkplain Network#fingerprint() fingerprint} after each epoch, so that two trainings can be
     * compared, and the epoch be found in which they parted. It takes about as long as to read all parameters a few times.
     *
     * @return the changed training
     */
    public Training withFingerprints() {
        Training changed = new Training(this);
        changed.fingerprints = true;
        return changed;
    }

    /**
     * Adds somebody who is told of each batch and epoch.
     *
     * @param listener the listener
     * @return the changed training
     */
    public Training withListener(TrainingListener listener) {
        Training changed = new Training(this);
        List<TrainingListener> all = new ArrayList<>(listeners);
        all.add(Objects.requireNonNull(listener, "listener"));
        changed.listeners = List.copyOf(all);
        return changed;
    }

    /**
     * Trains a network in place, to the end.
     *
     * <p>Data that are more than memory holds come in pieces. Each is read once when the training begins, to be checked, and
     * once in each epoch; a batch is never of two pieces. In epoch e, counted from 0, they come in the order that the numbers of
     * the {@link org.lanewise.kernels.RandomStream} "pieces" from {@code e·2³²} on give, and the examples of the piece in place p
     * of P in that of "shuffle" from {@code (e·P + p)·2³²} on (Fisher and Yates, from the last place to the first). Several
     * pieces want validation data of their own; metrics are measured with them only.
     *
     * @param network the network
     * @param data the examples, a {@link Dataset} or pieces; those that are {@link
     *     org.lanewise.network.data.Targets#IGNORED ignored} are left out
     * @return how it went
     * @throws IllegalArgumentException before anything is changed, if shapes do not fit, there is no example, a feature
     *     is not finite or a target is out of range, or several pieces are to be a full batch or split for validation
     * @throws IllegalStateException if another number of examples is read of a piece than before
     */
    public History fit(Network network, DataSource data) {
        return start(network, data).finish();
    }

    /**
     * Begins to train a network in place, batch by batch.
     *
     * @param network the network
     * @param data the examples, a {@link Dataset} or pieces
     * @return the run, which has done nothing yet
     * @throws IllegalArgumentException as {@link #fit}
     */
    public TrainingRun start(Network network, DataSource data) {
        return new TrainingRun(this, network, data);
    }

    /**
     * Begins to train a network on examples in shards that are anywhere. Validation data are measured here.
     *
     * @param network the network
     * @param data the examples, which have been checked with {@link Network#check}
     * @return the run, which has done nothing yet
     * @throws IllegalArgumentException if the training has not as many {@link #withShards shards}, all are empty, or data are to
     *     be split for validation, or metrics asked for without validation data
     */
    public TrainingRun start(Network network, ShardedData data) {
        return new TrainingRun(this, network, data);
    }

    /**
     * Goes on with an earlier run on examples in shards, wherever they were then.
     *
     * @param network a network of the same shape, whose parameters are replaced
     * @param data the examples
     * @param state what the earlier run said it needs
     * @return the run
     * @throws IllegalArgumentException as {@link #start(Network, ShardedData)}, or if the state is of another network, other data
     *     or another training: the message has both
     */
    public TrainingRun resume(Network network, ShardedData data, TrainingState state) {
        Objects.requireNonNull(state, "state");
        TrainingRun run = start(network, data);
        run.resume(state);
        return run;
    }

    /**
     * Goes on with an earlier run, to the bit as if it had never stopped: with the same training, or one of more epochs,
     * and the same data. What is not the same is refused; a training that is to change in between is a new one. The metrics of
     * earlier epochs are taken for those of the training that have the same names.
     *
     * @param network a network of the same shape, whose parameters are replaced
     * @param data the examples, a {@link Dataset} or pieces
     * @param state what the earlier run said it needs
     * @return the run
     * @throws IllegalArgumentException as {@link #fit}, or if the state is of another network, other data or another training:
     *     the message has both
     */
    public TrainingRun resume(Network network, DataSource data, TrainingState state) {
        Objects.requireNonNull(state, "state");
        TrainingRun run = start(network, data);
        run.resume(state);
        return run;
    }

    /**
     * How often each example is seen.
     *
     * @return the number of epochs
     */
    public int epochs() {
        return epochs;
    }

    int batchSize() {
        return batchSize;
    }

    boolean isFullBatch() {
        return fullBatch;
    }

    /**
     * The number of shards.
     *
     * @return K, or 0 if the examples are not in shards
     */
    public int shards() {
        return shards;
    }

    /** How many steps shards make before they are averaged; 0 if their gradients are summed. */
    int localSteps() {
        return localSteps;
    }

    boolean shuffles() {
        return shuffle;
    }

    /**
     * What shuffling, dropout and the validation split depend on.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }

    Optimizer optimizer() {
        return optimizer;
    }

    Schedule schedule() {
        return schedule;
    }

    double l1() {
        return l1;
    }

    double l2() {
        return l2;
    }

    double maxNorm() {
        return maxNorm;
    }

    Clipping clipping() {
        return clipping;
    }

    /**
     * The share of the examples that is kept out of the training.
     *
     * @return from 0 to below 1
     */
    public double validationSplit() {
        return validationSplit;
    }

    /**
     * The examples of their own that the network is measured with.
     *
     * @return the validation data, if there are any
     */
    public Optional<Dataset> validation() {
        return Optional.ofNullable(validation);
    }

    @Nullable
    EarlyStopping earlyStopping() {
        return earlyStopping;
    }

    List<Metric> metrics() {
        return metrics;
    }

    boolean hasFingerprints() {
        return fingerprints;
    }

    List<TrainingListener> listeners() {
        return listeners;
    }

    /**
     * The settings in a line, but for validation data, metrics, fingerprints and listeners.
     *
     * @return for example {@code 30 epochs, batches of 64, seed 0, Optimizer[…]}
     */
    @Override
    public String toString() {
        return epochs + " epochs, " + settings();
    }

    /** What the steps depend on beside the network and the data, as long as there are enough epochs. */
    String settings() {
        return (fullBatch ? "full batch" : "batches of " + batchSize) + (shuffle ? "" : " in order")
                + (shards == 0 ? "" : ", " + shards + " shards")
                + (localSteps == 0 ? "" : " averaged after " + localSteps + " steps") + ", seed " + seed
                + ", " + optimizer + ", " + schedule
                + (l1 == 0 ? "" : ", L1 " + l1)
                + (l2 == 0 ? "" : ", L2 " + l2)
                + (maxNorm == Double.POSITIVE_INFINITY ? "" : ", max-norm " + maxNorm)
                + (clipping.equals(Clipping.NONE) ? "" : ", " + clipping)
                + (validationSplit == 0 ? "" : ", validation split " + validationSplit)
                + (earlyStopping == null ? "" : ", " + earlyStopping);
    }
}
