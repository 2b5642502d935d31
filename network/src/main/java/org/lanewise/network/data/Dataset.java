package org.lanewise.network.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.RandomStream;

/**
 * Examples, what is to be predicted for each of them, and how much each one counts. An immutable value; a range or a
 * subset is a view of its examples. As a {@link DataSource} it is its own only piece.
 */
public final class Dataset implements DataSource {
    private final Examples x;
    private final Targets y;
    /** Of mean 1 over the set that they were given to; null if all are 1. */
    private final float @Nullable [] weights;

    Dataset(Examples x, Targets y, float @Nullable [] weights) {
        this.x = Objects.requireNonNull(x, "x");
        this.y = Objects.requireNonNull(y, "y");
        if (x.size() != y.size()) {
            throw new IllegalArgumentException("x has " + x.size() + " examples, y has " + y.size());
        }
        this.weights = weights;
    }

    /**
     * Examples that all count the same.
     *
     * @param x the features
     * @param y the targets
     * @return the set
     * @throws IllegalArgumentException if the numbers of examples differ
     */
    public static Dataset of(Examples x, Targets y) {
        return new Dataset(x, y, null);
    }

    /**
     * The features.
     *
     * @return X
     */
    public Examples x() {
        return x;
    }

    /**
     * The targets.
     *
     * @return Y
     */
    public Targets y() {
        return y;
    }

    /**
     * The number of examples.
     *
     * @return m
     */
    public int size() {
        return x.size();
    }

    @Override
    public int pieces() {
        return 1;
    }

    @Override
    public Dataset piece(int i) {
        Objects.checkIndex(i, 1);
        return this;
    }

    /**
     * A number that tells this set from others: one of 2⁶⁴ for features, targets, weights and the order of the examples,
     * whether these are rows or columns.
     *
     * @return the same number for the same set, in any JVM
     */
    public long fingerprint() {
        long ofTargets = switch (y) {
            case Targets.Classes classes -> classes.fingerprint();
            case Targets.Values(Examples values) -> values.fingerprint();
        };
        long ofWeights = weights == null ? 0 : Examples.ofRows(weights, 1).fingerprint();
        return 31 * (31 * x.fingerprint() + ofTargets) + ofWeights;
    }

    /**
     * Whether examples count differently.
     *
     * @return whether weights were given
     */
    public boolean isWeighted() {
        return weights != null;
    }

    /**
     * How much an example counts: the cost is {@code (1/m)·Σ weight·loss}.
     *
     * @param example its number
     * @return its weight, 1 unless weights were given
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public float weight(int example) {
        Objects.checkIndex(example, size());
        return weights == null ? 1 : weights[example];
    }

    /**
     * The same examples with weights, which are divided by their mean: whatever their scale, the cost keeps its own.
     *
     * @param newWeights one for each example, finite and not negative, not all 0; copied
     * @return the weighted set
     * @throws IllegalArgumentException if one is negative or not finite, all are 0, or their number is not m
     */
    public Dataset withWeights(float... newWeights) {
        checkWeights(newWeights);
        double sum = 0;
        for (float weight : newWeights) {
            sum += weight;
        }
        return scaled(sum, size(), newWeights);
    }

    /**
     * The same examples as a part of a larger set, with their weights in it: {@link #withWeights} of the larger set, seen from here.
     *
     * @param sum the sum of the weights of the larger set, from its first example to its last
     * @param examples how many it has
     * @param newWeights one for each example of this set, finite and not negative; copied
     * @return the weighted set
     * @throws IllegalArgumentException if a weight is negative or not finite, their number is not m, or the sum is not positive
     */
    public Dataset withWeightsOf(double sum, long examples, float... newWeights) {
        checkWeights(newWeights);
        return scaled(sum, examples, newWeights);
    }

    private Dataset scaled(double sum, long examples, float... newWeights) {
        if (!(sum > 0)) {
            throw new IllegalArgumentException(sum == 0 ? "all weights are 0" : "sum must be positive: " + sum);
        }
        float[] scaled = new float[newWeights.length];
        for (int e = 0; e < scaled.length; e++) {
            scaled[e] = (float) (newWeights[e] / sum * examples);
        }
        return new Dataset(x, y, scaled);
    }

    private void checkWeights(float... newWeights) {
        Objects.requireNonNull(newWeights, "newWeights");
        if (newWeights.length != size()) {
            throw new IllegalArgumentException(
                    "there are " + newWeights.length + " weights for " + size() + " examples");
        }
        for (int e = 0; e < newWeights.length; e++) {
            checkWeight(newWeights[e], "weight of example ", e);
        }
    }

    private static void checkWeight(float weight, String what, int number) {
        if (!(weight >= 0) || Float.isInfinite(weight)) {
            throw new IllegalArgumentException(what + number + " must be finite and not negative: " + weight);
        }
    }

    /**
     * The same examples, each with the weight of its class. As with {@link #withWeights}, the mean over the examples
     * becomes 1; earlier weights are replaced.
     *
     * @param classWeights one for each class, finite and not negative
     * @return the weighted set
     * @throws IllegalArgumentException if the targets are no classes, a class has no weight, or a weight is out of
     *     range
     */
    public Dataset withClassWeights(float... classWeights) {
        Objects.requireNonNull(classWeights, "classWeights");
        Targets.Classes classes = classes();
        if (classWeights.length < classes.count()) {
            throw new IllegalArgumentException("there are " + classWeights.length + " weights for " + classes.count()
                    + " classes");
        }
        for (int c = 0; c < classWeights.length; c++) {
            checkWeight(classWeights[c], "weight of class ", c);
        }
        float[] perExample = new float[size()];
        for (int e = 0; e < perExample.length; e++) {
            perExample[e] = classes.get(e) == Targets.IGNORED ? 0 : classWeights[classes.get(e)];
        }
        return withWeights(perExample);
    }

    /**
     * The same examples, each class with a weight that makes all classes count the same: {@code m / (k·mₖ)} for a
     * class of mₖ examples among k.
     *
     * @return the weighted set
     * @throws IllegalArgumentException if the targets are no classes
     */
    public Dataset withBalancedClasses() {
        Targets.Classes classes = classes();
        int[] counts = new int[classes.count()];
        for (int e = 0; e < size(); e++) {
            if (classes.get(e) != Targets.IGNORED) {
                counts[classes.get(e)]++;
            }
        }
        float[] classWeights = new float[counts.length];
        for (int c = 0; c < counts.length; c++) {
            classWeights[c] = counts[c] == 0 ? 0 : 1f / counts[c];
        }
        return withClassWeights(classWeights);
    }

    private Targets.Classes classes() {
        if (y instanceof Targets.Classes classes) {
            return classes;
        }
        throw new IllegalArgumentException("the targets are numbers, not classes");
    }

    /**
     * Some examples that follow one another, with the weights that they have here.
     *
     * @param from the first
     * @param to the one after the last
     * @return {@code to − from} examples
     * @throws IndexOutOfBoundsException if there are no such examples
     */
    public Dataset range(int from, int to) {
        return new Dataset(x.range(from, to), y.range(from, to),
                weights == null ? null : Arrays.copyOfRange(weights, from, to));
    }

    /**
     * Chosen examples, in the order given, with the weights that they have here.
     *
     * @param examples their numbers
     * @return the examples
     * @throws IndexOutOfBoundsException if there is no such example
     */
    public Dataset subset(int... examples) {
        float[] chosen = null;
        if (weights != null) {
            chosen = new float[examples.length];
            for (int e = 0; e < chosen.length; e++) {
                chosen[e] = weight(examples[e]);
            }
        }
        return new Dataset(x.subset(examples), y.subset(examples), chosen);
    }

    /**
     * The examples whose class is not {@link Targets#IGNORED}.
     *
     * @return a view, or this set if none is ignored
     */
    public Dataset withoutIgnored() {
        if (!(y instanceof Targets.Classes classes) || IntStream.range(0, size()).allMatch(e -> classes.get(e) >= 0)) {
            return this;
        }
        return subset(IntStream.range(0, size()).filter(e -> classes.get(e) >= 0).toArray());
    }

    /**
     * The set in pieces, to be trained on in their order instead of all over a file at once: whoever has to wait for a disk reads
     * each part of it in one go.
     *
     * @param size examples of a piece, positive; the last one may have fewer
     * @return the pieces, which are views, with the weights that the examples have here
     * @throws IllegalArgumentException if {@code size} is not positive
     */
    public DataSource inPieces(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size of a piece must be positive: " + size);
        }
        return new DataSource() {
            @Override
            public int pieces() {
                return Math.ceilDiv(size(), size);
            }

            @Override
            public Dataset piece(int i) {
                int first = Objects.checkIndex(i, pieces()) * size;
                return range(first, first + Math.min(size, size() - first));
            }
        };
    }

    /** The same set with features that are gathered fast. */
    Dataset inRows() {
        return x.areColumns() ? new Dataset(Examples.ofRows(x.toColumns().transposed()), y, weights) : this;
    }

    /** The same set as the equations of a network have it. */
    Dataset inColumns() {
        Targets columns = y instanceof Targets.Values(Examples values)
                ? Targets.values(Examples.ofColumns(values.toColumns()))
                : y;
        return new Dataset(Examples.ofColumns(x.toColumns()), columns, weights);
    }

    /**
     * Copies the weights of chosen examples, as a mini-batch wants them.
     *
     * @param order numbers of examples
     * @param first where in {@code order} the wanted ones begin
     * @param to written
     * @throws IndexOutOfBoundsException if there are no such examples
     */
    public void gatherWeights(int[] order, int first, float[] to) {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(to, "to");
        checkOrder(order, first, to.length, size());
        for (int j = 0; j < to.length; j++) {
            to[j] = weight(order[first + j]);
        }
    }

    /** Throws unless all chosen numbers are those of examples, so that nothing is written before. */
    static void checkOrder(int[] order, int first, int count, int examples) {
        Objects.checkFromIndexSize(first, count, order.length);
        for (int j = first; j < first + count; j++) {
            Objects.checkIndex(order[j], examples);
        }
    }

    /**
     * A shuffled cut in two. Where the targets are classes, each class has its share on both sides, to the nearest
     * whole example, and one example at least on both where it has two; the only one of its class goes to training.
     * The test set has {@code ⌈testShare·m⌉} examples unless that forbids it.
     *
     * @param testShare the share of the test set, between 0 and 1
     * @param seed the same seed gives the same sets
     * @return both sets, with the weights that the examples have here
     * @throws IllegalArgumentException if the share is out of range, or a set would be empty
     */
    public Split<Dataset> split(double testShare, long seed) {
        return strata().split(testShare, seed, this::subset);
    }

    /**
     * A shuffled cut in k parts as equal as can be, for cross-validation: each part is the test set once, and the
     * others together are trained on. Where the targets are classes, the parts' shares of a class differ by one example
     * at most.
     *
     * @param k how many parts, from 2 to m
     * @param seed the same seed gives the same parts
     * @return k pairs of sets, with the weights that the examples have here
     * @throws IllegalArgumentException if {@code k} is out of range
     */
    public List<Split<Dataset>> folds(int k, long seed) {
        return strata().folds(k, seed, this::subset);
    }

    private Strata strata() {
        return y instanceof Targets.Classes classes
                ? Strata.of(Arrays.stream(classes.toArray()).boxed().toList())
                : Strata.one(size());
    }

    /**
     * One pass over all examples, shuffled, some at a time. Each iterator draws an order of its own.
     *
     * @param size examples of a batch, positive; the last one may have fewer
     * @param order what shuffles
     * @return the batches, which are views
     * @throws IllegalArgumentException if {@code size} is not positive
     */
    public Iterable<Dataset> batches(int size, RandomStream order) {
        if (size < 1) {
            throw new IllegalArgumentException("size of a batch must be positive: " + size);
        }
        Objects.requireNonNull(order, "order");
        return () -> {
            int[] shuffled = Orders.shuffled(size(), order);
            return IntStream.range(0, Math.ceilDiv(shuffled.length, size)).mapToObj(batch -> {
                int first = batch * size;
                return subset(Arrays.copyOfRange(shuffled, first, first + Math.min(size, shuffled.length - first)));
            }).iterator();
        };
    }

    /**
     * How many examples of what.
     *
     * @return for example {@code 1797 examples of 64, 10 classes}
     */
    @Override
    public String toString() {
        String targets = y instanceof Targets.Classes classes
                ? classes.count() + " classes"
                : ((Targets.Values) y).examples().features() + " targets";
        return x + ", " + targets + (weights == null ? "" : ", weighted");
    }
}
