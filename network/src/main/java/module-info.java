/** Dense neural networks on the Lanewise kernels. */
// Who compiles this module has not compiled the next one yet.
@SuppressWarnings("module")
module org.lanewise.network {
    requires transitive org.lanewise.kernels;
    requires static org.jspecify;

    exports org.lanewise.network;
    exports org.lanewise.network.data;
    exports org.lanewise.network.internal to org.lanewise.models;
    exports org.lanewise.network.metrics;
    exports org.lanewise.network.training;
}
