package org.lanewise.kernels.internal.vector;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;

/**
 * Copies of operands in the order in which the micro-kernels read them: panels in which the elements of one k lie side by side.
 */
final class Packing {
    private Packing() {
    }

    /**
     * Packs rows {@code i} to {@code i + rows} of {@code α·op(A)} as one panel, {@code panel[po + p·rows + r] = α·op(A)(i + r, k + p)}.
     */
    static void packA(Matrix a, boolean transposed, float alpha, int i, int rows, int k, int kc, float[] panel,
            int po) {
        if (transposed) {
            copy(a, k, kc, i, rows, panel, po, rows);
        } else {
            transpose(a, i, rows, k, kc, panel, po, rows);
        }
        if (alpha != 1) {
            for (int at = po; at < po + kc * rows; at++) {
                panel[at] *= alpha;
            }
        }
    }

    /**
     * Packs columns {@code j} to {@code j + columns} of op(B) as one panel, {@code panel[po + p·width + c] = op(B)(k + p, j + c)};
     * columns that B does not have are zeros.
     */
    static void packB(Matrix b, boolean transposed, int j, int columns, int k, int kc, float[] panel, int po,
            int width) {
        if (columns < width) {
            Arrays.fill(panel, po, po + kc * width, 0);
        }
        if (transposed) {
            transpose(b, j, columns, k, kc, panel, po, width);
        } else {
            copy(b, k, kc, j, columns, panel, po, width);
        }
    }

    /** {@code panel[po + r·step + c] = x(i + r, j + c)}. */
    private static void copy(Matrix x, int i, int rows, int j, int columns, float[] panel, int po, int step) {
        float[] data = x.data();
        for (int r = 0; r < rows; r++) {
            int from = x.index(i + r, j);
            int to = po + r * step;
            for (int c = 0; c < columns; c++) {
                panel[to + c] = data[from + c];
            }
        }
    }

    /** {@code panel[po + c·step + r] = x(i + r, j + c)}. */
    private static void transpose(Matrix x, int i, int rows, int j, int columns, float[] panel, int po, int step) {
        float[] data = x.data();
        for (int r = 0; r < rows; r++) {
            int from = x.index(i + r, j);
            for (int c = 0; c < columns; c++) {
                panel[po + c * step + r] = data[from + c];
            }
        }
    }
}
