package org.lanewise.bench.compare;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.Data;
import org.lanewise.bench.Naive;
import org.lanewise.bench.Operation;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Optimizer;

/** What a result has to be, computed in {@code double}, and how far rounding to {@code float} may take it from there. */
final class Expected {
    /**
     * The relative error allowed to an activation, 16 ULP: the vector math libraries promise 4 at most for one function, and an
     * activation takes a few operations more.
     */
    private static final double ACTIVATION_ERROR = 0x1p-19;
    /** No activation is steeper: swish reaches a slope of 1.0998. */
    private static final double STEEPEST = 1.1;

    /** The error allowed to a cost and to a prediction, in parts of one and of itself. */
    private static final double NETWORK_ERROR = 1e-4;
    /**
     * In parts of the largest change that training has made to a prediction. Rounding may move a z across ReLU's kink, which brings in
     * or leaves out an example's share of a gradient, and it decides the sign of a gradient that is nearly zero, by which Adam's first
     * step goes. A wrong term or factor is farther off.
     */
    private static final double TRAINING_ERROR = 1e-2;

    /** In parts of the cost of an epoch, for each of its steps: rounding grows, most of all where Adam divides by nearly nothing. */
    private static final double EPOCH_COST_ERROR = 5e-6;
    /** Of the accuracy after an epoch: the examples whose two best classes are nearly equal. */
    private static final double EPOCH_ACCURACY_ERROR = 1e-2;

    private final int columns;
    private final double[] values;
    private final double[] tolerances;

    private Expected(int rows, int columns) {
        this.columns = columns;
        this.values = new double[rows * columns];
        this.tolerances = new double[rows * columns];
    }

    /** {@code op(A)·op(B)}; a float differs by at most {@code γₖ·|op(A)|·|op(B)|}, in whatever order it is summed. */
    static Expected product(ProductShape shape, Matrix a, Matrix b) {
        return dense(shape, a, b, null);
    }

    /** {@code g(W·X + b)}, or the bare product. */
    static Expected dense(ProductShape shape, Matrix w, Matrix x, Contender.@Nullable Epilogue epilogue) {
        Expected expected = new Expected(shape.m(), shape.n());
        float[] b = shape.opB() == Op.N ? x.data() : Data.transpose(x).data();
        for (int i = 0; i < shape.m(); i++) {
            int row = i * shape.n();
            if (epilogue != null) {
                float bias = epilogue.bias().get(i, 0);
                Arrays.fill(expected.values, row, row + shape.n(), bias);
                Arrays.fill(expected.tolerances, row, row + shape.n(), Math.abs(bias));
            }
            for (int p = 0; p < shape.k(); p++) {
                expected.multiplyAdd(row, shape.opA() == Op.N ? w.get(i, p) : w.get(p, i), b, p * shape.n());
            }
        }
        double gamma = Operation.gamma(epilogue == null ? shape.k() : shape.k() + 1);
        for (int i = 0; i < expected.values.length; i++) {
            expected.tolerances[i] *= gamma;
            if (epilogue != null) {
                expected.values[i] = apply(epilogue.g(), expected.values[i]);
                expected.tolerances[i] = STEEPEST * expected.tolerances[i] + activationError(expected.values[i]);
            }
        }
        return expected;
    }

    /** {@code g(Z)}. */
    static Expected activation(Activation g, Matrix z) {
        Expected expected = new Expected(z.rows(), z.columns());
        for (int i = 0; i < expected.values.length; i++) {
            expected.values[i] = apply(g, z.data()[i]);
            expected.tolerances[i] = activationError(expected.values[i]);
        }
        return expected;
    }

    /** {@code X·1}. */
    static Expected rowSums(Matrix x) {
        Matrix ones = Matrix.zeros(x.columns(), 1);
        ones.fill(1);
        return product(new ProductShape(Op.N, Op.N, x.rows(), 1, x.columns()), x, ones);
    }

    /** For each step that is checked, and then for one that changes nothing, the cost and the predictions after the step. */
    static Expected training(NetworkTask task, Optimizer optimizer) {
        int size = task.y().rows() * task.y().columns();
        Expected expected = new Expected(TrainingSteps.CHECKED + 1, 1 + size);
        DoubleNetwork network = new DoubleNetwork(task, optimizer);
        int last = TrainingSteps.CHECKED * expected.columns;
        double[] before = network.predict();
        expected.setPredictions(last + 1, task, before, 0);
        double change = 0;
        for (int at = 0; at < last; at += expected.columns) {
            expected.set(at, network.step(), TRAINING_ERROR * change);
            double[] after = network.predict();
            for (int i = 0; i < after.length; i++) {
                change = Math.max(change, Math.abs(after[i] - before[i]));
            }
            expected.setPredictions(at + 1, task, after, TRAINING_ERROR * change);
        }
        expected.set(last, expected.values[0], 0);
        return expected;
    }

    /** The mean cost of the first epoch, and the accuracy after it. */
    static Expected epoch(EpochTask task, Optimizer optimizer) {
        int batch = task.network().shape().batch();
        int outputs = task.network().shape().outputs();
        int[] order = task.order(0);
        DoubleNetwork network = new DoubleNetwork(task.network(), optimizer);
        double sum = 0;
        for (int first = 0; first < order.length; first += batch) {
            int[] examples = Arrays.copyOfRange(order, first, Math.min(first + batch, order.length));
            take(network, outputs, task.data().train().subset(examples));
            sum += network.step() * examples.length;
        }
        Dataset test = task.data().test();
        take(network, outputs, test);
        double[] predictions = network.predict();
        int[] classes = new int[test.size()];
        for (int i = 0; i < predictions.length; i++) {
            int j = i % classes.length;
            if (predictions[i] > predictions[classes[j] * classes.length + j]) {
                classes[j] = i / classes.length;
            }
        }
        Expected expected = new Expected(1, 2);
        expected.values[0] = sum / order.length;
        expected.tolerances[0] = EPOCH_COST_ERROR * Math.ceilDiv(order.length, batch) * expected.values[0];
        expected.values[1] = Images.accuracy(classes, test);
        expected.tolerances[1] = EPOCH_ACCURACY_ERROR;
        return expected;
    }

    private static void take(DoubleNetwork network, int classes, Dataset examples) {
        Matrix y = Matrix.zeros(classes, examples.size());
        for (int j = 0; j < examples.size(); j++) {
            y.set(((Targets.Classes) examples.y()).get(j), j, 1);
        }
        network.batch(examples.x().toColumns(), y);
    }

    /** The predictions, example by example. */
    static Expected prediction(NetworkTask task) {
        int examples = task.y().columns();
        Expected expected = new Expected(examples, task.y().rows());
        expected.setPredictions(0, task, new DoubleNetwork(task, Optimizer.gradientDescent()).predict(), 0);
        return expected;
    }

    /** Rows of numbers, and how far off one may be, in parts of itself or of 1. */
    static Expected near(float[][] rows, double tolerance) {
        Expected expected = new Expected(rows.length, rows[0].length);
        for (int i = 0; i < expected.values.length; i++) {
            expected.values[i] = rows[i / expected.columns][i % expected.columns];
            expected.tolerances[i] = tolerance * Math.max(1, Math.abs(expected.values[i]));
        }
        return expected;
    }

    /** Takes what a network gives feature by feature. */
    private void setPredictions(int at, NetworkTask task, double[] predictions, double error) {
        int m = task.y().columns();
        int n = task.y().rows();
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < n; i++) {
                set(at + j * n + i, predictions[i * m + j], error);
            }
        }
    }

    private void set(int at, double value, double error) {
        values[at] = value;
        tolerances[at] = error + NETWORK_ERROR * (1 + Math.abs(value));
    }

    private void multiplyAdd(int at, float a, float[] b, int bo) {
        for (int j = 0; j < columns; j++) {
            double product = (double) a * b[bo + j];
            values[at + j] += product;
            tolerances[at + j] += Math.abs(product);
        }
    }

    private static double apply(Activation g, double z) {
        return switch (g.kind()) {
            case IDENTITY -> z;
            case RELU -> Math.max(0, z);
            case LEAKY_RELU -> z > 0 ? z : g.alpha() * z;
            case THRESHOLDED_RELU -> z > g.alpha() ? z : 0;
            case CLIP -> Math.max(g.alpha(), Math.min(g.beta(), z));
            case ELU -> z > 0 ? z : g.alpha() * Math.expm1(z);
            case CELU -> z > 0 ? z : g.alpha() * Math.expm1(z / g.alpha());
            case SELU -> Naive.SELU_SCALE * (z > 0 ? z : Naive.SELU_ALPHA * Math.expm1(z));
            case SIGMOID -> 1 / (1 + Math.exp(-z));
            case HARD_SIGMOID -> Math.max(0, Math.min(1, g.alpha() * z + g.beta()));
            case TANH -> Math.tanh(z);
            case SOFTSIGN -> z / (1 + Math.abs(z));
            case SOFTPLUS -> Math.log1p(Math.exp(z));
            case SWISH -> z / (1 + Math.exp(-z));
            case HARD_SWISH -> z * Math.max(0, Math.min(1, z / 6 + 0.5));
            case MISH -> z * Math.tanh(Math.log1p(Math.exp(z)));
            case GELU -> z * Naive.normal(z);
            case GELU_TANH -> z / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
            case EXPONENTIAL -> Math.exp(z);
        };
    }

    private static double activationError(double expected) {
        return ACTIVATION_ERROR * Math.abs(expected) + Float.MIN_NORMAL;
    }

    /**
     * Compares a result.
     *
     * @param contender whose it is
     * @throws IllegalStateException if an element is too far off
     */
    void check(String contender, float[] result) {
        if (result.length != values.length) {
            throw new IllegalStateException(
                    contender + " gives " + result.length + " elements instead of " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            // Negated, so that a NaN is refused as well.
            if (!(Math.abs(result[i] - values[i]) <= tolerances[i])) {
                throw new IllegalStateException(
                        contender + " gives " + result[i] + " for element (" + i / columns + ", "
                                + i % columns + "), which is " + values[i] + " ± " + tolerances[i]);
            }
        }
    }
}
