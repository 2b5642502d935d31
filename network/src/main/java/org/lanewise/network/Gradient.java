package org.lanewise.network;

import java.util.Objects;
import org.lanewise.kernels.Matrix;

/**
 * The gradient of a cost with respect to a layer's parameters.
 *
 * @param dw dW, n × n₋, of the mean over the examples
 * @param db db, n × 1, of the mean over the examples
 */
public record Gradient(Matrix dw, Matrix db) {
    /** Checks that none is null. */
    public Gradient {
        Objects.requireNonNull(dw, "dw");
        Objects.requireNonNull(db, "db");
    }
}
