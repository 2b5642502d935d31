package org.lanewise.network;

import java.util.Objects;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;

/**
 * How weights start. The numbers come from a {@link RandomStream}, so a seed gives the same weights on every machine. Normal
 * ones are not truncated; Keras cuts its own off at two deviations.
 *
 * <p>Weights that are given are those of {@link DenseLayer#DenseLayer}.
 *
 * @param kind which distribution
 * @param value the weights of a constant initialization; 0 for every other kind
 */
public record Initialization(Kind kind, float value) {

    /** The distributions of weights with n₋ inputs and n outputs. */
    public enum Kind {
        /** Normal with mean 0 and variance {@code 2 / n₋}. */
        HE_NORMAL,
        /** Uniform between {@code ±√(6 / n₋)}. */
        HE_UNIFORM,
        /** Normal with mean 0 and variance {@code 2 / (n₋ + n)}. */
        GLOROT_NORMAL,
        /** Uniform between {@code ±√(6 / (n₋ + n))}. */
        GLOROT_UNIFORM,
        /** Normal with mean 0 and variance {@code 1 / n₋}. */
        LECUN_NORMAL,
        /** Uniform between {@code ±√(3 / n₋)}. */
        LECUN_UNIFORM,
        /** All the same. */
        CONSTANT
    }

    /** He et al. 2015, for ReLU and its relatives: normal with mean 0 and variance {@code 2 / n₋}. */
    public static final Initialization HE_NORMAL = new Initialization(Kind.HE_NORMAL, 0);
    /** He et al. 2015, for ReLU and its relatives: uniform between {@code ±√(6 / n₋)}. */
    public static final Initialization HE_UNIFORM = new Initialization(Kind.HE_UNIFORM, 0);
    /** Glorot and Bengio 2010, for sigmoid, tanh and softmax: normal with mean 0 and variance {@code 2 / (n₋ + n)}. */
    public static final Initialization GLOROT_NORMAL = new Initialization(Kind.GLOROT_NORMAL, 0);
    /** Glorot and Bengio 2010, for sigmoid, tanh and softmax: uniform between {@code ±√(6 / (n₋ + n))}. */
    public static final Initialization GLOROT_UNIFORM = new Initialization(Kind.GLOROT_UNIFORM, 0);
    /** LeCun et al. 1998: normal with mean 0 and variance {@code 1 / n₋}. */
    public static final Initialization LECUN_NORMAL = new Initialization(Kind.LECUN_NORMAL, 0);
    /** LeCun et al. 1998: uniform between {@code ±√(3 / n₋)}. */
    public static final Initialization LECUN_UNIFORM = new Initialization(Kind.LECUN_UNIFORM, 0);
    /** All weights 0: for an output layer, never for a hidden one, whose units would stay alike. */
    public static final Initialization ZEROS = constant(0);

    /**
     * Checks the value.
     *
     * @throws NullPointerException if {@code kind} is null
     * @throws IllegalArgumentException if {@code value} is not finite, or not 0 for a kind that has none
     */
    public Initialization {
        Objects.requireNonNull(kind, "kind");
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException("value must be finite: " + value);
        }
        if (value != 0 && kind != Kind.CONSTANT) {
            throw new IllegalArgumentException(kind + " has no value: " + value);
        }
    }

    /**
     * All weights the same.
     *
     * @param value the weights, finite
     * @return the initialization
     * @throws IllegalArgumentException if {@code value} is not finite
     */
    public static Initialization constant(float value) {
        return new Initialization(Kind.CONSTANT, value);
    }

    /** Fills weights of n × n₋ with the next numbers of a stream, row by row. */
    void fill(Matrix weights, RandomStream stream) {
        double before = weights.columns();
        double both = before + weights.rows();
        switch (kind) {
            case HE_NORMAL -> normal(weights, stream, 2 / before);
            case HE_UNIFORM -> uniform(weights, stream, 6 / before);
            case GLOROT_NORMAL -> normal(weights, stream, 2 / both);
            case GLOROT_UNIFORM -> uniform(weights, stream, 6 / both);
            case LECUN_NORMAL -> normal(weights, stream, 1 / before);
            case LECUN_UNIFORM -> uniform(weights, stream, 3 / before);
            case CONSTANT -> weights.fill(value);
        }
    }

    private static void normal(Matrix weights, RandomStream stream, double variance) {
        stream.fillNormal(weights, 0, Math.sqrt(variance));
    }

    private static void uniform(Matrix weights, RandomStream stream, double squaredLimit) {
        double limit = Math.sqrt(squaredLimit);
        stream.fillUniform(weights, -limit, limit);
    }
}
