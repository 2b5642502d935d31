package org.lanewise.kernels.internal.scalar;

import java.util.Arrays;
import java.util.Objects;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.Pool;
import org.lanewise.kernels.internal.Product;

/**
 * The product in plain loops: for each row of C and each block of k, a row of sums takes one row of op(B) after the
 * other. The inner loop is a run of fused multiply-adds that the JIT can turn into SIMD by itself.
 */
final class ScalarGemm {
    private static final Pool<ScalarGemm> POOL = new Pool<>(ScalarGemm::new);

    /** The sums of one row of C over one block of k. */
    private float[] sums = new float[0];
    /** One block of op(B), row by row, where B is transposed. */
    private float[] block = new float[0];

    private ScalarGemm() {
    }

    static void product(Product p, int fromRow, int toRow, int fromColumn, int toColumn) {
        ScalarGemm gemm = POOL.acquire();
        if (p.isEmptySum()) {
            scale(p.beta, p.c, fromRow, toRow, fromColumn, toColumn);
        } else {
            for (int k = 0; k < p.k; k += Product.KC) {
                gemm.block(p, fromRow, toRow, fromColumn, toColumn, k, Math.min(Product.KC, p.k - k));
            }
        }
        for (int i = fromRow; i < toRow; i++) {
            epilogue(p, i, fromColumn, toColumn);
        }
        POOL.release(gemm);
    }

    /** {@code C = β·C}. */
    private static void scale(float beta, Matrix c, int fromRow, int toRow, int fromColumn, int toColumn) {
        float[] data = c.data();
        for (int i = fromRow; i < toRow; i++) {
            for (int at = c.index(i, fromColumn); at < c.index(i, toColumn); at++) {
                data[at] = beta == 0 ? 0 : beta * data[at];
            }
        }
    }

    /** Adds the sums over k from {@code fromK} on to C, of which the first block finds β·C. */
    private void block(Product p, int fromRow, int toRow, int fromColumn, int toColumn, int fromK, int kc) {
        int n = toColumn - fromColumn;
        float[] b = p.b.data();
        int bo = p.b.index(p.transB ? 0 : fromK, p.transB ? 0 : fromColumn);
        int ldb = p.b.leadingDimension();
        if (p.transB) {
            b = transposedBlock(p.b, fromColumn, n, fromK, kc);
            bo = 0;
            ldb = n;
        }
        if (sums.length < n) {
            sums = new float[n];
        }
        float[] a = p.a.data();
        int stepA = p.transA ? p.a.leadingDimension() : 1;
        for (int i = fromRow; i < toRow; i++) {
            int ao = p.transA ? p.a.index(fromK, i) : p.a.index(i, fromK);
            Arrays.fill(sums, 0, n, 0);
            for (int k = 0; k < kc; k++) {
                multiplyAdd(p.alpha * a[ao + k * stepA], b, bo + k * ldb, sums, n);
            }
            float beta = fromK == 0 ? p.beta : 1;
            add(sums, beta, p.c.data(), p.c.index(i, fromColumn), n);
        }
    }

    private static void multiplyAdd(float a, float[] b, int bo, float[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(a, b[bo + j], sums[j]);
        }
    }

    private static void add(float[] sums, float beta, float[] c, int co, int n) {
        for (int j = 0; j < n; j++) {
            c[co + j] = (beta == 0 ? 0 : beta * c[co + j]) + sums[j];
        }
    }

    private float[] transposedBlock(Matrix b, int fromColumn, int n, int fromK, int kc) {
        if (block.length < kc * n) {
            block = new float[Math.multiplyExact(kc, n)];
        }
        for (int j = 0; j < n; j++) {
            int bo = b.index(fromColumn + j, fromK);
            for (int k = 0; k < kc; k++) {
                block[k * n + j] = b.data()[bo + k];
            }
        }
        return block;
    }

    private static void epilogue(Product p, int i, int fromColumn, int toColumn) {
        float[] c = p.c.data();
        int co = p.c.index(i, fromColumn);
        int n = toColumn - fromColumn;
        if (p.bias != null) {
            Matrix z = p.z != null ? p.z : p.c;
            int zo = z.index(i, fromColumn);
            float bias = p.bias.data()[p.bias.index(i, 0)];
            for (int j = 0; j < n; j++) {
                z.data()[zo + j] = c[co + j] + bias;
            }
            ScalarActivations.activate(p.activation, z.data(), zo, c, co, n);
        } else if (p.kept != null) {
            Matrix kept = Objects.requireNonNull(p.kept);
            ScalarActivations.gradient(p.activation, kept.data(), kept.index(i, fromColumn), c, co, c, co, n);
        }
    }
}
