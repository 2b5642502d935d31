package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Matrix;

/** Copies of blocks of the operands, in an order and a density that the caches like. */
final class Packing {
    private Packing() {
    }

    /**
     * Copies rows {@code i} on and columns {@code j} on of {@code α·X}: {@code to[at + r·step + c] = α·x(i + r, j +
     * c)}.
     */
    static void copy(Matrix x, float alpha, int i, int rows, int j, int columns, float[] to, int at, int step) {
        float[] data = x.data();
        for (int r = 0; r < rows; r++) {
            int from = x.index(i + r, j);
            int row = at + r * step;
            int c = 0;
            for (; c <= columns - LENGTH; c += LENGTH) {
                FloatVector.fromArray(F, data, from + c).mul(alpha).intoArray(to, row + c);
            }
            for (; c < columns; c++) {
                to[row + c] = alpha * data[from + c];
            }
        }
    }

    /**
     * Copies rows {@code i} on and columns {@code j} on of X transposed: {@code to[at + c·step + r] = x(i + r, j + c)}.
     */
    static void transpose(Matrix x, int i, int rows, int j, int columns, float[] to, int at, int step) {
        int wholeRows = 0;
        int wholeColumns = 0;
        if (LENGTH == Transpose16.SIZE) {
            wholeRows = rows / LENGTH * LENGTH;
            wholeColumns = columns / LENGTH * LENGTH;
            for (int r = 0; r < wholeRows; r += LENGTH) {
                for (int c = 0; c < wholeColumns; c += LENGTH) {
                    Transpose16.block(x.data(), x.index(i + r, j + c), x.leadingDimension(), to, at + c * step + r,
                            step);
                }
            }
        }
        transposePlainly(x, i, wholeRows, j + wholeColumns, columns - wholeColumns, to, at + wholeColumns * step, step);
        transposePlainly(x, i + wholeRows, rows - wholeRows, j, columns, to, at + wholeRows, step);
    }

    private static void transposePlainly(Matrix x, int i, int rows, int j, int columns, float[] to, int at, int step) {
        float[] data = x.data();
        int from = x.index(i, j);
        int lead = x.leadingDimension();
        for (int c = 0; c < columns; c++) {
            for (int r = 0; r < rows; r++) {
                to[at + c * step + r] = data[from + r * lead + c];
            }
        }
    }

    /**
     * Packs columns {@code j} on of op(B) as one panel, {@code panel[po + p·width + c] = op(B)(k + p, j + c)}; columns
     * that the block does not have are zeros.
     */
    static void packB(Matrix b, boolean transposed, int j, int columns, int k, int kc, float[] panel, int po,
            int width) {
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
