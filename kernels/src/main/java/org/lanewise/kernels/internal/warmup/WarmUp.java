package org.lanewise.kernels.internal.warmup;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Examples;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.ProductKernels;
import org.lanewise.kernels.internal.threads.DaemonThread;
import org.lanewise.kernels.internal.vector.MadeUpCalls;
import org.lanewise.kernels.internal.vector.Parts;

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
    /** A part that is not compiled after so long will never be. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** A failure may pass, as a lack of memory does: so often is a part tried again, */
    static final int TRIES = 5;
    /** and not before so much time has passed. */
    private static final long NANOS_BETWEEN_TRIES = TimeUnit.SECONDS.toNanos(1);
    /** Plans that were found ready are remembered by their keys: a power of two of them. */
    private static final int KEYS = 256;

    private final KernelSet scalar;
    private final KernelSet vector;
    /** Made by the background thread, unless it is given. */
    private @Nullable PartDriver driver;

    /** What was asked for. This, and all else that is not volatile, is guarded by this object. */
    private final PartSet wanted = new PartSet(Parts.COUNT);
    /** What never became fast, and stays with the portable backend. */
    private final PartSet refused = new PartSet(Parts.COUNT);
    private boolean running;
    private int failures;
    private long lastFailure;
    /** What is compiled; replaced, never changed. */
    private volatile PartSet ready = new PartSet(Parts.COUNT);
    /** Keys of plans all of whose parts are ready. Races lose or repeat an entry, which does no harm. */
    private final long[] readyKeys = new long[KEYS];

    /** The vector backend, and the portable one that stands in for it. */
    public WarmUp(KernelSet scalar, KernelSet vector) {
        this(scalar, vector, null);
    }

    WarmUp(KernelSet scalar, KernelSet vector, @Nullable PartDriver driver) {
        this.scalar = scalar;
        this.vector = vector;
        this.driver = driver;
    }

    /** Who serves a call that needs this part. */
    private KernelSet with(int part) {
        return isReady(part) ? vector : scalar;
    }

    /** The same, and with the part that transposes examples in rows. */
    private KernelSet with(int part, Examples in) {
        boolean transposes = in == Examples.IN_COLUMNS || isReady(Parts.TRANSPOSE);
        return isReady(part) && transposes ? vector : scalar;
    }

    /** Whether a part is compiled; if not, it is asked for. */
    private boolean isReady(int part) {
        if (ready.contains(part)) {
            return true;
        }
        synchronized (this) {
            // Who serves can be told only when the classes are loaded.
            wanted.add(Parts.CLASSES);
            wanted.add(part);
            start();
        }
        return false;
    }

    @Override
    public boolean prepare(Runnable calls, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        calls.run();
        // Calls that could not be served may ask for more when they can.
        while (await(start, nanos)) {
            int before = wantedParts();
            calls.run();
            if (wantedParts() == before) {
                return readyParts() == before;
            }
        }
        return false;
    }

    /** Waits until nothing is left to do; false if that takes too long. */
    private synchronized boolean await(long start, long nanos) throws InterruptedException {
        while (next() >= 0) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            // After a failure it is tried again, though nobody calls.
            start();
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, NANOS_BETWEEN_TRIES));
        }
        return true;
    }

    private synchronized int wantedParts() {
        return wanted.size();
    }

    private int readyParts() {
        return ready.size();
    }

    private synchronized int leftParts() {
        return wanted.size() - ready.size() - refused.size();
    }

    @Override
    public String toString() {
        int left = leftParts();
        if (!ready.contains(Parts.CLASSES)) {
            return "vector backend, portable code serves until it is compiled";
        }
        return vector + (left == 0 ? "" : ", portable code serves until " + left + " more parts are compiled");
    }

    @Override
    public ProductKernels plan(Product p, int threads) {
        // Not even what a product needs can be told before the classes are loaded.
        if (isReady(Parts.CLASSES)) {
            ProductKernels planned = vector.plan(p, threads);
            long key = p.plan.key(p);
            int slot = (int) key & (KEYS - 1);
            if (readyKeys[slot] == key || isReady(p)) {
                readyKeys[slot] = key;
                return planned;
            }
        }
        return scalar.plan(p, threads);
    }

    private boolean isReady(Product p) {
        PartSet needed = new PartSet(Parts.COUNT);
        Parts.addOf(p, needed);
        if (ready.containsAll(needed)) {
            return true;
        }
        synchronized (this) {
            wanted.addAll(needed);
            start();
        }
        return false;
    }

    /** Sees to it that a thread is at work, if there is any. */
    private void start() {
        if (running || next() < 0 || (failures > 0 && System.nanoTime() - lastFailure < NANOS_BETWEEN_TRIES)) {
            return;
        }
        running = true;
        try {
            // No lambda, which would cost the first call a millisecond (docs/adr/0006).
            DaemonThread.of("lanewise-warm-up", new Runnable() {
                @Override
                public void run() {
                    warmUp();
                }
            }).start();
        } catch (Throwable e) {
            // No thread to be had: the portable backend serves this call too, and a later one asks again.
            running = false;
            failures++;
            lastFailure = System.nanoTime();
        }
    }

    /** A part that was asked for and is neither ready nor refused, or −1. */
    private synchronized int next() {
        PartSet done = ready.copy();
        done.addAll(refused);
        return wanted.firstNotIn(done);
    }

    /** The background thread: ends when all that was asked for is done. */
    private void warmUp() {
        try {
            if (ready.size() == 0) {
                sleep(MILLIS_BEFORE_FIRST_PART);
            }
            if (driver == null) {
                driver = new MadeUpCalls();
            }
            for (int part = next(); part >= 0 || !end(); part = next()) {
                if (part >= 0) {
                    done(part, becomesFast(driver, part));
                }
            }
        } catch (Throwable e) {
            fail();
        }
    }

    private synchronized boolean end() {
        running = next() >= 0;
        return !running;
    }

    private synchronized void done(int part, boolean fast) {
        if (fast) {
            PartSet more = ready.copy();
            more.add(part);
            ready = more;
        } else {
            refused.add(part);
        }
        failures = 0;
        notifyAll();
    }

    /** The next call that wants a part has it tried again; the part in question only so often. */
    private synchronized void fail() {
        running = false;
        failures++;
        lastFailure = System.nanoTime();
        if (failures >= TRIES) {
            refused.add(next());
            failures = 0;
        }
        notifyAll();
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
                if (after - start > PATIENCE_NANOS) {
                    return false;
                }
                if (call % CALLS_BETWEEN_SLEEPS == 0) {
                    sleep(1);
                }
            }
        }
    }

    /** An interrupt, which nobody has reason to send, is not kept. */
    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            // On with the work.
        }
    }

    @Override
    public Backend backend() {
        return vector.backend();
    }

    @Override
    public int laneBits() {
        return ready.contains(Parts.CLASSES) ? vector.laneBits() : scalar.laneBits();
    }

    @Override
    public Panels pack(Matrix a, boolean transposed) {
        return with(Parts.packing(transposed)).pack(a, transposed);
    }

    @Override
    public void activate(Activation g, Matrix z, Matrix a, int fromRow, int toRow, int fromColumn, int toColumn) {
        with(Parts.activate(g)).activate(g, z, a, fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void activationGradient(Activation g, Matrix kept, Matrix da, Matrix dz, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        with(Parts.gradient(g)).activationGradient(g, kept, da, dz, fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        with(Parts.ROW_SUMS).rowSums(alpha, x, beta, y, fromRow, toRow);
    }

    @Override
    public void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        boolean blocksReady = x.columns() > 1 || isReady(Parts.DOT_ROWS);
        (blocksReady ? with(Parts.COLUMN_SUMS) : scalar).columnSums(alpha, x, beta, y, fromColumn, toColumn);
    }

    @Override
    public void elementWise(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        with(Parts.elementWise(f)).elementWise(f, alpha, x, y, z, fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void dropout(float share, long key, long stream, int firstExample, Matrix a, int fromRow, int toRow) {
        with(Parts.DROPOUT).dropout(share, key, stream, firstExample, a, fromRow, toRow);
    }

    @Override
    public void update(UpdateArguments u, Matrix g, int fromRow, int toRow) {
        boolean changes = !u.changesGradient() || isReady(Parts.CHANGE_GRADIENT);
        KernelSet set = with(Parts.update(u.kind));
        (changes ? set : scalar).update(u, g, fromRow, toRow);
    }

    @Override
    public void limitRows(float limit, Matrix w, int fromRow, int toRow) {
        with(Parts.NORM).limitRows(limit, w, fromRow, toRow);
    }

    @Override
    public float norm(Matrix x) {
        return with(Parts.NORM).norm(x);
    }

    @Override
    public float dot(Matrix x, Matrix y) {
        return with(Parts.MATRIX_VECTOR).dot(x, y);
    }

    @Override
    public void matrixVector(boolean transA, float alpha, Matrix a, Matrix x, float beta, Matrix y, int from, int to) {
        with(transA ? Parts.TRANSPOSED_MATRIX_VECTOR : Parts.MATRIX_VECTOR).matrixVector(transA, alpha, a, x, beta, y,
                from, to);
    }

    @Override
    public void softmax(Examples in, Matrix z, Matrix a, int from, int to) {
        with(Parts.SOFTMAX, in).softmax(in, z, a, from, to);
    }

    @Override
    public void logSoftmax(Examples in, Matrix z, Matrix a, int from, int to) {
        with(Parts.LOG_SOFTMAX, in).logSoftmax(in, z, a, from, to);
    }

    @Override
    public void sigmoidCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        with(Parts.SIGMOID_CROSS_ENTROPY, in).sigmoidCrossEntropy(in, z, y, a, dz, losses, from, to);
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        with(Parts.SOFTMAX_CROSS_ENTROPY, in).softmaxCrossEntropy(in, z, y, a, dz, losses, from, to);
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz,
            Matrix losses, int from, int to) {
        with(Parts.CROSS_ENTROPY_OF_CLASSES, in).softmaxCrossEntropy(in, z, classes, smoothing, a, dz, losses, from,
                to);
    }

    @Override
    public void error(Deviation deviation, float delta, Examples in, Matrix a, Matrix y, Matrix da, Matrix losses,
            int from, int to) {
        with(Parts.error(deviation), in).error(deviation, delta, in, a, y, da, losses, from, to);
    }
}
