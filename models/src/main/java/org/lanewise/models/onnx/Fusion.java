package org.lanewise.models.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lanewise.kernels.Activation;
import org.lanewise.kernels.Matrix;
import org.lanewise.models.Tensor;
import org.lanewise.models.onnx.ElementWise.Arithmetic;
import org.lanewise.models.onnx.Normalizations.BatchNormalization;
import org.lanewise.models.onnx.Products.Dense;
import org.lanewise.models.onnx.Products.Gemm;
import org.lanewise.models.onnx.Products.MatMul;

/**
 * What is made of a graph once, when it is loaded: constants are computed, nodes that do nothing go, and a product with
 * constant weights becomes one step with the sums, factors, normalization and activation that follow it.
 */
final class Fusion {
    private static final double NEAR = 1e-6;

    private final Graph graph;
    private @Nullable Step[] producers;
    private int[] uses;

    private Fusion(Graph graph) {
        this.graph = graph;
        producers = graph.producers();
        uses = graph.uses();
    }

    /**
     * Folds constants and drops what does nothing. Before the graph is tried out this makes it smaller, and afterwards
     * the types are known, so that casts that change nothing go, too.
     */
    static void fold(Graph graph) {
        Map<Integer, Integer> same = new HashMap<>();
        List<Step> left = new ArrayList<>();
        for (Step step : graph.steps) {
            int[] inputs = Arrays.stream(step.inputs).map(i -> same.getOrDefault(i, i)).toArray();
            if (doesNothing(graph, step)) {
                same.put(step.outputs[0], inputs[0]);
            } else if (Arrays.stream(inputs).allMatch(i -> i == Step.NONE || graph.constants[i] != null)) {
                step.with(step.operator, inputs).run(graph.kernels, graph.constants);
            } else {
                left.add(step.with(step.operator, inputs));
            }
        }
        graph.steps = left;
        Arrays.setAll(graph.outputValues, i -> same.getOrDefault(graph.outputValues[i], graph.outputValues[i]));
        graph.dropUnused();
    }

    private static boolean doesNothing(Graph graph, Step step) {
        if (step.outputs.length != 1) {
            return false;
        }
        Tensor sample = graph.sample(step.inputs.length == 0 ? Step.NONE : step.inputs[0]);
        return step.operator instanceof Operators.Pass
                || (step.operator instanceof Operators.Cast cast && sample != null
                        && cast.changesNothing(sample.type()));
    }

    /** Fuses; after the graph has been tried out, for ranks have to be known. */
    static void fuse(Graph graph) {
        new Fusion(graph).rewrite(Fusion::pattern);
        new Fusion(graph).rewrite(Fusion::layer);
    }

    /** What stands for a step, or null if nothing better does. */
    @FunctionalInterface
    private interface Rule {
        @Nullable
        Step apply(Fusion fusion, Step step);
    }

    private void rewrite(Rule rule) {
        for (int i = 0; i < graph.steps.size(); i++) {
            Step old = graph.steps.get(i);
            Step better = rule.apply(this, old);
            if (better != null && old.outputs.length == 1) {
                graph.steps.set(i, better);
                producers[better.outputs[0]] = better;
            }
        }
        graph.dropUnused();
    }

    private @Nullable Tensor constant(int value) {
        return value == Step.NONE ? null : graph.constants[value];
    }

    private @Nullable Step producer(int value) {
        return value == Step.NONE ? null : producers[value];
    }

    /** Activations that are written as several nodes, or with a constant. */
    private @Nullable Step pattern(Step step) {
        if (step.type.equals("PRelu")) {
            return prelu(step);
        }
        if (!isKind(step, Arithmetic.Kind.MUL)) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            int x = step.inputs[i];
            int gate = step.inputs[1 - i];
            if (isGate(gate, x, Activation.Kind.SIGMOID)) {
                return step.with(Activate.SWISH, x);
            }
            if (isGate(gate, x, Activation.Kind.HARD_SIGMOID) && isOfHardSwish(gate)) {
                return step.with(Activate.HARD_SWISH, x);
            }
            Step outer = producer(gate);
            if (outer != null && isActivation(outer, Activation.Kind.TANH)
                    && isGate(outer.inputs[0], x, Activation.Kind.SOFTPLUS)) {
                return step.with(Activate.MISH, x);
            }
        }
        int gelu = gelu(step);
        return gelu == Step.NONE ? null : step.with(Activate.GELU, gelu);
    }

    /** With one slope, which is what PyTorch's has unless told otherwise, it is a leaky ReLU. */
    private @Nullable Step prelu(Step step) {
        Tensor x = graph.sample(step.inputs[0]);
        Tensor slope = constant(step.inputs[1]);
        if (x == null || slope == null || slope.size() != 1 || slope.rank() > x.rank()
                || slope.type() != Tensor.Type.FLOAT) {
            return null;
        }
        float alpha = (float) slope.real(0);
        return step.with(Activate.of(() -> Activation.leakyRelu(alpha), z -> z < 0 ? alpha * z : z), step.inputs[0]);
    }

    /** The x of {@code x·(1 + erf(x/√2))·½}, with the factors in any order. */
    private int gelu(Step step) {
        for (int i = 0; i < 2; i++) {
            int left = step.inputs[i];
            int right = step.inputs[1 - i];
            Step half = producer(left);
            int x = half == null ? Step.NONE : timesHalf(half);
            if (x != Step.NONE && x == onePlusErf(right)) {
                return x;
            }
            Step product = producer(right);
            if (isNear(left, 0.5) && product != null && isKind(product, Arithmetic.Kind.MUL)) {
                for (int k = 0; k < 2; k++) {
                    x = product.inputs[k];
                    if (x == onePlusErf(product.inputs[1 - k])) {
                        return x;
                    }
                }
            }
        }
        return Step.NONE;
    }

    private int timesHalf(Step step) {
        if (isKind(step, Arithmetic.Kind.MUL)) {
            for (int i = 0; i < 2; i++) {
                if (isNear(step.inputs[i], 0.5)) {
                    return step.inputs[1 - i];
                }
            }
        }
        return Step.NONE;
    }

    private int onePlusErf(int value) {
        Step sum = producer(value);
        if (sum == null || !isKind(sum, Arithmetic.Kind.ADD)) {
            return Step.NONE;
        }
        for (int i = 0; i < 2; i++) {
            Step erf = producer(sum.inputs[i]);
            if (isNear(sum.inputs[1 - i], 1) && erf != null && erf.type.equals("Erf")) {
                Step scaled = producer(erf.inputs[0]);
                if (scaled != null && (isBy(scaled, Arithmetic.Kind.DIV, Math.sqrt(2))
                        || isBy(scaled, Arithmetic.Kind.MUL, Math.sqrt(0.5)))) {
                    return scaled.inputs[0];
                }
            }
        }
        return Step.NONE;
    }

    private boolean isBy(Step step, Arithmetic.Kind kind, double second) {
        return isKind(step, kind) && isNear(step.inputs[1], second);
    }

    private boolean isNear(int value, double expected) {
        Tensor constant = constant(value);
        return constant != null && constant.type().isReal() && constant.size() == 1 && constant.rank() < 2
                && Math.abs(constant.real(0) - expected) <= NEAR;
    }

    private static boolean isKind(Step step, Arithmetic.Kind kind) {
        return step.operator instanceof Arithmetic arithmetic && arithmetic.kind() == kind && step.inputs.length == 2;
    }

    private static boolean isActivation(Step step, Activation.Kind kind) {
        Activation g = step.operator instanceof Activate activate ? activate.activation() : null;
        return g != null && g.kind() == kind;
    }

    private boolean isOfHardSwish(int gate) {
        Step step = producer(gate);
        Activation g = step != null && step.operator instanceof Activate activate ? activate.activation() : null;
        return g != null && Math.abs(g.alpha() - 1 / 6.0) <= NEAR && g.beta() == 0.5f;
    }

    private boolean isGate(int gate, int x, Activation.Kind kind) {
        Step step = producer(gate);
        return step != null && isActivation(step, kind) && step.inputs[0] == x;
    }

    /** A product as a layer, or a layer together with what follows it. */
    private @Nullable Step layer(Step step) {
        if (step.operator instanceof Gemm gemm) {
            return layer(step, gemm);
        }
        if (step.operator instanceof MatMul) {
            Tensor b = constant(step.inputs[1]);
            Tensor x = graph.sample(step.inputs[0]);
            if (b == null || !isWeights(b) || x == null || x.rank() < 2) {
                return null;
            }
            Matrix weights = Products.matrix(b).transposed();
            return step.with(new Dense(graph.kernels, weights, Matrix.zeros(weights.rows(), 1), Activation.IDENTITY),
                    step.inputs[0]);
        }
        for (int i = 0; i < step.inputs.length; i++) {
            Step before = producer(step.inputs[i]);
            if (before != null && before.operator instanceof Dense dense && uses[step.inputs[i]] == 1
                    && dense.activation.equals(Activation.IDENTITY)) {
                Dense both = follow(dense, step, i);
                return both == null ? null : step.with(both, before.inputs);
            }
        }
        return null;
    }

    private static boolean isWeights(Tensor b) {
        return b.type() == Tensor.Type.FLOAT && b.rank() == 2 && b.size() > 0;
    }

    private @Nullable Step layer(Step step, Gemm gemm) {
        Tensor b = constant(step.inputs[1]);
        boolean hasBias = step.inputs.length > 2 && step.inputs[2] != Step.NONE;
        Tensor c = hasBias ? constant(step.inputs[2]) : Tensors.zeros(Tensor.Type.FLOAT);
        if (gemm.transA() || b == null || !isWeights(b) || c == null) {
            return null;
        }
        Matrix weights = gemm.transB() ? Products.matrix(b) : Products.matrix(b).transposed();
        if (gemm.alpha() != 1) {
            weights = weights.copy();
            graph.kernels.scale(gemm.alpha(), weights);
        }
        if (!isRow(c, weights.rows(), 2)) {
            return null;
        }
        Matrix bias = Matrix.zeros(weights.rows(), 1);
        for (int j = 0; j < bias.rows(); j++) {
            bias.set(j, 0, gemm.beta() * (float) c.real(c.size() == 1 ? 0 : j));
        }
        return step.with(new Dense(graph.kernels, weights, bias, Activation.IDENTITY), step.inputs[0]);
    }

    /** Whether a constant is one number, or one for each of the n outputs, of a layer whose output has such a rank. */
    private static boolean isRow(Tensor c, int n, int rank) {
        return c.type() == Tensor.Type.FLOAT && c.rank() <= rank
                && (c.size() == 1 || (c.size() == n && c.dimension(c.rank() - 1) == n));
    }

    /** A layer and a step that reads its output as input i, as one layer; null if they are not. */
    private @Nullable Dense follow(Dense dense, Step step, int i) {
        Tensor output = graph.sample(step.inputs[i]);
        int n = dense.weights.rows();
        if (step.operator instanceof Activate activate) {
            Activation g = activate.activation();
            return g == null ? null : dense.with(g);
        }
        if (step.operator instanceof ElementWise.Clip && i == 0) {
            return clipped(dense, step);
        }
        if (output == null) {
            return null;
        }
        if (step.operator instanceof BatchNormalization norm && i == 0 && output.rank() == 2 && step.outputs.length == 1
                && Arrays.stream(step.inputs).skip(1).allMatch(value -> constant(value) != null)) {
            Inputs in = step.inputs(graph.kernels, graph.constants);
            norm.check(in, n);
            return scaled(dense, j -> norm.factor(in, j), j -> norm.shift(in, j));
        }
        Tensor c = step.inputs.length == 2 ? constant(step.inputs[1 - i]) : null;
        if (c == null || !(step.operator instanceof Arithmetic arithmetic) || !isRow(c, n, output.rank())) {
            return null;
        }
        int stride = c.size() == 1 ? 0 : 1;
        return switch (arithmetic.kind()) {
            case ADD -> shifted(dense, j -> c.real(stride * j));
            case SUB -> i == 0
                    ? shifted(dense, j -> -c.real(stride * j))
                    : scaled(dense, j -> -1, j -> c.real(stride * j));
            case MUL -> scaled(dense, j -> c.real(stride * j), j -> 0);
            case DIV -> i == 0 ? scaled(dense, j -> 1 / c.real(stride * j), j -> 0) : null;
            case OTHER -> null;
        };
    }

    private @Nullable Dense clipped(Dense dense, Step step) {
        Inputs bounds = step.inputs(graph.kernels, graph.constants);
        for (int i = 1; i < step.inputs.length; i++) {
            if (step.inputs[i] != Step.NONE && !bounds.has(i)) {
                return null;
            }
        }
        float lo = (float) bounds.scalar(1, -Float.MAX_VALUE);
        float hi = (float) bounds.scalar(2, Float.MAX_VALUE);
        return lo <= hi ? dense.with(Activation.clip(lo, hi)) : null;
    }

    /** A number for each output of a layer. */
    @FunctionalInterface
    private interface Row {
        double at(int j);
    }

    private static Dense shifted(Dense dense, Row shift) {
        Matrix bias = dense.bias.copy();
        for (int j = 0; j < bias.rows(); j++) {
            bias.set(j, 0, (float) (bias.get(j, 0) + shift.at(j)));
        }
        return dense.with(bias);
    }

    private Dense scaled(Dense dense, Row factor, Row shift) {
        Matrix weights = dense.weights.copy();
        Matrix bias = dense.bias.copy();
        for (int j = 0; j < weights.rows(); j++) {
            double f = factor.at(j);
            for (int k = 0; k < weights.columns(); k++) {
                weights.set(j, k, (float) (weights.get(j, k) * f));
            }
            bias.set(j, 0, (float) (bias.get(j, 0) * f + shift.at(j)));
        }
        return new Dense(graph.kernels, weights, bias, Activation.IDENTITY);
    }
}
