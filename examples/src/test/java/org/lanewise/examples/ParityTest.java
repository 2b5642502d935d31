package org.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.Examples;

class ParityTest {
    @TempDir
    private Path folder;

    private final Kernels kernels = Kernels.create();

    static IntStream bits() {
        return IntStream.rangeClosed(1, 16);
    }

    /** Where all inputs of a layer of 2ⁿ⁻¹ units are still tested quickly. */
    static IntStream fewBits() {
        return IntStream.rangeClosed(1, 11);
    }

    /** An oracle of its own: the parity of a number is that of its halves, exclusive or. */
    private static void assertParity(Network network, int n) {
        Examples parities = network.predict(ParityNetworks.inputs(n));
        assertEquals(1 << n, parities.size());
        for (int input = 0; input < 1 << n; input++) {
            int halves = input ^ input >> 8;
            halves ^= halves >> 4;
            halves ^= halves >> 2;
            halves ^= halves >> 1;
            assertEquals((float) (halves & 1), parities.get(input, 0), 0f, n + " bits, input " + input);
        }
        assertTrue(ParityNetworks.isExact(network));
    }

    @ParameterizedTest
    @MethodSource("bits")
    void aTreeIsExactForEveryInput(int n) {
        Network deep = ParityNetworks.deep(kernels, n);
        assertParity(deep, n);
        int hidden = deep.layers().size() - 1;
        assertEquals((int) Math.ceil(Math.log(n) / Math.log(2) - 1e-9), hidden);
        assertTrue(ParityNetworks.units(deep) <= 2 * n - 2 + hidden, "two for each gate, and one for each odd one out");
        for (DenseLayer layer : deep.layers()) {
            assertTrue(mostInputs(layer.weights()) <= 4);
        }
    }

    private static int mostInputs(Matrix w) {
        return IntStream.range(0, w.rows())
                .map(i -> (int) IntStream.range(0, w.columns()).filter(j -> w.get(i, j) != 0).count()).max().orElse(0);
    }

    @ParameterizedTest
    @MethodSource("bits")
    void aZigzagOfTheSumIsExactForEveryInput(int n) {
        Network zigzag = ParityNetworks.zigzag(kernels, n);
        assertParity(zigzag, n);
        assertEquals(n, ParityNetworks.units(zigzag));
    }

    @ParameterizedTest
    @MethodSource("fewBits")
    void conjunctionsAreExactForEveryInput(int n) {
        Network conjunctions = ParityNetworks.conjunctions(kernels, n);
        assertParity(conjunctions, n);
        assertEquals(1 << (n - 1), ParityNetworks.units(conjunctions));
    }

    /** The check of the example sees a single wrong input. */
    @Test
    void oneErrorIsSeen() {
        Network network = ParityNetworks.conjunctions(kernels, 6);
        DenseLayer output = network.layers().getLast();
        output.weights().set(0, 17, 0);
        assertFalse(ParityNetworks.isExact(network));
    }

    @Test
    void trainingFindsTheNarrowestNetwork() {
        ParityTraining training = new ParityTraining(3, 500, 1);
        OptionalInt two = training.narrowest(kernels, 2, 1);
        assertTrue(two.isPresent() && two.getAsInt() >= 2 && two.getAsInt() <= 6, two.toString());
        assertEquals(two, training.narrowest(kernels.withThreads(2), 2, 1));
        assertEquals(OptionalInt.empty(), new ParityTraining(1, 0, 1).narrowest(kernels, 5, 1));
    }

    @Test
    void tellsBothTables() {
        Typed run = Typed.run("parity --bits 5 --trained-bits 3 --epochs 300 --picture",
                folder.resolve("a.png").toString());
        assertEquals(0, run.exitCode(), run.toString());
        assertTrue(run.out().stream().anyMatch(line -> line.matches(" +5 +3 +10 +16 +5")), run.toString());
        assertTrue(run.out().stream().anyMatch(line -> line.matches(" +3 +2 +(\\d+|none) +(\\d+|none)")),
                run.toString());
    }
}
