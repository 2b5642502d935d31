package org.lanewise.kernels.internal.plan;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.threads.Task;
import org.lanewise.kernels.internal.threads.Workers;

/**
 * One product and its epilogue, {@code C = epilogue(α·op(A)·op(B) + β·C)}: BLAS's argument list as an object, with its
 * plan. It is mutable and pooled, so that a product allocates nothing.
 */
public final class Product implements Task {
    /**
     * The length of the blocks in which every element of C is summed over k: one constant of the library, because it is
     * part of the result's bits (docs/adr/0002).
     */
    public static final int KC = 1024;

    private static final Matrix NONE = Matrix.zeros(0, 0);
    private static final Pool<Product> POOL = new Pool<>();

    /** Whether A is taken transposed. */
    public boolean transA;
    /** Whether B is taken transposed. */
    public boolean transB;
    /** The factor of the product. */
    public float alpha;
    /** The factor of the old C. */
    public float beta;
    /** The left operand, unless it is packed. */
    public Matrix a = NONE;
    /** The left operand if it is packed, never transposed; then {@link #alpha} is 1. */
    public @Nullable Panels packedA;
    /** The right operand. */
    public Matrix b = NONE;
    /** The result. */
    public Matrix c = NONE;
    /** The length of the sums. */
    public int k;

    /** Forward epilogue {@code C = C + bias, A = g(C)}: the bias of each row, or null. */
    public @Nullable Matrix bias;
    /** Where the forward epilogue leaves A: another matrix if C is kept as Z, else C; or null. */
    public @Nullable Matrix activated;
    /** Backward epilogue {@code C = C ⊙ g′(kept)}: what the forward pass kept, or null. */
    public @Nullable Matrix kept;
    /** The activation of the epilogue, or null if there is none. */
    public @Nullable Activation activation;

    /** How all this is computed; made by {@link #run(KernelSet, Workers)}. */
    public final Plan plan = new Plan();
    /** Who computes it. */
    private @Nullable KernelSet kernels;

    private Product() {
    }

    /** A product without an epilogue; give it back with {@link #release}. */
    public static Product acquire(boolean transA, boolean transB, float alpha, Matrix a, Matrix b, float beta, Matrix c,
            int k) {
        Product p = POOL.acquire();
        if (p == null) {
            p = new Product();
        }
        p.transA = transA;
        p.transB = transB;
        p.alpha = alpha;
        p.a = a;
        p.b = b;
        p.beta = beta;
        p.c = c;
        p.k = k;
        return p;
    }

    /** A product {@code C = A·B} with a packed A. */
    public static Product acquire(Panels a, Matrix b, Matrix c) {
        Product p = acquire(false, false, 1, NONE, b, 0, c, a.columns());
        p.packedA = a;
        return p;
    }

    /** Lets go of the matrices and returns to the pool. */
    public void release() {
        a = NONE;
        packedA = null;
        b = NONE;
        c = NONE;
        bias = null;
        activated = null;
        kept = null;
        activation = null;
        kernels = null;
        POOL.release(this);
    }

    /** The array that holds op(A). */
    public float[] dataOfA() {
        return packedA != null ? packedA.data() : a.data();
    }

    /** Where it has element (i, k), the first of a block of k. */
    public int indexOfA(int i, int k) {
        if (packedA != null) {
            return packedA.index(i, k);
        }
        return transA ? a.index(k, i) : a.index(i, k);
    }

    /** From there to element (i, k + 1), and on within the block. */
    public int stepOfA(int i) {
        if (packedA != null) {
            return packedA.width(i);
        }
        return transA ? a.leadingDimension() : 1;
    }

    /** Whether the sums add nothing, so that A and B are not read. */
    public boolean isEmptySum() {
        return k == 0 || alpha == 0;
    }

    /** Plans, then computes C, on as many threads as the work is worth. */
    public void run(KernelSet kernels, Workers workers) {
        KernelSet backend = kernels.plan(this, workers.threads());
        this.kernels = backend;
        if (plan.parts() == 1) {
            backend.product(this, 0, c.rows(), 0, c.columns());
        } else {
            workers.run(this, plan.parts());
        }
    }

    @Override
    public void run(int part) {
        Objects.requireNonNull(kernels)
                .product(this, plan.fromRow(part), plan.toRow(part, c.rows()), plan.fromColumn(part),
                        plan.toColumn(part, c.columns()));
    }
}
