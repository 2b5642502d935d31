package org.lanewise.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.RandomStream;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;

/**
 * Training, predictions, saving and loading on platform and virtual threads, for as long as one likes: nothing grows.
 * {@code -Dlanewise.test.soak=3600} makes it an hour, and prints a line for each tenth of it.
 */
class SoakTest {
    private static final long SECONDS = Long.getLong("lanewise.test.soak", 5);
    private static final int PARTS = 10;
    private static final int TASKS = 8;
    private static final double MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private final AtomicLong rounds = new AtomicLong();
    private final Examples x = examples();
    private final Dataset data = Dataset.of(x, Targets.classes(classes()));

    /** What the process holds at a moment, and how many rounds it has done in a second. */
    private record Figures(double heap, int threads, long files, double speed) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f MB of heap, %d threads, %d files, %.1f rounds/s", heap,
                    threads, files, speed);
        }
    }

    private static Examples examples() {
        Matrix all = Matrix.zeros(300, 64);
        RandomStream.of(1, "soak").fillNormal(all, 0, 1);
        return Examples.ofRows(all);
    }

    private static int[] classes() {
        return RandomStream.of(2, "soak").ints(300, 0, 10).toArray();
    }

    @Test
    void nothingGrows() throws IOException, InterruptedException, ExecutionException {
        List<Figures> figures = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            long before = rounds.get();
            long end = System.nanoTime() + SECONDS * 1_000_000_000L / PARTS;
            try (ExecutorService threads = part % 2 == 0
                    ? Executors.newFixedThreadPool(TASKS)
                    : Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> tasks = new ArrayList<>();
                for (int task = 0; task < TASKS; task++) {
                    Path own = folder.resolve("network" + task);
                    long seed = task;
                    tasks.add(threads.submit(() -> {
                        do {
                            round(own, seed);
                        } while (System.nanoTime() < end);
                        return null;
                    }));
                }
                for (Future<?> task : tasks) {
                    task.get();
                }
            }
            figures.add(figures((rounds.get() - before) * PARTS / (double) SECONDS));
            System.out.println("soak: " + figures.getLast());
        }
        Figures early = figures.get(2);
        Figures late = figures.getLast();
        // Pools keep the buffers of the last two seconds, which in a short run are those of many threads.
        assertTrue(late.heap < early.heap + 64, figures::toString);
        assertTrue(late.threads < early.threads + 16, figures::toString);
        assertTrue(late.files <= early.files + 2, figures::toString);
    }

    /** One network's life: the same each time, whoever else is at work. */
    private void round(Path own, long seed) throws IOException {
        Network network = Network.builder(64).kernels(Kernels.create().withThreads(2)).hidden(150, Activation.RELU)
                .output(10, Cost.CATEGORICAL_CROSS_ENTROPY).seed(seed).build();
        Training.ofEpochs(1).withBatchSize(50).withSeed(seed).withOptimizer(Optimizer.adam()).fit(network, data);
        Path file = own.resolveSibling(own.getFileName() + ".safetensors");
        Safetensors.write(network, file);
        Network read = Safetensors.read(file);
        float[][] expected = network.predict(x).toRows();
        assertArrayEquals(expected, read.predictor().predict(x).toRows());
        Path model = own.resolveSibling(own.getFileName() + ".onnx");
        Onnx.write(read, model);
        assertEquals(10, Onnx.read(model).predictor().predict(x.range(0, 1)).features());
        rounds.incrementAndGet();
    }

    private static Figures figures(double speed) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(20);
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Figures(heap / MEGABYTE, ManagementFactory.getThreadMXBean().getThreadCount(), files, speed);
    }
}
