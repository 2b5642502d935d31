package org.lanewise.spark.training;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The rows of a table in shards, cached on the executors in packed form. A partition of the cache has shards that follow one another.
 */
final class ShardedTable implements AutoCloseable {
    private final TableShape shape;
    private final int shards;
    private final int partitions;
    private final boolean weighted;
    private final JavaRDD<PackedRows> cached;
    private final Optional<PackedRows> validation;

    /** What a partition of the table has, before anything is packed. */
    private record Census(int partition, long rows, long validation, long weighted, double least, double largest,
            @Nullable String problem) implements Serializable {
    }

    /** Which partition has which shards. */
    private static final class Ranges extends Partitioner {
        private static final long serialVersionUID = 1;

        private final int shards;
        private final int partitions;

        Ranges(int shards, int partitions) {
            this.shards = shards;
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object shard) {
            return (int) ((((int) shard + 1L) * partitions - 1) / shards);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ranges ranges && ranges.shards == shards && ranges.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return 31 * shards + partitions;
        }
    }

    /**
     * Checks a table and cuts it.
     *
     * @param table features, label, weight, whether a row is for validation, key
     * @param shape what it has to be like
     * @param shards how many shards there are to be
     * @param partitions how many partitions, no more than shards
     */
    ShardedTable(Dataset<Row> table, TableShape shape, int shards, int partitions) {
        this.shape = shape;
        this.shards = shards;
        this.partitions = partitions;
        String key = table.columns()[4];
        boolean keyed = !table.schema().fields()[4].dataType().equals(DataTypes.NullType);
        JavaRDD<TableRow> rows = table.withColumn(key, keyed ? functions.xxhash64(table.col(key)) : functions.lit(0L))
                .javaRDD().map(TableRow::new);
        List<Census> census = census(rows, shape);
        long count = census.stream().mapToLong(Census::rows).sum();
        weighted = census.stream().anyMatch(part -> part.weighted > 0);
        long[] offsets = new long[census.size() + 1];
        for (Census part : census) {
            offsets[part.partition + 1] = offsets[part.partition] + part.rows;
        }
        cached = packed(rows, shape, shards, keyed, count, offsets)
                .partitionBy(new Ranges(shards, partitions))
                .mapPartitions(parts -> sorted(parts, shape.width()))
                .setName("Lanewise: " + count + " rows in " + shards + " shards")
                .persist(StorageLevel.MEMORY_AND_DISK());
        validation = census.stream().anyMatch(part -> part.validation > 0)
                ? Optional.of(validation(rows, shape, keyed))
                : Optional.empty();
    }

    /** One pass over the table that finds what is wrong before anything is trained. */
    private static List<Census> census(JavaRDD<TableRow> rows, TableShape shape) {
        List<Census> census = rows.mapPartitionsWithIndex(
                (partition, part) -> List.of(census(partition, part, shape)).iterator(), true).collect();
        census = census.stream().sorted(Comparator.comparingInt(Census::partition)).toList();
        for (Census part : census) {
            if (part.problem != null) {
                throw new IllegalArgumentException(part.problem);
            }
        }
        long count = census.stream().mapToLong(Census::rows).sum();
        if (count == 0) {
            throw new IllegalArgumentException("the table has no row to train on");
        }
        long all = count + census.stream().mapToLong(Census::validation).sum();
        long weights = census.stream().mapToLong(Census::weighted).sum();
        if (weights != 0 && weights != all) {
            throw new IllegalArgumentException(
                    shape.column(2) + " is null in " + (all - weights) + " of " + all + " rows");
        }
        double least = census.stream().mapToDouble(Census::least).min().orElseThrow();
        if (shape.classes() > 0 && least == census.stream().mapToDouble(Census::largest).max().orElseThrow()) {
            throw new IllegalArgumentException(shape.column(1) + " has one class only: " + least);
        }
        return census;
    }

    private static Census census(int partition, Iterator<TableRow> rows, TableShape shape) {
        long training = 0;
        long validation = 0;
        long weighted = 0;
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        Optional<String> problem = Optional.empty();
        while (problem.isEmpty() && rows.hasNext()) {
            TableRow row = rows.next();
            problem = row.problem(shape);
            if (problem.isPresent()) {
                problem = Optional
                        .of(problem.get() + " (row " + (training + validation) + " of partition " + partition + ")");
            } else {
                weighted += row.isWeighted() ? 1 : 0;
                if (row.isForValidation()) {
                    validation++;
                } else {
                    training++;
                    least = Math.min(least, row.label());
                    largest = Math.max(largest, row.label());
                }
            }
        }
        return new Census(partition, training, validation, weighted, least, largest, problem.orElse(null));
    }

    /** Rows in packets, each for one shard: by their number, or by the hash of their key. */
    private static JavaPairRDD<Integer, PackedRows> packed(JavaRDD<TableRow> rows, TableShape shape, int shards,
            boolean keyed, long count, long[] offsets) {
        return rows.filter(row -> !row.isForValidation())
                .mapPartitionsWithIndex((partition, part) -> {
                    Map<Integer, PackedRows.Builder> builders = new HashMap<>();
                    List<PackedRows> packets = new ArrayList<>();
                    long number = offsets[partition];
                    while (part.hasNext()) {
                        TableRow row = part.next();
                        long place = keyed ? row.hash() : number;
                        int shard = keyed ? Math.floorMod(place, shards) : shardOf(number, count, shards);
                        PackedRows.Builder builder = builders.computeIfAbsent(shard,
                                s -> new PackedRows.Builder(s, shape.width()));
                        if (builder.add(place, row)) {
                            packets.add(builder.build());
                        }
                        number++;
                    }
                    builders.values().forEach(builder -> packets.add(builder.build()));
                    return packets.iterator();
                }, true)
                .mapToPair(packet -> new Tuple2<>(packet.shard(), packet));
    }

    /** Shard s of K has the rows from ⌊n·s/K⌋ on. */
    private static int shardOf(long number, long count, int shards) {
        return (int) (((number + 1) * shards - 1) / count);
    }

    private static Iterator<PackedRows> sorted(Iterator<Tuple2<Integer, PackedRows>> packets, int width) {
        Map<Integer, List<PackedRows>> parts = new HashMap<>();
        packets.forEachRemaining(packet -> parts.computeIfAbsent(packet._1(), s -> new ArrayList<>()).add(packet._2()));
        return parts.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(shard -> PackedRows.sorted(shard.getKey(), width, shard.getValue())).iterator();
    }

    /** The rows for validation, here. */
    private static PackedRows validation(JavaRDD<TableRow> rows, TableShape shape, boolean keyed) {
        List<PackedRows> packets = new ArrayList<>(rows.filter(TableRow::isForValidation)
                .mapPartitionsWithIndex((partition, part) -> {
                    PackedRows.Builder builder = new PackedRows.Builder(0, shape.width());
                    long number = (long) partition << Integer.SIZE;
                    while (part.hasNext()) {
                        TableRow row = part.next();
                        builder.add(keyed ? row.hash() : number, row);
                        number++;
                    }
                    return List.of(builder.build()).iterator();
                }, true).collect());
        return PackedRows.sorted(0, shape.width(), packets);
    }

    TableShape shape() {
        return shape;
    }

    int shards() {
        return shards;
    }

    int partitions() {
        return partitions;
    }

    /** The first shard of a partition. */
    static int first(int partition, int shards, int partitions) {
        return (int) ((long) shards * partition / partitions);
    }

    JavaRDD<PackedRows> cached() {
        return cached;
    }

    boolean isWeighted() {
        return weighted;
    }

    /** The rows for validation, weighted as they are among themselves. */
    Optional<org.lanewise.network.data.Dataset> validation() {
        return validation.map(rows -> weighted
                ? shape.dataset(rows).withWeights(rows.weights())
                : shape.dataset(rows));
    }

    /** How many rows each shard has. Fills the cache. */
    int[] sizes() {
        int[] sizes = new int[shards];
        cached.map(rows -> new int[]{rows.shard(), rows.size()}).collect().forEach(pair -> sizes[pair[0]] = pair[1]);
        return sizes;
    }

    /** The sum of the weights, row by row in the order of the shards, whatever the partitions. */
    double sumOfWeights() {
        double sum = 0;
        Iterator<float[]> weights = cached.map(PackedRows::weights).toLocalIterator();
        while (weights.hasNext()) {
            float[] ofShard = weights.next();
            sum = IntStream.range(0, ofShard.length).mapToDouble(i -> ofShard[i]).reduce(sum, Double::sum);
        }
        return sum;
    }

    @Override
    public void close() {
        cached.unpersist(false);
    }
}
