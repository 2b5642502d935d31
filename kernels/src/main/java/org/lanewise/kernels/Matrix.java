package org.lanewise.kernels;

import java.util.Arrays;
import java.util.Objects;

/**
 * A dense row-major matrix of floats: a view of an array, never a copy of it.
 *
 * <p>Element (i, j) is {@code data[offset + i·leadingDimension + j]}. Several matrices may view one array. The shape is
 * fixed, the elements are not; concurrent writes need the caller's own ordering. Either dimension may be 0.
 */
public final class Matrix {
    /** Side of the blocks that are transposed at a time: their rows and their columns both stay in the L1 cache. */
    private static final int BLOCK = 32;

    private final float[] data;
    private final int offset;
    private final int rows;
    private final int columns;
    private final int leadingDimension;

    private Matrix(float[] data, int offset, int rows, int columns, int leadingDimension) {
        this.data = data;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.leadingDimension = leadingDimension;
    }

    /**
     * A matrix of zeros in an array of its own.
     *
     * @param rows number of rows, not negative
     * @param columns number of columns, not negative
     * @return the matrix
     * @throws IllegalArgumentException if a dimension is negative, or {@code rows·columns} does not fit an array
     */
    public static Matrix zeros(int rows, int columns) {
        checkShape(rows, columns);
        long size = (long) rows * columns;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(rows + "x" + columns + " does not fit an array");
        }
        return new Matrix(new float[(int) size], 0, rows, columns, columns);
    }

    /**
     * Views a whole array as a {@code rows × columns} matrix.
     *
     * @param rows number of rows, not negative
     * @param columns number of columns, not negative
     * @param data the elements, row by row; its length is {@code rows·columns}
     * @return the view
     * @throws NullPointerException if {@code data} is null
     * @throws IllegalArgumentException if a dimension is negative or the array has another length
     */
    public static Matrix of(int rows, int columns, float... data) {
        Objects.requireNonNull(data, "data");
        checkShape(rows, columns);
        if ((long) rows * columns != data.length) {
            throw new IllegalArgumentException(
                    "data has " + data.length + " elements, a " + rows + "x" + columns + " matrix has "
                            + (long) rows * columns);
        }
        return new Matrix(data, 0, rows, columns, columns);
    }

    /**
     * A matrix with the elements of some rows, in an array of its own.
     *
     * @param rows the rows, all of the same length; without any the matrix is 0 × 0
     * @return the matrix, which is a copy
     * @throws NullPointerException if {@code rows} or one of them is null
     * @throws IllegalArgumentException if the rows differ in length, or their elements do not fit an array
     */
    public static Matrix ofRows(float[][] rows) {
        Objects.requireNonNull(rows, "rows");
        int columns = rows.length == 0 ? 0 : row(rows, 0).length;
        for (int i = 1; i < rows.length; i++) {
            if (row(rows, i).length != columns) {
                throw new IllegalArgumentException("rows[" + i + "] has " + rows[i].length + " elements, rows[0] has "
                        + columns);
            }
        }
        Matrix x = zeros(rows.length, columns);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, x.data, x.index(i, 0), columns);
        }
        return x;
    }

    private static float[] row(float[][] rows, int i) {
        return Objects.requireNonNull(rows[i], () -> "rows[" + i + "]");
    }

    /**
     * Views a part of an array as a {@code rows × columns} matrix.
     *
     * @param data the array
     * @param offset index of element (0, 0)
     * @param rows number of rows, not negative
     * @param columns number of columns, not negative
     * @param leadingDimension distance in the array between an element and the one below it, at least {@code columns}
     * @return the view
     * @throws NullPointerException if {@code data} is null
     * @throws IllegalArgumentException if a dimension is negative or the leading dimension is below {@code columns}
     * @throws IndexOutOfBoundsException if an element would lie outside the array
     */
    public static Matrix view(float[] data, int offset, int rows, int columns, int leadingDimension) {
        Objects.requireNonNull(data, "data");
        checkShape(rows, columns);
        if (leadingDimension < columns) {
            throw new IllegalArgumentException(
                    "leadingDimension " + leadingDimension + " is below the number of columns, " + columns);
        }
        long span = rows == 0 || columns == 0 ? 0 : (long) (rows - 1) * leadingDimension + columns;
        if (offset < 0 || offset + span > data.length) {
            throw new IndexOutOfBoundsException("a " + rows + "x" + columns + " matrix at offset " + offset
                    + " with leadingDimension " + leadingDimension + " does not fit data of length " + data.length);
        }
        // Rows without elements all begin at the offset, so that no row begins outside the array.
        return new Matrix(data, offset, rows, columns, columns == 0 ? 0 : leadingDimension);
    }

    private static void checkShape(int rows, int columns) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException("rows and columns must not be negative: " + rows + "x" + columns);
        }
    }

    /**
     * The number of rows.
     *
     * @return the number of rows
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns.
     *
     * @return the number of columns
     */
    public int columns() {
        return columns;
    }

    /**
     * The array that is viewed.
     *
     * @return the array itself, not a copy
     */
    public float[] data() {
        return data;
    }

    /**
     * The index of element (0, 0) in {@link #data()}.
     *
     * @return the offset
     */
    public int offset() {
        return offset;
    }

    /**
     * The distance in {@link #data()} between an element and the one below it.
     *
     * @return the leading dimension
     */
    public int leadingDimension() {
        return leadingDimension;
    }

    /**
     * Whether the elements follow each other without gaps, row by row.
     *
     * @return whether the whole matrix is one run of the array
     */
    public boolean isContiguous() {
        return leadingDimension == columns || rows <= 1;
    }

    /**
     * The index of element (i, j) in {@link #data()}; not checked.
     *
     * @param i row
     * @param j column
     * @return the index
     */
    public int index(int i, int j) {
        return offset + i * leadingDimension + j;
    }

    /**
     * Element (i, j).
     *
     * @param i row
     * @param j column
     * @return the element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public float get(int i, int j) {
        return data[index(Objects.checkIndex(i, rows), Objects.checkIndex(j, columns))];
    }

    /**
     * Sets element (i, j).
     *
     * @param i row
     * @param j column
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public void set(int i, int j, float value) {
        data[index(Objects.checkIndex(i, rows), Objects.checkIndex(j, columns))] = value;
    }

    /**
     * A view of rows {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param from first row
     * @param to row after the last one
     * @return the view
     * @throws IndexOutOfBoundsException unless {@code 0 ≤ from ≤ to ≤ rows}
     */
    public Matrix rowRange(int from, int to) {
        Objects.checkFromToIndex(from, to, rows);
        return new Matrix(data, from == to ? offset : index(from, 0), to - from, columns, leadingDimension);
    }

    /**
     * A view of columns {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param from first column
     * @param to column after the last one
     * @return the view
     * @throws IndexOutOfBoundsException unless {@code 0 ≤ from ≤ to ≤ columns}
     */
    public Matrix columnRange(int from, int to) {
        Objects.checkFromToIndex(from, to, columns);
        return new Matrix(data, rows == 0 || from == to ? offset : index(0, from), rows, to - from, leadingDimension);
    }

    /**
     * Sets every element.
     *
     * @param value the new value
     */
    public void fill(float value) {
        if (isEmpty()) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            Arrays.fill(data, index(i, 0), index(i, columns), value);
        }
    }

    /**
     * Copies the elements of another matrix of the same shape into this one.
     *
     * @param source where to copy from; it may overlap this matrix in any way: what is copied are its old elements
     * @throws NullPointerException if {@code source} is null
     * @throws IllegalArgumentException if the shapes differ
     */
    public void copyFrom(Matrix source) {
        Objects.requireNonNull(source, "source");
        if (source.rows != rows || source.columns != columns) {
            throw new IllegalArgumentException("source is " + source + ", this matrix " + this);
        }
        if (isEmpty()) {
            return;
        }
        // In one grid each row goes the same way, and writes over rows that were copied already, or over none.
        Matrix from = leadingDimension != source.leadingDimension && overlaps(source) ? source.copy() : source;
        boolean upwards = offset > from.offset;
        for (int done = 0; done < rows; done++) {
            int i = upwards ? rows - 1 - done : done;
            System.arraycopy(from.data, from.index(i, 0), data, index(i, 0), columns);
        }
    }

    /**
     * A copy in an array of its own, without gaps.
     *
     * @return the copy
     */
    public Matrix copy() {
        Matrix copy = zeros(rows, columns);
        copy.copyFrom(this);
        return copy;
    }

    /**
     * A transposed copy in an array of its own, without gaps: its element (j, i) is element (i, j) of this matrix.
     *
     * @return the copy, of shape columns × rows
     */
    public Matrix transposed() {
        Matrix transposed = zeros(columns, rows);
        if (!isEmpty()) {
            for (int down = 0; down <= (rows - 1) / BLOCK; down++) {
                for (int right = 0; right <= (columns - 1) / BLOCK; right++) {
                    transposeBlock(down * BLOCK, right * BLOCK, transposed);
                }
            }
        }
        return transposed;
    }

    private void transposeBlock(int row, int column, Matrix to) {
        int m = Math.min(BLOCK, rows - row);
        int n = Math.min(BLOCK, columns - column);
        for (int j = column; j < column + n; j++) {
            int from = index(row, j);
            int at = to.index(j, row);
            for (int i = 0; i < m; i++) {
                to.data[at + i] = data[from + i * leadingDimension];
            }
        }
    }

    /**
     * The elements row by row in an array of their own.
     *
     * @return the array, of length {@code rows·columns}
     */
    public float[] toArray() {
        return copy().data;
    }

    /**
     * Whether an element of this matrix lies in the same place of the same array as one of the other. Views of one
     * array that differ in the leading dimension count as overlapping where their ranges do.
     *
     * @param other another matrix
     * @return whether they may share an element
     * @throws NullPointerException if {@code other} is null
     */
    public boolean overlaps(Matrix other) {
        Objects.requireNonNull(other, "other");
        if (!sharesArray(other) || isEmpty() || other.isEmpty()) {
            return false;
        }
        if (offset >= other.index(other.rows - 1, other.columns) || other.offset >= index(rows - 1, columns)) {
            return false;
        }
        if (leadingDimension != other.leadingDimension) {
            return true;
        }
        // Same grid: where does the other's corner lie, seen from this one's? Columns may wrap once to either side.
        int delta = other.offset - offset;
        int down = Math.floorDiv(delta, leadingDimension);
        int right = Math.floorMod(delta, leadingDimension);
        return meets(down, right, other) || meets(down + 1, right - leadingDimension, other);
    }

    private boolean meets(int down, int right, Matrix other) {
        return down < rows && -down < other.rows && right < columns && -right < other.columns;
    }

    /** Whether every element of this matrix is the same place in memory as the other's. */
    boolean isSameView(Matrix other) {
        return sharesArray(other) && offset == other.offset && rows == other.rows && columns == other.columns
                && (leadingDimension == other.leadingDimension || rows <= 1);
    }

    @SuppressWarnings("ReferenceEquality") // Two views meet only in one and the same array, equal elements or not.
    private boolean sharesArray(Matrix other) {
        return data == other.data;
    }

    private boolean isEmpty() {
        return rows == 0 || columns == 0;
    }

    /**
     * The shape.
     *
     * @return for example {@code 256x784}
     */
    @Override
    public String toString() {
        return rows + "x" + columns;
    }
}
