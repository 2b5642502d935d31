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
    /** By the rows that are left, the height of the tile to cut off: where tiles are wide, where they are narrow. */
    private static final byte[] FIRST_WIDE = firstTiles(4);
    private static final byte[] FIRST_NARROW = firstTiles(8);
    /** By the rows that are left, the set of all heights that they are cut into. */
    private static final byte[] HEIGHTS_WIDE = heightSets(FIRST_WIDE);
    private static final byte[] HEIGHTS_NARROW = heightSets(FIRST_NARROW);

    private Tiles() {
    }

    /** The height of the tile to take where {@code rows} rows of C are left and so many columns are to be computed. */
    static int rows(int rows, int columns) {
        byte[] first = columns > LENGTH ? FIRST_WIDE : FIRST_NARROW;
        return first[Math.min(rows, first.length - 1)];
    }

    /** Which of {@link #HEIGHTS} so many rows are cut into, a bit for each. */
    static long heights(int rows, int columns) {
        byte[] sets = columns > LENGTH ? HEIGHTS_WIDE : HEIGHTS_NARROW;
        if (rows < sets.length) {
            return sets[rows];
        }
        // Beyond two of the tallest tiles all are of that height.
        return sets[MR] | sets[rows - (rows - MR - 1) / MR * MR];
    }

    private static byte[] heightSets(byte[] first) {
        byte[] sets = new byte[first.length];
        for (int rows = 1; rows < sets.length; rows++) {
            sets[rows] = (byte) (sets[rows - first[rows]] | 1 << heightIndex(first[rows]));
        }
        return sets;
    }

    private static int heightIndex(int height) {
        int i = 0;
        while (HEIGHTS[i] != height) {
            i++;
        }
        return i;
    }

    /** The width of the tiles for so many columns: two vectors, or one where that is enough. */
    static int width(int columns) {
        return columns > LENGTH ? NR : LENGTH;
    }

    /** The first column of the tiles for columns from j on: the last ones reach back, rather than beyond, if they can. */
    static int start(int j, int columns) {
        return Math.max(0, Math.min(j, columns - width(columns - j)));
    }

    /**
     * Cuts up to two of the tallest tiles' rows into the tiles of least cost. A step of k costs a tile as many
     * multiply-adds as it has rows, but no less than {@code fewest}, which hide the latency of one; and a tile costs
     * its start and end.
     */
    private static byte[] firstTiles(int fewest) {
        double[] cost = new double[2 * MR + 1];
        byte[] first = new byte[cost.length];
        for (int rows = 1; rows < cost.length; rows++) {
            cost[rows] = Double.POSITIVE_INFINITY;
            for (int height : HEIGHTS) {
                if (height <= Math.min(rows, MR)) {
                    double c = cost[rows - height] + Math.max(height, fewest) + 0.1;
                    if (c < cost[rows]) {
                        cost[rows] = c;
                        first[rows] = (byte) height;
                    }
                }
            }
        }
        return first;
    }
}
