package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
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
        assertThrows(NullPointerException.class, () -> Matrix.zeros(1, 1).copyFrom(null));
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
