package org.lanewise.bench.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.lanewise.bench.Data;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Csv;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.models.onnx.OnnxModel;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Network;
import org.lanewise.network.data.Table;

/**
 * A model in an ONNX file with one input, and a batch for it. Nobody writes to the array.
 *
 * @param file the file
 * @param input the name of the input
 * @param output the name of the output that is compared
 * @param batch the number of examples
 * @param x their numbers, example by example
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record ImportedModel(Path file, String input, String output, int batch, float[] x) {
    /** Models that PyTorch and scikit-learn made for data sets of a few features, in the resources of module models' tests. */
    static final List<String> OF_OTHERS = List.of("torch-relu", "torch-gelu-softmax", "torch-batchnorm-dropout",
            "torch-residual-layernorm", "torch-silu-flatten", "torch-view", "torch-clip-prelu-selu",
            "skl-binary-tanh", "skl-digits-logistic", "skl-regressor-3", "skl-imputer");
    private static final String FOLDER = "/org/lanewise/bench/models/";
    private static final Csv LIST = Csv.standard().withSeparator(';');

    /**
     * A model and what it has to compute.
     *
     * @param model the model
     * @param expected the output for each example
     * @param tolerance how far off a number may be, in parts of itself or of 1
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    record Sample(ImportedModel model, float[][] expected, double tolerance) {
    }

    /** Some numbers of a row, {@code name:from:to}. */
    private record Columns(String name, int from, int to) {
        static Columns last(String text) {
            String[] parts = text.substring(text.lastIndexOf(' ') + 1).split(":", -1);
            return new Columns(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }

        /** The rows from the first one on, again and again, until there are enough. */
        float[][] of(Table table, int batch) {
            float[][] rows = new float[batch][to - from];
            for (int c = from; c < to; c++) {
                double[] column = table.numbers(table.names().get(c)).toArray();
                for (int row = 0; row < batch; row++) {
                    rows[row][c - from] = (float) column[row % column.length];
                }
            }
            return rows;
        }
    }

    /** The network of a task, written by ourselves. */
    static ImportedModel of(NetworkTask task) {
        List<DenseLayer> layers = new ArrayList<>();
        int depth = task.weights().size();
        for (int l = 0; l < depth; l++) {
            layers.add(new DenseLayer(task.weights().get(l), task.biases().get(l),
                    l < depth - 1 ? task.hidden() : Activation.IDENTITY));
        }
        try {
            Path file = temporary(".onnx");
            Onnx.write(new Network(Kernels.create(), layers, task.cost()), file);
            return new ImportedModel(file, "input", "output", task.shape().batch(), Data.transpose(task.x()).data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A model of another tool, with a batch of the rows for which there is what that tool computes. */
    static Sample read(String name, int batch) {
        try {
            Table models = LIST.table(copy("onnx-models.csv"));
            int row = models.texts("file").toList().indexOf(name + "/model.onnx");
            Columns input = Columns.last(models.texts("columns of input").get(row));
            Columns output = Columns.last(models.texts("columns of expected").get(row));
            float[][] x = input.of(Csv.read(copy(models.texts("input").get(row))), batch);
            float[][] expected = output.of(Csv.read(copy(models.texts("expected").get(row))), batch);
            ImportedModel model = new ImportedModel(copy(name + "/model.onnx"), input.name, output.name, batch,
                    Matrix.ofRows(x).data());
            return new Sample(model, expected, models.numbers("tolerance").get(row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A resource as a file, which it is not where it is in a jar. */
    private static Path copy(String name) throws IOException {
        Path file = temporary(name.substring(name.lastIndexOf('.')));
        try (InputStream in = Objects.requireNonNull(ImportedModel.class.getResourceAsStream(FOLDER + name), name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private static Path temporary(String ending) throws IOException {
        Path file = Files.createTempFile("lanewise", ending);
        file.toFile().deleteOnExit();
        return file;
    }

    /** Reads the model to be run by these kernels. */
    OnnxModel read(Kernels kernels) {
        try {
            return Onnx.read(file, kernels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
