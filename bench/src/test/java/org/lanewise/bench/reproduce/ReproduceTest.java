package org.lanewise.bench.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;

class ReproduceTest {
    private static PrintStream into(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Each kind of lanes, compilation and collector once, in JVMs of their own. */
    @Test
    void theCorpusHasItsHashesInJvmsOfEveryKind() throws InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean equal = Reproduce.run(Combination.sample(), Runtime.getRuntime().availableProcessors(), into(printed));
        List<String> lines = lines(printed);
        assertTrue(equal, String.join("\n", lines));
        assertEquals("all equal", lines.getLast());
        for (String name : Corpus.names()) {
            assertEquals(1, lines.stream().filter(line -> line.matches(name + " +[0-9a-f]{64} equal")).count(), name);
        }
    }

    @Test
    void whatDiffersIsTold() {
        Map<String, String> kept = new LinkedHashMap<>(Corpus.kept(true));
        kept.put("sums", "0123");
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertFalse(new Verify(kept, true, List.of(Kernels.create(), Kernels.create().withThreads(2)), into(printed))
                .run(false));
        List<String> lines = lines(printed);
        assertEquals(2,
                lines.stream().filter(line -> line.matches("sums +[0-9a-f]{64} differs, kept is 0123: .*")).count(),
                lines.toString());
        assertEquals(1, lines.stream().filter(line -> line.matches("costs +[0-9a-f]{64} equal")).count(),
                lines.toString());
        assertEquals("not all equal", lines.getLast());
    }

    /** A hash is worth something only if one bit changes it, and NaN is one value. */
    @Test
    void oneBitIsADifference() {
        assertNotEquals(Bits.hash(1, 2), Bits.hash(1, Math.nextUp(2f)));
        assertNotEquals(Bits.hash(0f), Bits.hash(-0f));
        assertEquals(Bits.hash(Float.NaN), Bits.hash(Float.intBitsToFloat(0xffc00001)));
        Bits wide = new Bits();
        wide.add(Matrix.zeros(2, 3));
        Bits tall = new Bits();
        tall.add(Matrix.zeros(3, 2));
        assertNotEquals(wide.hash(), tall.hash());
    }

    @Test
    void pairsCoverAllPairs() {
        List<Combination> pairs = Combination.pairs();
        List<Combination> all = Combination.all();
        assertTrue(all.containsAll(pairs));
        assertTrue(pairs.size() < all.size() / 5, pairs.size() + " of " + all.size());
        assertEquals(twos(all), twos(pairs));
    }

    private static Set<Set<Enum<?>>> twos(List<Combination> combinations) {
        Set<Set<Enum<?>>> twos = new HashSet<>();
        for (Combination c : combinations) {
            twos.add(Set.of(c.lanes(), c.registers()));
            twos.add(Set.of(c.lanes(), c.mode()));
            twos.add(Set.of(c.lanes(), c.collector()));
            twos.add(Set.of(c.registers(), c.mode()));
            twos.add(Set.of(c.registers(), c.collector()));
            twos.add(Set.of(c.mode(), c.collector()));
        }
        return twos;
    }
}
