package org.lanewise.spark;

import java.util.function.BiFunction;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;

/** Loads what a {@link ModelWriter} has saved. */
final class ModelReader<M extends Params> extends MLReader<M> {
    private final Class<M> type;
    private final String name;
    private final BiFunction<String, byte[], M> maker;

    /** The maker takes the name that the model had, and the file. */
    ModelReader(Class<M> type, String name, BiFunction<String, byte[], M> maker) {
        this.type = type;
        this.name = name;
        this.maker = maker;
    }

    @Override
    public M load(String path) {
        DefaultParamsReader.Metadata metadata = DefaultParamsReader.loadMetadata(path, sparkSession(), type.getName());
        byte[] file = NetworkFile.load(path, name, sparkSession());
        M model = maker.apply(metadata.uid(), file);
        metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
        return model;
    }
}
