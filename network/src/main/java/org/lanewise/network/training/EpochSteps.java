package org.lanewise.network.training;

import java.util.function.IntToDoubleFunction;

/** The steps of one epoch after another: a step is for a batch, or for several at once. */
interface EpochSteps {
    /** How many batches an epoch has. */
    int count();

    /** How many examples an epoch has. */
    long examples();

    /** What the batches are made of, in a text that is the same only for the same. */
    String description();

    /** The network's cost over all examples. */
    double cost();

    /** Begins an epoch, counted from 0. */
    void begin(int epoch);

    /** The batch after those that the step for this one is for. */
    int next(int batch);

    /** How many examples the step for a batch is for; without one there is none. */
    long size(int batch);

    /**
     * The cost of those examples before the update.
     *
     * @param batch its number in the epoch: the same one as before, or a later one
     * @param factors what the learning rate is multiplied by for each batch
     */
    double measure(int batch, IntToDoubleFunction factors);

    /** The update that belongs to the last measurement. */
    void update(double factor);
}
