package org.lanewise.kernels;

import org.lanewise.kernels.internal.plan.Panels;

/**
 * A matrix that was packed once, by {@link Kernels#pack}, to be the left operand of many products: weights between the
 * steps of inference, say. It is an immutable copy, may be used by many threads at once and with any backend, and the
 * products have the same bits as those of the matrix itself. It pays most where the other operand has few columns,
 * above all a single one.
 */
public final class PackedMatrix {
    private final Panels panels;

    PackedMatrix(Panels panels) {
        this.panels = panels;
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
        return panels.rows();
    }

    /**
     * Columns.
     *
     * @return the number of columns
     */
    public int columns() {
        return panels.columns();
    }

    @Override
    public String toString() {
        return "packed " + rows() + "x" + columns();
    }
}
