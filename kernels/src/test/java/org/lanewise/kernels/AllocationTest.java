package org.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Once they are compiled and have their workspaces, kernels allocate nothing, on one thread and on two. */
class AllocationTest {
    /**
     * How long the JIT gets to compile everything: in the interpreter every vector is an object. How a product is cut depends
     * on who is awake, so on a busy machine one way may be rare, and compiled late.
     */
    private static final long NANOS = 60_000_000_000L;
    /** Enough calls for helpers to come, too few for a large product to take long. */
    private static final int CALLS = 50;

    /** An m × k and a k × n matrix, their product's shape, and what goes with it. */
    static final class Operands {
        private final Random random = new Random(18);
        private final Matrix w;
        private final Matrix x;
        private final Matrix bias;
        private final Matrix y;
        private final Matrix z;
        private final Matrix a;
        private final Matrix before;
        private final Matrix losses;
        private final Matrix columnOfY;
        private final Matrix factors;
        private final RandomStream stream = RandomStream.of(1, "dropout");
        private final int[] indexOfRows;
        private final int[] indexOfColumns;

        Operands(int m, int k, int n) {
            w = Matrices.random(m, k, random);
            x = Matrices.random(k, n, random);
            bias = Matrices.random(m, 1, random);
            y = Matrices.random(m, n, random);
            z = Matrices.random(m, n, random);
            a = Matrix.zeros(m, n);
            before = Matrix.zeros(k, n);
            losses = Matrix.zeros(1, n);
            indexOfRows = new int[m];
            indexOfColumns = new int[n];
            columnOfY = y.columnRange(0, 1);
            factors = Matrices.random(n, 2, random).columnRange(0, 1);
        }
    }

    /** Sizes that are tiny, at the edges of tiles, in a single row or column, and large enough for two threads. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "4, 4, 4", "1, 20, 35", "13, 20, 1", "1, 20, 1", "13, 20, 35", "64, 64, 64",
            "300, 300, 300"})
    void productsAllocateNothing(int m, int k, int n) {
        Operands o = new Operands(m, k, n);
        assertAllocatesNothing(kernels -> kernels.multiply(o.w, o.x, o.a));
        PackedMatrix packed = Kernels.create().pack(Op.N, o.w);
        assertAllocatesNothing(kernels -> kernels.multiply(packed, o.x, o.a));
        assertAllocatesNothing(kernels -> kernels.dense(packed, o.x, o.bias, Activation.SWISH, o.a));
        for (Op opA : Op.values()) {
            for (Op opB : Op.values()) {
                Matrix a = opA == Op.N ? o.w : Matrices.random(k, m, o.random);
                Matrix b = opB == Op.N ? o.x : Matrices.random(n, k, o.random);
                assertAllocatesNothing(kernels -> kernels.gemm(opA, opB, 0.5f, a, b, 0.5f, o.a));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void layersAllocateNothing(Activation.Kind kind) {
        Activation g = Activation.of(kind);
        int[][] shapes = {{4, 4, 4}, {13, 20, 35}, {13, 20, 1}, {130, 64, 130}};
        for (int[] shape : shapes) {
            Operands o = new Operands(shape[0], shape[1], shape[2]);
            assertAllocatesNothing(kernels -> kernels.dense(o.w, o.x, o.bias, g, o.a));
            assertAllocatesNothing(kernels -> kernels.dense(o.w, o.x, o.bias, g, o.z, o.a));
            assertAllocatesNothing(kernels -> kernels.denseBackward(o.w, o.y, g, o.x, o.before));
        }
    }

    @ParameterizedTest
    @EnumSource
    void updatesAllocateNothing(UpdateRule.Kind kind) {
        UpdateRule rule = switch (kind) {
            case GRADIENT_DESCENT -> UpdateRule.GRADIENT_DESCENT;
            case MOMENTUM -> UpdateRule.momentum(0.9);
            case NESTEROV -> UpdateRule.nesterov(0.9);
            case RMS_PROP -> UpdateRule.rmsProp(0.9, 1);
            case ADAGRAD -> UpdateRule.adagrad(1);
            case ADAM -> UpdateRule.adam(0.9, 0.9, 1);
            case AMS_GRAD -> UpdateRule.amsGrad(0.9, 0.9, 1);
        };
        int[][] shapes = {{4, 4, 4}, {13, 20, 35}, {13, 20, 1}, {1, 20, 35}, {130, 64, 530}};
        for (int[] shape : shapes) {
            Operands o = new Operands(shape[0], shape[1], shape[2]);
            Update update = Update.of(rule, o.a).penalties(0.1, 0.1).clip(0.5);
            assertAllocatesNothing(kernels -> kernels.gemm(Op.N, Op.N, 0.5f, o.w, o.x, update.step(1e-9, 1)));
            assertAllocatesNothing(kernels -> kernels.update(update.step(1e-9, 2), o.y));
        }
    }

    @ParameterizedTest
    @EnumSource
    void activationsAllocateNothing(Activation.Kind kind) {
        Activation g = Activation.of(kind);
        for (Operands o : smallAndLarge()) {
            assertAllocatesNothing(kernels -> kernels.activate(g, o.z, o.a));
            assertAllocatesNothing(kernels -> kernels.activationGradient(g, o.z, o.y, o.a));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sumsAndCostsAllocateNothing(Kernel kernel) {
        for (Operands o : smallAndLarge()) {
            assertAllocatesNothing(kernels -> kernel.run(kernels, o));
        }
    }

    /** The kernels without an activation. */
    enum Kernel {
        ROW_SUMS, COLUMN_SUMS, ARG_MAX_ROWS, ARG_MAX_COLUMNS, TOP_K_ROWS, DOT, NORM, MAX_NORM_ROWS, DROPOUT, AXPY, SCALE, ADD, MULTIPLY_ELEMENTS, ADD_ROW, ADD_COLUMN, MATRIX_VECTOR, TRANSPOSED_MATRIX_VECTOR, SOFTMAX, LOG_SOFTMAX, SIGMOID_CROSS_ENTROPY, SOFTMAX_CROSS_ENTROPY, SQUARED_ERROR, ABSOLUTE_ERROR, HUBER_ERROR, CROSS_ENTROPY_OF_CLASSES, CROSS_ENTROPY_OF_CLASSES_ROWS, MULTIPLY_ROW, MULTIPLY_COLUMN, SOFTMAX_ROWS, SOFTMAX_CROSS_ENTROPY_ROWS;

        void run(Kernels kernels, Operands o) {
            switch (this) {
                case ROW_SUMS -> kernels.rowSums(0.5f, o.z, 0.5f, o.bias);
                case COLUMN_SUMS -> kernels.columnSums(0.5f, o.z, 0.5f, o.losses);
                case DOT -> kernels.dot(o.columnOfY, o.bias);
                case NORM -> kernels.norm(o.z);
                case MAX_NORM_ROWS -> kernels.maxNormRows(1, o.a);
                case AXPY -> kernels.axpy(0.5f, o.z, o.a);
                case SCALE -> kernels.scale(0.5f, o.a);
                case ADD -> kernels.add(o.z, o.y, o.a);
                case MULTIPLY_ELEMENTS -> kernels.multiplyElements(o.z, o.y, o.a);
                case ADD_ROW -> kernels.addRow(o.z, o.losses, o.a);
                case ADD_COLUMN -> kernels.addColumn(o.z, o.bias, o.a);
                case DROPOUT -> kernels.dropout(0.5f, o.stream, 1, 1, o.a);
                case ARG_MAX_ROWS -> kernels.argMaxRows(o.z, o.indexOfRows);
                case ARG_MAX_COLUMNS -> kernels.argMaxColumns(o.z, o.indexOfColumns);
                case TOP_K_ROWS -> kernels.topKRows(o.z, 1, o.indexOfRows, o.bias);
                case MATRIX_VECTOR -> kernels.matrixVector(Op.N, 0.5f, o.z, o.factors, 0.5f, o.bias);
                case TRANSPOSED_MATRIX_VECTOR -> kernels.matrixVector(Op.T, 0.5f, o.z, o.columnOfY, 0.5f, o.losses);
                case SOFTMAX -> kernels.softmax(o.z, o.a);
                case LOG_SOFTMAX -> kernels.logSoftmax(o.z, o.a);
                case SIGMOID_CROSS_ENTROPY -> kernels.sigmoidCrossEntropy(o.z, o.x, o.a, o.before, o.losses);
                case SOFTMAX_CROSS_ENTROPY -> kernels.softmaxCrossEntropy(o.z, o.x, o.a, o.before, o.losses);
                case SQUARED_ERROR -> kernels.squaredError(o.z, o.x, o.a, o.losses);
                case ABSOLUTE_ERROR -> kernels.absoluteErrorRows(o.z, o.y, o.a, o.bias);
                case HUBER_ERROR -> kernels.huberError(o.z, o.x, 1, o.a, o.losses);
                case CROSS_ENTROPY_OF_CLASSES ->
                    kernels.softmaxCrossEntropy(o.z, o.indexOfColumns, 0.1f, o.a, o.before, o.losses);
                case CROSS_ENTROPY_OF_CLASSES_ROWS ->
                    kernels.softmaxCrossEntropyRows(o.z, o.indexOfRows, 0.1f, o.a, o.before, o.bias);
                case MULTIPLY_ROW -> kernels.multiplyRow(o.z, o.losses, o.a);
                case MULTIPLY_COLUMN -> kernels.multiplyColumn(o.z, o.bias, o.a);
                case SOFTMAX_ROWS -> kernels.softmaxRows(o.z, o.a);
                case SOFTMAX_CROSS_ENTROPY_ROWS -> kernels.softmaxCrossEntropyRows(o.z, o.y, o.a, o.before, o.bias);
            }
        }
    }

    private static Operands[] smallAndLarge() {
        return new Operands[]{new Operands(13, 13, 35), new Operands(256, 256, 261)};
    }

    private interface Call {
        void run(Kernels kernels);
    }

    private static void assertAllocatesNothing(Call call) {
        assertAllocatesNothing(Kernels.create().withThreads(1), call);
        assertAllocatesNothing(Kernels.create().withThreads(2), call);
    }

    private static void assertAllocatesNothing(Kernels kernels, Call call) {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
                "this JVM does not count allocated bytes");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported() && threads.isThreadAllocatedMemoryEnabled());
        long start = System.nanoTime();
        long allocated = Long.MAX_VALUE;
        // A helper that ends in between loses its count: then another round decides.
        while (allocated != 0 && System.nanoTime() - start < NANOS) {
            call.run(kernels);
            long[] helpers = helpers();
            long beforeHelpers = sum(threads.getThreadAllocatedBytes(helpers));
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run(kernels);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            allocated += sum(threads.getThreadAllocatedBytes(helpers)) - beforeHelpers;
        }
        assertEquals(0, allocated, () -> "bytes in " + CALLS + " calls, " + kernels);
    }

    /** The threads that the library has started. */
    private static long[] helpers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("lanewise-"))
                .mapToLong(Thread::threadId).toArray();
    }

    private static long sum(long[] values) {
        return LongStream.of(values).sum();
    }
}
