package org.lanewise.network;

/** Is told how training goes. */
@FunctionalInterface
public interface TrainingListener {
    /**
     * Called after each epoch, on the training thread; the network may be asked for predictions meanwhile.
     *
     * @param epoch the epoch's number, from 1
     * @param epochs how many there will be
     * @param cost the mean loss over the epoch's examples, each measured just before its mini-batch's update
     */
    void onEpoch(int epoch, int epochs, double cost);
}
