package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;
import static org.lanewise.kernels.internal.vector.Tiles.MR;
import static org.lanewise.kernels.internal.vector.Tiles.NR;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.scalar.ColumnSums;
import org.lanewise.kernels.internal.scalar.ScalarSums;

/**
 * Calls of each of the {@link Parts} on made-up operands. Their loops have a few dozen steps: enough for the JIT to
 * notice, but too few for it to compile a loop alone and leave the rest of its method for later.
 */
final class MadeUpCalls implements WarmUp.PartDriver {
    private static final int STEPS = 24;

    /** Made when the first part runs, because it needs to know the width of a vector. */
    private @Nullable Operands operands;
    /** Changes from call to call, so that no branch seems never to be taken. */
    private float beta;

    private static final class Operands {
        final float[] a = new float[STEPS * MR];
        final float[] b = new float[STEPS * NR];
        final float[] c = new float[MR * NR];
        final float[] packed = new float[(STEPS + 4 * LENGTH) * NR];
        final Matrix row = Matrix.zeros(1, STEPS * LENGTH);
        final Matrix otherRow = Matrix.zeros(1, STEPS * LENGTH);
        final Matrix rows = Matrix.zeros(STEPS, NR);
        final Matrix blocks = Matrix.zeros(STEPS, 3 * VectorGemv.BLOCK);
        final Matrix sumsOfBlocks = Matrix.zeros(1, 3 * VectorGemv.BLOCK);
        final Matrix shortVector = Matrix.zeros(1, STEPS - 1);
        /** No whole number of vectors in a row, nor of rows that are added at a time. */
        final Matrix odd = Matrix.zeros(STEPS - 1, NR - 1);
        final Matrix oddRow = Matrix.zeros(1, NR - 1);
        /** Sums of its columns have more than one block. */
        final Matrix tall = Matrix.zeros(ColumnSums.BLOCK + 3, NR - 1);
        /** Sums of its rows have whole rounds of the virtual lanes, whole vectors, and a rest. */
        final Matrix longRows = Matrix.zeros(4, 2 * ScalarSums.LANES + LENGTH + 1);
        final Matrix stripe = Matrix.zeros(MR, 4 * LENGTH);
        final Matrix vector = Matrix.zeros(1, STEPS);
        final Matrix sums = Matrix.zeros(STEPS, 1);
        final Matrix z = Matrix.zeros(4, NR);
        final Matrix y = Matrix.zeros(4, NR);
        final Matrix result = Matrix.zeros(4, NR);
        final Matrix otherResult = Matrix.zeros(4, NR);
        final Matrix losses = Matrix.zeros(1, NR);
        final Panels panel = Panels.of(Matrix.zeros(2, STEPS), false, MR);
        final Panels panels = Panels.of(Matrix.zeros(8 * MR, STEPS), false, MR);
        final Matrix column = Matrix.zeros(STEPS, 1);
        final Matrix products = Matrix.zeros(8 * MR, 1);
    }

    @Override
    public void run(int part, boolean brief) {
        if (operands == null) {
            operands = new Operands();
        }
        Operands o = Objects.requireNonNull(operands);
        beta = 1 - beta;
        int steps = brief ? 1 : STEPS;
        if (part < Parts.PACK_A) {
            tile(part, steps, beta != 0, o);
        } else if (part >= Parts.GRADIENT) {
            VectorActivations.gradient(Parts.activation(part), o.row, o.otherRow, o.otherRow, 0, 1, 0, steps * LENGTH);
        } else if (part >= Parts.ACTIVATE) {
            VectorActivations.activate(Parts.activation(part), o.row, o.otherRow, 0, 1, 0, steps * LENGTH);
        } else {
            other(part, steps, o);
        }
    }

    private static void tile(int part, int kc, boolean add, Operands o) {
        int rows = Parts.height(part);
        int width = Parts.width(part);
        if (rows > MR) {
            return;
        }
        boolean columnMajor = Parts.isColumnMajor(part);
        VectorGemm.tile(columnMajor, rows, width, kc, o.a, 0, columnMajor ? rows : kc, o.b, 0, width, add, o.c, 0,
                width);
        VectorGemm.copy(2, NR - 1, o.b, 0, NR, o.c, 0, NR);
        VectorGemm.copy(2, 1, o.b, 0, NR, o.c, 0, NR);
    }

    private void other(int part, int steps, Operands o) {
        int length = steps == 1 ? LENGTH : 4 * LENGTH;
        int columns = steps == 1 ? LENGTH : NR;
        switch (part) {
            case Parts.PACK_A -> {
                Packing.packA(o.stripe, 1, 0, 1, 0, length, o.packed);
                Packing.packA(o.stripe, 1, 0, MR, 0, length, o.packed);
            }
            case Parts.PACK_TRANSPOSED_A ->
                // With two stripes the last vector would reach beyond the array.
                Packing.packTransposedA(o.rows, 1, 2, 1 + (int) beta, LENGTH - 1, 0, steps, o.packed, steps * LENGTH);
            case Parts.PACK_B -> {
                Packing.packB(o.rows, false, 0, NR, 0, steps, o.packed, 0);
                Packing.packB(o.odd, false, 0, NR - 1, 0, Math.min(steps, STEPS - 1), o.packed, 0);
            }
            case Parts.PACK_TRANSPOSED_B -> Packing.packB(o.row, true, 0, 1, 0, length, o.packed, 0);
            case Parts.ADD_ROWS -> {
                product(false, o.shortVector, o.odd, o.oddRow);
                product(false, o.vector, o.blocks, o.sumsOfBlocks);
            }
            case Parts.DOT_ROWS -> product(true, o.losses, o.rows, o.vector);
            case Parts.DOT_PANELS -> {
                packed(o.panel, o);
                packed(o.panels, o);
            }
            case Parts.ADD_BIAS -> {
                Epilogues.addBias(o.sums, o.stripe, 0, steps == 1 ? 1 : MR, 0, length);
                Epilogues.addBias(o.sums, o.stripe, 0, 1, 0, 1);
            }
            case Parts.ROW_SUMS -> VectorSums.rowSums(1, o.longRows, beta, o.sums, 0, Math.min(steps, 4));
            case Parts.COLUMN_SUMS -> VectorSums.columnSums(1, steps == 1 ? o.odd : o.tall, beta, o.oddRow, 0,
                    Math.min(columns, NR - 1));
            case Parts.SOFTMAX -> VectorCosts.softmax(o.z, o.result, 0, columns);
            case Parts.LOG_SOFTMAX -> VectorCosts.logSoftmax(o.z, o.result, 0, columns);
            case Parts.SIGMOID_CROSS_ENTROPY -> VectorCosts.sigmoidCrossEntropy(o.z, o.y, o.result, o.otherResult,
                    o.losses, 0, columns);
            case Parts.SOFTMAX_CROSS_ENTROPY -> VectorCosts.softmaxCrossEntropy(o.z, o.y, o.result, o.otherResult,
                    o.losses, 0, columns);
            case Parts.SQUARED_ERROR -> VectorCosts.squaredError(o.z, o.y, o.result, o.losses, 0, columns);
            case Parts.CLASSES -> {
                // The operands are made, and with them all that there is to load.
            }
            default -> throw new AssertionError(part);
        }
    }

    private void product(boolean transB, Matrix a, Matrix b, Matrix c) {
        Product p = Product.acquire(false, transB, 1, a, b, beta, c, a.columns());
        VectorGemm.product(p, 0, c.rows(), 0, c.columns());
        p.release();
    }

    private void packed(Panels a, Operands o) {
        Matrix c = o.products.rowRange(0, a.rows());
        Product p = Product.acquire(a, o.column, c);
        VectorGemm.product(p, 0, a.rows(), 0, 1);
        p.release();
    }
}
