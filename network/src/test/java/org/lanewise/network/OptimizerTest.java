package org.lanewise.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.lanewise.network.Tensors.assertSameParameters;
import static org.lanewise.network.Tensors.doubles;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.OptimizerState;
import org.lanewise.network.training.Schedule;
import org.lanewise.network.training.Training;

/** Ten steps of each optimizer, with and without regularisation, beside the same in double precision. */
class OptimizerTest {
    private static final int STEPS = 10;
    private static final Problem PROBLEM = Problem.of("5-6-3", Activation.TANH, Cost.CATEGORICAL_CROSS_ENTROPY, 20);

    static List<Optimizer> optimizers() {
        return List.of(Optimizer.gradientDescent().withLearningRate(0.1), Optimizer.momentum(0.9),
                Optimizer.nesterov(0.9), Optimizer.rmsProp(), Optimizer.adagrad(), Optimizer.adam(),
                Optimizer.adamW().withWeightDecay(0.5), Optimizer.amsGrad(),
                Optimizer.momentum(0.5).withWeightDecay(0.1));
    }

    /** The moments of one parameter, in double precision, from the papers' equations. */
    private static final class Rule {
        final Optimizer optimizer;
        double first;
        double second;
        double largest;

        Rule(Optimizer optimizer) {
            this.optimizer = optimizer;
        }

        /** The parameter after a step; {@code decay} is that of weights only. */
        double step(double w, double g, double rate, int t, double decay) {
            UpdateRule rule = optimizer.rule();
            double b1 = rule.beta1();
            double b2 = rule.beta2();
            double decayed = w - rate * decay * w;
            return decayed - rate * switch (rule.kind()) {
                case GRADIENT_DESCENT -> g;
                case MOMENTUM -> {
                    first = b1 * first + g;
                    yield first;
                }
                case NESTEROV -> {
                    first = b1 * first + g;
                    yield g + b1 * first;
                }
                case RMS_PROP -> {
                    second = b2 * second + (1 - b2) * g * g;
                    yield g / (Math.sqrt(second) + rule.epsilon());
                }
                case ADAGRAD -> {
                    second += g * g;
                    yield g / (Math.sqrt(second) + rule.epsilon());
                }
                case ADAM, AMS_GRAD -> {
                    first = b1 * first + (1 - b1) * g;
                    second = b2 * second + (1 - b2) * g * g;
                    largest = rule.kind() == UpdateRule.Kind.ADAM ? second : Math.max(largest, second);
                    double hat = largest / (1 - Math.pow(b2, t));
                    yield first / (1 - Math.pow(b1, t)) / (Math.sqrt(hat) + rule.epsilon());
                }
            };
        }
    }

    /** How a test regularises. */
    record Terms(double l1, double l2, double clip, double maxNorm) {
        static final Terms NONE = new Terms(0, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        static final Terms ALL = new Terms(0.01, 0.1, 0.02, 0.7);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void stepsAreThoseOfThePapers(Optimizer optimizer) {
        check(optimizer, Terms.NONE);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void stepsWithEveryRegularisation(Optimizer optimizer) {
        check(optimizer, Terms.ALL);
    }

    private static void check(Optimizer optimizer, Terms terms) {
        Network network = PROBLEM.network();
        Reference reference = Reference.of(network);
        Training training = Training.ofEpochs(STEPS).withFullBatch().withOptimizer(optimizer)
                .withSchedule(Schedule.exponential(0.9)).withL1(terms.l1).withL2(terms.l2)
                .withMaxNorm(terms.maxNorm).withClipping(Clipping.byValue(terms.clip));
        History history = training.fit(network, PROBLEM.data());

        Rule[][][] w = rules(reference.w, optimizer);
        Rule[][][] b = rules(reference.b, optimizer);
        for (int t = 1; t <= STEPS; t++) {
            Reference.Pass pass = reference.pass(doubles(PROBLEM.x()), doubles(PROBLEM.y()));
            double rate = optimizer.learningRate() * Math.pow(0.9, t - 1);
            for (int l = 0; l < reference.depth(); l++) {
                step(reference.w[l], pass.dw[l], w[l], rate, t, terms, true);
                step(reference.b[l], pass.db[l], b[l], rate, t, terms, false);
                limitRows(reference.w[l], terms.maxNorm);
            }
            double cost = pass.cost() + penalty(reference, terms);
            assertEquals(cost, history.costs().get(t - 1), 1e-5 * cost, "cost of step " + t);
        }
        for (int l = 0; l < reference.depth(); l++) {
            assertNear(reference.w[l], network.layers().get(l).weights(), optimizer + ": W");
            assertNear(reference.b[l], network.layers().get(l).bias(), optimizer + ": b");
        }
    }

    private static Rule[][][] rules(double[][][] parameters, Optimizer optimizer) {
        Rule[][][] rules = new Rule[parameters.length][][];
        for (int l = 0; l < rules.length; l++) {
            rules[l] = new Rule[parameters[l].length][parameters[l][0].length];
            for (Rule[] row : rules[l]) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = new Rule(optimizer);
                }
            }
        }
        return rules;
    }

    private static void step(double[][] w, double[][] dw, Rule[][] rules, double rate, int t, Terms terms,
            boolean weights) {
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < w[i].length; j++) {
                double g = dw[i][j];
                if (weights) {
                    g += terms.l2 * w[i][j] + terms.l1 * Math.signum(w[i][j]);
                }
                g = Math.clamp(g, -terms.clip, terms.clip);
                w[i][j] = rules[i][j].step(w[i][j], g, rate, t,
                        weights ? rules[i][j].optimizer.weightDecay() : 0);
            }
        }
    }

    private static void limitRows(double[][] w, double limit) {
        for (double[] row : w) {
            double norm = 0;
            for (double x : row) {
                norm += x * x;
            }
            norm = Math.sqrt(norm);
            for (int j = 0; j < row.length && norm > limit; j++) {
                row[j] *= limit / norm;
            }
        }
    }

    private static double penalty(Reference reference, Terms terms) {
        double penalty = 0;
        for (double[][] w : reference.w) {
            for (double[] row : w) {
                for (double x : row) {
                    penalty += terms.l1 * Math.abs(x) + terms.l2 / 2 * x * x;
                }
            }
        }
        return penalty;
    }

    /** Errors of a gradient are magnified where it is divided by its own size. */
    private static void assertNear(double[][] expected, Matrix actual, String name) {
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                assertEquals(expected[i][j], actual.get(i, j), 2e-5, name + "(" + i + ", " + j + ")");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void fusedAndStoredGradientsHaveTheSameBits(Optimizer optimizer) {
        Network fused = PROBLEM.network();
        Network stored = PROBLEM.network();
        OptimizerState one = optimizer.start(fused);
        OptimizerState other = optimizer.start(stored);
        Pass onePass = fused.pass(PROBLEM.m(), 1);
        Pass otherPass = stored.pass(PROBLEM.m(), 1);
        for (int step = 0; step < STEPS; step++) {
            onePass.forward(PROBLEM.data().x(), step);
            assertEquals(step, one.steps());
            double cost = onePass.cost(PROBLEM.data());
            one.step(onePass, 0.5);
            otherPass.forward(PROBLEM.data().x(), step);
            assertEquals(cost, otherPass.cost(PROBLEM.data()));
            otherPass.backward();
            other.update(otherPass.gradients(), 0.5);
        }
        assertSameParameters(stored, fused, optimizer.toString());
    }

    /** A norm is limited to what was asked for, and a gradient below it stays. */
    @Test
    void gradientsAreClippedByTheirNorm() {
        for (Clipping clipping : List.of(Clipping.byGlobalNorm(0.01), Clipping.byNorm(0.01),
                Clipping.byGlobalNorm(1e9), Clipping.byNorm(1e9))) {
            Network network = PROBLEM.network();
            Training.ofEpochs(1).withFullBatch().withOptimizer(Optimizer.gradientDescent().withLearningRate(1))
                    .withClipping(clipping).fit(network, PROBLEM.data());
            Network free = PROBLEM.network();
            Training.ofEpochs(1).withFullBatch().withOptimizer(Optimizer.gradientDescent().withLearningRate(1))
                    .fit(free, PROBLEM.data());
            if (clipping.limit() > 1) {
                assertSameParameters(free, network, clipping.toString());
            } else {
                double squares = 0;
                double largest = 0;
                for (int l = 0; l < 2; l++) {
                    double w = distance(PROBLEM.network().layers().get(l).weights(), network.layers().get(l).weights());
                    double b = distance(PROBLEM.network().layers().get(l).bias(), network.layers().get(l).bias());
                    squares += w * w + b * b;
                    largest = Math.max(largest, Math.max(w, b));
                }
                double norm = clipping.kind() == Clipping.Kind.GLOBAL_NORM ? Math.sqrt(squares) : largest;
                assertEquals(0.01, norm, 1e-5, clipping.toString());
            }
        }
    }

    private static double distance(Matrix x, Matrix y) {
        double squares = 0;
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.columns(); j++) {
                squares += Math.pow((double) x.get(i, j) - y.get(i, j), 2);
            }
        }
        return Math.sqrt(squares);
    }

    @Test
    void schedulesHaveTheirValues() {
        assertEquals(1, Schedule.constant().factor(3.5, 10));
        assertEquals(0.25, Schedule.step(3, 0.5).factor(6.2, 10));
        assertEquals(0.5, Schedule.exponential(0.5).factor(1.9, 10));
        assertEquals(0.5, Schedule.cosine(0).factor(5, 10), 1e-12);
        assertEquals(0.1, Schedule.cosine(0.1).factor(10, 10), 1e-12);
        assertEquals(0.7, Schedule.linear(0).factor(3, 10), 1e-12);
        assertEquals(0.25, Schedule.constant().afterWarmUp(2).factor(0.5, 10));
        assertEquals(0.5, Schedule.linear(0).afterWarmUp(2).factor(6, 10), 1e-12);
        assertEquals(1, Schedule.oneCycle().factor(3, 10), 1e-12);
        assertEquals(0.04, Schedule.oneCycle().factor(0, 10), 1e-12);
        assertTrue(Schedule.oneCycle().factor(10, 10) < 1e-5);
        for (double epoch = 0.05; epoch < 10; epoch += 0.1) {
            for (Schedule schedule : List.of(Schedule.cosine(0), Schedule.linear(0), Schedule.oneCycle(),
                    Schedule.cosine(0).afterWarmUp(3))) {
                double factor = schedule.factor(epoch, 10);
                assertTrue(factor > 0 && factor <= 1, () -> schedule + ": " + factor);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> Schedule.step(0, 0.5));
        assertThrows(IllegalArgumentException.class, () -> Schedule.cosine(-1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.constant().afterWarmUp(0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.reduceOnPlateau(1, 3));
    }

    @Test
    void plateausLowerTheRate() {
        Network network = PROBLEM.network();
        History history = Training.ofEpochs(12).withOptimizer(Optimizer.gradientDescent().withLearningRate(1e-30))
                .withSchedule(Schedule.reduceOnPlateau(0.5, 3)).fit(network, PROBLEM.data());
        double[] factors = history.epochs().stream().mapToDouble(epoch -> epoch.learningRate() / 1e-30).toArray();
        double[] expected = {1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125};
        for (int e = 0; e < expected.length; e++) {
            assertEquals(expected[e], factors[e], 1e-9, "epoch " + (e + 1));
        }
    }

    @Test
    void numbersAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Optimizer.adam().withLearningRate(0));
        assertThrows(IllegalArgumentException.class, () -> Optimizer.adam().withLearningRate(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Optimizer.adam().withWeightDecay(-1));
        assertThrows(IllegalArgumentException.class, () -> Optimizer.momentum(1));
        assertThrows(NullPointerException.class, () -> new Optimizer(nothing(), 1, 0));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
