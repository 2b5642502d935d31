package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The largest elements of rows and columns. */
class SelectionTest {

    /** Few values, so that many are equal, among them both zeros and NaN. */
    private static Matrix few(int m, int n, Random random) {
        float[] values = {-1, -0f, 0, 1, 2, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.NaN};
        int count = 3 + random.nextInt(values.length - 2);
        Matrix x = Matrix.zeros(m, n);
        for (int i = 0; i < m * n; i++) {
            x.data()[i] = values[random.nextInt(count)];
        }
        return x;
    }

    /** All indices of a row by a stable sort. */
    private static int[] sorted(Matrix x, int row) {
        // Of doubles only the comparator tells −0 from +0.
        Comparator<Integer> descending = Comparator.comparing(j -> -(double) x.get(row, j) + 0.0,
                (a, b) -> Double.isNaN(a) || Double.isNaN(b)
                        ? Boolean.compare(Double.isNaN(b), Double.isNaN(a))
                        : a < b ? -1 : a > b ? 1 : 0);
        return IntStream.range(0, x.columns()).boxed().sorted(descending).mapToInt(Integer::intValue).toArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "7, 1", "5, 16", "16, 33", "70, 100", "0, 0", "0, 5", "3, 700"})
    void theLargestElementIsFound(int m, int n) {
        Random random = new Random(31L * m + n);
        for (int repeat = 0; repeat < 20; repeat++) {
            Matrix x = repeat == 0 ? Matrices.random(m, n, random) : few(m, n, random);
            int[] expected = IntStream.range(0, m).map(i -> sorted(x, i)[0]).toArray();
            for (Kernels kernels : Both.BACKENDS) {
                for (Layout layout : Layout.values()) {
                    Matrix input = layout.copy(x);
                    Guard guard = Guard.of(input);
                    int[] rows = new int[m];
                    kernels.argMaxRows(input, rows);
                    assertArrayEquals(expected, rows, kernels.toString());
                    guard.assertUntouched("x");
                    int[] columns = new int[m];
                    kernels.argMaxColumns(layout.copy(x.transposed()), columns);
                    assertArrayEquals(expected, columns, kernels.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 7, 1", "3, 7, 6", "3, 7, 7", "5, 33, 10", "2, 700, 5", "2, 700, 700", "0, 4, 2"})
    void theLargestElementsComeInOrder(int m, int n, int k) {
        Random random = new Random(31L * m + n);
        for (int repeat = 0; repeat < 20; repeat++) {
            Matrix x = repeat == 0 ? Matrices.random(m, n, random) : few(m, n, random);
            int[] expected = new int[m * k];
            Matrix elements = Matrix.zeros(m, k);
            for (int i = 0; i < m; i++) {
                System.arraycopy(sorted(x, i), 0, expected, i * k, k);
                for (int j = 0; j < k; j++) {
                    elements.set(i, j, x.get(i, expected[i * k + j]));
                }
            }
            for (Kernels kernels : Both.BACKENDS) {
                for (Layout layout : Layout.values()) {
                    Matrix input = layout.copy(x);
                    Matrix values = layout.copy(Matrices.constant(m, k, Float.NaN));
                    Guard[] guards = Guard.of(input, values);
                    int[] indices = new int[m * k];
                    kernels.topKRows(input, k, indices, values);
                    assertArrayEquals(expected, indices, kernels.toString());
                    Matrices.assertSameBits(elements, values, kernels.toString());
                    guards[0].assertUntouched("x");
                    guards[1].assertSurroundingsUntouched("values");
                }
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        Matrix x = few(901, 1033, new Random(5));
        for (Kernels kernels : Both.BACKENDS) {
            Helpers helpers = new Helpers();
            Kernels parallel = kernels.withExecutor(helpers, 3);
            int[] expected = new int[901];
            int[] rows = new int[901];
            kernels.argMaxRows(x, expected);
            parallel.argMaxRows(x, rows);
            assertArrayEquals(expected, rows);
            int[] columns = new int[901];
            parallel.argMaxColumns(x.transposed(), columns);
            assertArrayEquals(expected, columns);
            int[] tops = new int[3 * 901];
            int[] topsInParallel = new int[3 * 901];
            Matrix values = Matrix.zeros(901, 3);
            Matrix valuesInParallel = Matrix.zeros(901, 3);
            kernels.topKRows(x, 3, tops, values);
            parallel.topKRows(x, 3, topsInParallel, valuesInParallel);
            assertArrayEquals(tops, topsInParallel);
            Matrices.assertSameBits(values, valuesInParallel, "values");
            helpers.assertCalled();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // That is the test.
    void wrongArgumentsAreNamed() {
        Kernels k = Both.VECTOR;
        Matrix x = Matrix.zeros(3, 4);
        Matrix values = Matrix.zeros(3, 2);
        int[] indices = new int[6];
        Arrays.fill(indices, 9);
        refused(() -> k.argMaxRows(x, indices), "indices has 6 elements", "3", "x is 3x4");
        refused(() -> k.argMaxColumns(x, indices), "indices has 6 elements", "4", "x is 3x4");
        refused(() -> k.argMaxRows(Matrix.zeros(6, 0), indices), "x is 6x0");
        refused(() -> k.argMaxColumns(Matrix.zeros(0, 6), indices), "x is 0x6");
        refused(() -> k.topKRows(x, 0, indices, values), "k is 0", "x is 3x4");
        refused(() -> k.topKRows(x, 5, indices, values), "k is 5", "x is 3x4");
        refused(() -> k.topKRows(x, 3, indices, values), "indices has 6 elements", "9", "x is 3x4");
        refused(() -> k.topKRows(x, 2, indices, Matrix.zeros(2, 3)), "values is 2x3", "3x2", "transposed?");
        refused(() -> k.topKRows(x, 2, indices, x.columnRange(1, 3)), "values (3x2) overlaps x (3x4)");
        for (int index : indices) {
            assertEquals(9, index);
        }
        assertEquals("x", Thrown.message(NullPointerException.class, () -> k.argMaxRows(null, indices)));
        assertEquals("x", Thrown.message(NullPointerException.class, () -> k.argMaxColumns(null, indices)));
        assertEquals("x", Thrown.message(NullPointerException.class, () -> k.topKRows(null, 2, indices, values)));
        assertEquals("indices", Thrown.message(NullPointerException.class, () -> k.argMaxRows(x, null)));
        assertEquals("indices", Thrown.message(NullPointerException.class, () -> k.argMaxColumns(x, null)));
        assertEquals("indices", Thrown.message(NullPointerException.class, () -> k.topKRows(x, 2, null, values)));
        assertEquals("values", Thrown.message(NullPointerException.class, () -> k.topKRows(x, 2, indices, null)));
    }

    private static void refused(Executable call, String... parts) {
        Thrown.assertMessage(IllegalArgumentException.class, call, parts);
    }
}
