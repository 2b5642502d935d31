package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.scalar.ColumnSums;
import org.lanewise.kernels.internal.scalar.ScalarSums;
import org.lanewise.kernels.internal.warmup.PartDriver;

/**
 * Calls of each of the {@link Parts} on made-up operands. Their loops have a few dozen steps: enough for the JIT to
 * notice, but too few for it to compile a loop alone and leave the rest of its method for later.
 */
public final class MadeUpCalls implements PartDriver {
    private static final int STEPS = 24;

    /** Made when the first part runs, because it needs to know the width of a vector. */
    private @Nullable Operands operands;
    /** Changes from call to call, so that no branch seems never to be taken. */
    private float beta;

    /** Makes nothing of {@code jdk.incubator.vector} yet. */
    public MadeUpCalls() {
    }

    private static final class Operands {
        /** Columns of two vectors, and what the tallest and the widest tile need. */
        static final int WIDE = 2 * LENGTH;

        final float[] a = new float[STEPS * Panels.ROWS];
        final float[] b = new float[STEPS * Lanes.TALLEST.length * LENGTH];
        final float[] c = new float[Lanes.largestTile()];
        final float[] packed = new float[(STEPS + 4 * LENGTH) * Panels.ROWS];
        final Matrix row = Matrix.zeros(1, STEPS * LENGTH);
        final Matrix otherRow = Matrix.zeros(1, STEPS * LENGTH);
        final Matrix rows = Matrix.zeros(STEPS, WIDE);
        final Matrix shortVector = Matrix.zeros(1, STEPS - 1);
        /** No whole number of vectors in a row, nor of rows that are added at a time. */
        final Matrix odd = Matrix.zeros(STEPS - 1, WIDE - 1);
        final Matrix oddRow = Matrix.zeros(1, WIDE - 1);
        /** Sums of its columns have more than one block. */
        final Matrix tall = Matrix.zeros(ColumnSums.BLOCK + 3, WIDE - 1);
        /** Sums of its rows have whole rounds of the virtual lanes, whole vectors, and a rest. */
        final Matrix longRows = Matrix.zeros(4, 2 * ScalarSums.LANES + LENGTH + 1);
        final Matrix longRow = longRows.rowRange(0, 1);
        final Matrix tallColumn = Matrix.zeros(ColumnSums.BLOCK + 3, 1);
        final Matrix stripe = Matrix.zeros(12, 4 * LENGTH);
        final Matrix vector = Matrix.zeros(1, STEPS);
        final Matrix sums = Matrix.zeros(STEPS, 1);
        final Matrix column = Matrix.zeros(4 * LENGTH, 1);
        final Matrix z = Matrix.zeros(4, WIDE);
        final Matrix y = Matrix.zeros(4, WIDE);
        final Matrix result = Matrix.zeros(4, WIDE);
        final Matrix otherResult = Matrix.zeros(4, WIDE);
        final Matrix losses = Matrix.zeros(1, WIDE);
        final int[] classes = new int[WIDE];
        final Matrix[] moments = {Matrix.zeros(1, STEPS * LENGTH), Matrix.zeros(1, STEPS * LENGTH),
                Matrix.zeros(1, STEPS * LENGTH)};
        /** Has all that there is to be done with a gradient. */
        final UpdateArguments change = new UpdateArguments(UpdateRule.Kind.GRADIENT_DESCENT, row, moments);

        Operands() {
            change.l1 = 1;
            change.l2 = 1;
            change.clip = 1;
        }
    }

    @Override
    public void run(int part, boolean brief) {
        if (operands == null) {
            operands = new Operands();
        }
        Operands o = Objects.requireNonNull(operands);
        beta = 1 - beta;
        int steps = brief ? 1 : STEPS;
        if (part >= Parts.TILES) {
            tile(part, steps, beta != 0, o);
        } else if (part >= Parts.CHAINS) {
            chains(part, steps, o);
        } else if (part >= Parts.GRADIENT) {
            VectorActivations.gradient(Parts.activation(part), o.row, o.otherRow, o.otherRow, 0, 1, 0,
                    steps * LENGTH);
        } else if (part >= Parts.ACTIVATE) {
            VectorActivations.activate(Parts.activation(part), o.row, o.otherRow, 0, 1, 0, steps * LENGTH);
        } else if (part >= Parts.UPDATE) {
            update(Parts.rule(part), steps, o);
        } else if (part >= Parts.ELEMENT_WISE) {
            VectorElements.run(Parts.function(part), beta, o.row, o.row, o.otherRow, 0, 1, 0, steps * LENGTH);
        } else if (part >= Parts.ERROR) {
            VectorCosts.error(Parts.deviation(part), 1, o.z, o.y, o.result, o.losses, 0,
                    steps == 1 ? LENGTH : Operands.WIDE);
        } else {
            other(part, steps, o);
        }
    }

    private static void tile(int part, int kc, boolean add, Operands o) {
        int vectors = Parts.vectors(part);
        int rows = Parts.rows(part);
        if (rows > Lanes.TALLEST[vectors]) {
            return;
        }
        boolean columnMajor = Parts.isColumnMajor(part);
        int width = vectors * LENGTH;
        MicroKernels.run(columnMajor, vectors, rows, kc, o.a, 0, columnMajor ? rows : kc, o.b, 0, width, add, o.c, 0,
                width);
        VectorGemm.copy(2, Operands.WIDE - 1, o.b, 0, Operands.WIDE, o.packed, 0, Operands.WIDE);
    }

    private static void chains(int part, int kc, Operands o) {
        int rows = Parts.rowsOfChains(part);
        if (rows > Lanes.TALLEST[MicroKernels.CHAIN_VECTORS]) {
            return;
        }
        boolean columnMajor = Parts.areChainsColumnMajor(part);
        int width = MicroKernels.CHAIN_VECTORS * LENGTH;
        MicroKernels.goOn(columnMajor, rows, kc, o.a, 0, columnMajor ? rows : kc, o.b, 0, width, o.c, 0, width);
    }

    private void other(int part, int steps, Operands o) {
        int length = steps == 1 ? LENGTH : 4 * LENGTH;
        int columns = steps == 1 ? LENGTH : Operands.WIDE;
        switch (part) {
            case Parts.TRANSPOSE -> {
                transpose(o, 1, length);
                transpose(o, 12, length);
                Packing.transpose(o.a, 0, length, LENGTH, length, 1, o.packed, 0, Panels.ROWS);
            }
            case Parts.COPY -> {
                // The last rows end where the array does, so that vectors would reach beyond it.
                copy(o.odd, 1, Operands.WIDE - 1, Math.min(steps, STEPS - 1), o);
                copy(o.rows, 1, Operands.WIDE, steps, o);
                copy(o.rows, 2, LENGTH, steps, o);
            }
            case Parts.ADD_ROWS -> product(false, o.shortVector, o.odd, o.oddRow);
            case Parts.DOT_ROWS -> product(true, o.losses, o.rows, o.vector);
            case Parts.FEW_COLUMNS -> {
                FewColumns.addBias(o.a, o.c, LENGTH, steps == 1 ? 1 : 4);
                FewColumns.addChains(o.a, beta != 0, o.c, steps == 1 ? LENGTH : 4 * LENGTH);
                ShortRows.moveTogether(o.a, steps == 1 ? 1 : 4, LENGTH - 1, o.c);
            }
            case Parts.ADD_BIAS -> {
                Epilogues.addBias(o.sums, o.stripe, 0, steps == 1 ? 1 : 12, 0, length);
                Epilogues.addBias(o.sums, o.stripe, 0, 1, 0, 1);
            }
            case Parts.ADD_BIAS_OF_COLUMNS -> Epilogues.addBiasOfColumns(o.column, o.stripe, 0, steps == 1 ? 1 : 12, 0,
                    length);
            case Parts.ROW_SUMS -> VectorSums.rowSums(1, o.longRows, beta, o.sums, 0, Math.min(steps, 4));
            case Parts.COLUMN_SUMS -> VectorSums.columnSums(1, steps == 1 ? o.odd : o.tall, beta, o.oddRow, 0,
                    Math.min(columns, Operands.WIDE - 1));
            case Parts.SOFTMAX -> VectorCosts.softmax(o.z, o.result, 0, columns);
            case Parts.LOG_SOFTMAX -> VectorCosts.logSoftmax(o.z, o.result, 0, columns);
            case Parts.SIGMOID_CROSS_ENTROPY -> VectorCosts.sigmoidCrossEntropy(o.z, o.y, o.result, o.otherResult,
                    o.losses, 0, columns);
            case Parts.SOFTMAX_CROSS_ENTROPY -> VectorCosts.softmaxCrossEntropy(o.z, o.y, o.result, o.otherResult,
                    o.losses, 0, columns);
            case Parts.CROSS_ENTROPY_OF_CLASSES -> VectorCosts.softmaxCrossEntropy(o.z, o.classes, 0.5f, o.result,
                    o.otherResult, o.losses, 0, columns);
            case Parts.MATRIX_VECTOR -> {
                VectorMatrixVector.rows(1, o.longRows, o.longRow, beta, o.sums, 0, 4);
                VectorMatrixVector.dot(o.longRow, o.longRow);
            }
            case Parts.TRANSPOSED_MATRIX_VECTOR -> VectorMatrixVector.columns(1, steps == 1 ? o.odd : o.tall,
                    o.tallColumn, beta, o.oddRow, 0, Math.min(columns, Operands.WIDE - 1));
            // From an odd example on, so that there is something before and behind the vectors.
            case Parts.DROPOUT -> VectorDropout.run(0.5f, 1, 1, 1, steps == 1 ? o.rows : o.stripe, 0, 2);
            case Parts.NORM -> {
                Matrix row = steps == 1 ? o.oddRow : o.longRow;
                VectorNorm.norm(row);
                VectorElements.run(ElementWise.SCALED, beta, row, row, row, 0, 1, 0, row.columns());
            }
            case Parts.CHANGE_GRADIENT -> {
                o.change.scale = beta;
                VectorUpdates.RUNS.apply(o.change, o.otherRow.data(), 0, length, 0, 1, 0, length);
            }
            case Parts.CLASSES -> {
                // The operands are made, and with them all that there is to load.
            }
            default -> throw new AssertionError(part);
        }
    }

    private static void update(UpdateRule.Kind rule, int steps, Operands o) {
        UpdateArguments u = new UpdateArguments(rule, o.row, o.moments);
        int n = steps * LENGTH;
        VectorUpdates.RUNS.apply(u, o.otherRow.data(), 0, n, 0, 1, 0, n);
    }

    private static void transpose(Operands o, int rows, int columns) {
        Matrix x = o.stripe;
        Packing.transpose(x.data(), 0, x.leadingDimension(), rows, columns, 1, o.packed, 0, rows);
    }

    private static void copy(Matrix x, int panels, int width, int rows, Operands o) {
        Packing.copy(x.data(), 0, x.leadingDimension(), panels, width, rows, 1, o.packed, 0, width, STEPS * width);
    }

    private void product(boolean transB, Matrix a, Matrix b, Matrix c) {
        Product p = Product.acquire(false, transB, 1, a, b, beta, c, a.columns());
        VectorGemv.product(p, 0, c.rows(), 0, c.columns());
        p.release();
    }
}
