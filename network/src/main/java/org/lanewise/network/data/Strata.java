package org.lanewise.network.data;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Rows by what they have in common, so that each part of a cut has its share of each stratum. */
final class Strata {
    /** The stratum of each row, numbered as they first occur. */
    private final int[] of;
    /** How many rows each stratum has, one at least. */
    private final int[] sizes;

    private Strata(int[] of, int[] sizes) {
        this.of = of;
        this.sizes = sizes;
    }

    /** All rows are of one kind. */
    static Strata one(int rows) {
        return of(Collections.nCopies(rows, ""));
    }

    /** Rows with equal labels are a stratum. */
    static Strata of(List<?> labels) {
        Map<Object, Integer> numbers = new HashMap<>();
        int[] of = labels.stream().mapToInt(label -> numbers.computeIfAbsent(label, l -> numbers.size())).toArray();
        int[] sizes = new int[numbers.size()];
        for (int stratum : of) {
            sizes[stratum]++;
        }
        return new Strata(of, sizes);
    }

    /** The rows in a seeded order, the first of each stratum for the test; both sides as the subsets that they are of. */
    <T> Split<T> split(double testShare, long seed, Function<int[], T> subset) {
        if (!(testShare > 0 && testShare < 1)) {
            throw new IllegalArgumentException("testShare must be between 0 and 1: " + testShare);
        }
        int[] left = testSizes((int) Math.ceil(testShare * of.length));
        int testSize = Arrays.stream(left).sum();
        if (testSize == 0 || testSize == of.length) {
            throw new IllegalArgumentException(of.length + " rows, " + sizes.length
                    + " kinds of them: there are too few to be split, for a kind of one row is not tested");
        }
        int[] train = new int[of.length - testSize];
        int[] test = new int[testSize];
        int trained = 0;
        int tested = 0;
        for (int row : Orders.shuffled(of.length, seed)) {
            if (left[of[row]] > 0) {
                left[of[row]]--;
                test[tested++] = row;
            } else {
                train[trained++] = row;
            }
        }
        return new Split<>(train, test).map(subset);
    }

    /**
     * How many rows of each stratum are for the test: the whole part of its share, one more for those whose share is
     * farthest from it, until there are as many as wanted; and one row at least on either side where there are two.
     */
    private int[] testSizes(int wanted) {
        int[] tests = new int[sizes.length];
        int missing = wanted;
        for (int s = 0; s < tests.length; s++) {
            tests[s] = Math.clamp((long) sizes[s] * wanted / of.length, least(s), most(s));
            missing -= tests[s];
        }
        int step = Integer.signum(missing);
        for (; missing != 0; missing -= step) {
            int farthest = -1;
            for (int s = 0; s < tests.length; s++) {
                if (tests[s] + step >= least(s) && tests[s] + step <= most(s) && (farthest < 0
                        || step * shortfall(s, tests, wanted) > step * shortfall(farthest, tests, wanted))) {
                    farthest = s;
                }
            }
            if (farthest < 0) {
                break;
            }
            tests[farthest] += step;
        }
        return tests;
    }

    private int least(int stratum) {
        return Math.min(1, most(stratum));
    }

    private int most(int stratum) {
        return Math.max(0, sizes[stratum] - 1);
    }

    /** How many rows a stratum has less than its share, times all rows: so it is a whole number. */
    private long shortfall(int stratum, int[] tests, int wanted) {
        return (long) sizes[stratum] * wanted - (long) tests[stratum] * of.length;
    }

    /** The rows in a seeded order and then stratum by stratum, dealt out to the folds in turn. */
    <T> List<Split<T>> folds(int k, long seed, Function<int[], T> subset) {
        if (k < 2 || k > of.length) {
            throw new IllegalArgumentException("k must be from 2 to the number of rows, " + of.length + ": " + k);
        }
        int[] place = new int[sizes.length];
        for (int s = 1; s < place.length; s++) {
            place[s] = place[s - 1] + sizes[s - 1];
        }
        int[] order = Orders.shuffled(of.length, seed);
        int[] fold = new int[of.length];
        for (int row : order) {
            fold[row] = place[of[row]]++ % k;
        }
        return IntStream.range(0, k).mapToObj(f -> new Split<>(
                Arrays.stream(order).filter(row -> fold[row] != f).toArray(),
                Arrays.stream(order).filter(row -> fold[row] == f).toArray()).map(subset)).toList();
    }
}
