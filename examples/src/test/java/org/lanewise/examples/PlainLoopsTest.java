package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lanewise.kernels.Backend;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Network;

/** Plain loops, the vector backend and the scalar one do the same training. */
class PlainLoopsTest {
    private static final int EPOCHS = 5;

    private static List<Double> costs(Task task, Kernels kernels, Settings settings) {
        DigitsData data = DigitsData.load().firstClasses(task.classes());
        return settings.training()
                .fit(task.network(kernels, 1), data.training().data()).costs();
    }

    private static PlainLoops plainLoops(Task task, Settings settings) {
        DigitsData data = DigitsData.load().firstClasses(task.classes());
        Network network = task.network(Kernels.create(), 1);
        return new PlainLoops(network, data.training(), settings);
    }

    /** A batch size that leaves a rest, one that does not, and one above the number of examples. */
    @ParameterizedTest
    @EnumSource
    void comeToTheSameCosts(Task task) {
        for (int batchSize : new int[]{50, 7, 5000}) {
            Settings settings = new Settings(EPOCHS, batchSize, 0.01f, 3);
            List<Double> lanewise = costs(task, Kernels.create(), settings);
            PlainLoops plain = plainLoops(task, settings);
            for (int e = 0; e < EPOCHS; e++) {
                assertEquals(lanewise.get(e), plain.trainEpoch(), 1e-5 * lanewise.get(e),
                        "mini-batches of " + batchSize + ", epoch " + (e + 1));
            }
            assertTrue(lanewise.getLast() < lanewise.getFirst(), "nothing was learned");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothBackendsAndTwoThreadsGiveTheSameBits(Task task) {
        Settings settings = new Settings(EPOCHS, 64, 0.05f, 1);
        List<Double> vector = costs(task, Kernels.create().withBackend(Backend.VECTOR), settings);
        assertEquals(vector, costs(task, Kernels.create().withBackend(Backend.SCALAR), settings));
        assertEquals(vector, costs(task, Kernels.create().withThreads(2), settings));
    }

    /** The comparison would notice other mini-batches, and so does not compare the speeds of two different things. */
    @Test
    void otherMiniBatchesDoNotAgree() {
        Settings settings = new Settings(2, 64, 0.05f, 1);
        List<TimedTraining.Epoch> lanewise = costs(Task.TEN_CLASSES, Kernels.create(), settings).stream()
                .map(cost -> new TimedTraining.Epoch(cost, 1, 1)).toList();
        PlainLoops warmUp = plainLoops(Task.TEN_CLASSES, settings);
        Comparison same = Comparison.run(warmUp, plainLoops(Task.TEN_CLASSES, settings), lanewise);
        assertTrue(same.agrees(), same.toString());
        assertEquals(2, same.epochs());
        Settings otherSeed = new Settings(2, 64, 0.05f, 2);
        Comparison other = Comparison.run(warmUp, plainLoops(Task.TEN_CLASSES, otherSeed), lanewise);
        assertFalse(other.agrees(), other.toString());
    }
}
