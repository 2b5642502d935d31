package org.lanewise.kernels.internal.vector;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;

/** Copies of blocks of the operands, in an order and a density that the caches like. */
final class Packing {
    private Packing() {
    }

    /**
     * Copies rows {@code i} on and columns {@code j} on of {@code α·X}: {@code to[at + r·step + c] = α·x(i + r, j + c)}.
     */
    static void copy(Matrix x, float alpha, int i, int rows, int j, int columns, float[] to, int at, int step) {
        float[] data = x.data();
        for (int r = 0; r < rows; r++) {
            int from = x.index(i + r, j);
            int row = at + r * step;
            for (int c = 0; c < columns; c++) {
                to[row + c] = alpha * data[from + c];
            }
        }
    }

    /**
     * Copies rows {@code i} on and columns {@code j} on of X transposed: {@code to[at + c·step + r] = x(i + r, j + c)}.
     */
    static void transpose(Matrix x, int i, int rows, int j, int columns, float[] to, int at, int step) {
        float[] data = x.data();
        for (int r = 0; r < rows; r++) {
            int from = x.index(i + r, j);
            for (int c = 0; c < columns; c++) {
                to[at + c * step + r] = data[from + c];
            }
        }
    }

    /**
     * Packs columns {@code j} on of op(B) as one panel, {@code panel[po + p·width + c] = op(B)(k + p, j + c)}; columns that the
     * block does not have are zeros.
     */
    static void packB(Matrix b, boolean transposed, int j, int columns, int k, int kc, float[] panel, int po, int width) {
        if (columns < width) {
            Arrays.fill(panel, po, po + kc * width, 0);
        }
        if (transposed) {
            transpose(b, j, columns, k, kc, panel, po, width);
        } else {
            copy(b, 1, k, kc, j, columns, panel, po, width);
        }
    }
}
