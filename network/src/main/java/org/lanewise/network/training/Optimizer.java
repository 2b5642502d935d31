package org.lanewise.network.training;

import java.io.Serializable;
import java.util.Objects;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.network.Network;

/**
 * How a step changes the parameters: a rule, its learning rate α, and decoupled weight decay λ, {@code W = (1 − α·λ)·W}
 * before the rule, of weights and not of biases (Loshchilov and Hutter 2019). The equations are those of {@link
 * org.lanewise.kernels.Update}; defaults are those of the papers and of PyTorch, where they differ from Keras'.
 *
 * @param rule the rule
 * @param learningRate α, positive and finite
 * @param weightDecay λ, not negative and finite
 */
public record Optimizer(UpdateRule rule, double learningRate, double weightDecay) implements Serializable {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Optimizer {
        Objects.requireNonNull(rule, "rule");
        if (!((float) learningRate > 0) || Float.isInfinite((float) learningRate)) {
            throw new IllegalArgumentException("learningRate must be positive and finite: " + learningRate);
        }
        if (!(weightDecay >= 0) || weightDecay * learningRate >= 1) {
            throw new IllegalArgumentException(
                    "weightDecay must not be negative, and times the learning rate be below 1: " + weightDecay);
        }
    }

    /**
     * {@code W = W − α·dW}, with α = 0.01.
     *
     * @return plain gradient descent
     */
    public static Optimizer gradientDescent() {
        return new Optimizer(UpdateRule.GRADIENT_DESCENT, 0.01, 0);
    }

    /**
     * {@code v = μ·v + dW} and {@code W = W − α·v}, with α = 0.01; α is not in v, so that a schedule acts at once.
     *
     * @param mu μ, from 0 to below 1; 0.9 is usual
     * @return gradient descent with momentum
     * @throws IllegalArgumentException if μ is out of range
     */
    public static Optimizer momentum(double mu) {
        return new Optimizer(UpdateRule.momentum(mu), 0.01, 0);
    }

    /**
     * {@code v = μ·v + dW} and {@code W = W − α·(μ·v + dW)}, with α = 0.01.
     *
     * @param mu μ, from 0 to below 1; 0.9 is usual
     * @return gradient descent with Nesterov's momentum
     * @throws IllegalArgumentException if μ is out of range
     */
    public static Optimizer nesterov(double mu) {
        return new Optimizer(UpdateRule.nesterov(mu), 0.01, 0);
    }

    /**
     * {@code s = ρ·s + (1 − ρ)·dW²} and {@code W = W − α·dW / (√s + ε)}, with α = 0.001, Hinton's ρ = 0.9 and ε = 10⁻⁸.
     *
     * @return RMSProp
     */
    public static Optimizer rmsProp() {
        return new Optimizer(UpdateRule.rmsProp(0.9, 1e-8), 0.001, 0);
    }

    /**
     * {@code s = s + dW²} and {@code W = W − α·dW / (√s + ε)}, with α = 0.01 and ε = 10⁻¹⁰ (Duchi et al. 2011).
     *
     * @return Adagrad
     */
    public static Optimizer adagrad() {
        return new Optimizer(UpdateRule.adagrad(1e-10), 0.01, 0);
    }

    /**
     * {@code W = W − α·m̂ / (√v̂ + ε)} with averages m of dW and v of dW², α = 0.001, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸
     * (Kingma and Ba 2015).
     *
     * @return Adam
     */
    public static Optimizer adam() {
        return new Optimizer(UpdateRule.adam(0.9, 0.999, 1e-8), 0.001, 0);
    }

    /**
     * {@link #adam()} with weight decay λ = 0.01 (Loshchilov and Hutter 2019).
     *
     * @return AdamW
     */
    public static Optimizer adamW() {
        return adam().withWeightDecay(0.01);
    }

    /**
     * {@link #adam()} with the largest v so far in the place of v (Reddi et al. 2018).
     *
     * @return AMSGrad
     */
    public static Optimizer amsGrad() {
        return new Optimizer(UpdateRule.amsGrad(0.9, 0.999, 1e-8), 0.001, 0);
    }

    /**
     * The same rule with another learning rate.
     *
     * @param rate α, positive and finite
     * @return the optimizer
     * @throws IllegalArgumentException if α is out of range
     */
    public Optimizer withLearningRate(double rate) {
        return new Optimizer(rule, rate, weightDecay);
    }

    /**
     * The same rule with another weight decay.
     *
     * @param decay λ, not negative, below 1/α
     * @return the optimizer
     * @throws IllegalArgumentException if λ is out of range
     */
    public Optimizer withWeightDecay(double decay) {
        return new Optimizer(rule, learningRate, decay);
    }

    /**
     * The same optimizer with other numbers in its rule.
     *
     * @param newRule the rule
     * @return the optimizer
     */
    public Optimizer withRule(UpdateRule newRule) {
        Objects.requireNonNull(newRule, "newRule");
        return new Optimizer(newRule, learningRate, weightDecay);
    }

    /**
     * Starts to optimize a network's parameters, with moments of 0.
     *
     * @param network the network, whose parameters will be changed
     * @return what remembers the moments
     */
    public OptimizerState start(Network network) {
        Objects.requireNonNull(network, "network");
        return new OptimizerState(this, network);
    }
}
