package org.lanewise.models.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.ModelFileException;
import org.lanewise.models.Tensor;
import org.lanewise.network.Network;

/**
 * Files in the Open Neural Network Exchange format, as PyTorch, Keras and scikit-learn's converters write them: opsets 7
 * to 23 of ONNX and 1 to 5 of {@code ai.onnx.ml}, as far as dense models use them.
 */
public final class Onnx {
    private Onnx() {
    }

    /**
     * Reads a model, to be run by kernels of one thread.
     *
     * @param file the file; weights that are stored outside of it lie in the same folder
     * @return the model
     * @throws ModelFileException if the file is no valid model, or has operators that are not supported, which are all
     *     named; nothing has run then
     * @throws IOException if the file can't be read
     */
    public static OnnxModel read(Path file) throws IOException {
        return read(file, Kernels.create());
    }

    /**
     * Reads a model.
     *
     * @param file the file; weights that are stored outside of it lie in the same folder
     * @param kernels what runs it
     * @return the model
     * @throws ModelFileException if the file is no valid model, or has operators that are not supported, which are all
     *     named; nothing has run then
     * @throws IOException if the file can't be read
     */
    public static OnnxModel read(Path file, Kernels kernels) throws IOException {
        long size = Files.size(file);
        if (size > Integer.MAX_VALUE - 8) {
            throw new ModelFileException(file, "file", "has " + size + " bytes, a protobuf message at most 2 GiB");
        }
        Proto.Model model = Proto.Model.read(new WireReader(file, Files.readAllBytes(file)));
        Graph graph = GraphReader.read(file, model, kernels);
        long values = 0;
        for (Tensor constant : graph.constants) {
            values += constant == null ? 0 : constant.size();
        }
        try {
            LoadingLimit.during(size + values, () -> prepare(graph));
        } catch (Step.NodeException e) {
            ModelFileException failure = new ModelFileException(file, e.place(), e.reason());
            failure.initCause(e);
            throw failure;
        } catch (IllegalArgumentException e) {
            ModelFileException failure = new ModelFileException(file, "graph", String.valueOf(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
        return new OnnxModel(graph);
    }

    /**
     * Writes a network that PyTorch's, Microsoft's and other tools read: input {@code input}, output {@code output}, both with
     * examples in rows, as many as one likes. A cross-entropy's network gives probabilities.
     *
     * @param network the network
     * @param file the file, which is replaced if it is there
     * @throws IOException if it can't be written
     * @throws ArithmeticException if a layer has more parameters than a file of this kind can hold, 2 GiB
     */
    public static void write(Network network, Path file) throws IOException {
        Files.write(file, NetworkWriter.write(network));
    }

    private static Graph prepare(Graph graph) {
        Fusion.fold(graph);
        graph.tryOut();
        Fusion.fold(graph);
        Fusion.fuse(graph);
        graph.forget();
        return graph;
    }
}
