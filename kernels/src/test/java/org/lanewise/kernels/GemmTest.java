package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The product: the contract's bits, the oracle within the bound, and what it may read and write. */
class GemmTest {
    private static final int KC = Contract.BLOCK;
    /** The vector backend's tallest register tile, and the columns of two vectors. */
    private static final int MR = 12;
    private static final int NR = 2 * Both.VECTOR.laneBits() / Float.SIZE;
    /** Columns of its cache blocks. */
    private static final int NC = 1024;

    /** So many multiplications are surely worth a task of an executor. */
    private static final long WORTH_AN_EXECUTOR = 14_000_000;

    private static final float[] ALPHAS = {1, 0, -1, 0.37f};
    private static final float[] BETAS = {0, 1, -0.5f};

    /** {@code C} is m × n, the sums are of length k. */
    record Shape(int m, int n, int k) {
        long work() {
            return (long) m * n * k;
        }

        long seed() {
            return m + 5000L * (n + 5000L * k);
        }

        @Override
        public String toString() {
            return m + "x" + n + "x" + k;
        }
    }

    /** One product. */
    private static final class Problem {
        final Op opA;
        final Op opB;
        final float alpha;
        final Matrix a;
        final Matrix b;
        final float beta;
        /** C before the product. */
        final Matrix c;

        Problem(Op opA, Op opB, float alpha, float beta, Shape shape, Layout layout) {
            Random random = new Random(shape.seed());
            this.opA = opA;
            this.opB = opB;
            this.alpha = alpha;
            this.beta = beta;
            a = opA == Op.N ? layout.matrix(shape.m, shape.k) : layout.matrix(shape.k, shape.m);
            b = opB == Op.N ? layout.matrix(shape.k, shape.n) : layout.matrix(shape.n, shape.k);
            c = layout.matrix(shape.m, shape.n);
            fill(alpha == 0, a, random);
            fill(alpha == 0, b, random);
            fill(beta == 0, c, random);
        }

        /** What must not be read is NaN. */
        private static void fill(boolean unread, Matrix x, Random random) {
            if (unread) {
                x.fill(Float.NaN);
            } else {
                Matrices.fill(x, random);
            }
        }

        Problem(Shape shape) {
            this(Op.N, Op.N, 1, 0, shape, Layout.WHOLE);
        }

        Matrix product(Kernels kernels, Layout layout) {
            Matrix result = layout.copy(c);
            Guard guard = Guard.of(result);
            kernels.gemm(opA, opB, alpha, a, b, beta, result);
            guard.assertSurroundingsUntouched("c");
            return result;
        }

        Matrix product(Kernels kernels) {
            return product(kernels, Layout.WHOLE);
        }

        Matrix contract() {
            Matrix result = c.copy();
            Contract.gemm(opA, opB, alpha, a, b, beta, result);
            return result;
        }

        Expected oracle() {
            return Oracle.gemm(opA, opB, alpha, a, b, beta, c);
        }

        @Override
        public String toString() {
            return opA + "" + opB + ", alpha " + alpha + ", beta " + beta + ", a " + a + ", b " + b;
        }
    }

    /** Every height of C up to more than two register tiles and down to nothing, every kind of right edge. */
    static Stream<Shape> tiles() {
        List<Shape> shapes = new ArrayList<>();
        for (int m = 0; m <= Math.max(25, 2 * MR + 1); m++) {
            for (int n : new int[]{0, 1, NR - 1, NR, NR + 1, 2 * NR + 1}) {
                shapes.add(new Shape(m, n, 3));
            }
        }
        // Narrow tiles: with shorter sums such a product would be left to plain loops.
        for (int m = 3; m <= 25; m++) {
            for (int n : new int[]{3, NR / 2 - 1, NR / 2}) {
                shapes.add(new Shape(m, n, 70));
            }
        }
        return shapes.stream();
    }

    /** Every width of C up to more than two vectors of any machine. */
    static Stream<Shape> widths() {
        List<Shape> shapes = new ArrayList<>();
        for (int n = 0; n <= 2 * NR + 1; n++) {
            shapes.add(new Shape(1, n, 5));
            shapes.add(new Shape(MR + 1, n, 2));
            shapes.add(new Shape(MR + 1, n, 40));
        }
        // A second block of k is added to columns that two tiles may have computed.
        for (int n : new int[]{NR / 2 + 1, NR - 1, NR + 1, 3 * NR / 2 - 1, 3 * NR / 2 + 1, 2 * NR - 1}) {
            shapes.add(new Shape(MR + 1, n, KC + 3));
        }
        return shapes.stream();
    }

    /** No sum at all, few terms, around what is transposed at a time, and around one and two blocks of k. */
    static Stream<Shape> depths() {
        List<Shape> shapes = new ArrayList<>();
        for (int k : new int[]{0, 1, 2, 15, 16, 17, KC - 1, KC, KC + 1, 2 * KC, 2 * KC + 1}) {
            for (int m : new int[]{1, MR + 1}) {
                for (int n : new int[]{1, NR + 1}) {
                    shapes.add(new Shape(m, n, k));
                }
            }
        }
        return shapes.stream();
    }

    /** Around the cache blocks, and around the sizes from which on operands are packed. */
    static Stream<Shape> blocks() {
        Set<Shape> shapes = new LinkedHashSet<>();
        for (int n : new int[]{NC - 1, NC, NC + 1, 2 * NC + 1}) {
            shapes.add(new Shape(MR + 1, n, 3));
        }
        for (int m : new int[]{31, 32, 33, 127, 128, 255, 256, 257}) {
            shapes.add(new Shape(m, NR + 1, 3));
            shapes.add(new Shape(m, 600, 3));
        }
        shapes.add(new Shape(33, 600, 321));
        for (int n : new int[]{63, 64, 65, 127, 128, 255, 256, 257}) {
            shapes.add(new Shape(MR + 1, n, 18));
        }
        shapes.add(new Shape(MR + 1, 129, KC));
        for (int m : new int[]{47, 48, 49}) {
            shapes.add(new Shape(m, 127, 33));
            shapes.add(new Shape(m, 128, 33));
        }
        for (int m : new int[]{2 * MR, 3 * MR - 1, 3 * MR, 10 * MR + 1, 19 * MR + 3}) {
            shapes.add(new Shape(m, 513, 18));
        }
        // Blocks of B beyond the L2 cache, whose panels several stripes share.
        shapes.add(new Shape(17 * MR + 7, 131, KC + 1));
        shapes.add(new Shape(9 * MR + 1, 300, 450));
        shapes.add(new Shape(33, NC + 33, KC + 1));
        shapes.add(new Shape(3, NC + 1, KC + 1));
        return shapes.stream();
    }

    /** One row or one column, for which there are kernels of their own. */
    static Stream<Shape> vectors() {
        Set<Shape> shapes = new LinkedHashSet<>();
        for (int length : new int[]{1, 2, 4, 15, 16, 17, 35}) {
            for (int k : new int[]{1, 7, 8, 9, 16, 35, KC + 17}) {
                shapes.add(new Shape(1, length, k));
                shapes.add(new Shape(length, 1, k));
            }
        }
        for (int length : new int[]{32, 64, 96, 128, 256, 384, 512, NC - 1, NC, NC + 1, 2 * NC + 1}) {
            shapes.add(new Shape(1, length, 9));
            shapes.add(new Shape(length, 1, 9));
        }
        shapes.add(new Shape(1, 128, KC + 1));
        shapes.add(new Shape(1, NC + 17, KC + 1));
        shapes.add(new Shape(NC + 17, 1, KC + 1));
        return shapes.stream();
    }

    /** Few columns beside whole panels of rows, with chains that go on, and every length of their last piece. */
    static Stream<Shape> fewColumns() {
        List<Shape> shapes = new ArrayList<>();
        for (int n = 2; n <= 9; n++) {
            shapes.add(new Shape(64, n, 128));
            shapes.add(new Shape(64 + MR + 1, n, KC + 131));
        }
        for (int k : new int[]{127, 129, 143, 144, 145, 191, 192, 193, 2 * KC, 2 * KC + 127}) {
            shapes.add(new Shape(64, 3, k));
        }
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource({"tiles", "widths", "depths", "blocks", "vectors", "fewColumns"})
    void bothBackendsGiveTheBitsOfTheContractWithinTheBound(Shape shape) {
        forEachProblem(shape, problem -> {
            Guard guardA = Guard.of(problem.a);
            Guard guardB = Guard.of(problem.b);
            Matrix expected = problem.contract();
            problem.oracle().assertNear(expected, problem.toString());
            for (Kernels kernels : Both.BACKENDS) {
                for (Layout layout : Layout.values()) {
                    Matrices.assertSameBits(expected, problem.product(kernels, layout), kernels + ", " + problem);
                }
            }
            guardA.assertUntouched("a");
            guardB.assertUntouched("b");
        });
    }

    /** All transposes, factors and layouts of a small shape, of a large one a few. */
    private static void forEachProblem(Shape shape, Consumer<Problem> action) {
        int step = shape.work() < 10_000 ? 1 : shape.work() < 100_000 ? 5 : 7;
        int number = 0;
        for (Layout layout : Layout.values()) {
            for (Op opA : Op.values()) {
                for (Op opB : Op.values()) {
                    for (float alpha : ALPHAS) {
                        for (float beta : BETAS) {
                            if (number++ % step == 0) {
                                action.accept(new Problem(opA, opB, alpha, beta, shape, layout));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void multiplyIsGemm() {
        Problem problem = new Problem(new Shape(MR + 1, NR + 1, KC + 1));
        for (Kernels kernels : Both.BACKENDS) {
            Matrix c = problem.c.copy();
            kernels.multiply(problem.a, problem.b, c);
            Matrices.assertSameBits(problem.contract(), c, kernels.toString());
        }
    }

    /** By hand: the chain of −0 is added to β·C, or to +0, which makes it +0 unless β·C is −0 itself. */
    @Test
    void whatComesFirstDecidesTheSignOfZero() {
        Matrix a = Matrix.of(1, 1, Float.MIN_VALUE);
        Matrix b = Matrix.of(1, 1, -Float.MIN_VALUE);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix c = Matrices.constant(1, 1, Float.NaN);
            kernels.multiply(a, b, c);
            assertEquals(0f, c.get(0, 0));
            c.fill(0);
            kernels.gemm(Op.N, Op.N, 1, a, b, 1, c);
            assertEquals(0f, c.get(0, 0));
            c.fill(-0f);
            kernels.gemm(Op.N, Op.N, 1, a, b, 1, c);
            assertEquals(-0f, c.get(0, 0));
        }
    }

    /** By hand: 2²⁴ + 1 is no float, so that a chain of floats shows, and where blocks begin. */
    @Test
    void theOrderOfTheSumsIsTheContracts() {
        float big = 1 << 24;
        Matrix a = Matrices.constant(1, KC + 2, 1);
        Matrix b = Matrices.constant(KC + 2, NR, 1);
        b.rowRange(0, 1).fill(big);
        Matrix c = Matrix.zeros(1, NR);
        for (Kernels kernels : Both.BACKENDS) {
            // The ones of the first block are lost one by one; those of the second come as a 2, which is not.
            kernels.multiply(a, b, c);
            Matrices.assertSameBits(Matrices.constant(1, NR, big + 2), c, kernels.toString());
            // Also where C holds the large number.
            c.fill(big);
            kernels.gemm(Op.N, Op.N, 1, a.columnRange(1, 4), b.rowRange(1, 4), 1, c);
            Matrices.assertSameBits(Matrices.constant(1, NR, big + 4), c, kernels.toString());
        }
    }

    /** Subnormal products of normal numbers, and subnormal operands. */
    @ParameterizedTest
    @EnumSource(Op.class)
    void subnormalsAreNotFlushed(Op op) {
        for (float[] scales : new float[][]{{0x1p-75f, 0x1p-70f}, {0x1p-127f, 1}, {1, 0x1p-145f}}) {
            Problem problem = new Problem(op, op, 1, 1, new Shape(MR + 1, NR + 1, 20), Layout.WHOLE);
            scale(problem.a, scales[0]);
            scale(problem.b, scales[1]);
            scale(problem.c, 0x1p-140f);
            problem.oracle().assertNear(problem.contract(), "contract");
            for (Kernels kernels : Both.BACKENDS) {
                Matrices.assertSameBits(problem.contract(), problem.product(kernels), kernels.toString());
            }
        }
    }

    private static void scale(Matrix x, float factor) {
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                x.set(i, j, factor * x.get(i, j));
            }
        }
    }

    static Stream<Float> notFinite() {
        return Stream.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    }

    /** One element of A spoils one row of C, one of B one column, whatever they are multiplied with. */
    @ParameterizedTest
    @MethodSource("notFinite")
    void nansAndInfinitiesPropagate(float value) {
        nansAndInfinitiesPropagate(value, new Shape(2 * MR + 1, 2 * NR + 1, KC + 3));
        nansAndInfinitiesPropagate(value, new Shape(65, 4, KC + 131));
    }

    private static void nansAndInfinitiesPropagate(float value, Shape shape) {
        int row = shape.m / 2;
        int column = shape.n / 2;
        for (int k : new int[]{0, KC - 1, KC, KC + 2}) {
            for (Kernels kernels : Both.BACKENDS) {
                Problem left = new Problem(shape);
                left.b.fill(0);
                left.a.set(row, k, value);
                Matrix c = left.product(kernels);
                Problem right = new Problem(shape);
                right.a.fill(0);
                right.b.set(k, column, value);
                Matrix d = right.product(kernels);
                for (int i = 0; i < shape.m; i++) {
                    for (int j = 0; j < shape.n; j++) {
                        assertEquals(i == row, Float.isNaN(c.get(i, j)), () -> kernels + ", a");
                        assertEquals(j == column, Float.isNaN(d.get(i, j)), () -> kernels + ", b");
                    }
                }
            }
        }
    }

    @Test
    void infinitiesStayInfinite() {
        Problem problem = new Problem(new Shape(MR, NR, 5));
        problem.b.fill(2);
        problem.a.set(0, 1, Float.POSITIVE_INFINITY);
        problem.a.set(1, 1, Float.NEGATIVE_INFINITY);
        problem.a.set(2, 1, Float.POSITIVE_INFINITY);
        problem.a.set(2, 2, Float.NEGATIVE_INFINITY);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix c = problem.product(kernels);
            assertEquals(Float.POSITIVE_INFINITY, c.get(0, NR - 1));
            assertEquals(Float.NEGATIVE_INFINITY, c.get(1, NR - 1));
            assertTrue(Float.isNaN(c.get(2, NR - 1)));
            assertTrue(Float.isFinite(c.get(3, NR - 1)));
        }
    }

    /** With {@code β ≠ 0} a NaN in C stays one, in its place. */
    @Test
    void nansOfCPropagate() {
        for (float alpha : new float[]{0, 1}) {
            Problem problem = new Problem(Op.N, Op.N, alpha, 0.5f, new Shape(MR + 1, NR + 1, 4), Layout.WHOLE);
            problem.c.set(MR, NR, Float.NaN);
            for (Kernels kernels : Both.BACKENDS) {
                Matrices.assertSameBits(problem.contract(), problem.product(kernels), kernels + ", alpha " + alpha);
            }
        }
    }

    /** A NaN as a factor is a factor like any other. */
    @Test
    void nanFactorsPropagate() {
        Problem alpha = new Problem(Op.N, Op.T, Float.NaN, 0, new Shape(MR, NR, 4), Layout.WHOLE);
        Problem beta = new Problem(Op.T, Op.N, 1, Float.NaN, new Shape(MR, NR, 4), Layout.WHOLE);
        Matrix nan = Matrices.constant(MR, NR, Float.NaN);
        for (Kernels kernels : Both.BACKENDS) {
            Matrices.assertSameBits(nan, alpha.product(kernels), "alpha");
            Matrices.assertSameBits(nan, beta.product(kernels), "beta");
        }
    }

    /** Tall, wide, square, deep: shapes that are cut between threads in different ways. */
    static Stream<Shape> largeShapes() {
        return Stream.of(new Shape(1601, 121, 70), new Shape(119, 1700, 70), new Shape(235, 237, 241),
                new Shape(83, 85, 2 * KC + 1), new Shape(1601, NR + 1, KC + 1), new Shape(1, 3000, 4300),
                new Shape(3000, 1, 4300));
    }

    /** Shapes for which many threads share copies, or have blocks of k of their own. */
    static Stream<Shape> sharedShapes() {
        return Stream.of(new Shape(257, 2 * NC + 5, 70), new Shape(300, NC + 9, KC + 3), new Shape(300, NR + 3, 2 * KC),
                new Shape(10, 512, 6 * KC + 5), new Shape(21, 209, 5 * KC), new Shape(70, 9, 9 * KC + 1),
                new Shape(70, 3, 12 * KC), new Shape(1, 40, 60 * KC), new Shape(40, 1, 60 * KC));
    }

    @ParameterizedTest
    @MethodSource({"largeShapes", "sharedShapes"})
    void theNumberOfThreadsDoesNotMatter(Shape shape) {
        for (Kernels kernels : Both.BACKENDS) {
            for (Op op : Op.values()) {
                Problem problem = new Problem(op, op, -1, 0.5f, shape, Layout.PART);
                Matrix expected = problem.product(kernels);
                Matrices.assertSameBits(problem.contract(), expected, kernels.toString());
                for (int threads : new int[]{2, 3, 7, 16}) {
                    Kernels parallel = kernels.withThreads(threads);
                    Matrices.assertSameBits(expected, problem.product(parallel, Layout.PART), parallel.toString());
                }
                Helpers helpers = new Helpers();
                Kernels onExecutor = kernels.withExecutor(helpers, 3);
                Matrices.assertSameBits(expected, problem.product(onExecutor, Layout.PART), "on an executor");
                if (shape.work() > WORTH_AN_EXECUTOR) {
                    helpers.assertCalled();
                }
            }
        }
    }

    /** So many sums that they are added to C in several rounds. */
    @Test
    void theNumberOfRoundsDoesNotMatter() {
        Problem problem = new Problem(Op.N, Op.T, 1, 0.5f, new Shape(61, 300, 65 * KC), Layout.WHOLE);
        Matrices.assertSameBits(problem.product(Both.VECTOR), problem.product(Both.VECTOR.withThreads(16)),
                "16 threads");
    }

    /** A block's sum that is −0 is added as −0, though it was kept somewhere in between. */
    @ParameterizedTest
    @EnumSource(Op.class)
    void negativeZerosOfBlocksAreKept(Op op) {
        Problem problem = new Problem(op, op, 1, 1, new Shape(20, NR + 1, 12 * KC), Layout.WHOLE);
        problem.a.fill(Float.MIN_VALUE);
        problem.b.fill(-Float.MIN_VALUE);
        problem.c.fill(-0f);
        for (Kernels kernels : Both.BACKENDS) {
            for (int threads : new int[]{1, 2, 16}) {
                Matrices.assertSameBits(problem.c, problem.product(kernels.withThreads(threads)), kernels.toString());
            }
        }
    }

    /** A column has the same bits alone, in a narrow range and in the whole; so has a row. */
    @ParameterizedTest
    @MethodSource("largeShapes")
    void whatIsComputedAlongDoesNotMatter(Shape shape) {
        Problem problem = new Problem(shape);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix all = problem.product(kernels);
            for (int width : new int[]{1, 3, NR + 1}) {
                Matrix some = Matrix.zeros(shape.m, shape.n);
                for (int from = 0; from < shape.n; from += 5 * width) {
                    int to = Math.min(from + width, shape.n);
                    kernels.multiply(problem.a, problem.b.columnRange(from, to), some.columnRange(from, to));
                    Matrices.assertSameBits(all.columnRange(from, to), some.columnRange(from, to), "columns");
                }
                for (int from = 0; from < shape.m; from += 5 * width) {
                    int to = Math.min(from + width, shape.m);
                    kernels.multiply(problem.a.rowRange(from, to), problem.b, some.rowRange(from, to));
                    Matrices.assertSameBits(all.rowRange(from, to), some.rowRange(from, to), "rows");
                }
            }
        }
    }

    /** {@code G = α·A·Aᵀ}: an operand may be given twice. */
    @Test
    void bothOperandsMayBeOneMatrix() {
        Matrix a = Matrices.random(MR + 1, NR + 1, new Random(7));
        Matrix expected = Matrix.zeros(MR + 1, MR + 1);
        Contract.gemm(Op.N, Op.T, 1, a, a, 0, expected);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix c = Matrix.zeros(MR + 1, MR + 1);
            kernels.gemm(Op.N, Op.T, 1, a, a, 0, c);
            Matrices.assertSameBits(expected, c, kernels.toString());
        }
    }
}
