package org.lanewise.models.onnx;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.lanewise.kernels.Matrix;

/**
 * An immutable array of any rank, row-major: a shape, and as many values as the product of its dimensions. A scalar has
 * rank 0 and one value. Arrays are copied on the way in and on the way out.
 */
public final class Tensor {
    /** What the values are. */
    public enum Type {
        /** Single precision; numbers of 16 bits in a file become such. */
        FLOAT(float.class),
        /** Double precision. */
        DOUBLE(double.class),
        /** Integers of 32 bits. */
        INT32(int.class),
        /** Integers of 64 bits. */
        INT64(long.class),
        /** True or false. */
        BOOL(boolean.class),
        /** Texts. */
        STRING(String.class);

        private final Class<?> element;

        Type(Class<?> element) {
            this.element = element;
        }

        boolean isReal() {
            return this == FLOAT || this == DOUBLE;
        }

        boolean isInteger() {
            return this == INT32 || this == INT64;
        }

        /** An array of zeros, of false, or of empty texts. */
        Object newArray(int length) {
            Object array = Array.newInstance(element, length);
            if (array instanceof String[] texts) {
                Arrays.fill(texts, "");
            }
            return array;
        }
    }

    private final Type type;
    private final int[] shape;
    private final Object values;

    private Tensor(Type type, Object values, int... shape) {
        this.type = type;
        this.shape = shape;
        this.values = values;
    }

    /** Over an array of the type, which from now on nobody writes to. */
    static Tensor over(Object values, int... shape) {
        for (Type type : Type.values()) {
            if (values.getClass().getComponentType() == type.element) {
                return checked(type, values, shape);
            }
        }
        throw new IllegalArgumentException("no tensor is made of " + values.getClass().getSimpleName());
    }

    private static Tensor checked(Type type, Object values, int[] shape) {
        int length = Array.getLength(values);
        if (Shapes.elements(shape) != length) {
            throw new IllegalArgumentException(
                    "there are " + length + " values for the shape " + Arrays.toString(shape));
        }
        return new Tensor(type, values, shape);
    }

    /**
     * A tensor of numbers in single precision.
     *
     * @param values the values, row by row
     * @param shape the dimensions; none for a scalar
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(float[] values, int... shape) {
        return checked(Type.FLOAT, values.clone(), shape.clone());
    }

    /**
     * A tensor of numbers in double precision.
     *
     * @param values the values, row by row
     * @param shape the dimensions; none for a scalar
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(double[] values, int... shape) {
        return checked(Type.DOUBLE, values.clone(), shape.clone());
    }

    /**
     * A tensor of integers of 64 bits.
     *
     * @param values the values, row by row
     * @param shape the dimensions; none for a scalar
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(long[] values, int... shape) {
        return checked(Type.INT64, values.clone(), shape.clone());
    }

    /**
     * A tensor of integers of 32 bits.
     *
     * @param values the values, row by row
     * @param shape the dimensions; none for a scalar
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(int[] values, int... shape) {
        return checked(Type.INT32, values.clone(), shape.clone());
    }

    /**
     * A tensor of truth values.
     *
     * @param values the values, row by row
     * @param shape the dimensions; none for a scalar
     * @return the tensor
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(boolean[] values, int... shape) {
        return checked(Type.BOOL, values.clone(), shape.clone());
    }

    /**
     * A tensor of texts.
     *
     * @param values the values, row by row, none of them null
     * @param shape the dimensions; none for a scalar
     * @return the tensor
     * @throws NullPointerException if a text is null
     * @throws IllegalArgumentException if the number of values is not the product of the dimensions, or one is negative
     */
    public static Tensor of(String[] values, int... shape) {
        return checked(Type.STRING, List.of(values).toArray(String[]::new), shape.clone());
    }

    /**
     * A tensor of examples in rows.
     *
     * @param rows the rows, of equal length
     * @return a tensor of shape (rows, columns)
     * @throws IllegalArgumentException if there is no row, or two have different lengths
     */
    public static Tensor ofRows(float[][] rows) {
        return ofRows(Matrix.ofRows(rows));
    }

    /**
     * A tensor of examples in rows.
     *
     * @param rows a row for each example
     * @return a tensor of shape (rows, columns)
     */
    public static Tensor ofRows(Matrix rows) {
        return new Tensor(Type.FLOAT, rows.toArray(), rows.rows(), rows.columns());
    }

    /** Zeros, false, or empty texts. */
    static Tensor zeros(Type type, int... shape) {
        return new Tensor(type, type.newArray(Shapes.elements(shape)), shape);
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
     * @return the rank, 0 for a scalar
     */
    public int rank() {
        return shape.length;
    }

    /**
     * A dimension.
     *
     * @param axis which one, from 0
     * @return its size
     */
    public int dimension(int axis) {
        return shape[axis];
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
     * The values in single precision.
     *
     * @return a copy, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public float[] floats() {
        return floatValues().clone();
    }

    /**
     * The values in double precision.
     *
     * @return a copy, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public double[] doubles() {
        return ((double[]) values(Type.DOUBLE)).clone();
    }

    /**
     * The integers of 64 bits.
     *
     * @return a copy, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public long[] longs() {
        return ((long[]) values(Type.INT64)).clone();
    }

    /**
     * The integers of 32 bits.
     *
     * @return a copy, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public int[] ints() {
        return ((int[]) values(Type.INT32)).clone();
    }

    /**
     * The truth values.
     *
     * @return a copy, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public boolean[] booleans() {
        return booleanValues().clone();
    }

    /**
     * The texts.
     *
     * @return a copy, row by row
     * @throws IllegalArgumentException if the type is another one
     */
    public String[] strings() {
        return ((String[]) values(Type.STRING)).clone();
    }

    /**
     * The rows of a matrix.
     *
     * @return a copy of the numbers, an array for each row
     * @throws IllegalArgumentException if the rank is not 2, or the type not single precision
     */
    public float[][] toRows() {
        if (rank() != 2) {
            throw new IllegalArgumentException("only a matrix has rows: " + this);
        }
        float[] all = floatValues();
        float[][] rows = new float[shape[0]][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * shape[1], (i + 1) * shape[1]);
        }
        return rows;
    }

    /** The array itself, not to be written to. */
    float[] floatValues() {
        return (float[]) values(Type.FLOAT);
    }

    boolean[] booleanValues() {
        return (boolean[]) values(Type.BOOL);
    }

    Object values() {
        return values;
    }

    private Object values(Type expected) {
        if (type != expected) {
            throw new IllegalArgumentException("the values are " + type + ", not " + expected);
        }
        return values;
    }

    /** A number, or 1 for true and 0 for false, in double precision. */
    double real(int i) {
        return switch (values) {
            case float[] v -> v[i];
            case double[] v -> v[i];
            case int[] v -> v[i];
            case long[] v -> v[i];
            case boolean[] v -> v[i] ? 1 : 0;
            default -> throw new IllegalArgumentException("texts are no numbers");
        };
    }

    /** A number, cut to an integer, or 1 for true and 0 for false. */
    long integer(int i) {
        return switch (values) {
            case long[] v -> v[i];
            case int[] v -> v[i];
            default -> (long) real(i);
        };
    }

    /** The integers of a shape, of axes, or of indices. */
    long[] integers() {
        if (!type.isInteger()) {
            throw new IllegalArgumentException("integers are needed, not " + this);
        }
        long[] integers = new long[size()];
        Arrays.setAll(integers, this::integer);
        return integers;
    }

    /** All numbers in double precision. */
    double[] reals() {
        double[] reals = new double[size()];
        Arrays.setAll(reals, this::real);
        return reals;
    }

    /** A value as a key of a table: two of them are equal as the values are. */
    Object key(int i) {
        return Array.get(values, i);
    }

    /** The same values in another shape. */
    Tensor withShape(int... other) {
        return checked(type, values, other);
    }

    /** A tensor whose value i is the one of this at {@code source(i)}. */
    Tensor pick(int[] target, IntUnaryOperator source) {
        Object picked = type.newArray(Shapes.elements(target));
        for (int i = 0; i < Array.getLength(picked); i++) {
            System.arraycopy(values, source.applyAsInt(i), picked, i, 1);
        }
        return new Tensor(type, picked, target);
    }

    /** This tensor, repeated along dimensions of size 1 and in front. */
    Tensor expand(int[] target) {
        return Arrays.equals(shape, target) ? this : pick(target, Shapes.broadcastIndex(shape, target));
    }

    int[] shapeArray() {
        return shape;
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
