package org.lanewise.network.data;

import java.util.Objects;

/** What a {@link Scaler} or an {@link Imputer} has learned: the numbers of an example become as many others. */
public sealed interface FeatureTransform permits FittedScaler, FittedImputer {
    /**
     * The numbers of an example.
     *
     * @return n
     */
    int size();

    /**
     * The number that takes the place of another.
     *
     * @param i which one of an example, from 0 to {@code size() − 1}
     * @param x the number
     * @return what becomes of it
     * @throws IndexOutOfBoundsException if there is no such number
     */
    double apply(int i, double x);

    /**
     * Changes the numbers of one example; nothing is allocated.
     *
     * @param in n numbers
     * @param out n numbers, written; it may be {@code in}
     * @throws IllegalArgumentException if one has another length
     */
    default void apply(float[] in, float[] out) {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(out, "out");
        if (in.length != size() || out.length != size()) {
            throw new IllegalArgumentException(
                    "in has " + in.length + " numbers, out has " + out.length + ", fitted were " + size());
        }
        for (int i = 0; i < in.length; i++) {
            out[i] = (float) apply(i, in[i]);
        }
    }

    /**
     * Changes the numbers of examples.
     *
     * @param x the examples, which are not written
     * @return as many others; {@link Rows} that are not in memory are changed whenever they are read
     * @throws IllegalArgumentException if they have another number of features
     */
    default Examples apply(Examples x) {
        Objects.requireNonNull(x, "x");
        if (x.features() != size()) {
            throw new IllegalArgumentException("x is " + x + ", fitted were " + size() + " features");
        }
        return x.transformed(this);
    }
}
