package org.lanewise.kernels.internal;

import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.UpdateRule;

/** What an update needs beside the gradient: the parameters, their moments, and the numbers of the present step. */
public final class UpdateArguments {
    /** Which formulas. */
    public final UpdateRule.Kind kind;
    /** The parameters. */
    public final Matrix w;
    /** The moments, in the order of the formulas. */
    public final Matrix[] moments;

    /** α; for Adam divided by 1 − β₁ᵗ. */
    public float rate;
    /** What is left of a parameter by decoupled decay. */
    public float decay = 1;
    /** β₁. */
    public float beta1;
    /** 1 − β₁. */
    public float rest1;
    /** β₂. */
    public float beta2;
    /** 1 − β₂. */
    public float rest2;
    /** ε. */
    public float epsilon;
    /** 1 / (1 − β₂ᵗ). */
    public float correction = 1;

    /** The factor of the gradient. */
    public float scale = 1;
    /** The factor of w in the gradient. */
    public float l2;
    /** The factor of w's sign in the gradient. */
    public float l1;
    /** The largest magnitude of a gradient. */
    public float clip = Float.POSITIVE_INFINITY;

    /** Parameters and moments of one shape. */
    public UpdateArguments(UpdateRule.Kind kind, Matrix w, Matrix[] moments) {
        this.kind = kind;
        this.w = w;
        this.moments = moments;
    }

    /** Whether something is done with the gradient before the rule sees it. */
    public boolean changesGradient() {
        return scale != 1 || l2 != 0 || l1 != 0 || clip < Float.POSITIVE_INFINITY;
    }
}
