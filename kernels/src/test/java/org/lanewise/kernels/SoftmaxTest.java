package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Softmax and its logarithm, column by column. */
class SoftmaxTest {
    /** The two kernels. */
    enum Kernel {
        SOFTMAX {
            @Override
            void run(Kernels kernels, Matrix z, Matrix a) {
                kernels.softmax(z, a);
            }

            @Override
            Expected oracle(Matrix z) {
                return CostOracle.softmax(z);
            }
        },
        LOG_SOFTMAX {
            @Override
            void run(Kernels kernels, Matrix z, Matrix a) {
                kernels.logSoftmax(z, a);
            }

            @Override
            Expected oracle(Matrix z) {
                return CostOracle.logSoftmax(z);
            }
        };

        abstract void run(Kernels kernels, Matrix z, Matrix a);

        abstract Expected oracle(Matrix z);

        Matrix of(Kernels kernels, Matrix z) {
            Matrix a = Matrices.constant(z.rows(), z.columns(), Float.NaN);
            run(kernels, z, a);
            return a;
        }
    }

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Kernel kernel : Kernel.values()) {
            for (int m : new int[]{0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33}) {
                shapes.add(Arguments.of(kernel, 10, m));
            }
            for (int n : new int[]{1, 2, 3, 65, 1000}) {
                shapes.add(Arguments.of(kernel, n, 17));
            }
            shapes.add(Arguments.of(kernel, 0, 0));
        }
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void bothBackendsGiveTheSameBitsWithinTheBound(Kernel kernel, int n, int m) {
        for (float scale : new float[]{0, 1e-30f, 1, 30, 1000, 1e30f, Float.MAX_VALUE}) {
            Matrix z = Matrices.random(n, m, new Random(n + m));
            for (int at = 0; at < n * m; at++) {
                z.data()[at] *= scale;
            }
            Matrix expected = kernel.of(Both.SCALAR, z);
            kernel.oracle(z).assertNear(expected, "scale " + scale);
            for (Kernels kernels : Both.BACKENDS) {
                for (Layout layout : Layout.values()) {
                    Matrix input = layout.copy(z);
                    Matrix a = layout.copy(Matrices.constant(n, m, Float.NaN));
                    Guard guardZ = Guard.of(input);
                    Guard guardA = Guard.of(a);
                    kernel.run(kernels, input, a);
                    Matrices.assertSameBits(expected, a, kernels + ", scale " + scale);
                    guardZ.assertUntouched("z");
                    guardA.assertSurroundingsUntouched("a");
                    kernel.run(kernels, input, input);
                    Matrices.assertSameBits(expected, input, kernels + ", in place, scale " + scale);
                    guardZ.assertSurroundingsUntouched("a");
                }
            }
        }
    }

    /** By hand, a column for each: what dominates, what vanishes, and what is no distribution at all. */
    @Test
    void valuesAtTheEdges() {
        float max = Float.MAX_VALUE;
        float infinity = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        Matrix z = Matrix.of(3, 9,
                max, -max, max, -infinity, infinity, infinity, nan, 0, -infinity, //
                -max, -max, 0, 0, max, 0, 0, nan, -infinity, //
                -max, -max, max, -infinity, -infinity, infinity, 1, -1, -infinity);
        float third = 1 / 3f;
        Matrix softmax = Matrix.of(3, 9, //
                1, third, 0.5f, 0, 1, nan, nan, nan, nan, //
                0, third, 0, 1, 0, nan, nan, nan, nan, //
                0, third, 0.5f, 0, 0, nan, nan, nan, nan);
        for (Kernels kernels : Both.BACKENDS) {
            // Repeated, so that the columns meet whole vectors as well as what is left over.
            for (int repeat : new int[]{1, 5}) {
                Matrix actual = Kernel.SOFTMAX.of(kernels, repeated(z, repeat));
                Matrices.assertSameBits(repeated(softmax, repeat), actual, kernels.toString());
            }
            Matrix logSoftmax = Kernel.LOG_SOFTMAX.of(kernels, z);
            assertEquals(0, logSoftmax.get(0, 0));
            assertEquals(-infinity, logSoftmax.get(1, 0));
            assertEquals(-max, logSoftmax.get(1, 2));
            assertEquals(-infinity, logSoftmax.get(0, 3));
            assertEquals(0, logSoftmax.get(1, 3));
            assertEquals(0, logSoftmax.get(0, 4));
            assertEquals(-infinity, logSoftmax.get(1, 4));
            assertEquals(-infinity, logSoftmax.get(2, 4));
            for (int i = 0; i < 3; i++) {
                assertEquals(-Math.log(3), logSoftmax.get(i, 1), 1e-6);
                for (int j = 5; j < 9; j++) {
                    assertTrue(Float.isNaN(logSoftmax.get(i, j)), "column " + j);
                }
            }
        }
    }

    /** The only class is certain, whatever its logit. */
    @Test
    void oneClassIsCertain() {
        Matrix z = Matrix.of(1, 3, 5, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        for (Kernels kernels : Both.BACKENDS) {
            for (int repeat : new int[]{1, 12}) {
                Matrix logits = repeated(z, repeat);
                Matrices.assertSameBits(Matrices.constant(1, 3 * repeat, 1), Kernel.SOFTMAX.of(kernels, logits),
                        kernels.toString());
                Matrices.assertSameBits(Matrix.zeros(1, 3 * repeat), Kernel.LOG_SOFTMAX.of(kernels, logits),
                        kernels.toString());
            }
        }
    }

    /** A single chain of additions loses one percent of a million terms. */
    @Test
    void aMillionClassesHaveTogetherTheProbability1() {
        Matrix z = Matrix.zeros(1_000_000, 1);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix a = Kernel.SOFTMAX.of(kernels, z);
            Matrices.assertSameBits(Matrices.constant(1_000_000, 1, 1e-6f), a, kernels.toString());
        }
    }

    private static Matrix repeated(Matrix x, int times) {
        Matrix result = Matrix.zeros(x.rows(), times * x.columns());
        for (int t = 0; t < times; t++) {
            result.columnRange(t * x.columns(), (t + 1) * x.columns()).copyFrom(x);
        }
        return result;
    }

    /** Batch invariance, which also keeps a NaN in its column. */
    @ParameterizedTest
    @EnumSource(Kernel.class)
    void anExampleAloneHasTheBitsThatItHasInABatch(Kernel kernel) {
        Matrix z = Matrices.random(7, 37, new Random(2));
        z.set(3, 20, Float.NaN);
        for (Kernels kernels : Both.BACKENDS) {
            Matrix batch = kernel.of(kernels, z);
            for (int j = 0; j < 37; j++) {
                Matrices.assertSameBits(batch.columnRange(j, j + 1), kernel.of(kernels, z.columnRange(j, j + 1)),
                        kernels + ", example " + j);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void theNumberOfThreadsDoesNotMatter(Kernel kernel) {
        for (int[] size : new int[][]{{10, 100_001}, {30_001, 37}}) {
            Matrix z = Matrices.random(size[0], size[1], new Random(4));
            for (Kernels kernels : Both.BACKENDS) {
                Helpers helpers = new Helpers();
                Kernels parallel = kernels.withExecutor(helpers, 3);
                Matrices.assertSameBits(kernel.of(kernels, z), kernel.of(parallel, z), kernels.toString());
                helpers.assertCalled();
            }
        }
    }
}
