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
 * One product and its epilogue, {@code C = epilogue(α·op(A)·op(B) + β·C)}: BLAS's argument list as an object, and how
 * C is split between threads. It is mutable and pooled, so that a product allocates nothing.
 */
public final class Product implements Task {
    /**
     * The length of the blocks in which every element of C is summed over k: one constant of the library, because it is
     * part of the result's bits (docs/adr/0002).
     */
    public static final int KC = 1024;

    /** Below this many multiplications a thread costs more than it brings. */
    private static final long MIN_WORK_PER_THREAD = 1 << 17;

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

    private @Nullable KernelSet kernels;
    private int rowsPerPart;
    private int columnsPerPart;
    private int partsAcross;

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
            return packedA.step(i);
        }
        return transA ? a.leadingDimension() : 1;
    }

    /** Whether the sums add nothing, so that A and B are not read. */
    public boolean isEmptySum() {
        return k == 0 || alpha == 0;
    }

    /** Computes C, on as many threads as the work is worth. */
    public void run(KernelSet kernels, Workers workers) {
        int m = c.rows();
        int n = c.columns();
        int threads = (int) Math.min(workers.threads(), (long) m * n * k / MIN_WORK_PER_THREAD);
        if (threads <= 1) {
            kernels.product(this, 0, m, 0, n);
        } else {
            this.kernels = kernels;
            workers.run(this, split(m, n, threads), (long) m * n * k / MULTIPLICATIONS_PER_NANO);
        }
    }

    /**
     * Cuts C into a grid of equal parts, whole register tiles each, one for each thread; the grid is the one whose
     * largest part needs the least packing for its work. No sum over k is ever cut.
     */
    private int split(int m, int n, int threads) {
        int tileRows = Objects.requireNonNull(kernels).tileRows();
        int tileColumns = Objects.requireNonNull(kernels).tileColumns();
        double least = Double.POSITIVE_INFINITY;
        int parts = 0;
        for (int down = 1; down <= threads; down++) {
            int across = threads / down;
            int rows = partSize(m, down, tileRows);
            int columns = partSize(n, across, tileColumns);
            // Multiplications, and the copies into panels at what about ten multiplications cost.
            double cost = (double) rows * columns + 10.0 * (rows + columns);
            if (cost < least) {
                least = cost;
                rowsPerPart = rows;
                columnsPerPart = columns;
                partsAcross = ceilDiv(n, columns);
                parts = ceilDiv(m, rows) * partsAcross;
            }
        }
        return parts;
    }

    private static int partSize(int size, int parts, int tile) {
        return ceilDiv(ceilDiv(size, tile), parts) * tile;
    }

    private static int ceilDiv(int x, int y) {
        return (int) (((long) x + y - 1) / y);
    }

    @Override
    public void run(int part) {
        int row = part / partsAcross * rowsPerPart;
        int column = part % partsAcross * columnsPerPart;
        Objects.requireNonNull(kernels)
                .product(this, row, Math.min(row + rowsPerPart, c.rows()), column,
                        Math.min(column + columnsPerPart, c.columns()));
    }
}
