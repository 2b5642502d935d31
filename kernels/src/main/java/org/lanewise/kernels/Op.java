package org.lanewise.kernels;

/** Whether a product takes an operand as it is or transposed: the {@code op} of {@code C = α·op(A)·op(B) + β·C}. */
public enum Op {
    /** The matrix itself. */
    N,
    /** Its transpose; nothing is copied. */
    T
}
