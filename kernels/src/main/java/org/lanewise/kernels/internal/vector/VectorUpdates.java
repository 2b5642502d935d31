package org.lanewise.kernels.internal.vector;

import org.lanewise.kernels.internal.ElementWise;
import org.lanewise.kernels.internal.UpdateArguments;
import org.lanewise.kernels.internal.UpdateRuns;
import org.lanewise.kernels.internal.scalar.ScalarRules;

/** Updates of parameters: whole vectors of {@link VectorFormulas}, and the rest of a run by the scalar twin. */
final class VectorUpdates extends UpdateRuns {
    static final UpdateRuns RUNS = new VectorUpdates();

    private VectorUpdates() {
    }

    @Override
    protected void compute(ElementWise f, float uniform, float[] x, int xo, float[] y, int yo, float[] z, int zo,
            int n) {
        VectorElements.run(f, uniform, x, xo, y, yo, z, zo, n);
    }

    @Override
    protected void update(UpdateArguments u, int row, int column, float[] g, int go, int n) {
        int done = VectorFormulas.update(u, row, column, g, go, n);
        if (done < n) {
            ScalarRules.update(u, row, column, g, go, done, n);
        }
    }
}
