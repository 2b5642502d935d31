package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

/**
 * The register tiles: some rows of C by two vectors, or by one, are summed over one block of k, {@code C = C + A·B} or
 * {@code C = 0 + A·B}. Row k of B starts at {@code b[bo + k·stepB]}, in a packed panel or in its place. Each accumulator
 * is one chain of fused multiply-adds from +0, which is then added to C or, so that no −0 is left, to +0.
 *
 * <p>The micro-kernels are in {@link RowMajorTiles} and {@link ColumnMajorTiles}, by the order in which A lies. Every
 * height is a flat method of its own, so that the JIT compiles it by itself, the same way every time, with all
 * accumulators in registers. No part of it is a helper: in a method of so many nodes the JIT stops inlining, and a
 * vector that crosses a call is boxed. The JIT leaves out a way that was never taken, and compiles the method anew the
 * first time that it is: {@link MadeUpCalls} take both (docs/adr/0003).
 */
final class Tiles {
    /** Columns of a wide tile, two vectors. */
    static final int NR = 2 * LENGTH;
    /** Rows of the tallest tile: 32 vector registers hold twelve rows, 16 hold five. */
    static final int MR = Lanes.REGISTERS >= 32 ? 12 : 5;

    static final int[] HEIGHTS = {12, 8, 5, 4, 3, 2, 1};
    /** The tallest narrow tile that reads a row-major A: there are not enough general registers to point to more rows. */
    private static final int MR_NARROW_ROW_MAJOR = Math.min(MR, 8);

    private static final Cut WIDE = new Cut(MR, 4);
    private static final Cut NARROW_COLUMN_MAJOR = new Cut(MR, 8);
    private static final Cut NARROW_ROW_MAJOR = new Cut(MR_NARROW_ROW_MAJOR, 8);

    private Tiles() {
    }

    /** The height of the tile to take where {@code rows} rows of C are left and so many columns are to be computed. */
    static int rows(boolean columnMajor, int rows, int columns) {
        return cut(columnMajor, columns).next(rows);
    }

    /** Which of {@link #HEIGHTS} so many rows are cut into, a bit for each. */
    static long heights(boolean columnMajor, int rows, int columns) {
        return cut(columnMajor, columns).heights(rows);
    }

    private static Cut cut(boolean columnMajor, int columns) {
        if (columns > LENGTH) {
            return WIDE;
        }
        return columnMajor ? NARROW_COLUMN_MAJOR : NARROW_ROW_MAJOR;
    }

    /** The width of the tiles for so many columns: two vectors, or one where that is enough. */
    static int width(int columns) {
        return columns > LENGTH ? NR : LENGTH;
    }

    /** The first column of the tiles for columns from j on: the last ones reach back, rather than beyond, if they can. */
    static int start(int j, int columns) {
        return Math.max(0, Math.min(j, columns - width(columns - j)));
    }

    /** How rows are cut into tiles: the tallest ones as long as there is room for two, and then those of least cost. */
    private static final class Cut {
        private final int tallest;
        /** By the rows that are left, up to twice the tallest tile's: the height of the tile to cut off. */
        private final byte[] next;
        /** The set of all heights that so many rows are cut into. */
        private final byte[] heights;

        /**
         * A step of k costs a tile as many multiply-adds as it has rows, but no less than {@code fewest}, which hide the
         * latency of one; and a tile costs its start and end.
         */
        Cut(int tallest, int fewest) {
            this.tallest = tallest;
            double[] cost = new double[2 * tallest + 1];
            next = new byte[cost.length];
            heights = new byte[cost.length];
            for (int rows = 1; rows < cost.length; rows++) {
                cost[rows] = Double.POSITIVE_INFINITY;
                for (int i = 0; i < HEIGHTS.length; i++) {
                    int height = HEIGHTS[i];
                    if (height <= Math.min(rows, tallest)) {
                        double c = cost[rows - height] + Math.max(height, fewest) + 0.1;
                        if (c < cost[rows]) {
                            cost[rows] = c;
                            next[rows] = (byte) height;
                            heights[rows] = (byte) (heights[rows - height] | 1 << i);
                        }
                    }
                }
            }
        }

        int next(int rows) {
            return next[Math.min(rows, next.length - 1)];
        }

        long heights(int rows) {
            if (rows < heights.length) {
                return heights[rows];
            }
            return heights[tallest] | heights[rows - (rows - tallest - 1) / tallest * tallest];
        }
    }
}
