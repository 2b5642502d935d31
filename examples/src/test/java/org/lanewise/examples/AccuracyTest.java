package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Network;
import org.lanewise.network.metrics.Metric;

/** What the default options reach on digits that were not trained on, whatever the seed. */
class AccuracyTest {
    private static final long DEFAULT_SEED = 1;

    private final DigitsData digits = DigitsData.load();

    private double accuracy(Task task, long seed) {
        DigitsData data = digits.firstClasses(task.classes());
        Network network = task.network(Kernels.create(), seed);
        Settings.byDefault(seed).training().fit(network, data.training().data());
        return network.evaluate(data.test().data(), Metric.ACCURACY).get(Metric.ACCURACY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void tenClasses(long seed) {
        double accuracy = accuracy(Task.TEN_CLASSES, seed);
        assertTrue(accuracy >= (seed == DEFAULT_SEED ? 0.97 : 0.955), "accuracy " + accuracy);
    }

    @ParameterizedTest
    @EnumSource(names = "TEN_CLASSES", mode = EnumSource.Mode.EXCLUDE)
    void twoClasses(Task task) {
        double accuracy = accuracy(task, DEFAULT_SEED);
        assertTrue(accuracy >= 0.99, "accuracy " + accuracy);
    }
}
