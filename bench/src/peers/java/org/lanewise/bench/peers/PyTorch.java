package org.lanewise.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lanewise.bench.Data;
import org.lanewise.bench.compare.Contender;
import org.lanewise.bench.compare.EpochTask;
import org.lanewise.bench.compare.Images;
import org.lanewise.bench.compare.NetworkTask;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.network.Cost;
import org.lanewise.network.data.Targets;
import org.lanewise.network.training.Optimizer;

/**
 * PyTorch by way of DJL. A prediction or a step of training is one TorchScript, on tensors that PyTorch keeps: its own autograd, its
 * own cost, its own fused optimizer over all parameters at once.
 */
public final class PyTorch implements Contender {
    private static final String ENGINE = "PyTorch";
    /** Blanks before the lines of a method, and of a loop in it. */
    private static final int BODY = 4;
    private static final int BODY_OF_LOOP = 6;
    private static final String NONE = "annotate(List[Tensor], [])";

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.TRAIN, Suite.EPOCH, Suite.INFER);
    }

    @Override
    public void start(int threads) {
        // Nothing is downloaded, and nobody is told of it.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", "" + threads);
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        Engine.getEngine(ENGINE);
        JniUtils.setGradMode(true);
    }

    @Override
    public String description() {
        return "PyTorch " + Engine.getEngine(ENGINE).getVersion() + ", one TorchScript a call";
    }

    @Override
    public Work prediction(NetworkTask task) {
        return new Script(parameters(task).archive(predict("forward", task)),
                Data.transpose(task.x())) {
            private IValue output = IValue.from(0);

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    output.close();
                    output = block.forward(input);
                }
            }

            @Override
            public float[] result() {
                return output.toTensor(manager).toFloatArray();
            }

            @Override
            public void close() {
                output.close();
                super.close();
            }
        };
    }

    @Override
    public Work training(NetworkTask task, Optimizer optimizer) {
        TorchScript script = trained(task);
        Matrix y = task.y();
        script.attribute("y", task.cost().kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY
                ? TorchScript.integers(task.classes())
                : TorchScript.floats(Data.transpose(y).data(), y.columns(), y.rows()));
        String step = method("forward", "x") + ("y = self.y\n" + step(task, optimizer) + "return cost\n").indent(BODY);
        return new Script(script.archive(step + predict("predict", task)), Data.transpose(task.x())) {
            private final NDList inputs = new NDList(x);
            private float cost;

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    // Said to be for training: else autograd would not record.
                    try (NDList outputs = IValueUtils.forward(block, inputs, true)) {
                        if (i == times - 1) {
                            cost = outputs.singletonOrThrow().getFloat();
                        }
                    }
                }
            }

            @Override
            public float[] result() {
                try (IValue output = IValueUtils.runMethod(block, "predict", input)) {
                    float[] predictions = output.toTensor(manager).toFloatArray();
                    return FloatBuffer.allocate(1 + predictions.length).put(cost).put(predictions).array();
                }
            }
        };
    }

    /** An epoch is one call: batches are gathered by index, from tensors that PyTorch keeps. */
    @Override
    public Work epochs(EpochTask task, Optimizer optimizer) {
        NetworkTask network = task.network();
        String epoch = method("forward", "features", "targets", "order")
                + ("sum = torch.zeros([1])\nfor rows in torch.split(order, " + network.shape().batch() + "):\n")
                        .indent(BODY)
                + ("x = torch.index_select(features, 0, rows)\ny = torch.index_select(targets, 0, rows)\n"
                        + step(network, optimizer)
                        + "sum = torch.add(sum, torch.mul(torch.detach(cost), torch.size(rows, 0)))\n")
                        .indent(BODY_OF_LOOP)
                + "return torch.div(sum, torch.size(order, 0))\n".indent(BODY);
        Matrix test = task.data().test().x().toRowMatrix();
        return new Script(trained(network).archive(epoch + predict("predict", network)), test) {
            private final NDArray features = floats(task.data().train().x().toRowMatrix());
            private final NDArray targets = manager
                    .create(((Targets.Classes) task.data().train().y()).toArray()).toType(DataType.INT64, true);
            private int epochs;
            private float cost;

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    try (NDArray order = manager.create(task.order(epochs++));
                            NDList outputs = IValueUtils.forward(block, new NDList(features, targets, order), true)) {
                        cost = outputs.singletonOrThrow().getFloat();
                    }
                }
            }

            @Override
            public float[] result() {
                try (IValue output = IValueUtils.runMethod(block, "predict", input);
                        NDArray classes = output.toTensor(manager).argMax(1).toType(DataType.INT32, true)) {
                    return new float[]{cost, Images.accuracy(classes.toIntArray(), task.data().test())};
                }
            }
        };
    }

    private static String predict(String name, NetworkTask task) {
        String output = switch (task.cost().kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> "torch.softmax(z, 1)";
            case BINARY_CROSS_ENTROPY -> "torch.sigmoid(z)";
            default -> "z";
        };
        return method(name, "x")
                + (layers(task, "self.parameters[", "]") + "return " + output + "\n").indent(BODY);
    }

    /** From x and y to the cost before the update. */
    private static String step(NetworkTask task, Optimizer optimizer) {
        StringBuilder lines = new StringBuilder();
        // New leaves on the same memory: their gradients are handed out, instead of being added to what has to be zeroed.
        int count = 2 * task.weights().size();
        for (int i = 0; i < count; i++) {
            lines.append("p" + i + " = torch.requires_grad_(torch.detach(self.parameters[" + i + "]), True)\n");
        }
        lines.append(layers(task, "p", ""));
        String cost = switch (task.cost().kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> "cross_entropy_loss";
            case BINARY_CROSS_ENTROPY -> "binary_cross_entropy_with_logits";
            default -> "mse_loss";
        };
        lines.append("cost = torch." + cost + "(z, y)\n");
        lines.append("g = torch.grad([cost], " + list(count, "p", "") + ")\n");
        lines.append("gradients = " + list(count, "unchecked_cast(Tensor, g[", "])") + "\n");
        UpdateRule rule = optimizer.rule();
        String rate = "lr=" + optimizer.learningRate() + ", weight_decay=0., maximize=False";
        switch (rule.kind()) {
            case GRADIENT_DESCENT, MOMENTUM -> lines.append("torch._fused_sgd_(self.parameters, gradients, "
                    + (rule.kind() == UpdateRule.Kind.MOMENTUM ? "self.first" : NONE) + ", " + rate + ", momentum="
                    + rule.beta1() + ", dampening=0., nesterov=False, is_first_step=False)\n");
            case ADAM -> lines.append("torch._foreach_add_(self.steps, 1)\n"
                    + "torch._fused_adam_(self.parameters, gradients, self.first, self.second, " + NONE
                    + ", self.steps, " + rate + ", beta1=" + rule.beta1() + ", beta2=" + rule.beta2() + ", eps="
                    + rule.epsilon() + ", amsgrad=False)\n");
            default -> throw new IllegalArgumentException("no rule " + rule);
        }
        return lines.toString();
    }

    private static String list(int count, String before, String after) {
        return IntStream.range(0, count).mapToObj(i -> before + i + after).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String method(String name, String... tensors) {
        return "  def " + name + "(self: __torch__.Script, " + String.join(": Tensor, ", tensors)
                + ": Tensor) -> Tensor:\n";
    }

    /** A list of tensors: W of the first layer, b of the first layer, W of the second, and so on. */
    private static TorchScript parameters(NetworkTask task) {
        List<TorchScript.Tensor> tensors = new ArrayList<>();
        for (int l = 0; l < task.weights().size(); l++) {
            Matrix w = task.weights().get(l);
            tensors.add(TorchScript.floats(w.toArray(), w.rows(), w.columns()));
            tensors.add(TorchScript.floats(task.biases().get(l).toArray(), w.rows()));
        }
        TorchScript script = new TorchScript();
        script.attribute("parameters", tensors);
        return script;
    }

    /** The parameters, and what optimizers remember. */
    private static TorchScript trained(NetworkTask task) {
        TorchScript script = parameters(task);
        script.attribute("first", zeros(task));
        script.attribute("second", zeros(task));
        script.attribute("steps",
                Stream.generate(() -> TorchScript.floats(new float[1])).limit(2L * task.weights().size()).toList());
        return script;
    }

    private static List<TorchScript.Tensor> zeros(NetworkTask task) {
        List<TorchScript.Tensor> tensors = new ArrayList<>();
        for (Matrix w : task.weights()) {
            tensors.add(TorchScript.floats(new float[w.rows() * w.columns()], w.rows(), w.columns()));
            tensors.add(TorchScript.floats(new float[w.rows()], w.rows()));
        }
        return tensors;
    }

    /** From x to the last layer's output, z. */
    private static String layers(NetworkTask task, String before, String after) {
        StringBuilder lines = new StringBuilder();
        int depth = task.weights().size();
        String g = task.hidden().kind().name().toLowerCase(Locale.ROOT);
        for (int l = 0; l < depth; l++) {
            String linear = "torch.linear(" + (l == 0 ? "x" : "a") + ", " + before + 2 * l + after + ", " + before
                    + (2 * l + 1) + after + ")";
            lines.append(l < depth - 1 ? "a = torch." + g + "(" + linear + ")\n" : "z = " + linear + "\n");
        }
        return lines.toString();
    }

    private abstract static class Script implements Work {
        final PtNDManager manager = (PtNDManager) Engine.getEngine(ENGINE).newBaseManager();
        final PtSymbolBlock block;
        final PtNDArray x;
        final IValue input;

        /** With x for the examples in rows. */
        Script(InputStream archive, Matrix rows) {
            try {
                block = JniUtils.loadModule(manager, archive, false, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            x = floats(rows);
            input = IValue.from(x);
        }

        final PtNDArray floats(Matrix rows) {
            try (PtNDArray unaligned = manager.create(FloatBuffer.wrap(rows.toArray()),
                    new Shape(rows.rows(), rows.columns()), DataType.FLOAT32)) {
                // In memory that is aligned as PyTorch wants it.
                return (PtNDArray) unaligned.duplicate();
            }
        }

        @Override
        public void close() {
            input.close();
            block.close();
            manager.close();
        }
    }
}
