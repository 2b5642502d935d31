package org.lanewise.kernels.internal.vector;

import static org.lanewise.kernels.internal.vector.Lanes.LENGTH;

/** How columns are cut into panels, each as wide as the tiles that read it. */
final class Columns {
    private Columns() {
    }

    /** Vectors of the next panel where so many columns are left: as planned, or fewer if they are enough. */
    static int vectors(int planned, int columns) {
        return columns >= planned * LENGTH ? planned : (columns - 1) / LENGTH + 1;
    }

    /** The first column of a panel from j on: the last ones reach back, rather than beyond, if they can. */
    static int start(int j, int width, int columns) {
        return Math.max(0, Math.min(j, columns - width));
    }
}
