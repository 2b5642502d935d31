package org.lanewise.network.data;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;

/**
 * A set cut into mini-batches, in a shuffled order, gathered into buffers: for training loops that allocate nothing. With
 * batches as large as the set, in its own order, nothing is copied either.
 */
public final class MiniBatches {
    private final Dataset data;
    private final int size;
    private final int[] order;
    /** Null if the set is one batch, which is not copied. */
    private final @Nullable Buffers full;
    /** For a batch of another size, of the last such size. */
    private @Nullable Buffers rest;

    /** A batch, and what is behind it. */
    private static final class Buffers {
        final Matrix x;
        final int @Nullable [] classes;
        final @Nullable Matrix values;
        final float @Nullable [] weights;
        final Dataset batch;

        Buffers(Dataset data, int size) {
            x = Matrix.zeros(data.x().features(), size);
            weights = data.isWeighted() ? new float[size] : null;
            Targets y;
            switch (data.y()) {
                case Targets.Classes of -> {
                    classes = new int[size];
                    values = null;
                    y = of.over(classes);
                }
                case Targets.Values(Examples of) -> {
                    classes = null;
                    values = Matrix.zeros(of.features(), size);
                    y = Targets.values(Examples.ofColumns(values));
                }
            }
            batch = new Dataset(Examples.ofColumns(x), y, weights);
        }

        Dataset gather(Dataset data, int[] order, int first) {
            data.x().gather(order, first, x);
            if (classes != null) {
                ((Targets.Classes) data.y()).gather(order, first, classes);
            }
            if (values != null) {
                ((Targets.Values) data.y()).examples().gather(order, first, values);
            }
            if (weights != null) {
                data.gatherWeights(order, first, weights);
            }
            return batch;
        }
    }

    /**
     * Batches in the order of the set.
     *
     * @param data the set; if its examples are not rows they are copied once, to be gathered fast
     * @param size examples of a batch, positive; the last one may have fewer
     * @throws IllegalArgumentException if the size is not positive
     */
    public MiniBatches(Dataset data, int size) {
        Objects.requireNonNull(data, "data");
        if (size < 1) {
            throw new IllegalArgumentException("size must be positive: " + size);
        }
        this.size = size;
        order = new int[data.size()];
        boolean whole = size >= order.length;
        this.data = whole ? data.inColumns() : data.inRows();
        full = whole ? null : new Buffers(data, size);
        int left = order.length % size;
        rest = whole || left == 0 ? null : new Buffers(data, left);
        Orders.sort(order);
    }

    /**
     * The number of batches.
     *
     * @return how many there are
     */
    public int count() {
        return Math.ceilDiv(order.length, size);
    }

    /**
     * The number of examples.
     *
     * @return how many all batches have
     */
    public int examples() {
        return order.length;
    }

    /**
     * Cuts the set anew, in an order that depends on the random numbers only, not on the order before (Fisher and Yates).
     * A single batch stays as it is.
     *
     * @param random what shuffles
     */
    public void shuffle(RandomStream random) {
        if (full != null) {
            Orders.shuffle(order, random);
        }
    }

    /**
     * A batch.
     *
     * @param batch its number, from 0
     * @return its examples, in columns; the next batch writes to them
     * @throws IndexOutOfBoundsException if there is no such batch
     */
    public Dataset get(int batch) {
        int first = Objects.checkIndex(batch, count()) * size;
        return range(first, first + Math.min(size, order.length - first));
    }

    /**
     * The examples at some places of the order, a batch of any size. Buffers are kept for two sizes, that of a batch and the last
     * other one.
     *
     * @param from the first place
     * @param to the one after the last
     * @return its examples, in columns; the next batch writes to them
     * @throws IndexOutOfBoundsException if there are no such places
     */
    public Dataset range(int from, int to) {
        int examples = to - Objects.checkFromToIndex(from, to, order.length);
        if (full == null && examples == order.length) {
            return data;
        }
        return buffers(examples).gather(data, order, from);
    }

    private Buffers buffers(int examples) {
        if (full != null && full.batch.size() == examples) {
            return full;
        }
        Buffers buffers = rest;
        if (buffers == null || buffers.batch.size() != examples) {
            buffers = new Buffers(data, examples);
            rest = buffers;
        }
        return buffers;
    }
}
