package org.lanewise.spark;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;

/** Saves a model: its parameters as Spark saves them, and beside them what it predicts with as a safetensors file. */
final class ModelWriter extends MLWriter {
    /** What a network's file is called. */
    static final String NETWORK = "network.safetensors";

    private final Params model;
    private final String name;
    private final byte[] file;

    ModelWriter(Params model, String name, byte[] file) {
        this.model = model;
        this.name = name;
        this.file = file;
    }

    @Override
    public void saveImpl(String path) {
        DefaultParamsWriter.saveMetadata(model, path, sparkSession());
        NetworkFile.save(file, path, name, sparkSession());
    }
}
