package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Once they are compiled and have their workspaces, products allocate nothing. */
class AllocationTest {
    private static final int CALLS = 1000;
    /** What the measurement itself may cost. */
    private static final long NOTHING = 512;
    /** Rounds that the JIT gets to compile everything: in the interpreter every vector is an object. */
    private static final int ROUNDS = 300;

    private static final Random RANDOM = new Random(18);
    private static final Matrix W = Matrices.random(13, 20, RANDOM);
    private static final Matrix X = Matrices.random(20, 35, RANDOM);
    private static final Matrix BIAS = Matrices.random(13, 1, RANDOM);
    private static final Matrix Z = Matrix.zeros(13, 35);
    private static final Matrix A = Matrix.zeros(13, 35);
    private static final Matrix DZ = Matrices.random(13, 35, RANDOM);
    private static final Matrix DX = Matrix.zeros(20, 35);
    private static final Matrix DW = Matrix.zeros(13, 20);

    @Test
    void multiplyAllocatesNothing() {
        assertAllocatesNothing(kernels -> kernels.multiply(W, X, A));
    }

    @Test
    void gemmAllocatesNothing() {
        assertAllocatesNothing(kernels -> kernels.gemm(Op.N, Op.T, 0.5f, DZ, X, 1, DW));
    }

    @Test
    void denseAllocatesNothing() {
        assertAllocatesNothing(kernels -> kernels.dense(W, X, BIAS, Activation.RELU, A));
    }

    @Test
    void denseWithZAllocatesNothing() {
        assertAllocatesNothing(kernels -> kernels.dense(W, X, BIAS, Activation.SWISH, Z, A));
    }

    @Test
    void denseForOneExampleAllocatesNothing() {
        Matrix x = X.columnRange(3, 4);
        Matrix a = A.columnRange(3, 4);
        assertAllocatesNothing(kernels -> kernels.dense(W, x, BIAS, Activation.SIGMOID, a));
    }

    @Test
    void denseBackwardAllocatesNothing() {
        assertAllocatesNothing(kernels -> kernels.denseBackward(W, DZ, Activation.TANH, X, DX));
    }

    private interface Call {
        void run(Kernels kernels);
    }

    private static void assertAllocatesNothing(Call call) {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
                "this JVM does not count allocated bytes");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        Kernels kernels = Kernels.create();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && allocated > NOTHING; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run(kernels);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        long bytes = allocated;
        assertTrue(bytes <= NOTHING, () -> kernels + ": " + bytes + " bytes in " + CALLS + " calls");
    }
}
