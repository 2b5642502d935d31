package org.lanewise.models;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Objects;
import org.lanewise.kernels.Matrix;

/**
 * Values in any number of dimensions, row-major: those of the last dimension lie together. A tensor without dimensions is a single
 * value.
 *
 * <p>A tensor is made over an array and does not copy it, nor is it copied on the way out: who writes to it changes the tensor.
 * Tensors are equal if their types, shapes and values are, where a NaN equals another one, and 0 and −0 differ.
 */
public final class Tensor {
    /** What the values are. */
    public enum Type {
        /** Single precision; numbers of 16 bits in a file become such. */
        FLOAT,
        /** Double precision. */
        DOUBLE,
        /** Integers of 32 bits; smaller ones in a file become such. */
        INT32,
        /** Integers of 64 bits; those of 32 bits without a sign become such. */
        INT64,
        /** True or false. */
        BOOL,
        /** Texts. */
        STRING;

        /**
         * Whether the values are real numbers.
         *
         * @return whether it is one of the two precisions
         */
        public boolean isReal() {
            return this == FLOAT || this == DOUBLE;
        }

        /**
         * Whether the values are integers.
         *
         * @return whether it is one of the two sizes
         */
        public boolean isInteger() {
            return this == INT32 || this == INT64;
        }

        /**
         * Makes an array for values of this type.
         *
         * @param length how many
         * @return zeros, false, or empty texts
         * @throws IllegalArgumentException if there is no array of that length
         */
        public Object newArray(int length) {
            if (length < 0 || length > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("length must be from 0 to what an array can have: " + length);
            }
            return switch (this) {
                case FLOAT -> new float[length];
                case DOUBLE -> new double[length];
                case INT32 -> new int[length];
                case INT64 -> new long[length];
                case BOOL -> new boolean[length];
                case STRING -> {
                    String[] texts = new String[length];
                    Arrays.fill(texts, "");
                    yield texts;
                }
            };
        }
    }

    private final Type type;
    private final int[] shape;
    private final Object values;

    private Tensor(Type type, Object values, int... shape) {
        this.type = type;
        this.shape = shape.clone();
        this.values = values;
        long count = 1;
        for (int dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("a dimension must not be negative: " + Arrays.toString(shape));
            }
            // A dimension of 0 makes it 0, whatever the others are.
            count = Math.min(count * dimension, Integer.MAX_VALUE);
        }
        if (count != size()) {
            throw new IllegalArgumentException("there are " + size() + " values, the shape is "
                    + Arrays.toString(shape));
        }
    }

    /**
     * A tensor of numbers in single precision.
     *
     * @param values the values, row by row; not copied
     * @param shape the dimensions; none for a single value
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(float[] values, int... shape) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(shape, "shape");
        return new Tensor(Type.FLOAT, values, shape);
    }

    /**
     * A tensor of numbers in double precision.
     *
     * @param values the values, row by row; not copied
     * @param shape the dimensions; none for a single value
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(double[] values, int... shape) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(shape, "shape");
        return new Tensor(Type.DOUBLE, values, shape);
    }

    /**
     * A tensor of integers of 64 bits.
     *
     * @param values the values, row by row; not copied
     * @param shape the dimensions; none for a single value
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(long[] values, int... shape) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(shape, "shape");
        return new Tensor(Type.INT64, values, shape);
    }

    /**
     * A tensor of integers of 32 bits.
     *
     * @param values the values, row by row; not copied
     * @param shape the dimensions; none for a single value
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(int[] values, int... shape) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(shape, "shape");
        return new Tensor(Type.INT32, values, shape);
    }

    /**
     * A tensor of truth values.
     *
     * @param values the values, row by row; not copied
     * @param shape the dimensions; none for a single value
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(boolean[] values, int... shape) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(shape, "shape");
        return new Tensor(Type.BOOL, values, shape);
    }

    /**
     * A tensor of texts.
     *
     * @param values the values, row by row, none of them null; not copied
     * @param shape the dimensions; none for a single value
     * @return the tensor
     * @throws NullPointerException if a text is null
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(String[] values, int... shape) {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(shape, "shape");
        for (int i = 0; i < values.length; i++) {
            int at = i;
            Objects.requireNonNull(values[i], () -> "values[" + at + "]");
        }
        return new Tensor(Type.STRING, values, shape);
    }

    /**
     * A tensor over an array whose type the compiler does not know, the other way round than {@link #values()}.
     *
     * @param values the values, row by row, in an array of one of the types above; not copied
     * @param shape the dimensions; none for a single value
     * @return the tensor
     * @throws NullPointerException if a text is null
     * @throws IllegalArgumentException if it is no such array, the number of values is not the product of the dimensions, or one is
     *     negative
     */
    public static Tensor over(Object values, int... shape) {
        Objects.requireNonNull(values, "values");
        return switch (values) {
            case float[] v -> of(v, shape);
            case double[] v -> of(v, shape);
            case int[] v -> of(v, shape);
            case long[] v -> of(v, shape);
            case boolean[] v -> of(v, shape);
            case String[] v -> of(v, shape);
            default -> throw new IllegalArgumentException("no tensor is made of " + values.getClass().getSimpleName());
        };
    }

    /**
     * A tensor of examples in rows.
     *
     * @param rows the rows, of equal length, copied
     * @return a tensor of shape (rows, columns)
     * @throws IllegalArgumentException if there is no row, or two have different lengths
     */
    public static Tensor ofRows(float[][] rows) {
        return ofRows(Matrix.ofRows(rows));
    }

    /**
     * A tensor of examples in rows.
     *
     * @param rows a row for each example; copied only if its array has other numbers, too
     * @return a tensor of shape (rows, columns)
     */
    public static Tensor ofRows(Matrix rows) {
        Objects.requireNonNull(rows, "rows");
        boolean isWhole = rows.isContiguous() && rows.data().length == (long) rows.rows() * rows.columns();
        return of(isWhole ? rows.data() : rows.toArray(), rows.rows(), rows.columns());
    }

    /**
     * What the values are.
     *
     * @return the type
     */
    public Type type() {
        return type;
    }

    /**
     * The shape.
     *
     * @return the dimensions, from the one of the rows to the one along which neighbours lie
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * The number of dimensions.
     *
     * @return the rank, 0 for a single value
     */
    public int rank() {
        return shape.length;
    }

    /**
     * A dimension.
     *
     * @param axis which one, from 0
     * @return its size
     * @throws ArrayIndexOutOfBoundsException if there is no such dimension
     */
    public int dimension(int axis) {
        return shape[Objects.checkIndex(axis, shape.length)];
    }

    /**
     * The number of values.
     *
     * @return the product of the dimensions
     */
    public int size() {
        return Array.getLength(values);
    }

    /**
     * The values, for a {@code switch} over the types of arrays.
     *
     * @return the tensor's own array, row by row: {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]}, {@code
     *     boolean[]} or {@code String[]}, as its type says
     */
    public Object values() {
        return values;
    }

    /**
     * The numbers as floats, the nearest ones, with 1 for true and 0 for false.
     *
     * @return the tensor's own array if the type is {@code FLOAT}, else a new one, row by row
     * @throws IllegalArgumentException if the values are texts
     */
    public float[] floats() {
        if (values instanceof float[] own) {
            return own;
        }
        float[] floats = new float[size()];
        for (int i = 0; i < floats.length; i++) {
            // A long becomes the nearest float at once: by way of a double it would be rounded twice.
            floats[i] = type.isInteger() ? integer(i) : (float) real(i);
        }
        return floats;
    }

    /**
     * The numbers in double precision, the nearest ones, with 1 for true and 0 for false.
     *
     * @return the tensor's own array if the type is {@code DOUBLE}, else a new one, row by row
     * @throws IllegalArgumentException if the values are texts
     */
    public double[] doubles() {
        if (values instanceof double[] own) {
            return own;
        }
        double[] doubles = new double[size()];
        Arrays.setAll(doubles, this::real);
        return doubles;
    }

    /**
     * The integers.
     *
     * @return the tensor's own array if the type is {@code INT64}, else a new one, row by row
     * @throws IllegalArgumentException if the values are no integers
     */
    public long[] longs() {
        if (values instanceof long[] own) {
            return own;
        }
        if (!type.isInteger()) {
            throw new IllegalArgumentException("integers are needed, not " + this);
        }
        long[] longs = new long[size()];
        Arrays.setAll(longs, this::integer);
        return longs;
    }

    /**
     * The truth values.
     *
     * @return the tensor's own array, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public boolean[] booleans() {
        if (values instanceof boolean[] own) {
            return own;
        }
        throw new IllegalArgumentException("truth values are needed, not " + this);
    }

    /**
     * The texts.
     *
     * @return the tensor's own array, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public String[] strings() {
        if (values instanceof String[] own) {
            return own;
        }
        throw new IllegalArgumentException("texts are needed, not " + this);
    }

    /**
     * A number in double precision, the nearest one.
     *
     * @param i which one, row by row
     * @return the number, or 1 for true and 0 for false
     * @throws IllegalArgumentException if the values are texts
     * @throws ArrayIndexOutOfBoundsException if there is no such value
     */
    public double real(int i) {
        Objects.checkIndex(i, size());
        return switch (values) {
            case float[] v -> v[i];
            case double[] v -> v[i];
            case int[] v -> v[i];
            case long[] v -> v[i];
            case boolean[] v -> v[i] ? 1 : 0;
            default -> throw new IllegalArgumentException("texts are no numbers");
        };
    }

    /**
     * A number as an integer.
     *
     * @param i which one, row by row
     * @return the number, cut towards 0 as Java does it, or 1 for true and 0 for false
     * @throws IllegalArgumentException if the values are texts
     * @throws ArrayIndexOutOfBoundsException if there is no such value
     */
    public long integer(int i) {
        Objects.checkIndex(i, size());
        return switch (values) {
            case long[] v -> v[i];
            case int[] v -> v[i];
            default -> (long) real(i);
        };
    }

    /**
     * The same values in another shape.
     *
     * @param other the dimensions
     * @return a tensor over the same array
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public Tensor withShape(int... other) {
        Objects.requireNonNull(other, "other");
        return new Tensor(type, values, other);
    }

    /**
     * The numbers of two dimensions as a matrix of floats.
     *
     * @return a matrix over {@link #floats()}
     * @throws IllegalArgumentException if the rank is not 2, or the values are texts
     */
    public Matrix toMatrix() {
        if (rank() != 2) {
            throw new IllegalArgumentException("only two dimensions are a matrix: " + this);
        }
        return Matrix.of(shape[0], shape[1], floats());
    }

    /**
     * The numbers of two dimensions as floats.
     *
     * @return a copy, an array for each row
     * @throws IllegalArgumentException if the rank is not 2, or the values are texts
     */
    public float[][] toRows() {
        Matrix matrix = toMatrix();
        float[][] rows = new float[matrix.rows()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(matrix.data(), i * shape[1], (i + 1) * shape[1]);
        }
        return rows;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor && type == tensor.type && Arrays.equals(shape, tensor.shape)
                && Objects.deepEquals(values, tensor.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(new Object[]{type.name(), shape, values});
    }

    /**
     * Type and shape.
     *
     * @return for example {@code FLOAT[2, 3]}
     */
    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
