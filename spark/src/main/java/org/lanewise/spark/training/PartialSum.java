package org.lanewise.spark.training;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serial;
import java.util.Optional;
import org.lanewise.network.training.ShardSum;
import org.lanewise.network.training.ShardTree;

/** The sum of a node of the tree, as it comes back from an executor. */
public final class PartialSum implements Externalizable {
    @Serial
    private static final long serialVersionUID = 1;

    /** Written and read by itself. */
    private transient ShardTree.Part part;

    /** An empty one, to be read. */
    public PartialSum() {
        this(new ShardTree.Part(new ShardTree.Node(0, 1), Optional.empty()));
    }

    PartialSum(ShardTree.Part part) {
        this.part = part;
    }

    ShardTree.Part part() {
        return part;
    }

    /** How many bytes travel, but for the frame around them. */
    long bytes() {
        return part.sum().map(sum -> (long) Float.BYTES * sum.values().length + Double.BYTES).orElse(0L);
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeInt(part.node().from());
        out.writeInt(part.node().to());
        out.writeBoolean(part.sum().isPresent());
        if (part.sum().isPresent()) {
            out.writeDouble(part.sum().get().cost());
            FloatArrays.write(part.sum().get().values(), out);
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        ShardTree.Node node = new ShardTree.Node(in.readInt(), in.readInt());
        Optional<ShardSum> sum = Optional.empty();
        if (in.readBoolean()) {
            double cost = in.readDouble();
            sum = Optional.of(new ShardSum(FloatArrays.read(in), cost));
        }
        part = new ShardTree.Part(node, sum);
    }
}
