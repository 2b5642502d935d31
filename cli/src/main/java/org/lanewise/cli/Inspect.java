package org.lanewise.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lanewise.models.Npy;
import org.lanewise.models.Pipeline;
import org.lanewise.models.Safetensors;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.models.onnx.OnnxModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What is in a file of a model. */
@Command(name = "inspect", description = "Shows what is in a file: the columns, layers and classes of a pipeline, the layers of a network, "
        + "the nodes, inputs and outputs of an ONNX model, or tensors with their shapes.")
final class Inspect extends Subcommand {
    @Parameters(paramLabel = "MODEL", description = "A file .lanewise, .safetensors, .onnx, .npz or .npy.")
    private Path file = Path.of("");

    @Override
    void run() throws IOException {
        checkSuffix(file, List.of(".lanewise", ".safetensors", ".onnx", ".npz", ".npy"));
        checkReadable(file);
        switch (suffix(file)) {
            case ".onnx" -> print(Onnx.read(file));
            case ".npz" -> print(Npy.readAll(file));
            case ".npy" -> print(Map.of("array", Npy.read(file)));
            default -> safetensors();
        }
    }

    /** Inputs, nodes and outputs; the layers as well where the nodes are some. */
    private void print(OnnxModel model) {
        out().println(model.summary());
        try {
            out().print(Convert.network(model).summary());
        } catch (IllegalStateException e) {
            out().println(e.getMessage());
        }
    }

    private void safetensors() throws IOException {
        Map<String, String> metadata = Safetensors.metadata(file);
        if (metadata.containsKey("lanewise.pipeline")) {
            out().print(Pipeline.load(file).summary());
        } else if (metadata.containsKey("lanewise.network")) {
            out().print(Safetensors.read(file).summary());
        } else {
            print(Safetensors.readTensors(file));
        }
        metadata.forEach((name, text) -> {
            if (!name.startsWith("lanewise.")) {
                out().println(name + ": " + text);
            } else if (name.equals("lanewise.fingerprint")) {
                out().println("fingerprint: " + text);
            }
        });
    }

    /** A line for each tensor, and how many numbers there are. */
    private void print(Map<String, Tensor> tensors) {
        PrintWriter out = out();
        String form = "%-40s %-16s %14s%n";
        out.printf(form, "tensor", "type and shape", "numbers");
        long all = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            int count = entry.getValue().size();
            out.printf(form, entry.getKey(), entry.getValue(), String.format(Locale.ROOT, "%,d", count));
            all += count;
        }
        out.printf(form, "", "all", String.format(Locale.ROOT, "%,d", all));
    }
}
