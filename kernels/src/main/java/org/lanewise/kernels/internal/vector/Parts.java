package org.lanewise.kernels.internal.vector;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.internal.Product;

/**
 * The parts of the vector backend that the JIT compiles each by itself, as bits of a set: a kernel can be used at full
 * speed once all parts that it needs are compiled.
 */
final class Parts {
    /** As many as {@link Tiles#HEIGHTS}; to ask for their number would load the Vector API. */
    private static final int HEIGHTS = 7;

    /** The first parts are the micro-kernels: two orders of A, two widths, each height. */
    static final int PACK_A = 4 * HEIGHTS;
    static final int PACK_TRANSPOSED_A = 29;
    static final int PACK_B = 30;
    static final int PACK_TRANSPOSED_B = 31;
    static final int ADD_ROWS = 32;
    static final int DOT_ROWS = 33;
    static final int BIAS = 34;
    /** One for each kind of activation. */
    static final int ACTIVATE = 35;
    static final int GRADIENT = 41;
    static final int ROW_SUMS = 47;
    static final int COLUMN_SUMS = 48;
    static final int SOFTMAX = 49;
    static final int LOG_SOFTMAX = 50;
    static final int SIGMOID_CROSS_ENTROPY = 51;
    static final int SOFTMAX_CROSS_ENTROPY = 52;
    static final int SQUARED_ERROR = 53;
    /** The Vector API's classes, without which not even the needs of a product can be told. */
    static final int CLASSES = 54;
    static final int DOT_PANELS = 55;
    static final int COUNT = 56;

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
        if (VectorGemm.packsB(p, rows)) {
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
        if (p.bias != null) {
            return set(BIAS) | activate(p.activation);
        }
        return p.kept != null ? gradient(p.activation) : 0;
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
        long heights = Tiles.heights(rows, columns);
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
