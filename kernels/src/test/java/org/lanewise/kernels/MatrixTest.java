package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrices as views of arrays. */
class MatrixTest {

    /** 0 to n − 1. */
    private static float[] counting(int n) {
        float[] data = new float[n];
        for (int i = 0; i < n; i++) {
            data[i] = i;
        }
        return data;
    }

    private static void assertElements(Matrix x, float[]... rows) {
        assertEquals(rows.length, x.rows());
        for (int i = 0; i < rows.length; i++) {
            assertEquals(rows[i].length, x.columns());
            for (int j = 0; j < rows[i].length; j++) {
                assertEquals(rows[i][j], x.get(i, j));
                assertEquals(rows[i][j], x.data()[x.index(i, j)]);
            }
        }
    }

    @Test
    void zeros() {
        Matrix x = Matrix.zeros(2, 3);
        assertElements(x, new float[3], new float[3]);
        assertEquals(6, x.data().length);
        assertTrue(x.isContiguous());
        assertEquals("2x3", x.toString());
    }

    @Test
    void ofIsAViewOfTheWholeArray() {
        float[] data = counting(6);
        Matrix x = Matrix.of(2, 3, data);
        assertSame(data, x.data());
        assertElements(x, new float[]{0, 1, 2}, new float[]{3, 4, 5});
        x.set(1, 2, 7);
        assertEquals(7, data[5]);
        assertEquals(0, x.offset());
        assertEquals(3, x.leadingDimension());
    }

    @Test
    void viewsHaveAnOffsetAndALeadingDimension() {
        float[] data = counting(20);
        Matrix x = Matrix.view(data, 2, 3, 4, 6);
        assertElements(x, new float[]{2, 3, 4, 5}, new float[]{8, 9, 10, 11}, new float[]{14, 15, 16, 17});
        assertEquals(2, x.offset());
        assertEquals(6, x.leadingDimension());
        assertFalse(x.isContiguous());
        assertTrue(Matrix.view(data, 2, 1, 4, 6).isContiguous());
        assertTrue(Matrix.view(data, 2, 3, 6, 6).isContiguous());
        // The last row need not be followed by a gap.
        assertElements(Matrix.view(data, 10, 2, 4, 6), new float[]{10, 11, 12, 13}, new float[]{16, 17, 18, 19});
    }

    @Test
    void rangesAreViews() {
        Matrix x = Matrix.view(counting(20), 2, 3, 4, 6);
        assertElements(x.rowRange(1, 3), new float[]{8, 9, 10, 11}, new float[]{14, 15, 16, 17});
        assertElements(x.columnRange(1, 3), new float[]{3, 4}, new float[]{9, 10}, new float[]{15, 16});
        assertElements(x.rowRange(1, 2).columnRange(3, 4), new float[]{11});
        assertElements(x.rowRange(3, 3));
        assertElements(x.columnRange(4, 4), new float[0], new float[0], new float[0]);
        x.rowRange(1, 3).columnRange(2, 4).set(1, 1, -1);
        assertEquals(-1, x.get(2, 3));
    }

    @ParameterizedTest
    @CsvSource({"-1, 2", "0, 4", "2, 1", "4, 4"})
    void rangesOutsideThrow(int from, int to) {
        Matrix x = Matrix.zeros(3, 3);
        assertThrows(IndexOutOfBoundsException.class, () -> x.rowRange(from, to));
        assertThrows(IndexOutOfBoundsException.class, () -> x.columnRange(from, to));
    }

    /** An index that is wrong in its own dimension could still lie inside the array. */
    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1", "2, 0", "0, 3", "1, 3"})
    void elementsOutsideThrow(int i, int j) {
        Matrix x = Matrix.view(counting(20), 5, 2, 3, 4);
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(i, j));
        assertThrows(IndexOutOfBoundsException.class, () -> x.set(i, j, 1));
        assertArrayEquals(counting(20), x.data());
    }

    @Test
    void fillAndCopyKeepToTheElements() {
        float[] data = counting(20);
        Matrix x = Matrix.view(data, 2, 3, 4, 6);
        Guard guard = Guard.of(x);
        Matrix copy = x.copy();
        assertNotSame(data, copy.data());
        assertArrayEquals(new float[]{2, 3, 4, 5, 8, 9, 10, 11, 14, 15, 16, 17}, x.toArray());
        assertArrayEquals(x.toArray(), copy.data());
        x.fill(-1);
        assertArrayEquals(Matrices.constant(3, 4, -1).data(), x.toArray());
        assertEquals(2, copy.get(0, 0));
        x.copyFrom(copy);
        assertArrayEquals(copy.data(), x.toArray());
        guard.assertUntouched("x");
        x.copyFrom(x);
        guard.assertUntouched("x");
    }

    /** All views of a few rows and columns, in all distances, in one array: against what they were before. */
    @Test
    void copyFromViewsThatOverlap() {
        for (int rows = 1; rows <= 3; rows++) {
            for (int columns = 1; columns <= 3; columns++) {
                List<Matrix> views = views(new float[16], rows, columns);
                for (Matrix from : views) {
                    for (Matrix to : views) {
                        assertCopies(from, to);
                    }
                }
            }
        }
    }

    private static List<Matrix> views(float[] data, int rows, int columns) {
        List<Matrix> views = new ArrayList<>();
        for (int leadingDimension = columns; leadingDimension <= columns + 3; leadingDimension++) {
            int span = (rows - 1) * leadingDimension + columns;
            for (int offset = 0; offset <= data.length - span; offset++) {
                views.add(Matrix.view(data, offset, rows, columns, leadingDimension));
            }
        }
        return views;
    }

    private static void assertCopies(Matrix from, Matrix to) {
        float[] data = to.data();
        System.arraycopy(counting(data.length), 0, data, 0, data.length);
        float[] expected = data.clone();
        for (int i = 0; i < to.rows(); i++) {
            for (int j = 0; j < to.columns(); j++) {
                expected[to.index(i, j)] = from.index(i, j);
            }
        }
        to.copyFrom(from);
        assertArrayEquals(expected, data, () -> where(from) + " to " + where(to));
    }

    @Test
    void ofRowsIsACopy() {
        float[][] rows = {{1, 2, 3}, {4, 5, 6}};
        Matrix x = Matrix.ofRows(rows);
        rows[0][0] = 7;
        assertElements(x, new float[]{1, 2, 3}, new float[]{4, 5, 6});
        assertEquals(6, x.data().length);
        assertEquals("0x0", Matrix.ofRows(new float[0][]).toString());
        assertEquals("2x0", Matrix.ofRows(new float[2][0]).toString());
    }

    @Test
    @SuppressWarnings("NullAway") // That is the test.
    void wrongRowsThrow() {
        assertEquals("rows", Thrown.message(NullPointerException.class, () -> Matrix.ofRows(null)));
        for (int i = 0; i < 3; i++) {
            float[][] rows = {{1, 2}, {3, 4}, {5, 6}};
            rows[i] = null;
            assertEquals("rows[" + i + "]", Thrown.message(NullPointerException.class, () -> Matrix.ofRows(rows)));
        }
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.ofRows(new float[][]{{1, 2}, {3, 4}, {5}}),
                "rows[2] has 1 elements", "rows[0] has 2");
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.ofRows(new float[][]{{}, {3}}),
                "rows[1] has 1 elements", "rows[0] has 0");
        float[][] same = new float[65_536][];
        Arrays.fill(same, new float[65_536]);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.ofRows(same), "65536x65536");
    }

    /** Sizes around those of the blocks. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 70", "70, 1", "31, 33", "32, 32", "33, 31", "64, 65", "100, 7"})
    void transposedIsACopy(int rows, int columns) {
        for (Layout layout : Layout.values()) {
            Matrix x = layout.copy(Matrices.random(rows, columns, new Random(17)));
            Guard guard = Guard.of(x);
            Matrix transposed = x.transposed();
            assertEquals(columns + "x" + rows, transposed.toString());
            assertEquals(rows * columns, transposed.data().length);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    assertEquals(x.get(i, j), transposed.get(j, i));
                }
            }
            guard.assertUntouched("x");
        }
    }

    /** Shapes without elements, whose rows could start anywhere. */
    static Stream<Matrix> empties() {
        float[] data = counting(10);
        return Stream.of(Matrix.zeros(0, 0), Matrix.zeros(0, 5), Matrix.zeros(5, 0), Matrix.of(0, 3),
                Matrix.view(data, 10, 3, 0, 0), Matrix.view(data, 10, 0, 3, 3), Matrix.view(data, 3, 5, 0, 7),
                Matrix.view(data, 0, 5, 0, Integer.MAX_VALUE), Matrix.view(data, 0, 0, 5, Integer.MAX_VALUE),
                Matrix.view(data, 1, 3, 3, 3).rowRange(3, 3), Matrix.view(data, 1, 3, 3, 3).columnRange(3, 3));
    }

    @ParameterizedTest
    @MethodSource("empties")
    void emptyMatricesHaveNoElements(Matrix x) {
        Guard guard = Guard.of(x);
        assertEquals(0, x.toArray().length);
        x.fill(7);
        x.copyFrom(Matrix.zeros(x.rows(), x.columns()));
        assertEquals(x.toString(), x.copy().toString());
        assertEquals(x.columns() + "x" + x.rows(), x.transposed().toString());
        assertEquals(x.toString(), x.rowRange(0, x.rows()).columnRange(0, x.columns()).toString());
        assertFalse(x.overlaps(x));
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(0, 0));
        guard.assertUntouched("x");
    }

    @ParameterizedTest
    @MethodSource("empties")
    void kernelsAcceptEmptyMatrices(Matrix x) {
        Guard guard = Guard.of(x);
        int m = x.rows();
        int n = x.columns();
        for (Kernels kernels : Both.BACKENDS) {
            for (Activation g : Activations.ALL) {
                kernels.activate(g, x, Matrix.zeros(m, n));
                kernels.activate(g, Matrix.zeros(m, n), x);
                kernels.activationGradient(g, x, x, x);
                kernels.dense(Matrix.zeros(m, 2), Matrix.zeros(2, n), Matrix.zeros(m, 1), g, Matrix.zeros(m, n), x);
                kernels.denseBackward(Matrix.zeros(2, m), Matrix.zeros(2, n), g, Matrix.zeros(m, n), x);
            }
            kernels.multiply(Matrix.zeros(m, 2), Matrix.zeros(2, n), x);
            Matrix sums = Matrices.constant(m, 1, 3);
            kernels.rowSums(1, x, 2, sums);
            Matrices.assertSameBits(Matrices.constant(m, 1, 6), sums, "row sums");
            sums = Matrices.constant(1, n, 3);
            kernels.columnSums(1, x, 0, sums);
            Matrices.assertSameBits(Matrix.zeros(1, n), sums, "column sums");
            Matrix losses = Matrices.constant(1, n, 3);
            kernels.squaredError(x, Matrix.zeros(m, n), Matrix.zeros(m, n), losses);
            Matrices.assertSameBits(Matrix.zeros(1, n), losses, "losses");
        }
        guard.assertUntouched("x");
    }

    /** Rows and columns without elements as many as an int can count: nothing to walk over. */
    @Test
    void theLargestEmptyMatrices() {
        for (Matrix x : List.of(Matrix.zeros(Integer.MAX_VALUE, 0), Matrix.zeros(0, Integer.MAX_VALUE))) {
            x.fill(1);
            x.copyFrom(x.copy());
            assertEquals(x.toString(), x.transposed().transposed().toString());
            assertFalse(x.overlaps(x));
        }
    }

    /** Rows so far apart that only the first is in the array, and the largest distance between two that both are. */
    @Test
    void overlapsOfDistantRows() {
        float[] data = new float[100];
        Matrix row = Matrix.view(data, 10, 1, 20, Integer.MAX_VALUE);
        assertTrue(row.overlaps(Matrix.view(data, 29, 1, 1, Integer.MAX_VALUE)));
        assertTrue(Matrix.view(data, 29, 1, 1, Integer.MAX_VALUE).overlaps(row));
        assertFalse(row.overlaps(Matrix.view(data, 30, 1, 70, Integer.MAX_VALUE)));
        assertFalse(Matrix.view(data, 30, 1, 70, Integer.MAX_VALUE).overlaps(row));
        assertFalse(row.overlaps(Matrix.view(data, 0, 1, 10, 10)));
        assertTrue(row.overlaps(Matrix.view(data, 0, 1, 11, 11)));
        Matrix twoRows = Matrix.view(data, 0, 2, 1, 99);
        assertFalse(row.overlaps(twoRows.rowRange(1, 2)));
        assertFalse(twoRows.overlaps(Matrix.view(data, 1, 1, 98, 99)));
        assertTrue(twoRows.overlaps(Matrix.view(data, 1, 1, 99, 99)));
    }

    /** Sizes whose product is small or right only if it overflows. */
    @Test
    void sizesAreMultipliedAsLongs() {
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.zeros(65_536, 65_536), "65536x65536");
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.of(65_536, 65_536), "65536x65536",
                "4294967296", "0 elements");
        float[] data = new float[10];
        Thrown.assertMessage(IndexOutOfBoundsException.class, () -> Matrix.view(data, 0, 65_537, 1, 65_536), "65537x1",
                "10");
        Thrown.assertMessage(IndexOutOfBoundsException.class, () -> Matrix.view(data, Integer.MAX_VALUE, 1, 1, 1),
                "1x1",
                "2147483647", "10");
        assertThrows(IndexOutOfBoundsException.class,
                () -> Matrix.view(data, 5, Integer.MAX_VALUE, 1, Integer.MAX_VALUE));
    }

    static Stream<Arguments> wrongShapes() {
        return Stream.of(Arguments.of(-1, 2, "-1x2"), Arguments.of(2, -1, "2x-1"));
    }

    @ParameterizedTest
    @MethodSource("wrongShapes")
    void negativeDimensionsThrow(int rows, int columns, String shape) {
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.zeros(rows, columns), shape);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.of(rows, columns), shape);
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.view(new float[9], 0, rows, columns, 3),
                shape);
    }

    @Test
    void wrongViewsThrow() {
        float[] data = new float[10];
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.of(3, 3, data), "data", "10", "3x3", "9");
        Thrown.assertMessage(IllegalArgumentException.class, () -> Matrix.view(data, 0, 2, 3, 2), "leadingDimension",
                "2",
                "3");
        Thrown.assertMessage(IndexOutOfBoundsException.class, () -> Matrix.view(data, -1, 2, 3, 3), "2x3", "-1", "10");
        Thrown.assertMessage(IndexOutOfBoundsException.class, () -> Matrix.view(data, 2, 3, 3, 3), "3x3", "2", "10");
        Thrown.assertMessage(IndexOutOfBoundsException.class, () -> Matrix.view(data, 11, 0, 0, 0), "0x0", "11", "10");
        assertEquals("3x3", Matrix.view(data, 1, 3, 3, 3).toString());
    }

    @Test
    @SuppressWarnings("NullAway") // That is the test.
    void nullsThrow() {
        assertEquals("data", Thrown.message(NullPointerException.class, () -> Matrix.of(0, 0, (float[]) null)));
        assertEquals("data", Thrown.message(NullPointerException.class, () -> Matrix.view(null, 0, 0, 0, 0)));
        assertEquals("source",
                Thrown.message(NullPointerException.class, () -> Matrix.zeros(1, 1).copyFrom(null)));
    }

    @Test
    void copyFromAnotherShapeThrows() {
        Matrix x = Matrices.constant(2, 3, 1);
        Thrown.assertMessage(IllegalArgumentException.class, () -> x.copyFrom(Matrix.zeros(3, 2)), "2x3", "3x2");
        Matrices.assertSameBits(Matrices.constant(2, 3, 1), x, "x");
    }

    /** Columns of one matrix interleave in memory without meeting. */
    @Test
    void partsOfAMatrixOverlapWhereTheyShareElements() {
        Matrix x = Matrix.zeros(6, 8);
        assertFalse(x.columnRange(0, 4).overlaps(x.columnRange(4, 8)));
        assertFalse(x.columnRange(4, 8).overlaps(x.columnRange(0, 4)));
        assertTrue(x.columnRange(0, 5).overlaps(x.columnRange(4, 8)));
        assertFalse(x.rowRange(0, 3).overlaps(x.rowRange(3, 6)));
        assertTrue(x.rowRange(0, 4).overlaps(x.rowRange(3, 6)));
        assertFalse(x.rowRange(0, 4).columnRange(0, 2).overlaps(x.rowRange(2, 6).columnRange(2, 8)));
        assertTrue(x.rowRange(1, 2).overlaps(x.columnRange(7, 8)));
        assertTrue(x.overlaps(x));
        assertFalse(x.overlaps(Matrix.zeros(6, 8)));
    }

    /** Against sets of indices, for all kinds of small views of one array. */
    @Test
    void overlapsAgreesWithTheIndices() {
        Random random = new Random(16);
        float[] data = new float[60];
        int overlapping = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            int leadingDimension = 1 + random.nextInt(9);
            Matrix x = randomView(data, leadingDimension, random);
            Matrix y = randomView(data, leadingDimension, random);
            boolean expected = indices(x).intersects(indices(y));
            assertEquals(expected, x.overlaps(y), () -> where(x) + " and " + where(y));
            overlapping += expected ? 1 : 0;
            // Where the leading dimensions differ it may be too careful, but must not miss an overlap.
            Matrix z = randomView(data, 1 + random.nextInt(9), random);
            assertTrue(x.overlaps(z) || !indices(x).intersects(indices(z)), () -> where(x) + " and " + where(z));
            assertEquals(x.overlaps(z), z.overlaps(x), () -> where(x) + " and " + where(z));
        }
        assertTrue(overlapping > 1000 && overlapping < 19_000, "a one-sided sample: " + overlapping);
    }

    @Test
    void separateRangesNeverOverlap() {
        float[] data = new float[100];
        assertFalse(Matrix.view(data, 0, 4, 3, 5).overlaps(Matrix.view(data, 18, 8, 9, 9)));
        assertFalse(Matrix.view(data, 18, 8, 9, 9).overlaps(Matrix.view(data, 0, 4, 3, 5)));
    }

    private static Matrix randomView(float[] data, int leadingDimension, Random random) {
        int rows = random.nextInt(5);
        int columns = random.nextInt(leadingDimension + 1);
        int span = Math.max(0, rows - 1) * leadingDimension + columns;
        return Matrix.view(data, random.nextInt(data.length - span), rows, columns, leadingDimension);
    }

    private static BitSet indices(Matrix x) {
        BitSet indices = new BitSet();
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                indices.set(x.index(i, j));
            }
        }
        return indices;
    }

    private static String where(Matrix x) {
        return x + " at " + x.offset() + " every " + x.leadingDimension();
    }
}
