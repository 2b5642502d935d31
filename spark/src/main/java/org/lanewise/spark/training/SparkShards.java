package org.lanewise.spark.training;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.lanewise.network.Network;
import org.lanewise.network.training.ShardPlan;
import org.lanewise.network.training.ShardSum;
import org.lanewise.network.training.ShardTask;
import org.lanewise.network.training.ShardTree;
import org.lanewise.network.training.ShardedData;
import org.lanewise.network.training.Training;
import scala.reflect.ClassTag;

/**
 * Shards on the executors. Each task is a job: the state is broadcast, each partition sums its shards, and what has come back is summed here, in
 * the order of the shards whatever came first.
 */
final class SparkShards implements ShardedData, AutoCloseable {
    private static final String DESCRIPTION = "spark.job.description";
    private static final String GROUP = "spark.jobGroup.id";
    private static final List<String> PROPERTIES = List.of(DESCRIPTION, GROUP, "callSite.short", "callSite.long");

    private final JavaSparkContext spark;
    private final ShardedTable table;
    private final int[] sizes;
    private final RunSettings run;
    private final Broadcast<RunSettings> settings;
    private final ShardTree tree;
    private long steps;
    private long bytesSent;
    private long bytesReceived;

    SparkShards(JavaSparkContext spark, ShardedTable table, String id, Training training, Network network) {
        this.spark = spark;
        this.table = table;
        sizes = table.sizes();
        RunSettings unchecked = new RunSettings(id, ShardPlan.of(training, sizes), table.shape(),
                NetworkShape.of(network), table.isWeighted() ? table.sumOfWeights() : 0, table.partitions(), List.of());
        run = unchecked.withFingerprints(fingerprints(unchecked));
        settings = spark.broadcast(run);
        tree = new ShardTree(network.kernels());
    }

    private List<Long> fingerprints(RunSettings unchecked) {
        long[] fingerprints = new long[sizes.length];
        table.cached().map(rows -> new long[]{rows.shard(), unchecked.dataset(rows).fingerprint()}).collect()
                .forEach(pair -> fingerprints[(int) pair[0]] = pair[1]);
        return LongStream.of(fingerprints).boxed().toList();
    }

    @Override
    public int[] sizes() {
        return sizes.clone();
    }

    @Override
    public long[] fingerprints() {
        return run.fingerprints().stream().mapToLong(number -> number).toArray();
    }

    @Override
    public void sum(ShardTask task, float[] state, ShardSum sum) {
        List<String> before = PROPERTIES.stream().map(spark::getLocalProperty).toList();
        spark.setLocalProperty(DESCRIPTION, description(task));
        if (spark.getLocalProperty(GROUP) == null) {
            spark.setLocalProperty(GROUP, run.id());
        }
        // Else Spark walks the stack for each job.
        spark.setCallSite("Lanewise");
        Broadcast<FloatState> from = spark.broadcast(new FloatState(state));
        try {
            // An array of the results, which Java knows as an object.
            Object results = spark.sc().runJob(table.cached().rdd(), new StepJob(settings, task, from),
                    ClassTag.<PartialSum[]>apply(PartialSum[].class));
            List<PartialSum> partials = Stream.of((PartialSum[][]) results).flatMap(Stream::of).toList();
            tree.sum(sizes.length, partials.stream().map(PartialSum::part).toList(), sum);
            steps += task instanceof ShardTask.Cost ? 0 : 1;
            bytesSent += (long) Float.BYTES * state.length * executors();
            bytesReceived += partials.stream().mapToLong(PartialSum::bytes).sum();
        } finally {
            from.destroy();
            for (int i = 0; i < before.size(); i++) {
                spark.setLocalProperty(PROPERTIES.get(i), before.get(i));
            }
        }
    }

    private int executors() {
        // The driver is among them.
        return Math.max(1, spark.sc().getExecutorMemoryStatus().size() - 1);
    }

    private static String description(ShardTask task) {
        return switch (task) {
            case ShardTask.Gradients of -> "epoch " + (of.epoch() + 1) + ", step " + (of.batch() + 1);
            case ShardTask.LocalSteps of -> "epoch " + (of.epoch() + 1) + ", steps " + (of.batch() + 1) + " to "
                    + (of.batch() + of.factors().size());
            case ShardTask.Cost _ -> "cost over all rows";
        };
    }

    long steps() {
        return steps;
    }

    long bytesSent() {
        return bytesSent;
    }

    long bytesReceived() {
        return bytesReceived;
    }

    /** Tells the executors to forget the training; who does not hear of it has it in soft references only. */
    @Override
    public void close() {
        String id = run.id();
        spark.parallelize(IntStream.range(0, table.partitions()).boxed().toList(), table.partitions())
                .foreach(i -> Workers.drop(id));
        settings.destroy();
    }
}
