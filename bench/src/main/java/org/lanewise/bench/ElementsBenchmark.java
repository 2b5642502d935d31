package org.lanewise.bench;

import java.util.function.Consumer;
import java.util.function.Function;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.kernels.Update;
import org.lanewise.kernels.UpdateRule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The kernels that do a few operations with each element of X, one of them at a time. */
public class ElementsBenchmark extends KernelBenchmark {
    private static final float ALPHA = 0.5f;
    private static final float MU = 0.5f;
    private static final float DELTA = 0.5f;

    /** X's rows and columns: examples of ten classes in rows and in columns, and more than a second-level cache holds. */
    @Param({"1024x10", "10x1024", "1024x1024"})
    public String size = "";

    /** The kernel. */
    @Param
    public Kernel kernel = Kernel.ADD;

    /** One call. */
    @Benchmark
    public void elements() {
        run();
    }

    @Override
    Operation operation() {
        MatrixShape s = MatrixShape.parse(size);
        return kernel.operation.apply(new Operands(s.rows(), s.columns()));
    }

    /** A kernel of the same name; those of one matrix that they change have it copied first, which counts. */
    public enum Kernel {
        /** {@code Z = α·X + Y}. */
        AXPY(o -> o.elements(k -> {
            o.z.copyFrom(o.y);
            k.axpy(ALPHA, o.x, o.z);
        }, (i, j) -> ALPHA * o.x(i, j) + o.y(i, j))),
        /** {@code Z = α·X}. */
        SCALE(o -> o.elements(k -> {
            o.z.copyFrom(o.x);
            k.scale(ALPHA, o.z);
        }, (i, j) -> ALPHA * o.x(i, j))),
        /** {@code Z = X + Y}. */
        ADD(o -> o.elements(k -> k.add(o.x, o.y, o.z), (i, j) -> o.x(i, j) + o.y(i, j))),
        /** {@code Z = X ⊙ Y}. */
        MULTIPLY_ELEMENTS(
                o -> o.elements(k -> k.multiplyElements(o.x, o.y, o.z), (i, j) -> o.x(i, j) * o.y(i, j))),
        /** A row added to every row. */
        ADD_ROW(o -> o.elements(k -> k.addRow(o.x, o.row, o.z), (i, j) -> o.x(i, j) + o.row.data()[j])),
        /** A column added to every column. */
        ADD_COLUMN(o -> o.elements(k -> k.addColumn(o.x, o.column, o.z), (i, j) -> o.x(i, j) + o.column.data()[i])),
        /** Every row multiplied by a row. */
        MULTIPLY_ROW(o -> o.elements(k -> k.multiplyRow(o.x, o.row, o.z), (i, j) -> o.x(i, j) * o.row.data()[j])),
        /** Every column multiplied by a column. */
        MULTIPLY_COLUMN(o -> o.elements(k -> k.multiplyColumn(o.x, o.column, o.z),
                (i, j) -> o.x(i, j) * o.column.data()[i])),
        /** The gradient of tanh. */
        ACTIVATION_GRADIENT(o -> o.elements(k -> k.activationGradient(Activation.TANH, o.x, o.y, o.z),
                (i, j) -> o.y(i, j) * (1 - o.x(i, j) * o.x(i, j)))),
        /** A step of momentum, with a moment that is copied first. */
        UPDATE(o -> o.elements(k -> {
            o.z.copyFrom(o.x);
            o.other.copyFrom(o.y);
            k.update(o.update, o.y);
        }, (i, j) -> o.x(i, j) - ALPHA * (MU * o.y(i, j) + o.y(i, j)))),
        /** Rows with a norm of at most 1. */
        MAX_NORM_ROWS(o -> o.sums(o.z, o.n, k -> {
            o.z.copyFrom(o.x);
            k.maxNormRows(1, o.z);
        }, () -> Naive.maxNormRows(o.m, o.n, o.x.data(), o.z.data()))),
        /** Softmax of columns. */
        SOFTMAX(o -> o.softmax(k -> k.softmax(o.x, o.z), Naive.Of.COLUMNS, false)),
        /** Softmax of rows. */
        SOFTMAX_ROWS(o -> o.softmax(k -> k.softmaxRows(o.x, o.z), Naive.Of.ROWS, false)),
        /** Logarithm of softmax of columns. */
        LOG_SOFTMAX(o -> o.softmax(k -> k.logSoftmax(o.x, o.z), Naive.Of.COLUMNS, true)),
        /** Logarithm of softmax of rows. */
        LOG_SOFTMAX_ROWS(o -> o.softmax(k -> k.logSoftmaxRows(o.x, o.z), Naive.Of.ROWS, true)),
        /** Binary cross-entropy of examples in columns. */
        SIGMOID_CROSS_ENTROPY(o -> o.elements(k -> k.sigmoidCrossEntropy(o.x, o.y, o.other, o.z, o.rowResult),
                (i, j) -> 1 / (1 + Math.exp(-o.x(i, j))) - o.y(i, j))),
        /** Binary cross-entropy of examples in rows. */
        SIGMOID_CROSS_ENTROPY_ROWS(
                o -> o.elements(k -> k.sigmoidCrossEntropyRows(o.x, o.y, o.other, o.z, o.columnResult),
                        (i, j) -> 1 / (1 + Math.exp(-o.x(i, j))) - o.y(i, j))),
        /** Categorical cross-entropy of examples in columns. */
        SOFTMAX_CROSS_ENTROPY(o -> o.crossEntropy(k -> k.softmaxCrossEntropy(o.x, o.y, o.other, o.z, o.rowResult),
                Naive.Of.COLUMNS)),
        /** Categorical cross-entropy of examples in rows. */
        SOFTMAX_CROSS_ENTROPY_ROWS(
                o -> o.crossEntropy(k -> k.softmaxCrossEntropyRows(o.x, o.y, o.other, o.z, o.columnResult),
                        Naive.Of.ROWS)),
        /** Squared error of examples in columns. */
        SQUARED_ERROR(o -> o.elements(k -> k.squaredError(o.x, o.y, o.z, o.rowResult),
                (i, j) -> 2.0 / o.m * (o.x(i, j) - o.y(i, j)))),
        /** Squared error of examples in rows. */
        SQUARED_ERROR_ROWS(o -> o.elements(k -> k.squaredErrorRows(o.x, o.y, o.z, o.columnResult),
                (i, j) -> 2.0 / o.n * (o.x(i, j) - o.y(i, j)))),
        /** Absolute error of examples in columns. */
        ABSOLUTE_ERROR(o -> o.elements(k -> k.absoluteError(o.x, o.y, o.z, o.rowResult),
                (i, j) -> Math.signum(o.x(i, j) - o.y(i, j)) / o.m)),
        /** Absolute error of examples in rows. */
        ABSOLUTE_ERROR_ROWS(o -> o.elements(k -> k.absoluteErrorRows(o.x, o.y, o.z, o.columnResult),
                (i, j) -> Math.signum(o.x(i, j) - o.y(i, j)) / o.n)),
        /** Huber's error of examples in columns. */
        HUBER_ERROR(o -> o.elements(k -> k.huberError(o.x, o.y, DELTA, o.z, o.rowResult),
                (i, j) -> Math.clamp(o.x(i, j) - o.y(i, j), -DELTA, DELTA) / o.m)),
        /** Huber's error of examples in rows. */
        HUBER_ERROR_ROWS(o -> o.elements(k -> k.huberErrorRows(o.x, o.y, DELTA, o.z, o.columnResult),
                (i, j) -> Math.clamp(o.x(i, j) - o.y(i, j), -DELTA, DELTA) / o.n)),
        /** Sums of columns. */
        COLUMN_SUMS(o -> o.sums(o.rowResult, o.m, k -> k.columnSums(1, o.x, 0, o.rowResult),
                () -> Naive.columnSums(o.m, o.n, o.x.data(), o.rowResult.data()))),
        /** A transposed matrix times a vector; {@code bench/compare gemv} has both orders. */
        MATRIX_VECTOR(o -> o.sums(o.rowResult, o.m, k -> k.matrixVector(Op.T, 1, o.x, o.column, 0, o.rowResult),
                () -> Naive.multiply(1, o.n, o.m, o.column.data(), o.x.data(), o.rowResult.data()))),
        /** The dot product of two rows as long as X has elements. */
        DOT(o -> o.sums(o.one, o.m * o.n, k -> o.one.set(0, 0, k.dot(o.run(o.x), o.run(o.y))),
                () -> Naive.multiply(1, 1, o.m * o.n, o.x.data(), o.y.data(), o.one.data()))),
        /** The norm. */
        NORM(o -> o.sums(o.one, o.m * o.n, k -> o.one.set(0, 0, k.norm(o.x)),
                () -> o.one.set(0, 0, Naive.norm(o.x.data())))),
        /** Where the largest elements of rows are. */
        ARG_MAX_ROWS(o -> o.indices(o.columnIndices, k -> k.argMaxRows(o.x, o.columnIndices),
                () -> Naive.argMax(o.m, o.n, o.n, 1, o.x.data(), o.columnIndices))),
        /** Where the largest elements of columns are. */
        ARG_MAX_COLUMNS(o -> o.indices(o.rowIndices, k -> k.argMaxColumns(o.x, o.rowIndices),
                () -> Naive.argMax(o.n, o.m, 1, o.n, o.x.data(), o.rowIndices))),
        /** The largest element of each row, where it is looked for as one of some. */
        TOP_K_ROWS(o -> o.indices(o.columnIndices, k -> k.topKRows(o.x, 1, o.columnIndices, o.columnResult),
                () -> Naive.argMax(o.m, o.n, o.n, 1, o.x.data(), o.columnIndices)));

        @SuppressWarnings("ImmutableEnumChecker") // All are lambdas that capture nothing.
        private final Function<Operands, Operation> operation;

        Kernel(Function<Operands, Operation> operation) {
            this.operation = operation;
        }
    }

    /** What a kernel may take, elements from −1 to 1, and the places for results. */
    private static final class Operands {
        final int m;
        final int n;
        final Matrix x;
        final Matrix y;
        final Matrix z;
        final Matrix other;
        final Update update;
        final Matrix row;
        final Matrix column;
        final Matrix rowResult;
        final Matrix columnResult;
        final Matrix one = Matrix.zeros(1, 1);
        final int[] rowIndices;
        final int[] columnIndices;

        Operands(int m, int n) {
            this.m = m;
            this.n = n;
            x = Data.uniform(m, n, 1);
            y = Data.uniform(m, n, 2);
            z = Matrix.zeros(m, n);
            other = Matrix.zeros(m, n);
            update = Update.of(UpdateRule.momentum(MU), z, other).step(ALPHA, 1);
            row = Data.uniform(1, n, 3);
            column = Data.uniform(m, 1, 4);
            rowResult = Matrix.zeros(1, n);
            columnResult = Matrix.zeros(m, 1);
            rowIndices = new int[n];
            columnIndices = new int[m];
        }

        float x(int i, int j) {
            return x.data()[i * n + j];
        }

        float y(int i, int j) {
            return y.data()[i * n + j];
        }

        Matrix run(Matrix of) {
            return Matrix.of(1, m * n, of.data());
        }

        /** Each element of Z by itself, from a few others. */
        Operation elements(Consumer<Kernels> library, Naive.Element naive) {
            return new Operation(z, library, () -> Naive.elements(m, n, naive, z.data()), (i, expected) -> rounded(8));
        }

        Operation softmax(Consumer<Kernels> library, Naive.Of of, boolean log) {
            return new Operation(z, library, () -> Naive.softmax(of, m, n, log, x.data(), z.data()),
                    (i, expected) -> (1 + Math.abs(expected)) * rounded(m + n));
        }

        Operation crossEntropy(Consumer<Kernels> library, Naive.Of of) {
            return new Operation(z, library, () -> {
                Naive.softmax(of, m, n, false, x.data(), z.data());
                Naive.elements(m, n, (i, j) -> z.data()[i * n + j] - y(i, j), z.data());
            }, (i, expected) -> rounded(m + n));
        }

        /** Sums of so many terms, none of which is larger than 1. */
        Operation sums(Matrix result, int terms, Consumer<Kernels> library, Runnable naive) {
            return new Operation(result, library, naive, (i, expected) -> terms * rounded(terms));
        }

        /** The indices, as numbers next to each other. */
        Operation indices(int[] indices, Consumer<Kernels> library, Runnable naive) {
            Matrix numbers = Matrix.zeros(1, indices.length);
            return new Operation(numbers, k -> {
                library.accept(k);
                Naive.convert(indices, numbers.data());
            }, () -> {
                naive.run();
                Naive.convert(indices, numbers.data());
            }, (i, expected) -> 0);
        }

        /** What so many roundings of numbers around 1 come to. */
        private static double rounded(int roundings) {
            return 2 * Operation.gamma(roundings + 8);
        }
    }
}
