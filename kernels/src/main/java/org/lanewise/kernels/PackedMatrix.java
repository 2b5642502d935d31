package org.lanewise.kernels;

import org.lanewise.kernels.internal.plan.Panels;

/**
 * A matrix that was packed once, by {@link Kernels#pack} or {@link Kernels#packRight}, to be an operand of many products:
 * weights between the steps of inference, say. It is an immutable copy, may be used by many threads at once and with any
 * backend, and the products have the same bits as those of the matrix itself. It pays most where the other operand has
 * few columns, or few rows.
 */
public final class PackedMatrix {
    /** The matrix; of a right operand its transpose. */
    private final Panels panels;
    private final boolean right;

    PackedMatrix(Panels panels, boolean right) {
        this.panels = panels;
        this.right = right;
    }

    Panels panels() {
        return panels;
    }

    /**
     * Rows.
     *
     * @return the number of rows
     */
    public int rows() {
        return right ? panels.columns() : panels.rows();
    }

    /**
     * Columns.
     *
     * @return the number of columns
     */
    public int columns() {
        return right ? panels.rows() : panels.columns();
    }

    /**
     * Whether this is the right operand of products, from {@link Kernels#packRight}; otherwise it is the left one.
     *
     * @return whether it stands on the right
     */
    public boolean isRight() {
        return right;
    }

    /**
     * The memory that this copy takes. It grows once, by about as much again, when a left operand that has served products
     * of few columns meets many.
     *
     * @return the bytes of its elements, with those that fill the last panel
     */
    public long packedBytes() {
        return panels.bytes();
    }

    @Override
    public String toString() {
        return "packed " + rows() + "x" + columns();
    }
}
