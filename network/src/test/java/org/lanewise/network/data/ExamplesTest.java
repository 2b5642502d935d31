package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Matrix;

/** Examples are the same however they were made, as a whole and in part. */
class ExamplesTest {
    private static final float[][] ROWS = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}};
    private static final float[][] COLUMNS = {{1, 4, 7, 10}, {2, 5, 8, 11}, {3, 6, 9, 12}};

    /** Rows that are no matrix. */
    private record Elsewhere(List<float[]> rows, int features) implements Rows {
        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public float get(int row, int i) {
            return rows.get(row)[i];
        }

        @Override
        public Rows range(int from, int to) {
            return new Elsewhere(rows.subList(from, to), features);
        }
    }

    private static Examples elsewhere(float[]... rows) {
        return Examples.ofRows(new Elsewhere(List.of(rows), rows[0].length));
    }

    static Stream<Examples> sameExamples() {
        double[][] doubles = Arrays.stream(ROWS)
                .map(row -> new double[]{row[0], row[1], row[2]}).toArray(double[][]::new);
        float[] strided = {0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12};
        return Stream.of(Examples.ofRows(ROWS), Examples.ofRows(doubles),
                Examples.ofRows(new float[]{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3),
                Examples.ofRows(Matrix.view(strided, 1, 4, 3, 4)), Examples.ofColumns(COLUMNS),
                Examples.ofColumns(Matrix.ofRows(COLUMNS)),
                Examples.ofRows(new float[][]{ROWS[3], ROWS[0], ROWS[2], ROWS[1]}).subset(1, 3, 2, 0),
                Examples.ofColumns(Matrix.ofRows(ROWS).transposed()).subset(0, 1, 2, 3), elsewhere(ROWS),
                elsewhere(ROWS[3], ROWS[0], ROWS[2], ROWS[1]).subset(1, 3, 2, 0),
                elsewhere(ROWS[3], ROWS[0], ROWS[1], ROWS[2], ROWS[3]).range(1, 5));
    }

    @ParameterizedTest
    @MethodSource("sameExamples")
    void numbersAreThoseOfTheExample(Examples x) {
        assertEquals("4 examples of 3", x.toString());
        assertArrayEquals(ROWS, x.toRows());
        assertArrayEquals(new float[]{1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12}, x.toColumns().toArray());
        assertArrayEquals(new float[]{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, x.toRowMatrix().toArray());
        assertEquals(8, x.get(2, 1));
    }

    @ParameterizedTest
    @MethodSource("sameExamples")
    void partsAreViews(Examples x) {
        assertArrayEquals(new float[][]{ROWS[1], ROWS[2]}, x.range(1, 3).toRows());
        assertArrayEquals(new float[][]{ROWS[3], ROWS[3], ROWS[0]}, x.subset(3, 3, 0).toRows());
        assertArrayEquals(new float[][]{ROWS[2]}, x.subset(3, 2, 0).range(0, 2).subset(1).toRows());
        assertEquals("0 examples of 3", x.range(4, 4).toString());
        assertEquals("0 examples of 3", x.subset().toString());
    }

    @ParameterizedTest
    @MethodSource("sameExamples")
    void whatIsNotThereIsAnError(Examples x) {
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(4, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> x.get(0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> x.range(2, 5));
        assertThrows(IndexOutOfBoundsException.class, () -> x.subset(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> x.copyTo(4, new float[3]));
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> x.copyTo(0, new float[2]));
        assertEquals("to has 2 numbers, an example has 3 features", thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> x.gather(new int[]{0, 1}, 0, Matrix.zeros(2, 2)));
    }

    /** The bad number stands last, where all others would have been copied before it. */
    @ParameterizedTest
    @MethodSource("sameExamples")
    void nothingIsGatheredBeforeAnError(Examples x) {
        Matrix columns = Matrix.zeros(3, 2);
        assertThrows(IndexOutOfBoundsException.class, () -> x.gather(new int[]{1, 4}, 0, columns));
        assertThrows(IndexOutOfBoundsException.class, () -> x.gather(new int[]{1, 2}, 1, columns));
        assertArrayEquals(new float[6], columns.toArray());
    }

    /** Numbers of examples around those that are gathered at a time, into a part of a larger matrix. */
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 3", "15, 1", "16, 2", "17, 5", "33, 40"})
    void gatheringCopiesTheChosenExamples(int b, int n) {
        Random random = new Random(b);
        Matrix rows = Matrix.zeros(50, n);
        for (int e = 0; e < 50; e++) {
            for (int i = 0; i < n; i++) {
                rows.set(e, i, random.nextFloat());
            }
        }
        int[] order = random.ints(b + 2, 0, 50).toArray();
        for (Examples x : new Examples[]{Examples.ofRows(rows), Examples.ofColumns(rows.transposed())}) {
            Matrix all = Matrix.zeros(n, b + 2);
            x.gather(order, 1, all.columnRange(1, b + 1));
            for (int i = 0; i < n; i++) {
                assertEquals(0, all.get(i, 0));
                assertEquals(0, all.get(i, b + 1));
                for (int j = 0; j < b; j++) {
                    assertEquals(rows.get(order[j + 1], i), all.get(i, j + 1));
                }
            }
        }
    }

    @Test
    void arraysOfArraysAreCopiedAndOthersAreNot() {
        float[][] rows = {{1, 2}};
        Examples copied = Examples.ofRows(rows);
        float[] data = {1, 2};
        Examples viewed = Examples.ofRows(data, 2);
        rows[0][0] = 9;
        data[0] = 9;
        assertEquals(1, copied.get(0, 0));
        assertEquals(9, viewed.get(0, 0));
        Matrix columns = Matrix.zeros(2, 3);
        assertSame(columns, Examples.ofColumns(columns).toColumns());
        Matrix inRows = Matrix.zeros(2, 3);
        assertSame(inRows, Examples.ofRows(inRows).toRowMatrix());
    }

    @Test
    void shapesThatAreNone() {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> Examples.ofRows(new float[7], 3));
        assertEquals("data has 7 numbers, which is no multiple of 3 features", thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Examples.ofRows(new float[0], 0));
        assertThrows(IllegalArgumentException.class, () -> Examples.ofRows(new float[][]{{1}, {1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> Examples.ofRows(new double[][]{{1}, {1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> Examples.ofColumns(new float[][]{{1}, {1, 2}}));
    }

    @Test
    void partsAreViewsThatAreKept() {
        Matrix matrix = Matrix.of(5, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        for (Examples x : List.of(Examples.ofRows(matrix), Examples.ofColumns(matrix.transposed()),
                Examples.ofRows(matrix).subset(0, 1, 2, 3, 4))) {
            assertEquals(List.of(x), x.parts(5));
            List<Examples> parts = x.parts(2);
            assertEquals(List.of(2, 2, 1), parts.stream().map(Examples::size).toList());
            assertEquals(9, parts.get(2).get(0, 1));
            assertSame(parts, x.parts(2));
            assertEquals(List.of(3, 2), x.parts(3).stream().map(Examples::size).toList());
            assertEquals(List.of(4, 1), x.parts(4).stream().map(Examples::size).toList());
            assertEquals(List.of(), x.range(0, 0).parts(3));
            assertThrows(IllegalArgumentException.class, () -> x.parts(0));
        }
    }

    /** What is learned of them, and what becomes of them, is the same; but it becomes so when it is read. */
    @Test
    void rowsElsewhereAreScaledThere() {
        float[] changing = {1, Float.NaN, 3};
        Examples x = elsewhere(changing, ROWS[1], ROWS[2]);
        Examples copied = Examples.ofRows(x.toRows());
        FittedScaler scaler = Scaler.STANDARD.fit(x);
        assertEquals(Scaler.STANDARD.fit(copied), scaler);
        Examples scaled = scaler.apply(x);
        assertArrayEquals(scaler.apply(copied).toRows(), scaled.toRows());
        assertArrayEquals(scaler.apply(copied).range(1, 2).toRows(), scaled.range(1, 2).toRows());
        assertArrayEquals(scaler.apply(copied.subset(2, 1)).toRows(), scaler.apply(x.subset(2, 1)).toRows());
        changing[0] = 100;
        assertEquals((float) scaler.apply(0, 100), scaled.get(0, 0));
        assertThrows(IllegalArgumentException.class, () -> elsewhere(new float[0]));
    }
}
