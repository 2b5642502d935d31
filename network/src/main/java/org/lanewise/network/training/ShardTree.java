package org.lanewise.network.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.internal.Copies;

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
    interface Sums {
        /** Whether the sum of a node is to be had without adding up those of its children; true of a single shard. */
        boolean isKnown(int from, int to);

        /**
         * Writes the sum of a node that is known, unless it has no example; says whether it has. Nodes are asked for from left to
         * right.
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
        /**
         * Checks that there is a shard.
         *
         * @throws IllegalArgumentException if there is none
         */
        public Node {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("there is no shard from " + from + " to below " + to);
            }
        }

        private int middle() {
            return (from + to) >>> 1;
        }
    }

    /**
     * The sum of a node, as its worker hands it on.
     *
     * @param node the node
     * @param sum its sum, empty if there is no example
     */
    public record Part(Node node, Optional<ShardSum> sum) {
        /** Checks that nothing is null. */
        public Part {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(sum, "sum");
        }
    }

    /** Sums that came from workers. */
    private record Parts(Map<Node, Optional<ShardSum>> sums) implements Sums {
        /** Throws unless each shard is in a node that is known. */
        void check(Node node) {
            if (!sums.containsKey(node)) {
                if (node.to - node.from == 1) {
                    throw new IllegalArgumentException(
                            "parts have no sum of shard " + node.from + ": " + sums.keySet());
                }
                check(new Node(node.from, node.middle()));
                check(new Node(node.middle(), node.to));
            }
        }

        @Override
        public boolean isKnown(int from, int to) {
            return sums.containsKey(new Node(from, to));
        }

        @Override
        public boolean write(int from, int to, ShardSum sum) {
            Optional<ShardSum> known = Objects.requireNonNull(sums.get(new Node(from, to)));
            known.ifPresent(sum::copyFrom);
            return known.isPresent();
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

    /** The largest nodes that have no shards but those of a range, from left to right. */
    static List<Node> cover(int shards, int from, int to) {
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
     * The sum of all shards.
     *
     * @param shards how many there are
     * @param parts sums of nodes that have each shard once, in any order
     * @param sum written, unless there is no example
     * @return whether there is an example
     * @throws IllegalArgumentException if a shard is missing
     */
    public boolean sum(int shards, List<Part> parts, ShardSum sum) {
        Node all = new Node(0, shards);
        Parts known = new Parts(
                Copies.of(parts, "parts").stream().collect(Collectors.toMap(Part::node, Part::sum)));
        Objects.requireNonNull(sum, "sum");
        known.check(all);
        return sum(all, known, sum);
    }

    /** Writes the sum of a node, unless it has no example; says whether it has. */
    boolean sum(Node node, Sums sums, ShardSum sum) {
        return add(node.from, node.to, sums, 0, sum);
    }

    private boolean add(int from, int to, Sums sums, int level, ShardSum sum) {
        if (sums.isKnown(from, to)) {
            return sums.write(from, to, sum);
        }
        int middle = (from + to) >>> 1;
        if (!add(from, middle, sums, level + 1, sum)) {
            return add(middle, to, sums, level + 1, sum);
        }
        ShardSum right = buffer(level, sum.values().length);
        if (add(middle, to, sums, level + 1, right)) {
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
