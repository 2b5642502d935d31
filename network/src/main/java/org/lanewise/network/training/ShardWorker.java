package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Network;
import org.lanewise.network.Pass;
import org.lanewise.network.data.Dataset;

/**
 * Carries out the tasks of a training for some of its shards, one after another. Whoever has whichever shards: the sums have the same
 * bits. One thread may use it at a time.
 */
public final class ShardWorker {
    private final ShardPlan plan;
    private final Network network;
    private final Pass pass;
    private final OptimizerState optimizer;
    private final ShardTree tree;
    private final List<Matrix> state;
    private final int parameters;

    /**
     * A worker.
     *
     * @param plan which examples are in which batch, and the rule of local steps
     * @param network a network of the worker's own, whose parameters it changes
     */
    public ShardWorker(ShardPlan plan, Network network) {
        this.plan = Objects.requireNonNull(plan, "plan");
        this.network = Objects.requireNonNull(network, "network");
        pass = network.pass(plan.largestPart(), plan.seed());
        optimizer = plan.rule().start(network);
        tree = new ShardTree(network.kernels());
        state = new ArrayList<>(Snapshot.parameters(network));
        parameters = Flat.length(state);
        state.addAll(optimizer.moments());
    }

    /**
     * Carries out a task for shards that follow one another.
     *
     * @param task the task
     * @param from the state that it begins from
     * @param first the first shard
     * @param end the one after the last
     * @param shards gives a shard that has an example by its number
     * @return all that has to be known of them to sum them with the others: at most twice the logarithm of their number, one for a
     *     power of two that is cut off by halving
     * @throws IndexOutOfBoundsException if there are no such shards
     * @throws IllegalArgumentException if the state is too short for the task
     */
    public List<ShardTree.Part> sums(ShardTask task, float[] from, int first, int end, IntFunction<Shard> shards) {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(shards, "shards");
        int needed = Math.max(length(task), parameters);
        if (Objects.requireNonNull(from, "from").length < needed) {
            throw new IllegalArgumentException("from has " + from.length + " numbers, the task needs " + needed);
        }
        List<ShardTree.Part> parts = new ArrayList<>();
        for (ShardTree.Node node : ShardTree.cover(plan.shards(), first, end)) {
            ShardSum sum = new ShardSum(length(task));
            boolean any = sum(task, from, node, shards, sum);
            parts.add(new ShardTree.Part(node, any ? Optional.of(sum) : Optional.empty()));
        }
        return parts;
    }

    private int length(ShardTask task) {
        return switch (task) {
            case ShardTask.Gradients _ -> parameters;
            case ShardTask.LocalSteps _ -> Flat.length(state);
            case ShardTask.Cost _ -> 0;
        };
    }

    /** Writes the sum of a node, unless it has no example; says whether it has. */
    boolean sum(ShardTask task, float[] from, ShardTree.Node node, IntFunction<Shard> shards, ShardSum sum) {
        return tree.sum(node, switch (task) {
            case ShardTask.Gradients gradients -> new OfGradients(gradients, from, node.from(), shards);
            case ShardTask.LocalSteps steps -> new OfLocalSteps(steps, from, shards);
            case ShardTask.Cost _ -> new OfCosts(from, shards);
        }, sum);
    }

    /** Only single shards are known. */
    private abstract static class OfShards implements ShardTree.Sums {
        @Override
        public boolean isKnown(int from, int to) {
            return to - from == 1;
        }

        @Override
        public boolean write(int from, int to, ShardSum sum) {
            return write(from, sum);
        }

        abstract boolean write(int shard, ShardSum sum);
    }

    /** Copies the first numbers of a state to matrices. */
    private static void load(float[] from, List<Matrix> to) {
        Snapshot.copy(Flat.views(from, to), to);
    }

    private final class OfGradients extends OfShards {
        private final ShardTask.Gradients task;
        private final IntFunction<Shard> shards;
        private final int batchSize;
        /** The place in the batch of the next shard's first example. */
        private int first;

        OfGradients(ShardTask.Gradients task, float[] from, int firstShard, IntFunction<Shard> shards) {
            this.task = task;
            this.shards = shards;
            batchSize = plan.batchSize(task.batch());
            first = plan.before(firstShard, task.batch());
            load(from, Snapshot.parameters(network));
        }

        @Override
        boolean write(int shard, ShardSum sum) {
            if (plan.part(shard, task.batch()) == 0) {
                return false;
            }
            Dataset part = shards.apply(shard).part(task.epoch(), task.batch());
            pass.forward(part.x(), task.step(), first, batchSize);
            sum.setCost(pass.cost(part));
            pass.backward(sum.gradients(network));
            first += part.size();
            return true;
        }
    }

    private final class OfLocalSteps extends OfShards {
        private final ShardTask.LocalSteps task;
        private final float[] from;
        private final IntFunction<Shard> shards;
        private final long examples;

        OfLocalSteps(ShardTask.LocalSteps task, float[] from, IntFunction<Shard> shards) {
            this.task = task;
            this.from = from;
            this.shards = shards;
            examples = plan.examples(task.batch(), task.factors().size());
        }

        @Override
        boolean write(int number, ShardSum sum) {
            load(from, state);
            long seen = 0;
            double losses = 0;
            for (int i = 0; i < task.factors().size(); i++) {
                int batch = task.batch() + i;
                if (plan.part(number, batch) > 0) {
                    Dataset part = shards.apply(number).part(task.epoch(), batch);
                    optimizer.resume(task.step() + i);
                    // Noise of its own for each shard.
                    pass.forward(part.x(), optimizer.steps() * plan.shards() + number);
                    losses += pass.cost(part) * part.size();
                    plan.rule().step(network, optimizer, pass, task.factors().get(i));
                    seen += part.size();
                }
            }
            if (seen == 0) {
                return false;
            }
            sum.setCost(losses / examples);
            Snapshot.copy(state, Flat.views(sum.values(), state));
            network.kernels().scale((float) ((double) seen / examples), sum.row());
            return true;
        }
    }

    private final class OfCosts extends OfShards {
        private final IntFunction<Shard> shards;

        OfCosts(float[] from, IntFunction<Shard> shards) {
            this.shards = shards;
            load(from, Snapshot.parameters(network));
        }

        @Override
        boolean write(int shard, ShardSum sum) {
            if (plan.size(shard) == 0) {
                return false;
            }
            sum.setCost(network.cost(shards.apply(shard).data()) * plan.size(shard) / plan.examples());
            return true;
        }
    }
}
