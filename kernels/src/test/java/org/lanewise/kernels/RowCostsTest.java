package org.lanewise.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Softmax and the costs of examples in rows: the bits are those of the examples as columns, which have an oracle. */
class RowCostsTest {
    /** The kernels; all results are NaN before. */
    enum Kernel {
        SOFTMAX(false, false) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.softmax(z, a);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.softmaxRows(z, a);
            }
        },
        LOG_SOFTMAX(false, false) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.logSoftmax(z, a);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.logSoftmaxRows(z, a);
            }
        },
        SIGMOID_CROSS_ENTROPY(true, true) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.sigmoidCrossEntropy(z, y, a, d, losses);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.sigmoidCrossEntropyRows(z, y, a, d, losses);
            }
        },
        SOFTMAX_CROSS_ENTROPY(true, false) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.softmaxCrossEntropy(z, y, a, d, losses);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.softmaxCrossEntropyRows(z, y, a, d, losses);
            }
        },
        SQUARED_ERROR(true, true) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.squaredError(z, y, d, losses);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.squaredErrorRows(z, y, d, losses);
            }
        },
        ABSOLUTE_ERROR(true, true) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.absoluteError(z, y, d, losses);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.absoluteErrorRows(z, y, d, losses);
            }
        },
        HUBER_ERROR(true, true) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.huberError(z, y, 3, d, losses);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.huberErrorRows(z, y, 3, d, losses);
            }
        },
        CROSS_ENTROPY_OF_CLASSES(true, false) {
            @Override
            void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.softmaxCrossEntropy(z, classes(Matrices.transposed(y)), 0.1f, a, d, losses);
            }

            @Override
            void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses) {
                kernels.softmaxCrossEntropyRows(z, classes(y), 0.1f, a, d, losses);
            }
        };

        final boolean isCost;
        /** Whether an example may have no elements. */
        final boolean takesNothing;

        Kernel(boolean isCost, boolean takesNothing) {
            this.isCost = isCost;
            this.takesNothing = takesNothing;
        }

        abstract void columns(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses);

        abstract void rows(Kernels kernels, Matrix z, Matrix y, Matrix a, Matrix d, Matrix losses);

        /** Any class of each row, or none. */
        private static int[] classes(Matrix y) {
            int[] classes = new int[y.rows()];
            Arrays.setAll(classes, i -> Math.floorMod(Float.floatToIntBits(y.get(i, 0)), y.columns() + 1) - 1);
            return classes;
        }

        /** A, the gradient and the losses for examples in columns, transposed. */
        Matrix[] expected(Kernels kernels, Matrix z, Matrix y) {
            Matrix[] results = results(z, Layout.WHOLE);
            Matrix[] columns = Arrays.stream(results).map(Matrices::transposed).toArray(Matrix[]::new);
            columns(kernels, Matrices.transposed(z), Matrices.transposed(y), columns[0], columns[1], columns[2]);
            return Arrays.stream(columns).map(Matrices::transposed).toArray(Matrix[]::new);
        }
    }

    private static Matrix[] results(Matrix z, Layout layout) {
        return new Matrix[]{layout.copy(Matrices.constant(z.rows(), z.columns(), Float.NaN)),
                layout.copy(Matrices.constant(z.rows(), z.columns(), Float.NaN)),
                layout.copy(Matrices.constant(z.rows(), 1, Float.NaN))};
    }

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Kernel kernel : Kernel.values()) {
            for (int n : new int[]{1, 3, 4, 7, 10, 15, 16, 17, 33, 65, 600, 2100}) {
                for (int m : new int[]{0, 1, 3, 15, 16, 17, 63, 64, 65, 130}) {
                    shapes.add(Arguments.of(kernel, m, n));
                }
            }
            // Longer than what is transposed.
            shapes.add(Arguments.of(kernel, 2, (1 << 18) + 5));
            shapes.add(Arguments.of(kernel, 0, 0));
            if (kernel.takesNothing) {
                shapes.add(Arguments.of(kernel, 70, 0));
            }
        }
        return shapes.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anExampleInARowHasTheBitsThatItHasInAColumn(Kernel kernel, int m, int n) {
        Random random = new Random(31L * m + n);
        Matrix z = logits(m, n, random);
        Matrix y = Matrices.random(m, n, random);
        Matrix[] expected = kernel.expected(Both.SCALAR, z, y);
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                Matrix input = layout.copy(z);
                Matrix labels = layout.copy(y);
                Matrix[] results = results(z, layout);
                Guard[] inputs = Guard.of(input, labels);
                Guard[] outputs = Guard.of(results);
                kernel.rows(kernels, input, labels, results[0], results[1], results[2]);
                for (int i = 0; i < results.length; i++) {
                    Matrices.assertSameBits(expected[i], results[i], kernels + ", result " + i);
                    outputs[i].assertSurroundingsUntouched("result " + i);
                }
                inputs[0].assertUntouched("the input");
                inputs[1].assertUntouched("the labels");
                if (!kernel.isCost) {
                    kernel.rows(kernels, input, labels, input, results[1], results[2]);
                    Matrices.assertSameBits(expected[0], input, kernels + ", in place");
                    inputs[0].assertSurroundingsUntouched("the input");
                }
            }
        }
    }

    private static Matrix logits(int m, int n, Random random) {
        Matrix z = Matrices.random(m, n, random);
        for (int i = 0; i < m * n; i++) {
            z.data()[i] *= 30;
        }
        return z;
    }

    /** Examples of another length, or another kernel, find nothing of the ones before. */
    @Test
    void callsLeaveNothingBehind() {
        Random random = new Random(8);
        for (int n : new int[]{2100, 3, 600, 1, 0, 16}) {
            for (Kernel kernel : Kernel.values()) {
                if (n > 0 || kernel.takesNothing) {
                    Matrix z = logits(19, n, random);
                    z.fill(n == 600 ? Float.NaN : 2);
                    Matrix[] expected = kernel.expected(Both.SCALAR, z, z);
                    Matrix[] results = results(z, Layout.WHOLE);
                    kernel.rows(Both.VECTOR, z, z, results[0], results[1], results[2]);
                    for (int i = 0; i < results.length; i++) {
                        Matrices.assertSameBits(expected[i], results[i], kernel + ", " + n + ", result " + i);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void theNumberOfThreadsDoesNotMatter(Kernel kernel) {
        for (int[] size : new int[][]{{100_001, 10}, {37, 30_001}}) {
            Random random = new Random(12);
            Matrix z = logits(size[0], size[1], random);
            Matrix y = Matrices.random(size[0], size[1], random);
            Matrix[] expected = kernel.expected(Both.VECTOR, z, y);
            for (Kernels kernels : Both.BACKENDS) {
                Helpers helpers = new Helpers();
                Matrix[] results = results(z, Layout.WHOLE);
                kernel.rows(kernels.withExecutor(helpers, 3), z, y, results[0], results[1], results[2]);
                for (int i = 0; i < results.length; i++) {
                    Matrices.assertSameBits(expected[i], results[i], kernels + ", result " + i);
                }
                helpers.assertCalled();
            }
        }
    }
}
