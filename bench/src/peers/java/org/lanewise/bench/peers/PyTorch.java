package org.lanewise.bench.peers;

import ai.djl.engine.Engine;
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
import org.lanewise.bench.compare.NetworkTask;
import org.lanewise.bench.compare.Suite;
import org.lanewise.bench.compare.Work;
import org.lanewise.kernels.Matrix;
import org.lanewise.kernels.UpdateRule;
import org.lanewise.network.Cost;
import org.lanewise.network.training.Optimizer;

/**
 * PyTorch by way of DJL. A prediction or a step of training is one TorchScript, on tensors that PyTorch keeps: its own autograd, its
 * own cost, its own fused optimizer over all parameters at once.
 */
public final class PyTorch implements Contender {
    private static final String ENGINE = "PyTorch";
    private static final String NONE = "annotate(List[Tensor], [])";

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public Set<Suite> suites() {
        return EnumSet.of(Suite.TRAIN, Suite.INFER);
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
        return new Script(parameters(task).archive(predict("forward", task)), task.x()) {
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
        TorchScript script = parameters(task);
        Matrix y = task.y();
        script.attribute("y", task.cost().kind() == Cost.Kind.CATEGORICAL_CROSS_ENTROPY
                ? TorchScript.integers(task.classes())
                : TorchScript.floats(Data.transpose(y).data(), y.columns(), y.rows()));
        script.attribute("first", zeros(task));
        script.attribute("second", zeros(task));
        script.attribute("steps",
                Stream.generate(() -> TorchScript.floats(new float[1])).limit(2L * task.weights().size()).toList());
        return new Script(script.archive(step(task, optimizer) + predict("predict", task)), task.x()) {
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

    private static String predict(String name, NetworkTask task) {
        String output = switch (task.cost().kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> "torch.softmax(z, 1)";
            case BINARY_CROSS_ENTROPY -> "torch.sigmoid(z)";
            default -> "z";
        };
        return method(name) + layers(task, "self.parameters[", "]") + "    return " + output + "\n";
    }

    private static String step(NetworkTask task, Optimizer optimizer) {
        StringBuilder lines = new StringBuilder(method("forward"));
        // New leaves on the same memory: their gradients are handed out, instead of being added to what has to be zeroed.
        int count = 2 * task.weights().size();
        for (int i = 0; i < count; i++) {
            lines.append("    p" + i + " = torch.requires_grad_(torch.detach(self.parameters[" + i + "]), True)\n");
        }
        lines.append(layers(task, "p", ""));
        String cost = switch (task.cost().kind()) {
            case CATEGORICAL_CROSS_ENTROPY -> "cross_entropy_loss";
            case BINARY_CROSS_ENTROPY -> "binary_cross_entropy_with_logits";
            default -> "mse_loss";
        };
        lines.append("    cost = torch." + cost + "(z, self.y)\n");
        lines.append("    g = torch.grad([cost], " + list(count, "p", "") + ")\n");
        lines.append("    gradients = " + list(count, "unchecked_cast(Tensor, g[", "])") + "\n");
        UpdateRule rule = optimizer.rule();
        String rate = "lr=" + optimizer.learningRate() + ", weight_decay=0., maximize=False";
        switch (rule.kind()) {
            case GRADIENT_DESCENT, MOMENTUM -> lines.append("    torch._fused_sgd_(self.parameters, gradients, "
                    + (rule.kind() == UpdateRule.Kind.MOMENTUM ? "self.first" : NONE) + ", " + rate + ", momentum="
                    + rule.beta1() + ", dampening=0., nesterov=False, is_first_step=False)\n");
            case ADAM -> lines.append("    torch._foreach_add_(self.steps, 1)\n"
                    + "    torch._fused_adam_(self.parameters, gradients, self.first, self.second, " + NONE
                    + ", self.steps, " + rate + ", beta1=" + rule.beta1() + ", beta2=" + rule.beta2() + ", eps="
                    + rule.epsilon() + ", amsgrad=False)\n");
            default -> throw new IllegalArgumentException("no rule " + rule);
        }
        return lines + "    return cost\n";
    }

    private static String list(int count, String before, String after) {
        return IntStream.range(0, count).mapToObj(i -> before + i + after).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String method(String name) {
        return "  def " + name + "(self: __torch__.Script, x: Tensor) -> Tensor:\n";
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
            lines.append(l < depth - 1 ? "    a = torch." + g + "(" + linear + ")\n" : "    z = " + linear + "\n");
        }
        return lines.toString();
    }

    private abstract static class Script implements Work {
        final PtNDManager manager = (PtNDManager) Engine.getEngine(ENGINE).newBaseManager();
        final PtSymbolBlock block;
        final PtNDArray x;
        final IValue input;

        Script(InputStream archive, Matrix columns) {
            try {
                block = JniUtils.loadModule(manager, archive, false, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            PtNDArray examples = manager.create(FloatBuffer.wrap(Data.transpose(columns).data()),
                    new Shape(columns.columns(), columns.rows()), DataType.FLOAT32);
            // In memory that is aligned as PyTorch wants it.
            x = (PtNDArray) examples.duplicate();
            input = IValue.from(x);
        }

        @Override
        public void close() {
            input.close();
            block.close();
            manager.close();
        }
    }
}
