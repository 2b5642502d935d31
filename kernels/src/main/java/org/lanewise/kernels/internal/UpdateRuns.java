package org.lanewise.kernels.internal;

import java.util.Arrays;
import org.lanewise.kernels.Matrix;

/**
 * Updates of parameters, run by run: what is done with the gradient before, then the rule. A backend computes the runs.
 */
public abstract class UpdateRuns {
    /** Elements whose gradients stay in the L1 cache from one pass over them to the next. */
    private static final int RUN = 2048;

    private static final Pool<float[]> POOL = new Pool<>();

    /** {@code z = f(x, y)} over {@code n} elements. */
    protected abstract void compute(ElementWise f, float uniform, float[] x, int xo, float[] y, int yo, float[] z,
            int zo, int n);

    /** The rule over {@code n} elements from a row and a column of W on. */
    protected abstract void update(UpdateArguments u, int row, int column, float[] g, int go, int n);

    /** Updates some rows of W with their gradients, which are not written to. */
    public final void apply(UpdateArguments u, Matrix g, int fromRow, int toRow) {
        int go = g.index(fromRow, 0);
        float[] changed = u.changesGradient() ? run() : g.data();
        apply(u, g.data(), go, g.leadingDimension(), changed, fromRow, toRow - fromRow, 0, g.columns());
        if (u.changesGradient()) {
            POOL.release(changed);
        }
    }

    /** Updates a block of W as if all gradients were +0: those of a product without terms. */
    public final void applyZeros(UpdateArguments u, int fromRow, int toRow, int fromColumn, int toColumn) {
        float[] zeros = run();
        int n;
        for (int j = fromColumn; j < toColumn; j += n) {
            n = Math.min(RUN, toColumn - j);
            for (int i = fromRow; i < toRow; i++) {
                Arrays.fill(zeros, 0, n, 0);
                apply(u, zeros, 0, n, i, 1, j, n);
            }
        }
        POOL.release(zeros);
    }

    private static float[] run() {
        float[] run = POOL.acquire();
        return run == null ? new float[RUN] : run;
    }

    /** Updates a block of W with its gradients, which are nobody else's: they may be written to. */
    public final void apply(UpdateArguments u, float[] g, int go, int ldg, int row, int rows, int column,
            int columns) {
        apply(u, g, go, ldg, g, row, rows, column, columns);
    }

    private void apply(UpdateArguments u, float[] g, int go, int ldg, float[] changed, int row, int rows, int column,
            int columns) {
        boolean oneRun = columns == ldg && columns == u.w.leadingDimension();
        for (Matrix moment : u.moments) {
            oneRun &= columns == moment.leadingDimension();
        }
        int runs = oneRun ? 1 : rows;
        int length = oneRun ? rows * columns : columns;
        for (int r = 0; r < runs; r++) {
            int n;
            for (int j = 0; j < length; j += n) {
                n = Math.min(RUN, length - j);
                run(u, row + r, column + j, g, go + r * ldg + j, changed, n);
            }
        }
    }

    private void run(UpdateArguments u, int row, int column, float[] g, int go, float[] changed, int n) {
        if (!u.changesGradient()) {
            update(u, row, column, g, go, n);
            return;
        }
        int at = isSame(g, changed) ? go : 0;
        float[] w = u.w.data();
        int wo = u.w.index(row, column);
        compute(ElementWise.SCALED, u.scale, g, go, g, go, changed, at, n);
        if (u.l2 != 0) {
            compute(ElementWise.AXPY, u.l2, w, wo, changed, at, changed, at, n);
        }
        if (u.l1 != 0) {
            compute(ElementWise.SIGN_AXPY, u.l1, w, wo, changed, at, changed, at, n);
        }
        if (u.clip < Float.POSITIVE_INFINITY) {
            compute(ElementWise.CLAMPED, u.clip, changed, at, changed, at, changed, at, n);
        }
        update(u, row, column, changed, at, n);
    }

    @SuppressWarnings("ReferenceEquality") // It is the place in memory that counts.
    private static boolean isSame(float[] x, float[] y) {
        return x == y;
    }
}
