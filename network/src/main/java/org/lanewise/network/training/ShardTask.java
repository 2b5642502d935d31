package org.lanewise.network.training;

import java.io.Serializable;
import java.util.List;
import org.lanewise.network.internal.Copies;

/** What is summed over all shards for a step. */
public sealed interface ShardTask extends Serializable {
    /**
     * The cost of a batch and its gradients, dW and db of each layer. The state that they are of is the parameters.
     *
     * @param epoch the epoch, from 0
     * @param batch the batch's number in it, from 0
     * @param step how many steps were made before
     */
    record Gradients(int epoch, int batch, long step) implements ShardTask {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public Gradients {
            check(epoch, batch, step);
        }
    }

    /**
     * The mean of what each shard makes of the same state by steps of its own, each with its part of a batch, weighted by how many
     * examples it has seen. The state is the parameters and after them the optimizer's moments.
     *
     * @param epoch the epoch, from 0
     * @param batch the first batch's number in it, from 0
     * @param step how many steps were made before
     * @param factors what the learning rate is multiplied by, for each of the batches
     */
    record LocalSteps(int epoch, int batch, long step, List<Double> factors) implements ShardTask {
        /**
         * Checks the numbers, and copies the list.
         *
         * @throws IllegalArgumentException if a number is negative
         */
        public LocalSteps {
            check(epoch, batch, step);
            factors = Copies.of(factors, "factors");
        }
    }

    private static void check(int epoch, int batch, long step) {
        if (epoch < 0 || batch < 0 || step < 0) {
            throw new IllegalArgumentException(
                    "epoch, batch and step must not be negative: " + epoch + ", " + batch + ", " + step);
        }
    }

    /** The cost over all examples, without dropout. The state is the parameters; beside the cost nothing is summed. */
    record Cost() implements ShardTask {
    }
}
