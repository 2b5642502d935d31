package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.scalar.ScalarSums;
import org.lanewise.kernels.internal.warmup.PartDriver;

/**
 * Calls of each of the {@link Parts} on made-up operands. An empty one enters each method of its part that holds vectors,
 * with nothing to do. The others take both ways of each branch in these, in loops of a few steps, and have little to do
 * beside: what is not called by empty ones would be compiled late.
 */
public final class MadeUpCalls implements PartDriver {
    /** So many that the JIT unrolls a loop as for real calls; few, because each is slow until it is compiled. */
    private static final int STEPS = 24;
    /** What an update may do with a gradient. */
    private static final ElementWise[] CHANGES = {ElementWise.SCALED, ElementWise.AXPY, ElementWise.SIGN_AXPY,
            ElementWise.CLAMPED};

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
        /** Rounds of the virtual lanes. */
        static final int ROUNDS = 4 * ScalarSums.LANES;
        /** The same, a whole vector, and a rest. */
        static final int LONG = ROUNDS + LENGTH + 1;

        final float[] a = new float[STEPS * Panels.ROWS];
        final float[] b = new float[STEPS * Lanes.TALLEST.length * LENGTH];
        final float[] c = new float[Lanes.largestTile()];
        final float[] packed = new float[(STEPS + 4 * LENGTH) * Panels.ROWS];
        final Matrix row = Matrix.zeros(1, STEPS * LENGTH);
        final Matrix otherRow = Matrix.zeros(1, STEPS * LENGTH);
        final Matrix noColumns = Matrix.zeros(2, 0);
        final Matrix stripe = Matrix.zeros(12, 4 * LENGTH);
        final Matrix sums = Matrix.zeros(12, 1);
        final Matrix column = Matrix.zeros(4 * LENGTH, 1);
        final Matrix z = Matrix.zeros(4, WIDE);
        final Matrix y = Matrix.zeros(4, WIDE);
        final Matrix result = Matrix.zeros(4, WIDE);
        final Matrix otherResult = Matrix.zeros(4, WIDE);
        final Matrix losses = Matrix.zeros(1, WIDE);
        final int[] classes = new int[WIDE];
        final Matrix[] moments = {Matrix.zeros(1, STEPS * LENGTH), Matrix.zeros(1, STEPS * LENGTH),
                Matrix.zeros(1, STEPS * LENGTH)};
        final VectorGemv gemv = new VectorGemv();
        final VectorCosts vectorCosts = new VectorCosts();
    }

    @Override
    public void run(int part, boolean empty) {
        if (operands == null) {
            operands = new Operands();
        }
        Operands o = Objects.requireNonNull(operands);
        if (!empty) {
            beta = 1 - beta;
        }
        int length = empty ? 0 : STEPS * LENGTH;
        if (part >= Parts.TILES) {
            tile(part, empty ? 0 : STEPS, o);
        } else if (part >= Parts.CHAINS) {
            chains(part, empty ? 0 : STEPS, o);
        } else if (part >= Parts.GRADIENT) {
            VectorActivations.gradient(Parts.activation(part), o.row, o.otherRow, o.otherRow, 0, 1, 0, length);
        } else if (part >= Parts.ACTIVATE) {
            VectorActivations.activate(Parts.activation(part), o.row, o.otherRow, 0, 1, 0, length);
        } else if (part >= Parts.UPDATE) {
            UpdateArguments u = new UpdateArguments(Parts.rule(part), o.row, o.moments);
            VectorFormulas.update(u, 0, 0, o.otherRow.data(), 0, length);
        } else if (part >= Parts.ELEMENT_WISE) {
            VectorElements.run(Parts.function(part), beta, o.row, o.row, o.otherRow, 0, 1, 0, length);
        } else if (part >= Parts.ERROR) {
            o.vectorCosts.errorOfBlock(Parts.deviation(part), 1, o.z, o.y, o.result, o.losses, 0,
                    empty ? 0 : Operands.WIDE);
        } else {
            other(part, empty, o);
        }
    }

    private void tile(int part, int kc, Operands o) {
        int vectors = Parts.vectors(part);
        int rows = Parts.rows(part);
        if (rows > Lanes.TALLEST[vectors]) {
            return;
        }
        boolean columnMajor = Parts.isColumnMajor(part);
        int width = vectors * LENGTH;
        MicroKernels.run(columnMajor, vectors, rows, kc, o.a, 0, columnMajor ? rows : kc, o.b, 0, width, beta != 0,
                o.c, 0, width);
        VectorGemm.copy(Math.min(kc, 2), Operands.WIDE - 1, o.b, 0, Operands.WIDE, o.packed, 0, Operands.WIDE);
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

    private void other(int part, boolean empty, Operands o) {
        int n = empty ? 0 : 4 * LENGTH;
        int columns = empty ? 0 : Operands.WIDE;
        switch (part) {
            case Parts.TRANSPOSE -> {
                transpose(o, empty ? 0 : 1, 1);
                transpose(o, empty ? 0 : 12, 12);
                if (LENGTH == Transpose16.SIZE) {
                    Transpose16.panelRows(o.a, 0, n, n, o.packed, 0);
                }
            }
            case Parts.COPY -> {
                copy(empty, 2, LENGTH, o);
                copy(empty, 1, Operands.WIDE - 1, o);
                copy(empty, 2, Operands.WIDE, o);
            }
            case Parts.ADD_ROWS -> addRows(empty, o);
            case Parts.DOT_ROWS -> o.gemv.dotRows(o.a, 0, Operands.WIDE, empty ? 0 : Operands.WIDE - 1, STEPS);
            case Parts.FEW_COLUMNS -> {
                FewColumns.addBias(o.a, o.packed, empty ? 0 : LENGTH, STEPS);
                FewColumns.addChains(o.a, beta != 0, o.packed, empty ? 0 : STEPS * LENGTH);
                ShortRows.moveTogether(o.a, empty ? 0 : STEPS, LENGTH - 1, o.packed);
            }
            case Parts.ADD_BIAS -> Epilogues.addBias(o.sums, o.stripe, 0, empty ? 0 : 12, 0, 4 * LENGTH);
            case Parts.ADD_BIAS_OF_COLUMNS -> Epilogues.addBiasOfColumns(o.column, o.stripe, 0, empty ? 1 : 12, 0, n);
            case Parts.ROW_SUMS -> {
                if (LENGTH == Transpose16.SIZE) {
                    VectorSums.addUpToSixteenLanes(o.a, 0, Operands.LONG, empty ? 0 : 4, Operands.LONG, o.packed);
                    transpose(o, empty ? 0 : 4, LENGTH);
                } else {
                    VectorSums.sumWhole(o.packed, o.a, 0, empty ? 0 : Operands.ROUNDS);
                }
                VectorSums.add(o.packed, 0, o.packed, n, n);
            }
            case Parts.COLUMN_SUMS -> {
                VectorSums.addRows(o.a, 0, 4 * LENGTH, STEPS - 1, o.packed, n);
                store(n, o);
            }
            case Parts.SOFTMAX -> o.vectorCosts.softmaxOfBlock(o.z, o.result, 0, columns);
            case Parts.LOG_SOFTMAX -> o.vectorCosts.logSoftmaxOfBlock(o.z, o.result, 0, columns);
            case Parts.SIGMOID_CROSS_ENTROPY -> o.vectorCosts.sigmoidCrossEntropyOfBlock(o.z, o.y, o.result,
                    o.otherResult, o.losses, 0, columns);
            case Parts.SOFTMAX_CROSS_ENTROPY -> o.vectorCosts.softmaxCrossEntropyOfBlock(o.z, o.y, o.classes, 0,
                    o.result, o.otherResult, o.losses, 0, columns);
            case Parts.CROSS_ENTROPY_OF_CLASSES -> o.vectorCosts.softmaxCrossEntropyOfBlock(o.z, null, o.classes, 0.5f,
                    o.result, o.otherResult, o.losses, 0, columns);
            case Parts.MATRIX_VECTOR -> {
                addProducts(empty, o);
                if (LENGTH == Transpose16.SIZE) {
                    VectorMatrixVector.addRoundsOfFourRows(o.a, 0, 0, 0, 0, o.a, 0, empty ? 0 : Operands.ROUNDS,
                            o.packed, 0);
                }
                VectorMatrixVector.foldToSixteenLanes(o.a, empty ? 0 : 4, o.packed);
                transpose(o, empty ? 0 : 4, 16);
                VectorSums.add(o.packed, 0, o.packed, n, n);
                store(n, o);
            }
            case Parts.TRANSPOSED_MATRIX_VECTOR -> {
                addRows(empty, o);
                store(n, o);
            }
            case Parts.NORM -> {
                VectorFormulas.largestMagnitude(o.packed, 0, o.a, 0, o.packed, 0, n);
                VectorFormulas.scaled(o.a, 0, beta, o.packed, 0, n);
                addProducts(empty, o);
            }
            case Parts.DROPOUT -> VectorDropout.run(0.5f, 1, 1, 0, empty ? o.noColumns : o.stripe, 0, 2);
            case Parts.CHANGE_GRADIENT -> {
                for (ElementWise f : CHANGES) {
                    VectorElements.run(f, beta, o.a, 0, o.a, 0, o.packed, 0, n);
                }
            }
            case Parts.CLASSES -> {
                // The operands are made, and with them all that there is to load.
            }
            default -> throw new AssertionError(part);
        }
    }

    private static void transpose(Operands o, int rows, int step) {
        Packing.transpose(o.a, 0, 4 * LENGTH, rows, 4 * LENGTH, 1, o.packed, 0, step);
    }

    private static void copy(boolean empty, int panels, int width, Operands o) {
        Packing.copy(o.a, 0, 4 * LENGTH, empty ? 0 : panels, width, empty ? 1 : STEPS, 1, o.packed, 0, width,
                STEPS * width);
    }

    /** Eight rows at a time, and one that is left; with no whole number of vectors. */
    private static void addRows(boolean empty, Operands o) {
        VectorGemv.addRows(o.a, 0, 4 * LENGTH, o.b, 0, 8 + 1, o.packed, empty ? 0 : 4 * LENGTH - 1);
    }

    private static void addProducts(boolean empty, Operands o) {
        VectorMatrixVector.addRounds(o.a, 0, o.a, 0, empty ? 0 : Operands.ROUNDS, o.packed, 0);
        VectorMatrixVector.addRest(o.a, 0, o.a, 0, empty ? 0 : 2 * LENGTH + 1, o.packed, 0);
        if (LENGTH == Transpose16.SIZE) {
            VectorMatrixVector.addLessThanAVector(o.a, 0, o.a, 0, empty ? 0 : 1, o.packed, 0);
        }
    }

    private static void store(int n, Operands o) {
        VectorSums.store(1, o.a, 0, o.row, 0, n);
        VectorSums.store(1, o.a, 1, o.row, 0, n);
    }
}
