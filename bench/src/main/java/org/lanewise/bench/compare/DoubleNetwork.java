package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lanewise.bench.NetworkShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.training.Optimizer;

/** A network and its training in {@code double}, by plain loops: what the results of all contenders are compared with. */
final class DoubleNetwork {
    private final NetworkTask task;
    private final NetworkShape shape;
    private final Optimizer optimizer;
    /** For each layer W, then b. */
    private final List<Parameters> weights = new ArrayList<>();
    private final List<Parameters> biases = new ArrayList<>();
    /** A[0] to A[L]; the last one has the predictions. */
    private final double[][] a;
    private double[] y;
    /** The examples of the batch. */
    private int m;
    private int steps;

    private static final class Parameters {
        final double[] w;
        final double[] gradient;
        final double[] firstMoment;
        final double[] secondMoment;

        Parameters(Matrix start) {
            w = doubles(start);
            gradient = new double[w.length];
            firstMoment = new double[w.length];
            secondMoment = new double[w.length];
        }
    }

    /** The network of a task, with the task's batch. */
    DoubleNetwork(NetworkTask task, Optimizer optimizer) {
        this.task = task;
        this.shape = task.shape();
        this.optimizer = optimizer;
        task.weights().forEach(w -> weights.add(new Parameters(w)));
        task.biases().forEach(b -> biases.add(new Parameters(b)));
        a = new double[shape.depth() + 1][];
        a[0] = doubles(task.x());
        y = doubles(task.y());
        m = shape.batch();
    }

    /**
     * Takes another batch.
     *
     * @param newX the features, n[0] × m
     * @param newY the targets, n[L] × m
     */
    void batch(Matrix newX, Matrix newY) {
        a[0] = doubles(newX);
        y = doubles(newY);
        m = newX.columns();
    }

    private static double[] doubles(Matrix x) {
        float[] elements = x.toArray();
        double[] doubles = new double[elements.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = elements[i];
        }
        return doubles;
    }

    /** The predictions for the batch, n[L] × m. */
    double[] predict() {
        for (int l = 1; l <= shape.depth(); l++) {
            int n = shape.width(l);
            a[l] = new double[n * m];
            for (int i = 0; i < n * m; i++) {
                a[l][i] = biases.get(l - 1).w[i / m];
            }
            for (int i = 0; i < n; i++) {
                for (int p = 0; p < shape.width(l - 1); p++) {
                    multiplyAdd(weights.get(l - 1).w[i * shape.width(l - 1) + p], a[l - 1], p * m, a[l], i * m, m);
                }
            }
            for (int i = 0; l < shape.depth() && i < n * m; i++) {
                a[l][i] = task.hidden().kind() == Activation.Kind.RELU ? Math.max(0, a[l][i]) : Math.tanh(a[l][i]);
            }
        }
        output(a[shape.depth()]);
        return a[shape.depth()];
    }

    /** Sigmoid or softmax, where the cost has one. */
    private void output(double[] z) {
        switch (task.cost().kind()) {
            case BINARY_CROSS_ENTROPY -> {
                for (int i = 0; i < z.length; i++) {
                    z[i] = 1 / (1 + Math.exp(-z[i]));
                }
            }
            case CATEGORICAL_CROSS_ENTROPY -> {
                for (int j = 0; j < m; j++) {
                    double sum = 0;
                    for (int i = j; i < z.length; i += m) {
                        z[i] = Math.exp(z[i]);
                        sum += z[i];
                    }
                    for (int i = j; i < z.length; i += m) {
                        z[i] /= sum;
                    }
                }
            }
            default -> {
                // Predictions are the outputs themselves.
            }
        }
    }

    /**
     * A step of the optimizer.
     *
     * @return the cost before it
     */
    double step() {
        double[] predictions = predict();
        double cost = cost(predictions) / m;
        double[] dz = new double[y.length];
        for (int i = 0; i < dz.length; i++) {
            // Of both cross-entropies together with their output functions, and of the squared error.
            dz[i] = (predictions[i] - y[i]) * (task.cost().kind().name().endsWith("CROSS_ENTROPY")
                    ? 1
                    : 2.0 / shape.outputs());
        }
        for (int l = shape.depth(); l >= 1; l--) {
            gradients(l, dz);
            dz = l == 1 ? dz : before(l, dz);
        }
        steps++;
        weights.forEach(this::update);
        biases.forEach(this::update);
        return cost;
    }

    private double cost(double[] predictions) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += switch (task.cost().kind()) {
                case CATEGORICAL_CROSS_ENTROPY -> y[i] == 0 ? 0 : -y[i] * Math.log(predictions[i]);
                case BINARY_CROSS_ENTROPY -> -Math.log(y[i] == 1 ? predictions[i] : 1 - predictions[i]);
                default -> (predictions[i] - y[i]) * (predictions[i] - y[i]) / shape.outputs();
            };
        }
        return sum;
    }

    /** {@code dW = (1/m)·dZ·A₋ᵀ} and {@code db = (1/m)·dZ·1}. */
    private void gradients(int l, double[] dz) {
        int before = shape.width(l - 1);
        double[] transposed = new double[a[l - 1].length];
        for (int i = 0; i < transposed.length; i++) {
            transposed[i % m * before + i / m] = a[l - 1][i];
        }
        double[] dw = weights.get(l - 1).gradient;
        double[] db = biases.get(l - 1).gradient;
        Arrays.fill(dw, 0);
        Arrays.fill(db, 0);
        for (int i = 0; i < shape.width(l); i++) {
            for (int j = 0; j < m; j++) {
                multiplyAdd(dz[i * m + j] / m, transposed, j * before, dw, i * before, before);
                db[i] += dz[i * m + j] / m;
            }
        }
    }

    /** {@code dZ₋ = Wᵀ·dZ ⊙ g′}. */
    private double[] before(int l, double[] dz) {
        int before = shape.width(l - 1);
        double[] dzBefore = new double[before * m];
        for (int i = 0; i < shape.width(l); i++) {
            for (int p = 0; p < before; p++) {
                multiplyAdd(weights.get(l - 1).w[i * before + p], dz, i * m, dzBefore, p * m, m);
            }
        }
        for (int i = 0; i < dzBefore.length; i++) {
            double g = a[l - 1][i];
            dzBefore[i] *= task.hidden().kind() == Activation.Kind.RELU ? Math.signum(g) : 1 - g * g;
        }
        return dzBefore;
    }

    private static void multiplyAdd(double factor, double[] x, int xo, double[] y, int yo, int count) {
        for (int j = 0; j < count; j++) {
            y[yo + j] += factor * x[xo + j];
        }
    }

    private void update(Parameters p) {
        double rate = optimizer.learningRate();
        double beta1 = optimizer.rule().beta1();
        double beta2 = optimizer.rule().beta2();
        double correction1 = 1 - Math.pow(beta1, steps);
        double correction2 = 1 - Math.pow(beta2, steps);
        for (int i = 0; i < p.w.length; i++) {
            double g = p.gradient[i];
            switch (optimizer.rule().kind()) {
                case GRADIENT_DESCENT -> p.w[i] -= rate * g;
                case MOMENTUM -> {
                    p.firstMoment[i] = beta1 * p.firstMoment[i] + g;
                    p.w[i] -= rate * p.firstMoment[i];
                }
                case ADAM -> {
                    p.firstMoment[i] = beta1 * p.firstMoment[i] + (1 - beta1) * g;
                    p.secondMoment[i] = beta2 * p.secondMoment[i] + (1 - beta2) * g * g;
                    p.w[i] -= rate * p.firstMoment[i] / correction1
                            / (Math.sqrt(p.secondMoment[i] / correction2) + optimizer.rule().epsilon());
                }
                default -> throw new IllegalArgumentException("no rule " + optimizer.rule());
            }
        }
    }
}
