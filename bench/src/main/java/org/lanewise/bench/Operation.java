package org.lanewise.bench;

import java.util.function.Consumer;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

/**
 * One computation on given data, by the library and by naive loops, and how far the two may differ.
 *
 * @param result where both write, without gaps
 * @param library computes with given kernels
 * @param naive computes with plain loops
 * @param tolerance the largest difference that rounding explains
 */
public record Operation(Matrix result, Consumer<Kernels> library, Runnable naive, Tolerance tolerance) {

    /** Half the distance from 1 to the next float: the largest relative error of one rounding. */
    static final double UNIT_ROUNDOFF = 0x1p-24;

    /** How far an element of the result may be from what the naive loops give. */
    public interface Tolerance {
        double at(int index, float expected);
    }

    /**
     * The relative error of a sum of n rounded products, {@code γₙ = n·u / (1 − n·u)}: two such sums, in whatever
     * orders, are at most {@code 2·γₙ·Σ|a||b|} apart.
     */
    public static double gamma(int n) {
        return n * UNIT_ROUNDOFF / (1 - n * UNIT_ROUNDOFF);
    }

    /**
     * Computes in every way, and throws unless the backends agree bit by bit and the naive loops agree within the
     * tolerance.
     *
     * @param kernels the threads to compute with on the vector backend; the scalar one takes a single thread
     * @throws IllegalStateException if a result is wrong
     */
    void check(Kernels kernels) {
        float[] vector = resultOf(() -> library.accept(kernels.withBackend(Backend.VECTOR)));
        float[] scalar = resultOf(() -> library.accept(kernels.withBackend(Backend.SCALAR).withThreads(1)));
        float[] expected = resultOf(naive);
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToIntBits(vector[i]) != Float.floatToIntBits(scalar[i])) {
                throw new IllegalStateException("element " + i + " of " + result + " is " + vector[i]
                        + " on the vector backend and " + scalar[i] + " on the scalar one");
            }
            double allowed = tolerance.at(i, expected[i]);
            // Negated, so that a NaN is refused as well.
            if (!(Math.abs((double) vector[i] - expected[i]) <= allowed)) {
                throw new IllegalStateException("element " + i + " of " + result + " is " + vector[i]
                        + ", the naive loops say " + expected[i] + " ± " + allowed);
            }
        }
    }

    private float[] resultOf(Runnable computation) {
        result.fill(Float.NaN);
        computation.run();
        return result.toArray();
    }
}
