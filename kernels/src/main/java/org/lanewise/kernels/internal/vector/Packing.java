package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.F;
import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

import java.util.concurrent.atomic.LongAdder;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;

/** Copies of blocks of the operands into panels, in the order in which the micro-kernels read them. */
final class Packing {
    /** Where tests have the elements of operands counted that products copy. */
    static volatile @Nullable LongAdder copied;

    private Packing() {
    }

    /** So many elements are copied for a product. */
    static void count(int rows, int columns) {
        LongAdder counter = copied;
        if (counter != null) {
            counter.add((long) rows * columns);
        }
    }

    /** {@code op(A)} in panels. */
    static Panels pack(Matrix a, boolean transposed) {
        Panels panels = Panels.zerosFor(a, transposed);
        int rows;
        int kc;
        for (int k = 0; k < panels.columns(); k += kc) {
            kc = Math.min(Product.KC, panels.columns() - k);
            for (int i = 0; i < panels.rows(); i += rows) {
                rows = panels.rowsLeft(i);
                if (transposed) {
                    copy(a.data(), a.index(k, i), a.leadingDimension(), 1, rows, kc, 1, panels.data(),
                            panels.index(i, k), panels.width(i), 0);
                } else {
                    transpose(a.data(), a.index(i, k), a.leadingDimension(), rows, kc, 1, panels.data(),
                            panels.index(i, k), panels.width(i));
                }
            }
        }
        return panels;
    }

    /**
     * Packs {@code columns} columns of B from column j on, a panel for each column of tiles, {@code to[q·panelStep +
     * p·width + c] = B(k + p, j + start + c)} with width and start from {@link Columns}, for some steps p. What is beyond
     * B's columns is arbitrary.
     */
    static void packRows(Matrix b, int j, int columns, int vectors, int k, int from, int to, float[] packed,
            int panelStep) {
        int whole = columns / (vectors * LENGTH);
        if (whole > 0) {
            copy(b.data(), b.index(k + from, j), b.leadingDimension(), whole, vectors * LENGTH, to - from, 1, packed,
                    from * vectors * LENGTH, vectors * LENGTH, panelStep);
        }
        int jr = whole * vectors * LENGTH;
        if (jr < columns) {
            int width = Columns.vectors(vectors, columns - jr) * LENGTH;
            copy(b.data(), b.index(k + from, j + Columns.start(jr, width, columns)), b.leadingDimension(), 1,
                    Math.min(width, columns), to - from, 1, packed, whole * panelStep + from * width, width, 0);
        }
    }

    /** The same of a B that is taken transposed, {@code Bᵀ(k + p, j + start + c)}, for some panels q and all steps p. */
    static void packColumns(Matrix b, int j, int columns, int vectors, int k, int kc, int fromPanel, int toPanel,
            float[] packed, int panelStep) {
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int jr = panel * vectors * LENGTH;
            int width = Columns.vectors(vectors, columns - jr) * LENGTH;
            transpose(b.data(), b.index(j + Columns.start(jr, width, columns), k), b.leadingDimension(),
                    Math.min(width, columns), kc, 1, packed, panel * panelStep, width);
        }
    }

    /**
     * Packs rows as they lie into panels next to each other, {@code to[at + q·panelStep + p·step + c] = α·from[fo + p·ld +
     * q·width + c]} for c below {@code width} and p below {@code rows}. It may write up to a vector beyond each row of a
     * panel.
     */
    static void copy(float[] from, int fo, int ld, int panels, int width, int rows, float alpha, float[] to, int at,
            int step, int panelStep) {
        // Vectors reach beyond the width, into what the next row overwrites, but never beyond the array.
        int read = (panels - 1) * width + (width + LENGTH - 1) / LENGTH * LENGTH;
        int p = 0;
        for (; p < rows && (long) fo + (long) p * ld <= from.length - read; p++) {
            if (width == 2 * LENGTH) {
                copyTwoVectors(from, fo + p * ld, panels, alpha, to, at + p * step, panelStep);
            } else {
                copyVectors(from, fo + p * ld, panels, width, alpha, to, at + p * step, panelStep);
            }
        }
        for (; p < rows; p++) {
            for (int q = 0; q < panels; q++) {
                for (int c = 0; c < width; c++) {
                    to[at + q * panelStep + p * step + c] = alpha * from[fo + p * ld + q * width + c];
                }
            }
        }
    }

    private static void copyTwoVectors(float[] from, int fo, int panels, float alpha, float[] to, int at,
            int panelStep) {
        for (int q = 0; q < panels; q++) {
            int f = fo + q * 2 * LENGTH;
            int t = at + q * panelStep;
            FloatVector.fromArray(F, from, f).mul(alpha).intoArray(to, t);
            FloatVector.fromArray(F, from, f + LENGTH).mul(alpha).intoArray(to, t + LENGTH);
        }
    }

    private static void copyVectors(float[] from, int fo, int panels, int width, float alpha, float[] to, int at,
            int panelStep) {
        for (int q = 0; q < panels; q++) {
            for (int c = 0; c < width; c += LENGTH) {
                FloatVector.fromArray(F, from, fo + q * width + c).mul(alpha).intoArray(to, at + q * panelStep + c);
            }
        }
    }

    /**
     * Packs columns as rows, {@code to[at + p·step + r] = α·from[fo + r·ld + p]} for r below {@code rows} and p below
     * {@code columns}. It may write up to a vector beyond each p's rows.
     */
    static void transpose(float[] from, int fo, int ld, int rows, int columns, float alpha, float[] to, int at,
            int step) {
        if (LENGTH < Transpose4.SIZE || columns < LENGTH) {
            transposeElements(from, fo, ld, rows, columns, alpha, to, at, step);
            return;
        }
        // What reaches beyond the last rows is the next column's first rows, which come later.
        for (int r = (rows - 1) / LENGTH * LENGTH; r >= 0; r -= LENGTH) {
            int n = Math.min(LENGTH, rows - r);
            int done = 0;
            if (LENGTH == Transpose16.SIZE && n == LENGTH && step == Panels.ROWS && alpha == 1) {
                done = columns / LENGTH * LENGTH;
                Transpose16.panelRows(from, fo + r * ld, ld, done, to, at + r);
            }
            for (int p = done; p < columns; p += LENGTH) {
                // The last block may overlap the one before.
                int q = Math.min(p, columns - LENGTH);
                block(from, fo + r * ld + q, ld, n, alpha, to, at + q * step + r, step);
            }
        }
    }

    /** The same with {@code α = 1} and a vector's rows at least, writing nothing beyond them. */
    static void transposeExactly(float[] from, int fo, int ld, int rows, int columns, float[] to, int at, int step) {
        if (LENGTH < Transpose4.SIZE || columns < LENGTH) {
            transposeElements(from, fo, ld, rows, columns, 1, to, at, step);
            return;
        }
        // In both directions the last block may overlap the one before.
        for (int r = 0; r < rows; r += LENGTH) {
            int s = Math.min(r, rows - LENGTH);
            for (int p = 0; p < columns; p += LENGTH) {
                int q = Math.min(p, columns - LENGTH);
                block(from, fo + s * ld + q, ld, LENGTH, 1, to, at + q * step + s, step);
            }
        }
    }

    private static void transposeElements(float[] from, int fo, int ld, int rows, int columns, float alpha, float[] to,
            int at, int step) {
        for (int p = 0; p < columns; p++) {
            for (int r = 0; r < rows; r++) {
                to[at + p * step + r] = alpha * from[fo + r * ld + p];
            }
        }
    }

    private static void block(float[] from, int fo, int ld, int rows, float alpha, float[] to, int at, int step) {
        if (LENGTH == Transpose16.SIZE) {
            if (rows == 12 && step == 12) {
                Transpose16.twelveRows(from, fo, ld, alpha, to, at);
            } else {
                Transpose16.block(from, fo, ld, rows, alpha, to, at, step);
            }
        } else if (LENGTH == Transpose8.SIZE) {
            Transpose8.block(from, fo, ld, rows, alpha, to, at, step);
        } else {
            Transpose4.block(from, fo, ld, rows, alpha, to, at, step);
        }
    }
}
