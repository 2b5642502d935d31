package org.lanewise.network.training;

import java.io.Serial;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Which examples of which shard are in which batch. A batch takes of every shard its share. With n examples in all, o<sub>s</sub> of
 * them in the shards before shard s, and n<sub>s</sub> in that one, the first t batches have taken
 * {@code ⌊(nₛ·min(t·B, n) + oₛ) / n⌋} of it, where B is the size of a batch: shards of one size give B examples together, to the
 * last one, and shards of other sizes about as many. Where a batch has fewer examples than there are shards it may be that it
 * has none; such a batch is left out.
 */
public final class ShardPlan implements Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    /** How many examples are in the shards before each, and at last in all of them. */
    private final long[] offsets;
    /** Not above the number of examples. */
    private final long batchSize;
    /** Whether the examples of a shard are shuffled. */
    private final boolean shuffles;
    /** What shuffling and dropout depend on. */
    private final long seed;
    /** The rule of a step that a shard makes by itself. */
    private final StepRule rule;

    private ShardPlan(long[] offsets, long batchSize, boolean shuffles, long seed, StepRule rule) {
        this.offsets = offsets;
        this.batchSize = batchSize;
        this.shuffles = shuffles;
        this.seed = seed;
        this.rule = rule;
    }

    /**
     * The plan of a training.
     *
     * @param training which gives the size of a batch, the seed, and whether there is shuffling
     * @param sizes how many examples each shard has; a shard may be empty
     * @return the plan
     * @throws IllegalArgumentException if there are not as many shards as the training wants, a size is negative or all are 0
     */
    public static ShardPlan of(Training training, int... sizes) {
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(sizes, "sizes");
        if (sizes.length != training.shards()) {
            throw new IllegalArgumentException(
                    "sizes are of " + sizes.length + " shards, the training has " + training.shards());
        }
        long[] offsets = new long[sizes.length + 1];
        for (int s = 0; s < sizes.length; s++) {
            if (sizes[s] < 0) {
                throw new IllegalArgumentException("size of shard " + s + " must not be negative: " + sizes[s]);
            }
            offsets[s + 1] = offsets[s] + sizes[s];
        }
        long examples = offsets[sizes.length];
        if (examples == 0) {
            throw new IllegalArgumentException("there is no example: " + sizes.length + " shards are empty");
        }
        long batchSize = training.isFullBatch() ? examples : Math.min(training.batchSize(), examples);
        return new ShardPlan(offsets, batchSize, training.shuffles() && !training.isFullBatch(), training.seed(),
                StepRule.of(training));
    }

    /**
     * The number of shards.
     *
     * @return K
     */
    public int shards() {
        return offsets.length - 1;
    }

    /**
     * The number of examples.
     *
     * @return those of all shards together
     */
    public long examples() {
        return offsets[shards()];
    }

    /**
     * The number of examples of a shard.
     *
     * @param shard its number, from 0
     * @return how many it has
     * @throws IndexOutOfBoundsException if there is no such shard
     */
    public int size(int shard) {
        return (int) (offsets[Objects.checkIndex(shard, shards()) + 1] - offsets[shard]);
    }

    /**
     * The number of batches.
     *
     * @return how many an epoch has
     */
    public int batches() {
        return Math.toIntExact(Math.ceilDiv(examples(), batchSize));
    }

    /** How many examples of a shard the batches before this one have taken. */
    int from(int shard, int batch) {
        long taken = Math.min(batch * batchSize, examples());
        return (int) ((Math.multiplyExact((long) size(shard), taken) + offsets[shard]) / examples());
    }

    /** How many examples of a shard are in a batch. */
    int part(int shard, int batch) {
        return from(shard, batch + 1) - from(shard, batch);
    }

    /** How many examples of a shard a batch has at the most, and one at least. */
    int largestPart(int shard) {
        return Math.max(1, (int) Math.ceilDiv(size(shard) * batchSize, examples()));
    }

    /** The most examples that a batch may have of any shard. */
    int largestPart() {
        return IntStream.range(0, shards()).map(this::largestPart).max().orElseThrow();
    }

    /** How many examples a batch has of the shards before this one. */
    int before(int shard, int batch) {
        return IntStream.range(0, shard).map(s -> part(s, batch)).sum();
    }

    /**
     * The number of examples of a batch.
     *
     * @param batch its number in the epoch, from 0
     * @return how many it has, 0 if it is left out
     * @throws IndexOutOfBoundsException if there is no such batch
     */
    public int batchSize(int batch) {
        return before(shards(), Objects.checkIndex(batch, batches()));
    }

    /** How many examples some batches in a row have. */
    long examples(int batch, int batches) {
        long sum = 0;
        for (int i = 0; i < batches; i++) {
            sum += batchSize(batch + i);
        }
        return sum;
    }

    boolean shuffles() {
        return shuffles;
    }

    long seed() {
        return seed;
    }

    /** The rule of a step that a shard makes by itself. */
    StepRule rule() {
        return rule;
    }

    /**
     * What the shards hold, in a text that is the same only for the same.
     *
     * @param fingerprints that of each shard's examples; for an empty one any number, always the same
     * @return the text, for the {@link TrainingState.Origin origin} of states
     * @throws IllegalArgumentException if there is not one for each shard
     */
    public String describe(long... fingerprints) {
        if (Objects.requireNonNull(fingerprints, "fingerprints").length != shards()) {
            throw new IllegalArgumentException(
                    "fingerprints are of " + fingerprints.length + " shards, there are " + shards());
        }
        long all = 0;
        for (int s = 0; s < shards(); s++) {
            all = 31 * (31 * all + size(s)) + (size(s) == 0 ? 0 : fingerprints[s]);
        }
        return String.format(Locale.ROOT, "%d examples in %d shards, fingerprint %x", examples(), shards(), all);
    }

    /**
     * The sizes.
     *
     * @return for example {@code 1797 examples in 8 shards}
     */
    @Override
    public String toString() {
        return examples() + " examples in " + shards() + " shards";
    }
}
