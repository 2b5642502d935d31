package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;

/**
 * Sums down some columns next to each other, in the order of the contract: rows in blocks of {@link #BLOCK}, each block
 * a chain from top to bottom, and the blocks' sums added pairwise, as a binary counter carries: two sums of equally many
 * blocks become one, the upper on the left. What is left at the end is added from the bottom to the top. So the error
 * grows with the logarithm of the number of rows.
 *
 * <p>Whoever uses it adds the rows to {@link #chain}. An object of this class is part of the workspace of one thread.
 */
public final class ColumnSums {
    /** Rows of a block. */
    public static final int BLOCK = 64;
    /** Columns at most, a multiple of any vector's length; few enough for the L1 cache to keep a row's runs. */
    public static final int COLUMNS = 512;
    /** Enough for as many blocks as an array may have. */
    private static final int LEVELS = 26;

    /** The sums of the block that is being added; after {@link #finish} those of all rows. */
    public final float[] chain = new float[COLUMNS];
    /** Level l has the sums of 2ˡ blocks where bit l of {@link #blocks} is set; it is made when it is first needed. */
    private final float[][] levels = new float[LEVELS][0];
    private int blocks;
    private int columns;

    /** Sums of no rows yet. */
    public ColumnSums() {
    }

    /** Begins the sums of n columns, with +0 each. */
    public void start(int n) {
        columns = n;
        blocks = 0;
        Arrays.fill(chain, 0, n, 0);
    }

    /** To be called before row i is added, or at least before the first row of each block. */
    public void beforeRow(int i) {
        if (i > 0 && i % BLOCK == 0) {
            endBlock();
        }
    }

    private void endBlock() {
        int level = 0;
        for (; (blocks >> level & 1) != 0; level++) {
            addToChain(levels[level]);
        }
        if (levels[level].length == 0) {
            levels[level] = new float[COLUMNS];
        }
        System.arraycopy(chain, 0, levels[level], 0, columns);
        Arrays.fill(chain, 0, columns, 0);
        blocks++;
    }

    /** To be called after the last row. */
    public void finish() {
        for (int level = 0; level < LEVELS; level++) {
            if ((blocks >> level & 1) != 0) {
                addToChain(levels[level]);
            }
        }
    }

    private void addToChain(float[] upper) {
        for (int j = 0; j < columns; j++) {
            chain[j] = upper[j] + chain[j];
        }
    }
}
