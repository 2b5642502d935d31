package org.lanewise.network.training;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Gradient;

/**
 * A limit for gradients, against steps that are too long.
 *
 * @param kind what is limited
 * @param limit positive; infinite for no limit
 */
public record Clipping(Kind kind, double limit) implements Serializable {
    /** What is limited. */
    public enum Kind {
        /** The magnitude of every element. */
        VALUE,
        /** The 2-norm of each dW and of each db: what is longer is scaled to it. */
        NORM,
        /** The 2-norm of all gradients together: if it is longer all are scaled by the same factor. */
        GLOBAL_NORM
    }

    static final Clipping NONE = byValue(Double.POSITIVE_INFINITY);

    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Clipping {
        Objects.requireNonNull(kind, "kind");
        if (!((float) limit > 0)) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
    }

    /**
     * Limits the magnitude of every element.
     *
     * @param limit positive
     * @return the limit
     */
    public static Clipping byValue(double limit) {
        return new Clipping(Kind.VALUE, limit);
    }

    /**
     * Limits the 2-norm of each dW and of each db.
     *
     * @param limit positive
     * @return the limit
     */
    public static Clipping byNorm(double limit) {
        return new Clipping(Kind.NORM, limit);
    }

    /**
     * Limits the 2-norm of all gradients together (Pascanu et al. 2013).
     *
     * @param limit positive
     * @return the limit
     */
    public static Clipping byGlobalNorm(double limit) {
        return new Clipping(Kind.GLOBAL_NORM, limit);
    }

    boolean needsNorms() {
        return kind != Kind.VALUE;
    }

    /**
     * Scales gradients to the limit of their norms, in place; one by value is the optimizer's.
     *
     * @param kernels what computes
     * @param gradients dW and db of each layer
     */
    void apply(Kernels kernels, List<Gradient> gradients) {
        double squares = 0;
        for (int l = 0; l < gradients.size(); l++) {
            Gradient gradient = gradients.get(l);
            double dw = kernels.norm(gradient.dw());
            double db = kernels.norm(gradient.db());
            squares += dw * dw + db * db;
            if (kind == Kind.NORM) {
                scale(kernels, gradient.dw(), dw);
                scale(kernels, gradient.db(), db);
            }
        }
        if (kind == Kind.GLOBAL_NORM) {
            double norm = Math.sqrt(squares);
            for (int l = 0; l < gradients.size(); l++) {
                scale(kernels, gradients.get(l).dw(), norm);
                scale(kernels, gradients.get(l).db(), norm);
            }
        }
    }

    private void scale(Kernels kernels, Matrix gradient, double norm) {
        if (norm > limit) {
            kernels.scale((float) (limit / norm), gradient);
        }
    }
}
