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
    /** {@code α·sign(x) + y}. */
    SIGN_AXPY,
    /** x limited to −α and α. */
    CLAMPED;

    /** Where in its array the element of Y is that belongs to an element of Z. */
    public int indexOfY(Matrix y, int row, int column) {
        return y.index(y.rows() == 1 ? 0 : row, this == SHIFTED ? 0 : column);
    }
}
