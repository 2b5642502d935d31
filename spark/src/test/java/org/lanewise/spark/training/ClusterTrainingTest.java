package org.lanewise.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.training.Clipping;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;

/** Training on Spark has the bits of training in memory, whatever happens on the way. */
class ClusterTrainingTest {
    private static final Training TRAINING = Training.ofEpochs(2).withBatchSize(40).withSeed(5).withShards(5);

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = session("local[2,4]");
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static SparkSession session(String master) {
        SparkSession.getActiveSession().foreach(active -> {
            active.stop();
            return null;
        });
        return SparkSession.builder().master(master).appName("training").config("spark.ui.enabled", "false")
                .config("spark.driver.host", "localhost").config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    static Network network() {
        return Network.builder(SampleTable.FEATURES).hidden(9, Activation.TANH).dropout(0.25f)
                .hidden(7, Activation.RELU).output(3, Cost.CATEGORICAL_CROSS_ENTROPY).seed(3).build();
    }

    private static float[] parameters(Network network) {
        List<float[]> all = new ArrayList<>();
        network.layers().forEach(layer -> {
            all.add(layer.weights().toArray());
            all.add(layer.bias().toArray());
        });
        float[] flat = new float[all.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : all) {
            System.arraycopy(part, 0, flat, at, part.length);
            at += part.length;
        }
        return flat;
    }

    static void assertSameBits(Network expected, Network actual) {
        assertArrayEquals(parameters(expected), parameters(actual));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void inMemoryAndWithAnyPartitions(int partitions) {
        assertBitsOfMemory(TRAINING, partitions);
    }

    private static List<Training> trainings() {
        return List.of(TRAINING.withShards(300).withClipping(Clipping.byGlobalNorm(0.1)),
                TRAINING.withShards(1).withFullBatch(), TRAINING.withLocalSteps(2));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void inMemoryAndOnSpark(Training training) {
        assertBitsOfMemory(training, 3);
    }

    private static void assertBitsOfMemory(Training training, int partitions) {
        SampleTable table = new SampleTable(203, false);
        Network expected = network();
        History history = training.withValidation(table.validation()).fit(expected, table.training());
        Network actual = network();
        ClusterTraining.Outcome outcome = ClusterTraining.fit(table.in(session, partitions), training, actual,
                CheckpointFolder.NONE);
        assertEquals(history, outcome.history());
        assertSameBits(expected, actual);
    }

    /** In whatever order the rows arrive; two rows have one key. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64})
    void shuffledWithKeys(int partitions) {
        SampleTable table = new SampleTable(203, true);
        long[] hashes = table.in(session, 1).select(functions.xxhash64(functions.col("key"))).javaRDD()
                .map(row -> row.getLong(0)).collect().stream().mapToLong(hash -> hash).toArray();
        Network expected = network();
        TRAINING.fit(expected, table.byHash(hashes, 5));
        table.shuffle(partitions);
        Network actual = network();
        ClusterTraining.fit(table.in(session, partitions), TRAINING, actual, CheckpointFolder.NONE);
        assertSameBits(expected, actual);
    }

    /** Goes on where it was stopped, by an error in the middle of it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void resumedFromACheckpoint(int localSteps, @TempDir Path folder) {
        SampleTable table = new SampleTable(203, false);
        Training training = localSteps == 1 ? TRAINING : TRAINING.withLocalSteps(localSteps);
        Network expected = network();
        ClusterTraining.Outcome whole = ClusterTraining.fit(table.in(session, 3), training, expected,
                CheckpointFolder.NONE);
        CheckpointFolder checkpoints = new CheckpointFolder(Optional.of(folder.toUri().toString()), 2);
        AtomicInteger batches = new AtomicInteger();
        Training interrupted = training.withListener(onBatch(run -> {
            if (batches.incrementAndGet() == 5) {
                throw new IllegalStateException("interrupted");
            }
        }));
        assertThrows(IllegalStateException.class,
                () -> ClusterTraining.fit(table.in(session, 3), interrupted, network(), checkpoints));
        Network actual = network();
        ClusterTraining.Outcome rest = ClusterTraining.fit(table.in(session, 2), training, actual, checkpoints);
        assertEquals(whole.history(), rest.history());
        assertSameBits(expected, actual);
        assertEquals(whole.steps() - 4, rest.steps());
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> ClusterTraining
                .fit(table.in(session, 2), training.withSeed(1), network(), checkpoints)).getMessage());
        assertTrue(message.contains("another training"), message);
    }

    private static TrainingListener onBatch(Consumer<TrainingRun> action) {
        return new TrainingListener() {
            @Override
            public void onEpoch(TrainingRun run, Epoch epoch) {
                // Batches are looked at.
            }

            @Override
            public void onBatch(TrainingRun run, double cost) {
                action.accept(run);
            }
        };
    }

    /** All cached blocks are lost after each step; the first attempt to make each anew fails. */
    @Test
    void lostBlocksAndFailingTasks() {
        SampleTable table = new SampleTable(203, false);
        Network expected = network();
        TRAINING.withValidation(table.validation()).fit(expected, table.training());
        Dataset<Row> failing = table.in(session, 3, rows -> rows.map(row -> {
            if (TaskContext.get().attemptNumber() == 0 && TaskContext.getPartitionId() == 1) {
                throw new IllegalStateException("a first attempt");
            }
            return row;
        }));
        Network actual = network();
        ClusterTraining.fit(failing, TRAINING.withListener(onBatch(run -> loseBlocks())), actual,
                CheckpointFolder.NONE);
        assertSameBits(expected, actual);
    }

    /** What is cached, and the files of the shuffle behind it: all that is lost with an executor. */
    private static void loseBlocks() {
        MapOutputTrackerMaster shuffles = (MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker();
        IntStream.range(0, 1000).filter(shuffles::containsShuffle).forEach(shuffles::unregisterAllMapAndMergeOutput);
        Iterator<Object> rdds = scala.jdk.javaapi.CollectionConverters
                .asJava(session.sparkContext().getPersistentRDDs().keysIterator());
        rdds.forEachRemaining(id -> SparkEnv.get().blockManager().master().removeRdd((int) id, true));
    }

    /** Without a key, rows that differ from time to time can't give the same bits: that is an error, and not another model. */
    @Test
    void aTableThatChangesIsSeen() {
        SampleTable table = new SampleTable(203, false);
        Dataset<Row> changing = table.in(session, 1, rows -> rows.mapPartitions(part -> {
            List<Row> all = new ArrayList<>();
            part.forEachRemaining(all::add);
            java.util.Collections.shuffle(all, new Random());
            return all.iterator();
        }));
        String message = String.valueOf(assertThrows(SparkException.class, () -> ClusterTraining.fit(changing,
                TRAINING.withListener(onBatch(run -> loseBlocks())), network(), CheckpointFolder.NONE)).getMessage());
        assertTrue(message.contains("Name a key column"), message);
    }

    @Test
    void bytesAreCounted() {
        SampleTable table = new SampleTable(203, false);
        Network network = network();
        ClusterTraining.Outcome outcome = ClusterTraining.fit(table.in(session, 3), TRAINING, network,
                CheckpointFolder.NONE);
        long bytes = 4L * parameters(network).length;
        assertEquals(2L * Math.ceilDiv(table.training().size(), 40), outcome.steps());
        assertEquals(outcome.steps() * bytes, outcome.bytesSent());
        // Of five shards one partition has two, which are a node, the other three, which are one as well.
        assertEquals(outcome.steps() * 2 * (bytes + 8), outcome.bytesReceived());
    }

    private record Wrong(@Nullable Object features, @Nullable Object label, @Nullable Object weight, String message) {
    }

    @Test
    void wrongRowsAreRefused() {
        Object features = Vectors.dense(1, 2, 3, 4, 5, 6);
        for (Wrong wrong : List.of(
                new Wrong(Vectors.dense(1, 2), 1.0, 1.0, "\"features\" has 2 features, the network has 6 inputs"),
                new Wrong(Vectors.dense(1, 2, 3, Double.NaN, 5, 6), 1.0, 1.0, "\"features\" has a feature"),
                new Wrong(Vectors.dense(1, 2, 3, 1e40, 5, 6), 1.0, 1.0, "not a finite float: 1.0E40"),
                new Wrong(null, 1.0, 1.0, "\"features\" is null"),
                new Wrong(features, null, 1.0, "\"label\" is null"),
                new Wrong(features, 1.5, 1.0, "\"label\" must be a class, an integer from 0 to 2: 1.5"),
                new Wrong(features, 3.0, 1.0, "integer from 0 to 2: 3.0"),
                new Wrong(features, Double.NaN, 1.0, "\"label\" is not a finite float"),
                new Wrong(features, 1.0, -1.0, "\"weight\" must be finite and not negative: -1.0"),
                new Wrong(features, 1.0, null, "\"weight\" is null in 1 of 2 rows"))) {
            List<Row> rows = List.of(RowFactory.create(features, 0.0, 1.0, false, null),
                    RowFactory.create(wrong.features, wrong.label, wrong.weight, false, null));
            assertMessage(wrong.message, rows);
        }
        assertMessage("\"label\" has one class only: 2.0",
                List.of(RowFactory.create(features, 2.0, 1.0, null, null),
                        RowFactory.create(features, 2.0, 1.0, false, null)));
        assertMessage("the table has no row to train on", List.of());
        assertMessage("the table has no row to train on", List.of(RowFactory.create(features, 2.0, 1.0, true, null)));
    }

    private static void assertMessage(String part, List<Row> rows) {
        Dataset<Row> table = session.createDataFrame(rows, SampleTable.schema(DataTypes.NullType));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> ClusterTraining.fit(table, TRAINING, network(), CheckpointFolder.NONE)).getMessage());
        assertTrue(message.contains(part), message);
    }

    @Test
    void onOneThread() {
        SampleTable table = new SampleTable(203, false);
        Network expected = network();
        TRAINING.withValidation(table.validation()).fit(expected, table.training());
        session = session("local[1]");
        try {
            Network actual = network();
            ClusterTraining.fit(table.in(session, 7), TRAINING, actual, CheckpointFolder.NONE);
            assertSameBits(expected, actual);
        } finally {
            session = session("local[2,4]");
        }
    }
}
