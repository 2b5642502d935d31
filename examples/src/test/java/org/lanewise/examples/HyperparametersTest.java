package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HyperparametersTest {
    @TempDir
    private Path folder;

    private Typed search(String options) {
        Typed run = Typed.run("hyperparameters", options, "--picture", folder.resolve("a.png").toString());
        assertEquals(0, run.exitCode(), run.toString());
        return run;
    }

    private static List<Double> accuracies(Typed run) {
        return run.out().stream().filter(line -> line.matches(" +[01]\\.\\d{4}  .*"))
                .map(line -> Double.valueOf(line.strip().split(" ", 2)[0])).toList();
    }

    @Test
    void listsTheBestFirstAndTestsIt() {
        Typed run = search("--trials 5 --epochs 5");
        List<Double> accuracies = accuracies(run);
        assertEquals(5, accuracies.size(), run.toString());
        assertEquals(accuracies.stream().sorted(Comparator.reverseOrder()).toList(), accuracies);
        assertTrue(run.says(String.format(Locale.ROOT, "validation accuracy: best %.4f", accuracies.getFirst())),
                run.toString());
        assertTrue(run.out().get(run.out().size() - 2).matches("fingerprint of the best: [0-9a-f]{64}"),
                run.toString());
        String last = run.out().getLast();
        assertTrue(last.matches("test accuracy of the best, .*: [01]\\.\\d{4}"), last);
        assertTrue(Double.parseDouble(last.substring(last.length() - 6)) > 0.85, last);
    }

    @Test
    void aSeedGivesTheSameSearchOnAnyThreads() {
        assertEquals(accuracies(search("--trials 3 --epochs 2 --seed 4")),
                accuracies(search("--trials 3 --epochs 2 --seed 4 --threads 2")));
    }

    /** Whatever is drawn is within the ranges, and each draw is another one. */
    @Test
    void choicesAreWithinTheirRanges() {
        for (int number = 1; number <= 200; number++) {
            Trial trial = Trial.random(3, number);
            assertEquals(trial, Trial.random(3, number));
            assertNotEquals(trial, Trial.random(3, number + 1));
            assertNotEquals(trial, Trial.random(4, number));
            assertTrue(trial.learningRate() >= 0.003 && trial.learningRate() <= 1, trial.toString());
            assertTrue(trial.layers() >= 1 && trial.layers() <= 3, trial.toString());
            assertTrue(trial.l2() >= 1e-6 && trial.l2() <= 1e-2, trial.toString());
            assertTrue(trial.momentum() >= 0 && trial.momentum() <= 0.95, trial.toString());
        }
    }
}
