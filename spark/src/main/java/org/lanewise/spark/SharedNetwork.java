package org.lanewise.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Safetensors;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;
import org.lanewise.network.Predictor;

/**
 * A network as it is broadcast: its file, of which each JVM makes a predictor when the first of its tasks wants one, and all others
 * use the same. What is predicted is the last layer's output, before the softmax or sigmoid, so that both are there for a model's
 * columns.
 */
final class SharedNetwork implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] file;
    private transient @Nullable Ready ready;

    private record Ready(Predictor predictor, Kernels kernels, Cost.Kind cost) {
    }

    SharedNetwork(byte[] file) {
        this.file = file;
    }

    SharedNetwork(Network network) {
        this(NetworkFile.bytes(path -> Safetensors.write(network, path)));
    }

    /** The network as a safetensors file. */
    byte[] file() {
        return file;
    }

    private synchronized Ready ready() {
        Ready made = ready;
        if (made == null) {
            // Spark has a task for each core.
            Kernels kernels = Kernels.create().withThreads(1);
            Network network = NetworkFile.read(file, path -> Safetensors.read(path, kernels));
            Network withoutHead = new Network(kernels, network.layers(), Cost.MEAN_SQUARED_ERROR);
            made = new Ready(withoutHead.predictor(), kernels, network.cost().kind());
            ready = made;
        }
        return made;
    }

    Predictor predictor() {
        return ready().predictor();
    }

    /** What a predictor of the whole network makes of the outputs of some examples in rows, to the bit. */
    void probabilities(Matrix outputs, Matrix probabilities) {
        Ready use = ready();
        switch (use.cost()) {
            case BINARY_CROSS_ENTROPY -> use.kernels().activate(Activation.SIGMOID, outputs, probabilities);
            case CATEGORICAL_CROSS_ENTROPY -> use.kernels().softmaxRows(outputs, probabilities);
            default -> probabilities.copyFrom(outputs);
        }
    }
}
