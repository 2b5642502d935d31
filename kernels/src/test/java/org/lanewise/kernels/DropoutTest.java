package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which elements are dropped, and what becomes of the others. */
class DropoutTest {
    private static final long SEED = -77;
    private static final String NAME = "dropout 1";
    private static final RandomStream STREAM = RandomStream.of(SEED, NAME);
    /** Of a matrix with enough elements for statistics. */
    private static final int SIDE = 1000;

    private static Matrix expected(float share, long step, int firstExample, Matrix a) {
        float scale = (float) (1 / (1.0 - share));
        Matrix expected = a.copy();
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                boolean drops = NaivePhilox.drops(share, SEED, NAME, step, i, firstExample + j);
                expected.set(i, j, drops ? 0 : scale * a.get(i, j));
            }
        }
        return expected;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 31, 32, 33, 34, 67})
    void bothBackendsDropWhatTheContractSays(int columns) {
        for (int rows : new int[]{0, 1, 2, 3, 8, 9}) {
            Matrix a = Matrices.random(rows, columns, new Random(columns));
            for (int first : new int[]{0, 1, 6, 1001, Integer.MAX_VALUE - columns}) {
                for (float share : new float[]{0, 0.2f, 0.5f, 1 - 0x1p-24f}) {
                    long step = columns + ((long) rows << 33);
                    Matrix expected = expected(share, step, first, a);
                    for (Kernels kernels : Both.BACKENDS) {
                        for (Layout layout : Layout.values()) {
                            Matrix result = layout.copy(a);
                            Guard guard = Guard.of(result);
                            kernels.dropout(share, STREAM, step, first, result);
                            Matrices.assertSameBits(expected, result, kernels + ", share " + share + ", from " + first);
                            guard.assertSurroundingsUntouched("a");
                        }
                    }
                }
            }
        }
    }

    /** An example keeps its noise in whatever call it comes, and a unit too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 17, 40})
    void theCutOfABatchDoesNotMatter(int examples) {
        Matrix a = Matrices.random(11, 100, new Random(1));
        for (Kernels kernels : Both.BACKENDS) {
            Matrix whole = a.copy();
            kernels.dropout(0.3f, STREAM, 9, 50, whole);
            Matrix pieces = a.copy();
            for (int from = 0; from < 100; from += examples) {
                kernels.dropout(0.3f, STREAM, 9, 50 + from, pieces.columnRange(from, Math.min(from + examples, 100)));
            }
            Matrices.assertSameBits(whole, pieces, kernels.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"901, 1033", "3, 350001", "10, 100000", "500001, 2"})
    void theNumberOfThreadsDoesNotMatter(int rows, int columns) {
        Matrix a = Matrices.random(rows, columns, new Random(2));
        Matrix expected = expected(0.4f, 3, 1, a);
        for (Kernels kernels : Both.BACKENDS) {
            Helpers helpers = new Helpers();
            Matrix result = a.copy();
            kernels.withExecutor(helpers, 3).dropout(0.4f, STREAM, 3, 1, result);
            Matrices.assertSameBits(expected, result, kernels.toString());
            helpers.assertCalled();
        }
    }

    @Test
    void whatIsDroppedIsZeroWhateverItWas() {
        for (Kernels kernels : Both.BACKENDS) {
            for (float value : new float[]{Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, -1}) {
                Matrix a = Matrices.constant(6, 53, value);
                Matrix expected = expected(0.5f, 0, 0, a);
                kernels.dropout(0.5f, STREAM, 0, 0, a);
                Matrices.assertSameBits(expected, a, kernels + ", " + value);
            }
        }
    }

    @Test
    void nothingIsDroppedWithoutAShare() {
        for (Kernels kernels : Both.BACKENDS) {
            Matrix a = Matrices.random(300, 301, new Random(3));
            a.set(0, 0, Float.NaN);
            a.set(1, 1, -0f);
            a.set(299, 300, Float.NEGATIVE_INFINITY);
            Matrix before = a.copy();
            kernels.dropout(0, STREAM, 1, 0, a);
            Matrices.assertSameBits(before, a, kernels.toString());
        }
    }

    /** The share of a million elements; and another step, layer or seed, or the neighbours, drop the share of what is dropped. */
    @ParameterizedTest
    @ValueSource(floats = {0.1f, 0.5f, 0.9f})
    void theShareIsKeptAndStepsAreIndependent(float share) {
        boolean[][] dropped = dropped(share, STREAM, 1);
        assertShare(share, dropped, dropped);
        for (boolean[][] other : new boolean[][][]{dropped(share, STREAM, 2),
                dropped(share, RandomStream.of(SEED, "dropout 2"), 1),
                dropped(share, RandomStream.of(SEED + 1, NAME), 1), shifted(dropped, 1, 0), shifted(dropped, 0, 1),
                shifted(dropped, 1, 1)}) {
            assertShare(share, other, other);
            assertShare(share * share, dropped, other);
        }
    }

    private static void assertShare(double share, boolean[][] first, boolean[][] second) {
        double both = 0;
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                both += first[i][j] && second[i][j] ? 1 : 0;
            }
        }
        double elements = SIDE * SIDE;
        assertEquals(share, both / elements, 6 * Math.sqrt(share * (1 - share) / elements));
    }

    private static boolean[][] shifted(boolean[][] x, int down, int right) {
        boolean[][] shifted = new boolean[SIDE][SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                shifted[i][j] = x[(i + down) % SIDE][(j + right) % SIDE];
            }
        }
        return shifted;
    }

    private static boolean[][] dropped(float share, RandomStream stream, long step) {
        Matrix a = Matrices.constant(SIDE, SIDE, 1);
        Both.VECTOR.dropout(share, stream, step, 0, a);
        boolean[][] dropped = new boolean[SIDE][SIDE];
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                dropped[i][j] = a.get(i, j) == 0;
            }
        }
        return dropped;
    }

    @Test
    void wrongArgumentsAreNamed() {
        Matrix a = Matrices.constant(3, 4, 1);
        Guard guard = Guard.of(a);
        for (float share : new float[]{-0.1f, 1, 2, Float.NaN}) {
            assertEquals("share must be from 0 to less than 1: " + share, Thrown.message(IllegalArgumentException.class,
                    () -> Both.VECTOR.dropout(share, STREAM, 0, 0, a)));
        }
        for (int first : new int[]{-1, Integer.MIN_VALUE, Integer.MAX_VALUE - 3}) {
            String message = Thrown.message(IllegalArgumentException.class,
                    () -> Both.VECTOR.dropout(0.5f, STREAM, 0, first, a));
            assertTrue(message.endsWith("firstExample is " + first + ", a is 3x4"), message);
        }
        guard.assertUntouched("a");
    }
}
