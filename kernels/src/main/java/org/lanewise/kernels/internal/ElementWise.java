package org.lanewise.kernels.internal;

/**
 * What is computed with each element, {@code zᵢⱼ = f(xᵢⱼ, yᵢⱼ)}. A Y of a single row stands for as many equal rows as
 * there have to be.
 */
public enum ElementWise {
    /** {@code α·x + y}, rounded once. */
    AXPY,
    /** {@code α·x}. */
    SCALED,
    /** {@code x + y}. */
    SUM,
    /** {@code x·y}. */
    PRODUCT,
    /** {@code x + y} with a column Y, which stands for as many equal columns as there have to be. */
    SHIFTED,
    /** {@code x·y} with a column Y, which stands for as many equal columns as there have to be. */
    WEIGHTED;

    /** Whether Y is a column, so that a row has one element of it. */
    public boolean byRows() {
        return this == SHIFTED || this == WEIGHTED;
    }
}
