package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lanewise.kernels.Kernels;

/**
 * The order in which shards are summed: a binary tree over their numbers, whose node over the shards from a to b − 1 has children
 * over {@code [a, ⌊(a + b) / 2⌋)} and {@code [⌊(a + b) / 2⌋, b)}. The sum of a node is that of the left child plus that of the right one, an
 * addition of floats for each number and one of doubles for the cost; a child without an example is left out. So the bits
 * depend on the number of shards only, and not on who has summed which node beforehand.
 *
 * <p>It has a buffer for each level, so one thread may use it at a time.
 */
public final class ShardTree {
    private final Kernels kernels;
    private final List<ShardSum> buffers = new ArrayList<>();

    /** Where the sums of some nodes come from. */
    public interface Sums {
        /**
         * Whether the sum of a node is to be had without adding up those of its children.
         *
         * @param from its first shard
         * @param to the one after its last
         * @return whether it is; true of a single shard
         */
        boolean isKnown(int from, int to);

        /**
         * Writes the sum of a node that is known; nodes are asked for from left to right.
         *
         * @param from its first shard
         * @param to the one after its last
         * @param sum written, unless there is no example
         * @return whether there is an example
         */
        boolean write(int from, int to, ShardSum sum);
    }

    /**
     * A node.
     *
     * @param from its first shard
     * @param to the one after its last
     */
    public record Node(int from, int to) {
        private int middle() {
            return (from + to) >>> 1;
        }
    }

    /**
     * The order, and buffers for it.
     *
     * @param kernels what adds
     */
    public ShardTree(Kernels kernels) {
        this.kernels = Objects.requireNonNull(kernels, "kernels");
    }

    /**
     * The largest nodes that have no shards but those of a range.
     *
     * @param shards how many there are in all
     * @param from the range's first shard
     * @param to the one after its last
     * @return the nodes from left to right: all that others have to know of the range
     * @throws IndexOutOfBoundsException if there are no such shards
     */
    public static List<Node> cover(int shards, int from, int to) {
        Objects.checkFromToIndex(from, to, shards);
        List<Node> nodes = new ArrayList<>();
        cover(new Node(0, shards), from, to, nodes);
        return nodes;
    }

    private static void cover(Node node, int from, int to, List<Node> nodes) {
        if (Math.max(from, node.from) < Math.min(to, node.to)) {
            if (from <= node.from && node.to <= to) {
                nodes.add(node);
            } else {
                cover(new Node(node.from, node.middle()), from, to, nodes);
                cover(new Node(node.middle(), node.to), from, to, nodes);
            }
        }
    }

    /**
     * Sums the shards of a node.
     *
     * @param node the node
     * @param sums where the sums of single shards, or of larger nodes, come from
     * @param sum written, unless there is no example
     * @return whether there is an example
     */
    public boolean sum(Node node, Sums sums, ShardSum sum) {
        return sum(node.from, node.to, sums, 0, sum);
    }

    private boolean sum(int from, int to, Sums sums, int level, ShardSum sum) {
        if (sums.isKnown(from, to)) {
            return sums.write(from, to, sum);
        }
        int middle = (from + to) >>> 1;
        if (!sum(from, middle, sums, level + 1, sum)) {
            return sum(middle, to, sums, level + 1, sum);
        }
        ShardSum right = buffer(level, sum.values().length);
        if (sum(middle, to, sums, level + 1, right)) {
            kernels.add(sum.row(), right.row(), sum.row());
            sum.setCost(sum.cost() + right.cost());
        }
        return true;
    }

    private ShardSum buffer(int level, int length) {
        while (buffers.size() <= level) {
            buffers.add(new ShardSum(length));
        }
        if (buffers.get(level).values().length != length) {
            buffers.set(level, new ShardSum(length));
        }
        return buffers.get(level);
    }
}
