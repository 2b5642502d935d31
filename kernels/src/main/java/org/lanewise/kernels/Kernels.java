package org.lanewise.kernels;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.internal.Backends;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Examples;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Plan;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.threads.ThreadedKernels;
import org.lanewise.kernels.internal.threads.Workers;

/**
 * The kernels, on a backend and a number of threads: the one entry to this module.
 *
 * <p>{@link #create()} takes the backend from {@code -Dlanewise.backend=auto|vector|scalar} (default {@code auto}:
 * SIMD where the JVM has it) and the threads from {@code -Dlanewise.threads} (default 1).
 * {@link #withBackend}, {@link #withThreads} and {@link #withExecutor} give variants. An instance is immutable and may
 * be used by many threads at once.
 *
 * <h2>The same bits everywhere</h2>
 *
 * The order of operations is part of the contract, so a result does not depend on backend, lane width, threads or
 * machine, nor on the number of columns computed along with it:
 *
 * <ul>
 * <li>Products: an element of C is summed over k in ascending order in blocks of 1024. Inside a block it is a chain of
 * fused multiply-adds from +0; the blocks' sums are added in ascending order, the first one to {@code β·C} (rounded
 * once) or, when {@code β = 0}, to +0. {@code α} multiplies A's element (rounded once) before the chain.
 * <li>Row sums: element j is added to virtual lane {@code j mod 64}, then lane i takes lane {@code i + s} for s = 32,
 * 16, 8, 4, 2, 1.
 * <li>Dot products, and a matrix times a vector: as row sums, with fused multiply-adds of the products. A transposed
 * matrix times a vector: as the sums down a column, with the same. {@link #norm} has its own blocks of these sums.
 * <li>Sums down a column, those of softmax and the costs as well: rows in blocks of 64, each a chain of additions from
 * +0 from its top to its bottom. As soon as there are two sums of equally many blocks they become one, the upper on the
 * left; what is left after the last row, its own block included, is added from the bottom to the top,
 * {@code upper + rest}. So the error grows with the logarithm of the number of rows.
 * <li>Updates of parameters: as {@link Update} says, the same whether the gradient is stored or an epilogue uses it at once.
 * <li>Exponentials and logarithms: a fixed range reduction and polynomial, the same in both backends.
 * </ul>
 *
 * Only which bits a NaN has is not promised.
 *
 * <h2>Arguments</h2>
 *
 * All arguments are checked before anything is written: a null is a {@link NullPointerException}, shapes that do not
 * fit are an {@link IllegalArgumentException} that names both. A result must not overlap an input, except that an
 * element-wise kernel may write to the very matrix it reads. Inputs, and what lies between a row's end and the next
 * row, are never written.
 */
public final class Kernels {
    private static final String THREADS_PROPERTY = "lanewise.threads";
    private static final int MAX_THREADS = 1024;

    private final KernelSet set;
    private final Workers workers;
    /** The same kernels on all threads. */
    private final KernelSet threaded;

    private Kernels(KernelSet set, Workers workers) {
        this.set = set;
        this.workers = workers;
        this.threaded = workers.threads() == 1 ? set : new ThreadedKernels(set, workers);
    }

    /**
     * The kernels as the system properties {@code lanewise.backend} and {@code lanewise.threads} ask for them.
     *
     * @return the kernels
     * @throws IllegalArgumentException if a property has a value it can't have
     * @throws UnsupportedOperationException if the vector backend is asked for and can't be had
     */
    public static Kernels create() {
        String threads = System.getProperty(THREADS_PROPERTY);
        return new Kernels(Backends.byDefault(), Workers.of(threads == null ? 1 : checkThreads(parseThreads(threads))));
    }

    private static int parseThreads(String threads) {
        try {
            return Integer.parseInt(threads);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-D" + THREADS_PROPERTY + " must be a number, not " + threads, e);
        }
    }

    /**
     * The same kernels on another backend.
     *
     * @param backend which one
     * @return the kernels
     * @throws UnsupportedOperationException if the backend can't be had in this JVM
     */
    public Kernels withBackend(Backend backend) {
        return new Kernels(Backends.of(Objects.requireNonNull(backend, "backend")), workers);
    }

    /**
     * The same kernels on another number of threads: the caller and daemon threads of the library, which are started
     * when a call is large enough to pay for them and end when they are idle. All instances share these threads, as many
     * as the largest number asked for; a call that finds them busy has fewer, or none.
     *
     * @param threads how many threads may work on one call, the caller's included, from 1 to 1024
     * @return the kernels
     * @throws IllegalArgumentException if {@code threads} is out of range
     */
    public Kernels withThreads(int threads) {
        return new Kernels(set, Workers.of(checkThreads(threads)));
    }

    /**
     * The same kernels on the threads of an executor, which are asked to help with what takes about 0.1 ms or longer.
     * The caller takes part in the work, so a call ends even if the executor never runs anything. The executor has
     * {@code threads − 1} tasks of these kernels at a time at most, queued or running, and has to run or to reject each: in
     * place of one that it drops silently it gets no other. When it throws an exception there is less help; an error,
     * unless it is an {@link OutOfMemoryError}, is thrown when the call has done its work.
     *
     * @param executor whose threads help
     * @param threads how many threads may work on one call, the caller's included, from 1 to 1024
     * @return the kernels
     * @throws IllegalArgumentException if {@code threads} is out of range
     */
    public Kernels withExecutor(Executor executor, int threads) {
        return new Kernels(set, Workers.of(checkThreads(threads), Objects.requireNonNull(executor, "executor")));
    }

    private static int checkThreads(int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be from 1 to " + MAX_THREADS + ": " + threads);
        }
        return threads;
    }

    /**
     * Which backend computes.
     *
     * @return the backend
     */
    public Backend backend() {
        return set.backend();
    }

    /**
     * The width of a vector.
     *
     * @return the width in bits; 32, one float, on the scalar backend and until the vector backend is loaded
     */
    public int laneBits() {
        return set.laneBits();
    }

    /**
     * Prepares what a caller is going to do. In a new process portable code, which gives the same bits, serves each call
     * until the SIMD kernels that it needs are compiled in the background. This method makes the caller's own calls, as an
     * example of those to come, and returns when SIMD serves all of them.
     *
     * @param calls calls of these kernels on matrices of the shapes to come, which are made several times
     * @param limit how long to wait
     * @return whether what the calls need is compiled; with a backend that was asked for by name, always
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean warmUp(Runnable calls, Duration limit) throws InterruptedException {
        Objects.requireNonNull(calls, "calls");
        Objects.requireNonNull(limit, "limit");
        // 292 years, the most that nanoseconds can count, are long enough.
        return set.prepare(calls, TimeUnit.NANOSECONDS.convert(limit));
    }

    /**
     * How many threads may work on one call.
     *
     * @return the number of threads, the caller's included
     */
    public int threads() {
        return workers.threads();
    }

    /**
     * Backend, lane width and threads in words, and whether portable code still serves.
     *
     * @return for example {@code vector backend, 512-bit lanes, 1 thread}
     */
    @Override
    public String toString() {
        return set + ", " + threads() + (threads() == 1 ? " thread" : " threads");
    }

    /**
     * {@code C = A·B}.
     *
     * @param a A, m × k
     * @param b B, k × n
     * @param c C, m × n, overlapping neither
     * @throws IllegalArgumentException if the shapes do not fit or C overlaps an operand
     */
    public void multiply(Matrix a, Matrix b, Matrix c) {
        checkProduct(false, false, a, "a", b, "b", c, "c", false);
        gemm(false, false, 1, a, b, 0, c);
    }

    /**
     * {@code C = α·op(A)·op(B) + β·C}, BLAS's gemm. With {@code β = 0} the old C is not read, with {@code α = 0} or k
     * = 0 neither A nor B is; otherwise NaN and infinities propagate.
     *
     * @param opA whether A is transposed
     * @param opB whether B is transposed
     * @param alpha α
     * @param a A, with op(A) of shape m × k
     * @param b B, with op(B) of shape k × n
     * @param beta β
     * @param c C, m × n, overlapping neither A nor B
     * @throws IllegalArgumentException if the shapes do not fit or C overlaps an operand
     */
    public void gemm(Op opA, Op opB, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        Objects.requireNonNull(opA, "opA");
        Objects.requireNonNull(opB, "opB");
        boolean transA = opA == Op.T;
        boolean transB = opB == Op.T;
        checkProduct(transA, transB, a, "a", b, "b", c, "c", true);
        gemm(transA, transB, alpha, a, b, beta, c);
    }

    private void gemm(boolean transA, boolean transB, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        int k = transA ? a.rows() : a.columns();
        if (alpha != 0 && Plan.isTiny(c, k)) {
            set.tinyProduct(transA, transB, alpha, a, b, beta, c, k);
            return;
        }
        Product p = Product.acquire(transA, transB, alpha, a, b, beta, c, k);
        p.run(set, workers);
        p.release();
    }

    /**
     * Packs {@code op(A)} to be the left operand of many products, and the weights of {@link #denseRows}.
     *
     * @param opA whether A is transposed
     * @param a A, of which this is a copy
     * @return the packed matrix, of the shape of op(A)
     * @throws IllegalArgumentException if the panels of so large a matrix do not fit an array
     */
    public PackedMatrix pack(Op opA, Matrix a) {
        Objects.requireNonNull(opA, "opA");
        Objects.requireNonNull(a, "a");
        return new PackedMatrix(set.pack(a, opA == Op.T), false);
    }

    /**
     * Packs {@code op(B)} to be the right operand of many products.
     *
     * @param opB whether B is transposed
     * @param b B, of which this is a copy
     * @return the packed matrix, of the shape of op(B)
     * @throws IllegalArgumentException if the panels of so large a matrix do not fit an array
     */
    public PackedMatrix packRight(Op opB, Matrix b) {
        Objects.requireNonNull(opB, "opB");
        Objects.requireNonNull(b, "b");
        return new PackedMatrix(set.pack(b, opB == Op.N), true);
    }

    /**
     * {@code C = A·B} with a packed A: the bits of {@link #multiply(Matrix, Matrix, Matrix)}.
     *
     * @param a A, m × k
     * @param b B, k × n
     * @param c C, m × n, not overlapping B
     * @throws IllegalArgumentException if the shapes do not fit or C overlaps B
     */
    public void multiply(PackedMatrix a, Matrix b, Matrix c) {
        gemm(a, Op.N, 1, b, 0, c);
    }

    /**
     * {@code C = A·B} with a packed B: the bits of {@link #multiply(Matrix, Matrix, Matrix)}.
     *
     * @param a A, m × k
     * @param b B, k × n, from {@link #packRight}
     * @param c C, m × n, not overlapping A
     * @throws IllegalArgumentException if the shapes do not fit, C overlaps A or B is no right operand
     */
    public void multiply(Matrix a, PackedMatrix b, Matrix c) {
        gemm(Op.N, 1, a, b, 0, c);
    }

    /**
     * {@code C = α·A·op(B) + β·C} with a packed A: the bits of
     * {@link #gemm(Op, Op, float, Matrix, Matrix, float, Matrix)}.
     *
     * @param a A, m × k
     * @param opB whether B is transposed
     * @param alpha α
     * @param b B, with op(B) of shape k × n
     * @param beta β
     * @param c C, m × n, not overlapping B
     * @throws IllegalArgumentException if the shapes do not fit, C overlaps B or A is no left operand
     */
    public void gemm(PackedMatrix a, Op opB, float alpha, Matrix b, float beta, Matrix c) {
        Objects.requireNonNull(opB, "opB");
        checkProduct(a, "a", opB == Op.T, b, "b", c, "c");
        Product p = Product.acquire(a.panels(), opB == Op.T, alpha, b, beta, c);
        p.run(set, workers);
        p.release();
    }

    /**
     * {@code C = α·op(A)·B + β·C} with a packed B: the bits of
     * {@link #gemm(Op, Op, float, Matrix, Matrix, float, Matrix)}.
     *
     * @param opA whether A is transposed
     * @param alpha α
     * @param a A, with op(A) of shape m × k
     * @param b B, k × n, from {@link #packRight}
     * @param beta β
     * @param c C, m × n, not overlapping A
     * @throws IllegalArgumentException if the shapes do not fit, C overlaps A or B is no right operand
     */
    public void gemm(Op opA, float alpha, Matrix a, PackedMatrix b, float beta, Matrix c) {
        Objects.requireNonNull(opA, "opA");
        Objects.requireNonNull(a, "a");
        Objects.requireNonNull(b, "b");
        Objects.requireNonNull(c, "c");
        boolean transA = opA == Op.T;
        if (!b.isRight()) {
            throw new IllegalArgumentException("b is " + b + " as a left operand: packRight makes right ones");
        }
        int m = transA ? a.columns() : a.rows();
        int k = transA ? a.rows() : a.columns();
        if (k != b.rows()) {
            throw misfit(m, k, "a", described(a, transA), b.rows(), b.columns(), "b", b.toString(), c, false);
        }
        checkShape(c, "c", m, b.columns());
        checkApart(c, "c", a, "a");
        Product p = Product.acquire(transA, alpha, a, b.panels(), beta, c);
        p.run(set, workers);
        p.release();
    }

    /**
     * The forward step of a dense layer, {@code A = g(W·X + b)}: bias and activation are applied to each tile of the
     * product while it is in the cache. The bits are those of {@link #multiply}, one addition, then {@link #activate}.
     *
     * @param w the weights W, n × k
     * @param x the layer's input X, k × m, a column for each example
     * @param bias b, n × 1
     * @param g the activation
     * @param a where A goes, n × m, overlapping no input
     * @throws IllegalArgumentException if the shapes do not fit or A overlaps an input
     */
    public void dense(Matrix w, Matrix x, Matrix bias, Activation g, Matrix a) {
        forward(w, x, bias, g, null, a);
    }

    /**
     * {@link #dense(Matrix, Matrix, Matrix, Activation, Matrix) The forward step} that also keeps {@code Z = W·X + b}.
     *
     * @param w the weights W, n × k
     * @param x the layer's input X, k × m, a column for each example
     * @param bias b, n × 1
     * @param g the activation
     * @param z where Z goes, n × m, overlapping no input
     * @param a where A goes, n × m, overlapping neither an input nor Z
     * @throws IllegalArgumentException if the shapes do not fit or a result overlaps another argument
     */
    public void dense(Matrix w, Matrix x, Matrix bias, Activation g, Matrix z, Matrix a) {
        forward(w, x, bias, g, Objects.requireNonNull(z, "z"), a);
    }

    /**
     * {@link #dense(Matrix, Matrix, Matrix, Activation, Matrix) The forward step} with packed weights: the same bits.
     *
     * @param w the weights W, n × k
     * @param x the layer's input X, k × m, a column for each example
     * @param bias b, n × 1
     * @param g the activation
     * @param a where A goes, n × m, overlapping no input
     * @throws IllegalArgumentException if the shapes do not fit or A overlaps an input
     */
    public void dense(PackedMatrix w, Matrix x, Matrix bias, Activation g, Matrix a) {
        Objects.requireNonNull(g, "g");
        checkProduct(w, "w", false, x, "x", a, "a");
        checkShape(bias, "bias", w.rows(), 1);
        checkApart(a, "a", bias, "bias");
        Product p = Product.acquire(w.panels(), false, 1, x, 0, a);
        p.bias = bias;
        p.activated = a;
        p.activation = g;
        p.run(set, workers);
        p.release();
    }

    private void forward(Matrix w, Matrix x, Matrix bias, Activation g, @Nullable Matrix z, Matrix a) {
        Objects.requireNonNull(g, "g");
        checkProduct(false, false, w, "w", x, "x", a, "a", false);
        checkShape(bias, "bias", w.rows(), 1);
        checkApart(a, "a", bias, "bias");
        if (z != null) {
            checkShape(z, "z", w.rows(), x.columns());
            checkApart(z, "z", w, "w");
            checkApart(z, "z", x, "x");
            checkApart(z, "z", bias, "bias");
            checkApart(a, "a", z, "z");
        }
        Matrix sums = z != null ? z : a;
        if (Plan.isTiny(sums, w.columns())) {
            set.tinyProduct(false, false, 1, w, x, 0, sums, w.columns());
            set.addBias(bias, sums);
            set.activate(g, sums, a, 0, a.rows(), 0, a.columns());
            return;
        }
        Product p = Product.acquire(false, false, 1, w, x, 0, sums, w.columns());
        p.bias = bias;
        p.activated = a;
        p.activation = g;
        p.run(set, workers);
        p.release();
    }

    /**
     * The forward step of a dense layer for examples in rows, {@code Y = g(X·Wᵀ + bᵀ)}: an example has the bits that
     * {@link #dense(Matrix, Matrix, Matrix, Activation, Matrix)} gives it as a column.
     *
     * @param x the layer's input X, m × k, a row for each example
     * @param w the weights W, n × k
     * @param bias b, n × 1
     * @param g the activation
     * @param y where Y goes, m × n, overlapping no input
     * @throws IllegalArgumentException if the shapes do not fit or Y overlaps an input
     */
    public void denseRows(Matrix x, Matrix w, Matrix bias, Activation g, Matrix y) {
        Objects.requireNonNull(g, "g");
        checkProduct(false, true, x, "x", w, "w", y, "y", false);
        checkShape(bias, "bias", w.rows(), 1);
        checkApart(y, "y", bias, "bias");
        forwardRows(Product.acquire(false, true, 1, x, w, 0, y, w.columns()), bias, g, y);
    }

    /**
     * {@link #denseRows(Matrix, Matrix, Matrix, Activation, Matrix) The forward step for examples in rows} with packed
     * weights: the same bits.
     *
     * @param x the layer's input X, m × k, a row for each example
     * @param w the weights W, n × k, from {@link #pack}
     * @param bias b, n × 1
     * @param g the activation
     * @param y where Y goes, m × n, overlapping no input
     * @throws IllegalArgumentException if the shapes do not fit, Y overlaps an input or W is no left operand
     */
    public void denseRows(Matrix x, PackedMatrix w, Matrix bias, Activation g, Matrix y) {
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(w, "w");
        Objects.requireNonNull(g, "g");
        checkLeft(w, "w");
        Objects.requireNonNull(y, "y");
        if (x.columns() != w.columns()) {
            throw misfit(x.rows(), x.columns(), "x", x.toString(), w.columns(), w.rows(), "w", described(w, true), y,
                    false);
        }
        checkShape(y, "y", x.rows(), w.rows());
        checkApart(y, "y", x, "x");
        checkShape(bias, "bias", w.rows(), 1);
        checkApart(y, "y", bias, "bias");
        forwardRows(Product.acquire(false, 1, x, w.panels(), 0, y), bias, g, y);
    }

    private void forwardRows(Product p, Matrix bias, Activation g, Matrix y) {
        p.bias = bias;
        p.biasOfColumns = true;
        p.activated = y;
        p.activation = g;
        p.run(set, workers);
        p.release();
    }

    /**
     * The backward step from a layer to the one before, {@code dZ₋ = (Wᵀ·dZ) ⊙ g′(kept)}: the gradient of the
     * activation is applied to each tile of the product while it is in the cache. The bits are those of {@link #gemm},
     * then
     * {@link #activationGradient}.
     *
     * @param w the weights W of the layer, n × k
     * @param dz the layer's dZ, n × m
     * @param g the activation of the layer before
     * @param kept what that layer kept, k × m: its Z if {@link Activation#gradientFromZ()}, else its A
     * @param dzBefore where dZ₋ goes, k × m, overlapping no input
     * @throws IllegalArgumentException if the shapes do not fit or the result overlaps an input
     */
    public void denseBackward(Matrix w, Matrix dz, Activation g, Matrix kept, Matrix dzBefore) {
        Objects.requireNonNull(g, "g");
        checkProduct(true, false, w, "w", dz, "dz", dzBefore, "dzBefore", false);
        checkShape(kept, "kept", w.columns(), dz.columns());
        checkApart(dzBefore, "dzBefore", kept, "kept");
        if (Plan.isTiny(dzBefore, w.rows())) {
            set.tinyProduct(true, false, 1, w, dz, 0, dzBefore, w.rows());
            set.activationGradient(g, kept, dzBefore, dzBefore, 0, dzBefore.rows(), 0, dzBefore.columns());
            return;
        }
        Product p = Product.acquire(true, false, 1, w, dz, 0, dzBefore, w.rows());
        p.activation = g;
        p.kept = kept;
        p.run(set, workers);
        p.release();
    }

    /**
     * A step of an optimizer as the epilogue of a product: the gradient of the parameters W is {@code α·op(A)·op(B)}, for a dense
     * layer {@code (1/m)·dZ·A₋ᵀ}. A few rows of it exist at a time, in the cache. The bits are those of
     * {@link #gemm(Op, Op, float, Matrix, Matrix, float, Matrix)} with {@code β = 0}, then {@link #update}. Where the gradients' norm
     * has to be known first, these two are the way to go; for plain gradient descent {@code gemm} with {@code −α/m} and
     * {@code β = 1} into W is a little faster, and has other bits.
     *
     * @param opA whether A is transposed
     * @param opB whether B is transposed
     * @param alpha α
     * @param a A, with op(A) of shape n × m
     * @param b B, with op(B) of shape m × k
     * @param update the update of W, n × k; neither W nor a moment overlaps A or B
     * @throws IllegalArgumentException if the shapes do not fit, W or a moment overlaps an operand or the update has no step yet
     */
    public void gemm(Op opA, Op opB, float alpha, Matrix a, Matrix b, Update update) {
        Objects.requireNonNull(opA, "opA");
        Objects.requireNonNull(opB, "opB");
        Objects.requireNonNull(update, "update");
        boolean transA = opA == Op.T;
        boolean transB = opB == Op.T;
        UpdateArguments u = update.arguments();
        checkProduct(transA, transB, a, "a", b, "b", u.w, "w", true);
        checkMomentsApart(u, a, "a");
        checkMomentsApart(u, b, "b");
        checkStep(u);
        Product p = Product.acquire(transA, transB, alpha, a, b, 0, u.w, transA ? a.rows() : a.columns());
        p.update = u;
        p.run(set, workers);
        p.release();
    }

    /**
     * A step of an optimizer, element by element: {@link Update} has the equations. The parameters' gradient of a bias, say, comes
     * from {@link #rowSums}.
     *
     * @param update the update of W, n × k
     * @param g the gradient of W, n × k, overlapping neither W nor a moment
     * @throws IllegalArgumentException if the shapes differ, the gradient overlaps W or a moment, or the update has no step yet
     */
    public void update(Update update, Matrix g) {
        Objects.requireNonNull(update, "update");
        UpdateArguments u = update.arguments();
        checkUpdate(u, g);
        kernelsFor(g).update(u, g, 0, g.rows());
    }

    static void checkUpdate(UpdateArguments u, Matrix g) {
        checkShape(g, "g", u.w.rows(), u.w.columns());
        checkApart(u.w, "w", g, "g");
        checkMomentsApart(u, g, "g");
        checkStep(u);
    }

    private static void checkMomentsApart(UpdateArguments u, Matrix x, String name) {
        for (int i = 0; i < u.moments.length; i++) {
            checkApart(u.moments[i], Update.MOMENTS[i], x, name);
        }
    }

    private static void checkStep(UpdateArguments u) {
        if (u.rate == 0) {
            throw new IllegalArgumentException("update has no step yet: step(rate, t) comes before its first use");
        }
    }

    /**
     * The max-norm constraint: each row of W whose {@link #norm} is larger than the limit is multiplied by
     * {@code limit / norm}, rounded once. The others, and rows with a NaN, keep their bits. A row whose norm is too large for a float
     * becomes 0, where it is infinite NaN.
     *
     * @param limit the largest norm of a row, positive; +∞ limits nothing
     * @param w W, n × k, a row for each unit
     * @throws IllegalArgumentException if the limit is not positive
     */
    public void maxNormRows(float limit, Matrix w) {
        Objects.requireNonNull(w, "w");
        if (!(limit > 0)) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        kernelsFor(w).limitRows(limit, w, 0, w.rows());
    }

    /**
     * {@code A = g(Z)}, element by element.
     *
     * @param g the activation
     * @param z Z
     * @param a where A goes, of Z's shape; may be Z itself
     * @throws IllegalArgumentException if the shapes differ or A overlaps Z otherwise
     */
    public void activate(Activation g, Matrix z, Matrix a) {
        Objects.requireNonNull(g, "g");
        Objects.requireNonNull(z, "z");
        checkShape(a, "a", z.rows(), z.columns());
        checkApartOrSame(a, "a", z, "z");
        kernelsFor(a).activate(g, z, a, 0, a.rows(), 0, a.columns());
    }

    /**
     * {@code dZ = dA ⊙ g′(kept)}, element by element. Where dA is infinite and g′ is 0 the result is NaN, but 0 for a ReLU.
     *
     * @param g the activation
     * @param kept Z if {@link Activation#gradientFromZ()}, else A
     * @param da dA, of the same shape
     * @param dz where dZ goes, of the same shape; may be dA or {@code kept} itself
     * @throws IllegalArgumentException if the shapes differ or dZ overlaps an input otherwise
     */
    public void activationGradient(Activation g, Matrix kept, Matrix da, Matrix dz) {
        Objects.requireNonNull(g, "g");
        Objects.requireNonNull(kept, "kept");
        checkShape(da, "da", kept.rows(), kept.columns());
        checkShape(dz, "dz", kept.rows(), kept.columns());
        checkApartOrSame(dz, "dz", kept, "kept");
        checkApartOrSame(dz, "dz", da, "da");
        kernelsFor(dz).activationGradient(g, kept, da, dz, 0, dz.rows(), 0, dz.columns());
    }

    /**
     * Sums of rows (axis 1), {@code y = α·X·1 + β·y}. With {@code β = 0} the old y is not read.
     *
     * @param alpha α
     * @param x X, m × n
     * @param beta β
     * @param y y, m × 1, not overlapping X
     * @throws IllegalArgumentException if the shapes do not fit or y overlaps X
     */
    public void rowSums(float alpha, Matrix x, float beta, Matrix y) {
        Objects.requireNonNull(x, "x");
        checkShape(y, "y", x.rows(), 1);
        checkApart(y, "y", x, "x");
        kernelsFor(x).rowSums(alpha, x, beta, y, 0, x.rows());
    }

    /**
     * Sums of columns (axis 0), {@code y = α·1ᵀ·X + β·y}. With {@code β = 0} the old y is not read. A sum of m elements is
     * off by at most (66 + log₂(m / 64))·2⁻²⁴ of the sum of their magnitudes.
     *
     * @param alpha α
     * @param x X, m × n
     * @param beta β
     * @param y y, 1 × n, not overlapping X
     * @throws IllegalArgumentException if the shapes do not fit or y overlaps X
     */
    public void columnSums(float alpha, Matrix x, float beta, Matrix y) {
        Objects.requireNonNull(x, "x");
        checkShape(y, "y", 1, x.columns());
        checkApart(y, "y", x, "x");
        kernelsFor(x).columnSums(alpha, x, beta, y, 0, x.columns());
    }

    /**
     * {@code Y = α·X + Y}, BLAS's axpy, with one fused multiply-add for each element. NaN and infinities of X propagate
     * with {@code α = 0}, too.
     *
     * @param alpha α
     * @param x X, m × n; may be Y itself
     * @param y Y, m × n
     * @throws IllegalArgumentException if the shapes differ or Y overlaps X otherwise
     */
    public void axpy(float alpha, Matrix x, Matrix y) {
        Objects.requireNonNull(x, "x");
        checkElements(x, y, "y");
        kernelsFor(y).elementWise(ElementWise.AXPY, alpha, x, y, y, 0, y.rows(), 0, y.columns());
    }

    /**
     * {@code X = α·X}, BLAS's scal, rounded once. NaN stays NaN with {@code α = 0}, too, and infinities become NaN.
     *
     * @param alpha α
     * @param x X
     */
    public void scale(float alpha, Matrix x) {
        Objects.requireNonNull(x, "x");
        kernelsFor(x).elementWise(ElementWise.SCALED, alpha, x, x, x, 0, x.rows(), 0, x.columns());
    }

    /**
     * {@code Z = X + Y}.
     *
     * @param x X, m × n
     * @param y Y, m × n
     * @param z where Z goes, m × n; may be X or Y itself
     * @throws IllegalArgumentException if the shapes differ or Z overlaps an input otherwise
     */
    public void add(Matrix x, Matrix y, Matrix z) {
        combine(ElementWise.SUM, x, y, z);
    }

    /**
     * {@code Z = X ⊙ Y}, the product of each two elements.
     *
     * @param x X, m × n
     * @param y Y, m × n
     * @param z where Z goes, m × n; may be X or Y itself
     * @throws IllegalArgumentException if the shapes differ or Z overlaps an input otherwise
     */
    public void multiplyElements(Matrix x, Matrix y, Matrix z) {
        combine(ElementWise.PRODUCT, x, y, z);
    }

    private void combine(ElementWise f, Matrix x, Matrix y, Matrix z) {
        Objects.requireNonNull(x, "x");
        checkShape(y, "y", x.rows(), x.columns());
        checkElements(x, z, "z");
        checkApartOrSame(z, "z", y, "y");
        kernelsFor(z).elementWise(f, 1, x, y, z, 0, z.rows(), 0, z.columns());
    }

    /**
     * Adds a row to every row, {@code zᵢⱼ = xᵢⱼ + rⱼ}.
     *
     * @param x X, m × n
     * @param row r, 1 × n
     * @param z where Z goes, m × n, not overlapping r; may be X itself
     * @throws IllegalArgumentException if the shapes do not fit or Z overlaps an input otherwise
     */
    public void addRow(Matrix x, Matrix row, Matrix z) {
        combineRow(ElementWise.SUM, x, row, z);
    }

    /**
     * Multiplies every row by a row, {@code zᵢⱼ = xᵢⱼ·rⱼ}. With gradients or losses in columns, r has the weights of the
     * examples.
     *
     * @param x X, m × n
     * @param row r, 1 × n
     * @param z where Z goes, m × n, not overlapping r; may be X itself
     * @throws IllegalArgumentException if the shapes do not fit or Z overlaps an input otherwise
     */
    public void multiplyRow(Matrix x, Matrix row, Matrix z) {
        combineRow(ElementWise.PRODUCT, x, row, z);
    }

    private void combineRow(ElementWise f, Matrix x, Matrix row, Matrix z) {
        Objects.requireNonNull(x, "x");
        checkElements(x, z, "z");
        checkShape(row, "row", 1, x.columns());
        checkApart(z, "z", row, "row");
        kernelsFor(z).elementWise(f, 1, x, row, z, 0, z.rows(), 0, z.columns());
    }

    /**
     * Adds a column to every column, {@code zᵢⱼ = xᵢⱼ + cᵢ}.
     *
     * @param x X, m × n
     * @param column c, m × 1
     * @param z where Z goes, m × n, not overlapping c; may be X itself
     * @throws IllegalArgumentException if the shapes do not fit or Z overlaps an input otherwise
     */
    public void addColumn(Matrix x, Matrix column, Matrix z) {
        combineColumn(ElementWise.SHIFTED, x, column, z);
    }

    /**
     * Multiplies every column by a column, {@code zᵢⱼ = xᵢⱼ·cᵢ}. With gradients or losses in rows, c has the weights of the
     * examples.
     *
     * @param x X, m × n
     * @param column c, m × 1
     * @param z where Z goes, m × n, not overlapping c; may be X itself
     * @throws IllegalArgumentException if the shapes do not fit or Z overlaps an input otherwise
     */
    public void multiplyColumn(Matrix x, Matrix column, Matrix z) {
        combineColumn(ElementWise.WEIGHTED, x, column, z);
    }

    private void combineColumn(ElementWise f, Matrix x, Matrix column, Matrix z) {
        Objects.requireNonNull(x, "x");
        checkElements(x, z, "z");
        checkShape(column, "column", x.rows(), 1);
        checkApart(z, "z", column, "column");
        kernelsFor(z).elementWise(f, 1, x, column, z, 0, z.rows(), 0, z.columns());
    }

    private static void checkElements(Matrix x, Matrix result, String name) {
        checkShape(result, name, x.rows(), x.columns());
        checkApartOrSame(result, name, x, "x");
    }

    /**
     * Inverted dropout: each element is 0 with the probability p, else {@code a / (1 − p)}, which is {@code a·s} with
     * {@code s = 1 / (1 − p)} rounded to a float. What is dropped is +0 even if it was a NaN.
     *
     * <p>Which elements these are depends on the stream's seed and name, the step, the unit and the example's number in the
     * step only: neither on threads nor on how the examples of a step are cut into calls. So nothing has to be kept for the
     * backward step: the same call on dA drops the same elements. The stream's position is not used. With K = number
     * {@code step} of the stream, the noise of unit i and example e is of number {@code 2³²·⌊e / 2⌋ + i} of the stream with
     * the same name and the seed K: the lower half if e is even, else the upper one. The element is dropped if this half, as
     * an integer from −2³¹ to 2³¹ − 1, is below {@code p·2³² − 2³¹} rounded to an integer.
     *
     * @param share p, from 0, which drops nothing, to less than 1
     * @param stream where the noise comes from
     * @param step which noise: a number of its own for each step of training
     * @param firstExample the number, in the step, of the example in the first column, from 0 on
     * @param a A, n × m, a row for each unit and a column for each example
     * @throws IllegalArgumentException if {@code share} or an example's number is out of range
     */
    public void dropout(float share, RandomStream stream, long step, int firstExample, Matrix a) {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(a, "a");
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("share must be from 0 to less than 1: " + share);
        }
        if (firstExample < 0 || firstExample > Integer.MAX_VALUE - a.columns()) {
            throw new IllegalArgumentException("examples must have numbers from 0 to " + (Integer.MAX_VALUE - 1)
                    + ": firstExample is " + firstExample + ", a is " + a);
        }
        kernelsFor(a).dropout(share, stream.at(step), stream.hash(), firstExample, a, 0, a.rows());
    }

    /**
     * The Frobenius norm, of a vector the Euclidean one: the square root of the sum of the squares. All elements are first
     * multiplied by the power of two, from 2⁻¹²⁶ to 2¹²⁶, that brings the largest magnitude nearest to 1 from above, so that
     * no square of it overflows or vanishes. Then, counted row by row, element e is squared and added to virtual lane
     * {@code e mod 64} by a fused multiply-add. After each 4096 elements, and after the last, the lanes are folded as those
     * of a row sum and begin at +0 again; these sums are added as those down a column. The root is divided by the power
     * of two. So only the sequence of the elements counts, not the shape. A norm that is a normal number is off by at most
     * 80·2⁻²⁴ of itself. One thread computes it.
     *
     * @param x X
     * @return +0 if there are no elements or all are 0; NaN if one is NaN, else +∞ if one is infinite or the norm is too
     * large for a float
     */
    public float norm(Matrix x) {
        return set.norm(Objects.requireNonNull(x, "x"));
    }

    /**
     * The dot product of two vectors, {@code Σⱼ xⱼ·yⱼ}. Product j goes to virtual lane {@code j mod 64} by a fused
     * multiply-add, from +0 on; then lane i takes lane {@code i + s} for s = 32, 16, 8, 4, 2, 1. That is one thread's work,
     * however long the vectors are. Of n elements it is off by at most (n / 64 + 7)·2⁻²⁴ of the sum of the products'
     * magnitudes.
     *
     * @param x x, n × 1 or 1 × n
     * @param y y, n × 1 or 1 × n; it may overlap x
     * @return the sum, +0 if there are no elements
     * @throws IllegalArgumentException if x or y is no vector, or their lengths differ
     */
    public float dot(Matrix x, Matrix y) {
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(y, "y");
        int length = x.columns() == 1 ? x.rows() : x.columns();
        if (!isVector(x, length) || !isVector(y, length)) {
            throw new IllegalArgumentException(
                    "x is " + x + ", y is " + y + ": both have to be vectors, of the same length");
        }
        return set.dot(x, y);
    }

    /**
     * {@code y = α·op(A)·x + β·y}, BLAS's gemv: an operation of its own, faster than {@link #gemm} and with another order,
     * which lets lanes run along the rows of A. {@code A·x} has the {@link #dot} product of x with each row. {@code Aᵀ·x}
     * is a sum down each column, as {@link #columnSums} adds, but each block of 64 rows is a chain of fused multiply-adds
     * from +0. Then the sum is multiplied by {@code α}, and added to {@code β·y}, with one rounding each. With
     * {@code β = 0} the old y is not read, with {@code α = 0} neither A nor x is; otherwise NaN and infinities propagate.
     *
     * @param opA whether A is transposed
     * @param alpha α
     * @param a A, with op(A) of shape m × n
     * @param x x, n × 1 or 1 × n
     * @param beta β
     * @param y y, m × 1 or 1 × m, overlapping neither A nor x
     * @throws IllegalArgumentException if the shapes do not fit or y overlaps an operand
     */
    public void matrixVector(Op opA, float alpha, Matrix a, Matrix x, float beta, Matrix y) {
        Objects.requireNonNull(opA, "opA");
        Objects.requireNonNull(a, "a");
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(y, "y");
        boolean transA = opA == Op.T;
        int m = transA ? a.columns() : a.rows();
        int n = transA ? a.rows() : a.columns();
        boolean fitsTransposed = isVector(x, m) && isVector(y, n);
        String hint = fitsTransposed ? ", for a is " + described(a, transA) + ": is a transposed (opA)?" : "";
        checkVector(x, "x", n, hint);
        checkVector(y, "y", m, hint);
        checkApart(y, "y", a, "a");
        checkApart(y, "y", x, "x");
        kernelsFor(a).matrixVector(transA, alpha, a, x, beta, y, 0, m);
    }

    /**
     * The index of the largest element of each row, {@code iᵣ = argmaxⱼ xᵣⱼ}: the first one of equals, ±0 being equal. A NaN is
     * larger than any number.
     *
     * @param x X, m × n; n must not be 0 unless m is
     * @param indices where the indices go, m of them, from 0 to n − 1
     * @throws IllegalArgumentException if the lengths do not fit or a row has no element
     */
    public void argMaxRows(Matrix x, int[] indices) {
        Objects.requireNonNull(x, "x");
        checkLength(indices, "indices", x.rows(), x, "x");
        checkNotEmpty(Examples.IN_ROWS, x, "x");
        kernelsFor(x).argMaxRows(x, indices, 0, x.rows());
    }

    /**
     * The index of the largest element of each column, {@code iⱼ = argmaxᵣ xᵣⱼ}: the first one of equals, ±0 being equal. A
     * NaN is larger than any number.
     *
     * @param x X, m × n; m must not be 0 unless n is
     * @param indices where the indices go, n of them, from 0 to m − 1
     * @throws IllegalArgumentException if the lengths do not fit or a column has no element
     */
    public void argMaxColumns(Matrix x, int[] indices) {
        Objects.requireNonNull(x, "x");
        checkLength(indices, "indices", x.columns(), x, "x");
        checkNotEmpty(Examples.IN_COLUMNS, x, "x");
        kernelsFor(x).argMaxColumns(x, indices, 0, x.columns());
    }

    /**
     * The k largest elements of each row in descending order, and their indices. Of equal elements, ±0 among them, the one
     * further to the left comes first. A NaN is larger than any number.
     *
     * @param x X, m × n
     * @param k how many, from 1 to n, few rather than many: an element of a row may be compared with all k
     * @param indices where the indices go, m·k of them, row by row, from 0 to n − 1
     * @param values where the elements go, m × k, not overlapping X
     * @throws IllegalArgumentException if k is out of range, the lengths do not fit or the result overlaps X
     */
    public void topKRows(Matrix x, int k, int[] indices, Matrix values) {
        Objects.requireNonNull(x, "x");
        if (k < 1 || k > x.columns()) {
            throw new IllegalArgumentException("k must be from 1 to the number of columns: k is " + k + ", x is " + x);
        }
        checkLength(indices, "indices", (long) x.rows() * k, x, "x");
        checkShape(values, "values", x.rows(), k);
        checkApart(values, "values", x, "x");
        kernelsFor(x).topKRows(x, k, indices, values, 0, x.rows());
    }

    private static void checkLength(int[] array, String name, long length, Matrix x, String xName) {
        Objects.requireNonNull(array, name);
        if (array.length != length) {
            throw new IllegalArgumentException(name + " has " + array.length + " elements, it has to have " + length
                    + ", for " + xName + " is " + x);
        }
    }

    /**
     * Softmax of each column, {@code aᵢⱼ = e^(zᵢⱼ − maxⱼ) / Σᵢ e^(zᵢⱼ − maxⱼ)}. A logit of −∞ has the probability 0, and a
     * single one of +∞ has 1, the limits. With several of +∞, with all of them −∞ unless there is but one, or with a NaN
     * the whole column is NaN.
     *
     * @param z Z, n × m, a column for each example; n must not be 0 unless m is
     * @param a where A goes, n × m; may be Z itself
     * @throws IllegalArgumentException if the shapes do not fit or A overlaps Z otherwise
     */
    public void softmax(Matrix z, Matrix a) {
        checkSoftmax(Examples.IN_COLUMNS, z, a);
        kernelsFor(z).softmax(Examples.IN_COLUMNS, z, a, 0, z.columns());
    }

    /**
     * {@link #softmax} of each row: an example has the bits that it has as a column.
     *
     * @param z Z, m × n, a row for each example; n must not be 0 unless m is
     * @param a where A goes, m × n; may be Z itself
     * @throws IllegalArgumentException if the shapes do not fit or A overlaps Z otherwise
     */
    public void softmaxRows(Matrix z, Matrix a) {
        checkSoftmax(Examples.IN_ROWS, z, a);
        kernelsFor(z).softmax(Examples.IN_ROWS, z, a, 0, z.rows());
    }

    /**
     * Logarithm of the softmax of each column, {@code aᵢⱼ = zᵢⱼ − maxⱼ − log Σᵢ e^(zᵢⱼ − maxⱼ)}; −∞ where {@link #softmax}
     * has the limit 0, 0 where it has 1, NaN where it has NaN.
     *
     * @param z Z, n × m, a column for each example; n must not be 0 unless m is
     * @param a where the logarithms go, n × m; may be Z itself
     * @throws IllegalArgumentException if the shapes do not fit or A overlaps Z otherwise
     */
    public void logSoftmax(Matrix z, Matrix a) {
        checkSoftmax(Examples.IN_COLUMNS, z, a);
        kernelsFor(z).logSoftmax(Examples.IN_COLUMNS, z, a, 0, z.columns());
    }

    /**
     * {@link #logSoftmax} of each row: an example has the bits that it has as a column.
     *
     * @param z Z, m × n, a row for each example; n must not be 0 unless m is
     * @param a where the logarithms go, m × n; may be Z itself
     * @throws IllegalArgumentException if the shapes do not fit or A overlaps Z otherwise
     */
    public void logSoftmaxRows(Matrix z, Matrix a) {
        checkSoftmax(Examples.IN_ROWS, z, a);
        kernelsFor(z).logSoftmax(Examples.IN_ROWS, z, a, 0, z.rows());
    }

    private static void checkSoftmax(Examples in, Matrix z, Matrix a) {
        Objects.requireNonNull(z, "z");
        checkNotEmpty(in, z, "z");
        checkShape(a, "a", z.rows(), z.columns());
        checkApartOrSame(a, "a", z, "z");
    }

    /** A maximum needs an element at least. */
    private static void checkNotEmpty(Examples in, Matrix x, String name) {
        if (in.elements(x) == 0 && in.count(x) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + x + ": a " + (in == Examples.IN_ROWS ? "row" : "column")
                            + " needs an element at least");
        }
    }

    /**
     * Sigmoid output with binary cross-entropy, from the logits: {@code A = σ(Z)}, {@code dZ = A − Y} and for each
     * example
     * {@code lossⱼ = −Σᵢ (yᵢⱼ·log aᵢⱼ + (1 − yᵢⱼ)·log(1 − aᵢⱼ))}, computed as
     * {@code Σᵢ |zᵢⱼ|·wᵢⱼ + log(1 + e^−|zᵢⱼ|)}, with w = 1 − y for positive z, else y, which is stable for any z. An infinite
     * z adds 0 where it agrees with its label exactly, else +∞.
     *
     * @param z the logits Z, n × m, a column for each example
     * @param y the labels Y, n × m, from 0 to 1 (not checked)
     * @param a where A goes, n × m
     * @param dz where dZ goes, n × m
     * @param losses where the losses go, 1 × m
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses) {
        checkCost(Examples.IN_COLUMNS, z, "z", Objects.requireNonNull(y, "y"), Objects.requireNonNull(a, "a"), dz, "dz",
                losses);
        kernelsFor(z).sigmoidCrossEntropy(Examples.IN_COLUMNS, z, y, a, dz, losses, 0, z.columns());
    }

    /**
     * {@link #sigmoidCrossEntropy} for examples in rows: an example has the bits that it has as a column.
     *
     * @param z the logits Z, m × n, a row for each example
     * @param y the labels Y, m × n, from 0 to 1 (not checked)
     * @param a where A goes, m × n
     * @param dz where dZ goes, m × n
     * @param losses where the losses go, m × 1
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void sigmoidCrossEntropyRows(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses) {
        checkCost(Examples.IN_ROWS, z, "z", Objects.requireNonNull(y, "y"), Objects.requireNonNull(a, "a"), dz, "dz",
                losses);
        kernelsFor(z).sigmoidCrossEntropy(Examples.IN_ROWS, z, y, a, dz, losses, 0, z.rows());
    }

    /**
     * Softmax output with categorical cross-entropy, from the logits: {@code A = softmax(Z)}, {@code dZ = A − Y} and
     * for each example {@code lossⱼ = −Σᵢ yᵢⱼ·log aᵢⱼ}, with {@code log aᵢⱼ = zᵢⱼ − maxⱼ − log Σᵢ e^(zᵢⱼ − maxⱼ)},
     * which is stable for any finite z. A class with {@code y = 0} adds nothing. Infinite z are those of {@link #softmax}:
     * a class of probability 0 and {@code y > 0} adds +∞.
     *
     * @param z the logits Z, n × m, a column for each example; n must not be 0 unless m is
     * @param y the labels Y, n × m, each column not negative and of sum 1 (not checked)
     * @param a where A goes, n × m
     * @param dz where dZ goes, n × m
     * @param losses where the losses go, 1 × m
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses) {
        checkCost(Examples.IN_COLUMNS, z, "z", Objects.requireNonNull(y, "y"), Objects.requireNonNull(a, "a"), dz, "dz",
                losses);
        checkNotEmpty(Examples.IN_COLUMNS, z, "z");
        kernelsFor(z).softmaxCrossEntropy(Examples.IN_COLUMNS, z, y, a, dz, losses, 0, z.columns());
    }

    /**
     * {@link #softmaxCrossEntropy(Matrix, Matrix, Matrix, Matrix, Matrix)} for examples in rows: an example has the bits
     * that it has as a column.
     *
     * @param z the logits Z, m × n, a row for each example; n must not be 0 unless m is
     * @param y the labels Y, m × n, each row not negative and of sum 1 (not checked)
     * @param a where A goes, m × n
     * @param dz where dZ goes, m × n
     * @param losses where the losses go, m × 1
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void softmaxCrossEntropyRows(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses) {
        checkCost(Examples.IN_ROWS, z, "z", Objects.requireNonNull(y, "y"), Objects.requireNonNull(a, "a"), dz, "dz",
                losses);
        checkNotEmpty(Examples.IN_ROWS, z, "z");
        kernelsFor(z).softmaxCrossEntropy(Examples.IN_ROWS, z, y, a, dz, losses, 0, z.rows());
    }

    /**
     * {@link #softmaxCrossEntropy(Matrix, Matrix, Matrix, Matrix, Matrix)} of examples whose classes are known, with label
     * smoothing: the bits are those of labels {@code yᵢⱼ = ε / n} and, where i is the class of example j,
     * {@code (1 − ε) + ε / n}, one rounding for each operation. There is no matrix of labels. An example of class −1 is
     * ignored: it has its probabilities in A, but its loss and its gradient are 0, whatever z is.
     *
     * @param z the logits Z, n × m, a column for each example; n must not be 0 unless m is
     * @param classes the class of each example, m of them, from 0 to n − 1, or −1
     * @param smoothing ε, from 0 to 1
     * @param a where A goes, n × m
     * @param dz where dZ goes, n × m
     * @param losses where the losses go, 1 × m
     * @throws IllegalArgumentException if the shapes do not fit, a class or ε is out of range, or results overlap one
     * another or an input
     */
    public void softmaxCrossEntropy(Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz, Matrix losses) {
        checkClasses(Examples.IN_COLUMNS, z, classes, smoothing, a, dz, losses);
        kernelsFor(z).softmaxCrossEntropy(Examples.IN_COLUMNS, z, classes, smoothing, a, dz, losses, 0, z.columns());
    }

    /**
     * {@link #softmaxCrossEntropy(Matrix, int[], float, Matrix, Matrix, Matrix)} for examples in rows: an example has the
     * bits that it has as a column.
     *
     * @param z the logits Z, m × n, a row for each example; n must not be 0 unless m is
     * @param classes the class of each example, m of them, from 0 to n − 1, or −1
     * @param smoothing ε, from 0 to 1
     * @param a where A goes, m × n
     * @param dz where dZ goes, m × n
     * @param losses where the losses go, m × 1
     * @throws IllegalArgumentException if the shapes do not fit, a class or ε is out of range, or results overlap one
     * another or an input
     */
    public void softmaxCrossEntropyRows(Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz, Matrix losses) {
        checkClasses(Examples.IN_ROWS, z, classes, smoothing, a, dz, losses);
        kernelsFor(z).softmaxCrossEntropy(Examples.IN_ROWS, z, classes, smoothing, a, dz, losses, 0, z.rows());
    }

    private static void checkClasses(Examples in, Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz,
            Matrix losses) {
        checkCost(in, z, "z", null, Objects.requireNonNull(a, "a"), dz, "dz", losses);
        checkNotEmpty(in, z, "z");
        checkLength(classes, "classes", in.count(z), z, "z");
        for (int j = 0; j < classes.length; j++) {
            if (classes[j] < -1 || classes[j] >= in.elements(z)) {
                throw new IllegalArgumentException("the class of example " + j + " must be from 0 to "
                        + (in.elements(z) - 1) + ", or −1: " + classes[j] + ", z is " + z);
            }
        }
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new IllegalArgumentException("smoothing must be from 0 to 1: " + smoothing);
        }
    }

    /**
     * Mean squared error: for each example {@code lossⱼ = (1/n)·Σᵢ (aᵢⱼ − yᵢⱼ)²}, and {@code dA = (2/n)·(A − Y)}. A
     * term of the loss is the difference times half the gradient, so that what a float can hold does not overflow on the
     * way; n is rounded to a float, which it is exactly up to 2²⁴.
     *
     * @param a the predictions A, n × m, a column for each example
     * @param y the targets Y, n × m
     * @param da where dA goes, n × m
     * @param losses where the losses go, 1 × m
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void squaredError(Matrix a, Matrix y, Matrix da, Matrix losses) {
        error(Deviation.SQUARED, 1, Examples.IN_COLUMNS, a, y, da, losses);
    }

    /**
     * {@link #squaredError} for examples in rows: an example has the bits that it has as a column.
     *
     * @param a the predictions A, m × n, a row for each example
     * @param y the targets Y, m × n
     * @param da where dA goes, m × n
     * @param losses where the losses go, m × 1
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void squaredErrorRows(Matrix a, Matrix y, Matrix da, Matrix losses) {
        error(Deviation.SQUARED, 1, Examples.IN_ROWS, a, y, da, losses);
    }

    /**
     * Mean absolute error: for each example {@code lossⱼ = (1/n)·Σᵢ |aᵢⱼ − yᵢⱼ|}, and {@code dA = (1/n)·sign(A − Y)}, which
     * is 0 where they are equal; n is rounded to a float, which it is exactly up to 2²⁴.
     *
     * @param a the predictions A, n × m, a column for each example
     * @param y the targets Y, n × m
     * @param da where dA goes, n × m
     * @param losses where the losses go, 1 × m
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void absoluteError(Matrix a, Matrix y, Matrix da, Matrix losses) {
        error(Deviation.ABSOLUTE, 1, Examples.IN_COLUMNS, a, y, da, losses);
    }

    /**
     * {@link #absoluteError} for examples in rows: an example has the bits that it has as a column.
     *
     * @param a the predictions A, m × n, a row for each example
     * @param y the targets Y, m × n
     * @param da where dA goes, m × n
     * @param losses where the losses go, m × 1
     * @throws IllegalArgumentException if the shapes do not fit or results overlap one another or an input
     */
    public void absoluteErrorRows(Matrix a, Matrix y, Matrix da, Matrix losses) {
        error(Deviation.ABSOLUTE, 1, Examples.IN_ROWS, a, y, da, losses);
    }

    /**
     * Huber's mean error: for each example {@code lossⱼ = (1/n)·Σᵢ h(aᵢⱼ − yᵢⱼ)} where {@code h(d) = d²/2} for
     * {@code |d| ≤ δ}, else {@code δ·(|d| − δ/2)}, and {@code dA = (1/n)·max(−δ, min(δ, A − Y))}. n is rounded to a float,
     * which it is exactly up to 2²⁴.
     *
     * @param a the predictions A, n × m, a column for each example
     * @param y the targets Y, n × m
     * @param delta δ, finite and positive
     * @param da where dA goes, n × m
     * @param losses where the losses go, 1 × m
     * @throws IllegalArgumentException if the shapes do not fit, δ is out of range, or results overlap one another or an
     * input
     */
    public void huberError(Matrix a, Matrix y, float delta, Matrix da, Matrix losses) {
        error(Deviation.HUBER, delta, Examples.IN_COLUMNS, a, y, da, losses);
    }

    /**
     * {@link #huberError} for examples in rows: an example has the bits that it has as a column.
     *
     * @param a the predictions A, m × n, a row for each example
     * @param y the targets Y, m × n
     * @param delta δ, finite and positive
     * @param da where dA goes, m × n
     * @param losses where the losses go, m × 1
     * @throws IllegalArgumentException if the shapes do not fit, δ is out of range, or results overlap one another or an
     * input
     */
    public void huberErrorRows(Matrix a, Matrix y, float delta, Matrix da, Matrix losses) {
        error(Deviation.HUBER, delta, Examples.IN_ROWS, a, y, da, losses);
    }

    private void error(Deviation deviation, float delta, Examples in, Matrix a, Matrix y, Matrix da, Matrix losses) {
        checkCost(in, a, "a", Objects.requireNonNull(y, "y"), null, da, "da", losses);
        if (!(delta > 0 && delta < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("delta must be finite and positive: " + delta);
        }
        kernelsFor(a).error(deviation, delta, in, a, y, da, losses, 0, in.count(a));
    }

    private static void checkCost(Examples in, Matrix input, String inputName, @Nullable Matrix y,
            @Nullable Matrix a, Matrix d, String dName, Matrix losses) {
        Objects.requireNonNull(input, inputName);
        checkShape(d, dName, input.rows(), input.columns());
        checkShape(losses, "losses", in == Examples.IN_ROWS ? input.rows() : 1,
                in == Examples.IN_ROWS ? 1 : input.columns());
        checkApart(d, dName, input, inputName);
        checkApart(losses, "losses", input, inputName);
        checkApart(losses, "losses", d, dName);
        if (y != null) {
            checkShape(y, "y", input.rows(), input.columns());
            checkApart(d, dName, y, "y");
            checkApart(losses, "losses", y, "y");
        }
        if (a != null) {
            checkShape(a, "a", input.rows(), input.columns());
            checkApart(a, "a", input, inputName);
            checkApart(a, "a", d, dName);
            checkApart(a, "a", losses, "losses");
        }
        if (a != null && y != null) {
            checkApart(a, "a", y, "y");
        }
    }

    /** {@code byOps}: whether the caller says by opA and opB which operand is transposed. */
    private static void checkProduct(boolean transA, boolean transB, Matrix a, String aName, Matrix b, String bName,
            Matrix c, String cName, boolean byOps) {
        Objects.requireNonNull(a, aName);
        Objects.requireNonNull(b, bName);
        Objects.requireNonNull(c, cName);
        int m = transA ? a.columns() : a.rows();
        int k = transA ? a.rows() : a.columns();
        int n = transB ? b.rows() : b.columns();
        int l = transB ? b.columns() : b.rows();
        if (k != l) {
            throw misfit(m, k, aName, described(a, transA), l, n, bName, described(b, transB), c, byOps);
        }
        checkShape(c, cName, m, n);
        checkApart(c, cName, a, aName);
        checkApart(c, cName, b, bName);
    }

    private static void checkProduct(PackedMatrix a, String aName, boolean transB, Matrix b, String bName, Matrix c,
            String cName) {
        Objects.requireNonNull(a, aName);
        Objects.requireNonNull(b, bName);
        Objects.requireNonNull(c, cName);
        checkLeft(a, aName);
        int l = transB ? b.columns() : b.rows();
        int n = transB ? b.rows() : b.columns();
        if (a.columns() != l) {
            throw misfit(a.rows(), a.columns(), aName, a.toString(), l, n, bName, described(b, transB), c, false);
        }
        checkShape(c, cName, a.rows(), n);
        checkApart(c, cName, b, bName);
    }

    private static void checkLeft(PackedMatrix a, String name) {
        if (a.isRight()) {
            throw new IllegalArgumentException(name + " is " + a + " as a right operand: pack makes left ones");
        }
    }

    private static String described(Object x, boolean transposed) {
        return transposed ? "the transpose of " + x : x.toString();
    }

    /**
     * For an m × k and an l × n operand that do not fit: both, and what to look at if they would fit with one of them
     * transposed; C decides which.
     */
    private static IllegalArgumentException misfit(int m, int k, String aName, String a, int l, int n, String bName,
            String b, Matrix c, boolean byOps) {
        String hint = "";
        if (m == l && hasShape(c, k, n)) {
            hint = ": is " + aName + " transposed" + (byOps ? " (opA)?" : "?");
        } else if (k == n && hasShape(c, m, l)) {
            hint = ": is " + bName + " transposed" + (byOps ? " (opB)?" : "?");
        }
        return new IllegalArgumentException(
                aName + " is " + a + ", " + bName + " is " + b + ": the inner dimensions differ" + hint);
    }

    static void checkShape(Matrix x, String name, int rows, int columns) {
        Objects.requireNonNull(x, name);
        if (!hasShape(x, rows, columns)) {
            String hint = hasShape(x, columns, rows) ? ": is it transposed?" : "";
            throw new IllegalArgumentException(name + " is " + x + ", it has to be " + rows + "x" + columns + hint);
        }
    }

    private static void checkVector(Matrix x, String name, int length, String hint) {
        if (!isVector(x, length)) {
            throw new IllegalArgumentException(
                    name + " is " + x + ", it has to be " + length + "x1 or 1x" + length + hint);
        }
    }

    private static boolean isVector(Matrix x, int length) {
        return hasShape(x, length, 1) || hasShape(x, 1, length);
    }

    private static boolean hasShape(Matrix x, int rows, int columns) {
        return x.rows() == rows && x.columns() == columns;
    }

    static void checkApart(Matrix result, String name, Matrix other, String otherName) {
        if (result.overlaps(other)) {
            throw new IllegalArgumentException(
                    name + " (" + result + ") overlaps " + otherName + " (" + other + ") in memory");
        }
    }

    private static void checkApartOrSame(Matrix result, String name, Matrix other, String otherName) {
        if (!result.isSameView(other)) {
            checkApart(result, name, other, otherName);
        }
    }

    private KernelSet kernelsFor(Matrix x) {
        return ThreadedKernels.pay(x) ? threaded : set;
    }
}
