/** Dense neural networks on the Lanewise kernels. */
module org.lanewise.network {
    requires transitive org.lanewise.kernels;
    requires static org.jspecify;

    exports org.lanewise.network;
    exports org.lanewise.network.data;
    exports org.lanewise.network.metrics;
    exports org.lanewise.network.training;
}
