package org.lanewise.network.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;

/**
 * The numbers of m examples, n for each: features, targets or predictions. Whether an example is a row or a column of
 * the arrays is said where such an object is made, and nowhere else.
 *
 * <p>Arrays of arrays are copied; a flat array and a {@link Matrix} are not, and what is written to them later shows
 * here. A range or a subset is a view. {@link Rows} that are elsewhere stay there: they are read example by example, whenever they
 * are needed.
 */
public final class Examples {
    /** Examples that are gathered at a time. */
    private static final int RUN = 16;

    private final Rows rows;
    /** Which of the rows each example is; null if they are all of them, in order. */
    private final int @Nullable [] chosen;
    /** Made when they are asked for; whichever thread's are kept, they are the same. */
    private List<Examples> parts = List.of();

    private Examples(Rows rows, int @Nullable [] chosen) {
        this.rows = rows;
        this.chosen = chosen;
    }

    /**
     * Examples that are rows, copied.
     *
     * @param rows m arrays of n numbers
     * @return the examples
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static Examples ofRows(float[][] rows) {
        return ofRows(Matrix.ofRows(rows));
    }

    /**
     * Examples that are rows, copied and rounded to floats.
     *
     * @param rows m arrays of n numbers
     * @return the examples
     * @throws IllegalArgumentException if the rows differ in length
     */
    public static Examples ofRows(double[][] rows) {
        Objects.requireNonNull(rows, "rows");
        float[][] rounded = new float[rows.length][];
        for (int e = 0; e < rows.length; e++) {
            double[] row = Objects.requireNonNull(rows[e], "rows");
            rounded[e] = new float[row.length];
            for (int i = 0; i < row.length; i++) {
                rounded[e][i] = (float) row[i];
            }
        }
        return ofRows(rounded);
    }

    /**
     * Examples that follow one another in an array, which is not copied.
     *
     * @param data m · n numbers
     * @param features n, the numbers of an example, positive
     * @return the examples
     * @throws IllegalArgumentException if {@code features} is not positive, or the length is no multiple of it
     */
    public static Examples ofRows(float[] data, int features) {
        Objects.requireNonNull(data, "data");
        if (features < 1 || data.length % features != 0) {
            throw new IllegalArgumentException(
                    "data has " + data.length + " numbers, which is no multiple of " + features + " features");
        }
        return ofRows(Matrix.of(data.length / features, features, data));
    }

    /**
     * Examples that are the rows of a matrix, which is not copied.
     *
     * @param rows m × n
     * @return the examples
     */
    public static Examples ofRows(Matrix rows) {
        return new Examples(new MatrixRows(rows, true), null);
    }

    /**
     * Examples that are not in memory, where they stay.
     *
     * @param rows m examples of n numbers
     * @return the examples
     * @throws IllegalArgumentException if they have no number
     */
    public static Examples ofRows(Rows rows) {
        Objects.requireNonNull(rows, "rows");
        if (rows.features() < 1) {
            throw new IllegalArgumentException("rows must have a feature at least, they have " + rows.features());
        }
        return new Examples(rows, null);
    }

    /**
     * Examples that are columns, copied.
     *
     * @param rows n arrays, one for each feature, of m numbers, one for each example
     * @return the examples
     * @throws IllegalArgumentException if the arrays differ in length
     */
    public static Examples ofColumns(float[][] rows) {
        return ofColumns(Matrix.ofRows(rows));
    }

    /**
     * Examples that are the columns of a matrix, which is not copied.
     *
     * @param columns n × m
     * @return the examples
     */
    public static Examples ofColumns(Matrix columns) {
        return new Examples(new MatrixRows(columns, false), null);
    }

    /**
     * The number of examples.
     *
     * @return m
     */
    public int size() {
        return chosen != null ? chosen.length : rows.size();
    }

    /**
     * The numbers of each example.
     *
     * @return n
     */
    public int features() {
        return rows.features();
    }

    /**
     * Whether the examples are the rows of a matrix, all of them, so that {@link #toRowMatrix()} copies nothing.
     *
     * @return whether they are; if not, they are columns, or a subset
     */
    public boolean areRows() {
        return chosen == null && rows instanceof MatrixRows(Matrix any, boolean inRows) && inRows;
    }

    /**
     * Whether the examples are the columns of a matrix, all of them, so that {@link #toColumns()} copies nothing.
     *
     * @return whether they are; if not, they are rows, or a subset
     */
    public boolean areColumns() {
        return chosen == null && rows instanceof MatrixRows(Matrix any, boolean inRows) && !inRows;
    }

    /**
     * One number.
     *
     * @param example from 0 to {@code size() − 1}
     * @param i from 0 to {@code features() − 1}
     * @return the number
     * @throws IndexOutOfBoundsException if there is no such number
     */
    public float get(int example, int i) {
        return rows.get(row(example), i);
    }

    private int row(int example) {
        return chosen != null ? chosen[example] : example;
    }

    /**
     * The class that an example's numbers speak for if they are predictions: the one of the largest, the first of equals;
     * of a single number 1 from 0.5 on, else 0.
     *
     * @param example from 0 to {@code size() − 1}
     * @return the class
     * @throws ArithmeticException if a number is NaN
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public int predictedClass(int example) {
        int largest = 0;
        for (int i = 0; i < features(); i++) {
            if (Float.isNaN(get(example, i))) {
                throw new ArithmeticException("prediction " + i + " of example " + example + " is NaN");
            }
            largest = get(example, i) > get(example, largest) ? i : largest;
        }
        return features() > 1 ? largest : get(example, 0) >= 0.5f ? 1 : 0;
    }

    /**
     * Some examples that follow one another; a view.
     *
     * @param from the first
     * @param to the one after the last
     * @return {@code to − from} examples
     * @throws IndexOutOfBoundsException if there are no such examples
     */
    public Examples range(int from, int to) {
        Objects.checkFromToIndex(from, to, size());
        return chosen != null
                ? new Examples(rows, Arrays.copyOfRange(chosen, from, to))
                : new Examples(rows.range(from, to), null);
    }

    /**
     * All examples, some at a time; views. They are kept until they are asked for in another size, so that asking again
     * allocates nothing.
     *
     * @param size examples of a part, positive; the last one may have fewer
     * @return the parts, in order
     * @throws IllegalArgumentException if {@code size} is not positive
     */
    public List<Examples> parts(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size of a part must be positive: " + size);
        }
        List<Examples> last = parts;
        int count = Math.ceilDiv(size(), size);
        if (last.size() != count || (count > 1 && last.getFirst().size() != size)) {
            last = count == 1
                    ? List.of(this)
                    : IntStream.range(0, count)
                            .mapToObj(part -> range(part * size, Math.min((part + 1) * size, size()))).toList();
            parts = last;
        }
        return last;
    }

    /**
     * Chosen examples, in the order given; a view.
     *
     * @param examples their numbers; one may stand more than once
     * @return the examples
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public Examples subset(int... examples) {
        Objects.requireNonNull(examples, "examples");
        int[] in = new int[examples.length];
        for (int e = 0; e < in.length; e++) {
            in[e] = row(Objects.checkIndex(examples[e], size()));
        }
        return new Examples(rows, in);
    }

    /**
     * A copy with a row for each example.
     *
     * @return m arrays of n numbers
     */
    public float[][] toRows() {
        float[][] rows = new float[size()][features()];
        for (int e = 0; e < rows.length; e++) {
            copyTo(e, rows[e]);
        }
        return rows;
    }

    /**
     * Copies one example.
     *
     * @param example its number
     * @param to n numbers, written
     * @throws IllegalArgumentException if {@code to} has another length
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public void copyTo(int example, float[] to) {
        Objects.requireNonNull(to, "to");
        Objects.checkIndex(example, size());
        if (to.length != features()) {
            throw new IllegalArgumentException(
                    "to has " + to.length + " numbers, an example has " + features() + " features");
        }
        int row = row(example);
        if (rows instanceof MatrixRows(Matrix matrix, boolean inRows) && inRows) {
            System.arraycopy(matrix.data(), matrix.index(row, 0), to, 0, to.length);
        } else {
            for (int i = 0; i < to.length; i++) {
                to[i] = rows.get(row, i);
            }
        }
    }

    /**
     * The examples with a column for each, as the equations of a network have them.
     *
     * @return n × m; the matrix that they were made of where that has columns, else a copy
     */
    public Matrix toColumns() {
        if (chosen == null && rows instanceof MatrixRows(Matrix matrix, boolean inRows)) {
            return inRows ? matrix.transposed() : matrix;
        }
        int[] all = IntStream.range(0, size()).toArray();
        Matrix columns = Matrix.zeros(features(), all.length);
        gather(all, 0, columns);
        return columns;
    }

    /**
     * The matrix whose rows the examples are, for those who can do without a copy.
     *
     * @return m × n; a copy unless they were made of rows
     */
    public Matrix toRowMatrix() {
        return chosen == null && rows instanceof MatrixRows(Matrix matrix, boolean inRows) && inRows
                ? matrix
                : Matrix.ofRows(toRows());
    }

    /**
     * Copies chosen examples into the columns of a matrix, as a mini-batch wants them.
     *
     * @param order numbers of examples
     * @param first where in {@code order} the wanted ones begin
     * @param columns n × b, written: its column j is example {@code order[first + j]}
     * @throws IllegalArgumentException if {@code columns} has another number of rows
     * @throws IndexOutOfBoundsException if there are no such examples
     */
    public void gather(int[] order, int first, Matrix columns) {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(columns, "columns");
        int b = columns.columns();
        Dataset.checkOrder(order, first, b, size());
        if (columns.rows() != features()) {
            throw new IllegalArgumentException(
                    "columns is " + columns + ", the examples have " + features() + " features");
        }
        if (!(rows instanceof MatrixRows(Matrix matrix, boolean inRows))) {
            gatherRows(order, first, columns);
        } else if (inRows) {
            gatherRows(matrix, order, first, columns);
        } else {
            gatherColumns(matrix, order, first, columns);
        }
    }

    /** As below, from wherever they are: nothing but the access differs. */
    private void gatherRows(int[] order, int first, Matrix columns) {
        for (int j = 0; j < columns.columns(); j += RUN) {
            int end = Math.min(j + RUN, columns.columns());
            for (int i = 0; i < columns.rows(); i++) {
                for (int c = j; c < end; c++) {
                    columns.set(i, c, rows.get(row(order[first + c]), i));
                }
            }
        }
    }

    /** Each example is read in one run, and a few of them at a time, so that what is written is a run as well. */
    private void gatherRows(Matrix matrix, int[] order, int first, Matrix columns) {
        int n = columns.rows();
        float[] to = columns.data();
        float[] from = matrix.data();
        for (int j = 0; j < columns.columns(); j += RUN) {
            int end = Math.min(j + RUN, columns.columns());
            for (int i = 0; i < n; i++) {
                int row = columns.index(i, 0);
                for (int c = j; c < end; c++) {
                    to[row + c] = from[matrix.index(row(order[first + c]), i)];
                }
            }
        }
    }

    private void gatherColumns(Matrix matrix, int[] order, int first, Matrix columns) {
        for (int i = 0; i < columns.rows(); i++) {
            for (int j = 0; j < columns.columns(); j++) {
                columns.set(i, j, matrix.get(i, row(order[first + j])));
            }
        }
    }

    /**
     * Throws unless every number is finite.
     *
     * @param name what the examples are called in the message
     * @throws IllegalArgumentException if a number is infinite or NaN
     */
    public void checkFinite(String name) {
        Objects.requireNonNull(name, "name");
        for (int e = 0; e < size(); e++) {
            for (int i = 0; i < features(); i++) {
                if (!Float.isFinite(get(e, i))) {
                    throw new IllegalArgumentException(
                            name + " must be finite: number " + i + " of example " + e + " is " + get(e, i));
                }
            }
        }
    }

    /** The same examples with changed numbers: those that are elsewhere are changed when they are read. */
    Examples transformed(FeatureTransform transform) {
        if (!(rows instanceof MatrixRows)) {
            return new Examples(new TransformedRows(rows, transform), chosen);
        }
        Matrix changed = Matrix.zeros(size(), features());
        float[] example = new float[features()];
        for (int e = 0; e < size(); e++) {
            copyTo(e, example);
            transform.apply(example, example);
            System.arraycopy(example, 0, changed.data(), changed.index(e, 0), example.length);
        }
        return ofRows(changed);
    }

    /** A sum over all numbers, which can be taken in the order in which they are in memory. */
    long fingerprint() {
        int m = size();
        int n = features();
        boolean inRows = !(rows instanceof MatrixRows(Matrix matrix, boolean areRows)) || areRows;
        long sum = mix(m, n);
        for (int outer = 0; outer < (inRows ? m : n); outer++) {
            for (int inner = 0; inner < (inRows ? n : m); inner++) {
                int example = inRows ? outer : inner;
                int i = inRows ? inner : outer;
                sum += mix((long) example * n + i, Float.floatToIntBits(get(example, i)));
            }
        }
        return sum;
    }

    /** Scatters a place and a value over 64 bits, by the finalizer of SplitMix64 (Steele et al. 2014). */
    static long mix(long place, int bits) {
        long z = ((place + 1) * 0x9e3779b97f4a7c15L) ^ (bits * 0xd1342543de82ef95L);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * How many examples of how many numbers.
     *
     * @return for example {@code 1797 examples of 64}
     */
    @Override
    public String toString() {
        return size() + " examples of " + features();
    }
}
