package org.lanewise.network.training;

import static java.lang.System.Logger.Level.WARNING;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Evaluation;
import org.lanewise.network.Network;
import org.lanewise.network.data.DataSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Split;
import org.lanewise.network.metrics.Metric;
import org.lanewise.network.metrics.Scores;

/**
 * A training under way, batch by batch or epoch by epoch. One thread may use it at a time, and no other run may train the
 * same network in the middle of a batch: an {@link IllegalStateException} says so, before anything is changed.
 */
public final class TrainingRun {
    private final Training training;
    private final Network network;
    private final EpochSteps steps;
    /** What the learning rate is multiplied by for a batch; made once, so that a step allocates nothing. */
    private final IntToDoubleFunction factors = this::factor;
    private final @Nullable Dataset validation;
    /** Over the validation data, or over those of the training if there are none; null if nothing is to be measured. */
    private final @Nullable Evaluation evaluation;
    private final Metric[] metrics;
    private final OptimizerState optimizer;
    /** Made when it is asked for, because all data are looked at. */
    private TrainingState.@Nullable Origin origin;

    private final List<Epoch> epochs = new ArrayList<>();
    private int batch;
    private double sum;
    private Ending ending = Ending.NONE;

    private TrainingState.Plateau plateau = TrainingState.Plateau.START;
    /** The number of the best epoch, 0 if there is none. */
    private int best;
    private final Snapshot beforeTraining;
    /** A cost of training is that of the parameters with which its epoch began, rather than those with which it ended. */
    private final Snapshot beforeEpoch;
    private final Snapshot bestParameters;

    /**
     * What a run is given, checked.
     *
     * @param steps makes its steps
     * @param validation what it is validated with
     * @param measured what metrics are of
     */
    private record Given(Function<OptimizerState, EpochSteps> steps, @Nullable Dataset validation,
            @Nullable Dataset measured) {
    }

    TrainingRun(Training training, Network network, DataSource source) {
        this(training, network, given(training, network, source));
    }

    TrainingRun(Training training, Network network, ShardedData data) {
        this(training, network, given(training, network, data));
    }

    private TrainingRun(Training training, Network network, Given given) {
        this.training = training;
        this.network = network;
        metrics = metrics(training);
        validation = given.validation;
        evaluation = given.measured == null || (validation == null && metrics.length == 0)
                ? null
                : network.evaluation(given.measured);
        optimizer = StepRule.of(training).start(network);
        steps = given.steps.apply(optimizer);
        beforeTraining = new Snapshot(network);
        beforeEpoch = new Snapshot(network);
        bestParameters = new Snapshot(network);
        endIfComplete();
    }

    private static Given given(Training training, Network network, DataSource source) {
        Objects.requireNonNull(network, "network");
        Dataset validation = training.validation().orElse(null);
        if (Objects.requireNonNull(source, "data").pieces() != 1) {
            checkPieces(training, source);
            return training.shards() == 0
                    ? new Given(optimizer -> new EpochBatches(training, network, optimizer, source), validation,
                            validation)
                    : new Given(inMemory(training, network, IntStream.range(0, source.pieces())
                            .mapToObj(i -> EpochBatches.checked(network, source.piece(i), i)).toList()), validation,
                            validation);
        }
        Dataset examples = EpochBatches.checked(network, source.piece(0));
        if (training.validationSplit() > 0) {
            Split<Dataset> split = examples.split(training.validationSplit(), training.seed());
            examples = split.train();
            validation = split.test();
        }
        Dataset all = examples;
        return new Given(training.shards() == 0
                ? optimizer -> new EpochBatches(training, network, optimizer, all)
                : inMemory(training, network, shards(all, training.shards())), validation,
                validation == null ? all : validation);
    }

    private static Given given(Training training, Network network, ShardedData data) {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(data, "data");
        checkApart(training, training.shards() + " shards elsewhere: ");
        Dataset validation = training.validation().orElse(null);
        return new Given(optimizer -> new ShardedSteps(training, network, optimizer, data), validation, validation);
    }

    private static Function<OptimizerState, EpochSteps> inMemory(Training training, Network network,
            List<Dataset> shards) {
        return optimizer -> new ShardedSteps(training, network, optimizer, new MemoryShards(training, network, shards));
    }

    private static List<Dataset> shards(Dataset all, int count) {
        long n = all.size();
        return IntStream.range(0, count)
                .mapToObj(s -> all.range((int) (n * s / count), (int) (n * (s + 1) / count))).toList();
    }

    /** What needs all examples at once can't be had of pieces. */
    private static void checkPieces(Training training, DataSource source) {
        String pieces = "data has " + source.pieces() + " pieces: ";
        if (source.pieces() < 1) {
            throw new IllegalArgumentException(pieces + "there is no example");
        }
        if (training.shards() == 0 && training.isFullBatch()) {
            throw new IllegalArgumentException(pieces + "a full batch has to be one");
        }
        if (training.shards() != 0 && training.shards() != source.pieces()) {
            throw new IllegalArgumentException(pieces + "the training has " + training.shards()
                    + " shards, each a piece");
        }
        checkApart(training, pieces);
    }

    private static void checkApart(Training training, String pieces) {
        if (training.validationSplit() > 0) {
            throw new IllegalArgumentException(
                    pieces + "no share of them can be kept for validation, give a set to it");
        }
        if (metrics(training).length > 0 && training.validation().isEmpty()) {
            throw new IllegalArgumentException(pieces + "metrics need a set of their own, give one to the validation");
        }
    }

    /** What is measured beside the loss: what was asked for, and what early stopping watches. */
    private static Metric[] metrics(Training training) {
        List<Metric> all = new ArrayList<>(training.metrics());
        EarlyStopping stopping = training.earlyStopping();
        if (stopping != null && !all.contains(stopping.metric())) {
            all.add(stopping.metric());
        }
        all.remove(Metric.LOSS);
        return all.toArray(Metric[]::new);
    }

    /**
     * The network that is trained.
     *
     * @return the network itself, with the parameters of this moment
     */
    public Network network() {
        return network;
    }

    /**
     * The training.
     *
     * @return how the network is trained
     */
    public Training training() {
        return training;
    }

    /**
     * How it has gone so far.
     *
     * @return the history
     */
    public History history() {
        return new History(epochs, best == 0 ? Optional.empty() : Optional.of(epochs.get(best - 1)), ending);
    }

    /**
     * Ends the training after the batch that is under way. The network keeps the parameters that it has then.
     */
    public void stop() {
        if (ending == Ending.NONE) {
            ending = Ending.STOPPED;
        }
    }

    /**
     * Trains to the end. If the training diverged a warning is logged as well.
     *
     * @return how it went
     */
    public History finish() {
        while (nextEpoch()) {
            // Until the end.
        }
        return history();
    }

    /**
     * Trains to the end of the present epoch.
     *
     * @return whether there is more to do
     */
    public boolean nextEpoch() {
        int now = epochs.size();
        while (nextBatch() && epochs.size() == now) {
            // Until the end of the epoch.
        }
        return ending == Ending.NONE;
    }

    /**
     * Trains one mini-batch, and after an epoch's last one measures what has been asked for.
     *
     * @return whether there is more to do
     * @throws IllegalStateException if a batch is under way on the network, in another thread or in whoever called a listener
     */
    public boolean nextBatch() {
        if (ending != Ending.NONE) {
            return false;
        }
        network.beginStep();
        try {
            train();
        } finally {
            network.endStep();
        }
        return ending == Ending.NONE;
    }

    /** By numbers, not by iterators, which would be objects before the JIT has seen through them. */
    private void train() {
        if (batch == steps.count()) {
            // A listener threw, or took the state, between the epoch's last batch and its end.
            endEpoch();
            return;
        }
        if (batch == 0) {
            beforeEpoch.take(network);
            steps.begin(epochs.size());
        }
        long examples = steps.size(batch);
        double cost = examples == 0 ? 0 : steps.measure(batch, factors);
        if (!Double.isFinite(cost)) {
            diverge();
            return;
        }
        if (examples > 0) {
            steps.update(factor(batch));
        }
        sum += cost * examples;
        batch = steps.next(batch);
        for (int i = 0; examples > 0 && i < training.listeners().size(); i++) {
            training.listeners().get(i).onBatch(this, cost);
        }
        if (batch == steps.count()) {
            endEpoch();
        }
    }

    /** What the learning rate is multiplied by for a batch of the present epoch. */
    private double factor(int number) {
        double epoch = epochs.size() + (number + 0.5) / steps.count();
        return training.schedule().factor(epoch, training.epochs()) * plateau.factor();
    }

    private void endEpoch() {
        double rate = training.optimizer().learningRate() * factor(batch - 1);
        double cost = sum / steps.examples() + penalties();
        Optional<Scores> scores = measure();
        if (!Double.isFinite(cost) || scores.map(Scores::loss).filter(loss -> !Double.isFinite(loss)).isPresent()) {
            diverge();
            return;
        }
        Epoch epoch = new Epoch(epochs.size() + 1, rate, cost, scores);
        epochs.add(epoch);
        batch = 0;
        sum = 0;
        takeStock(epoch);
        endIfComplete();
        for (TrainingListener listener : training.listeners()) {
            listener.onEpoch(this, epoch);
        }
    }

    private void endIfComplete() {
        if (ending == Ending.NONE && epochs.size() >= training.epochs()) {
            ending = Ending.COMPLETED;
        }
    }

    /** {@code λ₁·Σ|w| + λ₂/2·Σw²} over the weights of all layers. */
    private double penalties() {
        double penalty = 0;
        if (training.l1() != 0 || training.l2() != 0) {
            for (DenseLayer layer : network.layers()) {
                Matrix w = layer.weights();
                double squares = 0;
                double magnitudes = 0;
                for (int i = 0; i < w.rows(); i++) {
                    for (int j = 0; j < w.columns(); j++) {
                        double x = w.get(i, j);
                        squares += x * x;
                        magnitudes += Math.abs(x);
                    }
                }
                penalty += training.l1() * magnitudes + training.l2() / 2 * squares;
            }
        }
        return penalty;
    }

    private Optional<Scores> measure() {
        return evaluation == null ? Optional.empty() : Optional.of(evaluation.scores(metrics));
    }

    /** Whether this epoch is the best so far, and what follows from it. */
    private void takeStock(Epoch epoch) {
        if (training.schedule() instanceof Schedule.ReduceOnPlateau rule) {
            plateau = plateau.next(watched(epoch, Metric.LOSS), rule);
        }
        EarlyStopping stopping = training.earlyStopping();
        EarlyStopping watch = stopping != null ? stopping : EarlyStopping.patience(Integer.MAX_VALUE);
        double value = watched(epoch, watch.metric());
        double former = best == 0 ? Double.NaN : watched(epochs.get(best - 1), watch.metric());
        if (watch.isProgress(value, former)) {
            best = epoch.number();
            if (watch.metric().equals(Metric.LOSS) && validation == null) {
                Snapshot.copy(beforeEpoch.copies(), bestParameters.copies());
            } else {
                bestParameters.take(network);
            }
        } else if (epoch.number() - best >= watch.patience() && ending == Ending.NONE) {
            ending = Ending.STOPPED_EARLY;
            if (watch.restoreBest()) {
                bestParameters.restore(network);
            }
        }
    }

    private double watched(Epoch epoch, Metric metric) {
        return metric.equals(Metric.LOSS)
                ? epoch.scores().map(Scores::loss).filter(any -> validation != null).orElse(epoch.cost())
                : epoch.scores().orElseThrow().get(metric);
    }

    /** Back to the best parameters that were seen, which may be those from before the training. */
    private void diverge() {
        ending = Ending.DIVERGED;
        bestParameters.restore(network);
        double costOfBest = steps.cost();
        beforeTraining.restore(network);
        boolean bestIsBetter = best != 0 && costOfBest <= steps.cost();
        if (bestIsBetter) {
            bestParameters.restore(network);
        }
        System.getLogger("org.lanewise.network")
                .log(WARNING, "The training of {0} diverged in epoch {1}: the network has the parameters {2} again. "
                        + "A smaller learning rate, or clipping, may help.", network, epochs.size() + 1,
                        bestIsBetter ? "of epoch " + best : "from before the training");
    }

    /**
     * All that is needed to go on later.
     *
     * @return a copy
     */
    public TrainingState state() {
        return new TrainingState(origin(), epochs.size(), batch, sum, optimizer.steps(),
                new Snapshot(network).copies(), copies(beforeEpoch.copies()), copies(optimizer.moments()), epochs, best,
                copies(bestParameters.copies()), plateau);
    }

    private TrainingState.Origin origin() {
        TrainingState.Origin made = origin;
        if (made == null) {
            made = TrainingState.Origin.of(training, network, steps, validation);
            origin = made;
        }
        return made;
    }

    private static List<Matrix> copies(List<Matrix> matrices) {
        return matrices.stream().map(Matrix::copy).toList();
    }

    void resume(TrainingState state) {
        state.origin().check(origin());
        List<Matrix> parameters = Snapshot.parameters(network);
        checkShapes(state.parameters(), parameters, "parameters");
        checkShapes(state.parametersBeforeEpoch(), parameters, "parametersBeforeEpoch");
        checkShapes(state.bestParameters(), parameters, "bestParameters");
        checkShapes(state.moments(), optimizer.moments(), "moments");
        if (state.batch() < 0 || state.batch() > steps.count() || state.epoch() != state.epochs().size()
                || state.best() < 0 || state.best() > state.epoch()) {
            throw new IllegalArgumentException("state is after batch " + state.batch() + " of epoch "
                    + (state.epoch() + 1) + ", an epoch has " + steps.count() + " batches");
        }
        Snapshot.copy(state.parameters(), parameters);
        beforeTraining.take(network);
        Snapshot.copy(state.parametersBeforeEpoch(), beforeEpoch.copies());
        Snapshot.copy(state.bestParameters(), bestParameters.copies());
        Snapshot.copy(state.moments(), optimizer.moments());
        optimizer.resume(state.steps());
        epochs.clear();
        state.epochs().forEach(epoch -> epochs.add(withOwnMetrics(epoch)));
        batch = state.batch();
        sum = state.sum();
        best = state.best();
        plateau = state.plateau();
        ending = Ending.NONE;
        if (batch != 0) {
            steps.begin(epochs.size());
        }
        endIfComplete();
    }

    /** A state that comes from a file knows metrics by their names only, for functions can't be stored. */
    private Epoch withOwnMetrics(Epoch epoch) {
        return new Epoch(epoch.number(), epoch.learningRate(), epoch.cost(), epoch.scores().map(scores -> {
            Map<Metric, Double> values = new LinkedHashMap<>();
            scores.values().forEach((metric, value) -> values.put(own(metric), value));
            return new Scores(scores.loss(), values);
        }));
    }

    private Metric own(Metric metric) {
        return Stream.of(metrics).filter(mine -> mine.name().equals(metric.name())).findFirst().orElse(metric);
    }

    private static void checkShapes(List<Matrix> given, List<Matrix> wanted, String name) {
        if (given.size() != wanted.size()) {
            throw new IllegalArgumentException(
                    "state has " + given.size() + " matrices of " + name + ", the network needs " + wanted.size());
        }
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).rows() != wanted.get(i).rows() || given.get(i).columns() != wanted.get(i).columns()) {
                throw new IllegalArgumentException("matrix " + i + " of the state's " + name + " is " + given.get(i)
                        + ", the network's is " + wanted.get(i));
            }
        }
    }
}
