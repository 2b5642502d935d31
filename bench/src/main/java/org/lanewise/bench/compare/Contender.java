package org.lanewise.bench.compare;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Split;
import org.lanewise.network.training.Optimizer;

/**
 * An implementation that takes part. It may keep the matrices it is given, which nobody writes to, or copy them to where it
 * computes best; that is not timed. What it can't compute it answers with null.
 */
public interface Contender {

    /** A layer's bias and activation. */
    record Epilogue(Matrix bias, Activation g) {
    }

    /** What the results call it. */
    String name();

    /** Where it takes part. */
    Set<Suite> suites();

    /** Loads what it needs. Called once, before it computes anything. */
    void start(int threads);

    /** What was loaded, with its version. */
    String description();

    /** Whether its results have the bits that the library promises. */
    default boolean hasPromisedBits() {
        return false;
    }

    /** {@code C = op(A)·op(B)}. */
    default @Nullable Work product(ProductShape shape, Matrix a, Matrix b) {
        return null;
    }

    /** {@code y = op(A)·x}, by the operation that there is for it, or as a product. */
    default @Nullable Work matrixVector(ProductShape shape, Matrix a, Matrix x) {
        return product(shape, a, x);
    }

    /** {@code A = g(W·X + b)}, or the bare product if there is no epilogue. */
    default @Nullable Work dense(ProductShape shape, Matrix w, Matrix x, @Nullable Epilogue epilogue) {
        return epilogue == null ? product(shape, w, x) : null;
    }

    /** {@code A = g(Z)}. */
    default @Nullable Work activation(Activation g, Matrix z) {
        return null;
    }

    /** {@code y = X·1}. */
    default @Nullable Work rowSums(Matrix x) {
        return null;
    }

    /**
     * A step of an optimizer on the batch: forward pass, cost, backward pass, update. The result is the cost, and after it the
     * predictions for the batch with the parameters after the step, example by example.
     */
    default @Nullable Work training(NetworkTask task, Optimizer optimizer) {
        return null;
    }

    /**
     * Epochs of an optimizer, one after the other. The result is the mean cost of the last one, over its examples as each batch came,
     * and after it the accuracy on the test examples, {@link Images#accuracy}.
     */
    default @Nullable Work epochs(EpochTask task, Optimizer optimizer) {
        return null;
    }

    /**
     * A network 64-150-100-10 of ReLU and softmax that learns digits, each time from the start, by whatever makes this contender reach
     * a given accuracy soonest. The result is the accuracy on the test
     * examples, {@link Images#accuracy}.
     *
     * @param seed of the first weights and of the order
     */
    default @Nullable Work classifier(Split<Dataset> digits, long seed) {
        return null;
    }

    /** The predictions for the batch, example by example. */
    default @Nullable Work prediction(NetworkTask task) {
        return null;
    }

    /** The output of a model that is read from a file, example by example. */
    default @Nullable Work imported(ImportedModel model) {
        return null;
    }
}
