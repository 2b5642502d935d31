package org.lanewise.spark;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;

/** Saves a model: its parameters as Spark saves them, and beside them the network as a safetensors file. */
final class ModelWriter extends MLWriter {
    /** What the network's file is called. */
    static final String FILE = "network.safetensors";

    private final Params model;
    private final byte[] network;

    ModelWriter(Params model, byte[] network) {
        this.model = model;
        this.network = network;
    }

    @Override
    public void saveImpl(String path) {
        DefaultParamsWriter.saveMetadata(model, path, sparkSession());
        NetworkFile.save(network, path, FILE, sparkSession());
    }
}
