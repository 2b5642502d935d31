package org.lanewise.spark;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;
import org.lanewise.models.Safetensors;
import org.lanewise.network.Network;

/** Saves a model: its parameters as Spark saves them, and beside them the network as a safetensors file. */
final class ModelWriter extends MLWriter {
    /** What the network's file is called. */
    static final String FILE = "network.safetensors";

    private final Params model;
    private final Network network;

    ModelWriter(Params model, Network network) {
        this.model = model;
        this.network = network;
    }

    @Override
    public void saveImpl(String path) {
        byte[] file = NetworkFile.bytes(to -> Safetensors.write(network, to));
        DefaultParamsWriter.saveMetadata(model, path, sparkSession());
        NetworkFile.save(file, path, FILE, sparkSession());
    }
}
