package org.lanewise.kernels.generator;

import java.util.List;

/**
 * The register tiles that there are, one line for each width: the tallest that 32 and that 16 vector registers hold
 * without spilling (docs/adr/0003). Of each width there is every height up to the tallest, for both orders of A.
 *
 * <p>A tile of r rows by v vectors needs r·v accumulators, v vectors of B and one of A.
 */
final class TileTable {
    static final List<Width> WIDTHS = List.of(
            new Width(1, 12, 8),
            new Width(2, 12, 5),
            new Width(3, 8, 3),
            new Width(4, 6, 2),
            new Width(8, 3, 1),
            new Width(16, 1, 0));

    /** The width that has chains which go on, too: with 512 bits it is that of a packed panel. */
    static final Width CHAINS = WIDTHS.get(3);

    private TileTable() {
    }

    /**
     * The tiles of one width.
     *
     * @param vectors how many vectors a row of them has
     * @param rows32 the tallest for 32 vector registers
     * @param rows16 the tallest for 16, or 0 if there is none
     */
    record Width(int vectors, int rows32, int rows16) {
    }

    /** How the left operand lies in memory. */
    enum Order {
        /** Element (r, k) at {@code a[ao + r·stepA + k]}: in its place. */
        ROW_MAJOR("RowMajor", "row by row, element (r, k) at {@code a[ao + r·stepA + k]}"),
        /** Element (r, k) at {@code a[ao + k·stepA + r]}: a panel, or a transposed matrix in its place. */
        COLUMN_MAJOR("ColumnMajor", "column by column, element (r, k) at {@code a[ao + k·stepA + r]}");

        final String name;
        final String description;

        Order(String name, String description) {
            this.name = name;
            this.description = description;
        }
    }
}
