package org.lanewise.kernels;

import java.util.Objects;
import org.lanewise.kernels.internal.UpdateArguments;

/**
 * The parameters of a layer as an optimizer knows them: the matrix W itself, the {@link UpdateRule rule} that changes it, the
 * rule's moments, and the numbers of the present step. {@link Kernels#update} applies it to a gradient,
 * {@link Kernels#gemm(Op, Op, float, Matrix, Matrix, Update)} to a product that is the gradient.
 *
 * <pre>{@code
 * Update update = Update.of(UpdateRule.adam(0.9, 0.999, 1e-8), w).decay(0.01);
 * for (long t = 1; t <= steps; t++) {
 *     update.step(0.001, t);
 *     kernels.gemm(Op.N, Op.T, 1f / m, dz, before, update);
 * }
 * }</pre>
 *
 * All numbers are given as doubles; those that kernels use are computed from them in double precision and rounded once, the same
 * on every machine. In this order, each operation is rounded, and {@code fma(a, b, c)} is {@code a·b + c} rounded once:
 *
 * <ol>
 * <li>{@code g = scale·g}, {@code g = fma(l2, w, g)}, {@code g = g + l1·sign(w)}, then g is limited to ±clip; what is absent
 * (1, 0, 0 and ∞) is not computed. NaN stays NaN.
 * <li>The moments. A momentum is {@code v = fma(β₁, v, g)}. An average of gradients is {@code m = fma(1 − β₁, g, β₁·m)}, one of
 * squares {@code v = fma((1 − β₂)·g, g, β₂·v)}; Adagrad's sum is {@code s = fma(g, g, s)}. AMSGrad's maximum is that of it
 * and the new v.
 * <li>{@code w = fma(−α, d, decay·w)} with {@code decay = 1 − α·λ}, where d is g, v, {@code fma(β₁, v, g)} for Nesterov,
 * {@code g / (√s + ε)} for RMSProp and Adagrad, and {@code m / (√(c₂·v) + ε)} for Adam and AMSGrad. These have
 * {@code α / (1 − β₁ᵗ)} in the place of α, not in that of the decay, and {@code c₂ = 1 / (1 − β₂ᵗ)}.
 * </ol>
 *
 * A gradient and moments of 0 leave w, but for the decay. NaN goes from g, or a moment, to what depends on it; an infinite g makes
 * moments infinite, and w NaN where it is divided by them: {@link #clip} keeps it out. Where g² is too large for a float, its moment
 * is infinite from then on, and w stands still.
 *
 * <p>An update is mutable and not for several threads at once; a call of a kernel uses as many as it has.
 */
public final class Update {
    /** What messages call the moments; kept, so that no call makes them. */
    static final String[] MOMENTS = {"moments[0]", "moments[1]", "moments[2]"};

    private final UpdateRule rule;
    private final UpdateArguments arguments;
    private double lambda;
    /** The learning rate of the step, 0 before the first one. */
    private double rate;

    private Update(UpdateRule rule, UpdateArguments arguments) {
        this.rule = rule;
        this.arguments = arguments;
        arguments.beta1 = (float) rule.beta1();
        arguments.rest1 = (float) (1 - rule.beta1());
        arguments.beta2 = (float) rule.beta2();
        arguments.rest2 = (float) (1 - rule.beta2());
        arguments.epsilon = (float) rule.epsilon();
    }

    /**
     * Parameters at the start of training, with moments of 0 in matrices of their own.
     *
     * @param rule the rule
     * @param w W, which is not copied
     * @return the update, which needs a {@link #step} before its first use
     */
    public static Update of(UpdateRule rule, Matrix w) {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(w, "w");
        Matrix[] moments = new Matrix[rule.moments()];
        for (int i = 0; i < moments.length; i++) {
            moments[i] = Matrix.zeros(w.rows(), w.columns());
        }
        return new Update(rule, new UpdateArguments(rule.kind(), w, moments));
    }

    /**
     * Parameters with moments that the caller keeps, or has kept from an earlier training.
     *
     * @param rule the rule
     * @param w W, which is not copied
     * @param moments as many as the rule has, in the order of {@link UpdateRule.Kind}; each of W's shape, and apart from the others
     * and from W. The matrices are not copied.
     * @return the update, which needs a {@link #step} before its first use
     * @throws IllegalArgumentException if number or shapes do not fit, or two of the matrices overlap
     */
    public static Update of(UpdateRule rule, Matrix w, Matrix... moments) {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(w, "w");
        Objects.requireNonNull(moments, "moments");
        if (moments.length != rule.moments()) {
            throw new IllegalArgumentException(
                    rule.kind() + " has " + rule.moments() + " moments, not " + moments.length);
        }
        for (int i = 0; i < moments.length; i++) {
            String name = MOMENTS[i];
            Kernels.checkShape(moments[i], name, w.rows(), w.columns());
            Kernels.checkApart(moments[i], name, w, "w");
            for (int j = 0; j < i; j++) {
                Kernels.checkApart(moments[i], name, moments[j], MOMENTS[j]);
            }
        }
        return new Update(rule, new UpdateArguments(rule.kind(), w, moments.clone()));
    }

    /**
     * The rule.
     *
     * @return the rule
     */
    public UpdateRule rule() {
        return rule;
    }

    /**
     * The parameters.
     *
     * @return W itself
     */
    public Matrix parameters() {
        return arguments.w;
    }

    /**
     * A moment of the rule, for a checkpoint say.
     *
     * @param i its number, in the order of {@link UpdateRule.Kind}
     * @return the moment itself, of W's shape
     * @throws IndexOutOfBoundsException if there is no such moment
     */
    public Matrix moment(int i) {
        return arguments.moments[Objects.checkIndex(i, arguments.moments.length)];
    }

    /**
     * Sets the factor of the gradient, 1 at first: what clipping by the norm of all gradients, or a sum of several batches, asks for.
     *
     * @param factor the factor, finite
     * @return this
     * @throws IllegalArgumentException if it is not finite
     */
    public Update scale(double factor) {
        arguments.scale = finite("scale", factor);
        return this;
    }

    /**
     * Sets penalties on large parameters, whose gradients {@code l1·sign(w) + l2·w} are added to g; 0 at first.
     *
     * @param l1 the factor of the sign, not negative and finite
     * @param l2 the factor of w, not negative and finite
     * @return this
     * @throws IllegalArgumentException if a factor is negative or not finite
     */
    public Update penalties(double l1, double l2) {
        float sign = notNegative("l1", l1);
        arguments.l2 = notNegative("l2", l2);
        arguments.l1 = sign;
        return this;
    }

    /**
     * Limits each element of the gradient, after the penalties, to a magnitude; +∞ at first.
     *
     * @param limit the largest magnitude, positive
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public Update clip(double limit) {
        if (!((float) limit > 0)) {
            throw new IllegalArgumentException("clip must be positive: " + limit);
        }
        arguments.clip = (float) limit;
        return this;
    }

    /**
     * Sets decoupled decay, {@code w = (1 − α·λ)·w} before the rule, 0 at first: with Adam it is AdamW.
     *
     * @param lambda λ, not negative and finite; it counts from the next {@link #step} on
     * @return this
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Update decay(double lambda) {
        notNegative("decay", lambda);
        this.lambda = lambda;
        return this;
    }

    /**
     * Sets the numbers of the next step.
     *
     * @param rate the learning rate α, positive and finite
     * @param t the number of the step, from 1, by which Adam and AMSGrad correct their moments
     * @return this
     * @throws IllegalArgumentException if a number is out of range
     */
    public Update step(double rate, long t) {
        if (!((float) rate > 0) || Float.isInfinite((float) rate)) {
            throw new IllegalArgumentException("rate must be positive and finite: " + rate);
        }
        if (t < 1) {
            throw new IllegalArgumentException("t must be positive: " + t);
        }
        boolean corrects = rule.kind() == UpdateRule.Kind.ADAM || rule.kind() == UpdateRule.Kind.AMS_GRAD;
        double steps = t;
        // Not Math.pow, whose last bit differs between machines.
        arguments.rate = (float) (corrects ? rate / (1 - StrictMath.pow(rule.beta1(), steps)) : rate);
        arguments.correction = (float) (corrects ? 1 / (1 - StrictMath.pow(rule.beta2(), steps)) : 1);
        setRate(rate);
        return this;
    }

    /**
     * Sets the numbers of the next step to those of another update. What they have in common is not computed again, which counts
     * where a network has many small layers.
     *
     * @param other an update of an equal rule, with its step
     * @return this
     * @throws IllegalArgumentException if the rules differ, or the other update has no step yet
     */
    public Update stepOf(Update other) {
        Objects.requireNonNull(other, "other");
        if (!rule.equals(other.rule)) {
            throw new IllegalArgumentException("other is of another rule: " + other.rule + ", this one is of " + rule);
        }
        if (other.rate == 0) {
            throw new IllegalArgumentException("other has no step yet: call step before its first use");
        }
        arguments.rate = other.arguments.rate;
        arguments.correction = other.arguments.correction;
        setRate(other.rate);
        return this;
    }

    /**
     * Checks a gradient, as {@link Kernels#update} does before it changes anything: for a step that is made of several calls, of
     * which none may be refused when others have been done.
     *
     * @param g the gradient
     * @throws IllegalArgumentException if G has another shape than W, overlaps it or a moment, or there is no step yet
     */
    public void check(Matrix g) {
        Kernels.checkUpdate(arguments, g);
    }

    private void setRate(double newRate) {
        rate = newRate;
        arguments.decay = (float) (1 - newRate * lambda);
    }

    private static float finite(String name, double value) {
        if (!Float.isFinite((float) value)) {
            throw new IllegalArgumentException(name + " must be finite: " + value);
        }
        return (float) value;
    }

    private static float notNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
        return finite(name, value);
    }

    /** What the kernels read. */
    UpdateArguments arguments() {
        return arguments;
    }

    /** The rule and the shape of W. */
    @Override
    public String toString() {
        return rule.kind() + " of " + arguments.w;
    }
}
