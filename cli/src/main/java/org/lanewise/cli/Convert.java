package org.lanewise.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.lanewise.models.Npy;
import org.lanewise.models.Pipeline;
import org.lanewise.models.Safetensors;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.Onnx;
import org.lanewise.models.onnx.OnnxModel;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A file of a model in another format. */
@Command(name = "convert", description = "Writes a model in another format, which the endings of the names tell: "
        + "a pipeline .lanewise to .onnx, a network .safetensors to .onnx and back, tensors .safetensors to .npz and back.")
final class Convert extends Subcommand {
    @Parameters(index = "0", paramLabel = "IN", description = "The file to read: .safetensors, .lanewise, .onnx or .npz.")
    private Path in = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write: .onnx, .safetensors or .npz.")
    private Path out = Path.of("");

    @Override
    void run() throws IOException {
        checkSuffix(in, List.of(".safetensors", ".lanewise", ".onnx", ".npz"));
        checkSuffix(out, List.of(".onnx", ".safetensors", ".npz"));
        checkWritable(out, "OUT");
        checkReadable(in);
        String from = suffix(in).equals(".lanewise") ? ".safetensors" : suffix(in);
        switch (from + " " + suffix(out)) {
            case ".safetensors .onnx" -> {
                // A pipeline's network without its columns would predict something else.
                if (Safetensors.metadata(in).containsKey("lanewise.pipeline")) {
                    Pipeline.load(in).saveOnnx(out);
                } else {
                    Onnx.write(Safetensors.read(in), out);
                }
            }
            case ".onnx .safetensors" -> Safetensors.write(network(Onnx.read(in)), out);
            case ".safetensors .npz" -> Npy.writeAll(Safetensors.readTensors(in), out);
            case ".npz .safetensors" -> Safetensors.writeTensors(Npy.readAll(in), Map.of(), out);
            default -> check(false, suffix(in) + " can't be converted to " + suffix(out));
        }
        out().println("Saved: " + out);
    }

    /** With softmax at the end a network of classes, else one of numbers. */
    static Network network(OnnxModel model) {
        try {
            return model.toNetwork(Cost.MEAN_SQUARED_ERROR);
        } catch (IllegalArgumentException e) {
            return model.toNetwork(Cost.CATEGORICAL_CROSS_ENTROPY);
        }
    }
}
