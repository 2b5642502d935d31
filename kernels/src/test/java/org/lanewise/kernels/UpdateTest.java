package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Updates of parameters: near the oracle in each step, with the promised bits, and the same as a product's epilogue. */
class UpdateTest {
    private static final int KC = Contract.BLOCK;
    private static final int MR = 12;
    private static final int NR = 2 * Both.VECTOR.laneBits() / Float.SIZE;
    private static final double RATE = 0.013;

    private static final List<UpdateRule> RULES = List.of(UpdateRule.GRADIENT_DESCENT, UpdateRule.momentum(0.9),
            UpdateRule.nesterov(0.9), UpdateRule.rmsProp(0.99, 1e-8), UpdateRule.adagrad(1e-10),
            UpdateRule.adam(0.9, 0.999, 1e-8), UpdateRule.amsGrad(0.9, 0.999, 1e-8));

    /** What is set beside the rule. */
    enum Setting {
        NOTHING(1, 0, 0, Double.POSITIVE_INFINITY, 0), DECAY(1, 0, 0, Double.POSITIVE_INFINITY, 0.1), SCALE(0.3, 0, 0,
                Double.POSITIVE_INFINITY, 0), L1(1, 0.03, 0, Double.POSITIVE_INFINITY,
                        0), L2(1, 0, 0.07, Double.POSITIVE_INFINITY, 0), CLIP(1, 0, 0, 0.4, 0), ALL(0.7, 0.02, 0.03,
                                0.3,
                                0.05);

        final double scale;
        final double l1;
        final double l2;
        final double clip;
        final double decay;

        Setting(double scale, double l1, double l2, double clip, double decay) {
            this.scale = scale;
            this.l1 = l1;
            this.l2 = l2;
            this.clip = clip;
            this.decay = decay;
        }

        Update on(Update update) {
            return update.scale(scale).penalties(l1, l2).clip(clip).decay(decay);
        }
    }

    private static Update update(UpdateRule rule, Setting setting, Matrix w, Layout layout) {
        Matrix[] moments = new Matrix[rule.moments()];
        for (int i = 0; i < moments.length; i++) {
            moments[i] = layout.matrix(w.rows(), w.columns());
        }
        return setting.on(Update.of(rule, layout.copy(w), moments));
    }

    private static void assertSameState(Update expected, Update actual, String name) {
        Matrices.assertSameBits(expected.parameters(), actual.parameters(), name + ", w");
        for (int i = 0; i < expected.rule().moments(); i++) {
            Matrices.assertSameBits(expected.moment(i), actual.moment(i), name + ", moment " + i);
        }
    }

    /** One element in double precision, from the floats before the step; results and what rounding may do to them. */
    private static final class Exact {
        double w;
        final double[] moments;
        /** Sums of the magnitudes of all terms. */
        double magnitude;
        final double[] magnitudes;

        Exact(Update before, Setting s, int i, int j, double g, int t) {
            UpdateRule rule = before.rule();
            double old = before.parameters().get(i, j);
            int count = rule.moments();
            moments = new double[count];
            magnitudes = new double[count];
            for (int q = 0; q < count; q++) {
                moments[q] = before.moment(q).get(i, j);
            }
            double changed = s.scale * g + s.l2 * old + s.l1 * Math.signum(old);
            double size = Math.abs(s.scale * g) + s.l2 * Math.abs(old) + s.l1;
            changed = Math.max(-s.clip, Math.min(s.clip, changed));
            double direction;
            double spread;
            switch (rule.kind()) {
                case GRADIENT_DESCENT -> {
                    direction = changed;
                    spread = size;
                }
                case MOMENTUM, NESTEROV -> {
                    magnitudes[0] = rule.beta1() * Math.abs(moments[0]) + size;
                    moments[0] = rule.beta1() * moments[0] + changed;
                    boolean ahead = rule.kind() == UpdateRule.Kind.NESTEROV;
                    direction = ahead ? rule.beta1() * moments[0] + changed : moments[0];
                    spread = magnitudes[0] + (ahead ? size : 0);
                }
                case RMS_PROP, ADAGRAD -> {
                    double keep = rule.kind() == UpdateRule.Kind.RMS_PROP ? rule.beta2() : 1;
                    double take = rule.kind() == UpdateRule.Kind.RMS_PROP ? 1 - rule.beta2() : 1;
                    magnitudes[0] = keep * moments[0] + take * size * size;
                    moments[0] = keep * moments[0] + take * changed * changed;
                    direction = changed / (Math.sqrt(moments[0]) + rule.epsilon());
                    spread = quotient(size, changed, moments[0], magnitudes[0], rule.epsilon());
                }
                default -> {
                    magnitudes[0] = rule.beta1() * Math.abs(moments[0]) + (1 - rule.beta1()) * size;
                    moments[0] = rule.beta1() * moments[0] + (1 - rule.beta1()) * changed;
                    magnitudes[1] = rule.beta2() * moments[1] + (1 - rule.beta2()) * size * size;
                    moments[1] = rule.beta2() * moments[1] + (1 - rule.beta2()) * changed * changed;
                    int last = count - 1;
                    if (last == 2) {
                        magnitudes[2] = Math.max(moments[2], magnitudes[1]);
                        moments[2] = Math.max(moments[2], moments[1]);
                    }
                    double c1 = 1 / (1 - Math.pow(rule.beta1(), t));
                    double c2 = 1 / (1 - Math.pow(rule.beta2(), t));
                    direction = c1 * moments[0] / (Math.sqrt(c2 * moments[last]) + rule.epsilon());
                    spread = quotient(c1 * magnitudes[0], c1 * moments[0], c2 * moments[last], c2 * magnitudes[last],
                            rule.epsilon());
                }
            }
            w = (1 - RATE * s.decay) * old - RATE * direction;
            magnitude = Math.abs(old) + RATE * spread;
        }

        /** A bound of x / (√s + ε) in relative errors of x and s, each of which has terms that may cancel. */
        private static double quotient(double sizeOfX, double x, double s, double sizeOfS, double epsilon) {
            double root = Math.sqrt(s) + epsilon;
            return sizeOfX / root + Math.abs(x) / root * (1 + (s > 0 ? sizeOfS / s : 0));
        }
    }

    /** The order of operations that {@link Update} documents, for one element, in naive floats. */
    private static void promised(Update u, Setting s, int i, int j, float gradient, int t) {
        UpdateRule rule = u.rule();
        Matrix w = u.parameters();
        float old = w.get(i, j);
        float g = gradient;
        if (s.scale != 1) {
            g *= (float) s.scale;
        }
        if (s.l2 != 0) {
            g = Math.fma((float) s.l2, old, g);
        }
        if (s.l1 != 0 && old != 0) {
            g += old > 0 ? (float) s.l1 : -(float) s.l1;
        }
        if (s.clip < Double.POSITIVE_INFINITY) {
            g = Math.max(-(float) s.clip, Math.min((float) s.clip, g));
        }
        boolean corrects = rule.beta1() > 0 && rule.beta2() > 0;
        float rate = (float) (corrects ? RATE / (1 - StrictMath.pow(rule.beta1(), t)) : RATE);
        float c2 = (float) (corrects ? 1 / (1 - StrictMath.pow(rule.beta2(), t)) : 1);
        float direction = switch (rule.kind()) {
            case GRADIENT_DESCENT -> g;
            case MOMENTUM -> momentum(u, i, j, g);
            case NESTEROV -> Math.fma((float) rule.beta1(), momentum(u, i, j, g), g);
            case RMS_PROP -> g / ((float) Math.sqrt(square(u, 0, i, j, g)) + (float) rule.epsilon());
            case ADAGRAD -> {
                float sum = Math.fma(g, g, u.moment(0).get(i, j));
                u.moment(0).set(i, j, sum);
                yield g / ((float) Math.sqrt(sum) + (float) rule.epsilon());
            }
            case ADAM, AMS_GRAD -> {
                float m = Math.fma((float) (1 - rule.beta1()), g, (float) rule.beta1() * u.moment(0).get(i, j));
                u.moment(0).set(i, j, m);
                float v = square(u, 1, i, j, g);
                if (rule.kind() == UpdateRule.Kind.AMS_GRAD) {
                    v = Math.max(v, u.moment(2).get(i, j));
                    u.moment(2).set(i, j, v);
                }
                yield m / ((float) Math.sqrt(c2 * v) + (float) rule.epsilon());
            }
        };
        w.set(i, j, Math.fma(-rate, direction, (float) (1 - RATE * s.decay) * old));
    }

    private static float momentum(Update u, int i, int j, float g) {
        float v = Math.fma((float) u.rule().beta1(), u.moment(0).get(i, j), g);
        u.moment(0).set(i, j, v);
        return v;
    }

    private static float square(Update u, int moment, int i, int j, float g) {
        float beta2 = (float) u.rule().beta2();
        float s = Math.fma((float) (1 - u.rule().beta2()) * g, g, beta2 * u.moment(moment).get(i, j));
        u.moment(moment).set(i, j, s);
        return s;
    }

    static Stream<Arguments> rulesAndSettings() {
        return RULES.stream().flatMap(rule -> Stream.of(Setting.values()).map(setting -> Arguments.of(rule, setting)));
    }

    @ParameterizedTest
    @MethodSource("rulesAndSettings")
    void stepsAreNearTheOracleAndHaveThePromisedBits(UpdateRule rule, Setting setting) {
        Random random = new Random(3);
        int[][] shapes = {{1, 1}, {5, 3}, {7, NR + 3}, {3, 2 * NR}, {1, 4500}};
        for (int[] shape : shapes) {
            Matrix start = Matrices.random(shape[0], shape[1], random);
            start.set(0, 0, 0);
            Update promised = update(rule, setting, start, Layout.WHOLE);
            List<Run> runs = new ArrayList<>();
            for (Layout layout : Layout.values()) {
                for (Kernels kernels : Both.BACKENDS) {
                    runs.add(new Run(kernels, layout, update(rule, setting, start, layout)));
                }
            }
            for (int t = 1; t <= 4; t++) {
                Matrix g = Matrices.random(shape[0], shape[1], random);
                Exact[][] exact = new Exact[shape[0]][shape[1]];
                promised.step(RATE, t);
                for (int i = 0; i < shape[0]; i++) {
                    for (int j = 0; j < shape[1]; j++) {
                        exact[i][j] = new Exact(promised, setting, i, j, g.get(i, j), t);
                        promised(promised, setting, i, j, g.get(i, j), t);
                    }
                }
                assertNear(exact, promised);
                for (Run run : runs) {
                    Matrix gradient = run.layout.copy(g);
                    Guard[] guards = Guard.of(gradient, run.update.parameters());
                    run.kernels.update(run.update.step(RATE, t), gradient);
                    guards[0].assertUntouched("g");
                    guards[1].assertSurroundingsUntouched("w");
                    assertSameState(promised, run.update, run.kernels + ", " + run.layout + ", step " + t);
                }
            }
        }
    }

    /** A training on a backend, with matrices that lie in some way. */
    private record Run(Kernels kernels, Layout layout, Update update) {
    }

    private static void assertNear(Exact[][] exact, Update actual) {
        int rows = exact.length;
        int columns = exact[0].length;
        for (int q = -1; q < actual.rule().moments(); q++) {
            Expected expected = new Expected(rows, columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    Exact e = exact[i][j];
                    double magnitude = q < 0 ? e.magnitude : e.magnitudes[q];
                    expected.set(i, j, q < 0 ? e.w : e.moments[q], Expected.gamma(12) * magnitude + Expected.TINY);
                }
            }
            expected.assertNear(q < 0 ? actual.parameters() : actual.moment(q), q < 0 ? "w" : "moment " + q);
        }
    }

    static Stream<Arguments> products() {
        int[][] sizes = {{0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {1, 1, 1}, {3, 2, 2}, {1, 35, 40}, {1, 2100, 20},
                {1, 16 * NR, 7}, {35, 1, 40}, {2100, 1, 20}, {20, 4, 30}, {70, 9, 100}, {130, 20, 11}, {5, 3, 1},
                {MR, NR, 4}, {MR - 1, NR - 1, 4}, {2 * MR + 1, 2 * NR + 1, 3}, {10, 64, 33}, {7, 9, KC + 1},
                {9, 1, KC + 1}, {1, 9, KC + 1}, {20, 3, KC + 1}, {500, 40, 2 * KC + 3}, {30, 1100, 20},
                {26, 1030, KC + 7}, {245, 300, 37}, {130, 300, 450}};
        List<Arguments> products = new ArrayList<>();
        for (int[] size : sizes) {
            products.add(Arguments.of(size[0], size[1], size[2]));
        }
        return products.stream();
    }

    /** On all ways of a product, on one thread and several, whatever A and B look like. */
    @ParameterizedTest
    @MethodSource("products")
    void aProductUpdatesAsItsGradientDoes(int rows, int columns, int k) {
        Random random = new Random(columns);
        Matrix a = Matrices.random(rows, k, random);
        Matrix b = Matrices.random(k, columns, random);
        Matrix start = Matrices.random(rows, columns, random);
        boolean small = (long) rows * columns * k < 1 << 14;
        for (UpdateRule rule : small ? RULES : List.of(UpdateRule.amsGrad(0.8, 0.9, 1e-3))) {
            for (Setting setting : new Setting[]{Setting.DECAY, Setting.ALL}) {
                for (float alpha : new float[]{1, 0.3f, 0}) {
                    Update expected = update(rule, setting, start, Layout.WHOLE).step(RATE, 3);
                    Matrix g = Matrices.constant(rows, columns, Float.NaN);
                    Both.SCALAR.gemm(Op.N, Op.N, alpha, a, b, 0, g);
                    Both.SCALAR.update(expected, g);
                    for (Kernels kernels : List.of(Both.VECTOR, Both.SCALAR, Both.VECTOR.withThreads(3),
                            Both.SCALAR.withThreads(3))) {
                        for (Op opA : Op.values()) {
                            for (Op opB : Op.values()) {
                                Layout layout = opA == Op.N ? Layout.PART : Layout.WHOLE;
                                Matrix left = opA == Op.N ? a : Matrices.transposed(a);
                                Matrix right = opB == Op.N ? b : Matrices.transposed(b);
                                Update actual = update(rule, setting, start, layout).step(RATE, 3);
                                Guard guard = Guard.of(actual.parameters());
                                kernels.gemm(opA, opB, alpha, left, right, actual);
                                guard.assertSurroundingsUntouched("w");
                                assertSameState(expected, actual, kernels + ", " + rule + opA + opB + alpha);
                            }
                        }
                    }
                }
            }
        }
    }

    /** Large enough for several threads. */
    @ParameterizedTest
    @EnumSource
    void threadsDoNotShow(Backend backend) {
        Random random = new Random(4);
        Matrix w = Matrices.random(300, 301, random);
        Matrix g = Matrices.random(300, 301, random);
        UpdateRule rule = UpdateRule.adam(0.9, 0.999, 1e-8);
        Update expected = update(rule, Setting.ALL, w, Layout.WHOLE).step(RATE, 1);
        Update actual = update(rule, Setting.ALL, w, Layout.PART).step(RATE, 1);
        Both.SCALAR.update(expected, g);
        Both.SCALAR.maxNormRows(9.9f, expected.parameters());
        Kernels threads = Both.VECTOR.withBackend(backend).withThreads(3);
        threads.update(actual, g);
        threads.maxNormRows(9.9f, actual.parameters());
        assertSameState(expected, actual, threads.toString());
    }

    /** The gradient of a bias is a column, which is one run of the array although it has many rows. */
    @Test
    void aBiasIsUpdatedByRowSums() {
        Random random = new Random(5);
        Matrix dz = Matrices.random(3 * NR + 5, 20, random);
        Matrix bias = Matrices.random(dz.rows(), 1, random);
        Matrix db = Matrix.zeros(dz.rows(), 1);
        for (Kernels kernels : Both.BACKENDS) {
            kernels.rowSums(1f / 20, dz, 0, db);
            Update expected = update(RULES.get(5), Setting.NOTHING, bias, Layout.WHOLE).step(RATE, 1);
            for (int i = 0; i < db.rows(); i++) {
                promised(expected, Setting.NOTHING, i, 0, db.get(i, 0), 1);
            }
            for (Layout layout : Layout.values()) {
                Update actual = update(RULES.get(5), Setting.NOTHING, bias, layout).step(RATE, 1);
                kernels.update(actual, db);
                assertSameState(expected, actual, kernels + ", " + layout);
            }
        }
    }

    static List<UpdateRule> rules() {
        return RULES;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void specialGradients(UpdateRule rule) {
        int n = NR + 1;
        float inf = Float.POSITIVE_INFINITY;
        for (Kernels kernels : Both.BACKENDS) {
            Update zero = Update.of(rule, Matrices.constant(1, n, 3)).step(RATE, 1);
            kernels.update(zero, Matrix.zeros(1, n));
            Matrices.assertSameBits(Matrices.constant(1, n, 3), zero.parameters(), kernels + ", no gradient");
            Update nan = Update.of(rule, Matrices.constant(1, n, 3)).clip(1).penalties(0.1, 0.1).step(RATE, 1);
            kernels.update(nan, Matrices.constant(1, n, Float.NaN));
            Matrices.assertSameBits(Matrices.constant(1, n, Float.NaN), nan.parameters(), kernels + ", NaN");
            for (float infinite : new float[]{inf, -inf}) {
                Update clipped = Update.of(rule, Matrices.constant(1, n, 3)).clip(0.5).step(RATE, 1);
                Update finite = Update.of(rule, Matrices.constant(1, n, 3)).step(RATE, 1);
                kernels.update(clipped, Matrices.constant(1, n, infinite));
                kernels.update(finite, Matrices.constant(1, n, Math.copySign(0.5f, infinite)));
                assertSameState(finite, clipped, kernels + ", clipped");
            }
            // A penalty that is absent does not touch what would be 0·∞, and one of a parameter of 0 is 0.
            Update plain = Update.of(rule, Matrices.constant(1, n, inf)).penalties(0.1, 0).step(RATE, 1);
            kernels.update(plain, Matrices.constant(1, n, 1));
            Matrices.assertSameBits(Matrices.constant(1, n, inf), plain.parameters(), kernels + ", infinite w");
            Update origin = Update.of(rule, Matrix.zeros(1, n)).penalties(0.1, 0.1).step(RATE, 1);
            kernels.update(origin, Matrix.zeros(1, n));
            assertEquals(0, origin.parameters().get(0, 0), kernels + ", nothing to shrink");
        }
    }

    /** Squares of gradients below 10⁻²³ vanish, those above 10¹⁹ are infinite: then ε, or nothing, is left of a step. */
    @ParameterizedTest
    @CsvSource({"1e-30, 2e-30", "1e38, 0"})
    void squaresThatDoNotFitAFloat(float gradient, float step) {
        for (Kernels kernels : Both.BACKENDS) {
            Update update = Update.of(UpdateRule.adagrad(0.5), Matrix.zeros(1, NR + 1)).step(1, 1);
            kernels.update(update, Matrices.constant(1, NR + 1, gradient));
            for (int j = 0; j <= NR; j++) {
                assertEquals(-step, update.parameters().get(0, j), 1e-36f);
            }
        }
    }

    /** The moments of a checkpoint continue where they were; Adam's number of the step is the caller's. */
    @Test
    void momentsAreTheCallersOwn() {
        Matrix w = Matrix.zeros(2, 3);
        Matrix m = Matrix.zeros(2, 3);
        Matrix v = Matrix.zeros(2, 3);
        Update update = Update.of(UpdateRule.adam(0.9, 0.999, 1e-8), w, m, v).step(RATE, 1);
        assertSame(w, update.parameters());
        assertSame(m, update.moment(0));
        assertSame(v, update.moment(1));
        Thrown.assertMessage(IndexOutOfBoundsException.class, () -> update.moment(2), "2");
        Both.VECTOR.update(update, Matrices.constant(2, 3, 2));
        assertEquals(0.2f, m.get(1, 2), 1e-7f);
        assertEquals(0.004f, v.get(1, 2), 1e-9f);
        assertEquals(-RATE, w.get(1, 2), 1e-8f);
        assertEquals("ADAM of 2x3", update.toString());
    }

    /** {@code g·min(1, limit / ‖g‖)} with the norm of the gradients of two layers. */
    @Test
    void clippingByTheNormOfAllGradients() {
        Random random = new Random(6);
        Matrix[] g = {Matrices.random(5, 7, random), Matrices.random(4, 9, random)};
        for (Kernels kernels : Both.BACKENDS) {
            double squares = 0;
            for (Matrix x : g) {
                squares += (double) kernels.norm(x) * kernels.norm(x);
            }
            double scale = Math.min(1, 0.5 / Math.sqrt(squares));
            double moved = 0;
            for (Matrix x : g) {
                Matrix w = Matrix.zeros(x.rows(), x.columns());
                kernels.update(Update.of(UpdateRule.GRADIENT_DESCENT, w).scale(scale).step(1, 1), x);
                moved += (double) kernels.norm(w) * kernels.norm(w);
            }
            assertEquals(0.5, Math.sqrt(moved), 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 70, 5000})
    void longRowsAreScaledToTheLimit(int columns) {
        Random random = new Random(columns);
        Matrix start = Matrices.random(6, columns, random);
        double[] norms = new double[6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < columns; j++) {
                norms[i] += (double) start.get(i, j) * start.get(i, j);
            }
            norms[i] = Math.sqrt(norms[i]);
        }
        float limit = (float) ((norms[0] + norms[1]) / 2);
        Matrix expected = start.copy();
        for (int i = 0; i < 6; i++) {
            float norm = Both.SCALAR.norm(start.rowRange(i, i + 1));
            if (norm > limit) {
                Both.SCALAR.scale(limit / norm, expected.rowRange(i, i + 1));
            }
        }
        for (Kernels kernels : Both.BACKENDS) {
            for (Layout layout : Layout.values()) {
                Matrix w = layout.copy(start);
                Guard guard = Guard.of(w);
                kernels.maxNormRows(limit, w);
                guard.assertSurroundingsUntouched("w");
                Matrices.assertSameBits(expected, w, kernels + ", " + layout);
                int longer = 0;
                for (int i = 0; i < 6; i++) {
                    longer += norms[i] > limit ? 1 : 0;
                    double factor = Math.min(1, limit / norms[i]);
                    for (int j = 0; j < columns; j++) {
                        assertEquals(start.get(i, j) * factor, w.get(i, j),
                                Expected.gamma(90) * Math.abs(start.get(i, j)));
                    }
                }
                assertTrue(longer > 0 && longer < 6, "some rows are longer: " + longer);
            }
        }
    }

    @Test
    void rowsWithoutALimitKeepTheirBits() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        for (Kernels kernels : Both.BACKENDS) {
            Matrix w = Matrix.of(4, 2, 3, 4, nan, 100, inf, 1, 3e38f, 3e38f);
            kernels.maxNormRows(inf, w);
            Matrices.assertSameBits(Matrix.of(4, 2, 3, 4, nan, 100, inf, 1, 3e38f, 3e38f), w, "no limit");
            kernels.maxNormRows(5, w);
            Matrices.assertSameBits(Matrix.of(4, 2, 3, 4, nan, 100, nan, 0, 0, 0), w, "limit 5");
            kernels.maxNormRows(1, Matrix.zeros(0, 3));
            kernels.maxNormRows(1, Matrix.zeros(3, 0));
            for (float limit : new float[]{0, -1, nan}) {
                Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.maxNormRows(limit, w), "limit",
                        "" + limit);
            }
        }
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        Update update = Update.of(UpdateRule.GRADIENT_DESCENT, Matrix.zeros(1, 1));
        double nan = Double.NaN;
        for (double wrong : new double[]{nan, -1, Double.POSITIVE_INFINITY, 1e39}) {
            assertRefused(() -> update.decay(wrong), "decay", wrong);
            assertRefused(() -> update.penalties(wrong, 0), "l1", wrong);
            assertRefused(() -> update.penalties(0, wrong), "l2", wrong);
            assertRefused(() -> update.step(wrong, 1), "rate", wrong);
            assertRefused(() -> UpdateRule.adagrad(wrong), "epsilon", wrong);
            assertRefused(() -> UpdateRule.momentum(wrong), "beta1", wrong);
            assertRefused(() -> UpdateRule.rmsProp(wrong, 1e-8), "beta2", wrong);
        }
        assertRefused(() -> update.scale(nan), "scale", nan);
        assertRefused(() -> update.clip(nan), "clip", nan);
        assertRefused(() -> update.clip(0), "clip", 0);
        assertRefused(() -> update.step(0, 1), "rate", 0);
        assertRefused(() -> update.step(1e-50, 1), "rate", 1e-50);
        assertRefused(() -> UpdateRule.adagrad(1e-50), "epsilon", 1e-50);
        assertRefused(() -> UpdateRule.momentum(1), "beta1", 1);
        assertRefused(() -> UpdateRule.momentum(1 - 1e-12), "beta1", 1 - 1e-12);
        assertRefused(() -> new UpdateRule(UpdateRule.Kind.ADAGRAD, 0, 0.5, 1), "beta2", 0.5);
        assertRefused(() -> new UpdateRule(UpdateRule.Kind.MOMENTUM, 0.5, 0, 1), "epsilon", 1);
        Thrown.assertMessage(IllegalArgumentException.class, () -> update.step(1, 0), "t must be positive: 0");
    }

    static Stream<Arguments> rulesAndSteps() {
        return RULES.stream().flatMap(rule -> Stream.of(1, 7, 1000).map(t -> Arguments.of(rule, t)));
    }

    /** Each with a decay of its own. */
    @ParameterizedTest
    @MethodSource("rulesAndSteps")
    void aStepOfAnotherUpdateIsTheSameStep(UpdateRule rule, int t) {
        Matrix start = Matrices.random(3, 5, new Random(7));
        Matrix g = Matrices.random(3, 5, new Random(8));
        Update other = update(rule, Setting.NOTHING, Matrix.zeros(2, 2), Layout.WHOLE).step(RATE, t);
        Update expected = update(rule, Setting.ALL, start, Layout.WHOLE).step(RATE, t);
        Update actual = update(rule, Setting.ALL, start, Layout.WHOLE).stepOf(other);
        Both.VECTOR.update(expected, g);
        Both.VECTOR.update(actual, g);
        assertSameState(expected, actual, rule + ", step " + t);
    }

    @Test
    void aStepIsOfAnUpdateThatHasOneAndOfTheSameRule() {
        Update update = Update.of(UpdateRule.momentum(0.9), Matrix.zeros(1, 1)).step(RATE, 1);
        Thrown.assertMessage(IllegalArgumentException.class,
                () -> update.stepOf(Update.of(UpdateRule.momentum(0.9), Matrix.zeros(1, 1))), "other has no step");
        Thrown.assertMessage(IllegalArgumentException.class,
                () -> update.stepOf(Update.of(UpdateRule.momentum(0.8), Matrix.zeros(1, 1)).step(RATE, 1)),
                "other is of another rule", "0.8", "0.9");
    }

    private static void assertRefused(Executable call, String name, double value) {
        Thrown.assertMessage(IllegalArgumentException.class, call, name + " must", ": " + value);
    }

    @Test
    @SuppressWarnings("NullAway") // That is one of the tests.
    void momentsHaveToFit() {
        UpdateRule adam = UpdateRule.adam(0.9, 0.999, 1e-8);
        Matrix w = Matrix.zeros(2, 3);
        Matrix m = Matrix.zeros(2, 3);
        assertEquals("moments[1]", Thrown.message(NullPointerException.class, () -> Update.of(adam, w, m, null)));
        Thrown.assertMessage(IllegalArgumentException.class, () -> Update.of(adam, w, m), "ADAM has 2 moments, not 1");
        Thrown.assertMessage(IllegalArgumentException.class, () -> Update.of(adam, w, m, Matrix.zeros(3, 2)),
                "moments[1] is 3x2", "2x3", "transposed");
        Thrown.assertMessage(IllegalArgumentException.class, () -> Update.of(adam, w, m, m), "moments[1] (2x3)",
                "overlaps moments[0] (2x3)");
        Thrown.assertMessage(IllegalArgumentException.class, () -> Update.of(adam, w, w, m), "moments[0] (2x3)",
                "overlaps w (2x3)");
    }

    /** Nothing has changed after a wrong call. */
    @Test
    void wrongCallsAreRefusedBeforeAnythingIsWritten() {
        float[] data = new float[100];
        Matrix w = Matrix.view(data, 0, 3, 4, 4);
        Matrix v = Matrix.view(data, 12, 3, 4, 4);
        Matrix a = Matrices.constant(3, 2, 1);
        Matrix b = Matrices.constant(2, 4, 1);
        Matrix g = Matrices.constant(3, 4, 1);
        Guard guard = Guard.of(w);
        for (Kernels kernels : Both.BACKENDS) {
            Update update = Update.of(UpdateRule.momentum(0.9), w, v);
            Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.update(update, g), "no step");
            Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.gemm(Op.N, Op.N, 1, a, b, update),
                    "no step");
            update.step(0.1, 1);
            Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.update(update, a), "g is 3x2", "3x4");
            Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.update(update, v), "overlaps",
                    "moments[0] (3x4)", "g (3x4)");
            Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.update(update, w), "overlaps",
                    "w (3x4)", "g (3x4)");
            Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.gemm(Op.N, Op.N, 1, a, g, update),
                    "a is 3x2", "b is 3x4", "inner dimensions");
            Thrown.assertMessage(IllegalArgumentException.class, () -> kernels.gemm(Op.N, Op.T, 1, a, a, update),
                    "w is 3x4", "3x3");
            for (Matrix own : new Matrix[]{w, v}) {
                String name = own == w ? "w (3x4)" : "moments[0] (3x4)";
                Matrix part = own.columnRange(0, 2);
                Thrown.assertMessage(IllegalArgumentException.class,
                        () -> kernels.gemm(Op.N, Op.N, 1, part, b, update), "overlaps", name, "a (3x2)");
                Thrown.assertMessage(IllegalArgumentException.class,
                        () -> kernels.gemm(Op.N, Op.N, 1, a, own.rowRange(0, 2), update), "overlaps", name,
                        "b (2x4)");
            }
            guard.assertUntouched("w or v");
        }
    }
}
