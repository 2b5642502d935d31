package org.lanewise.network.metrics;

import org.lanewise.network.data.Examples;

/** Checks of what metrics are asked about. */
final class Checks {
    private Checks() {
    }

    /** Throws if a number is NaN. */
    static void notNaN(Examples x, String name) {
        for (int e = 0; e < x.size(); e++) {
            for (int i = 0; i < x.features(); i++) {
                if (Float.isNaN(x.get(e, i))) {
                    throw new IllegalArgumentException(name + " of example " + e + " is NaN");
                }
            }
        }
    }
}
