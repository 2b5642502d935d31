package org.lanewise.bench.reproduce;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Checkpoints;
import org.lanewise.models.Safetensors;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.models.onnx.OnnxModel;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Training;
import org.lanewise.network.training.TrainingRun;

/** Files that are written, byte by byte, and a model that is read. */
final class Models {
    private Models() {
    }

    /** What is done with files in a folder that is there for so long. */
    @FunctionalInterface
    private interface InFolder {
        void run(Path folder) throws IOException;
    }

    private static void inFolder(InFolder work) throws IOException {
        Path folder = Files.createTempDirectory("reproduce");
        try {
            work.run(folder);
        } finally {
            List<Path> all;
            try (Stream<Path> paths = Files.walk(folder)) {
                all = paths.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }

    private static Network network(Kernels kernels) {
        return Network.builder(6).hidden(9, Activation.elu(0.5f)).dropout(0.25f).hidden(5, Activation.GELU)
                .output(3, Cost.CATEGORICAL_CROSS_ENTROPY).seed(12).kernels(kernels).build();
    }

    /** A network, the state of a training in the middle of an epoch, and a model, as they are written. */
    static void written(Kernels kernels, boolean tiny, Bits bits) throws IOException {
        inFolder(folder -> {
            Path file = folder.resolve("file");
            Network network = network(kernels);
            Dataset data = Dataset.of(Examples.ofRows(Inputs.uniform(9, 6, 1)),
                    Targets.classes(0, 1, 2, 2, 1, 0, 1, 0, 2));
            TrainingRun run = Training.ofEpochs(2).withBatchSize(4).withFingerprints().start(network, data);
            run.nextEpoch();
            run.nextBatch();
            Checkpoints.write(run.state(), file);
            bits.add(Files.readAllBytes(file));
            Safetensors.write(network, Map.of("author", "nobody"), file);
            bits.add(Files.readAllBytes(file));
            bits.add(Safetensors.read(file, kernels).fingerprint());
            Onnx.write(network, file);
            bits.add(Files.readAllBytes(file));
        });
    }

    /** A model that is read from a file of this library's: as a graph, as a predictor and as a network. */
    static void imported(Kernels kernels, boolean tiny, Bits bits) throws IOException {
        inFolder(folder -> {
            Path file = folder.resolve("model.onnx");
            try (InputStream in = Objects.requireNonNull(Models.class.getResourceAsStream("model.onnx"),
                    "model.onnx")) {
                Files.copy(in, file);
            }
            OnnxModel model = Onnx.read(file, kernels);
            bits.add(model.toNetwork(Cost.CATEGORICAL_CROSS_ENTROPY).fingerprint());
            for (int size : tiny ? new int[]{1, 3} : new int[]{1, 2, 7, 16, 33}) {
                Matrix x = Inputs.uniform(size, 6, size);
                bits.add(model.predictor().predict(Examples.ofRows(x)));
                Map<String, Tensor> outputs = model.run(Map.of(model.inputs().getFirst().name(), Tensor.ofRows(x)));
                outputs.values().forEach(tensor -> bits.add(tensor.floats()));
            }
        });
    }
}
