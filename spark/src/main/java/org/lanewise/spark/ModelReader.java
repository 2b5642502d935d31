package org.lanewise.spark;

import java.util.function.BiFunction;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.lanewise.models.Safetensors;
import org.lanewise.network.Network;

/** Loads what a {@link ModelWriter} has saved. */
final class ModelReader<M extends Params> extends MLReader<M> {
    private final Class<M> type;
    private final BiFunction<String, Network, M> maker;

    ModelReader(Class<M> type, BiFunction<String, Network, M> maker) {
        this.type = type;
        this.maker = maker;
    }

    @Override
    public M load(String path) {
        DefaultParamsReader.Metadata metadata = DefaultParamsReader.loadMetadata(path, sparkSession(), type.getName());
        byte[] file = NetworkFile.load(path, ModelWriter.FILE, sparkSession());
        M model = maker.apply(metadata.uid(), NetworkFile.read(file, Safetensors::read));
        metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
        return model;
    }
}
