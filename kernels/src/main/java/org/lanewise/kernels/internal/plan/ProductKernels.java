package org.lanewise.kernels.internal.plan;

/** How a backend carries out the plan of a product, range by range of C. */
public interface ProductKernels {
    /** The product with its epilogue, or one block of its sums, for rows × columns of C. */
    void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn);

    /** {@code C = β·C + Σ sums} for some rows, with the sums of so many blocks of k; β counts before the first of all. */
    void addSums(Product p, int blocks, boolean first, boolean last, int fromRow, int toRow);

    /** A piece of the copy that is shared, of the block of B that begins there. */
    default void copyPieceOfB(Product p, int piece, int fromBlockColumn, int fromK) {
        throw new UnsupportedOperationException("plain loops share no copies");
    }

    /** Some rows of the copy that is shared, of the block of A that begins there. */
    default void copyPieceOfA(Product p, int fromRow, int toRow, int fromK) {
        throw new UnsupportedOperationException("plain loops share no copies");
    }

    /** One block of k, for rows × columns of C, from the copies that are shared; with the epilogue if it is the last. */
    default void multiplyCopies(Product p, int fromRow, int toRow, int fromColumn, int toColumn, int fromBlockColumn,
            int fromK) {
        throw new UnsupportedOperationException("plain loops share no copies");
    }
}
