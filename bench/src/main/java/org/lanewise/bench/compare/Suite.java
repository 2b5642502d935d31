package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.MatrixShape;
import org.lanewise.bench.NetworkShape;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Op;
import org.lanewise.network.Cost;
import org.lanewise.network.training.Optimizer;

/** The lists of cases. */
public enum Suite {
    /** Products by themselves. */
    GEMM {
        @Override
        List<Case> cases() {
            return Stream.of(SQUARES, FORWARD, WEIGHT_GRADIENTS, PROPAGATED_GRADIENTS, VECTORS).flatMap(List::stream)
                    .map(shape -> Case.product(ProductShape.parse(shape))).toList();
        }

        @Override
        List<Case> choice() {
            return withFewColumns(cases(), Case::product);
        }
    },
    /** Forward steps of layers: product, bias and activation. */
    DENSE {
        @Override
        List<Case> cases() {
            List<Case> cases = new ArrayList<>();
            for (String shape : FORWARD) {
                cases.add(Case.dense(ProductShape.parse(shape), null));
                for (Activation g : ACTIVATIONS) {
                    cases.add(Case.dense(ProductShape.parse(shape), g));
                }
            }
            return cases;
        }

        @Override
        List<Case> choice() {
            return withFewColumns(cases(), shape -> Case.dense(shape, Activation.RELU));
        }
    },
    /** A matrix, or its transpose, times a vector. */
    GEMV {
        @Override
        List<Case> cases() {
            return Stream.of(Op.values()).flatMap(op -> MATRICES.stream()
                    .map(size -> Case.matrixVector(op, MatrixShape.parse(size)))).toList();
        }
    },
    /** Products of few columns in several ways, and by a loop of dot products. */
    COLUMNS {
        @Override
        List<Case> cases() {
            return Stream.of(1, 2, 4, 8, 16).map(n -> Case.product(ProductShape.parse("NN 512x" + n + "x384")))
                    .toList();
        }
    },
    /** Products that are hardly large enough for threads, on one and on several. */
    THREADS {
        @Override
        List<Case> cases() {
            return Stream.of("NN 64x64x64", "NN 128x128x128", "NN 256x128x784")
                    .map(shape -> Case.product(ProductShape.parse(shape))).toList();
        }
    },
    /** Activations by themselves. */
    ACTIVATION {
        @Override
        List<Case> cases() {
            List<Case> cases = new ArrayList<>();
            for (Activation g : ACTIVATIONS) {
                cases.add(Case.activation(g, "L1", L1_TWICE));
                cases.add(Case.activation(g, "L2", L2_TWICE));
                cases.add(Case.activation(g, "memory", MEMORY));
            }
            return cases;
        }

        @Override
        List<Case> choice() {
            Stream<Case> others = Stream.of(Activation.Kind.values()).map(Activation::of)
                    .filter(g -> !ACTIVATIONS.contains(g)).map(g -> Case.activation(g, "L1", L1_TWICE));
            return Stream.concat(cases().stream(), others).toList();
        }
    },
    /** Sums of rows. */
    ROWSUM {
        @Override
        List<Case> cases() {
            return List.of(Case.rowSums("L1", L1), Case.rowSums("L2", L2), Case.rowSums("memory", MEMORY));
        }
    },
    /** Steps of training; and at last the small network by which SimpleChains.jl is known. */
    TRAIN {
        @Override
        List<Case> cases() {
            List<Case> cases = new ArrayList<>();
            for (NetworkShape shape : networks()) {
                OPTIMIZERS.forEach((name, optimizer) -> cases.add(
                        Case.training(shape + " " + name, shape, Activation.RELU, costOf(shape), optimizer)));
            }
            cases.add(Case.training("4-32-16-4 tanh batch 10000 adam", NetworkShape.parse("4-32-16-4 batch 10000"),
                    Activation.TANH, Cost.MEAN_SQUARED_ERROR, Optimizer::adam));
            return cases;
        }
    },
    /** Epochs over 60,000 images, {@link Images#fashion}. */
    EPOCH {
        @Override
        List<Case> cases() {
            NetworkShape shape = NetworkShape.parse("784-256-128-10 batch 128");
            return Stream.of("sgd", "adam").map(name -> Case.epoch(shape + " " + name, shape, Images::fashion,
                    Objects.requireNonNull(OPTIMIZERS.get(name)))).toList();
        }
    },
    /** Whole trainings of a network that learns digits, {@link DigitsTraining}. */
    DIGITS {
        @Override
        List<Case> cases() {
            return List.of();
        }

        @Override
        List<ColdStart.Task> tasks() {
            return List.of(ColdStart.Task.DIGITS);
        }
    },
    /** Predictions of networks, and of models that were read from ONNX files. */
    INFER {
        @Override
        List<Case> cases() {
            return Stream.of(networks().stream().map(shape -> Case.prediction(shape, costOf(shape))),
                    withBatch(IMPORTED_NETWORKS, 1, 8, 128).map(shape -> Case.imported(shape, costOf(shape))),
                    ImportedModel.OF_OTHERS.stream()
                            .flatMap(name -> Stream.of(1, 8, 128).map(m -> Case.imported(name, m))))
                    .flatMap(cases -> cases).toList();
        }
    },
    /** The first seconds of a fresh JVM; {@link ColdStart} has the tasks. */
    COLDSTART {
        @Override
        List<Case> cases() {
            return List.of();
        }

        @Override
        List<ColdStart.Task> tasks() {
            return List.of(ColdStart.Task.PRODUCTS, ColdStart.Task.TRAINING, ColdStart.Task.PREDICTION);
        }
    },
    /** Files of models in fresh JVMs, {@link FirstModel}. */
    LOAD {
        @Override
        List<Case> cases() {
            return List.of();
        }

        @Override
        List<ColdStart.Task> tasks() {
            return List.of(ColdStart.Task.MODEL, ColdStart.Task.FILE);
        }
    },
    /** A few products in one fresh JVM after the other, {@link Reruns}. */
    RERUN {
        @Override
        List<Case> cases() {
            return Stream.of("NN 64x64x64", "NN 256x128x784", "TN 784x128x256", "NN 1024x1024x1024")
                    .map(shape -> Case.product(ProductShape.parse(shape))).toList();
        }

        @Override
        List<Case> choice() {
            return GEMM.choice();
        }
    };

    private static final List<String> SQUARES = Stream.of(16, 32, 64, 128, 256, 512, 1024, 2048)
            .map(n -> "NN " + n + "x" + n + "x" + n).toList();
    /** {@code W·A₋}. */
    private static final List<String> FORWARD = List.of("NN 256x128x784", "NN 512x128x784", "NN 1024x32x1024",
            "NN 10x128x512", "NN 128x64x784", "NN 64x1797x64", "NN 20x209x12288", "NN 300x100x784", "NN 1024x1024x784",
            "NN 32x32x64", "NN 16x32x32");
    /** {@code dZ·A₋ᵀ}. */
    private static final List<String> WEIGHT_GRADIENTS = List.of("NT 256x784x128", "NT 1024x1024x32", "NT 10x512x128",
            "NT 20x12288x209", "NT 64x32x1024");
    /** {@code Wᵀ·dZ}. */
    private static final List<String> PROPAGATED_GRADIENTS = List.of("TN 784x128x256", "TN 1024x32x1024",
            "TN 512x128x10");
    /** A matrix of 784 × 256, 1024 × 1024 or 4096 × 4096 times a column, and a row times it. */
    private static final List<String> VECTORS = List.of("NN 784x1x256", "NN 1024x1x1024", "NN 4096x1x4096",
            "NN 1x256x784", "NN 1x1024x1024", "NN 1x4096x4096");
    /** {@code W·X} with the examples that a service has at a time. */
    private static final List<String> FEW_COLUMNS = Stream
            .of("NN 256x%dx784", "NN 1024x%dx1024", "NN 64x%dx64", "NN 10x%dx128", "NN 4096x%dx1024")
            .flatMap(shape -> Stream.of(1, 2, 3, 4, 6, 8, 12, 16, 24).map(shape::formatted)).toList();

    private static final List<String> MATRICES = List.of("784x256", "1024x1024", "4096x4096", "10x512");

    private static final List<String> NETWORKS = List.of("784-256-128-10", "784-1024-1024-10", "64-32-16-1",
            "784-20-7-5-1", "4-32-16-4");
    private static final List<String> IMPORTED_NETWORKS = List.of("784-256-128-10", "784-1024-1024-10");
    /** Made when somebody trains: an older edition of the kernels, which has no optimizers, is compared in other suites. */
    private static final Map<String, Supplier<Optimizer>> OPTIMIZERS = new TreeMap<>(Map.of("adam", Optimizer::adam,
            "momentum", () -> Optimizer.momentum(0.9), "sgd", Optimizer::gradientDescent));

    private static final List<Activation> ACTIVATIONS = List.of(Activation.RELU, Activation.SIGMOID, Activation.TANH,
            Activation.SWISH);

    private static final MatrixShape L1 = new MatrixShape(64, 96);
    private static final MatrixShape L2 = new MatrixShape(256, 512);
    private static final MatrixShape L1_TWICE = new MatrixShape(48, 64);
    private static final MatrixShape L2_TWICE = new MatrixShape(256, 256);
    /** 64 MB: more than the last-level cache of most machines. */
    private static final MatrixShape MEMORY = new MatrixShape(4096, 4096);

    /** What is computed if nothing is chosen, in the order of the table. */
    abstract List<Case> cases();

    /** What can be chosen: more than {@link #cases} where only some of it is wanted at a time. */
    List<Case> choice() {
        return cases();
    }

    /** What is done in fresh JVMs. */
    List<ColdStart.Task> tasks() {
        return List.of();
    }

    private static List<NetworkShape> networks() {
        return withBatch(NETWORKS, 1, 8, 32, 128, 1024).toList();
    }

    private static Stream<NetworkShape> withBatch(List<String> networks, Integer... batches) {
        return networks.stream().flatMap(
                network -> Stream.of(batches).map(m -> NetworkShape.parse(network + " batch " + m)));
    }

    /** One class of many, or yes and no. */
    private static Cost costOf(NetworkShape shape) {
        return shape.outputs() > 1 ? Cost.CATEGORICAL_CROSS_ENTROPY : Cost.BINARY_CROSS_ENTROPY;
    }

    private static List<Case> withFewColumns(List<Case> cases, Function<ProductShape, Case> few) {
        return Stream.concat(cases.stream(),
                FEW_COLUMNS.stream().map(shape -> few.apply(ProductShape.parse(shape)).of("few"))).toList();
    }

    /** The suite of a name, null if there is none. */
    static @Nullable Suite named(String name) {
        return Arrays.stream(values()).filter(suite -> suite.toString().equals(name)).findFirst().orElse(null);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
