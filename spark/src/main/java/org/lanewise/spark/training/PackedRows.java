package org.lanewise.spark.training;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of one shard, packed into arrays: some of them on the way to it, or all in their order. */
final class PackedRows implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final int shard;
    private final int width;
    /** What the rows are sorted by: their number in the table, or the hash of their key. */
    private final long[] order;
    private final float[] features;
    private final float[] labels;
    private final float[] weights;

    PackedRows(int shard, int width, long[] order, float[] features, float[] labels, float[] weights) {
        this.shard = shard;
        this.width = width;
        this.order = order;
        this.features = features;
        this.labels = labels;
        this.weights = weights;
    }

    int shard() {
        return shard;
    }

    int size() {
        return order.length;
    }

    float[] features() {
        return features;
    }

    float[] labels() {
        return labels;
    }

    float[] weights() {
        return weights;
    }

    /** Some more rows, which are few enough to travel as one. */
    static final class Builder {
        /** About a megabyte. */
        private static final int FLOATS = 1 << 18;

        private final int shard;
        private final int width;
        private long[] order = new long[16];
        private float[] features;
        private float[] labels = new float[16];
        private float[] weights = new float[16];
        private int size;

        Builder(int shard, int width) {
            this.shard = shard;
            this.width = width;
            features = new float[16 * width];
        }

        /** Takes a row over, and says whether it is time to {@link #build}. */
        boolean add(long place, TableRow row) {
            if (size == order.length) {
                order = Arrays.copyOf(order, 2 * size);
                features = Arrays.copyOf(features, 2 * size * width);
                labels = Arrays.copyOf(labels, 2 * size);
                weights = Arrays.copyOf(weights, 2 * size);
            }
            order[size] = place;
            row.copyFeatures(features, size * width);
            labels[size] = row.label();
            weights[size] = row.weight();
            size++;
            return size * width >= FLOATS;
        }

        PackedRows build() {
            PackedRows rows = new PackedRows(shard, width, Arrays.copyOf(order, size),
                    Arrays.copyOf(features, size * width), Arrays.copyOf(labels, size), Arrays.copyOf(weights, size));
            size = 0;
            return rows;
        }
    }

    /** All rows of a shard, sorted: those of one key by their content, so that it doesn't matter when which of them arrived. */
    static PackedRows sorted(int shard, int width, List<PackedRows> parts) {
        int size = Math.toIntExact(parts.stream().mapToLong(PackedRows::size).sum());
        if ((long) size * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("shard " + shard + " has " + size + " rows of " + width
                    + " features, more than an array holds: more shards are needed");
        }
        PackedRows all = new PackedRows(shard, width, new long[size], new float[size * width], new float[size],
                new float[size]);
        int at = 0;
        for (PackedRows part : parts) {
            for (int i = 0; i < part.size(); i++) {
                all.copy(part, i, at++);
            }
        }
        PackedRows sorted = new PackedRows(shard, width, new long[size], new float[size * width], new float[size],
                new float[size]);
        int[] places = IntStream.range(0, size).boxed().sorted(all::compare).mapToInt(i -> i).toArray();
        for (int i = 0; i < size; i++) {
            sorted.copy(all, places[i], i);
        }
        return sorted;
    }

    private void copy(PackedRows from, int i, int to) {
        order[to] = from.order[i];
        System.arraycopy(from.features, i * width, features, to * width, width);
        labels[to] = from.labels[i];
        weights[to] = from.weights[i];
    }

    private int compare(int one, int other) {
        int byOrder = Long.compare(order[one], order[other]);
        if (byOrder != 0) {
            return byOrder;
        }
        int byLabel = Float.compare(labels[one], labels[other]);
        int byWeight = byLabel != 0 ? byLabel : Float.compare(weights[one], weights[other]);
        return byWeight != 0
                ? byWeight
                : Arrays.compare(features, one * width, (one + 1) * width, features, other * width,
                        (other + 1) * width);
    }
}
