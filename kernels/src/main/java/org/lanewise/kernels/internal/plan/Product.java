package org.lanewise.kernels.internal.plan;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.threads.Progress;
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

    /** So many elements are added to C before it is worth another part. */
    private static final int MIN_SUMS_PER_PART = 1 << 14;
    /** At full speed, on one thread. */
    private static final double MULTIPLICATIONS_PER_NANO = 128;
    private static final double ELEMENTS_PER_NANO = 8;

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
    /** The steps of the sums that are computed: all, or a block; its first, */
    public int fromK;
    /** and the one after its last. */
    public int toK;

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

    private final Plan ownPlan = new Plan();
    /** How all this is computed; made by {@link #run(KernelSet, Workers)}. */
    public Plan plan = ownPlan;
    /** Who computes it. */
    private @Nullable ProductKernels kernels;

    /** The copies that the parts share. */
    private @Nullable Buffer copyOfA;
    private @Nullable Buffer copyOfB;
    /** The sums of blocks of k, each like C without gaps between its rows. */
    private @Nullable Buffer sums;
    /** Where those of this product begin, if it is a block of another one. */
    private int firstSum;
    /** How far the parts are; made when there are some for the first time. */
    private @Nullable Progress progress;

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
        p.fromK = 0;
        p.toK = k;
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
        plan = ownPlan;
        kernels = null;
        sums = null;
        firstSum = 0;
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

    /** The array that holds C, or the sums of a block of k. */
    public float[] dataOfC() {
        return isBlock() || keepsGradient() ? sums().data() : c.data();
    }

    /** Where it has element (i, j). */
    public int indexOfC(int i, int j) {
        return isBlock() || keepsGradient() ? firstSum + i * c.columns() + j : c.index(i, j);
    }

    /** From there to element (i + 1, j). */
    public int rowStepOfC() {
        return isBlock() || keepsGradient() ? c.columns() : c.leadingDimension();
    }

    /** Whether this is a block of another product's sums. */
    private boolean isBlock() {
        return plan != ownPlan;
    }

    /** Whether the gradient of an update is kept as a whole, because its sums have several blocks in register tiles. */
    public boolean keepsGradient() {
        return sums != null && update != null;
    }

    private Buffer sums() {
        return Objects.requireNonNull(sums);
    }

    /** The copy of a block of A that the parts share. */
    public Buffer copyOfA() {
        return Objects.requireNonNull(copyOfA);
    }

    /** The copy of a block of B that the parts share. */
    public Buffer copyOfB() {
        return Objects.requireNonNull(copyOfB);
    }

    /** The array with the sums of the blocks of k that {@link ProductKernels#addSums} adds. */
    public float[] dataOfSums() {
        return sums().data();
    }

    /** Whether the sums add nothing, so that A and B are not read. */
    public boolean isEmptySum() {
        return k == 0 || alpha == 0;
    }

    /** Plans, then computes C, on as many threads as the work is worth. */
    public void run(KernelSet kernels, Workers workers) {
        long nanos = nanos();
        int threads = workers.threadsFor(nanos);
        ProductKernels backend = kernels.plan(this, threads);
        acquireBuffers();
        if (plan.cut() == Plan.Cut.NONE) {
            backend.product(this, 0, c.rows(), 0, c.columns());
            releaseBuffers();
            workers.ended(nanos);
            return;
        }
        this.kernels = backend;
        if (progress == null) {
            progress = new Progress();
        }
        progress.reset();
        workers.run(this, parts(), threads);
        releaseBuffers();
    }

    /** About how long one thread takes: as long as the multiplications, or as to fetch the operands if that is longer. */
    private long nanos() {
        double m = c.rows();
        double n = c.columns();
        return (long) Math.max(m * n * k / MULTIPLICATIONS_PER_NANO, (m * k + k * n + m * n) / ELEMENTS_PER_NANO);
    }

    private void acquireBuffers() {
        if (plan.cut() == Plan.Cut.SHARED_COPIES) {
            copyOfA = Buffer.acquire();
            copyOfB = Buffer.acquire();
        } else if (plan.cut() == Plan.Cut.BLOCKS_OF_K) {
            sums = Buffer.acquire();
            sums.reserve(plan.blocksAtATime() * c.rows() * c.columns());
        }
        if (update != null && k > KC && plan.path() == Plan.Path.TILES) {
            sums = Buffer.acquire();
            sums.reserve(c.rows() * c.columns());
        }
    }

    private void releaseBuffers() {
        copyOfA = Buffer.release(copyOfA);
        copyOfB = Buffer.release(copyOfB);
        sums = Buffer.release(sums);
    }

    /** How many parts there are: the steps of the plan one after the other, so that a part waits for earlier ones only. */
    private int parts() {
        return switch (plan.cut()) {
            case NONE, RANGES -> plan.ranges();
            case SHARED_COPIES -> partsOfStep() * blocksOfK() * Math.ceilDiv(c.columns(), Plan.NC);
            case BLOCKS_OF_K -> blocksOfK() * plan.ranges() + rounds() * partsThatAdd();
        };
    }

    @Override
    public void run(int part) {
        switch (plan.cut()) {
            case NONE, RANGES -> range(Objects.requireNonNull(kernels), this, part);
            case SHARED_COPIES -> runWithSharedCopies(part);
            case BLOCKS_OF_K -> runBlocksOfK(part);
        }
    }

    private static void range(ProductKernels kernels, Product p, int range) {
        Plan plan = p.plan;
        int m = p.c.rows();
        int n = p.c.columns();
        int down = range / plan.partsAcross();
        int across = range % plan.partsAcross();
        kernels.product(p, plan.fromRow(down, m), plan.fromRow(down + 1, m), plan.fromColumn(across, n),
                plan.fromColumn(across + 1, n));
    }

    private int blocksOfK() {
        return Math.ceilDiv(k, KC);
    }

    private int pieces() {
        return plan.piecesOfA() + plan.piecesOfB();
    }

    private int partsOfStep() {
        return pieces() + plan.ranges();
    }

    /** A step is a block of B: first the pieces of the copies, then the ranges of C. */
    private void runWithSharedCopies(int part) {
        int step = part / partsOfStep();
        int inStep = part % partsOfStep();
        int fromColumn = step / blocksOfK() * Plan.NC;
        int fromK = step % blocksOfK() * KC;
        int first = part - inStep + (inStep < pieces() ? 0 : pieces());
        Progress progress = Objects.requireNonNull(this.progress);
        if (progress.await(first)) {
            try {
                runInStep(inStep, fromColumn, fromK);
            } catch (Throwable e) {
                progress.fail();
                throw e;
            }
            progress.finish();
        }
    }

    private void runInStep(int part, int fromColumn, int fromK) {
        ProductKernels backend = Objects.requireNonNull(kernels);
        int range = part - pieces();
        if (part < plan.piecesOfB()) {
            backend.copyPieceOfB(this, part, fromColumn, fromK);
        } else if (range < 0) {
            int piece = part - plan.piecesOfB();
            backend.copyPieceOfA(this, plan.fromRow(piece, c.rows()), plan.fromRow(piece + 1, c.rows()), fromK);
        } else {
            int m = c.rows();
            int columns = Math.min(Plan.NC, c.columns() - fromColumn);
            int down = range / plan.partsAcross();
            int across = range % plan.partsAcross();
            backend.multiplyCopies(this, plan.fromRow(down, m), plan.fromRow(down + 1, m),
                    fromColumn + plan.fromColumn(across, columns), fromColumn + plan.fromColumn(across + 1, columns),
                    fromColumn, fromK);
        }
    }

    private int rounds() {
        return Math.ceilDiv(blocksOfK(), plan.blocksAtATime());
    }

    /** C is added to in ranges of rows, with so many elements of sums at least. */
    private int partsThatAdd() {
        return Math.clamp((long) plan.blocksAtATime() * c.rows() * c.columns() / MIN_SUMS_PER_PART, 1, c.rows());
    }

    /** A step is a round: first the sums of some blocks of k, then their addition to C. */
    private void runBlocksOfK(int part) {
        int ranges = plan.ranges();
        int partsOfRound = plan.blocksAtATime() * ranges + partsThatAdd();
        int round = part / partsOfRound;
        int inRound = part % partsOfRound;
        int fromBlock = round * plan.blocksAtATime();
        int blocks = Math.min(plan.blocksAtATime(), blocksOfK() - fromBlock);
        boolean adds = inRound >= blocks * ranges;
        int first = part - inRound + (adds ? blocks * ranges : 0);
        Progress progress = Objects.requireNonNull(this.progress);
        if (progress.await(first)) {
            try {
                if (adds) {
                    addSums(inRound - blocks * ranges, fromBlock, blocks);
                } else {
                    sumBlock(inRound % ranges, fromBlock, inRound / ranges);
                }
            } catch (Throwable e) {
                progress.fail();
                throw e;
            }
            progress.finish();
        }
    }

    /** A range of the sums of one block: a product of its own. */
    private void sumBlock(int range, int fromBlock, int number) {
        Product block = acquire(transA, transB, alpha, a, b, 1, c, k);
        block.packedA = packedA;
        block.packedB = packedB;
        block.fromK = (fromBlock + number) * KC;
        block.toK = Math.min(block.fromK + KC, k);
        block.plan = plan;
        block.sums = sums;
        block.firstSum = number * c.rows() * c.columns();
        ProductKernels backend = Objects.requireNonNull(kernels);
        block.clear(range);
        range(backend, block, range);
        block.release();
    }

    /** What is added to −0 keeps its bits, −0 too. */
    private void clear(int range) {
        int fromColumn = plan.fromColumn(range % plan.partsAcross(), c.columns());
        int toColumn = plan.fromColumn(range % plan.partsAcross() + 1, c.columns());
        int down = range / plan.partsAcross();
        for (int i = plan.fromRow(down, c.rows()); i < plan.fromRow(down + 1, c.rows()); i++) {
            Arrays.fill(dataOfC(), indexOfC(i, fromColumn), indexOfC(i, toColumn), -0f);
        }
    }

    private void addSums(int part, int fromBlock, int blocks) {
        int fromRow = (int) ((long) c.rows() * part / partsThatAdd());
        int toRow = (int) ((long) c.rows() * (part + 1) / partsThatAdd());
        Objects.requireNonNull(kernels)
                .addSums(this, blocks, fromBlock == 0, fromBlock + blocks == blocksOfK(), fromRow, toRow);
    }
}
