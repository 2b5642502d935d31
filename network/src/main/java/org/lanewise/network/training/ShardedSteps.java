package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Network;

/** The steps of a training whose examples are in shards. */
final class ShardedSteps implements EpochSteps {
    private final Network network;
    private final ShardedData data;
    private final ShardPlan plan;
    private final OptimizerState optimizer;
    /** How many batches a step is for; 0 if it is one and its gradients are summed. */
    private final int localSteps;
    /** The parameters, and before local steps the moments. */
    private final List<Matrix> state;
    private final float[] flat;
    private final List<Matrix> views;
    private final ShardSum sum;
    private int epoch;
    private int measured;

    ShardedSteps(Training training, Network network, OptimizerState optimizer, ShardedData data) {
        this.network = network;
        this.data = data;
        this.optimizer = optimizer;
        plan = ShardPlan.of(training, data.sizes());
        localSteps = training.localSteps();
        state = new ArrayList<>(Snapshot.parameters(network));
        if (localSteps > 0) {
            state.addAll(optimizer.moments());
        }
        flat = new float[Flat.length(state)];
        views = Flat.views(flat, state);
        sum = new ShardSum(flat.length);
    }

    @Override
    public int count() {
        return plan.batches();
    }

    @Override
    public long examples() {
        return plan.examples();
    }

    @Override
    public String description() {
        return plan.describe(data.fingerprints());
    }

    @Override
    public double cost() {
        ShardSum cost = new ShardSum(0);
        data.sum(new ShardTask.Cost(), parameters(), cost);
        return cost.cost();
    }

    @Override
    public void begin(int number) {
        epoch = number;
    }

    @Override
    public int next(int batch) {
        return Math.min(batch + Math.max(localSteps, 1), plan.batches());
    }

    @Override
    public long size(int batch) {
        return plan.examples(batch, next(batch) - batch);
    }

    @Override
    public double measure(int batch, IntToDoubleFunction factors) {
        measured = batch;
        long step = optimizer.steps();
        data.sum(localSteps == 0
                ? new ShardTask.Gradients(epoch, batch, step)
                : new ShardTask.LocalSteps(epoch, batch, step,
                        IntStream.range(batch, next(batch)).mapToDouble(factors).boxed().toList()),
                parameters(), sum);
        return sum.cost();
    }

    private float[] parameters() {
        Snapshot.copy(state, views);
        return flat;
    }

    @Override
    public void update(double factor) {
        if (localSteps == 0) {
            plan.rule().step(network, optimizer, sum.gradients(network), factor);
        } else {
            Snapshot.copy(Flat.views(sum.values(), state), state);
            optimizer.resume(optimizer.steps() + next(measured) - measured);
        }
    }
}
