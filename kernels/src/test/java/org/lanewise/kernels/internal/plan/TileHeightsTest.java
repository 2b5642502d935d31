package org.lanewise.kernels.internal.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How rows are cut into tiles. */
class TileHeightsTest {

    @ParameterizedTest
    @CsvSource({"1, 12", "1, 8", "2, 12", "2, 5", "3, 8", "3, 3", "4, 6", "4, 2", "8, 3", "8, 1", "16, 1"})
    void theSetIsWhatRowsAreCutInto(int vectors, int tallest) {
        TileHeights heights = new TileHeights(vectors, tallest);
        for (int rows = 0; rows < 10 * tallest; rows++) {
            int set = 0;
            int tiles = 0;
            int height;
            for (int left = rows; left > 0; left -= height) {
                height = heights.next(left);
                assertTrue(height >= 1 && height <= Math.min(left, tallest), height + " of " + left);
                set |= 1 << (height - 1);
                tiles++;
            }
            assertEquals(set, heights.set(rows), rows + " rows");
            assertTrue(tiles <= (rows + tallest - 1) / tallest + 1, rows + " rows: " + tiles + " tiles");
        }
    }

    /** No tile stands where none is. */
    @ParameterizedTest
    @CsvSource({"5", "16"})
    void aWidthWithoutTilesHasNone(int vectors) {
        assertEquals(0, new TileHeights(vectors, 0).tallest());
    }
}
