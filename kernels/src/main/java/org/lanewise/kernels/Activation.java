package org.lanewise.kernels;

import java.util.Objects;
import org.lanewise.kernels.internal.scalar.ScalarActivations;

/**
 * An element-wise activation {@code a = g(z)} and its derivative {@code g′}, as the kernels know it.
 *
 * <p>The derivative is computed from one tensor kept from the forward pass: from {@code a} where that is enough, from
 * {@code z} where it isn't. {@link #gradientFromZ()} says which one to keep.
 *
 * <p>Names, parameters and their usual values are those of ONNX.
 *
 * @param kind which function
 * @param alpha α, or 0 for a kind that has none
 * @param beta β, or 0 for a kind that has none
 */
public record Activation(Kind kind, float alpha, float beta) {

    /** The functions. */
    public enum Kind {
        /** {@code g(z) = z}. */
        IDENTITY,
        /** {@code g(z) = max(0, z)}; NaN stays NaN. */
        RELU,
        /** {@code g(z) = z} for {@code z > 0}, else {@code α·z}; α is usually 0.01. */
        LEAKY_RELU(0.01f, 0),
        /** {@code g(z) = z} for {@code z > α}, else 0; α is usually 1. */
        THRESHOLDED_RELU(1, 0),
        /** {@code g(z) = max(α, min(β, z))}; usually from 0 to 6, which is ReLU6. */
        CLIP(0, 6),
        /** {@code g(z) = z} for {@code z > 0}, else {@code α·(eᶻ − 1)}, within 2 ULP; α is usually 1. */
        ELU(1, 0),
        /** {@code g(z) = z} for {@code z > 0}, else {@code α·(e^(z/α) − 1)}, within 3 ULP; α is usually 1. */
        CELU(1, 0),
        /** {@code g(z) = λ·z} for {@code z > 0}, else {@code λ·α·(eᶻ − 1)} with λ = 1.0507010 and α = 1.6732632, within 3 ULP. */
        SELU,
        /** {@code g(z) = 1 / (1 + e⁻ᶻ)}, within 2 ULP. */
        SIGMOID,
        /** {@code g(z) = max(0, min(1, α·z + β))}; α and β are usually 0.2 and 0.5, in PyTorch and Keras 1/6 and 0.5. */
        HARD_SIGMOID(0.2f, 0.5f),
        /** {@code g(z) = tanh z}, within 2 ULP. */
        TANH,
        /** {@code g(z) = z / (1 + |z|)}, within 2 ULP. */
        SOFTSIGN,
        /** {@code g(z) = log(1 + eᶻ)}, within 3 ULP. */
        SOFTPLUS,
        /** {@code g(z) = z / (1 + e⁻ᶻ)}, also called SiLU, within 2 ULP. */
        SWISH,
        /** {@code g(z) = z·max(0, min(1, z/6 + 1/2))}, within 2 ULP. */
        HARD_SWISH,
        /** {@code g(z) = z·tanh(log(1 + eᶻ))}, within 5 ULP. */
        MISH,
        /** {@code g(z) = z·Φ(z)} with the normal distribution {@code Φ(z) = (1 + erf(z/√2)) / 2}, within 4 ULP. */
        GELU,
        /** {@code g(z) = z·(1 + tanh(√(2/π)·(z + 0.044715·z³))) / 2}, close to {@link #GELU}, within 4 ULP. */
        GELU_TANH,
        /** {@code g(z) = eᶻ}, within 1 ULP. */
        EXPONENTIAL;

        private final float alpha;
        private final float beta;

        Kind() {
            this(0, 0);
        }

        Kind(float alpha, float beta) {
            this.alpha = alpha;
            this.beta = beta;
        }
    }

    /** {@code g(z) = z}. */
    public static final Activation IDENTITY = of(Kind.IDENTITY);
    /** {@code g(z) = max(0, z)}. */
    public static final Activation RELU = of(Kind.RELU);
    /** {@code g(z) = max(0, min(6, z))}. */
    public static final Activation RELU6 = clip(0, 6);
    /** {@code g(z) = z} for {@code z > 0}, else {@code λ·α·(eᶻ − 1)} of the λ and α that {@link Kind#SELU} has. */
    public static final Activation SELU = of(Kind.SELU);
    /** {@code g(z) = 1 / (1 + e⁻ᶻ)}. */
    public static final Activation SIGMOID = of(Kind.SIGMOID);
    /** {@code g(z) = tanh z}. */
    public static final Activation TANH = of(Kind.TANH);
    /** {@code g(z) = z / (1 + |z|)}. */
    public static final Activation SOFTSIGN = of(Kind.SOFTSIGN);
    /** {@code g(z) = log(1 + eᶻ)}. */
    public static final Activation SOFTPLUS = of(Kind.SOFTPLUS);
    /** {@code g(z) = z / (1 + e⁻ᶻ)}. */
    public static final Activation SWISH = of(Kind.SWISH);
    /** {@code g(z) = z·max(0, min(1, z/6 + 1/2))}. */
    public static final Activation HARD_SWISH = of(Kind.HARD_SWISH);
    /** {@code g(z) = z·tanh(log(1 + eᶻ))}. */
    public static final Activation MISH = of(Kind.MISH);
    /** {@code g(z) = z·Φ(z)}, with the error function. */
    public static final Activation GELU = of(Kind.GELU);
    /** {@code g(z) = z·(1 + tanh(√(2/π)·(z + 0.044715·z³))) / 2}. */
    public static final Activation GELU_TANH = of(Kind.GELU_TANH);
    /** {@code g(z) = eᶻ}. */
    public static final Activation EXPONENTIAL = of(Kind.EXPONENTIAL);

    /**
     * Checks the parameters.
     *
     * @throws NullPointerException if {@code kind} is null
     * @throws IllegalArgumentException if a parameter is out of range, or not 0 for a kind that has none
     */
    public Activation {
        Objects.requireNonNull(kind, "kind");
        switch (kind) {
            case LEAKY_RELU, THRESHOLDED_RELU, ELU -> {
                check(kind, "alpha", alpha, alpha >= 0 && Float.isFinite(alpha), "be finite and not negative");
                check(kind, "beta", beta, beta == 0, "be 0");
            }
            case CELU -> {
                check(kind, "alpha", alpha, alpha > 0 && Float.isFinite(alpha), "be finite and positive");
                check(kind, "beta", beta, beta == 0, "be 0");
            }
            case HARD_SIGMOID -> {
                check(kind, "alpha", alpha, alpha > 0 && Float.isFinite(alpha), "be finite and positive");
                check(kind, "beta", beta, Float.isFinite(beta), "be finite");
            }
            case CLIP -> {
                check(kind, "alpha", alpha, !Float.isNaN(alpha), "be a number");
                check(kind, "beta", beta, beta >= alpha, "be no less than alpha, " + alpha);
            }
            default -> {
                check(kind, "alpha", alpha, alpha == 0, "be 0");
                check(kind, "beta", beta, beta == 0, "be 0");
            }
        }
    }

    private static void check(Kind kind, String name, float value, boolean isRight, String rule) {
        if (!isRight) {
            throw new IllegalArgumentException(name + " of " + kind + " must " + rule + ": " + value);
        }
    }

    /**
     * The activation of a kind, with the usual parameters where it has any.
     *
     * @param kind which function
     * @return the activation
     * @throws NullPointerException if {@code kind} is null
     */
    public static Activation of(Kind kind) {
        Objects.requireNonNull(kind, "kind");
        return new Activation(kind, kind.alpha, kind.beta);
    }

    /**
     * {@code g(z) = z} for {@code z > 0}, else {@code α·z}.
     *
     * @param alpha the slope for negative inputs, finite and not negative; 0.01 is usual
     * @return the activation
     * @throws IllegalArgumentException if {@code alpha} is negative or not finite
     */
    public static Activation leakyRelu(float alpha) {
        return new Activation(Kind.LEAKY_RELU, alpha, 0);
    }

    /**
     * {@code g(z) = z} for {@code z > α}, else 0.
     *
     * @param alpha the threshold, finite and not negative; 1 is usual
     * @return the activation
     * @throws IllegalArgumentException if {@code alpha} is negative or not finite
     */
    public static Activation thresholdedRelu(float alpha) {
        return new Activation(Kind.THRESHOLDED_RELU, alpha, 0);
    }

    /**
     * {@code g(z) = max(lo, min(hi, z))}; NaN stays NaN.
     *
     * @param lo the least value, which may be −∞
     * @param hi the largest value, no less than {@code lo}, which may be +∞
     * @return the activation
     * @throws IllegalArgumentException if {@code lo} is larger than {@code hi}, or one of them is NaN
     */
    public static Activation clip(float lo, float hi) {
        return new Activation(Kind.CLIP, lo, hi);
    }

    /**
     * {@code g(z) = z} for {@code z > 0}, else {@code α·(eᶻ − 1)}.
     *
     * @param alpha α, finite and not negative; 1 is usual
     * @return the activation
     * @throws IllegalArgumentException if {@code alpha} is negative or not finite
     */
    public static Activation elu(float alpha) {
        return new Activation(Kind.ELU, alpha, 0);
    }

    /**
     * {@code g(z) = z} for {@code z > 0}, else {@code α·(e^(z/α) − 1)}, whose slope is 1 at 0 for any α.
     *
     * @param alpha α, finite and positive; 1 is usual
     * @return the activation
     * @throws IllegalArgumentException if {@code alpha} is not positive or not finite
     */
    public static Activation celu(float alpha) {
        return new Activation(Kind.CELU, alpha, 0);
    }

    /**
     * {@code g(z) = max(0, min(1, α·z + β))}.
     *
     * @param alpha α, finite and positive; 0.2 in ONNX, 1/6 in PyTorch and Keras
     * @param beta β, finite; 0.5 in all of them
     * @return the activation
     * @throws IllegalArgumentException if a parameter is not finite or {@code alpha} not positive
     */
    public static Activation hardSigmoid(float alpha, float beta) {
        return new Activation(Kind.HARD_SIGMOID, alpha, beta);
    }

    /**
     * Whether {@code g′} is computed from {@code z}, so that the forward pass has to keep {@code Z}; otherwise from
     * {@code a}.
     *
     * @return true for swish, hard swish, mish and both forms of GELU, false for all others
     */
    public boolean gradientFromZ() {
        return ScalarActivations.gradientFromZ(kind);
    }

    /**
     * The kind, with its parameters unless all are 0.
     *
     * @return for example {@code RELU}, {@code ELU(1.0)} or {@code CLIP(0.0, 6.0)}
     */
    @Override
    public String toString() {
        if (alpha == 0 && beta == 0) {
            return kind.toString();
        }
        return kind + (beta == 0 ? "(" + alpha + ")" : "(" + alpha + ", " + beta + ")");
    }
}
