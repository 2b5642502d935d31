package org.lanewise.kernels.internal.scalar;

import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.UpdateRuns;

/** Updates of parameters, one element after the other. */
final class ScalarUpdates extends UpdateRuns {
    static final UpdateRuns RUNS = new ScalarUpdates();

    private ScalarUpdates() {
    }

    @Override
    protected void compute(ElementWise f, float uniform, float[] x, int xo, float[] y, int yo, float[] z, int zo,
            int n) {
        ScalarElements.run(f, uniform, x, xo, y, yo, z, zo, n);
    }

    @Override
    protected void update(UpdateArguments u, int row, int column, float[] g, int go, int n) {
        ScalarRules.update(u, row, column, g, go, 0, n);
    }
}
