package org.lanewise.bench.compare;

import java.nio.FloatBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.network.training.Optimizer;

/**
 * Steps of training on one batch. The first ones, with the optimizer's own learning rate, are there to be checked. Those that are
 * timed have one so small that the network stays as it was: a batch that is learned by heart gives gradients that no training meets,
 * subnormal ones, with which processors are slow.
 */
final class TrainingSteps implements Work {
    /** How many steps are checked: the third one shows what an optimizer remembers of the first and of the second. */
    static final int CHECKED = 3;
    private static final double RATE_OF_REST = 1e-12;

    private final Work resting;
    private final float[] checked;

    private TrainingSteps(Work resting, float[] checked) {
        this.resting = resting;
        this.checked = checked;
    }

    /** The steps of a contender, null if it trains no networks. */
    static @Nullable Work of(Contender contender, NetworkTask task, Optimizer optimizer) {
        int size = 1 + task.y().rows() * task.y().columns();
        FloatBuffer checked = FloatBuffer.allocate(CHECKED * size);
        try (Work learning = contender.training(task, optimizer)) {
            if (learning == null) {
                return null;
            }
            while (checked.hasRemaining()) {
                learning.run(1);
                checked.put(learning.result());
            }
        }
        Work resting = contender.training(task, optimizer.withLearningRate(RATE_OF_REST));
        return new TrainingSteps(Objects.requireNonNull(resting), checked.array());
    }

    @Override
    public void run(int times) {
        resting.run(times);
    }

    /** Costs and predictions of the steps that are checked, and of the last one. */
    @Override
    public float[] result() {
        float[] last = resting.result();
        return FloatBuffer.allocate(checked.length + last.length).put(checked).put(last).array();
    }

    @Override
    public void close() {
        resting.close();
    }
}
