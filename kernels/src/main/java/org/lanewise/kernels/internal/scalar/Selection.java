package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.Matrix;

/**
 * Where the largest elements are, for both backends. NaN is larger than any number, and of equal elements the first
 * comes first.
 */
public final class Selection {
    private Selection() {
    }

    private static boolean isAbove(float x, float y) {
        return x > y || (Float.isNaN(x) && !Float.isNaN(y));
    }

    /** The index of the largest element of some rows. */
    public static void argMaxRows(Matrix x, int[] indices, int fromRow, int toRow) {
        for (int i = fromRow; i < toRow; i++) {
            int xo = x.index(i, 0);
            int largest = 0;
            for (int j = 1; j < x.columns(); j++) {
                if (isAbove(x.data()[xo + j], x.data()[xo + largest])) {
                    largest = j;
                }
            }
            indices[i] = largest;
        }
    }

    /** The index of the largest element of some columns, row by row. */
    public static void argMaxColumns(Matrix x, int[] indices, int fromColumn, int toColumn) {
        for (int j = fromColumn; j < toColumn; j++) {
            indices[j] = 0;
        }
        for (int i = 1; i < x.rows(); i++) {
            for (int j = fromColumn; j < toColumn; j++) {
                if (isAbove(x.data()[x.index(i, j)], x.data()[x.index(indices[j], j)])) {
                    indices[j] = i;
                }
            }
        }
    }

    /** The k largest elements of some rows and their indices, the largest first. */
    public static void topKRows(Matrix x, int k, int[] indices, Matrix values, int fromRow, int toRow) {
        float[] tops = values.data();
        for (int i = fromRow; i < toRow; i++) {
            int first = i * k;
            int vo = values.index(i, 0);
            for (int j = 0; j < x.columns(); j++) {
                float element = x.data()[x.index(i, j)];
                // Those that are there already move down, the last one out, until one is found that stays above.
                int place = Math.min(j, k);
                for (; place > 0 && isAbove(element, tops[vo + place - 1]); place--) {
                    if (place < k) {
                        tops[vo + place] = tops[vo + place - 1];
                        indices[first + place] = indices[first + place - 1];
                    }
                }
                if (place < k) {
                    tops[vo + place] = element;
                    indices[first + place] = j;
                }
            }
        }
    }
}
