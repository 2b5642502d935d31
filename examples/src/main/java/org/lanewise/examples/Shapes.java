package org.lanewise.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Kernels;
import org.lanewise.kernels.Matrix;
import org.lanewise.network.Cost;
import org.lanewise.network.DenseLayer;
import org.lanewise.network.Gradient;
import org.lanewise.network.GradientCheck;
import org.lanewise.network.Network;
import org.lanewise.network.data.Dataset;
import org.lanewise.network.data.Examples;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Optimizer;
import org.lanewise.network.training.Training;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A page to learn from: the shape of each matrix of a small network, and their values in one forward and one backward
 * pass.
 */
@Command(name = "shapes", description = "A page to learn from: the network 2-3-5-4-2-1 with the shapes and the values of "
        + "all W, b, Z, A and their gradients in one forward and backward pass.")
final class Shapes extends Example {
    /** Inputs, and the units of each of the five layers. */
    private static final int[] WIDTHS = {2, 3, 5, 4, 2, 1};
    /** As many as no layer has units, so that a shape says which is which. */
    private static final float[][] POINTS = {{1, 2}, {-1, 0.5f}, {0.5f, -1.5f}, {-0.5f, -1}, {2, 1}, {-2, 1}};
    private static final int[] CLASSES = {1, 0, 0, 1, 1, 0};

    @Option(names = "--learning-rate", description = "The rate of the step at the end (default: ${DEFAULT-VALUE}).")
    private float learningRate = 0.1f;

    @Override
    public Integer call() {
        checkLearningRate(learningRate);
        Network network = network(kernels(), seed());
        Dataset data = Dataset.of(Examples.ofRows(POINTS), Targets.classes(CLASSES));
        Network.Gradients pass = network.gradients(data);
        PrintWriter out = out();
        out.println("Lanewise: " + network.kernels());
        out.println("Network:  " + network);
        out.printf("""

                A column is an example: n[l] units of layer l, m = %d examples. Layer 0 is the input, A0 = X.
                A hidden layer's activation is tanh, the output's a sigmoid, which belongs to the cost.

                """, data.size());
        tellShapes(out, pass, network);
        tellForward(out, pass, network, data);
        tellBackward(out, pass);
        tellStep(out, pass, network, data);
        return save(() -> NetworkPicture.draw(network, pass));
    }

    static Network network(Kernels kernels, long seed) {
        Network.Builder builder = Network.builder(WIDTHS[0]);
        for (int l = 1; l < WIDTHS.length - 1; l++) {
            builder.hidden(WIDTHS[l], Activation.TANH);
        }
        return builder.output(WIDTHS[WIDTHS.length - 1], Cost.BINARY_CROSS_ENTROPY).seed(seed).kernels(kernels).build();
    }

    private static void tellShapes(PrintWriter out, Network.Gradients pass, Network network) {
        out.println("""
                Shapes
                  layer    W, dW   b, db   Z, A, dZ, dA
                         n x n-1   n x 1          n x m""");
        for (int l = 0; l < network.layers().size(); l++) {
            DenseLayer layer = network.layers().get(l);
            out.printf("  %5d  %7s %7s %14s%n", l + 1, layer.weights(), layer.bias(), pass.forward().get(l).z());
        }
    }

    private static void tellForward(PrintWriter out, Network.Gradients pass, Network network, Dataset data) {
        out.printf("%nForward pass%n");
        tell(out, "X = A0", data.x().toColumns());
        for (int l = 0; l < network.layers().size(); l++) {
            int number = l + 1;
            DenseLayer layer = network.layers().get(l);
            tell(out, "W" + number, layer.weights());
            tell(out, "b" + number, layer.bias());
            tell(out, String.format("Z%d = W%d A%d + b%d", number, number, l, number), pass.forward().get(l).z());
            boolean last = number == network.layers().size();
            tell(out, last
                    ? String.format("A%d = sigmoid(Z%d)", number, number)
                    : String.format("A%d = tanh(Z%d)", number, number),
                    last ? pass.predictions() : pass.forward().get(l).a());
        }
        out.println("  Y = " + IntStream.of(CLASSES).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
        out.printf(Locale.ROOT, "  cost J = -1/m sum(Y log A + (1 - Y) log(1 - A)) = %.6f%n", pass.cost());
    }

    private static void tellBackward(PrintWriter out, Network.Gradients pass) {
        out.printf("%nBackward pass%n");
        int last = pass.backward().size();
        for (int number = last; number >= 1; number--) {
            DenseLayer.Backward backward = pass.backward().get(number - 1);
            tell(out, number == last
                    ? String.format("dZ%d = A%d - Y", number, number)
                    : String.format("dZ%d = dA%d * (1 - A%d^2), element by element", number, number, number),
                    backward.dz());
            tell(out, String.format("dW%d = 1/m dZ%d A%d^T", number, number, number - 1), backward.dw());
            tell(out, String.format("db%d = 1/m row sums of dZ%d", number, number), backward.db());
            tell(out, String.format("dA%d = W%d^T dZ%d", number - 1, number, number), backward.daBefore());
        }
    }

    private void tellStep(PrintWriter out, Network.Gradients pass, Network network, Dataset data) {
        List<Gradient> gradients = pass.backward().stream()
                .map(backward -> new Gradient(backward.dw(), backward.db())).toList();
        Network trained = network.copy();
        Training.ofEpochs(1).withFullBatch().withOptimizer(Optimizer.gradientDescent().withLearningRate(learningRate))
                .fit(trained, data);
        out.printf(Locale.ROOT, """

                Check: differences of the cost, computed by themselves, give the same gradients: off by %.1e.
                One step, W = W - %s dW and b = b - %s db in each layer: the cost is %.6f after it.

                """, GradientCheck.of(network, data).difference(gradients), learningRate, learningRate,
                trained.cost(data));
    }

    private static void tell(PrintWriter out, String name, Matrix matrix) {
        out.printf("  %s   [%s]%n", name, matrix);
        for (int i = 0; i < matrix.rows(); i++) {
            StringBuilder row = new StringBuilder("   ");
            for (int j = 0; j < matrix.columns(); j++) {
                row.append(String.format(Locale.ROOT, " %9.5f", matrix.get(i, j)));
            }
            out.println(row);
        }
    }
}
