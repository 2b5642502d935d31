package org.lanewise.models.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.lanewise.kernels.Kernels;
import org.lanewise.models.ModelFileException;
import org.lanewise.models.Tensor;
import org.lanewise.models.internal.AtomicFile;
import org.lanewise.network.Network;
import org.lanewise.network.data.FittedPreprocessing;
import org.lanewise.network.data.FittedScaler;

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
        Objects.requireNonNull(file, "file");
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
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(kernels, "kernels");
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
            throw new ModelFileException(file, e.place(), e.reason(), e);
        } catch (IllegalArgumentException e) {
            throw new ModelFileException(file, "graph", String.valueOf(e.getMessage()), e);
        }
        return new OnnxModel(graph);
    }

    /**
     * Writes a network that PyTorch's, Microsoft's and other tools read: input {@code input}, output {@code output}, both with
     * examples in rows, as many as one likes. A cross-entropy's network gives probabilities.
     *
     * @param network the network
     * @param file where it goes; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws ArithmeticException if a layer has more parameters than a file of this kind can hold, 2 GiB
     */
    public static void write(Network network, Path file) throws IOException {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(file, "file");
        write(NetworkWriter.write(network), file);
    }

    /**
     * Writes a classifier together with what is done with columns before: all that a row needs, for other tools to read.
     *
     * <p>If all columns are numbers, the input {@code input} has them in their order, in single precision, of shape (rows, columns);
     * else each column is an input of its name, of shape (rows, 1), in single precision or texts. A missing number is NaN, a missing
     * text empty. Numbers are filled in and scaled in double precision and rounded once, so that numbers that are floats become the
     * features they become here. A category that is unknown ends in an error, or has zeros, as it has here; numbers that are
     * categories are compared as floats.
     *
     * <p>The output {@code label} has the names of the likeliest classes, of shape (rows): integers of 64 bits if all names are
     * such, else texts. The output {@code probabilities} has those of all classes, of shape (rows, classes). A network of
     * several outputs with binary cross-entropy says of each class by itself whether it is there: {@code label} is 1 or 0 then, of
     * shape (rows, classes). A name that a column has already is followed by an underscore.
     *
     * @param preprocessing what is done with columns
     * @param network the network, with a cross-entropy as its cost
     * @param classes the names of the classes in the order of the network's outputs; two for a single output, which is the
     *     probability of the second
     * @param file where it goes; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if these do not fit together, or two categories are the same float
     * @throws ArithmeticException as {@link #write(Network, Path)}
     */
    public static void writeClassifier(FittedPreprocessing preprocessing, Network network, List<String> classes,
            Path file) throws IOException {
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(classes, "classes");
        write(NetworkWriter.writeClassifier(preprocessing, network, classes), file);
    }

    /**
     * Writes a network that predicts numbers, together with what is done with columns before. Inputs are those of {@link
     * #writeClassifier}; the output {@code variable} has the numbers, {@code scale·a + center} in double precision, rounded once,
     * of shape (rows, outputs).
     *
     * @param preprocessing what is done with columns
     * @param network the network
     * @param targets how the numbers that it predicts were scaled, for each output
     * @param file where it goes; what is there is replaced
     * @throws IOException if it can't be written: the file is what it was before
     * @throws IllegalArgumentException if these do not fit together, or two categories are the same float
     * @throws ArithmeticException as {@link #write(Network, Path)}
     */
    public static void writeRegressor(FittedPreprocessing preprocessing, Network network, FittedScaler targets,
            Path file) throws IOException {
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(targets, "targets");
        write(NetworkWriter.writeRegressor(preprocessing, network, targets.features()), file);
    }

    private static void write(byte[] model, Path file) throws IOException {
        AtomicFile.write(Objects.requireNonNull(file, "file"), out -> out.write(model));
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
