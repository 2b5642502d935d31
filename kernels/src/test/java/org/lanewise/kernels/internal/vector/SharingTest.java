package org.lanewise.kernels.internal.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.internal.KernelSet;
import org.lanewise.kernels.internal.plan.Product;
import org.lanewise.kernels.internal.plan.ProductKernels;
import org.lanewise.kernels.internal.scalar.ScalarKernels;
import org.lanewise.kernels.internal.threads.Workers;

/**
 * How threads share a product: what is copied, how even the parts are and how often all wait for all. The parts for any
 * number of threads are run by the caller alone, in ascending order, and what they do is counted.
 */
class SharingTest {
    /** So many multiplications are worth a thread. */
    private static final double WORTH_A_THREAD = 1 << 20;
    private static final double MOST_COPIES = 1.25;
    private static final double LARGEST_PART = 1.3;

    /** A backend, and a record of what a product has it do. */
    private static final class Recorder {
        private final KernelSet set;
        private final List<String> calls = new ArrayList<>();
        /** The multiplications of each call that has some. */
        private final List<Double> parts = new ArrayList<>();
        private final int threads;
        private final @Nullable String failing;

        /** For so many threads, whether or not they would come now. */
        Recorder(int threads, @Nullable String failing) {
            this(new VectorKernels(), threads, failing);
        }

        Recorder(KernelSet set, int threads, @Nullable String failing) {
            this.set = set;
            this.threads = threads;
            this.failing = failing;
        }

        KernelSet kernels() {
            return (KernelSet) Proxy.newProxyInstance(KernelSet.class.getClassLoader(), new Class<?>[]{KernelSet.class},
                    (proxy, method, arguments) -> {
                        set.plan((Product) arguments[0], threads);
                        return productKernels();
                    });
        }

        private ProductKernels productKernels() {
            return (ProductKernels) Proxy.newProxyInstance(ProductKernels.class.getClassLoader(),
                    new Class<?>[]{ProductKernels.class}, (proxy, method, arguments) -> record(method, arguments));
        }

        private @Nullable Object record(Method method, Object[] arguments) throws Throwable {
            String name = method.getName();
            if (name.equals(failing)) {
                throw new ArithmeticException(name);
            }
            calls.add(name.startsWith("copy") ? "copy" : name);
            Product p = (Product) arguments[0];
            boolean multiplies = name.equals("multiplyCopies");
            if (multiplies || name.equals("product")) {
                int fromK = multiplies ? (int) arguments[6] : p.fromK;
                int k = multiplies ? Math.min(Product.KC, p.toK - fromK) : p.toK - fromK;
                parts.add((double) size(arguments, 1) * size(arguments, 3) * k);
            }
            try {
                return method.invoke(set, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static int size(Object[] arguments, int from) {
            return (int) arguments[from + 1] - (int) arguments[from];
        }

        /** Between calls of one kind and those of another all wait for all. */
        int waits() {
            int waits = 0;
            for (int i = 1; i < calls.size(); i++) {
                waits += calls.get(i).equals(calls.get(i - 1)) ? 0 : 1;
            }
            return waits;
        }

        double multiplications() {
            return parts.stream().mapToDouble(Double::doubleValue).sum();
        }

        double largestToMean() {
            return parts.stream().mapToDouble(Double::doubleValue).max().orElse(0) * parts.size() / multiplications();
        }
    }

    private static Product product(String ops, int m, int n, int k) {
        return product(ops, 1, m, n, k);
    }

    private static Product product(String ops, float alpha, int m, int n, int k) {
        boolean transA = ops.startsWith("T");
        boolean transB = ops.endsWith("T");
        return Product.acquire(transA, transB, alpha, transA ? Matrix.zeros(k, m) : Matrix.zeros(m, k),
                transB ? Matrix.zeros(n, k) : Matrix.zeros(k, n), 0, Matrix.zeros(m, n), k);
    }

    private static long copied(Product p, Recorder recorder) {
        LongAdder copied = new LongAdder();
        Packing.copied = copied;
        try {
            p.run(recorder.kernels(), Workers.of(1));
        } finally {
            Packing.copied = null;
        }
        return copied.sum();
    }

    @ParameterizedTest
    @CsvSource({"NN, 1024, 1024, 1024", "NN, 2048, 512, 2048", "NN, 512, 2048, 1024", "NN, 256, 128, 784",
            "NN, 1024, 32, 1024", "NT, 1024, 1024, 128", "NT, 256, 784, 128", "TN, 784, 128, 256",
            "TN, 1024, 1024, 1024", "NT, 10, 512, 12288", "NN, 20, 209, 12288", "NN, 96, 4096, 256", "NN, 256, 8, 4096",
            "NN, 2048, 1, 4096", "NN, 1, 4096, 4096"})
    void threadsShareEvenlyAndCopyOnce(String ops, int m, int n, int k) {
        long alone = copied(product(ops, m, n, k), new Recorder(1, null));
        for (int threads : new int[]{2, 16, 64}) {
            Recorder recorder = new Recorder(threads, null);
            long copied = copied(product(ops, m, n, k), recorder);
            String name = threads + " threads: " + copied + " elements copied, alone " + alone + ", "
                    + recorder.parts.size() + " parts, the largest " + recorder.largestToMean() + " of the mean, "
                    + recorder.waits() + " waits";
            double work = (double) m * n * k;
            assertEquals(work, recorder.multiplications(), name);
            // Alone it may read in its place what ranges copy at an edge.
            double operand = (double) Math.min(m, n) * k;
            assertTrue(threads > 16 || copied <= MOST_COPIES * Math.max((double) alone, operand), name);
            if (work >= WORTH_A_THREAD * threads) {
                assertTrue(recorder.parts.size() >= threads, name);
                assertTrue(recorder.largestToMean() <= LARGEST_PART, name);
            }
        }
    }

    /** Ways to cut a product that {@code GemmTest} only meets if helpers happen to be awake. */
    @ParameterizedTest
    @CsvSource({"NN, 161, 121, 70", "TT, 83, 85, 2049", "NN, 83, 85, 2049", "NT, 64, 33, 1025", "TN, 300, 1033, 1030",
            "NN, 300, 65, 2048", "NN, 10, 512, 6149", "TT, 21, 209, 5120", "NN, 70, 3, 12288", "NT, 70, 9, 9217",
            "NN, 1, 1030, 500", "NT, 1, 40, 20000", "TN, 1030, 1, 500", "TT, 257, 2053, 70"})
    void anyCutGivesTheSameBits(String ops, int m, int n, int k) {
        for (KernelSet kernels : new KernelSet[]{new VectorKernels(), new ScalarKernels()}) {
            for (float alpha : new float[]{1, 0.37f}) {
                float[] expected = elements(kernels, ops, alpha, m, n, k, 1);
                for (int threads : new int[]{2, 3, 7, 16}) {
                    assertArrayEquals(expected, elements(kernels, ops, alpha, m, n, k, threads),
                            threads + " threads, " + alpha + ", " + kernels);
                }
            }
        }
    }

    private static float[] elements(KernelSet kernels, String ops, float alpha, int m, int n, int k, int threads) {
        Product p = product(ops, alpha, m, n, k);
        p.beta = 0.5f;
        Random random = new Random(1);
        for (Matrix operand : new Matrix[]{p.a, p.b, p.c}) {
            for (int i = 0; i < operand.data().length; i++) {
                operand.data()[i] = random.nextFloat() - 0.5f;
            }
        }
        p.run(new Recorder(kernels, threads, null).kernels(), Workers.of(1));
        return p.c.data();
    }

    /** A failure in any step reaches the caller, and nobody waits for what will not be. */
    @ParameterizedTest
    @ValueSource(strings = {"copyPieceOfA", "copyPieceOfB", "multiplyCopies"})
    void failuresOfAnyStepAreThrown(String step) {
        // With α elements of A are always copied.
        assertFails(step, product("NN", 2, 128, 1024, 1024), 64);
        if (!step.equals("copyPieceOfA")) {
            assertFails(step, product("NT", 512, 512, 1024), 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"product", "addSums"})
    void failuresOfBlocksAreThrown(String step) {
        assertFails(step, product("NN", 16, 16, 200 * Product.KC), 16);
    }

    private static void assertFails(String step, Product p, int threads) {
        Recorder recorder = new Recorder(threads, step);
        for (Workers workers : new Workers[]{Workers.of(threads), Workers.of(threads, help -> {
        })}) {
            assertEquals(step, assertThrows(ArithmeticException.class, () -> p.run(recorder.kernels(), workers))
                    .getMessage());
        }
    }
}
