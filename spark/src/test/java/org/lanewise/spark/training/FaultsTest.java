package org.lanewise.spark.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.network.Network;
import org.lanewise.network.training.Epoch;
import org.lanewise.network.training.History;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingListener;
import org.lanewise.network.training.TrainingRun;

/** On a cluster of processes, of which one is killed. */
class FaultsTest {
    @Test
    void aKilledExecutorChangesNoBit(@TempDir Path folder) {
        SampleTable table = new SampleTable(203, false);
        Training training = Training.ofEpochs(2).withBatchSize(40).withSeed(5).withShards(6);
        Network expected = ClusterTrainingTest.network();
        History history = training.withValidation(table.validation()).fit(expected, table.training());
        SparkSession.getActiveSession().foreach(active -> {
            active.stop();
            return null;
        });
        try (LoopbackCluster cluster = new LoopbackCluster(folder)) {
            SparkSession session = cluster.session();
            try {
                AtomicInteger batches = new AtomicInteger();
                Training disturbed = training.withListener(new TrainingListener() {
                    @Override
                    public void onEpoch(TrainingRun run, Epoch epoch) {
                        // In the middle of one.
                    }

                    @Override
                    public void onBatch(TrainingRun run, double cost) {
                        if (batches.incrementAndGet() == 3) {
                            cluster.killAnExecutor();
                        }
                    }
                });
                Network actual = ClusterTrainingTest.network();
                assertEquals(history,
                        ClusterTraining.fit(table.in(session, 3), disturbed, actual, CheckpointFolder.NONE).history());
                ClusterTrainingTest.assertSameBits(expected, actual);
            } finally {
                session.stop();
            }
        }
    }
}
