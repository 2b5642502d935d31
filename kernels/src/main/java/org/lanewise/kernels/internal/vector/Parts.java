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

    /** The first parts are the micro-kernels: two orders of A, two widths, each height. */
    static final int PACK_A = 4 * HEIGHTS;
    static final int PACK_TRANSPOSED_A = PACK_A + 1;
    static final int PACK_B = PACK_A + 2;
    static final int PACK_TRANSPOSED_B = PACK_A + 3;
    static final int ADD_ROWS = PACK_A + 4;
    static final int DOT_ROWS = PACK_A + 5;
    static final int DOT_PANELS = PACK_A + 6;
    static final int ADD_BIAS = PACK_A + 7;
    static final int ROW_SUMS = PACK_A + 8;
    static final int COLUMN_SUMS = PACK_A + 9;
    static final int SOFTMAX = PACK_A + 10;
    static final int LOG_SOFTMAX = PACK_A + 11;
    static final int SIGMOID_CROSS_ENTROPY = PACK_A + 12;
    static final int SOFTMAX_CROSS_ENTROPY = PACK_A + 13;
    static final int SQUARED_ERROR = PACK_A + 14;
    /** The Vector API's classes, without which not even the needs of a product can be told. */
    static final int CLASSES = PACK_A + 15;

    private static final Activation.Kind[] KINDS = Activation.Kind.values();
    /** One for each kind of activation; after the others, which are constants of the compiler. */
    static final int ACTIVATE = PACK_A + 16;
    static final int GRADIENT = ACTIVATE + KINDS.length;
    static final int COUNT = GRADIENT + KINDS.length;

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
        while (KINDS[i] != g.kind()) {
            i++;
        }
        return i;
    }

    /** An activation of the kind that one of the parts from {@link #ACTIVATE} or {@link #GRADIENT} on is for. */
    static Activation activation(int part) {
        return new Activation(KINDS[(part - ACTIVATE) % KINDS.length], 0);
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
