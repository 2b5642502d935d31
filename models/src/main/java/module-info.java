/** Files of networks and data: safetensors, checkpoints, ONNX, CSV, npy, IDX. */
module org.lanewise.models {
    requires transitive org.lanewise.network;
    requires tools.jackson.core;
    requires de.siegmar.fastcsv;
    requires static org.jspecify;

    exports org.lanewise.models;
    exports org.lanewise.models.onnx;
}
