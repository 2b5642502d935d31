package org.lanewise.examples;

import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;

/**
 * How to train.
 *
 * @param epochs how often each example is seen
 * @param batchSize examples of a mini-batch
 * @param learningRate the learning rate
 * @param seed the seed of the shuffling
 */
record Settings(int epochs, int batchSize, float learningRate, long seed) {
    static final int EPOCHS = 100;
    static final int BATCH_SIZE = 64;
    static final float LEARNING_RATE = 0.05f;

    /** The settings of somebody who sets nothing but a seed. */
    static Settings byDefault(long seed) {
        return new Settings(EPOCHS, BATCH_SIZE, LEARNING_RATE, seed);
    }

    /** Lanewise's gradient descent with these settings. */
    Training training() {
        return Training.ofEpochs(epochs).withBatchSize(batchSize).withSeed(seed)
                .withOptimizer(Optimizer.gradientDescent().withLearningRate(learningRate));
    }
}
