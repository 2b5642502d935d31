package org.lanewise.network.training;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Gradient;
import org.lanewise.network.Network;

/** A sum over shards: some numbers, in the order of the parameters, and a cost. */
public final class ShardSum {
    private final Matrix values;
    private double cost;
    /** Views of the numbers, once they are asked for. */
    private @Nullable List<Gradient> gradients;

    /**
     * A sum of zeros.
     *
     * @param length how many numbers
     * @throws IllegalArgumentException if it is negative, or no array has so many
     */
    public ShardSum(int length) {
        this(Matrix.zeros(1, length).data(), 0);
    }

    /**
     * A sum that is known.
     *
     * @param values the numbers, not copied
     * @param cost the cost
     */
    public ShardSum(float[] values, double cost) {
        this.values = Matrix.of(1, Objects.requireNonNull(values, "values").length, values);
        this.cost = cost;
    }

    /**
     * The numbers.
     *
     * @return the array itself
     */
    public float[] values() {
        return values.data();
    }

    /**
     * The cost.
     *
     * @return the sum of the shards' costs
     */
    public double cost() {
        return cost;
    }

    void setCost(double newCost) {
        cost = newCost;
    }

    /** The numbers as a row. */
    Matrix row() {
        return values;
    }

    /** The numbers as gradients; they are always those of one network. */
    List<Gradient> gradients(Network network) {
        if (gradients == null) {
            gradients = Flat.gradients(network, values());
        }
        return Objects.requireNonNull(gradients);
    }

    void copyFrom(ShardSum other) {
        values.copyFrom(other.values);
        cost = other.cost;
    }
}
