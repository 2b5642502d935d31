package org.lanewise.kernels.internal.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.plan.Product;

/**
 * The vector backend from the first call on. Until the JIT has compiled it, a vector operation is a call that
 * allocates, about a thousand times slower than afterwards. So the portable backend, which gives the same bits, serves
 * each call that needs a part not compiled yet, while a background thread runs that part on made-up operands until it
 * is fast. Nothing is prepared that nobody has asked for.
 */
public final class WarmUp implements KernelSet {
    /** Calls after which the JIT has taken notice of a method; until then no time is trusted. */
    private static final int CALLS = 1_000;
    /** The JIT needs further calls, and a processor of its own even more. */
    private static final int CALLS_BETWEEN_SLEEPS = 16;
    /** The first calls are interpreted, and are kept short. */
    private static final int BRIEF_CALLS = 200;
    /** What a made-up call takes when it is compiled is a tenth of this; before, it takes several times as long. */
    private static final long COMPILED_NANOS = 2_000;
    /**
     * The portable backend is to be compiled first: it serves the calls that are waiting, and behind the many methods of
     * the Vector API it would come late.
     */
    private static final int MILLIS_BEFORE_FIRST_PART = 40;
    /** A constant of this class, because a call of {@link Parts} would load that in a process's first product. */
    private static final long CLASSES = 1L << Parts.CLASSES;
    /** A part that is not compiled after so long will never be. */
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final KernelSet scalar;
    private final KernelSet vector;
    /** Made by the background thread, unless it is given. */
    private @Nullable PartDriver driver;

    private final AtomicLong wanted = new AtomicLong();
    private volatile long ready;
    /** What never became fast, and stays with the portable backend. */
    private volatile long refused;
    /** 0 or 1: an AtomicBoolean would cost the first call a millisecond (docs/adr/0006). */
    private final AtomicInteger running = new AtomicInteger();

    /** Runs the parts of the vector backend. */
    interface PartDriver {
        /** Calls a part once, for the shortest loop there is if {@code brief}, else for a few dozen steps. */
        void run(int part, boolean brief);
    }

    /** The vector backend, and the portable one that stands in for it. */
    public WarmUp(KernelSet scalar, KernelSet vector) {
        this(scalar, vector, null);
    }

    WarmUp(KernelSet scalar, KernelSet vector, @Nullable PartDriver driver) {
        this.scalar = scalar;
        this.vector = vector;
        this.driver = driver;
    }

    /** Who serves a call that needs these parts. */
    private KernelSet with(long parts) {
        if ((ready & parts) == parts) {
            return vector;
        }
        want(parts);
        return scalar;
    }

    private KernelSet withPart(int part) {
        return with(Parts.set(part));
    }

    private void want(long parts) {
        long before = wanted.get();
        while ((before & parts) != parts && !wanted.compareAndSet(before, before | parts)) {
            before = wanted.get();
        }
        if (left() != 0 && running.compareAndSet(0, 1)) {
            start();
        }
    }

    private void start() {
        Thread thread = new Thread(null, null, "lanewise-warm-up", 0, false) {
            @Override
            public void run() {
                warmUp();
            }
        };
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // No thread to be had: the portable backend serves this call too, and the next one asks again.
            running.set(0);
        }
    }

    private long left() {
        return wanted.get() & ~(ready | refused);
    }

    /** The background thread: ends when all that was asked for is done. */
    private void warmUp() {
        if ((ready | refused) == 0) {
            sleep(MILLIS_BEFORE_FIRST_PART);
        }
        if (driver == null) {
            driver = new MadeUpCalls();
        }
        do {
            for (long left = left(); left != 0; left = left()) {
                int part = Long.numberOfTrailingZeros(left);
                if (becomesFast(driver, part)) {
                    ready |= Parts.set(part);
                } else {
                    refused |= Parts.set(part);
                }
            }
            running.set(0);
        } while (left() != 0 && running.compareAndSet(0, 1));
    }

    private static boolean becomesFast(PartDriver driver, int part) {
        long start = System.nanoTime();
        for (int call = 0;; call++) {
            long before = System.nanoTime();
            driver.run(part, call < BRIEF_CALLS);
            long after = System.nanoTime();
            if (call >= CALLS) {
                if (after - before < COMPILED_NANOS) {
                    return true;
                }
                if (after - start > PATIENCE_NANOS || (call % CALLS_BETWEEN_SLEEPS == 0 && !sleep(1))) {
                    return false;
                }
            }
        }
    }

    /** False if interrupted. */
    private static boolean sleep(int millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public Backend backend() {
        return vector.backend();
    }

    @Override
    public int laneBits() {
        return vector.laneBits();
    }

    @Override
    public int tileColumns() {
        return ready == 0 ? scalar.tileColumns() : vector.tileColumns();
    }

    @Override
    public int tileRows() {
        return ready == 0 ? scalar.tileRows() : vector.tileRows();
    }

    @Override
    public int panelRows() {
        return vector.panelRows();
    }

    @Override
    public void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        // Not even what a product needs can be told before the classes are loaded.
        boolean loaded = (ready & CLASSES) != 0;
        long parts = loaded ? Parts.of(p, toRow - fromRow, toColumn - fromColumn) : CLASSES;
        KernelSet set = with(parts);
        (loaded ? set : scalar).product(p, fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void activate(Activation g, Matrix z, Matrix a, int fromRow, int toRow) {
        with(Parts.activate(g)).activate(g, z, a, fromRow, toRow);
    }

    @Override
    public void activationGradient(Activation g, Matrix kept, Matrix da, Matrix dz, int fromRow, int toRow) {
        with(Parts.gradient(g)).activationGradient(g, kept, da, dz, fromRow, toRow);
    }

    @Override
    public void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        withPart(Parts.ROW_SUMS).rowSums(alpha, x, beta, y, fromRow, toRow);
    }

    @Override
    public void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        withPart(Parts.COLUMN_SUMS).columnSums(alpha, x, beta, y, fromColumn, toColumn);
    }

    @Override
    public void softmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        withPart(Parts.SOFTMAX).softmax(z, a, fromColumn, toColumn);
    }

    @Override
    public void logSoftmax(Matrix z, Matrix a, int fromColumn, int toColumn) {
        withPart(Parts.LOG_SOFTMAX).logSoftmax(z, a, fromColumn, toColumn);
    }

    @Override
    public void sigmoidCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        withPart(Parts.SIGMOID_CROSS_ENTROPY).sigmoidCrossEntropy(z, y, a, dz, losses, fromColumn, toColumn);
    }

    @Override
    public void softmaxCrossEntropy(Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int fromColumn,
            int toColumn) {
        withPart(Parts.SOFTMAX_CROSS_ENTROPY).softmaxCrossEntropy(z, y, a, dz, losses, fromColumn, toColumn);
    }

    @Override
    public void squaredError(Matrix a, Matrix y, Matrix da, Matrix losses, int fromColumn, int toColumn) {
        withPart(Parts.SQUARED_ERROR).squaredError(a, y, da, losses, fromColumn, toColumn);
    }
}
