package org.lanewise.network.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.RandomStream;

/** Weights, and how a set is cut: each example's only feature is its number, so that it can be recognised. */
class DatasetTest {
    private static Dataset numbered(Targets y) {
        float[] numbers = new float[y.size()];
        for (int e = 0; e < numbers.length; e++) {
            numbers[e] = e;
        }
        return Dataset.of(Examples.ofRows(numbers, 1), y);
    }

    private static int[] numbersOf(Dataset data) {
        return IntStream.range(0, data.size()).map(e -> (int) data.x().get(e, 0)).toArray();
    }

    private static int[] countsOf(Dataset data, int classes) {
        int[] counts = new int[classes];
        Arrays.stream(((Targets.Classes) data.y()).toArray()).forEach(c -> counts[c]++);
        return counts;
    }

    private static Dataset ofSizes(int... sizes) {
        List<Integer> labels = new ArrayList<>();
        for (int c = 0; c < sizes.length; c++) {
            for (int e = 0; e < sizes[c]; e++) {
                labels.add(c);
            }
        }
        return numbered(Targets.classes(labels.stream().mapToInt(c -> c).toArray()));
    }

    @Test
    void featuresAndTargetsAreOfTheSameExamples() {
        Dataset data = numbered(Targets.classes(0, 1, 2, 1));
        assertEquals("4 examples of 1, 3 classes", data.toString());
        assertEquals("4 examples of 1, 1 targets, weighted",
                numbered(Targets.values(1, 2, 3, 4)).withWeights(1, 2, 3, 4).toString());
        Exception thrown = assertThrows(IllegalArgumentException.class,
                () -> Dataset.of(data.x(), Targets.classes(0, 1)));
        assertEquals("x has 4 examples, y has 2", thrown.getMessage());
    }

    @Test
    void weightsHaveMeanOneOverTheSetThatTheyWereGivenTo() {
        Dataset data = numbered(Targets.values(1, 2, 3, 4));
        assertFalse(data.isWeighted());
        assertEquals(1, data.weight(3));
        Dataset weighted = data.withWeights(10, 0, 20, 10);
        assertTrue(weighted.isWeighted());
        assertArrayEquals(new float[]{1, 0, 2, 1}, weightsOf(weighted));
        assertArrayEquals(new float[]{0, 2}, weightsOf(weighted.range(1, 3)));
        assertArrayEquals(new float[]{2, 2, 1}, weightsOf(weighted.subset(2, 2, 0)));
        assertArrayEquals(new float[]{1, 1, 1, 1}, weightsOf(data.withWeights(1e30f, 1e30f, 1e30f, 1e30f)));
    }

    private static float[] weightsOf(Dataset data) {
        float[] weights = new float[data.size()];
        data.gatherWeights(IntStream.range(0, weights.length).toArray(), 0, weights);
        return weights;
    }

    @Test
    void nothingIsGatheredBeforeAnError() {
        Dataset data = numbered(Targets.values(1, 2)).withWeights(1, 3);
        float[] to = new float[2];
        assertThrows(IndexOutOfBoundsException.class, () -> data.gatherWeights(new int[]{0, 2}, 0, to));
        assertThrows(IndexOutOfBoundsException.class, () -> data.gatherWeights(new int[]{0, 1}, 1, to));
        assertArrayEquals(new float[2], to);
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, Float.NaN, Float.POSITIVE_INFINITY})
    void weightsThatAreNone(float weight) {
        Dataset data = numbered(Targets.classes(0, 1));
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> data.withWeights(1, weight));
        assertEquals("weight of example 1 must be finite and not negative: " + weight, thrown.getMessage());
        thrown = assertThrows(IllegalArgumentException.class, () -> data.withClassWeights(weight, 1));
        assertEquals("weight of class 0 must be finite and not negative: " + weight, thrown.getMessage());
    }

    @Test
    void weightsThatDoNotFit() {
        Dataset data = numbered(Targets.classes(0, 1));
        assertThrows(IllegalArgumentException.class, () -> data.withWeights(1));
        assertThrows(IllegalArgumentException.class, () -> data.withWeights(0, 0));
        assertThrows(IllegalArgumentException.class, () -> data.withClassWeights(1));
        assertThrows(IllegalArgumentException.class,
                () -> numbered(Targets.values(0, 1)).withClassWeights(1, 1));
        assertThrows(IllegalArgumentException.class, () -> numbered(Targets.values(0, 1)).withBalancedClasses());
    }

    /** m / (k·mₖ): 4 / (2·3) of the three, 4 / (2·1) of the one. */
    @Test
    void balancedClassesCountTheSame() {
        Dataset balanced = numbered(Targets.classes(0, 0, 1, 0)).withBalancedClasses();
        assertArrayEquals(new float[]{2f / 3, 2f / 3, 2, 2f / 3}, weightsOf(balanced), 1e-6f);
        Dataset ignored = numbered(Targets.classes(0, Targets.IGNORED, 1, 0)).withClassWeights(1, 2);
        assertArrayEquals(new float[]{1, 0, 2, 1}, weightsOf(ignored));
    }

    /**
     * A published example of scikit-learn's has classes of 3 and 3 and a test share of a half. The others are worked
     * out by hand: the largest parts of an example that are left get one more.
     */
    @ParameterizedTest
    @CsvSource({"3 3, 0.5, 2 1", "50 50 50, 0.2, 10 10 10", "59 71 48, 0.2, 12 14 10", "9 1, 0.2, 2 0",
            "2 2 2, 0.2, 1 1 1", "2 2 2, 0.9, 1 1 1", "98 2, 0.1, 9 1", "2 98, 0.9, 1 89", "7 0 3, 0.3, 2 0 1",
            "1 1 4, 0.5, 0 0 3"})
    void eachClassHasItsShareOnBothSides(String sizes, double share, String tests) {
        Dataset data = ofSizes(ints(sizes));
        int classes = ints(sizes).length;
        Split<Dataset> split = data.split(share, 1);
        assertArrayEquals(ints(tests), countsOf(split.test(), classes));
        assertIsCutOf(data, split);
    }

    private static int[] ints(String text) {
        return Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }

    private static void assertIsCutOf(Dataset data, Split<Dataset> split) {
        int[] all = IntStream.concat(Arrays.stream(numbersOf(split.train())), Arrays.stream(numbersOf(split.test())))
                .sorted().toArray();
        assertArrayEquals(numbersOf(data), all);
    }

    /** Within one of the exact share, where it is not the only one of its class or the last on a side. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sharesOfRandomClasses(long seed) {
        Random random = new Random(seed);
        int classes = 2 + random.nextInt(6);
        int m = 60 + random.nextInt(100);
        Dataset data = numbered(Targets.classes(random.ints(m, 0, classes).toArray()));
        double share = 0.1 + 0.5 * random.nextDouble();
        Split<Dataset> split = data.split(share, seed);
        int tested = (int) Math.ceil(share * m);
        assertEquals(tested, split.test().size());
        int[] counts = countsOf(data, classes);
        int[] tests = countsOf(split.test(), classes);
        for (int c = 0; c < classes; c++) {
            assertEquals((double) counts[c] * tested / m, tests[c], 1);
        }
        assertIsCutOf(data, split);
    }

    @Test
    void ignoredExamplesAreCutAsAClass() {
        int[] classes = new int[20];
        Arrays.fill(classes, 0, 10, Targets.IGNORED);
        Targets.Classes tests = (Targets.Classes) numbered(Targets.classes(classes)).split(0.2, 1).test().y();
        assertArrayEquals(new int[]{Targets.IGNORED, Targets.IGNORED, 0, 0},
                Arrays.stream(tests.toArray()).sorted().toArray());
    }

    @Test
    void aSeedGivesTheSameSplitAndItIsShuffled() {
        Dataset data = ofSizes(50, 50).withWeights(numbersAsWeights(100));
        Split<Dataset> split = data.split(0.3, 7);
        assertArrayEquals(numbersOf(split.test()), numbersOf(data.split(0.3, 7).test()));
        assertFalse(Arrays.equals(numbersOf(split.test()), numbersOf(data.split(0.3, 8).test())));
        assertFalse(isSorted(numbersOf(split.test())));
        assertFalse(isSorted(numbersOf(split.train())));
        for (int e = 0; e < split.test().size(); e++) {
            assertEquals(data.weight((int) split.test().x().get(e, 0)), split.test().weight(e));
        }
    }

    private static float[] numbersAsWeights(int m) {
        float[] weights = new float[m];
        for (int e = 0; e < m; e++) {
            weights[e] = e;
        }
        return weights;
    }

    private static boolean isSorted(int[] numbers) {
        return Arrays.equals(numbers, Arrays.stream(numbers).sorted().toArray());
    }

    @ParameterizedTest
    @CsvSource({"10, 0.25, 3", "2, 0.01, 1", "2, 0.99, 1", "100, 0.2, 20"})
    void numbersAreCutWithoutRegardToThem(int m, double share, int tests) {
        Dataset data = numbered(Targets.values(new float[m]));
        Split<Dataset> split = data.split(share, 1);
        assertEquals(tests, split.test().size());
        assertIsCutOf(data, split);
    }

    @Test
    void whatCannotBeSplit() {
        for (double share : new double[]{0, 1, -0.1, 1.5, Double.NaN}) {
            Exception thrown = assertThrows(IllegalArgumentException.class, () -> ofSizes(5, 5).split(share, 1));
            assertEquals("testShare must be between 0 and 1: " + share, thrown.getMessage());
        }
        for (Dataset data : List.of(ofSizes(1, 1, 1), ofSizes(1), ofSizes(), numbered(Targets.values(1)))) {
            assertThrows(IllegalArgumentException.class, () -> data.split(0.5, 1), data::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({"6 4, 2", "59 71 48, 5", "3 3 1, 3", "1 1 1 1, 4", "10, 3"})
    void eachExampleIsTestedOnceAndClassesDifferByOne(String sizes, int k) {
        Dataset data = ofSizes(ints(sizes));
        List<Split<Dataset>> folds = data.folds(k, 3);
        assertEquals(k, folds.size());
        List<Integer> tested = new ArrayList<>();
        int classes = ints(sizes).length;
        int[] least = new int[classes];
        int[] most = new int[classes];
        Arrays.fill(least, data.size());
        for (Split<Dataset> fold : folds) {
            assertIsCutOf(data, fold);
            Arrays.stream(numbersOf(fold.test())).forEach(tested::add);
            assertEquals((double) data.size() / k, fold.test().size(), 0.99);
            int[] counts = countsOf(fold.test(), classes);
            for (int c = 0; c < classes; c++) {
                least[c] = Math.min(least[c], counts[c]);
                most[c] = Math.max(most[c], counts[c]);
            }
        }
        assertArrayEquals(numbersOf(data), tested.stream().mapToInt(e -> e).sorted().toArray());
        for (int c = 0; c < classes; c++) {
            assertTrue(most[c] - least[c] <= 1, "class " + c);
        }
        assertArrayEquals(numbersOf(folds.getFirst().test()), numbersOf(data.folds(k, 3).getFirst().test()));
    }

    @Test
    void foldsOfNumbersAreShuffled() {
        Dataset data = numbered(Targets.values(new float[10]));
        List<Split<Dataset>> folds = data.folds(3, 1);
        assertEquals(List.of(4, 3, 3), folds.stream().map(fold -> fold.test().size()).toList());
        assertFalse(Arrays.equals(numbersOf(folds.getFirst().test()), numbersOf(data.folds(3, 2).getFirst().test())));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 5})
    void foldsThatCannotBe(int k) {
        Exception thrown = assertThrows(IllegalArgumentException.class, () -> ofSizes(2, 2).folds(k, 1));
        assertEquals("k must be from 2 to the number of rows, 4: " + k, thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9, 10, 11, Integer.MAX_VALUE})
    void aPassHasEachExampleOnce(int size) {
        Dataset data = ofSizes(4, 6).withWeights(numbersAsWeights(10));
        List<Integer> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Dataset batch : data.batches(size, RandomStream.of(1, "order"))) {
            sizes.add(batch.size());
            for (int e = 0; e < batch.size(); e++) {
                int number = (int) batch.x().get(e, 0);
                seen.add(number);
                assertEquals(data.weight(number), batch.weight(e));
                assertEquals(number < 4 ? 0 : 1, ((Targets.Classes) batch.y()).get(e));
            }
        }
        assertArrayEquals(numbersOf(data), seen.stream().mapToInt(e -> e).sorted().toArray());
        assertFalse(isSorted(seen.stream().mapToInt(e -> e).toArray()));
        int full = Math.min(size, 10);
        for (int batch = 0; batch < sizes.size(); batch++) {
            assertEquals(batch < sizes.size() - 1 || 10 % full == 0 ? full : 10 % full, sizes.get(batch));
        }
    }

    @Test
    void eachPassHasAnOrderOfItsOwn() {
        Iterable<Dataset> pass = ofSizes(20).batches(20, RandomStream.of(1, "order"));
        assertFalse(Arrays.equals(numbersOf(pass.iterator().next()), numbersOf(pass.iterator().next())));
        assertFalse(ofSizes().batches(3, RandomStream.of(1, "order")).iterator().hasNext());
        assertThrows(IllegalArgumentException.class, () -> ofSizes(2).batches(0, RandomStream.of(1, "order")));
    }

    /** Both ways to cut a set into batches have the same order. */
    @Test
    void aPassHasTheOrderOfMiniBatches() {
        Dataset data = ofSizes(4, 6);
        MiniBatches gathered = new MiniBatches(data, 3);
        gathered.shuffle(RandomStream.of(1, "order"));
        int number = 0;
        for (Dataset batch : data.batches(3, RandomStream.of(1, "order"))) {
            assertArrayEquals(numbersOf(batch), numbersOf(gathered.get(number++)));
        }
        assertEquals(gathered.count(), number);
    }

    @ParameterizedTest
    @CsvSource({"10, 3, 4, 1", "9, 3, 3, 3", "2, 5, 1, 2"})
    void piecesAreRanges(int size, int ofPiece, int pieces, int last) {
        Dataset data = ofSizes(size).withClassWeights(1);
        DataSource source = data.inPieces(ofPiece);
        assertEquals(pieces, source.pieces());
        for (int i = 0; i < pieces; i++) {
            int first = i * ofPiece;
            int[] expected = IntStream.range(first, first + (i < pieces - 1 ? ofPiece : last)).toArray();
            assertArrayEquals(expected, numbersOf(source.piece(i)));
            assertTrue(source.piece(i).isWeighted());
        }
        assertThrows(IndexOutOfBoundsException.class, () -> source.piece(pieces));
        assertThrows(IllegalArgumentException.class, () -> data.inPieces(0));
        assertEquals(0, data.range(0, 0).inPieces(ofPiece).pieces());
    }
}
