package org.lanewise.spark.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.training.ShardPlan;
import org.lanewise.network.training.ShardSum;
import org.lanewise.network.training.ShardTask;
import org.lanewise.network.training.ShardTree;
import org.lanewise.network.training.Training;

/** What tasks of one JVM share, and what travels. */
class WorkersTest {
    private static PackedRows rows(int shard) {
        float[] features = new float[20 * SampleTable.FEATURES];
        float[] labels = new float[20];
        for (int i = 0; i < 20; i++) {
            labels[i] = i % 3;
            for (int f = 0; f < SampleTable.FEATURES; f++) {
                features[i * SampleTable.FEATURES + f] = (float) Math.sin(31 * i + f + shard);
            }
        }
        return new PackedRows(shard, SampleTable.FEATURES, new long[20], features, labels, new float[20]);
    }

    /** As with speculative execution: two attempts at the same partition at the same time, step after step. */
    @Test
    void twoAttemptsAtOnceHaveTheSameBits() throws Exception {
        Network network = ClusterTrainingTest.network();
        Training training = Training.ofEpochs(1).withBatchSize(16).withShards(3);
        TableShape shape = TableShape.of(network, "features", "label", "weight", "isValidation", "key");
        List<PackedRows> blocks = IntStream.range(0, 3).mapToObj(WorkersTest::rows).toList();
        List<Long> fingerprints = blocks.stream().map(shape::dataset).map(Dataset::fingerprint).toList();
        RunSettings run = new RunSettings("attempts", ShardPlan.of(training, 20, 20, 20), shape,
                NetworkShape.of(network), 0, 1, fingerprints);
        float[] state = new float[6 * 9 + 9 + 9 * 7 + 7 + 7 * 3 + 3];
        for (int i = 0; i < state.length; i++) {
            state[i] = (float) Math.cos(i) / 2;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int step = 0; step < 20; step++) {
                ShardTask task = new ShardTask.Gradients(step / 4, step % 4, step);
                List<Future<List<PartialSum>>> attempts = new ArrayList<>();
                for (int attempt = 0; attempt < 2; attempt++) {
                    attempts.add(threads.submit(() -> Workers.sums(run, task, state, 0, 1, blocks.iterator())));
                }
                ShardSum one = only(attempts.get(0).get());
                ShardSum other = only(attempts.get(1).get());
                assertArrayEquals(one.values(), other.values());
                assertEquals(one.cost(), other.cost());
            }
        } finally {
            Workers.drop("attempts");
        }
    }

    private static ShardSum only(List<PartialSum> partials) {
        assertEquals(1, partials.size());
        return partials.getFirst().part().sum().orElseThrow();
    }

    /** Less than a piece, some of them, and none. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_384, 40_000})
    void sumsTravelUnchanged(int length) throws IOException, ClassNotFoundException {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i * 0.1f;
        }
        PartialSum copy = travelled(new PartialSum(
                new ShardTree.Part(new ShardTree.Node(2, 4), Optional.of(new ShardSum(values, 0.7)))));
        assertEquals(new ShardTree.Node(2, 4), copy.part().node());
        assertEquals(0.7, copy.part().sum().orElseThrow().cost());
        assertArrayEquals(values, copy.part().sum().orElseThrow().values());
        assertEquals(4L * length + 8, copy.bytes());
    }

    @Test
    void aSumWithoutExamplesTravels() throws IOException, ClassNotFoundException {
        PartialSum copy = travelled(new PartialSum(new ShardTree.Part(new ShardTree.Node(1, 2), Optional.empty())));
        assertEquals(new ShardTree.Part(new ShardTree.Node(1, 2), Optional.empty()), copy.part());
        assertEquals(0, copy.bytes());
    }

    private static PartialSum travelled(PartialSum sum) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sum);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (PartialSum) in.readObject();
        }
    }
}
