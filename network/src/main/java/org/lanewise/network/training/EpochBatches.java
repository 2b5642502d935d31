package org.lanewise.network.training;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.RandomStream;
import org.lanewise.network.Network;
import org.lanewise.network.Pass;
import org.lanewise.network.data.DataSource;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.MiniBatches;
import org.lanewise.network.data.Orders;

/**
 * The mini-batches of one epoch after another: pieces in a shuffled order, and the examples of each in one of their own.
 * The orders depend on the seed and the epoch's number only. One piece is in memory at a time; an only one stays there.
 */
final class EpochBatches implements EpochSteps {
    private final Network network;
    private final OptimizerState optimizer;
    private final StepRule rule;
    private final Pass pass;
    private final DataSource source;
    private final int batchSize;
    private final boolean shuffles;
    private final RandomStream orderOfPieces;
    private final RandomStream orderOfExamples;
    /** How many examples of each piece count. */
    private final int[] sizes;
    private final int count;
    /** Of several pieces; that of a single one, which stays in memory, is worth its time only if it is asked for. */
    private final long fingerprint;

    private final int[] order;
    private long epoch;
    /** Where in the order the piece at hand is, and the number of its first batch. */
    private int place;
    private int first;
    /** Which piece is at hand, counted from epoch to epoch. */
    private long visit = -1;
    private @Nullable MiniBatches piece;

    /** Reads each piece once, and checks it if there are several; a single one has been checked. */
    EpochBatches(Training training, Network network, OptimizerState optimizer, DataSource source) {
        this.network = network;
        this.optimizer = optimizer;
        rule = StepRule.of(training);
        this.source = source;
        batchSize = training.isFullBatch() ? Integer.MAX_VALUE : training.batchSize();
        shuffles = training.shuffles() && !training.isFullBatch();
        orderOfPieces = RandomStream.of(training.seed(), "pieces");
        orderOfExamples = RandomStream.of(training.seed(), "shuffle");
        sizes = new int[source.pieces()];
        long all = 0;
        for (int i = 0; i < sizes.length; i++) {
            Dataset data = sizes.length == 1 ? source.piece(i) : checked(network, source.piece(i), i);
            sizes[i] = data.size();
            all = sizes.length == 1 ? 0 : 31 * all + data.fingerprint();
        }
        fingerprint = all;
        count = Math.toIntExact(IntStream.of(sizes).mapToLong(size -> Math.ceilDiv(size, batchSize)).sum());
        order = IntStream.range(0, sizes.length).toArray();
        pass = network.pass(Math.min(batchSize, IntStream.of(sizes).max().orElseThrow()), training.seed());
    }

    /** As below, of one of several pieces. */
    static Dataset checked(Network network, Dataset data, int i) {
        try {
            return checked(network, data);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("piece " + i + ": " + e.getMessage(), e);
        }
    }

    /** The examples that count; throws unless the network can be trained on them. */
    static Dataset checked(Network network, Dataset data) {
        network.check(data);
        data.x().checkFinite("x");
        return data.withoutIgnored();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long examples() {
        return IntStream.of(sizes).asLongStream().sum();
    }

    @Override
    public String description() {
        return sizes.length == 1
                ? description(source.piece(0))
                : examples() + " examples in " + sizes.length + " pieces" + fingerprint(fingerprint);
    }

    static String description(Dataset data) {
        return data + fingerprint(data.fingerprint());
    }

    private static String fingerprint(long number) {
        return ", fingerprint " + Long.toHexString(number);
    }

    @Override
    public double cost() {
        double sum = 0;
        for (int i = 0; i < sizes.length; i++) {
            sum += network.cost(source.piece(i)) * sizes[i];
        }
        return sum / examples();
    }

    @Override
    public void begin(int number) {
        epoch = number;
        place = 0;
        first = 0;
        if (shuffles) {
            orderOfPieces.position(epoch << Integer.SIZE);
            Orders.shuffle(order, orderOfPieces);
        }
    }

    @Override
    public int next(int batch) {
        return batch + 1;
    }

    @Override
    public long size(int batch) {
        seek(batch);
        int firstExample = (batch - first) * batchSize;
        return Math.min(batchSize, sizes[order[place]] - firstExample);
    }

    @Override
    public double measure(int batch, IntToDoubleFunction factors) {
        seek(batch);
        Dataset examples = piece().get(batch - first);
        pass.forward(examples.x(), optimizer.steps());
        return pass.cost(examples);
    }

    @Override
    public void update(double factor) {
        rule.step(network, optimizer, pass, factor);
    }

    /** Finds the place of the piece that has a batch. */
    private void seek(int batch) {
        while (batch - first >= Math.ceilDiv(sizes[order[place]], batchSize)) {
            first += Math.ceilDiv(sizes[order[place]], batchSize);
            place++;
        }
    }

    private MiniBatches piece() {
        MiniBatches atHand = piece;
        long wanted = epoch * sizes.length + place;
        if (atHand != null && wanted == visit) {
            return atHand;
        }
        if (atHand == null || sizes.length > 1) {
            // What is no longer needed is let go before the next piece is read.
            piece = null;
            atHand = read(order[place]);
            piece = atHand;
        }
        visit = wanted;
        if (shuffles) {
            orderOfExamples.position(visit << Integer.SIZE);
            atHand.shuffle(orderOfExamples);
        }
        return atHand;
    }

    private MiniBatches read(int i) {
        Dataset data = source.piece(i).withoutIgnored();
        if (data.size() != sizes[i]) {
            throw new IllegalStateException("piece " + i + " has " + data + ", when the training began it had "
                    + sizes[i] + " examples");
        }
        return new MiniBatches(data, Math.min(batchSize, data.size()));
    }
}
