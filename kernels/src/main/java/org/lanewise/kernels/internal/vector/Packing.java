package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;
import static org.lanewise.kernels.internal.vector.Tiles.NR;

import jdk.incubator.vector.FloatVector;
import org.lanewise.kernels.Matrix;

/** Copies of blocks of the operands into panels, in the order in which the micro-kernels read them. */
final class Packing {
    private Packing() {
    }

    /**
     * Packs some rows of A as one panel, {@code to[p·rows + r] = α·A(i + r, k + p)}. It may write up to a vector beyond
     * the panel.
     */
    static void packA(Matrix a, float alpha, int i, int rows, int k, int kc, float[] to) {
        transpose(a.data(), a.index(i, k), a.leadingDimension(), rows, kc, alpha, to, 0, rows);
    }

    /**
     * Packs stripes of some rows of Aᵀ as panels, {@code to[s·step + p·rows + r] = α·A(k + p, i + s·rows + r)}. It may
     * write up to a vector beyond each panel.
     */
    static void packTransposedA(Matrix a, float alpha, int i, int stripes, int rows, int k, int kc, float[] to,
            int step) {
        float[] data = a.data();
        int lda = a.leadingDimension();
        int from = a.index(k, i);
        int p = 0;
        // Vectors reach beyond the rows wanted: into what the next one overwrites, but never beyond A's array.
        int last = data.length - LENGTH - (stripes - 1) * rows;
        for (; p < kc && rows <= LENGTH && from + p * lda <= last; p++) {
            for (int s = 0; s < stripes; s++) {
                FloatVector.fromArray(F, data, from + p * lda + s * rows).mul(alpha).intoArray(to, s * step + p * rows);
            }
        }
        for (; p < kc; p++) {
            for (int s = 0; s < stripes; s++) {
                for (int r = 0; r < rows; r++) {
                    to[s * step + p * rows + r] = alpha * data[from + p * lda + s * rows + r];
                }
            }
        }
    }

    /**
     * Packs {@code columns} columns of op(B) from column j on, a panel for each column of tiles, {@code to[q·panelStep +
     * p·width + c] = op(B)(k + p, j + start + c)} with width and start from {@link Tiles}. What is beyond B's columns is
     * arbitrary.
     */
    static void packB(Matrix b, boolean transposed, int j, int columns, int k, int kc, float[] to, int panelStep) {
        int whole = transposed ? 0 : columns / NR;
        if (!transposed) {
            copyPanels(b, j, whole, k, kc, to, panelStep);
        }
        for (int q = whole; q * NR < columns; q++) {
            int width = Tiles.width(columns - q * NR);
            packPanel(b, transposed, j + Tiles.start(q * NR, columns), Math.min(width, columns), width, k, kc, to,
                    q * panelStep);
        }
    }

    /** Goes along the rows of B, as they lie in memory. */
    private static void copyPanels(Matrix b, int j, int panels, int k, int kc, float[] to, int panelStep) {
        for (int p = 0; p < kc; p++) {
            copyRow(b.data(), b.index(k + p, j), panels, to, p * NR, panelStep);
        }
    }

    private static void copyRow(float[] from, int at, int panels, float[] to, int too, int panelStep) {
        for (int q = 0; q < panels; q++) {
            FloatVector.fromArray(F, from, at + q * NR).intoArray(to, too + q * panelStep);
            FloatVector.fromArray(F, from, at + q * NR + LENGTH).intoArray(to, too + q * panelStep + LENGTH);
        }
    }

    /** Packs one panel of op(B), as many columns as it is wide or fewer. */
    private static void packPanel(Matrix b, boolean transposed, int j, int columns, int width, int k, int kc,
            float[] to,
            int at) {
        float[] data = b.data();
        int ldb = b.leadingDimension();
        if (transposed) {
            for (int c = 0; c < columns; c += LENGTH) {
                transpose(data, b.index(j + c, k), ldb, Math.min(LENGTH, columns - c), kc, 1, to, at + c, width);
            }
            return;
        }
        int from = b.index(k, j);
        int p = 0;
        // Vectors may reach beyond the columns, but never beyond B's array.
        for (; p < kc && from + p * ldb <= data.length - width; p++) {
            for (int c = 0; c < width; c += LENGTH) {
                FloatVector.fromArray(F, data, from + p * ldb + c).intoArray(to, at + p * width + c);
            }
        }
        for (; p < kc; p++) {
            for (int c = 0; c < columns; c++) {
                to[at + p * width + c] = data[from + p * ldb + c];
            }
        }
    }

    /**
     * {@code to[at + p·step + r] = α·from[fo + r·ld + p]} for some rows r, LENGTH at most, and p up to {@code columns};
     * it may write a whole vector for each p, in ascending order.
     */
    private static void transpose(float[] from, int fo, int ld, int rows, int columns, float alpha, float[] to, int at,
            int step) {
        if (LENGTH >= Transpose8.SIZE && columns >= LENGTH) {
            for (int p = 0; p < columns; p += LENGTH) {
                // The last block may overlap the one before.
                int q = Math.min(p, columns - LENGTH);
                if (LENGTH == Transpose8.SIZE) {
                    Transpose8.block(from, fo + q, ld, rows, alpha, to, at + q * step, step);
                } else if (rows == 12 && step == 12) {
                    Transpose16.twelveRows(from, fo + q, ld, alpha, to, at + q * step);
                } else {
                    Transpose16.block(from, fo + q, ld, rows, alpha, to, at + q * step, step);
                }
            }
        } else {
            for (int p = 0; p < columns; p++) {
                for (int r = 0; r < rows; r++) {
                    to[at + p * step + r] = alpha * from[fo + r * ld + p];
                }
            }
        }
    }
}
