package org.lanewise.spark.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;

/**
 * What a table has to be like for a network.
 *
 * @param columns the names of its columns
 * @param width how many features a row has
 * @param classes how many classes there are, 0 if labels are numbers
 */
record TableShape(List<String> columns, int width, int classes) implements Serializable {
    static TableShape of(Network network, String... columns) {
        if (network.outputs() != 1 && network.cost().kind() != Cost.Kind.CATEGORICAL_CROSS_ENTROPY) {
            throw new IllegalArgumentException("network has " + network.outputs() + " outputs and the cost "
                    + network.cost() + ", a table has one label");
        }
        int classes = network.outputs() == 1 ? 2 : network.outputs();
        return new TableShape(List.of(columns), network.inputs(), network.cost().kind().isCrossEntropy() ? classes : 0);
    }

    String column(int i) {
        return "\"" + columns.get(i) + "\"";
    }

    /** Packed rows as a network takes them; their weights are left out. */
    Dataset dataset(PackedRows rows) {
        return Dataset.of(Examples.ofRows(rows.features(), width), targets(rows.labels()));
    }

    private Targets targets(float[] labels) {
        if (classes == 0) {
            return Targets.values(labels);
        }
        // One more of the last class, and away with it: there are as many classes as the network has, whether they occur or not.
        int[] numbers = new int[labels.length + 1];
        Arrays.setAll(numbers, i -> i < labels.length ? (int) labels[i] : classes - 1);
        return Targets.classes(numbers).range(0, labels.length);
    }
}
