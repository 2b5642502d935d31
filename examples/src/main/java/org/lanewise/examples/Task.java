package org.lanewise.examples;

import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.network.Cost;
import org.lanewise.network.Network;

/** What is learned, and the network that learns it. */
enum Task {
    /** Which of the ten digits, by softmax. */
    TEN_CLASSES(10) {
        @Override
        Network network(Kernels kernels, long seed) {
            return Network.builder(DigitsData.PIXELS)
                    .hidden(150, Activation.RELU)
                    .hidden(100, Activation.RELU)
                    .output(10, Cost.CATEGORICAL_CROSS_ENTROPY)
                    .seed(seed).kernels(kernels).build();
        }
    },
    /** Zero or one: the classical three-layer network with one sigmoid output. */
    BINARY_SIGMOID(2) {
        @Override
        Network network(Kernels kernels, long seed) {
            return threeLayers().output(1, Cost.BINARY_CROSS_ENTROPY).seed(seed).kernels(kernels).build();
        }
    },
    /** Zero or one by the same network with two outputs and softmax. */
    BINARY_SOFTMAX(2) {
        @Override
        Network network(Kernels kernels, long seed) {
            return threeLayers().output(2, Cost.CATEGORICAL_CROSS_ENTROPY).seed(seed).kernels(kernels).build();
        }
    };

    private final int classes;

    Task(int classes) {
        this.classes = classes;
    }

    private static Network.Builder threeLayers() {
        return Network.builder(DigitsData.PIXELS)
                .hidden(32, Activation.leakyRelu(0.01f))
                .hidden(16, Activation.SWISH);
    }

    /** How many digits are told apart, from 0 on. */
    int classes() {
        return classes;
    }

    /** The untrained network. */
    abstract Network network(Kernels kernels, long seed);
}
