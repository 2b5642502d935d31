package org.lanewise.kernels.internal.threads;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Deviation;
import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.Examples;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.plan.Panels;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.ProductKernels;

/**
 * The kernels of another set on several threads, for large operands: each call is cut into ranges of rows or columns.
 * Not so a product, which {@link Product} cuts by itself.
 */
public final class ThreadedKernels implements KernelSet {
    /** Below this many elements a thread costs more than it brings. */
    private static final int MIN_ELEMENTS_PER_THREAD = 1 << 15;
    /** Below this many elements it costs more to take a part than a thread waits for another's last one. */
    private static final int MIN_ELEMENTS_PER_PART = 1 << 14;
    /** Threads take parts as they come: who comes late, or is slow, takes fewer. */
    private static final int PARTS_PER_THREAD = 4;
    /** Columns are cut between cache lines, where there are enough: no part ends amidst a vector. */
    private static final int LINE = 16;
    /** What a row sum takes, the fastest of these kernels: the others are worth their threads all the more. */
    private static final int ELEMENTS_PER_NANO = 8;

    private static final Matrix NONE = Matrix.zeros(0, 0);
    private static final int[] NO_INDICES = {};
    private static final Pool<Call> CALLS = new Pool<>();

    private final KernelSet set;
    private final Workers workers;

    /** The kernels of {@code set} on the threads of {@code workers}. */
    public ThreadedKernels(KernelSet set, Workers workers) {
        this.set = set;
        this.workers = workers;
    }

    /** Whether there is work for two threads. */
    public static boolean pay(Matrix x) {
        return (long) x.rows() * x.columns() >= 2 * MIN_ELEMENTS_PER_THREAD;
    }

    @Override
    public Backend backend() {
        return set.backend();
    }

    @Override
    public int laneBits() {
        return set.laneBits();
    }

    @Override
    public boolean prepare(Runnable calls, long nanos) throws InterruptedException {
        return set.prepare(calls, nanos);
    }

    @Override
    public String toString() {
        return set.toString();
    }

    @Override
    public ProductKernels plan(Product p, int threads) {
        return set.plan(p, threads);
    }

    @Override
    public Panels pack(Matrix a, boolean transposed) {
        return set.pack(a, transposed);
    }

    @Override
    public void activate(Activation g, Matrix z, Matrix a, int fromRow, int toRow, int fromColumn, int toColumn) {
        Call call = call(z, a);
        call.activation = g;
        runElements(call, (s, c, from, to) -> s.activate(c.activation, c.x, c.y, c.fromRow(from), c.toRow(to),
                c.fromColumn(from), c.toColumn(to)), fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void activationGradient(Activation g, Matrix kept, Matrix da, Matrix dz, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        Call call = call(kept, da);
        call.activation = g;
        call.d = dz;
        runElements(call, (s, c, from, to) -> s.activationGradient(c.activation, c.x, c.y, c.d,
                c.fromRow(from), c.toRow(to), c.fromColumn(from), c.toColumn(to)), fromRow, toRow, fromColumn,
                toColumn);
    }

    @Override
    public void rowSums(float alpha, Matrix x, float beta, Matrix y, int fromRow, int toRow) {
        Call call = call(x, y);
        call.alpha = alpha;
        call.beta = beta;
        run(call, (s, c, from, to) -> s.rowSums(c.alpha, c.x, c.beta, c.y, from, to), fromRow, toRow);
    }

    @Override
    public void columnSums(float alpha, Matrix x, float beta, Matrix y, int fromColumn, int toColumn) {
        Call call = call(x, y);
        call.alpha = alpha;
        call.beta = beta;
        run(call, (s, c, from, to) -> s.columnSums(c.alpha, c.x, c.beta, c.y, from, to), fromColumn, toColumn);
    }

    @Override
    public void elementWise(ElementWise f, float alpha, Matrix x, Matrix y, Matrix z, int fromRow, int toRow,
            int fromColumn, int toColumn) {
        Call call = call(x, y);
        call.f = f;
        call.alpha = alpha;
        call.d = z;
        runElements(call, (s, c, from, to) -> s.elementWise(c.f, c.alpha, c.x, c.y, c.d, c.fromRow(from),
                c.toRow(to), c.fromColumn(from), c.toColumn(to)), fromRow, toRow, fromColumn, toColumn);
    }

    @Override
    public void dropout(float share, long key, long stream, int firstExample, Matrix a, int fromRow, int toRow) {
        Call call = call(a, NONE);
        call.alpha = share;
        call.key = key;
        call.stream = stream;
        call.k = firstExample;
        // Two rows have their noise together.
        run(call, (s, c, from, to) -> s.dropout(c.alpha, c.key, c.stream, c.k, c.x, 2 * from,
                Math.min(2 * to, c.x.rows())), fromRow / 2, Math.ceilDiv(toRow, 2));
    }

    @Override
    public void update(UpdateArguments u, Matrix g, int fromRow, int toRow) {
        Call call = call(g, NONE);
        call.update = u;
        run(call, (s, c, from, to) -> s.update(Objects.requireNonNull(c.update), c.x, from, to), fromRow, toRow);
    }

    @Override
    public void limitRows(float limit, Matrix w, int fromRow, int toRow) {
        Call call = call(w, NONE);
        call.alpha = limit;
        run(call, (s, c, from, to) -> s.limitRows(c.alpha, c.x, from, to), fromRow, toRow);
    }

    @Override
    public float norm(Matrix x) {
        return set.norm(x);
    }

    /** The order of the sum leaves nothing to share. */
    @Override
    public float dot(Matrix x, Matrix y) {
        return set.dot(x, y);
    }

    @Override
    public void matrixVector(boolean transA, float alpha, Matrix a, Matrix x, float beta, Matrix y, int from, int to) {
        Call call = call(a, y);
        call.transposed = transA;
        call.alpha = alpha;
        call.beta = beta;
        call.d = x;
        run(call, (s, c, start, end) -> s.matrixVector(c.transposed, c.alpha, c.x, c.d, c.beta, c.y, start, end), from,
                to);
    }

    @Override
    public void argMaxRows(Matrix x, int[] indices, int fromRow, int toRow) {
        Call call = call(x, NONE);
        call.indices = indices;
        run(call, (s, c, from, to) -> s.argMaxRows(c.x, c.indices, from, to), fromRow, toRow);
    }

    @Override
    public void argMaxColumns(Matrix x, int[] indices, int fromColumn, int toColumn) {
        Call call = call(x, NONE);
        call.indices = indices;
        run(call, (s, c, from, to) -> s.argMaxColumns(c.x, c.indices, from, to), fromColumn, toColumn);
    }

    @Override
    public void topKRows(Matrix x, int k, int[] indices, Matrix values, int fromRow, int toRow) {
        Call call = call(x, values);
        call.k = k;
        call.indices = indices;
        run(call, (s, c, from, to) -> s.topKRows(c.x, c.k, c.indices, c.y, from, to), fromRow, toRow);
    }

    @Override
    public void softmax(Examples in, Matrix z, Matrix a, int from, int to) {
        run(call(in, z, a), (s, c, start, end) -> s.softmax(c.in, c.x, c.y, start, end), from, to);
    }

    @Override
    public void logSoftmax(Examples in, Matrix z, Matrix a, int from, int to) {
        run(call(in, z, a), (s, c, start, end) -> s.logSoftmax(c.in, c.x, c.y, start, end), from, to);
    }

    @Override
    public void sigmoidCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        Call call = cost(in, z, y, dz, losses);
        call.a = a;
        run(call, (s, c, start, end) -> s.sigmoidCrossEntropy(c.in, c.x, c.y, c.a, c.d, c.losses, start, end), from,
                to);
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, Matrix y, Matrix a, Matrix dz, Matrix losses, int from,
            int to) {
        Call call = cost(in, z, y, dz, losses);
        call.a = a;
        run(call, (s, c, start, end) -> s.softmaxCrossEntropy(c.in, c.x, c.y, c.a, c.d, c.losses, start, end), from,
                to);
    }

    @Override
    public void softmaxCrossEntropy(Examples in, Matrix z, int[] classes, float smoothing, Matrix a, Matrix dz,
            Matrix losses, int from, int to) {
        Call call = cost(in, z, NONE, dz, losses);
        call.indices = classes;
        call.alpha = smoothing;
        call.a = a;
        run(call, (s, c, start, end) -> s.softmaxCrossEntropy(c.in, c.x, c.indices, c.alpha, c.a, c.d, c.losses, start,
                end), from, to);
    }

    @Override
    public void error(Deviation deviation, float delta, Examples in, Matrix a, Matrix y, Matrix da, Matrix losses,
            int from, int to) {
        Call call = cost(in, a, y, da, losses);
        call.deviation = deviation;
        call.alpha = delta;
        run(call, (s, c, start, end) -> s.error(c.deviation, c.alpha, c.in, c.x, c.y, c.d, c.losses, start, end), from,
                to);
    }

    private static Call call(Matrix x, Matrix y) {
        Call call = CALLS.acquire();
        if (call == null) {
            call = new Call();
        }
        call.x = x;
        call.y = y;
        return call;
    }

    private static Call call(Examples in, Matrix x, Matrix y) {
        Call call = call(x, y);
        call.in = in;
        return call;
    }

    private static Call cost(Examples in, Matrix x, Matrix y, Matrix d, Matrix losses) {
        Call call = call(in, x, y);
        call.d = d;
        call.losses = losses;
        return call;
    }

    /** Elements may be cut either way: where there are but a few rows, and long ones, it is their columns. */
    private void runElements(Call call, Kernel kernel, int fromRow, int toRow, int fromColumn, int toColumn) {
        int rows = toRow - fromRow;
        int columns = toColumn - fromColumn;
        call.byColumns = columns > rows && rows < PARTS_PER_THREAD * workers.threads();
        call.otherFrom = call.byColumns ? fromRow : fromColumn;
        call.otherTo = call.byColumns ? toRow : toColumn;
        run(call, kernel, call.byColumns ? fromColumn : fromRow, call.byColumns ? toColumn : toRow);
    }

    private void run(Call call, Kernel kernel, int from, int to) {
        long elements = (long) call.x.rows() * call.x.columns();
        call.set = set;
        call.kernel = kernel;
        call.from = from;
        call.to = to;
        call.grain = (to - from) / LINE >= workers.threads() ? LINE : 1;
        int threads = workers.threadsFor(elements / ELEMENTS_PER_NANO);
        int most = threads == 1 ? 1 : Math.min(PARTS_PER_THREAD * threads, call.grains());
        call.parts = (int) Math.max(Math.min(most, elements / MIN_ELEMENTS_PER_PART), 1);
        workers.run(call, call.parts, threads);
        call.clear();
        CALLS.release(call);
    }

    /** A kernel that takes its operands from a call; it captures nothing, so that there is one object for all calls. */
    private interface Kernel {
        void run(KernelSet set, Call call, int from, int to);
    }

    /** The operands of one call of any kernel. It is pooled, so that a call allocates nothing. */
    private static final class Call implements Task {
        @Nullable
        KernelSet set;
        @Nullable
        Kernel kernel;
        int from;
        int to;
        /** So many rows or columns stay together. */
        int grain;
        int parts;
        /** Whether it is the columns of elements that are cut; the other range, of rows then, stays whole. */
        boolean byColumns;
        int otherFrom;
        int otherTo;

        Activation activation = Activation.IDENTITY;
        Examples in = Examples.IN_COLUMNS;
        ElementWise f = ElementWise.SUM;
        Deviation deviation = Deviation.SQUARED;
        boolean transposed;
        float alpha;
        float beta;
        int k;
        long key;
        long stream;
        int[] indices = NO_INDICES;
        @Nullable
        UpdateArguments update;
        /** What is cut into ranges. */
        Matrix x = NONE;
        Matrix y = NONE;
        Matrix a = NONE;
        Matrix d = NONE;
        Matrix losses = NONE;

        @Override
        public void run(int part) {
            Objects.requireNonNull(kernel).run(Objects.requireNonNull(set), this, bound(part), bound(part + 1));
        }

        int fromRow(int from) {
            return byColumns ? otherFrom : from;
        }

        int toRow(int to) {
            return byColumns ? otherTo : to;
        }

        int fromColumn(int from) {
            return byColumns ? from : otherFrom;
        }

        int toColumn(int to) {
            return byColumns ? to : otherTo;
        }

        int grains() {
            return Math.ceilDiv(to - from, grain);
        }

        private int bound(int part) {
            return (int) Math.min(to, from + (long) grains() * part / parts * grain);
        }

        void clear() {
            set = null;
            kernel = null;
            update = null;
            activation = Activation.IDENTITY;
            x = NONE;
            y = NONE;
            a = NONE;
            d = NONE;
            losses = NONE;
            indices = NO_INDICES;
        }
    }
}
