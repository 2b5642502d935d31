package org.lanewise.kernels.internal.plan;

/**
 * What a plan has to know of the machine: lanes, registers, and from which sizes on it pays to copy an operand. There is
 * one set of sizes for 32 vector registers and one for 16 (docs/adr/0005; the measurements are in docs/experiments.md).
 */
public final class Blocking {
    /** Row-major tiles of one vector have no more rows: there are not enough general registers to point to them. */
    private static final int TALLEST_ROW_MAJOR_VECTOR = 8;

    /**
     * From which sizes on an operand is copied.
     *
     * @param packAColumns columns of C from which A's rows are read so often that packing them pays
     * @param packFewRowsColumns the same for few rows, unless they are so far apart that they share their places in the
     * cache
     * @param packTransposedAColumns the same for a transposed A, whose rows lie as the micro-kernels read them: in its
     * place it is nearly as good
     * @param packCollidingAColumns the same for a transposed A whose rows share their places in the cache,
     * @param packCollidingASteps and are more than find room there
     */
    record Sizes(int packAColumns, int packFewRowsColumns, int packTransposedAColumns, int packCollidingAColumns,
            int packCollidingASteps) {
        private static final int NEVER = Integer.MAX_VALUE;

        static final Sizes FOR_32_REGISTERS = new Sizes(128, 256, 512, 65, 257);
        static final Sizes FOR_16_REGISTERS = new Sizes(NEVER, NEVER, 128, 17, 0);
    }

    /** Floats in a vector. */
    public final int lanes;
    final Sizes sizes;
    /** By the vectors of a tile's row. */
    private final TileHeights[] columnMajor;
    private final TileHeights[] rowMajor;

    /**
     * Lanes and tiles of a machine.
     *
     * @param lanes floats in a vector
     * @param registers vector registers
     * @param tallest by the vectors of a tile's row, how many rows the tallest one has, 0 where there is none
     */
    public Blocking(int lanes, int registers, int[] tallest) {
        this.lanes = lanes;
        this.sizes = registers >= 32 ? Sizes.FOR_32_REGISTERS : Sizes.FOR_16_REGISTERS;
        this.columnMajor = new TileHeights[tallest.length];
        this.rowMajor = new TileHeights[tallest.length];
        for (int vectors = 1; vectors < tallest.length; vectors++) {
            columnMajor[vectors] = new TileHeights(vectors, tallest[vectors]);
            rowMajor[vectors] = vectors > 1
                    ? columnMajor[vectors]
                    : new TileHeights(vectors, Math.min(tallest[vectors], TALLEST_ROW_MAJOR_VECTOR));
        }
    }

    /** How rows are cut into tiles of such a width. */
    public TileHeights heights(boolean leftIsColumnMajor, int vectors) {
        return (leftIsColumnMajor ? columnMajor : rowMajor)[vectors];
    }

    /** The rows of the tallest tile of such a width, 0 if there is none. */
    int tallest(int vectors) {
        return vectors < columnMajor.length ? columnMajor[vectors].tallest() : 0;
    }

    /** Vectors that so many columns fill, the last one perhaps in part. */
    public int vectors(int columns) {
        return (columns - 1) / lanes + 1;
    }
}
