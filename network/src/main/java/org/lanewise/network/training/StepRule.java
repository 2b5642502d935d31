package org.lanewise.network.training;

import java.io.Serializable;
import java.util.List;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Gradient;
import org.lanewise.network.Network;
import org.lanewise.network.Pass;

/**
 * How one step of a training changes the parameters: the optimizer, and the penalties and limits around it.
 *
 * @param optimizer the optimizer
 * @param l1 λ₁
 * @param l2 λ₂
 * @param maxNorm the limit of each unit's weights
 * @param clipping the limit of gradients
 */
record StepRule(Optimizer optimizer, double l1, double l2, double maxNorm, Clipping clipping)
        implements
            Serializable {
    static StepRule of(Training training) {
        return new StepRule(training.optimizer(), training.l1(), training.l2(), training.maxNorm(),
                training.clipping());
    }

    /** The optimizer at work, with its penalties; a limit by value is its own as well. */
    OptimizerState start(Network network) {
        OptimizerState state = optimizer.start(network);
        state.regularise(l1, l2, clipping.needsNorms() ? Double.POSITIVE_INFINITY : clipping.limit());
        return state;
    }

    /** A step by the cost of a pass. */
    void step(Network network, OptimizerState state, Pass pass, double factor) {
        if (clipping.needsNorms()) {
            pass.backward();
            step(network, state, pass.gradients(), factor);
        } else {
            state.step(pass, factor);
            limitNorms(network);
        }
    }

    /** A step by given gradients, which may be scaled. */
    void step(Network network, OptimizerState state, List<Gradient> gradients, double factor) {
        if (clipping.needsNorms()) {
            clipping.apply(network.kernels(), gradients);
        }
        state.update(gradients, factor);
        limitNorms(network);
    }

    private void limitNorms(Network network) {
        if (maxNorm != Double.POSITIVE_INFINITY) {
            for (int l = 0; l < network.layers().size(); l++) {
                DenseLayer layer = network.layers().get(l);
                network.kernels().maxNormRows((float) maxNorm, layer.weights());
            }
        }
    }
}
