package org.lanewise.kernels.internal;

import org.lanewise.kernels.Matrix;

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
    WEIGHTED,
    /** {@code α·sign(x) + y}. */
    SIGN_AXPY,
    /** x limited to −α and α. */
    CLAMPED;

    /** Whether Y is a column, so that a row has one element of it. */
    public boolean byRows() {
        return this == SHIFTED || this == WEIGHTED;
    }

    /** Where in its array the element of Y is that belongs to an element of Z. */
    public int indexOfY(Matrix y, int row, int column) {
        return y.index(y.rows() == 1 ? 0 : row, byRows() ? 0 : column);
    }
}
