package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Update;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Gradient;
import org.lanewise.network.Network;
import org.lanewise.network.Pass;

/** An optimizer at work on a network's parameters: their moments, and how many steps it has made. */
public final class OptimizerState {
    private final Optimizer optimizer;
    private final Network network;
    private final Kernels kernels;
    private final List<Update> weights = new ArrayList<>();
    private final List<Update> biases = new ArrayList<>();
    private final List<Matrix> biasGradients = new ArrayList<>();
    /** Made once, so that a step allocates nothing. */
    private final Pass.WeightGradients layerStep = this::step;
    private long steps;

    OptimizerState(Optimizer optimizer, Network network) {
        this.optimizer = optimizer;
        this.network = network;
        kernels = network.kernels();
        for (DenseLayer layer : network.layers()) {
            weights.add(Update.of(optimizer.rule(), layer.weights()).decay(optimizer.weightDecay()));
            biases.add(Update.of(optimizer.rule(), layer.bias()));
            biasGradients.add(Matrix.zeros(layer.outputs(), 1));
        }
    }

    /** Penalties are of weights, not of biases; the limit is of every gradient's elements. */
    void regularise(double l1, double l2, double clip) {
        for (int l = 0; l < weights.size(); l++) {
            weights.get(l).penalties(l1, l2).clip(clip);
            biases.get(l).clip(clip);
        }
    }

    /**
     * The number of steps made so far.
     *
     * @return from 0 on
     */
    public long steps() {
        return steps;
    }

    /** Goes on from an earlier number of steps; the moments have been copied back. */
    void resume(long newSteps) {
        steps = newSteps;
    }

    /** The moments, layer by layer, those of W before those of b; the matrices themselves. */
    List<Matrix> moments() {
        List<Matrix> moments = new ArrayList<>();
        for (int l = 0; l < weights.size(); l++) {
            for (int i = 0; i < optimizer.rule().moments(); i++) {
                moments.add(weights.get(l).moment(i));
            }
            for (int i = 0; i < optimizer.rule().moments(); i++) {
                moments.add(biases.get(l).moment(i));
            }
        }
        return moments;
    }

    /**
     * A step by given gradients.
     *
     * @param gradients dW and db of each layer, first layer first
     * @param factor what the learning rate is multiplied by, for a schedule
     * @throws IllegalArgumentException if there is not one for each layer, a shape does not fit, or the learning rate
     *     times the factor is not positive
     */
    public void update(List<Gradient> gradients, double factor) {
        if (Objects.requireNonNull(gradients, "gradients").size() != weights.size()) {
            throw new IllegalArgumentException(
                    "there are " + gradients.size() + " gradients for " + weights.size() + " layers");
        }
        for (int l = 0; l < weights.size(); l++) {
            // By hand: an iterator, or a message made beforehand, would be an object at each step.
            if (gradients.get(l) == null) {
                throw new NullPointerException("gradients[" + l + "]");
            }
        }
        begin(factor);
        for (int l = 0; l < weights.size(); l++) {
            weights.get(l).check(gradients.get(l).dw());
            biases.get(l).check(gradients.get(l).db());
        }
        for (int l = 0; l < weights.size(); l++) {
            kernels.update(weights.get(l), gradients.get(l).dw());
            kernels.update(biases.get(l), gradients.get(l).db());
        }
        steps++;
    }

    /**
     * The backward pass and the step at once: no dW is stored. The same bits as {@link Pass#backward()} and {@link
     * #update}.
     *
     * @param pass after a forward pass and its cost
     * @param factor what the learning rate is multiplied by, for a schedule
     * @throws IllegalArgumentException if it is of another network, or the learning rate times the factor is not positive
     */
    public void step(Pass pass, double factor) {
        Objects.requireNonNull(pass, "pass");
        if (pass.network() != network) {
            throw new IllegalArgumentException(
                    "pass is of another network: " + pass.network() + ", the optimizer's is " + network);
        }
        begin(factor);
        pass.backward(layerStep);
        steps++;
    }

    private void begin(double factor) {
        Update first = weights.getFirst().step(optimizer.learningRate() * factor, steps + 1);
        for (int l = 0; l < weights.size(); l++) {
            weights.get(l).stepOf(first);
            biases.get(l).stepOf(first);
        }
    }

    private void step(int l, Matrix dz, Matrix before) {
        network.layers().get(l).update(kernels, dz, before, weights.get(l), biases.get(l), biasGradients.get(l));
    }
}
