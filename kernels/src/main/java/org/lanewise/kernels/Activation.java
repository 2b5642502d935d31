package org.lanewise.kernels;

import java.util.Objects;
import org.lanewise.kernels.internal.scalar.ScalarActivations;

/**
 * An element-wise activation {@code a = g(z)} and its derivative {@code g′}, as the kernels know it.
 *
 * <p>The derivative is computed from one tensor kept from the forward pass: from {@code a} where that is enough, from
 * {@code z} where it isn't. {@link #gradientFromZ()} says which one to keep.
 *
 * @param kind which function
 * @param slope the factor of a leaky ReLU on negative inputs; 0 for every other kind
 */
public record Activation(Kind kind, float slope) {

    /** The functions. */
    public enum Kind {
        /** {@code g(z) = z}. */
        IDENTITY,
        /** {@code g(z) = max(0, z)}; NaN stays NaN. */
        RELU,
        /** {@code g(z) = z} for {@code z > 0}, else {@code slope·z}. */
        LEAKY_RELU,
        /** {@code g(z) = 1 / (1 + e⁻ᶻ)}, within 2 ULP. */
        SIGMOID,
        /** {@code g(z) = tanh z}, within 2 ULP. */
        TANH,
        /** {@code g(z) = z / (1 + e⁻ᶻ)}, also called SiLU, within 2 ULP. */
        SWISH
    }

    /** {@code g(z) = z}. */
    public static final Activation IDENTITY = new Activation(Kind.IDENTITY, 0);
    /** {@code g(z) = max(0, z)}. */
    public static final Activation RELU = new Activation(Kind.RELU, 0);
    /** {@code g(z) = 1 / (1 + e⁻ᶻ)}. */
    public static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0);
    /** {@code g(z) = tanh z}. */
    public static final Activation TANH = new Activation(Kind.TANH, 0);
    /** {@code g(z) = z / (1 + e⁻ᶻ)}. */
    public static final Activation SWISH = new Activation(Kind.SWISH, 0);

    /**
     * Checks the slope.
     *
     * @throws NullPointerException if {@code kind} is null
     * @throws IllegalArgumentException if {@code slope} is negative or not finite, or not 0 for a kind that has none
     */
    public Activation {
        Objects.requireNonNull(kind, "kind");
        if (!(slope >= 0) || Float.isInfinite(slope)) {
            throw new IllegalArgumentException("slope must be finite and not negative: " + slope);
        }
        if (slope != 0 && kind != Kind.LEAKY_RELU) {
            throw new IllegalArgumentException(kind + " has no slope: " + slope);
        }
    }

    /**
     * {@code g(z) = z} for {@code z > 0}, else {@code slope·z}.
     *
     * @param slope the factor on negative inputs, finite and not negative; 0.01 is usual
     * @return the activation
     * @throws IllegalArgumentException if {@code slope} is negative or not finite
     */
    public static Activation leakyRelu(float slope) {
        return new Activation(Kind.LEAKY_RELU, slope);
    }

    /**
     * Whether {@code g′} is computed from {@code z}, so that the forward pass has to keep {@code Z}; otherwise from
     * {@code a}.
     *
     * @return true for swish only
     */
    public boolean gradientFromZ() {
        return ScalarActivations.gradientFromZ(kind);
    }
}
