package org.lanewise.kernels.internal.plan;

/**
 * How rows are cut into tiles of one width: the tallest ones as long as there is room for two, and then those of least
 * cost.
 */
public final class TileHeights {
    /**
     * So many multiply-adds have to be on their way for none to wait for the one before: two units, four cycles, and half
     * as many again, because what they need from the caches does not come evenly.
     */
    private static final int CHAINS = 12;
    /** The start and end of a tile, in the cost of a row. */
    private static final double TILE = 0.1;

    private final int tallest;
    /** By the rows that are left, up to twice the tallest tile's: the height of the tile to cut off. */
    private final byte[] next;
    /** The set of all heights that so many rows are cut into, bit h − 1 for height h. */
    private final int[] sets;

    /**
     * A step of k costs a tile as many multiply-adds as it has rows, but no less than hide the latency of one; and a tile
     * costs its start and end.
     */
    TileHeights(int vectors, int tallest) {
        this.tallest = tallest;
        double fewest = Math.ceil((double) CHAINS / vectors);
        double[] cost = new double[2 * tallest + 1];
        next = new byte[cost.length];
        sets = new int[cost.length];
        for (int rows = 1; rows < cost.length; rows++) {
            cost[rows] = Double.POSITIVE_INFINITY;
            for (int height = Math.min(rows, tallest); height > 0; height--) {
                double c = cost[rows - height] + Math.max(height, fewest) + TILE;
                if (c < cost[rows]) {
                    cost[rows] = c;
                    next[rows] = (byte) height;
                    sets[rows] = sets[rows - height] | 1 << (height - 1);
                }
            }
        }
    }

    /** The rows of the tallest tile. */
    public int tallest() {
        return tallest;
    }

    /** The height of the tile to take where so many rows are left. */
    public int next(int rows) {
        return next[Math.min(rows, next.length - 1)];
    }

    /** The heights that so many rows are cut into, bit h − 1 for height h. */
    public int set(int rows) {
        if (rows < sets.length) {
            return sets[rows];
        }
        return sets[tallest] | sets[rows - (rows - tallest - 1) / tallest * tallest];
    }
}
