package org.lanewise.kernels;

import static org.lanewise.kernels.Matrices.assertSameBits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Calls made by chance: any kernel, shape, layout and numbers. Both backends have to give the same bits, on several
 * threads too, near the oracle where the numbers have no edges, and touch nothing but their results.
 */
class DifferentialTest {
    /** How many cases; the build has some in each of its configurations. */
    private static final int CASES = Integer.getInteger("lanewise.test.cases", 17_000);
    /** The first case; one that failed is repeated by its number and {@code cases} = 1. */
    private static final long FIRST = Long.getLong("lanewise.test.first", 0);

    private static final List<Kernels> THREADED = List.of(Both.VECTOR.withThreads(3), Both.SCALAR.withThreads(2),
            Both.VECTOR.withExecutor(Runnable::run, 4));
    private static final float[] SPECIAL = {0, -0.0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_NORMAL, Float.MAX_VALUE, -88.5f, 89, 0x1p24f};
    private static final List<UpdateRule.Kind> RULES = List.of(UpdateRule.Kind.values());
    private static final float[] FACTORS = {0, 1, 1, 1, -1, 0.37f, -2.5f};

    /** What is computed from inputs; a result may have been an input as well. */
    private interface Kernel {
        void run(Kernels kernels, Matrix[] inputs, Matrix[] results);
    }

    /** A call, and what its first results should be, if that is known. */
    private static final class Call {
        final String name;
        final Matrix[] inputs;
        final Matrix[] results;
        final Kernel kernel;
        final Supplier<List<Expected>> oracle;

        Call(String name, Matrix[] inputs, Matrix[] results, Kernel kernel, Supplier<List<Expected>> oracle) {
            this.name = name;
            this.inputs = inputs;
            this.results = results;
            this.kernel = kernel;
            this.oracle = oracle;
        }

        /** What it gives, with each matrix somewhere else in memory. */
        Matrix[] results(Kernels kernels, Random random) {
            Matrix[] x = placed(inputs, random);
            Matrix[] y = placed(results, random);
            Guard[] inputsBefore = Guard.of(x);
            Guard[] resultsBefore = Guard.of(y);
            kernel.run(kernels, x, y);
            for (Guard guard : inputsBefore) {
                guard.assertUntouched("an input");
            }
            for (Guard guard : resultsBefore) {
                guard.assertSurroundingsUntouched("a result");
            }
            return y;
        }

        private static Matrix[] placed(Matrix[] matrices, Random random) {
            return Arrays.stream(matrices).map(x -> Layout.byChance(x, random)).toArray(Matrix[]::new);
        }

        @Override
        public String toString() {
            return name + Arrays.toString(inputs) + Arrays.toString(results);
        }
    }

    /** Makes the call of one number. */
    private static final class Generator {
        private final Random random;
        /** Whether one dimension may be as large as a block, and whether all are large. */
        private boolean mayBeLong;
        private final boolean large;
        /** Whether there are edges: then the oracle does not know how far from it a result may be. */
        private final boolean edges;

        Generator(long number) {
            random = new Random(number * 0x9e3779b97f4a7c15L);
            mayBeLong = random.nextInt(25) == 0;
            large = random.nextInt(500) == 0;
            edges = random.nextInt(3) == 0;
        }

        private int size() {
            if (large) {
                return 150 + random.nextInt(200);
            }
            if (mayBeLong && random.nextInt(3) == 0) {
                mayBeLong = false;
                return new int[]{255, 511, 1022, 2047}[random.nextInt(4)] + random.nextInt(4);
            }
            return switch (random.nextInt(20)) {
                case 0 -> 0;
                case 1, 2 -> 1;
                case 3, 4 -> 20 + random.nextInt(60);
                default -> 1 + random.nextInt(20);
            };
        }

        /** What is not allowed to be 0. */
        private int positive() {
            return Math.max(1, size());
        }

        private Matrix matrix(int rows, int columns) {
            Matrix x = Matrix.zeros(rows, columns);
            int kind = edges ? random.nextInt(5) : 0;
            float[] data = x.data();
            for (int i = 0; i < data.length; i++) {
                float uniform = 2 * random.nextFloat() - 1;
                data[i] = switch (kind) {
                    case 1 -> Float.intBitsToFloat(random.nextInt());
                    case 2 -> random.nextInt(30) == 0 ? special() : uniform;
                    case 3 -> uniform * 0x1p-140f;
                    case 4 -> uniform * 0x1p70f;
                    default -> uniform;
                };
            }
            return x;
        }

        private float special() {
            return SPECIAL[random.nextInt(SPECIAL.length)];
        }

        private float factor() {
            return edges && random.nextInt(10) == 0 ? special() : FACTORS[random.nextInt(FACTORS.length)];
        }

        private Op op() {
            return random.nextBoolean() ? Op.N : Op.T;
        }

        private Activation activation() {
            return Activations.ALL.get(random.nextInt(Activations.ALL.size()));
        }

        private static Matrix[] of(Matrix... matrices) {
            return matrices;
        }

        private Call call(String name, Matrix[] inputs, Matrix[] results, Kernel kernel) {
            return new Call(name, inputs, results, kernel, List::of);
        }

        private Call call(String name, Matrix[] inputs, Matrix[] results, Kernel kernel,
                Supplier<List<Expected>> oracle) {
            return new Call(name, inputs, results, kernel, edges ? List::of : oracle);
        }

        Call call() {
            return switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> gemm();
                case 4, 5 -> dense();
                case 6 -> denseBackward();
                case 7 -> productUpdate();
                case 8 -> update();
                case 9 -> activations();
                case 10 -> sums();
                case 11 -> vectors();
                case 12 -> elements();
                case 13 -> softmax();
                case 14 -> costs();
                default -> selections();
            };
        }

        private Call gemm() {
            Op opA = op();
            Op opB = op();
            float alpha = factor();
            float beta = factor();
            int m = size();
            int n = size();
            int k = size();
            Matrix a = opA == Op.N ? matrix(m, k) : matrix(k, m);
            Matrix b = opB == Op.N ? matrix(k, n) : matrix(n, k);
            Matrix c = matrix(m, n);
            int packed = random.nextInt(4);
            return call("gemm " + opA + opB + " " + alpha + " " + beta + ", " + packed, of(a, b), of(c),
                    (kernels, x, y) -> {
                        if (packed == 1) {
                            kernels.gemm(kernels.pack(opA, x[0]), opB, alpha, x[1], beta, y[0]);
                        } else if (packed == 2) {
                            kernels.gemm(opA, alpha, x[0], kernels.packRight(opB, x[1]), beta, y[0]);
                        } else {
                            kernels.gemm(opA, opB, alpha, x[0], x[1], beta, y[0]);
                        }
                    }, () -> List.of(Oracle.gemm(opA, opB, alpha, a, b, beta, c)));
        }

        /** Examples in columns or in rows, with packed weights or not, with Z or not. */
        private Call dense() {
            int m = size();
            int k = size();
            int n = size();
            Activation g = activation();
            Matrix w = matrix(m, k);
            Matrix bias = matrix(m, 1);
            int way = random.nextInt(5);
            if (way > 2) {
                Matrix rows = matrix(n, k);
                return call("denseRows " + g + " " + way, of(rows, w, bias), of(matrix(n, m)), (kernels, x, y) -> {
                    if (way == 3) {
                        kernels.denseRows(x[0], x[1], x[2], g, y[0]);
                    } else {
                        kernels.denseRows(x[0], kernels.pack(Op.N, x[1]), x[2], g, y[0]);
                    }
                }, () -> List.of(transposed(Oracle.dense(w, rows.transposed(), bias, g), n, m)));
            }
            Matrix columns = matrix(k, n);
            return call("dense " + g + " " + way, of(w, columns, bias), of(matrix(m, n), matrix(m, n)),
                    (kernels, x, y) -> {
                        if (way == 0) {
                            kernels.dense(x[0], x[1], x[2], g, y[0]);
                        } else if (way == 1) {
                            kernels.dense(x[0], x[1], x[2], g, y[1], y[0]);
                        } else {
                            kernels.dense(kernels.pack(Op.N, x[0]), x[1], x[2], g, y[0]);
                        }
                    }, () -> List.of(Oracle.dense(w, columns, bias, g)));
        }

        private static Expected transposed(Expected x, int rows, int columns) {
            Expected result = new Expected(rows, columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    result.set(i, j, x.value[j][i], x.bound[j][i]);
                }
            }
            return result;
        }

        private Call denseBackward() {
            int m = size();
            int k = size();
            int n = size();
            Activation g = activation();
            Matrix w = matrix(m, k);
            Matrix dz = matrix(m, n);
            Matrix kept = edges ? matrix(k, n) : Activations.kept(g, k, n, random);
            return call("denseBackward " + g, of(w, dz, kept), of(matrix(k, n)),
                    (kernels, x, y) -> kernels.denseBackward(x[0], x[1], g, x[2], y[0]),
                    () -> List.of(Oracle.denseBackward(w, dz, g, kept)));
        }

        private UpdateRule rule() {
            double share = random.nextDouble();
            double epsilon = random.nextInt(4) == 0 ? 1e-3 : 1e-8;
            return switch (RULES.get(random.nextInt(RULES.size()))) {
                case GRADIENT_DESCENT -> UpdateRule.GRADIENT_DESCENT;
                case MOMENTUM -> UpdateRule.momentum(share);
                case NESTEROV -> UpdateRule.nesterov(share);
                case RMS_PROP -> UpdateRule.rmsProp(share, epsilon);
                case ADAGRAD -> UpdateRule.adagrad(epsilon);
                case ADAM -> UpdateRule.adam(share, random.nextDouble(), epsilon);
                case AMS_GRAD -> UpdateRule.amsGrad(share, random.nextDouble(), epsilon);
            };
        }

        /** w and the moments of an update. */
        private Matrix[] state(UpdateRule rule, int rows, int columns) {
            Matrix[] state = new Matrix[1 + rule.moments()];
            Arrays.setAll(state, i -> matrix(rows, columns));
            // What sums up squares is not negative.
            for (int i = 2; i < state.length; i++) {
                for (int e = 0; e < state[i].data().length; e++) {
                    state[i].data()[e] = Math.abs(state[i].data()[e]);
                }
            }
            return state;
        }

        /** Sets on an update what it is made with, each time the same. */
        private interface Settings {
            Update on(Matrix... state);
        }

        private Settings settings(UpdateRule rule) {
            double scale = random.nextBoolean() ? 1 : random.nextDouble();
            double l1 = random.nextInt(3) == 0 ? random.nextDouble() : 0;
            double l2 = random.nextInt(3) == 0 ? random.nextDouble() : 0;
            double clip = random.nextInt(3) == 0 ? random.nextDouble() : Double.POSITIVE_INFINITY;
            double decay = random.nextInt(3) == 0 ? random.nextDouble() / 2 : 0;
            double rate = random.nextDouble() + 1e-3;
            long step = 1L + random.nextInt(1000);
            return state -> Update.of(rule, state[0], Arrays.copyOfRange(state, 1, state.length)).scale(scale)
                    .penalties(l1, l2).clip(clip).decay(decay).step(rate, step);
        }

        /** What the epilogue does has to be what is done with the stored gradient. */
        private Call productUpdate() {
            UpdateRule rule = rule();
            Settings settings = settings(rule);
            Op opA = op();
            Op opB = op();
            float alpha = factor();
            int m = size();
            int n = size();
            int k = size();
            Matrix a = opA == Op.N ? matrix(m, k) : matrix(k, m);
            Matrix b = opB == Op.N ? matrix(k, n) : matrix(n, k);
            Matrix[] state = state(rule, m, n);
            return call("gemm " + opA + opB + " " + alpha + " " + rule, of(a, b), state, (kernels, x, y) -> {
                if (kernels.backend() == Backend.SCALAR && kernels.threads() == 1) {
                    Matrix gradient = Matrix.zeros(m, n);
                    kernels.gemm(opA, opB, alpha, x[0], x[1], 0, gradient);
                    kernels.update(settings.on(y), gradient);
                } else {
                    kernels.gemm(opA, opB, alpha, x[0], x[1], settings.on(y));
                }
            });
        }

        private Call update() {
            int m = size();
            int n = size();
            if (random.nextInt(4) == 0) {
                float limit = random.nextFloat() + 0.01f;
                return call("maxNormRows", of(), of(matrix(m, n)),
                        (kernels, x, y) -> kernels.maxNormRows(limit, y[0]));
            }
            UpdateRule rule = rule();
            Settings settings = settings(rule);
            return call("update " + rule, of(matrix(m, n)), state(rule, m, n),
                    (kernels, x, y) -> kernels.update(settings.on(y), x[0]));
        }

        private Call activations() {
            int m = size();
            int n = size();
            Activation g = activation();
            boolean inPlace = random.nextInt(3) == 0;
            if (random.nextBoolean()) {
                Matrix z = matrix(m, n);
                return call("activate " + g, inPlace ? of() : of(z), of(inPlace ? z : matrix(m, n)),
                        (kernels, x, y) -> kernels.activate(g, inPlace ? y[0] : x[0], y[0]),
                        () -> List.of(Oracle.activate(g, z)));
            }
            Matrix kept = edges ? matrix(m, n) : Activations.kept(g, m, n, random);
            Matrix da = matrix(m, n);
            return call("activationGradient " + g, inPlace ? of(kept) : of(kept, da), of(inPlace ? da : matrix(m, n)),
                    (kernels, x, y) -> kernels.activationGradient(g, x[0], inPlace ? y[0] : x[1], y[0]),
                    () -> List.of(Oracle.gradient(g, kept, da)));
        }

        private Call sums() {
            int m = size();
            int n = size();
            float alpha = factor();
            float beta = factor();
            Matrix x = matrix(m, n);
            if (random.nextBoolean()) {
                Matrix y = matrix(m, 1);
                return call("rowSums " + alpha + " " + beta, of(x), of(y),
                        (kernels, in, out) -> kernels.rowSums(alpha, in[0], beta, out[0]),
                        () -> List.of(Oracle.rowSums(alpha, x, beta, y)));
            }
            Matrix y = matrix(1, n);
            return call("columnSums " + alpha + " " + beta, of(x), of(y),
                    (kernels, in, out) -> kernels.columnSums(alpha, in[0], beta, out[0]),
                    () -> List.of(Oracle.columnSums(alpha, x, beta, y)));
        }

        private Call vectors() {
            int m = size();
            int n = size();
            int way = random.nextInt(4);
            if (way == 0) {
                Matrix all = matrix(m, n);
                return call("norm", of(all), of(matrix(1, 1)),
                        (kernels, x, y) -> y[0].set(0, 0, kernels.norm(x[0])), () -> List.of(Oracle.norm(all)));
            }
            if (way == 1) {
                Matrix left = matrix(n, 1);
                Matrix right = matrix(n, 1);
                return call("dot", of(left, right), of(matrix(1, 1)),
                        (kernels, x, y) -> y[0].set(0, 0, kernels.dot(x[0], x[1])),
                        () -> List.of(Oracle.dot(left, right)));
            }
            Op op = op();
            float alpha = factor();
            float beta = factor();
            Matrix a = op == Op.N ? matrix(m, n) : matrix(n, m);
            Matrix vector = matrix(n, 1);
            Matrix result = matrix(m, 1);
            return call("matrixVector " + op + " " + alpha + " " + beta, of(a, vector), of(result),
                    (kernels, x, y) -> kernels.matrixVector(op, alpha, x[0], x[1], beta, y[0]),
                    () -> List.of(Oracle.matrixVector(op, alpha, a, vector, beta, result)));
        }

        private Call elements() {
            int m = size();
            int n = size();
            float alpha = factor();
            Matrix a = matrix(m, n);
            Matrix other = matrix(m, n);
            Matrix row = matrix(1, n);
            Matrix column = matrix(m, 1);
            Matrix result = matrix(m, n);
            return switch (random.nextInt(9)) {
                case 0 -> call("axpy", of(a), of(result), (kernels, x, y) -> kernels.axpy(alpha, x[0], y[0]));
                case 1 -> call("scale", of(), of(result), (kernels, x, y) -> kernels.scale(alpha, y[0]));
                case 2 -> call("add", of(a, other), of(result), (kernels, x, y) -> kernels.add(x[0], x[1], y[0]));
                case 3 -> call("multiplyElements", of(a), of(result),
                        (kernels, x, y) -> kernels.multiplyElements(x[0], y[0], y[0]));
                case 4 -> call("addRow", of(a, row), of(result), (kernels, x, y) -> kernels.addRow(x[0], x[1], y[0]));
                case 5 -> call("multiplyRow", of(row), of(result),
                        (kernels, x, y) -> kernels.multiplyRow(y[0], x[0], y[0]));
                case 6 -> call("addColumn", of(column), of(result),
                        (kernels, x, y) -> kernels.addColumn(y[0], x[0], y[0]));
                case 7 -> call("multiplyColumn", of(a, column), of(result),
                        (kernels, x, y) -> kernels.multiplyColumn(x[0], x[1], y[0]));
                default -> dropout(result);
            };
        }

        private Call dropout(Matrix a) {
            float share = random.nextInt(5) == 0 ? 0 : random.nextFloat();
            RandomStream stream = RandomStream.of(random.nextLong(), "dropout");
            long step = random.nextLong();
            int first = random.nextBoolean() ? random.nextInt(10) : random.nextInt(Integer.MAX_VALUE - a.columns());
            return call("dropout " + share, of(), of(a),
                    (kernels, x, y) -> kernels.dropout(share, stream, step, first, y[0]));
        }

        private Call softmax() {
            Matrix z = matrix(positive(), positive());
            Matrix result = matrix(z.rows(), z.columns());
            return switch (random.nextInt(4)) {
                case 0 -> call("softmax", of(z), of(result), (kernels, x, y) -> kernels.softmax(x[0], y[0]),
                        () -> List.of(CostOracle.softmax(z)));
                case 1 -> call("logSoftmax", of(), of(z), (kernels, x, y) -> kernels.logSoftmax(y[0], y[0]),
                        () -> List.of(CostOracle.logSoftmax(z)));
                case 2 -> call("softmaxRows", of(), of(z), (kernels, x, y) -> kernels.softmaxRows(y[0], y[0]));
                default ->
                    call("logSoftmaxRows", of(z), of(result), (kernels, x, y) -> kernels.logSoftmaxRows(x[0], y[0]));
            };
        }

        private Call costs() {
            int n = positive();
            int m = positive();
            Matrix z = matrix(n, m);
            Matrix y = Matrix.zeros(n, m);
            int[] classes = new int[m];
            for (int j = 0; j < m; j++) {
                classes[j] = random.nextInt(n + 1) - 1;
                y.set(Math.max(classes[j], 0), j, 1);
            }
            float positive = random.nextFloat() + 0.01f;
            float smoothing = Math.min(1, positive);
            Matrix[] results = of(matrix(n, m), matrix(n, m), matrix(1, m));
            // As columns, and each the same in rows.
            boolean rows = random.nextBoolean();
            return switch (random.nextInt(6)) {
                case 0 -> cost("sigmoidCrossEntropy", of(z, y), results, rows ? (k, x, r) -> {
                    k.sigmoidCrossEntropyRows(x[0], x[1], r[0], r[1], r[2]);
                } : (k, x, r) -> k.sigmoidCrossEntropy(x[0], x[1], r[0], r[1], r[2]), rows,
                        () -> all(CostOracle.sigmoidCrossEntropy(z, y)));
                case 1 -> cost("softmaxCrossEntropy", of(z, y), results, rows ? (k, x, r) -> {
                    k.softmaxCrossEntropyRows(x[0], x[1], r[0], r[1], r[2]);
                } : (k, x, r) -> k.softmaxCrossEntropy(x[0], x[1], r[0], r[1], r[2]), rows,
                        () -> all(CostOracle.softmaxCrossEntropy(z, y)));
                case 2 -> cost("softmaxCrossEntropy of classes", of(z), results, rows ? (k, x, r) -> {
                    k.softmaxCrossEntropyRows(x[0], classes, smoothing, r[0], r[1], r[2]);
                } : (k, x, r) -> k.softmaxCrossEntropy(x[0], classes, smoothing, r[0], r[1], r[2]), rows, List::of);
                case 3 -> cost("squaredError", of(z, y), of(results[1], results[2]), rows ? (k, x, r) -> {
                    k.squaredErrorRows(x[0], x[1], r[0], r[1]);
                } : (k, x, r) -> k.squaredError(x[0], x[1], r[0], r[1]), rows,
                        () -> gradient(CostOracle.squaredError(z, y)));
                case 4 -> cost("absoluteError", of(z, y), of(results[1], results[2]), rows ? (k, x, r) -> {
                    k.absoluteErrorRows(x[0], x[1], r[0], r[1]);
                } : (k, x, r) -> k.absoluteError(x[0], x[1], r[0], r[1]), rows,
                        () -> gradient(CostOracle.absoluteError(z, y)));
                default -> cost("huberError", of(z, y), of(results[1], results[2]), rows ? (k, x, r) -> {
                    k.huberErrorRows(x[0], x[1], positive, r[0], r[1]);
                } : (k, x, r) -> k.huberError(x[0], x[1], positive, r[0], r[1]), rows,
                        () -> gradient(CostOracle.huberError(z, y, positive)));
            };
        }

        /** The matrices are those of examples in columns. */
        private Call cost(String name, Matrix[] inputs, Matrix[] results, Kernel kernel, boolean rows,
                Supplier<List<Expected>> oracle) {
            return rows
                    ? call(name + "Rows", transposed(inputs), transposed(results), kernel,
                            () -> oracle.get().stream()
                                    .map(x -> transposed(x, x.value.length == 0 ? 0 : x.value[0].length,
                                            x.value.length))
                                    .toList())
                    : call(name, inputs, results, kernel, oracle);
        }

        private static Matrix[] transposed(Matrix... matrices) {
            return Arrays.stream(matrices).map(Matrix::transposed).toArray(Matrix[]::new);
        }

        private static List<Expected> all(CostOracle oracle) {
            return List.of(oracle.a, oracle.gradient, oracle.losses);
        }

        private static List<Expected> gradient(CostOracle oracle) {
            return List.of(oracle.gradient, oracle.losses);
        }

        private Call selections() {
            int m = positive();
            int n = positive();
            int count = 1 + random.nextInt(Math.min(n, 10));
            return switch (random.nextInt(3)) {
                case 0 -> call("argMaxRows", of(matrix(m, n)), of(matrix(m, 1)), (kernels, x, y) -> {
                    int[] indices = new int[m];
                    kernels.argMaxRows(x[0], indices);
                    set(indices, y[0]);
                });
                case 1 -> call("argMaxColumns", of(matrix(m, n)), of(matrix(n, 1)), (kernels, x, y) -> {
                    int[] indices = new int[n];
                    kernels.argMaxColumns(x[0], indices);
                    set(indices, y[0]);
                });
                default -> call("topKRows " + count, of(matrix(m, n)), of(matrix(m, count), matrix(m * count, 1)),
                        (kernels, x, y) -> {
                            int[] indices = new int[m * count];
                            kernels.topKRows(x[0], count, indices, y[0]);
                            set(indices, y[1]);
                        });
            };
        }

        private static void set(int[] indices, Matrix column) {
            for (int i = 0; i < indices.length; i++) {
                column.set(i, 0, indices[i]);
            }
        }
    }

    @Test
    void backendsAgree() {
        for (long number = FIRST; number < FIRST + CASES; number++) {
            Call call = new Generator(number).call();
            try {
                check(call, new Random(number));
            } catch (Throwable e) {
                throw new AssertionError("-Dlanewise.test.first=" + number + " -Dlanewise.test.cases=1: " + call, e);
            }
        }
    }

    private static void check(Call call, Random random) {
        Matrix[] expected = call.results(Both.SCALAR, random);
        List<Expected> oracle = new ArrayList<>(call.oracle.get());
        for (int i = 0; i < oracle.size(); i++) {
            oracle.get(i).assertNear(expected[i], "result " + i);
        }
        for (Kernels kernels : List.of(Both.VECTOR, THREADED.get(random.nextInt(THREADED.size())))) {
            Matrix[] actual = call.results(kernels, random);
            for (int i = 0; i < expected.length; i++) {
                assertSameBits(expected[i], actual[i], kernels + ", result " + i);
            }
        }
    }
}
