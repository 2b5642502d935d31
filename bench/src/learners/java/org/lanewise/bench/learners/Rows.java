package org.lanewise.bench.learners;

import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Targets;

/** Examples as arrays, in double precision, which both libraries compute in. */
final class Rows {
    private Rows() {
    }

    static double[][] features(Dataset data) {
        double[][] rows = new double[data.size()][data.x().features()];
        for (int j = 0; j < rows.length; j++) {
            for (int i = 0; i < rows[j].length; i++) {
                rows[j][i] = data.x().get(j, i);
            }
        }
        return rows;
    }

    static int[] classes(Dataset data) {
        return ((Targets.Classes) data.y()).toArray();
    }
}
