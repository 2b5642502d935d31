package org.lanewise.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.lanewise.bench.compare.ColdStart.Reading;
import org.lanewise.kernels.Activation;
import org.lanewise.models.Safetensors;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;

/** The way from a file to the first prediction in a JVM that has read no model before, and to a large network. */
final class FirstModel {
    private static final String SMALL = "torch-relu";
    /** 107 MB of parameters. */
    private static final int UNITS = 5_000;
    /** How often a file is read; the fastest counts. */
    private static final int TIMES = 10;

    private FirstModel() {
    }

    /** The time from the first touch of the contender to the output for one example of a small ONNX model. */
    static List<Reading> predict(Contender contender, int threads) {
        ImportedModel.Sample sample = ImportedModel.read(SMALL, 1);
        long start = System.nanoTime();
        contender.start(threads);
        try (Work work = Objects.requireNonNull(contender.imported(sample.model()), contender.name())) {
            work.run(1);
            long nanos = System.nanoTime() - start;
            Expected.near(sample.expected(), sample.tolerance()).check(contender.name(), work.result());
            return List.of(new Reading("first prediction of " + SMALL, nanos, 0));
        }
    }

    /** A step that reads a file. */
    @FunctionalInterface
    private interface Reader {
        Object read(Path file) throws IOException;
    }

    /** The times to read the bytes of a safetensors file, and to read a network from it. */
    static List<Reading> load() {
        try {
            Path file = Files.createTempFile("lanewise", ".safetensors");
            try {
                Network network = Network.builder(UNITS).hidden(UNITS, Activation.RELU)
                        .output(UNITS / 20, Cost.MEAN_SQUARED_ERROR).build();
                Safetensors.write(network, file);
                return List.of(reading("bytes of 107 MB", file, Files::readAllBytes),
                        reading("network of 107 MB", file, Safetensors::read));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reading reading(String what, Path file, Reader reader) throws IOException {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            Object read = reader.read(file);
            best = Math.min(best, System.nanoTime() - start);
            Objects.requireNonNull(read, what);
        }
        return new Reading(what, best, 0);
    }
}
