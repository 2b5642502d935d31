package org.lanewise.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lanewise.bench.MatrixShape;
import org.lanewise.bench.ProductShape;
import org.lanewise.kernels.Activation;

/** The lists of cases. */
public enum Suite {
    /** Products by themselves. */
    GEMM {
        @Override
        List<Case> cases() {
            return Stream.of(SQUARES, FORWARD, WEIGHT_GRADIENTS, PROPAGATED_GRADIENTS, VECTORS).flatMap(List::stream)
                    .map(shape -> Case.product(ProductShape.parse(shape))).toList();
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
    },
    /** Sums of rows. */
    ROWSUM {
        @Override
        List<Case> cases() {
            return List.of(Case.rowSums("L1", L1), Case.rowSums("L2", L2), Case.rowSums("memory", MEMORY));
        }
    },
    /** The first products of a fresh JVM; {@link ColdStart} has the case. */
    COLDSTART {
        @Override
        List<Case> cases() {
            return List.of();
        }
    },
    /** A few products in one fresh JVM after the other, {@link Reruns}. */
    RERUN {
        @Override
        List<Case> cases() {
            return Stream.of("NN 64x64x64", "NN 256x128x784", "TN 784x128x256", "NN 1024x1024x1024")
                    .map(shape -> Case.product(ProductShape.parse(shape))).toList();
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

    private static final List<Activation> ACTIVATIONS = List.of(Activation.RELU, Activation.SIGMOID, Activation.TANH,
            Activation.SWISH);

    private static final MatrixShape L1 = new MatrixShape(64, 96);
    private static final MatrixShape L2 = new MatrixShape(256, 512);
    private static final MatrixShape L1_TWICE = new MatrixShape(48, 64);
    private static final MatrixShape L2_TWICE = new MatrixShape(256, 256);
    /** 64 MB: more than the last-level cache of most machines. */
    private static final MatrixShape MEMORY = new MatrixShape(4096, 4096);

    /** What is computed, in the order of the table. */
    abstract List<Case> cases();

    /** The suite of a name, null if there is none. */
    static @Nullable Suite named(String name) {
        return Arrays.stream(values()).filter(suite -> suite.toString().equals(name)).findFirst().orElse(null);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
