package org.lanewise.kernels;

import java.io.Serializable;
import java.util.Objects;
import org.lanewise.kernels.internal.scalar.ScalarRules;

/**
 * How an optimizer changes a parameter w by its gradient g, with what it remembers of the gradients before: its moments, which
 * are 0 at first. A hat means divided by {@code 1 − βᵗ}, where t is the number of the step, from 1; what stands on the right is
 * the new moment. In all of them w is first multiplied by {@code 1 − α·λ} if there is {@link Update#decay decoupled decay}.
 *
 * @param kind which rule
 * @param beta1 β₁: what a momentum, or the average of gradients, keeps in each step; 0 for a rule without
 * @param beta2 β₂: what the average of squares keeps in each step; 0 for a rule without
 * @param epsilon ε, which keeps a denominator from 0; 0 for a rule without
 */
public record UpdateRule(Kind kind, double beta1, double beta2, double epsilon) implements Serializable {

    /** The rules, with their moments in order. */
    public enum Kind {
        /** {@code w = w − α·g}. */
        GRADIENT_DESCENT,
        /** {@code v = β₁·v + g} and {@code w = w − α·v}. */
        MOMENTUM,
        /** {@code v = β₁·v + g} and {@code w = w − α·(β₁·v + g)}. */
        NESTEROV,
        /** {@code s = β₂·s + (1 − β₂)·g²} and {@code w = w − α·g / (√s + ε)}. */
        RMS_PROP,
        /** {@code s = s + g²} and {@code w = w − α·g / (√s + ε)}. */
        ADAGRAD,
        /**
         * {@code m = β₁·m + (1 − β₁)·g}, {@code v = β₂·v + (1 − β₂)·g²} and {@code w = w − α·m̂ / (√v̂ + ε)}; AdamW is this
         * with decay.
         */
        ADAM,
        /** Adam with a third moment, the largest v so far, whose hat takes the place of v̂. */
        AMS_GRAD
    }

    /** {@code w = w − α·g}. */
    public static final UpdateRule GRADIENT_DESCENT = new UpdateRule(Kind.GRADIENT_DESCENT, 0, 0, 0);

    /**
     * Checks the numbers.
     *
     * @throws NullPointerException if {@code kind} is null
     * @throws IllegalArgumentException if β₁ or β₂ is not from 0 to below 1, ε is not finite or, where the rule has one, as a float not
     * positive; or if one is not 0 for a rule that has none
     */
    public UpdateRule {
        Objects.requireNonNull(kind, "kind");
        boolean averages = kind == Kind.ADAM || kind == Kind.AMS_GRAD;
        boolean divides = averages || kind == Kind.RMS_PROP || kind == Kind.ADAGRAD;
        checkBeta("beta1", beta1, averages || kind == Kind.MOMENTUM || kind == Kind.NESTEROV, kind);
        checkBeta("beta2", beta2, averages || kind == Kind.RMS_PROP, kind);
        if (divides ? !((float) epsilon > 0) || Float.isInfinite((float) epsilon) : epsilon != 0) {
            throw new IllegalArgumentException(
                    "epsilon must be " + (divides ? "positive and finite" : "0 for " + kind) + ": " + epsilon);
        }
    }

    private static void checkBeta(String name, double beta, boolean has, Kind kind) {
        if (has ? !(beta >= 0 && (float) beta < 1) : beta != 0) {
            throw new IllegalArgumentException(
                    name + " must be " + (has ? "from 0 to below 1" : "0 for " + kind) + ": " + beta);
        }
    }

    /**
     * {@code v = μ·v + g} and {@code w = w − α·v}.
     *
     * @param mu μ, from 0 to below 1; 0.9 is usual
     * @return the rule
     * @throws IllegalArgumentException if μ is out of range
     */
    public static UpdateRule momentum(double mu) {
        return new UpdateRule(Kind.MOMENTUM, mu, 0, 0);
    }

    /**
     * Nesterov's momentum, {@code v = μ·v + g} and {@code w = w − α·(μ·v + g)}.
     *
     * @param mu μ, from 0 to below 1; 0.9 is usual
     * @return the rule
     * @throws IllegalArgumentException if μ is out of range
     */
    public static UpdateRule nesterov(double mu) {
        return new UpdateRule(Kind.NESTEROV, mu, 0, 0);
    }

    /**
     * {@code s = ρ·s + (1 − ρ)·g²} and {@code w = w − α·g / (√s + ε)}.
     *
     * @param rho ρ, from 0 to below 1; 0.99 and 0.9 are usual
     * @param epsilon ε, positive and finite; 10⁻⁸ is usual
     * @return the rule
     * @throws IllegalArgumentException if a number is out of range
     */
    public static UpdateRule rmsProp(double rho, double epsilon) {
        return new UpdateRule(Kind.RMS_PROP, 0, rho, epsilon);
    }

    /**
     * {@code s = s + g²} and {@code w = w − α·g / (√s + ε)}.
     *
     * @param epsilon ε, positive and finite; 10⁻¹⁰ is usual
     * @return the rule
     * @throws IllegalArgumentException if ε is out of range
     */
    public static UpdateRule adagrad(double epsilon) {
        return new UpdateRule(Kind.ADAGRAD, 0, 0, epsilon);
    }

    /**
     * {@code m = β₁·m + (1 − β₁)·g}, {@code v = β₂·v + (1 − β₂)·g²} and {@code w = w − α·m̂ / (√v̂ + ε)}.
     *
     * @param beta1 β₁, from 0 to below 1; 0.9 is usual
     * @param beta2 β₂, from 0 to below 1; 0.999 is usual
     * @param epsilon ε, positive and finite; 10⁻⁸ is usual
     * @return the rule
     * @throws IllegalArgumentException if a number is out of range
     */
    public static UpdateRule adam(double beta1, double beta2, double epsilon) {
        return new UpdateRule(Kind.ADAM, beta1, beta2, epsilon);
    }

    /**
     * {@link #adam} with the largest v so far in the place of v.
     *
     * @param beta1 β₁, from 0 to below 1; 0.9 is usual
     * @param beta2 β₂, from 0 to below 1; 0.999 is usual
     * @param epsilon ε, positive and finite; 10⁻⁸ is usual
     * @return the rule
     * @throws IllegalArgumentException if a number is out of range
     */
    public static UpdateRule amsGrad(double beta1, double beta2, double epsilon) {
        return new UpdateRule(Kind.AMS_GRAD, beta1, beta2, epsilon);
    }

    /**
     * How many moments the rule has, each of the parameters' shape.
     *
     * @return from 0 to 3
     */
    public int moments() {
        return ScalarRules.moments(kind);
    }
}
