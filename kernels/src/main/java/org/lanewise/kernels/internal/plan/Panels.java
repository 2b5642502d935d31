package org.lanewise.kernels.internal.plan;

import org.lanewise.kernels.Matrix;

/**
 * A left operand as the micro-kernels like to read it: cut into blocks of {@link Product#KC} columns, each of them into
 * panels of some rows, and each panel stored column by column. The last panel has the rows that are left.
 */
public final class Panels {
    /** Vectors may be loaded at any element of a panel: this much may be read beyond the last one. */
    private static final int SLACK = 16;

    private final int rows;
    private final int columns;
    private final int panelRows;
    private final float[] data;

    private Panels(int rows, int columns, int panelRows) {
        this.rows = rows;
        this.columns = columns;
        this.panelRows = panelRows;
        this.data = new float[Math.addExact(Math.multiplyExact(rows, columns), SLACK)];
    }

    /** A copy of {@code op(A)} in panels of so many rows. */
    public static Panels of(Matrix a, boolean transposed, int panelRows) {
        Panels panels = transposed
                ? new Panels(a.columns(), a.rows(), panelRows)
                : new Panels(a.rows(), a.columns(), panelRows);
        for (int i = 0; i < panels.rows; i++) {
            int step = panels.step(i);
            for (int k = 0; k < panels.columns; k += Product.KC) {
                int to = panels.index(i, k);
                for (int p = k; p < Math.min(k + Product.KC, panels.columns); p++, to += step) {
                    panels.data[to] = transposed ? a.get(p, i) : a.get(i, p);
                }
            }
        }
        return panels;
    }

    /** Rows of the matrix. */
    public int rows() {
        return rows;
    }

    /** Columns of the matrix. */
    public int columns() {
        return columns;
    }

    /** The elements. */
    public float[] data() {
        return data;
    }

    /** Where row i has its element of column k, the first of a block. */
    public int index(int i, int k) {
        int blockColumns = Math.min(Product.KC, columns - k);
        int panel = i / panelRows * panelRows;
        return k * rows + panel * blockColumns + (i - panel);
    }

    /** How far apart the elements of row i are within a block: the rows of its panel. */
    public int step(int i) {
        return Math.min(panelRows, rows - i / panelRows * panelRows);
    }

    /** The rows that row i's panel has from there on. */
    public int rowsLeft(int i) {
        return i / panelRows * panelRows + step(i) - i;
    }
}
