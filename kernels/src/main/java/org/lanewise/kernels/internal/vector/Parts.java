package org.lanewise.kernels.internal.vector;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.internal.plan.Product;

/**
 * The parts of the vector backend that the JIT compiles each by itself, as bits of a set: a kernel can be used at full
 * speed once all parts that it needs are compiled.
 */
final class Parts {
    /** As many as {@link Tiles#HEIGHTS}; to ask for their number would load the Vector API. */
    private static final int HEIGHTS = 7;

    /** As many as {@link #ACTIVATIONS}. */
    private static final int KINDS = 6;

    /** The first parts are the micro-kernels: two orders of A, two widths, each height. */
    static final int PACK_A = 4 * HEIGHTS;
    static final int PACK_TRANSPOSED_A = PACK_A + 1;
    static final int PACK_B = PACK_A + 2;
    static final int PACK_TRANSPOSED_B = PACK_A + 3;
    static final int ADD_ROWS = PACK_A + 4;
    static final int DOT_ROWS = PACK_A + 5;
    static final int DOT_PANELS = PACK_A + 6;
    static final int ADD_BIAS = PACK_A + 7;
    /** One for each kind of activation. */
    static final int ACTIVATE = PACK_A + 8;
    static final int GRADIENT = ACTIVATE + KINDS;
    static final int ROW_SUMS = GRADIENT + KINDS;
    static final int COLUMN_SUMS = ROW_SUMS + 1;
    static final int SOFTMAX = ROW_SUMS + 2;
    static final int LOG_SOFTMAX = ROW_SUMS + 3;
    static final int SIGMOID_CROSS_ENTROPY = ROW_SUMS + 4;
    static final int SOFTMAX_CROSS_ENTROPY = ROW_SUMS + 5;
    static final int SQUARED_ERROR = ROW_SUMS + 6;
    /** The Vector API's classes, without which not even the needs of a product can be told. */
    static final int CLASSES = ROW_SUMS + 7;
    static final int COUNT = ROW_SUMS + 8;

    /** One of each kind. */
    static final Activation[] ACTIVATIONS = {Activation.IDENTITY, Activation.RELU, Activation.leakyRelu(0.01f),
            Activation.SIGMOID, Activation.TANH, Activation.SWISH};

    private Parts() {
    }

    static long set(int part) {
        return 1L << part;
    }

    /** What some rows × columns of a product need. */
    static long of(Product p, int rows, int columns) {
        long parts = epilogue(p);
        if (p.isEmptySum()) {
            return parts;
        }
        if (VectorGemv.fits(p, rows, columns)) {
            boolean dots = rows == 1 ? p.transB : !p.transA;
            return parts | set(rows > 1 && p.packedA != null ? DOT_PANELS : dots ? DOT_ROWS : ADD_ROWS);
        }
        boolean packsA = VectorGemm.packsA(p, rows, columns);
        if (packsA) {
            parts |= set(p.transA ? PACK_TRANSPOSED_A : PACK_A);
        }
        if (VectorGemm.packsSomeOfB(p, rows, columns)) {
            parts |= set(p.transB ? PACK_TRANSPOSED_B : PACK_B);
        }
        if (p.packedA != null) {
            // Tiles do not reach from panel to panel.
            int tall = Math.min(rows, Tiles.MR);
            return parts | tiles(true, tall, columns) | tiles(true, rows % Tiles.MR, columns);
        }
        return parts | tiles(packsA || p.transA, rows, columns);
    }

    private static long epilogue(Product p) {
        Activation g = p.activation;
        if (g == null) {
            return 0;
        }
        return p.bias != null ? set(ADD_BIAS) | activate(g) : gradient(g);
    }

    static long activate(Activation g) {
        return set(ACTIVATE + index(g));
    }

    static long gradient(Activation g) {
        return set(GRADIENT + index(g));
    }

    private static int index(Activation g) {
        int i = 0;
        while (ACTIVATIONS[i].kind() != g.kind()) {
            i++;
        }
        return i;
    }

    private static long tiles(boolean columnMajor, int rows, int columns) {
        long heights = Tiles.heights(columnMajor, rows, columns);
        boolean wide = columns > Lanes.LENGTH;
        boolean narrow = columns % Tiles.NR != 0 && columns % Tiles.NR <= Lanes.LENGTH;
        long tiles = (wide ? heights : 0) | (narrow ? (heights << HEIGHTS) : 0);
        return columnMajor ? tiles << (2 * HEIGHTS) : tiles;
    }

    /** Whether this micro-kernel is for a column-major A. */
    static boolean isColumnMajor(int tile) {
        return tile >= 2 * HEIGHTS;
    }

    /** The columns of this micro-kernel. */
    static int width(int tile) {
        return tile / HEIGHTS % 2 == 0 ? Tiles.NR : Lanes.LENGTH;
    }

    /** The rows of this micro-kernel. */
    static int height(int tile) {
        return Tiles.HEIGHTS[tile % HEIGHTS];
    }
}
