package org.lanewise.kernels.internal.plan;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.UpdateArguments;
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

    /** At full speed, on one thread. */
    private static final long MULTIPLICATIONS_PER_NANO = 128;

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
    /** The left operand if it is packed, never transposed. */
    public @Nullable Panels packedA;
    /** The right operand, unless it is packed. */
    public Matrix b = NONE;
    /** The transpose of the right operand if that is packed. */
    public @Nullable Panels packedB;
    /** The result; parameters W if {@link #update} is there, which changes them: then the product itself is stored nowhere. */
    public Matrix c = NONE;
    /** The length of the sums. */
    public int k;

    /** Forward epilogue {@code C = C + bias, A = g(C)}: the bias of each row, or of each column; or null. */
    public @Nullable Matrix bias;
    /** Whether the bias has an element for each column. */
    public boolean biasOfColumns;
    /** Where the forward epilogue leaves A: another matrix if C is kept as Z, else C; or null. */
    public @Nullable Matrix activated;
    /** Backward epilogue {@code C = C ⊙ g′(kept)}: what the forward pass kept, or null. */
    public @Nullable Matrix kept;
    /** The activation of the epilogue, or null if there is none. */
    public @Nullable Activation activation;
    /** Epilogue that changes W = C by the gradient {@code α·op(A)·op(B)}, or null. */
    public @Nullable UpdateArguments update;

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

    /** A product {@code C = α·A·op(B) + β·C} with a packed A. */
    public static Product acquire(Panels a, boolean transB, float alpha, Matrix b, float beta, Matrix c) {
        Product p = acquire(false, transB, alpha, NONE, b, beta, c, a.columns());
        p.packedA = a;
        return p;
    }

    /** A product {@code C = α·op(A)·B + β·C} whose B is the transpose of what is packed. */
    public static Product acquire(boolean transA, float alpha, Matrix a, Panels b, float beta, Matrix c) {
        Product p = acquire(transA, false, alpha, a, NONE, beta, c, b.columns());
        p.packedB = b;
        return p;
    }

    /** Lets go of the matrices and returns to the pool. */
    public void release() {
        a = NONE;
        packedA = null;
        b = NONE;
        packedB = null;
        c = NONE;
        bias = null;
        biasOfColumns = false;
        activated = null;
        kept = null;
        activation = null;
        update = null;
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

    /** From element (i, k) to (i + 1, k), within a panel if A is packed. */
    public int rowStepOfA() {
        return packedA != null || transA ? 1 : a.leadingDimension();
    }

    /** The rows from i on that are so far apart. */
    public int rowsLeft(int i) {
        return packedA != null ? packedA.rowsLeft(i) : c.rows() - i;
    }

    /** The array that holds op(B). */
    public float[] dataOfB() {
        return packedB != null ? packedB.data() : b.data();
    }

    /** Where it has element (k, j), the first of a block of k. */
    public int indexOfB(int k, int j) {
        if (packedB != null) {
            return packedB.index(j, k);
        }
        return transB ? b.index(j, k) : b.index(k, j);
    }

    /** From there to element (k + 1, j), and on within the block. */
    public int stepOfB(int j) {
        if (packedB != null) {
            return packedB.width(j);
        }
        return transB ? 1 : b.leadingDimension();
    }

    /** From element (k, j) to (k, j + 1), within a panel if B is packed. */
    public int columnStepOfB() {
        return packedB == null && transB ? b.leadingDimension() : 1;
    }

    /** The columns from j on that are so far apart. */
    public int columnsLeft(int j) {
        return packedB != null ? packedB.rowsLeft(j) : c.columns() - j;
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
            double multiplications = (double) c.rows() * c.columns() * k;
            workers.run(this, plan.parts(), (long) (multiplications / MULTIPLICATIONS_PER_NANO));
        }
    }

    @Override
    public void run(int part) {
        Objects.requireNonNull(kernels)
                .product(this, plan.fromRow(part), plan.toRow(part, c.rows()), plan.fromColumn(part),
                        plan.toColumn(part, c.columns()));
    }
}
