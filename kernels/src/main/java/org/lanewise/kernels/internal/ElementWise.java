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
    /** {@code α·sign(x) + y}. */
    SIGN_AXPY,
    /** x limited to −α and α. */
    CLAMPED
}
