package org.lanewise.bench.compare;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.Data;
import org.lanewise.bench.MatrixShape;
import org.lanewise.bench.NetworkShape;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.Op;
import org.lanewise.network.Cost;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Split;
import org.lanewise.network.training.Optimizer;

/**
 * What the contenders are compared on.
 *
 * @param name what the results call it
 * @param flops the floating-point operations that count; 0 where counting them says nothing
 * @param problem makes the data when it is the case's turn
 */
record Case(String name, long flops, Supplier<Problem> problem) {
    /** Z from −8 to 8 takes in the bend and both tails of every activation. */
    private static final double ACTIVATION_LIMIT = 8;

    /**
     * A case with its data.
     *
     * @param work prepares a contender's own work on the data, null if it can't compute this
     * @param expected what the result has to be
     */
    record Problem(Function<Contender, @Nullable Work> work, Expected expected) {
    }

    /** {@code C = op(A)·op(B)}. */
    static Case product(ProductShape shape) {
        return new Case(shape.toString(), shape.flops(), () -> {
            Matrix a = Data.uniform(shape.rowsOfA(), shape.columnsOfA(), 1);
            Matrix b = Data.uniform(shape.rowsOfB(), shape.columnsOfB(), 2);
            return new Problem(contender -> contender.product(shape, a, b), Expected.product(shape, a, b));
        });
    }

    /** The forward step of a layer, or its product alone if there is no activation; only the product's operations count. */
    static Case dense(ProductShape shape, @Nullable Activation g) {
        return new Case(shape + " " + (g == null ? "none" : name(g)), shape.flops(), () -> {
            // He's variance, 2 / k, which keeps Z where the activations bend.
            Matrix w = Data.uniform(shape.m(), shape.k(), Math.sqrt(6.0 / shape.k()), 1);
            Matrix x = Data.uniform(shape.k(), shape.n(), 2);
            Contender.Epilogue epilogue = g == null
                    ? null
                    : new Contender.Epilogue(Data.uniform(shape.m(), 1, 3), g);
            return new Problem(contender -> contender.dense(shape, w, x, epilogue),
                    Expected.dense(shape, w, x, epilogue));
        });
    }

    /** {@code y = op(A)·x}. */
    static Case matrixVector(Op op, MatrixShape size) {
        ProductShape shape = new ProductShape(op, Op.N, op == Op.N ? size.rows() : size.columns(), 1,
                op == Op.N ? size.columns() : size.rows());
        return new Case(op + " " + size, shape.flops(), () -> {
            Matrix a = Data.uniform(size.rows(), size.columns(), 1);
            Matrix x = Data.uniform(shape.k(), 1, 2);
            return new Problem(contender -> contender.matrixVector(shape, a, x), Expected.product(shape, a, x));
        });
    }

    /** {@code A = g(Z)}. */
    static Case activation(Activation g, String where, MatrixShape size) {
        return new Case(name(g) + " " + where + " " + size, 0, () -> {
            Matrix z = Data.uniform(size.rows(), size.columns(), ACTIVATION_LIMIT, 1);
            return new Problem(contender -> contender.activation(g, z), Expected.activation(g, z));
        });
    }

    /** {@code y = X·1}: one addition for each element. */
    static Case rowSums(String where, MatrixShape size) {
        return new Case(where + " " + size, (long) size.rows() * size.columns(), () -> {
            Matrix x = Data.uniform(size.rows(), size.columns(), 1);
            return new Problem(contender -> contender.rowSums(x), Expected.rowSums(x));
        });
    }

    /** A step of training; only the products' operations count. */
    static Case training(String name, NetworkShape shape, Activation hidden, Cost cost, Supplier<Optimizer> rule) {
        return new Case(name, shape.flops(), () -> {
            Optimizer optimizer = rule.get();
            NetworkTask task = NetworkTask.of(shape, hidden, cost);
            return new Problem(contender -> TrainingSteps.of(contender, task, optimizer),
                    Expected.training(task, optimizer));
        });
    }

    /** An epoch of training. How many examples it has is known when they are read, so nobody counts operations. */
    static Case epoch(String name, NetworkShape shape, Supplier<Split<Dataset>> images, Supplier<Optimizer> rule) {
        return new Case(name, 0, () -> {
            Optimizer optimizer = rule.get();
            EpochTask task = new EpochTask(NetworkTask.of(shape, Activation.RELU, Cost.CATEGORICAL_CROSS_ENTROPY),
                    images.get());
            return new Problem(contender -> contender.epochs(task, optimizer), Expected.epoch(task, optimizer));
        });
    }

    /** The predictions of a network; only the products' operations count. */
    static Case prediction(NetworkShape shape, Cost cost) {
        return new Case(shape.toString(), shape.forwardFlops(), () -> {
            NetworkTask task = NetworkTask.of(shape, Activation.RELU, cost);
            return new Problem(contender -> contender.prediction(task), Expected.prediction(task));
        });
    }

    /** The predictions of a network that was written to a file and read from there. */
    static Case imported(NetworkShape shape, Cost cost) {
        return new Case("onnx " + shape, shape.forwardFlops(), () -> {
            NetworkTask task = NetworkTask.of(shape, Activation.RELU, cost);
            ImportedModel model = ImportedModel.of(task);
            return new Problem(contender -> contender.imported(model), Expected.prediction(task));
        });
    }

    /** What a model of another tool computes. It is small, and not all of it is products, so nobody counts operations. */
    static Case imported(String name, int batch) {
        return new Case("onnx " + name + " batch " + batch, 0, () -> {
            ImportedModel.Sample sample = ImportedModel.read(name, batch);
            return new Problem(contender -> contender.imported(sample.model()),
                    Expected.near(sample.expected(), sample.tolerance()));
        });
    }

    /** The same as one of a group, whose name comes first. */
    Case of(String group) {
        return new Case(group + " " + name, flops, problem);
    }

    private static String name(Activation g) {
        return g.kind().name().toLowerCase(Locale.ROOT);
    }
}
