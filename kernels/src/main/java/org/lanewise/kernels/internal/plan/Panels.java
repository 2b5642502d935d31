package org.lanewise.kernels.internal.plan;

import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;

/**
 * A matrix that was packed once, to be read along either dimension: cut into blocks of {@link Product#KC} columns, each of
 * them into panels of {@link #ROWS} rows, and each panel stored column by column. The last panel has the rows that are
 * left and zeros to fill whole {@link #ALIGNMENT}s. A step of k so has a panel's elements next to each other: broadcast one
 * by one they are a tile of rows of the left operand, loaded as vectors they are columns of a right operand that is the
 * transpose.
 *
 * <p>The layout is the same for all backends and lane widths.
 */
public final class Panels {
    /** Rows of a panel. */
    public static final int ROWS = 64;
    /** The rows of the last panel are a multiple of this, which is a multiple of any vector's lanes. */
    public static final int ALIGNMENT = 16;

    private final int rows;
    private final int columns;
    private final int panelRows;
    /** {@link #rows} with those that fill the last panel. */
    private final int paddedRows;
    private final float[] data;
    /** The same matrix in lower panels, once a product has asked for them. */
    private volatile @Nullable Panels stripes;

    /**
     * Panels of zeros.
     *
     * @throws IllegalArgumentException if they do not fit an array
     */
    private Panels(int rows, int columns) {
        this(rows, columns, ROWS, ALIGNMENT);
    }

    private Panels(int rows, int columns, int panelRows, int alignment) {
        this.rows = rows;
        this.columns = columns;
        this.panelRows = panelRows;
        long padded = ((long) rows + alignment - 1) / alignment * alignment;
        if (columns > 0 && padded > (Integer.MAX_VALUE - 8) / columns) {
            throw new IllegalArgumentException("packed, " + rows + "x" + columns + " does not fit an array");
        }
        this.paddedRows = columns == 0 ? 0 : (int) padded;
        this.data = new float[paddedRows * columns];
    }

    /** Panels of zeros for {@code op(A)}. */
    public static Panels zerosFor(Matrix a, boolean transposed) {
        return transposed ? new Panels(a.columns(), a.rows()) : new Panels(a.rows(), a.columns());
    }

    /** A copy of {@code op(A)}, element by element. */
    public static Panels of(Matrix a, boolean transposed) {
        Panels panels = zerosFor(a, transposed);
        panels.copy(a, transposed);
        return panels;
    }

    private void copy(Matrix a, boolean transposed) {
        float[] from = a.data();
        int stepK = transposed ? a.leadingDimension() : 1;
        int kc;
        for (int k = 0; k < columns; k += kc) {
            kc = Math.min(Product.KC, columns - k);
            for (int i = 0; i < rows; i++) {
                int at = transposed ? a.index(k, i) : a.index(i, k);
                int to = index(i, k);
                int step = width(i);
                for (int p = 0; p < kc; p++) {
                    data[to + p * step] = from[at + p * stepK];
                }
            }
        }
    }

    /**
     * The same matrix in panels as high as a tile. Where many columns share the rows of a tile, those stay in the L1 cache,
     * and of a high panel they would be pieces far apart. The copy is made when a product first asks, and kept.
     */
    public Panels inStripes(int height) {
        Panels present = stripes;
        if (present == null || present.panelRows != height) {
            present = new Panels(rows, columns, height, 1);
            copyTo(present);
            stripes = present;
        }
        return present;
    }

    private void copyTo(Panels other) {
        int kc;
        for (int k = 0; k < columns; k += kc) {
            kc = Math.min(Product.KC, columns - k);
            int n;
            for (int i = 0; i < rows; i += n) {
                n = Math.min(rowsLeft(i), other.rowsLeft(i));
                int from = index(i, k);
                int to = other.index(i, k);
                for (int p = 0; p < kc; p++) {
                    System.arraycopy(data, from + p * width(i), other.data, to + p * other.width(i), n);
                }
            }
        }
    }

    /** The bytes of the elements, in all the forms that there are. */
    public long bytes() {
        Panels other = stripes;
        return (long) Float.BYTES * data.length + (other == null ? 0 : other.bytes());
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
        int inPanel = i % panelRows;
        return k * paddedRows + (i - inPanel) * blockColumns + inPanel;
    }

    /** The rows of row i's panel, with those that fill it: how far the elements of a row are apart within a block. */
    public int width(int i) {
        return Math.min(panelRows, paddedRows - i / panelRows * panelRows);
    }

    /** The rows that row i's panel has from there on. */
    public int rowsLeft(int i) {
        return Math.min(panelRows - i % panelRows, rows - i);
    }
}
